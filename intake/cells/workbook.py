"""What a workbook really contains: its raw XML in; refusal, or positions of marked cells, out."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from intake.findings import InputError, Kind, UnsafeFileError

#: Bytes a workbook may have when unpacked, and how often it may be packed into its size.
MAX_UNPACKED, MAX_RATIO, MAX_MEMBERS = 400_000_000, 150, 2_000
#: Unpacked size below which the ratio says nothing.
_SMALL = 20_000_000
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CELL_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_PERCENT_BUILT_IN = {9, 10}
#: Text that stands for a formula whose result the file does not hold.
FORMULA = "#FORMEL!"

Position = tuple[int, int]  # row, column, both from 0

WORKBOOK_LOCKED = Kind("workbook_locked", "Die Arbeitsmappe ist mit einem Passwort geschützt.",
                       "Den Schutz in Excel oder LibreOffice aufheben und neu speichern.")  # fmt: skip
WORKBOOK_DAMAGED = Kind("workbook_damaged", "Die Arbeitsmappe ist beschädigt oder unvollständig hochgeladen.",
                        "Die Datei neu speichern und vollständig übertragen.")  # fmt: skip
_DO_NOT_USE = (
    "Die Datei nicht verwenden; die Tabelle neu aus der Quelle als XLSX oder CSV speichern."
)
GROWS = Kind("zip_bomb", "Die Datei würde ausgepackt {n} MB groß (das {ratio}-Fache); sie wird nicht geöffnet.", _DO_NOT_USE)  # fmt: skip
LEADS_OUT = Kind("zip_path", "Die Datei enthält Pfade, die aus dem Ordner hinausführen.", _DO_NOT_USE)  # fmt: skip
SIZE_WRONG = Kind("zip_bomb", "Die Datei gibt ihre Größe falsch an; sie wird nicht geöffnet.", _DO_NOT_USE)  # fmt: skip
HAS_DTD = Kind("xml_dtd", "Die Datei enthält eine Dokumenttyp-Definition (DTD), mit der sich fremde Dateien einlesen lassen.", _DO_NOT_USE)  # fmt: skip


@dataclass(frozen=True)
class Marked:
    """Cells of one sheet that a plain reader gets wrong.

    Attributes
    ----------
    texts : dict of (row, column) to str
        Error values ("#REF!") and formulas without a result (`FORMULA`).
    percents : set of (row, column)
        Numbers shown as per cent.
    hidden_rows, hidden_columns : int
        How many rows and columns are hidden in the program but read here.
    """

    texts: dict[Position, str] = field(default_factory=dict)
    percents: frozenset[Position] = frozenset()
    hidden_rows: int = 0
    hidden_columns: int = 0


def require_safe_package(path: Path) -> tuple[str, ...]:
    """Check a zipped workbook before anything parses it; return its members' names.

    Raises
    ------
    UnsafeFileError
        Zip bomb, document type definition (XXE), path that leaves the folder.
    InputError
        The archive is damaged.
    """
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            _require_modest(members, path)
            for member in members:
                _require_harmless(package, member, path)
            return tuple(member.filename for member in members)
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        zlib.error,
    ) as error:
        if isinstance(error, InputError):
            raise
        raise InputError([WORKBOOK_DAMAGED(path.name)]) from error
    except RuntimeError as error:  # zipfile's word for an encrypted member
        raise InputError([WORKBOOK_LOCKED(path.name)]) from error


def _require_modest(members: list[zipfile.ZipInfo], path: Path) -> None:
    unpacked = sum(member.file_size for member in members)
    ratio = unpacked / max(1, path.stat().st_size)
    if (
        len(members) > MAX_MEMBERS
        or unpacked > MAX_UNPACKED
        or (unpacked > _SMALL and ratio > MAX_RATIO)
    ):
        raise UnsafeFileError([GROWS(path.name, n=unpacked // 1_000_000, ratio=round(ratio))])
    for member in members:
        name = member.filename
        if (
            name.startswith(("/", "\\"))
            or ".." in re.split(r"[/\\]", name)
            or re.match(r"[A-Za-z]:", name)
        ):
            raise UnsafeFileError([LEADS_OUT(path.name)])


def _require_harmless(package: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    """Unpack one member piece by piece: size as announced, and no document type definition."""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    seen, tail = 0, b""
    with package.open(member) as stream:
        while piece := stream.read(1 << 20):
            seen += len(piece)
            if seen > member.file_size or seen > MAX_UNPACKED:
                raise UnsafeFileError([SIZE_WRONG(path.name)])
            if is_xml and _has_dtd(tail + piece):
                raise UnsafeFileError([HAS_DTD(path.name)])
            tail = piece[-24:]


def _has_dtd(piece: bytes) -> bool:
    if piece[:2] in {b"\xff\xfe", b"\xfe\xff"} or piece[1:2] == b"\0" or piece[:1] == b"\0":
        piece = piece.replace(b"\0", b"")
    return b"<!" in piece and _DTD.search(piece) is not None


def has_macros(members: tuple[str, ...]) -> bool:
    """Whether a workbook carries macros (they are never run and never copied)."""
    return any(
        name.lower().endswith(("vbaproject.bin",)) or name.lower().startswith("basic/")
        for name in members
    )


def marked_cells(path: Path, sheet: str) -> Marked:
    """Find error values, formulas without a result and percent formats of an XLSX sheet.

    Parameters
    ----------
    path : Path
        A workbook that `require_safe_package` let through.
    sheet : str
        Name of the sheet.
    """
    with zipfile.ZipFile(path) as package:
        part = _sheet_part(package, sheet)
        if not part:
            return Marked()
        data = package.read(part)
        percent_styles = _percent_styles(package)
    hidden = b'hidden="' in data
    rows = re.findall(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"', data) if hidden else []
    columns = re.findall(rb'<(?:\w+:)?col\b[^>]*\bhidden="(?:1|true)"', data) if hidden else []
    percents = frozenset(_percent_positions(data, percent_styles))
    return Marked(dict(_marked_texts(data)), percents, len(rows), len(columns))


def _sheet_part(package: zipfile.ZipFile, sheet: str) -> str:
    """Follow workbook.xml and its relations to the XML part of a sheet; "" if not found."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.ElementTree import fromstring

    names = set(package.namelist())
    try:
        workbook = fromstring(package.read("xl/workbook.xml"))
        relations = fromstring(package.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ParseError, ValueError):
        return ""
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    for element in workbook.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            ids = [value for key, value in element.attrib.items() if key.endswith("}id")]
            target = targets.get(ids[0] if ids else "", "") or ""
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return part if part in names else ""
    return ""


