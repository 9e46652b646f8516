"""The steps from a checked city to two coverages of one category, side by side."""

from indicators.coverage.difference import CoverPair, of_whole_city
from intake.model import City
from pipeline.coverage import Question, asked_time, cover, reasoned_offers
from pipeline.figures import whole_city


def cover_twice(
    city: City,
    category: str,
    first: Question,
    second: Question,
    *,
    level: str = "",
    year: int | None = None,
) -> CoverPair:
    """Coverage of one category for two questions.

    Parameters
    ----------
    city : City
    category : str
    first, second : Question
    level : str
        "" = the finest.
    year : int, optional
        Year of the persons; default the newest that counts the target group.

    Returns
    -------
    CoverPair
        Not for the public: see `indicators.secrecy.release_difference.release_difference`.

    Raises
    ------
    InputError
        As `pipeline.cover`.
    """
    a = cover(city, category, level=level, year=year, question=first)
    b = cover(city, category, level=level, year=year, question=second)
    whole = whole_city(city)
    return CoverPair(
        first=a,
        second=b,
        first_city=of_whole_city(a, whole),
        second_city=of_whole_city(b, whole),
        first_offers=counting_offers(city, category, first),
        second_offers=counting_offers(city, category, second),
    )


def counting_offers(city: City, category: str, question: Question) -> int:
    """Number of a category's offers with a place that count for a question (but for full ones)."""
    on, when = asked_time(city, question)
    offers, _ = reasoned_offers(city, category, question, on=on, when=when)
    return int(offers.index[offers["why_not"] == ""].nunique())
