"""Blocks of the council paper that are made of figures: situation, table, maps, gaps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from export.document import Bullets, Figure, Heading, Paragraph, Part, Table
from export.figures.map import MapParts, map_picture
from export.papers._prose import (
    change_sentence,
    dative,
    gap_sentences,
    in_words,
    listing,
    situation_sentences,
)
from export.papers.material import (
    Material,
    main_indicators,
    notes_of_level,
)
from layers.points import gap_layer, offer_layer
from wording import count, number, percent
from wording.numbers import MARKS

if TYPE_CHECKING:
    from export.papers.content import PaperContent
    from indicators.catalogue import Indicator

#: So many areas at most stand one by one in a table of the paper.
MOST_ROWS = 60
#: So many main indicators fit beside the names on a page.
MOST_COLUMNS = 8


def situation_block(content: PaperContent) -> list[Part]:
    """How many people live there, and each main indicator in a paragraph."""
    material = content.material
    rows = material.figures
    years = material.years
    items = []
    for indicator in main_indicators(material):
        own = rows[rows["indicator"] == indicator.id]
        sentences = situation_sentences(own, indicator, material.label)
        items.append((f"{indicator.label} ({years[indicator.id]}).", sentences))
    first: list[Part] = [
        Paragraph(text)
        for text in (population_sentence(material), tally_sentence(material))
        if text
    ]
    return [*first, Bullets(tuple(items))] if items else first


def population_sentence(material: Material) -> str:
    """How many people live in the areas, and which share of the city that is."""
    tables = material.released.counts
    years = [y for level, y in tables if level == material.level and y <= material.year]
    found = [y for y in sorted(years) if material.population in tables[(material.level, y)]]
    if not found:
        return ""
    year = found[-1]
    own = tables[(material.level, year)][material.population]
    city = float(tables[("city", year)][material.population].iloc[0])
    n, name = len(own), material.released.name
    if own.isna().any() or np.isnan(city) or city <= 0:
        return ""
    guess = " (geschätzt)" if material.population in material.released.estimated[year] else ""
    whole = float(own.sum())
    if abs(whole - city) < 0.5:
        return f"{name} zählt {year}{guess} {count(city)} Einwohnerinnen und Einwohner in {count(n)} {dative(material.label)}."
    return (
        f"{name} zählt {year}{guess} {count(city)} Einwohnerinnen und Einwohner; {count(whole)} von ihnen "
        f"({percent(100 * whole / city)}) leben in den {count(n)} {dative(material.label)}."
    )


def tally_sentence(material: Material) -> str:
    """In which areas most main indicators are worse than in the city."""
    rows = material.figures
    mains = [i.id for i in main_indicators(material)]
    rated = rows[rows["indicator"].isin(mains) & rows["below_average"].notna()]
    if rated.empty:
        return ""
    worse = rated["below_average"].astype(bool).groupby(rated["name"]).agg(["sum", "count"])
    everything = worse[worse["sum"] == worse["count"]].index
    if len(everything) == len(worse) and len(worse) > 1:
        return f"In allen {count(len(worse))} {dative(material.label)} liegen sämtliche bewerteten Hauptkennzahlen ungünstiger als in der Stadt."
    if len(everything):
        return f"In {in_words(len(everything), 'dative')} von {count(len(worse))} {dative(material.label)} liegen sämtliche bewerteten Hauptkennzahlen ungünstiger als in der Stadt: {listing(sorted(everything), most=6)}."
    top = worse["sum"].max()
    if top == 0:
        return f"In keinem der {count(len(worse))} Gebiete liegt eine Hauptkennzahl ungünstiger als in der Stadt."
    names = sorted(worse.index[worse["sum"] == top])
    return (
        f"Die meisten ungünstigen Hauptkennzahlen ({in_words(int(top))}) hat {names[0]}."
        if len(names) == 1
        else f"Die meisten ungünstigen Hauptkennzahlen (je {in_words(int(top))}) haben {listing(names, most=6)}."
    )


def table_block(content: PaperContent) -> list[Part]:
    """Main indicators of all areas beside the city's values."""
    return overview_tables(content.material)


def overview_tables(material: Material) -> list[Part]:
    """Main indicators of all areas beside the city's values; several tables if they are many."""
    indicators = main_indicators(material)
    groups = [indicators[i : i + MOST_COLUMNS] for i in range(0, len(indicators), MOST_COLUMNS)]
    return [_overview(material, group) for group in groups]


def _overview(material: Material, indicators: list[Indicator]) -> Table:
    figures = material.figures
    years = material.years
    header = (
        material.label,
        *(f"{i.label} {years[i.id]}, {i.unit}".rstrip(", ") for i in indicators),
    )
    by_area = {(row.key, row.indicator): row for row in figures.itertuples()}
    keys = worst_first(material)
    left_out = len(keys) - MOST_ROWS
    rows = [
        (material.name(key), *(_cell(by_area.get((key, i.id)), i) for i in indicators))
        for key in keys[:MOST_ROWS]
    ]
    city = [figures.loc[figures["indicator"] == i.id, "city_value"].dropna() for i in indicators]
    last = [
        number(float(values.iloc[0]), i.decimals) if len(values) else MARKS["missing"]
        for values, i in zip(city, indicators, strict=True)
    ]
    notes = [
        "▲ ungünstiger als die Stadt; (▲) ungünstiger, aber nicht statistisch gesichert.",
        "• geheim, . keine Angabe, / nicht bewertet, x nicht bildbar.",
    ]
    if left_out > 0:
        notes.append(
            f"Gezeigt sind die {count(MOST_ROWS)} Gebiete mit den meisten ungünstigen Kennzahlen; "
            f"{count(left_out)} weitere sind nicht gezeigt."
        )
    return Table(
        "Hauptkennzahlen im Vergleich zur Stadt",
        header,
        (*rows, (f"Stadt {material.released.name}", *last)),
        widths=(2.3, *(1.25 for _ in indicators)),
        bold_last=True,
        notes=(*notes, *notes_of_level(material)),
    )


