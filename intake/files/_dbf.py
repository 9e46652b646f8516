"""Attribute tables of Shapefiles (dBASE): bytes in, text columns as they stand out."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pandas import DataFrame

from intake.cells.dialect import ENCODING_NAMES, best_single_byte
from intake.features import listing
from intake.findings import Finding, InputError, Kind
from wording import say

#: Language driver (byte 29 of the header) → encoding; others are found out.
LANGUAGE_DRIVERS = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x57: "cp1252",
    0x64: "cp852",
    0xC8: "cp1250",
}
NEW_COPY = (
    "Das Shapefile neu ausgeben lassen und alle Teile (.shp, .shx, .dbf, .prj) zusammen packen."
)

FIELD_DOUBLED = Kind("dbf_doubled_field", "Spalten der Attributtabelle heißen gleich.", "Spalten umbenennen und neu ausgeben lassen.")  # fmt: skip
_ASSUMED = say("ohne .cpg-Datei angenommen")
CUT_OFF = Kind("dbf_damaged", "Die Attributtabelle ist abgeschnitten.", NEW_COPY)
HEAD_DAMAGED = Kind("dbf_damaged", "Der Kopf der Attributtabelle ist beschädigt.", NEW_COPY)
ROWS_MISSING = Kind("dbf_row_count", "Die Attributtabelle gibt {n} Zeilen an, enthält aber nur {n_present}.", NEW_COPY)  # fmt: skip
WIDTH_WRONG = Kind("dbf_damaged", "Spalten und Zeilenlänge der Attributtabelle passen nicht zusammen.", NEW_COPY)  # fmt: skip
ENCODING_READ = Kind("encoding_read", "Die Attributtabelle wurde als {encoding} gelesen ({reason}).", "Umlaute in den Namen prüfen.", "info")  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One column: name, dBASE type, place and width in a row (bytes)."""

    name: bytes
    kind: str
    start: int
    width: int


def read_dbf(
    path: Path, *, codepage: str = "", file: str = ""
) -> tuple[DataFrame, np.ndarray, tuple[Finding, ...]]:
    """Read an attribute table.

    Parameters
    ----------
    path : Path
    codepage : str
        What the .cpg file says; "" if there is none.
    file : str
        Name for findings.

    Returns
    -------
    DataFrame
        All rows, also deleted ones; text, "" where empty; numbers as they stand, without
        the zeros that fill up their decimals ("5.000" → "5").
    ndarray of bool
        True where a row is marked as deleted.
    tuple of Finding

    Raises
    ------
    InputError
        If header and size disagree, or names of columns are double.
    """
    raw = path.read_bytes()
    fields, count, header, width = _header(raw, file)
    rows = np.frombuffer(raw, dtype=np.uint8, count=count * width, offset=header).reshape(
        count, width
    )
    cells = {field: _cells(rows, field) for field in fields}
    encoding, findings = _encoding(raw, fields, cells, codepage, file)
    names = [_decode(field.name, encoding) for field in fields]
    double = sorted({name for name in names if names.count(name) > 1})
    if double:
        raise InputError([FIELD_DOUBLED(file, listing(double))])
    columns = {
        name: [_value(cell, field, encoding) for cell in cells[field]]
        for name, field in zip(names, fields, strict=True)
    }
    deleted = rows[:, 0] == ord("*") if count else np.zeros(0, dtype=bool)
    return DataFrame(columns, index=range(count), dtype="str"), deleted, findings


def _header(raw: bytes, file: str) -> tuple[list[Field], int, int, int]:
    """Fields, number of rows, size of the header, width of a row; all checked against the file's size."""
    if len(raw) < 33:
        raise InputError([CUT_OFF(file, ".dbf")])
    count = int.from_bytes(raw[4:8], "little")
    header, width = int.from_bytes(raw[8:10], "little"), int.from_bytes(raw[10:12], "little")
    if header < 33 or width < 1 or header > len(raw):
        raise InputError([HEAD_DAMAGED(file, ".dbf")])
    if header + count * width > len(raw) + 1:
        present = (len(raw) - header) // width
        raise InputError([ROWS_MISSING(file, ".dbf", n=count, n_present=present)])
    fields = _fields(raw, header)
    start = 1 + sum(field.width for field in fields)
    if start > width or header + count * width > len(raw):
        raise InputError([WIDTH_WRONG(file, ".dbf")])
    return fields, count, header, width


