"""Delimited text: bytes in; text, encoding, separator and records with their line numbers out."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from intake.cells.header import require_narrow
from intake.findings import Finding, InputError, Kind, at_byte, in_row

SEPARATORS = (";", "\t", ",", "|")
#: Single-byte encodings of German offices: Windows, DOS, old Macs.
SINGLE_BYTE = ("cp1252", "cp850", "mac_roman")
ENCODING_NAMES = {
    "cp1252": "Windows-1252", "cp850": "DOS (cp850)", "mac_roman": "Mac Roman",
    "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32": "UTF-32",
}  # fmt: skip
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
# A letter beyond a–z beside another letter; alone in a cell it may be a sign in another encoding.
_GERMAN = re.compile("(?<=[A-Za-z])[äöüÄÖÜßéèêëáàâçñôóîïœ]|[äöüÄÖÜßéèêëáàâçñôóîïœ](?=[A-Za-z])")
# A sign or an unusual letter inside a word: the trace of a wrong encoding.
_ODD = re.compile(
    r"(?<=[A-Za-z])[^\x00-\x7fäöüÄÖÜßéèêëáàâçñôóîïœšžłøå’‘–\-\xa0\xad\u2011](?=[A-Za-z])|[\x80-\x9f\ufffd]"
)
_FOREIGN_WORD = re.compile(r"[A-Za-z]*[^\W\d_A-Za-z]+[^\W\d_]*")
_MOJIBAKE = re.compile("Ã[\x80-\xbf„–œŸ¶¼¤Ÿ]|â€[“”™š¦]|Â[\xa0-\xbf]")
#: ="01" keeps the zeros of a key when Excel opens the file: a text, no formula.
_QUOTED_FORMULA = re.compile(r"""(?:(?<=[;,\t|\n])|\A)="([^"\n]*)"(?=[;,\t|\r\n]|\Z)""")
#: Bytes looked at to tell the encoding, characters to tell the separator.
_SAMPLE_BYTES, _SAMPLE_CHARACTERS = 400_000, 60_000

TABLE_BINARY = Kind("table_binary", "Die Datei ist keine Texttabelle, sie enthält Binärdaten.",
                    "Als CSV (UTF-8) oder XLSX speichern und erneut angeben.")  # fmt: skip
ASK_ENCODING = Kind("ask_encoding", "Die Zeichenkodierung ist nicht erkennbar: Weder UTF-8 noch Windows-1252 ergeben lesbare Wörter.",
                    "In UTF-8 speichern oder die Kodierung angeben, z. B. `encoding=iso8859-7`.")  # fmt: skip
ENCODING_WRONG = Kind("encoding_wrong", "Die Datei lässt sich nicht in „{encoding}“ lesen ({why}).",
                      "Andere Kodierung angeben oder in UTF-8 speichern.")  # fmt: skip
ENCODING = Kind("encoding", "Die Datei ist in {encoding} kodiert und wurde so gelesen.", "Nichts zu tun; Umlaute in der Vorschau prüfen.", "info")  # fmt: skip
ENCODING_BROKEN = Kind("encoding_broken", "Einzelne Umlaute sind zerstört (z. B. „Ã¶“ statt „ö“).",
                       "Die Datei aus der Quelle neu als UTF-8 ausgeben.", "warning")  # fmt: skip
ENCODING_TWICE = Kind("encoding_twice", "Die Umlaute waren doppelt kodiert („Ã¶“ statt „ö“) und wurden zurückgewandelt.",
                      "Namen in der Vorschau prüfen.", "warning")  # fmt: skip
CELL_TOO_LONG = Kind("cell_too_long", "Eine Zelle ist länger als {n} Zeichen; das ist keine Tabelle mit Zahlen oder Angeboten.",
                     "Die richtige Datei wählen.")  # fmt: skip
