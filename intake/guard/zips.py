"""ZIP archives from outside: their list of members checked before anything is unpacked."""

import stat
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from intake.features import listing
from intake.findings import Finding, InputError, UnsafeFileError

#: Limits for one archive: members, bytes unpacked, and unpacked ÷ packed.
MAX_MEMBERS = 200
MAX_BYTES = 300_000_000
MAX_RATIO = 200
#: Small members may pack better than that (a file of zeros of a few kB).
RATIO_FROM_BYTES = 1_000_000

#: Members that belong to a Shapefile or lie beside it and do no harm; they are not unpacked unless needed.
HARMLESS = frozenset(
    {
        ".shp", ".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".qix", ".fix", ".qmd", ".qml", ".sld", ".lyr",
        ".lyrx", ".atx", ".ain", ".aih", ".txt", ".pdf", ".md", ".csv", ".geojson", ".json", ".gpkg", ".kml", ".gml",
        ".fgb", ".topojson", ".htm", ".html", ".xlsx", ".xls", ".ods", ".doc", ".docx", ".png", ".jpg", ".xsd", "",
    }
)  # fmt: skip
ARCHIVES = frozenset({".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".kmz", ".jar"})


def checked_members(path: Path) -> dict[str, zipfile.ZipInfo]:
    """Members of an archive that may be unpacked, by name.

    Parameters
    ----------
    path : Path
        A file that begins like a ZIP.

    Returns
    -------
    dict of str to ZipInfo
        Without folders and the hidden files of macOS.

    Raises
    ------
    UnsafeFileError
        For names that lead outside, links, too many or too large members, archives in
        the archive, encrypted members, and members of kinds that refer elsewhere.
    InputError
        If the archive is damaged or empty.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        ValueError,
        NotImplementedError,
    ) as error:
        raise InputError(
            [
                _fault(
                    path,
                    "zip_damaged",
                    "",
                    "Das ZIP-Archiv ist beschädigt oder unvollständig.",
                    "Neu packen und noch einmal wählen.",
                )
            ]
        ) from error
    _require_plain_start(path)
    faults = [fault for info in infos for fault in _member_faults(path, info)]
    faults += _size_faults(path, infos)
    if faults:
        raise UnsafeFileError(faults[:20])
    members = {
        _plain_name(info): info
        for info in infos
        if not info.is_dir() and not _is_clutter(_plain_name(info))
    }
    if not members:
        raise InputError(
            [_fault(path, "zip_empty", "", "Das ZIP-Archiv ist leer.", "Die Dateien neu packen.")]
        )
    return members


def unpack(
    path: Path, members: Collection[zipfile.ZipInfo], folder: Path, stem: str
) -> dict[str, Path]:
    """Unpack members under a name of our own; return suffix → file.

    Raises
    ------
    UnsafeFileError
        If a member is larger than it says.
    InputError
        If a member is damaged.
    """
    files: dict[str, Path] = {}
    with zipfile.ZipFile(path) as archive:
        for info in members:
            suffix = PurePosixPath(_plain_name(info)).suffix.lower()
            target = folder / f"{stem}{suffix}"
            target.write_bytes(_content(path, archive, info))
            files[suffix] = target
    return files


def _content(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(info) as stream:
            content = stream.read(info.file_size + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise InputError(
            [
                _fault(
                    path,
                    "zip_damaged",
                    info.filename,
                    "Die Datei im Archiv ist beschädigt.",
                    "Neu packen und noch einmal wählen.",
                )
            ]
        ) from error
    if len(content) > info.file_size:
        raise UnsafeFileError(
            [
                _fault(
                    path,
                    "zip_size_lie",
                    info.filename,
                    "Die Datei im Archiv ist größer, als das Archiv angibt.",
                    "Neu packen.",
                )
            ]
        )
    return content


def _require_plain_start(path: Path) -> None:
    """Refuse an archive with something in front of it or behind it: two files in one."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            raise UnsafeFileError(
                [
                    _fault(
                        path,
                        "zip_polyglot",
                        "",
                        "Die Datei ist zugleich ein Archiv und etwas anderes; sie wird nicht geöffnet.",
                        "Neu packen.",
                    )
                ]
            )


def _member_faults(path: Path, info: zipfile.ZipInfo) -> list[Finding]:
    """Return the first rule that a member breaks, as a finding."""
    plain = _plain_name(info)
    suffix = PurePosixPath(plain).suffix.lower()
    leads_out = plain.startswith("/") or ".." in PurePosixPath(plain).parts or ":" in plain
    known = (
        info.is_dir()
        or _is_clutter(plain)
        or suffix in HARMLESS
        or plain.lower().endswith(".shp.xml")
    )
    rules = (
        (leads_out or "\x00" in info.orig_filename, "zip_slip",
         "Der Name im Archiv führt aus dem Zielordner hinaus; das Archiv wird nicht ausgepackt.", "Die Dateien ohne Ordner neu packen."),
        (stat.S_ISLNK(info.external_attr >> 16), "zip_link",
         "Das Archiv enthält einen Verweis statt einer Datei.", "Die Datei selbst einpacken."),
        (bool(info.flag_bits & 0x1), "zip_encrypted", "Die Datei im Archiv ist verschlüsselt.", "Ohne Kennwort neu packen."),
        (suffix in ARCHIVES, "zip_nested",
         "Im Archiv steckt ein weiteres Archiv; es wird nicht geöffnet.", "Nur die Dateien selbst packen."),
        (not known, "zip_foreign_member",
         "Die Datei gehört nicht zu einem Shapefile; das Archiv wird nicht geöffnet.", "Nur .shp, .shx, .dbf, .prj und .cpg packen."),
    )  # fmt: skip
    shown = plain.encode("ascii", "replace").decode()[:80]
    broken = [
        _fault(path, code, shown, message, fix) for breaks, code, message, fix in rules if breaks
    ]
    return broken[:1]


def _plain_name(info: zipfile.ZipInfo) -> str:
    """Name of a member with forward slashes: some programs of Windows write others."""
    return info.filename.replace("\\", "/")


def _size_faults(path: Path, infos: list[zipfile.ZipInfo]) -> list[Finding]:
    unpacked = sum(info.file_size for info in infos)
    dense = [
        info.filename
        for info in infos
        if info.file_size > RATIO_FROM_BYTES
        and info.file_size > MAX_RATIO * max(info.compress_size, 1)
    ]
    faults = []
    if len(infos) > MAX_MEMBERS:
        faults.append(
            _fault(
                path,
                "zip_too_many",
                "",
                f"Das Archiv enthält {len(infos)} Dateien.",
                f"Höchstens {MAX_MEMBERS} Dateien packen.",
            )
        )
    if unpacked > MAX_BYTES or dense:
        faults.append(
            _fault(
                path,
                "zip_bomb",
                listing(dense, 5),
                f"Ausgepackt wäre das Archiv unverhältnismäßig groß ({unpacked // 1_000_000} MB).",
                "Nur die benötigten Dateien packen.",
            )
        )
    offsets = [info.header_offset for info in infos]
    if len(set(offsets)) < len(offsets) or len({info.filename.lower() for info in infos}) < len(
        infos
    ):
        faults.append(
            _fault(
                path,
                "zip_overlap",
                "",
                "Dateien im Archiv überlagern sich oder heißen gleich.",
                "Neu packen.",
            )
        )
    return faults


def _is_clutter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or (
        bool(parts) and parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"}
    )


def _fault(path: Path, code: str, where: str, message: str, fix: str) -> Finding:
    return Finding("error", code, path.name, where, message, fix)
