"""The language of this session: German sentences in, the reader's language out."""

from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

_language: ContextVar[str] = ContextVar("language", default="de")
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


def t(german: str, **values: object) -> str:
    """Translate a German sentence and fill in `{values}`.

    Examples
    --------
    >>> t("{n} Gebiete", n=3)
    '3 Gebiete'
    """
    sentence = german if language() == "de" else english().get(german, german)
    return sentence.format(**values) if values else sentence
