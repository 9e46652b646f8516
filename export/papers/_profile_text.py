"""Sentences of a Steckbrief: figures of one area in, German sentences out."""

import numpy as np
import pandas as pd
import shapely
from pandas import DataFrame

from export.papers._prose import in_words, listing, quoted
from export.papers.material import Material, main_indicators
from indicators.catalogue import Indicator
from indicators.figures.flags import CERTAIN, LIKELY, certainty, comparison
from indicators.secrecy.release import ReleasedCoverage
from wording import count, percent

#: Neighbours are nearer than this, in metres: drawn borders rarely touch exactly.
TOUCH_METRES = 50.0


def neighbour_names(material: Material, key: str, *, most: int = 8) -> list[str]:
    """Names of the areas that touch an area: of its own level, else of the finest one."""
    own = material.areas.loc[key, "geometry"]
    found = _touching(material.areas, own, leave_out={key})
    if found:
        return found[:most]
    members = material.released.levels[material.level].members
    inside = set(members.index[members == key])
    return _touching(material.finest.areas, own, leave_out=inside)[:most]


def _touching(areas: DataFrame, shape: object, *, leave_out: set[str]) -> list[str]:
    shapes = areas["geometry"].to_numpy()
    near = shapely.dwithin(shapes, shape, TOUCH_METRES)
    names = areas["name"].astype(str)[near]
    return [name for key, name in names.items() if key not in leave_out]


def area_summary(material: Material, own: DataFrame, key: str) -> str:
    """The situation of an area in two or three sentences."""
    mains = [i.id for i in main_indicators(material)]
    rows = own[own["indicator"].isin(mains) & own["below_average"].notna()]
    name = material.name(key)
    if rows.empty:
        return f"Für {name} lässt sich keine Kennzahl bewerten: {why_not_rated(own, mains)}"
    worse = rows[rows["below_average"].astype(bool)]
    return " ".join(
        filter(None, [_tally(name, len(worse), len(rows)), _surest(material, worse), _weak(worse)])
    )


def sources(indicators: list[Indicator]) -> str:
    """Sources of indicators; what several have in common stands once."""
    pieces = [piece for i in indicators if i.source for piece in i.source.split("; ")]
    return "; ".join(dict.fromkeys(pieces))


def why_not_rated(own: DataFrame, indicators: list[str]) -> str:
    """Why no indicator of an area can be compared with the city."""
    rows = own[own["indicator"].isin(indicators)]
    if rows["value"].isna().all():
        return "Es liegen keine Werte vor."
    if rows["city_value"].isna().all():
        return "Für die Stadt liegen keine Werte vor."
    return "Dort wohnen zu wenige Menschen, oder es fehlen Werte."


def _tally(name: str, worse: int, of: int) -> str:
    figures = "Hauptkennzahl" if of == 1 else "Hauptkennzahlen"
    if worse == 0:
        return (
            f"In {name} liegt keine der {count(of)} {figures} ungünstiger als in der Stadt."
            if of > 1
            else f"In {name} liegt die bewertete {figures} nicht ungünstiger als in der Stadt."
        )
    if worse == of:
        return (
            f"In {name} liegt die bewertete {figures} ungünstiger als in der Stadt."
            if of == 1
            else f"In {name} liegen alle {in_words(of)} bewerteten {figures} ungünstiger als in der Stadt."
        )
    verb = "liegt" if worse == 1 else "liegen"
    return (
        f"In {name} {verb} {in_words(worse, 'feminine')} von {in_words(of, 'dative_f')} bewerteten "
        f"{figures} ungünstiger als in der Stadt."
    )


def _surest(material: Material, worse: DataFrame) -> str:
    """The largest difference relative to the city's value among the sure ones."""
    sure = worse[worse["probability"].astype(float) >= CERTAIN]
    sure = sure[sure["city_value"].astype(float) != 0]
    if sure.empty:
        return ""
    ratio = (sure["difference"].astype(float) / sure["city_value"].astype(float)).abs()
    row = sure.loc[ratio.idxmax()]
    indicator = material.released.catalogue[row["indicator"]]
    return (
        f"Am deutlichsten ist der Abstand bei {quoted(indicator)}: "
        f"{comparison(row['value'], row['city_value'], indicator)}."
    )


def _weak(worse: DataFrame) -> str:
    """A caution where flags are not certain."""
    p = worse["probability"].astype(float).to_numpy()
    open_ = int((p < LIKELY).sum())
    if open_ == 0:
        return ""
    case = "dative_f"
    return (
        f"Bei {in_words(open_, case)} davon ist der Unterschied so klein, dass er Zufall sein kann."
    )


def flag_items(material: Material, own: DataFrame) -> list[tuple[str, str]]:
    """Flagged main indicators with figures and certainty, surest first."""
    worse = own[own["below_average"].astype("boolean").fillna(value=False).to_numpy(bool)]
    items = []
    for row in worse.sort_values("probability", ascending=False, kind="stable").itertuples():
        indicator = material.released.catalogue[row.indicator]
        figures = comparison(row.value, row.city_value, indicator)
        items.append((f"{indicator.label}:", f"{figures}; {certainty(row.probability)}."))
    return items


def coverage_sentence(coverage: ReleasedCoverage, key: str) -> str:
    """The gap of an area in words, if it has one worth a sentence; "" otherwise."""
    row = coverage.areas.loc[key]
    gap, share = float(row["gap_persons"]), float(row["covered_share"])
    behind = pd.notna(row["below_average"]) and bool(row["below_average"])
    if np.isnan(gap) or np.isnan(share) or not behind:
        return ""
    own = coverage.gaps[coverage.gaps["key"] == key].sort_values("rank")
    nearest = listing(list(dict.fromkeys(n for n in own["nearest_offer"].head(2) if n)))
    where = f" Nächstes Angebot: {nearest}." if nearest else ""
    persons = "eine Person erreicht" if round(gap) == 1 else f"{count(gap)} Personen erreichen"
    return (
        f"{persons} kein Angebot nach dem Standard; erreicht werden {percent(100 * share, 0)} "
        f"der Zielgruppe, stadtweit {percent(100 * float(row['city_share']), 0)}.{where}"
    )