def _percent_styles(package: zipfile.ZipFile) -> set[int]:
    """Numbers of the cell styles that show a number as per cent."""
    try:
        data = package.read("xl/styles.xml")
    except KeyError:
        return set()
    formats = {
        int(number)
        for number, code in re.findall(
            rb'<(?:\w+:)?numFmt\b[^>]*numFmtId="(\d+)"[^>]*formatCode="([^"]*)"', data
        )
        if b"%" in code
    } | _PERCENT_BUILT_IN
    cells = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", data, re.DOTALL)
    styles = re.findall(rb"<(?:\w+:)?xf\b[^>]*?numFmtId=\"(\d+)\"", cells[0]) if cells else []
    return {place for place, number in enumerate(styles) if int(number) in formats}


def _position(attributes: bytes) -> Position | None:
    found = _CELL_REFERENCE.search(attributes)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return int(found[2]) - 1, column - 1


def _marked_texts(data: bytes) -> Iterator[tuple[Position, str]]:
    if b"<f" not in data and b":f" not in data and b't="e"' not in data:
        return
    cell = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
    value = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)</")
    for found in cell.finditer(data):
        is_error, has_formula = b't="e"' in found[1], re.match(rb"\s*<(?:\w+:)?f\b", found[2])
        if not is_error and not has_formula:
            continue
        place, result = _position(found[1]), value.search(found[2])
        if place and is_error:
            yield place, result[1].decode("utf-8", "replace") if result else "#FEHLER!"
        elif place and not result and b't="str"' not in found[1]:
            yield place, FORMULA


def _percent_positions(data: bytes, styles: set[int]) -> Iterator[Position]:
    if not styles:
        return
    wanted = b"|".join(str(style).encode() for style in sorted(styles))
    for found in re.finditer(rb'<(?:\w+:)?c\b([^>]*\bs="(?:' + wanted + rb')"[^>]*)>', data):
        place = _position(found[1])
        if place and b't="s"' not in found[1] and b't="inlineStr"' not in found[1]:
            yield place
