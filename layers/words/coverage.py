"""Coverage in words and tables, beside its map: a released coverage in, what a reader compares out.

What a coverage is asked for, in words: questions in, remarks and the begin of a sentence out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from pandas import DataFrame

from indicators.coverage.question import Question
from indicators.secrecy.release import ReleasedAnalysis, ReleasedCoverage
from indicators.secrecy.release_difference import Side
from layers.layer import Layer
from wording import count, number, percent, signed, t
from wording.numbers import MARKS


@dataclass(frozen=True)
class CoverageFigures:
    """The line above a coverage map, in words.

    Attributes
    ----------
    city : str
        Covered share of the whole city.
    below, rated : int
        Areas with a smaller share than the city, and areas with a share.
    gap : str
        Persons of the shown areas whom no offer reaches.
    offers : str
        Offers of the category with a place, and protected ones, of which only the number is told.
    """

    city: str
    below: int
    rated: int
    gap: str
    offers: str


def coverage_figures(
    coverage: ReleasedCoverage, released: ReleasedAnalysis, layer: Layer
) -> CoverageFigures:
    """Covered share, areas below it, persons in gaps, and number of offers."""
    offers = released.offers[released.offers["category"] == coverage.category]
    protected = int(released.protected.get(coverage.category, 0))
    hidden = t(" + {n} geschützt", n=count(protected)) if protected else ""
    city = layer.city_value
    return CoverageFigures(
        city=MARKS["missing"] if np.isnan(city) else percent(city),
        below=layer.flagged_count,
        rated=int(layer.table["value"].notna().sum()),
        gap=count(float(coverage.areas["gap_persons"].sum())),
        offers=count(len(offers)) + hidden,
    )


def coverage_table(coverage: ReleasedCoverage, layer: Layer) -> DataFrame:
    """Everything the map shows, one row per area, worst first.

    Returns
    -------
    DataFrame
        Index `key`; `name`, `share` (per cent), `difference` (percentage points), `flag`,
        `target`, `covered`, `gap` (persons), `minutes`, `note`.
    """
    areas = coverage.areas.reindex(layer.table.index)
    share = layer.table["value"]
    minutes = areas["nearest_minutes"].astype(float)
    table = DataFrame(
        {
            "name": layer.table["name"],
            "share": share,
            "difference": share - layer.city_value,
            "flag": np.where(layer.table["flagged"], "▲ " + t("schlechter versorgt"), ""),
            "target": areas["target_persons"].astype(float),
            "covered": areas["covered_persons"].astype(float),
            "gap": areas["gap_persons"].astype(float),
            "minutes": minutes.where(np.isfinite(minutes)),
            "note": layer.table["reason_text"],
        },
        index=layer.table.index,
    )
    return table.sort_values(["share", "gap"], ascending=[True, False], na_position="last")


@dataclass(frozen=True)
class AreaCoverage:
    """One area's coverage beside the city's, in words."""

    name: str
    value: str
    city: str
    flagged: bool
    sentence: str
    details: tuple[tuple[str, str], ...]


def area_coverage(coverage: ReleasedCoverage, layer: Layer, key: str) -> AreaCoverage:
    """Coverage of one area against the city, with a sentence that says why it is flagged.

    Parameters
    ----------
    coverage : ReleasedCoverage
    layer : Layer
        As `coverage_layer` makes it.
    key : str
    """
    shown, row = layer.table.loc[key], coverage.areas.loc[key]
    city = percent(layer.city_value)
    return AreaCoverage(
        name=str(shown["name"]),
        value=str(shown["text"]),
        city=city,
        flagged=bool(shown["flagged"]),
        sentence=_sentence(coverage, shown, city, layer.city_value),
        details=_details(row) if pd.notna(shown["value"]) else (),
    )


def _sentence(coverage: ReleasedCoverage, shown: pd.Series, city: str, city_value: float) -> str:
    if pd.isna(shown["value"]):
        return t("Keine Angabe: {why}.", why=shown["reason_text"])
    words = {
        "value": shown["text"],
        "city": city,
        "difference": signed(shown["value"] - city_value),
        "who": t(coverage.target_group_label),
    }
    if shown["flagged"]:
        return t(
            "schlechter versorgt als die Stadt im Ganzen: {value} gegenüber {city} "
            "({difference} Prozentpunkte) der Gruppe „{who}“ erreichen ein Angebot",
            **words,
        )
    return t(
        "nicht schlechter versorgt als die Stadt im Ganzen: {value} gegenüber {city} "
        "({difference} Prozentpunkte) der Gruppe „{who}“ erreichen ein Angebot",
        **words,
    )


def _details(row: pd.Series) -> tuple[tuple[str, str], ...]:
    minutes = float(row["nearest_minutes"])
    half = t("{n} Minuten", n=number(minutes, 0)) if np.isfinite(minutes) else MARKS["missing"]
    return (
        (t("Personen der Zielgruppe"), count(row["target_persons"])),
        (t("davon mit Angebot in Reichweite"), count(row["covered_persons"])),
        (t("ohne Angebot in Reichweite"), count(row["gap_persons"])),
        (t("Die Hälfte erreicht ein Angebot in"), half),
    )


def gap_rows(coverage: ReleasedCoverage) -> DataFrame:
    """The gaps as a table, largest first: `rank`, `name`, `persons`, offer, minutes, reason."""
    columns = ["rank", "name", "persons", "nearest_offer", "nearest_minutes", "reason"]
    gaps = DataFrame(coverage.gaps[columns])
    return gaps.assign(reason=gaps["reason"].map(t))


def offer_rows(released: ReleasedAnalysis, category: str) -> DataFrame:
    """The category's offers as a table by name: what the discs on the map say."""
    offers = released.offers[released.offers["category"] == category]
    columns = [c for c in ("name", "address", "provider", "confirmed_on") if c in offers]
    return DataFrame(offers[columns]).sort_values("name")


