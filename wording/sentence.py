"""Finished German sentences that keep their template and values, so that they can be told in English.

A step of the pipeline writes `say("{n} Orte in {area}", n=count(7), area=name)`: German text, usable
wherever text is. A page tells it in its reader's language with `wording.t`: the English template of
the same German one, each value told in its turn. Joining such texts with `+` or in an f-string keeps
the German alone; `say("{first} {second}", …)` and `joined` keep everything.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any


class Figure(str):
    """A number or day as text that can write itself in another language.

    Attributes
    ----------
    write : callable
        (language, *arguments) → text; a function at the top of a module, so that it can be copied
        to another process.
    arguments : tuple
    """

    __slots__ = ("arguments", "write")
    write: Callable[..., str]
    arguments: tuple[Any, ...]

    def __new__(cls, language: str, write: Callable[..., str], *arguments: Any) -> "Figure":
        """Write the figure in a language."""
        figure = super().__new__(cls, write(language, *arguments))
        figure.write, figure.arguments = write, arguments
        return figure

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy to another process as German text, which is how sentences are kept."""
        return Figure, ("de", self.write, *self.arguments)

    def told(self, language: str) -> str:
        """Write the figure in a language."""
        return self.write(language, *self.arguments)


class Sentence(str):
    """A German text made of a template and values.

    Attributes
    ----------
    template : str
        German, with `{names}`; what the catalogues translate.
    values : Mapping of str to text, number, Figure or Sentence
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> "Sentence":
        """Put the values into the German template."""
        german = {name: _german(value) for name, value in values.items()}
        sentence = super().__new__(cls, template.format_map(german))
        sentence.template = template
        sentence.values = {name: _kept(value) for name, value in values.items()}
        return sentence

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy to another process with template and values."""
        return Sentence, (self.template, self.values)


def _kept(value: object) -> object:
    """Text and numbers; of anything else (an error, a path) only what it says."""
    return value if isinstance(value, (str, int, float)) else str(value)


def _german(value: object) -> str:
    return value.told("de") if isinstance(value, Figure) else str(value)


def say(template: str, **values: object) -> Sentence:
    """Write a German sentence that can be told in English.

    Parameters
    ----------
    template : str
        German, with `{names}` for the values; stands so in `wording/en/*.po`.
    **values : object
        Text (translated if a catalogue or the city's labels know it), whole numbers as they are,
        figures (`wording.count`, `number`, `percent`, `date`) or sentences.

    Examples
    --------
    >>> say("{n} Orte", n=3)
    '3 Orte'
    """
    return Sentence(template, values)


def joined(separator: str, parts: Iterable[str]) -> str:
    """Join texts; each of them can still be told in English.

    Examples
    --------
    >>> joined(" ", [say("{n} Orte.", n=3), "Ende."])
    '3 Orte. Ende.'
    """
    kept = [part for part in parts if part]
    names = [f"part_{place}" for place in range(len(kept))]
    template = separator.join(f"{{{name}}}" for name in names)
    return Sentence(template, dict(zip(names, kept, strict=True)))
