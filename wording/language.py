"""The language of this session: German sentences in, the reader's language out."""

from collections.abc import Mapping
from contextvars import ContextVar

from wording.catalogue import known
from wording.sentence import Figure, Sentence

_language: ContextVar[str] = ContextVar("language", default="de")


def language() -> str:
    """Return the language of this session, `de` or `en`."""
    return _language.get()


def speak(code: str) -> None:
    """Set the language of this session: `en`, or German for anything else."""
    _language.set("en" if code == "en" else "de")


def t(german: str, **values: object) -> str:
    """Tell a German text in the language of this session, with `{values}` filled in.

    A `Sentence` is told with its own template and values; what has no translation stays German.

    Examples
    --------
    >>> t("{n} Gebiete", n=3)
    '3 Gebiete'
    """
    if isinstance(german, Sentence) and not values:
        return str(german) if language() != "en" else _told(german.template, german.values)
    if language() != "en":
        return german.format(**values) if values else str(german)
    return _told(german, values) if values else known(german) or german


def _told(template: str, values: Mapping[str, object]) -> str:
    english = {name: _in_english(value) for name, value in values.items()}
    return (known(template) or template).format_map(english)


def _in_english(value: object) -> str:
    if isinstance(value, Figure):
        return value.told("en")
    return t(value) if isinstance(value, str) else str(value)