#: So many offers or areas are named in a sentence.
NAMED = 3
#: Begin of the sentence where the second choice differs in several things or in the way.
OTHERWISE = "Mit der zweiten Wahl"


def condition_words(asked: Question, names: Mapping[str, str]) -> list[str]:
    """Say which offers count, as short remarks; `names` by id of an offer."""
    words = []
    if asked.when:
        words.append(t("geöffnet {when}", when=asked.when))
    if asked.without:
        words.append(t("ohne {offers}", offers=_listed(asked.without, names)))
    if asked.confirmed_only:
        words.append(t("nur im letzten Jahr bestätigte Angebote"))
    if asked.step_free_only:
        words.append(t("nur stufenlose Angebote"))
    if asked.not_full:
        words.append(t("nur Angebote mit genug Plätzen"))
    if asked.scenario:
        words.append(t("mit den Angeboten des Szenarios „{name}“", name=asked.scenario.name))
    return words


def _listed(without: tuple[str, ...], names: Mapping[str, str]) -> str:
    """Up to three offers by name, more of them as a number."""
    if len(without) > NAMED:
        return t("{n} Angebote", n=count(len(without)))
    return joined([t("„{name}“", name=names.get(id_, id_)) for id_ in without])


def joined(words: list[str]) -> str:
    """Words as a list of a sentence: "a, b und c"."""
    if len(words) < 2:
        return "".join(words)
    return t("{first} und {last}", first=", ".join(words[:-1]), last=words[-1])


def begin_words(first: Question, second: Question, names: Mapping[str, str]) -> str:
    """Begin of the sentence: what the second question changes, if that is one thing about offers."""
    entries = [entry.name for entry in fields(Question)]
    changed = [name for name in entries if getattr(first, name) != getattr(second, name)]
    if changed == ["without"] and not first.without:
        if len(second.without) == 1:
            return t("Ohne das Angebot {offers}", offers=_listed(second.without, names))
        if len(second.without) <= NAMED:
            return t("Ohne die Angebote {offers}", offers=_listed(second.without, names))
        return t("Ohne diese {offers}", offers=_listed(second.without, names))
    if changed == ["confirmed_only"] and second.confirmed_only:
        return t("Nur mit im letzten Jahr bestätigten Angeboten")
    if changed == ["step_free_only"] and second.step_free_only:
        return t("Nur mit stufenlosen Angeboten")
    return t(OTHERWISE)


def side_words(side: Side, conditions: list[str]) -> str:
    """One choice in a line: standard, conditions on offers, and what ways were measured on."""
    year = t("Personen {year}", year=side.year) if side.year else ""
    estimated = t("geschätzt") if side.estimated else ""
    people = ", ".join(part for part in (year, estimated) if part)
    return " · ".join(part for part in (side.standard, *conditions, side.basis, people) if part)


def way_remark(mode: str, basis: str) -> str:
    """Say that a way that was asked for could not be used; "" if it was."""
    if mode == "transit" and "kein Fahrplan" in basis:
        return t("Die Stadt hat keinen Fahrplan hinterlegt: Gerechnet ist zu Fuß.")
    if mode in ("walk", "bike", "wheelchair", "transit") and basis.startswith("Luftlinie"):
        return t(
            "Die Stadt hat kein Straßennetz hinterlegt: Gerechnet ist mit {basis}.", basis=basis
        )
    return ""
