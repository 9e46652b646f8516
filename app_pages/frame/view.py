"""What a page adds to a question: a level, an area of it, the language, and what is drawn."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from app_pages.frame.city import BY_STAMP
from indicators.coverage.question import Question
from wording import language


class Area(NamedTuple):
    """A chosen area. Its key alone says nothing: 054 is another place on every level."""

    level: str
    key: str

    @property
    def id(self) -> str:
        """How the area is named in the address and in the session."""
        return f"{self.level}.{self.key}"


@dataclass(frozen=True)
class View:
    """What is shown of a question.

    Attributes
    ----------
    level : str
    area : Area, optional
        The area that is chosen.
    drawn : tuple of str
        What lies on the map besides the areas: `offers`, `gaps`, `reach`.
    language : str
    """

    level: str
    area: Area | None = None
    drawn: tuple[str, ...] = ()
    language: str = field(default_factory=language)

    @property
    def key(self) -> str:
        """Key of the chosen area; "" if none of this level is chosen."""
        return self.area.key if self.area and self.area.level == self.level else ""


#: How results are kept: by the city's stamp, the question on its day, and the view but its area.
KEPT: dict[str | type[Any], Callable[[Any], Any]] = {
    **BY_STAMP,
    Question: lambda question: f"{replace(question, on=question.on or date.today())!r}",
    View: lambda view: repr(replace(view, area=None)),
}
