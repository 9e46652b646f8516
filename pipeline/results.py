"""The steps from a checked city to everything that may leave it: figures and coverages, released."""

from collections.abc import Sequence
from datetime import date

from indicators.coverage.question import Question
from indicators.secrecy.release import (
    Audience,
    ReleasedAnalysis,
    ReleasedCoverage,
    release,
    release_coverage,
)
from intake.model import City
from pipeline.coverage import cover
from pipeline.figures import analyse

#: Levels that coverage is usually reported for, the first that a city has.
USUAL_LEVELS = ("sozialraum", "bezirk", "ortsteil", "stadtteil")


def usual_level(city: City) -> str:
    """Return the level that coverage is usually reported for; else the finest."""
    return next((name for name in USUAL_LEVELS if name in city.levels), city.finest.id)


def results_of(
    city: City, *, level: str, categories: Sequence[str], day: date, audience: Audience
) -> tuple[ReleasedAnalysis, tuple[ReleasedCoverage, ...]]:
    """Compute and release a city's figures and the coverage of some categories.

    Parameters
    ----------
    city : City
    level : str
        Level whose areas the coverage is reported for.
    categories : sequence of str
    day : date
        Offers count that are valid on it: the same day gives the same results.
    audience : {"public", "internal"}
    """
    released = release(analyse(city), audience)
    coverages = tuple(
        release_coverage(
            cover(city, level=level, question=Question(category, on=day)),
            min_cases=city.config.city.min_cases,
            audience=audience,
            released=released,
        )
        for category in categories
    )
    return released, coverages
