"""The translations: German text in, English out, from the catalogues and a city's own labels."""

from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import MappingProxyType

#: German label → English one, as the city that this session shows has them.
_labels: ContextVar[Mapping[str, str]] = ContextVar("labels", default=MappingProxyType({}))


CATALOGUES = Path(__file__).parent / "en"


@cache
def english() -> dict[str, str]:
    """Return all translations of the catalogues `wording/en/*.po`, German → English."""
    from babel.messages.pofile import read_po  # German, the shell's language, needs none of it

    messages: dict[str, str] = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            messages |= {str(m.id): str(m.string) for m in read_po(file, "en") if m.id and m.string}
    return messages


def teach(labels: Mapping[str, str]) -> None:
    """Let this session translate a city's own labels, German → English ("" is left out)."""
    _labels.set({german: english for german, english in labels.items() if english})


def known(german: str) -> str | None:
    """Return the English of a text that stands in the catalogues or is a label of the city."""
    return english().get(german) or _labels.get().get(german)
