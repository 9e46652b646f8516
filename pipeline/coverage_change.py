"""The steps from a checked city to two coverages of one category, side by side."""

from indicators.coverage.difference import CoverPair, of_whole_city
from indicators.coverage.question import Question
from intake.model import City
from pipeline.coverage import cover, moment_of, reasoned_offers
from pipeline.figures import whole_city


def cover_twice(city: City, first: Question, second: Question, *, level: str = "") -> CoverPair:
    """Coverage of one category for two questions.

    Parameters
    ----------
    city : City
    first, second : Question
    level : str
        "" = the finest.

    Returns
    -------
    CoverPair
        Not for the public: see `indicators.secrecy.release_difference.release_difference`.

    Raises
    ------
    InputError
        As `pipeline.cover`.
    """
    a = cover(city, level=level, question=first)
    b = cover(city, level=level, question=second)
    whole = whole_city(city)
    return CoverPair(
        first=a,
        second=b,
        first_city=of_whole_city(a, whole),
        second_city=of_whole_city(b, whole),
        first_offers=counting_offers(city, first),
        second_offers=counting_offers(city, second),
    )


def counting_offers(city: City, question: Question) -> int:
    """Number of a category's offers with a place that count for a question (but for full ones)."""
    offers, _ = reasoned_offers(city, question, moment_of(city, question))
    return int(offers.index[offers["why_not"] == ""].nunique())
