"""What intake noticed about a file: one `Finding` per fault, repair or question."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

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
        What is wrong, with the values; what to do about it.
    """

    severity: Severity
    code: str
    file: str
    where: str
    message: str
    fix: str

    def as_record(self) -> dict[str, str]:
        """Return the finding as a row for tables and JSON."""
        return asdict(self)

    def sentence(self) -> str:
        """Return the finding as one line: file, place, what, what to do."""
        place = f"{self.file}, {self.where}" if self.where else self.file
        return f"{place}: {self.message} {self.fix}".strip()


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that block the job."""
    return tuple(finding for finding in findings if finding.severity == "error")