QUOTE_OPEN = Kind("quote_open", "Ein Anführungszeichen in Zeile {n} ist nicht geschlossen oder steht mitten im Feld ({why}).",
                  "Das Anführungszeichen löschen, schließen oder verdoppeln und die Datei neu speichern.")  # fmt: skip
QUOTE_SWALLOWS = Kind("quote_open", "Ein Anführungszeichen in Zeile {n} ist nicht geschlossen und verschluckt die folgenden Zeilen.",
                    "Das Anführungszeichen löschen oder schließen und die Datei neu speichern.")  # fmt: skip


@dataclass(frozen=True)
class Records:
    """The cells of a delimited file: `rows` of text, `lines` where each begins (1 = first)."""

    rows: list[list[str]]
    lines: list[int]
    encoding: str
    separator: str


def find_encoding(data: bytes, file: str) -> str:
    """Name the encoding of a text file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for the finding.

    Returns
    -------
    str
        A Python codec name.

    Raises
    ------
    InputError
        If the content is binary, or no encoding of German offices gives readable words.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if b"\0" in data[:4000]:
        return _without_mark(data, file)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _single_byte(data, file, error.start)
    return "utf-8"


def _without_mark(data: bytes, file: str) -> str:
    """UTF-16 without a byte order mark has a zero in every second byte; else it is no text."""
    sample = data[:4000]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[offset::2]
        if half.count(0) > 0.7 * len(half) and sample[1 - offset :: 2].count(0) < 0.1 * len(half):
            return encoding
    raise InputError([TABLE_BINARY(file)])


def _single_byte(data: bytes, file: str, first: int) -> str:
    lines = [line for line in data[: _SAMPLE_BYTES * 10].split(b"\n") if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE_BYTES]
    best, score = best_single_byte(sample)
    if score < 0 or _looks_foreign(sample.decode(best, "replace")):
        raise InputError([ASK_ENCODING(file, at_byte(first))])
    return best


def best_single_byte(sample: bytes) -> tuple[str, int]:
    """Return the encoding of `SINGLE_BYTE` that makes most German words, and how well it does.

    Examples
    --------
    >>> best_single_byte("Hörde Lütgendortmund".encode("cp850"))
    ('cp850', 2)
    """
    scores = {}
    for encoding in SINGLE_BYTE:
        text = sample.decode(encoding, "replace")
        mojibake = len(_MOJIBAKE.findall(text))
        scores[encoding] = len(_GERMAN.findall(text)) - 2 * len(_ODD.findall(text)) - 3 * mojibake
    best = max(SINGLE_BYTE, key=lambda name: scores[name])
    return best, scores[best]


def _looks_foreign(text: str) -> bool:
    """Whether the words with letters beyond a–z consist mainly of such letters."""
    words = [word for word in _FOREIGN_WORD.findall(text) if len(word) > 3]
    letters = sum(map(len, words))
    foreign = sum(not letter.isascii() for word in words for letter in word)
    return letters > 0 and foreign > 0.6 * letters


def decode(data: bytes, file: str, *, encoding: str = "") -> tuple[str, str, list[Finding]]:
    """Turn the bytes of a text file into text.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for findings.
    encoding : str
        What a person said; "" = find out.

    Returns
    -------
    tuple of (str, str, list of Finding)
        Text without byte order mark, codec name, what was noticed.

    Raises
    ------
    InputError
        If the bytes are no text, or not in the encoding named.
    """
    chosen = encoding or find_encoding(data, file)
    try:
        text = data.decode(chosen)
    except (UnicodeDecodeError, LookupError) as error:
        raise InputError([ENCODING_WRONG(file, encoding=chosen, why=str(error))]) from error
    findings = []
    if chosen in ENCODING_NAMES and not encoding:
        findings.append(ENCODING(file, encoding=ENCODING_NAMES[chosen]))
    text = text.removeprefix("\ufeff")
    if len(_MOJIBAKE.findall(text[:_SAMPLE_CHARACTERS])) > 0:
        text, noticed = _undo_mojibake(text, file)
        findings += noticed
    return text, chosen, findings


def _undo_mojibake(text: str, file: str) -> tuple[str, list[Finding]]:
    """Undo UTF-8 that was once read as Windows-1252 ("HÃ¶rde"), if that works throughout."""
    try:
        repaired = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text, [ENCODING_BROKEN(file)]
    return repaired, [ENCODING_TWICE(file)]


def find_separator(text: str) -> str:
    r"""Name the character that parts the cells; "," for a single column.

    Examples
    --------
    >>> find_separator("key;value\n01;14,8\n02;33,2\n")
    ';'
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if len(text) > len(sample) and "\n" in sample:
        sample = sample[: sample.rindex("\n") + 1]
    scores = {separator: _regularity(sample, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: scores[separator])
    return best if scores[best] > 0 else ","


def _regularity(sample: str, separator: str) -> float:
    """How evenly a separator cuts the lines: (share of the most common width)² × √(cells − 1)."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        widths = Counter(len(row) for row in reader if any(row))
    except csv.Error:
        return 0.0
    cut = Counter({width: n for width, n in widths.items() if width > 1})
    if not cut:
        return 0.0
    width, lines = cut.most_common(1)[0]
    return (lines / widths.total()) ** 2 * (width - 1) ** 0.5


def read_records(
    data: bytes, file: str, *, encoding: str = "", separator: str = ""
) -> tuple[Records, list[Finding]]:
    """Read a delimited file into records of text cells.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for findings.
    encoding, separator : str
        What a person said; "" = find out.

    Returns
    -------
    tuple of (Records, list of Finding)

    Raises
    ------
    InputError
        No text, or a quotation mark that is never closed.
    """
    text, encoding, findings = decode(data, file, encoding=encoding)
    hint = re.match(r'"?sep=(.)"?\r?\n', text)
    skipped = 0
    if hint:
        separator, text, skipped = separator or hint[1], text[hint.end() :], 1
    separator = separator or find_separator(text)
    if '="' in text:
        text = _QUOTED_FORMULA.sub(r'"\1"', text)
    rows, lines = _parse(text, separator, file, skipped)
    require_narrow(max(map(len, rows), default=0), file)
    return Records(rows, lines, encoding, separator), findings


def _parse(text: str, separator: str, file: str, skipped: int) -> tuple[list[list[str]], list[int]]:
    """Cut text into records; line numbers are counted one by one only where cells hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        rows += reader
    except csv.Error as error:
        if "field limit" in str(error):
            raise InputError([CELL_TOO_LONG(file, n=csv.field_size_limit())]) from error
        line = _begins(text, separator, len(rows))[-1] + skipped
        raise InputError([QUOTE_OPEN(file, in_row(line), n=line, why=str(error))]) from error
    begins = (
        range(1, len(rows) + 1)
        if reader.line_num == len(rows)
        else _begins(text, separator, len(rows))
    )
    lines = [line + skipped for line in begins][: len(rows)]
    _require_closed(rows, lines, separator, file)
    return rows, lines


def _begins(text: str, separator: str, records: int) -> list[int]:
    """Line in which each of the first records begins, and the line of the one after them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = [1]
    for _ in range(records):
        next(reader)
        begins.append(reader.line_num + 1)
    return begins


def _require_closed(rows: list[list[str]], lines: list[int], separator: str, file: str) -> None:
    """Raise if a cell holds whole lines of the table: two stray quotation marks around them."""
    width = max(map(len, rows), default=0)
    if width < 3 or lines[-1] - lines[0] == len(lines) - 1:
        return
    for row, line, following in zip(rows, lines, [*lines[1:], 0], strict=True):
        if following - line < 2:
            continue
        whole_line = any(
            part.count(separator) >= width - 1 for cell in row for part in cell.split("\n")
        )
        end_of_row = len(row) < width and any(cell.count(separator) >= width - 2 for cell in row)
        if whole_line or end_of_row:
            raise InputError([QUOTE_SWALLOWS(file, in_row(line), n=line)])
