"""The language of this session: German sentences in, the reader's language out."""

from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po

_language: ContextVar[str] = ContextVar("language", default="de")
#: German label → English one, as the city that this session shows has them.
_labels: ContextVar[Mapping[str, str]] = ContextVar("labels", default=MappingProxyType({}))
CATALOGUES = Path(__file__).parent / "en"


def language() -> str:
    """Return the language of this session, `de` or `en`."""
    return _language.get()


def speak(code: str) -> None:
    """Set the language of this session: `en`, or German for anything else."""
    _language.set("en" if code == "en" else "de")


@cache
def english() -> dict[str, str]:
    """Return all translations of the catalogues `wording/en/*.po`, German → English."""
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


def labels() -> tuple[tuple[str, str], ...]:
    """Return what this session has been taught: part of the key of kept translations."""
    return tuple(_labels.get().items())


def t(german: str, **values: object) -> str:
    """Translate a German sentence and fill in `{values}`.

    A finished sentence of the pipeline, with values already in it, is found by its
    pattern (`wording.sentences`); what has no translation stays German.

    Examples
    --------
    >>> t("{n} Gebiete", n=3)
    '3 Gebiete'
    """
    told = known(german) if language() == "en" else german
    if values:
        return (told or german).format(**values)
    if told is not None:
        return told
    from wording.sentences import retold

    return retold(german) or german
