"""ZIP archives from outside: their list of members checked before anything is unpacked."""

import stat
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from intake.features import listing
from intake.findings import Finding, InputError, Kind, UnsafeFileError

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

ZIP_DAMAGED = Kind("zip_damaged", "Das ZIP-Archiv ist beschädigt oder unvollständig.", "Neu packen und noch einmal wählen.")  # fmt: skip
ZIP_EMPTY = Kind("zip_empty", "Das ZIP-Archiv ist leer.", "Die Dateien neu packen.")
MEMBER_DAMAGED = Kind("zip_damaged", "Die Datei im Archiv ist beschädigt.", "Neu packen und noch einmal wählen.")  # fmt: skip
TWO_FILES_IN_ONE = Kind("zip_polyglot", "Die Datei ist zugleich ein Archiv und etwas anderes; sie wird nicht geöffnet.", "Neu packen.")  # fmt: skip
LEADS_OUT = Kind("zip_slip", "Der Name im Archiv führt aus dem Zielordner hinaus; das Archiv wird nicht ausgepackt.",
                 "Die Dateien ohne Ordner neu packen.")  # fmt: skip
HOLDS_LINK = Kind("zip_link", "Das Archiv enthält einen Verweis statt einer Datei.", "Die Datei selbst einpacken.")  # fmt: skip
ENCRYPTED = Kind("zip_encrypted", "Die Datei im Archiv ist verschlüsselt.", "Ohne Kennwort neu packen.")  # fmt: skip
NESTED = Kind("zip_nested", "Im Archiv steckt ein weiteres Archiv; es wird nicht geöffnet.", "Nur die Dateien selbst packen.")  # fmt: skip
FOREIGN = Kind("zip_foreign_member", "Die Datei gehört nicht zu einem Shapefile; das Archiv wird nicht geöffnet.",
               "Nur .shp, .shx, .dbf, .prj und .cpg packen.")  # fmt: skip
TOO_MANY_MEMBERS = Kind("zip_too_many", "Das Archiv enthält {n} Dateien.", "Höchstens {most} Dateien packen.")  # fmt: skip
ZIP_BOMB = Kind("zip_bomb", "Ausgepackt wäre das Archiv unverhältnismäßig groß ({n} MB).", "Nur die benötigten Dateien packen.")  # fmt: skip
MEMBERS_OVERLAP = Kind("zip_overlap", "Dateien im Archiv überlagern sich oder heißen gleich.", "Neu packen.")  # fmt: skip


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
        raise InputError([ZIP_DAMAGED(path.name)]) from error
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
        raise InputError([ZIP_EMPTY(path.name)])
    return members


def unpack(
    path: Path, members: Collection[zipfile.ZipInfo], folder: Path, stem: str
) -> dict[str, Path]:
    """Unpack members under a name of our own; return suffix → file.

    Raises
    ------
    InputError
        If a member is damaged, or larger than the archive says.
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
            content = stream.read()  # never more than the archive says: zipfile stops there
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise InputError([MEMBER_DAMAGED(path.name, info.filename)]) from error
    return content


def _require_plain_start(path: Path) -> None:
    """Refuse an archive with something in front of it or behind it: two files in one."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            raise UnsafeFileError([TWO_FILES_IN_ONE(path.name)])


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
        (leads_out or "\x00" in info.orig_filename, LEADS_OUT),
        (stat.S_ISLNK(info.external_attr >> 16), HOLDS_LINK),
        (bool(info.flag_bits & 0x1), ENCRYPTED),
        (suffix in ARCHIVES, NESTED),
        (not known, FOREIGN),
    )
    shown = plain.encode("ascii", "replace").decode()[:80]
    return [kind(path.name, shown) for breaks, kind in rules if breaks][:1]


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
        faults.append(TOO_MANY_MEMBERS(path.name, n=len(infos), most=MAX_MEMBERS))
    if unpacked > MAX_BYTES or dense:
        faults.append(ZIP_BOMB(path.name, listing(dense, 5), n=unpacked // 1_000_000))
    offsets = [info.header_offset for info in infos]
    if len(set(offsets)) < len(offsets) or len({info.filename.lower() for info in infos}) < len(
        infos
    ):
        faults.append(MEMBERS_OVERLAP(path.name))
    return faults


def _is_clutter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or (
        bool(parts) and parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"}
    )