def _fields(raw: bytes, header: int) -> list[Field]:
    """The descriptions of the columns, 32 bytes each, up to the sign that ends them."""
    fields, start = [], 1
    for place in range(32, header - 31, 32):
        part = raw[place : place + 32]
        if part[:1] == b"\r" or len(part) < 32:
            break
        fields.append(Field(part[:11], chr(part[11]), start, part[16]))
        start += part[16]
    return fields


def _cells(rows: np.ndarray, field: Field) -> list[bytes]:
    part = np.ascontiguousarray(rows[:, field.start : field.start + field.width])
    return (
        part.view(f"S{field.width}").ravel().tolist()
        if field.width and len(rows)
        else [b""] * len(rows)
    )


def _encoding(
    raw: bytes, fields: list[Field], cells: dict[Field, list[bytes]], codepage: str, file: str
) -> tuple[str, tuple[Finding, ...]]:
    """Encoding of the texts: what .cpg or header say if it fits, else what fits."""
    texts = [field.name.split(b"\x00")[0] for field in fields] + [
        cell for field in fields if field.kind == "C" for cell in cells[field]
    ]
    sample = [text for text in texts if not text.isascii()]
    said = codec_of(codepage) or ("" if codepage.strip() else LANGUAGE_DRIVERS.get(raw[29], ""))
    if said.startswith("utf-16"):
        return said, (_encoding_finding(file, "UTF-16", say("so sagt es die .cpg-Datei")),)
    is_utf8 = _fits(sample, "utf-8")
    if not sample or (said == "utf-8" and is_utf8):
        return said or "utf-8", ()
    if is_utf8:
        reason = _misfit(codepage) if said else _ASSUMED
        return "utf-8", (_encoding_finding(file, "UTF-8", reason),)
    if said and said != "utf-8" and _fits(sample, said):
        return said, ()
    reason = _misfit(codepage) if codepage.strip() else _ASSUMED
    best, score = best_single_byte(b"\n".join(sample))
    if best != "cp1252" and score > 0:
        return best, (_encoding_finding(file, ENCODING_NAMES[best], reason),)
    return "cp1252", (_encoding_finding(file, "Windows-1252 (Latin-1)", reason),)


def _misfit(codepage: str) -> str:
    return say("die .cpg-Datei sagt {encoding}, das passt nicht", encoding=codepage.strip())


def codec_of(codepage: str) -> str:
    """Python's name for what a .cpg file says; "" if unknown.

    Examples
    --------
    >>> codec_of("ISO-8859-1"), codec_of("1252"), codec_of("ANSI 1252"), codec_of("65001")
    ('iso8859-1', 'cp1252', 'cp1252', 'utf-8')
    """
    name = codepage.strip().strip("\ufeff\x00").lower()
    number = re.fullmatch(r"(?:ansi|oem|cp|windows|ibm)?[ -]?(\d{3,5})", name)
    if number:
        name = {
            "65001": "utf-8",
            "88591": "iso8859-1",
            "88592": "iso8859-2",
            "885915": "iso8859-15",
        }.get(number[1], f"cp{number[1]}")
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def _fits(texts: list[bytes], encoding: str) -> bool:
    try:
        for text in texts:
            text.decode(encoding)
    except UnicodeDecodeError as error:
        return (
            encoding == "utf-8"
            and error.end == len(error.object)
            and error.reason == "unexpected end of data"
        )
    return True


def _decode(raw: bytes, encoding: str) -> str:
    if encoding.startswith("utf-16"):
        return raw.decode(
            "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le", "ignore"
        ).strip("\x00 ")
    return raw.split(b"\x00")[0].decode(encoding, "replace").strip()


def _value(cell: bytes, field: Field, encoding: str) -> str:
    if field.kind in "NFDLBI":
        text = cell.replace(b"\x00", b"").decode("ascii", "replace").strip()
        text = text.rstrip("0").rstrip(".") if "." in text and text[-1:] in "0." else text
        return "" if set(text) <= {"*", "?"} else text
    return _decode(cell, encoding)


def _encoding_finding(file: str, encoding: str, reason: str) -> Finding:
    return ENCODING_READ(file, ".dbf", encoding=encoding, reason=reason)
