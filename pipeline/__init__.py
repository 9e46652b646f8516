"""The steps in their order: a checked city in; figures, coverage and indices out.

Each step is loaded when it is first asked for: figures alone need no street network.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indicators.coverage.question import Question
    from pipeline.coverage import cover
    from pipeline.figures import CITY_LEVEL, analyse
    from pipeline.index import index_of

__all__ = ["CITY_LEVEL", "Question", "analyse", "cover", "index_of"]

_ROOM_OF = {
    "CITY_LEVEL": "figures",
    "Question": "coverage",
    "analyse": "figures",
    "cover": "coverage",
    "index_of": "index",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (whatever the step is)
    """Load a step by name."""
    if name not in _ROOM_OF:
        msg = f"module 'pipeline' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"pipeline.{_ROOM_OF[name]}"), name)
