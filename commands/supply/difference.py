"""What `aktionsraum difference` and `freshness` print: the same figures and sentences as the page."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import DataFrame

    from indicators.coverage.question import Question
    from indicators.secrecy.release_difference import ShownDifference
    from intake.model import City


def difference_table(
    city: "City", questions: "tuple[Question, Question]", *, level: str
) -> "tuple[GeoDataFrame, str, tuple[str, ...]]":
    """Two coverages by area with their boundaries, a title, and what they say in words.

    Raises
    ------
    InputError
        As `pipeline.cover`.
    """
    shown = shown_difference(city, questions, level=level)
    return with_boundaries(city, shown), shown.category_label, _notes(city, shown, questions)


def shown_difference(
    city: "City", questions: "tuple[Question, Question]", *, level: str
) -> "ShownDifference":
    """Both coverages and their difference, after the release gate."""
    from indicators.secrecy.release import release
    from indicators.secrecy.release_difference import release_difference
    from intake.choices import require_level
    from pipeline import analyse
    from pipeline.coverage_change import cover_twice

    level = require_level(city, level)
    pair = cover_twice(city, *questions, level=level)
    # What else is published of these persons decides what may be shown.
    is_open = pair.first.published and pair.second.published
    released = None if is_open else release(analyse(city))
    return release_difference(pair, min_cases=city.config.city.min_cases, released=released)


def with_boundaries(city: "City", shown: "ShownDifference") -> "GeoDataFrame":
    """Areas of a difference with their key as first column and their boundaries."""
    from commands.city import located_by_key
    from pipeline.figures import level_of

    return located_by_key(shown.areas.table, level_of(city, shown.level))


def _notes(
    city: "City", shown: "ShownDifference", questions: "tuple[Question, Question]"
) -> tuple[str, ...]:
    """The sentences of the page, both choices in words, and the coverages' own notes."""
    from layers.words.change import change_sentence, most_changed_sentences
    from layers.words.coverage import begin_words, condition_words, side_words, way_remark

    names = city.offers["name"].fillna("").astype(str).to_dict()
    lead = begin_words(*questions, names)
    said = [
        " ".join([change_sentence(shown, lead), *most_changed_sentences(shown)]),
        "Erste Wahl (first): " + side_words(shown.first, condition_words(questions[0], names)),
        "Zweite Wahl (second): " + side_words(shown.second, condition_words(questions[1], names)),
        way_remark(questions[1].mode, shown.second.basis),
        *shown.first.notes,
        *shown.second.notes,
    ]
    return tuple(dict.fromkeys(filter(None, said)))


def freshness_tables(
    city: "City", category: str, *, level: str, on: date | None
) -> "tuple[DataFrame, DataFrame, tuple[str, ...]]":
    """Offers by urgency, areas with and without the doubtful ones, and the page's sentences.

    Raises
    ------
    InputError
        As `pipeline.cover`.
    """
    from pandas import DataFrame

    from layers.words.freshness import counts_sentence
    from pipeline.places import freshness

    states = freshness(city, category=category, on=on)
    hidden = city.protected.get(category, 0) if category else city.protected.sum()
    notes: tuple[str, ...] = (counts_sentence(states, int(hidden)),)
    by_area = DataFrame()
    if category:
        by_area, more = _with_and_without(city, category, level, on)
        notes += more
    for column in ("confirmed_on", "valid_to"):
        states[column] = states[column].dt.strftime("%Y-%m-%d").fillna("")
    return states.rename_axis("id").reset_index(), by_area, notes


def _with_and_without(
    city: "City", category: str, level: str, on: date | None
) -> "tuple[DataFrame, tuple[str, ...]]":
    """Released coverage with all offers and without the doubtful ones, and its sentences."""
    from indicators.coverage.question import Question
    from layers.words.change import most_changed_sentences
    from layers.words.freshness import with_and_without_sentence
    from pipeline.places import doubtful_offers

    doubt = doubtful_offers(city, category, on=on)
    every = Question(category, on=on)
    questions = (every, replace(every, without=doubt))
    shown = shown_difference(city, questions, level=level)
    sentence = with_and_without_sentence(shown, len(doubt))
    return with_boundaries(city, shown), (
        sentence,
        *(most_changed_sentences(shown) if doubt else ()),
    )