def worst_first(material: Material) -> list[str]:
    """Keys in their own order; if they are too many for a table, most flags first."""
    keys = [str(key) for key in material.areas.index]
    if len(keys) <= MOST_ROWS:
        return keys
    flags = material.figures["below_average"].astype("boolean").fillna(value=False)
    tally = flags.groupby(material.figures["key"]).sum().reindex(keys).fillna(0)
    return list(tally.sort_values(ascending=False, kind="stable").index)


def _cell(row: object, indicator: Indicator) -> str:
    if row is None:
        return MARKS["missing"]
    value = float(row.value)  # type: ignore[attr-defined]  # a row of itertuples
    if np.isnan(value):
        return MARKS.get(row.reason, MARKS["missing"])  # type: ignore[attr-defined]
    below = row.below_average  # type: ignore[attr-defined]
    text = number(value, indicator.decimals)
    if pd.isna(below) or not below:
        return text
    sure = row.probability >= 0.95 or np.isnan(row.probability)  # type: ignore[attr-defined]
    return f"▲\u00a0{text}" if sure else f"(▲)\u00a0{text}"


def map_block(content: PaperContent) -> list[Part]:
    """Maps of the chosen indicators in the finest areas, the paper's areas outlined."""
    material = content.material
    chosen = content.map_indicators or tuple(i.id for i in main_indicators(material)[:2])
    return [_map(material, name) for name in chosen if name in material.years]


def _map(material: Material, indicator: str) -> Figure:
    finest, layer = material.finest, material.map_layer(indicator)
    same = material.level == finest.id
    parts = MapParts(
        outlined=None if same else material.areas,
        outlines_label="" if same else material.label,
        named=None if same and len(material.areas) > MOST_ROWS else material.areas,
    )
    picture = map_picture(layer, parts, height=104)
    return Figure(picture, picture.title)


def development_block(content: PaperContent) -> list[Part]:
    """How the main indicators have changed; why some cannot be compared."""
    material = content.material
    items: list[tuple[str, str]] = []
    refused: list[tuple[str, str]] = []
    for indicator in main_indicators(material):
        if indicator.id not in material.changes:
            continue
        found, _ = material.changes[indicator.id]
        sentence = change_sentence(found, indicator)
        (refused if found.refused else items).append((f"{indicator.label}.", sentence))
    parts: list[Part] = [Bullets(tuple(items))] if items else []
    if refused:
        parts += [Heading("Nicht vergleichbar", 2), Bullets(tuple(refused))]
    return parts


def coverage_block(content: PaperContent) -> list[Part]:
    """Coverage and gaps of each category, a table and a map of the largest gap."""
    material = content.material
    if not material.coverages:
        return []
    items = [
        (f"{found.category_label}.", f"{found.standard}. {gap_sentences(found, material.label)}")
        for found in material.coverages
    ]
    return [Bullets(tuple(items)), _coverage_table(material), *_gap_map(material)]


def _coverage_table(material: Material) -> Table:
    shown = material.coverages[:MOST_COLUMNS]
    keys = worst_first(material)[:MOST_ROWS]
    rows = [
        (material.name(key), *(_share(found.areas.loc[key]) for found in shown)) for key in keys
    ]
    city = [found.areas["city_share"].dropna() for found in shown]
    last = [percent(100 * float(s.iloc[0]), 0) if len(s) else MARKS["missing"] for s in city]
    notes = [f"▲ kleiner als in der Stadt; • geheim. Wege: {shown[0].basis}."]
    if any(found.estimated for found in shown):
        notes.append("Personenzahlen geschätzt.")
    return Table(
        "Anteil der Zielgruppe mit einem Angebot in Reichweite",
        (material.label, *(found.category_label for found in shown)),
        (*rows, (f"Stadt {material.released.name}", *last)),
        widths=(2.1, *(1.25 for _ in shown)),
        bold_last=True,
        notes=tuple(notes),
    )


def _share(row: pd.Series) -> str:
    share = float(row["covered_share"])
    if np.isnan(share):
        return MARKS["suppressed"]
    behind = pd.notna(row["below_average"]) and bool(row["below_average"])
    return ("▲\u00a0" if behind else "") + percent(100 * share, 0)


def _gap_map(material: Material) -> list[Part]:
    """Gaps of the category that leaves out most persons, with its offers."""
    persons = {found.category: found.gaps["persons"].sum() for found in material.coverages}
    worst = max(material.coverages, key=lambda found: persons[found.category])
    mains = main_indicators(material)
    if not persons[worst.category] or not mains:
        return []
    from layers.coverage import coverage_layer

    layer = coverage_layer(worst, material.released)
    points = (
        gap_layer(worst),
        offer_layer(material.released, [worst.category], material.words.categories),
    )
    parts = MapParts(points=points, ground=material.finest.areas, named=material.areas)
    drawn = map_picture(layer, parts, height=104)
    picture = replace(
        drawn,
        source=offer_sources(material, worst.category),
        notes=(f"Standard: {worst.standard}", f"Wege: {worst.basis}", *drawn.notes),
    )
    return [Figure(picture, f"{worst.category_label}: Lücken und Angebote")]


def offer_sources(material: Material, category: str = "") -> str:
    """Sources of the offers of a category, or of all."""
    offers = material.released.offers
    chosen = offers[offers["category"] == category] if category else offers
    return "; ".join(sorted({text for text in chosen["source"].astype(str) if text.strip()}))
