"""The steps from a checked city and scenarios to coverage compared with today."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pandas import DataFrame

from indicators.coverage import Coverage
from indicators.coverage.question import Question
from indicators.coverage.scenario_effects import (
    ScenarioEffect,
    ScenarioSummary,
    city_effect,
    compare_by_area,
    compare_by_class,
)
from indicators.coverage.scenarios import Scenario, change_sentences
from indicators.secrecy.release import ReleasedAnalysis, ReleasedTable, release_table
from intake.model import City
from pipeline.coverage import cover
from pipeline.figures import CITY_LEVEL, level_of
from pipeline.sites import classes_of, withheld_of

#: Columns of a comparison that count persons.
COUNTS = ("target_persons", "covered_today", "covered_persons", "gained_persons", "lost_persons")


@dataclass(frozen=True)
class Comparison:
    """Today and the scenarios, in persons. Not for the public.

    Attributes
    ----------
    today : Coverage
    scenarios : mapping
        Name → coverage.
    areas, classes : DataFrame
        From `indicators.coverage.scenario_effects`; `classes` is empty without status classes.
    city : DataFrame
        Index: name of the scenario; the sums of the whole city.
    """

    today: Coverage
    scenarios: dict[str, Coverage]
    areas: DataFrame
    classes: DataFrame
    city: DataFrame


def compare_scenarios(
    city: City,
    question: Question,
    scenarios: Sequence[Scenario],
    *,
    released: ReleasedAnalysis | None = None,
    level: str = "",
) -> Comparison:
    """Compare scenarios with today in covered persons, by area and by need.

    Parameters
    ----------
    city : City
        Its offers are never changed.
    question : Question
        Its own scenario is not used.
    scenarios : sequence of Scenario
    released : ReleasedAnalysis, optional
        Needed for status classes.
    level : str
        "" = the finest.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        If a scenario does not fit today's offers, or a choice does not exist.
    """
    today = cover(city, level=level, question=replace(question, scenario=None))
    found = {
        scenario.name: cover(city, level=level, question=replace(question, scenario=scenario))
        for scenario in scenarios
    }
    shown = level_of(city, today.level)
    classes = classes_of(city, released)
    return Comparison(
        today=today,
        scenarios=found,
        areas=compare_by_area(today, found, shown),
        classes=DataFrame() if classes is None else compare_by_class(today, found, classes),
        city=DataFrame({name: city_effect(today, after) for name, after in found.items()}).T,
    )


def release_comparison(
    found: Comparison, city: City, released: ReleasedAnalysis, *, by: str
) -> ReleasedTable:
    """Return one table of a comparison after suppression.

    Parameters
    ----------
    found : Comparison
    city : City
    released : ReleasedAnalysis
        The city's released figures: where they withhold the target group, so does this.
    by : {"area", "need", "city"}

    Returns
    -------
    ReleasedTable
    """
    tables = {"area": found.areas, "need": found.classes, "city": found.city}
    table = tables[by].rename_axis("scenario").reset_index() if by == "city" else tables[by]
    today = found.today
    hidden = list(table.index) if withheld_of(city, released, today) else []
    least = 1 if today.published else city.config.city.min_cases
    return release_table(
        table.set_axis(table.index.astype(str)), counts=COUNTS, min_cases=least,
        hidden=[str(row) for row in hidden],
    )  # fmt: skip


def summarised(
    city: City, scenario: Scenario, *, released: ReleasedAnalysis, on: date | None = None
) -> ScenarioSummary:
    """Say what a scenario changes for the whole city, for every kind of offer that it changes.

    Parameters
    ----------
    city : City
    scenario : Scenario
    released : ReleasedAnalysis
    on : date, optional
        Day on which offers must be valid; default today.

    Raises
    ------
    InputError
        If the scenario does not fit today's offers.
    """
    known = city.offers["category"].to_dict()
    named = (str(c.values.get("category") or known.get(c.offer, "")) for c in scenario.changes)
    effects = []
    for category in dict.fromkeys(filter(None, named)):
        found = compare_scenarios(city, Question(category, on=on), [scenario], level=CITY_LEVEL)
        row = release_comparison(found, city, released, by="city").table.iloc[0]
        effects.append(
            ScenarioEffect(
                f"{found.today.category_label}: {found.today.standard}",
                *(float(row[name]) for name in COUNTS),
            )
        )
    words = tuple(change_sentences(scenario, city.offers))
    return ScenarioSummary(scenario.name, words, tuple(effects))
