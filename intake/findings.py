"""The one error of the project that is the data's fault, not the program's.

InputError(ValueError)
├── ChoiceError    an asked level, year, indicator, category … does not exist
└── UnsafeFileError  a file that must not be opened at all

What intake noticed about a file: one `Finding` per fault, repair or question.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any, Literal

from wording import joined, say
from wording.sentence import Figure, Sentence

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """One thing a person should know about a file, in plain German.

    Attributes
    ----------
    severity : {"error", "warning", "info"}
        An error blocks the job; a warning names a repair or a doubt.
    code : str
        Stable short name; questions begin with `ask`, failed joins with `join`.
    file, where : str
        File (or layer) and the place in it: row, column, area key; "" = whole file.
    message, fix : str
        What is wrong, with the values; what to do about it. Made by a `Kind`, they are
        sentences that `wording.t` can tell in English.
    """

    severity: Severity
    code: str
    file: str
    where: str
    message: str
    fix: str

    def as_record(self) -> dict[str, str]:
        """Return the finding as a row for tables and JSON."""
        return {name: str(text) for name, text in vars(self).items()}

    def sentence(self) -> str:
        """Return the finding as one line: file, place, what, what to do."""
        place = joined(", ", [self.file, self.where])
        return joined(" ", [say("{place}: {message}", place=place, message=self.message), self.fix])


@dataclass(frozen=True)
class Kind:
    """One kind of finding: its code and its German words, which stand here and nowhere else.

    A file names its kinds above its functions; `tests/intake/test_findings.py` walks them all.

    Attributes
    ----------
    code : str
        Stable short name; questions begin with `ask`, failed joins with `join`. Kinds may share
        a code where one answer serves them all.
    message, fix : str
        German templates with `{names}` for the values; English in `wording/en/findings_*.po`.
    severity : {"error", "warning", "info"}

    Examples
    --------
    >>> EMPTY = Kind("table_empty", "Die Datei hat nur {n} Zeilen.", "Die richtige Datei wählen.")
    >>> EMPTY("a.csv", n=0).sentence()
    'a.csv: Die Datei hat nur 0 Zeilen. Die richtige Datei wählen.'
    """

    code: str
    message: str
    fix: str = ""
    severity: Severity = "error"

    def __call__(self, file: str, where: str = "", /, **values: object) -> Finding:
        """Find this in a file, at a place ("" = the whole file), with the values of the case."""
        return Finding(
            self.severity,
            self.code,
            file,
            where,
            say(self.message, **values),
            say(self.fix, **values),
        )


def in_row(rows: object) -> str:
    """Name a row of a file, or several: "Zeile 3"."""
    return say("Zeile {rows}", rows=rows)


def in_column(column: object) -> str:
    """Name a column of a file by its heading: "Spalte „EW“"."""
    return say("Spalte „{column}“", column=column)


def at_byte(number: int) -> str:
    """Name a place in a file that is not read as text yet: "Byte 12"."""
    return say("Byte {number}", number=number)


def in_cell(row: object, column: object) -> str:
    """Name a cell of a file: "Zeile 3, Spalte „EW“"."""
    return say("Zeile {row}, Spalte „{column}“", row=row, column=column)


def packed(findings: Iterable[Finding]) -> bytes:
    """Write findings as JSON for another process: sentences with template and values."""
    records = [
        {name: _as_data(text) for name, text in vars(finding).items()} for finding in findings
    ]
    return json.dumps(records).encode()


def unpacked(content: bytes) -> tuple[Finding, ...]:
    """Read findings of another process; what it sends is only ever text.

    Raises
    ------
    ValueError
        If it is anything but findings.
    """
    try:
        records = [{k: _as_text(v) for k, v in record.items()} for record in json.loads(content)]
        return tuple(Finding(**record) for record in records)  # type: ignore[arg-type]
    except (TypeError, AttributeError, KeyError, RecursionError) as error:
        msg = "no findings"
        raise ValueError(msg) from error


def _as_data(value: object) -> object:
    if isinstance(value, Sentence):
        values = {name: _as_data(part) for name, part in value.values.items()}
        return {"template": value.template, "values": values}
    if isinstance(value, Figure):
        return {"de": value.told("de"), "en": value.told("en")}
    return str(value)


def _as_text(data: Any) -> str:
    if isinstance(data, str):
        return data
    if "template" not in data:
        return Figure("de", _either, str(data["de"]), str(data["en"]))
    values = {str(name): _as_text(part) for name, part in data["values"].items()}
    for _, name, how, conversion in Formatter().parse(data["template"]):
        if name is not None and (not name.isidentifier() or how or conversion):
            msg = "no template"
            raise ValueError(msg)  # {name.attribute} and {name:9999999} are none
    return Sentence(data["template"], values)


def _either(language: str, german: str, english: str) -> str:
    return english if language == "en" else german


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that block the job."""
    return tuple(finding for finding in findings if finding.severity == "error")


class InputError(ValueError):
    """The data block the job; carries every finding, so that all faults show at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(f.sentence() for f in errors(self.findings)))


class ChoiceError(InputError):
    """An asked level, year, indicator or category that the city does not have."""


class UnsafeFileError(InputError):
    """A file that is an attack or may not be opened."""


def require_none(findings: Iterable[Finding]) -> None:
    """Raise one `InputError` with all findings if any of them is an error."""
    findings = tuple(findings)
    if errors(findings):
        raise InputError(findings)


@contextmanager
def gathered(findings: list[Finding]) -> Iterator[None]:
    """Let the next file be read although this one has faults: they go to `findings` instead.

    The only place in intake that catches an `InputError`, so that all faults of all
    files show at once; who gathers must raise in the end (`require_none`).
    """
    try:
        yield
    except InputError as error:
        findings += error.findings


@contextmanager
def told_of(file: str) -> Iterator[None]:
    """Let faults of an unpacked or copied file be told of the file that the person knows."""
    with retold(lambda finding: replace(finding, file=file)):
        yield


@contextmanager
def retold(change: Callable[[Finding], Finding]) -> Iterator[None]:
    """Let faults be told in other words."""
    try:
        yield
    except InputError as error:
        raise type(error)(map(change, error.findings)) from error
