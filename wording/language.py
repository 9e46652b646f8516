"""The language of this session: German sentences in, the reader's language out."""

from contextvars import ContextVar

from wording.catalogue import known

_language: ContextVar[str] = ContextVar("language", default="de")


def language() -> str:
    """Return the language of this session, `de` or `en`."""
    return _language.get()


def speak(code: str) -> None:
    """Set the language of this session: `en`, or German for anything else."""
    _language.set("en" if code == "en" else "de")


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
