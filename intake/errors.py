"""The one error of the project that is the data's fault, not the program's.

InputError(ValueError)
├── ChoiceError    an asked level, year, indicator, category … does not exist
└── UnsafeFileError  a file that must not be opened at all
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from intake.findings import Finding, errors


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
    try:
        yield
    except InputError as error:
        raise type(error)([replace(finding, file=file) for finding in error.findings]) from error
