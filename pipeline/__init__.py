"""The steps in their order: a checked city in; figures, coverage and indices out."""

from pipeline.cover import Question, cover
from pipeline.figures import CITY_LEVEL, analyse
from pipeline.index import index_of

__all__ = ["CITY_LEVEL", "Question", "analyse", "cover", "index_of"]
