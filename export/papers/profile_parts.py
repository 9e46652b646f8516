"""Sections of a Steckbrief: released results and an area in, parts of a paper out.

Development in a Steckbrief: lines and a table of the years that may be compared.
"""

import numpy as np
import pandas as pd
from pandas import DataFrame

from export.document import Bullets, Facts, Figure, Heading, Paragraph, Part, Table
from export.drawing.picture import Picture
from export.figures.bars import Bar, bar_picture
from export.figures.lines import Course, line_picture
from export.figures.map import MapParts, map_picture
from export.papers._profile_text import coverage_sentence, flag_items, sources, why_not_rated
from export.papers._prose import step
from export.papers.material import (
    Material,
    further_indicators,
    main_indicators,
    notes_of_level,
)
from indicators.catalogue import Indicator
from indicators.figures.flags import with_unit
from layers.points import offer_layer
from wording import count, percent, signed
from wording.numbers import MARKS


def development_part(material: Material, key: str, level: int) -> list[Part]:
    """Comparable main indicators in their first and newest year."""
    rows = [row for i in main_indicators(material) if (row := _change_row(material, i, key))]
    if not rows:
        return []
    table = Table(
        "Veränderung der Hauptkennzahlen",
        ("Kennzahl", "Jahre", "früher", "heute", "Änderung", "Änderung Stadt", "Lage"),
        tuple(rows),
        text_columns=2,
        widths=(3.4, 1.3, 1.1, 1.1, 1.2, 1.2, 1.8),
        notes=(
            "Verglichen sind nur Jahre mit gleicher Definition und gleichen Grenzen; Pp. = Prozentpunkte.",
            *notes_of_level(material),
        ),
    )
    figure = Figure(course_picture(material, key), "Verlauf der Hauptkennzahlen")
    return [Heading("Entwicklung", level), figure, table]


def course_picture(material: Material, key: str) -> Picture:
    """Lines of the comparable main indicators of an area and of the city."""
    indicators = [i for i in main_indicators(material) if _change_row(material, i, key)]
    return line_picture(
        [_course(material, indicator, key) for indicator in indicators],
        title=f"{material.name(key)}: Verlauf der Hauptkennzahlen",
        name=material.name(key),
        source=sources(indicators),
        notes=notes_of_level(material),
    )


def _course(material: Material, indicator: Indicator, key: str) -> Course:
    """Values of an area and the city in all years in which the area has one."""
    figures = material.released.figures
    own = figures[
        (figures["level"] == material.level)
        & (figures["key"] == key)
        & (figures["indicator"] == indicator.id)
        & figures["value"].notna()
        & (figures["year"] <= material.year)
    ].sort_values("year")
    values, city = own["value"].astype(float), own["city_value"].astype(float)
    return Course(
        indicator.label,
        tuple(int(year) for year in own["year"]),
        tuple(values),
        tuple(city),
        tuple(with_unit(value, indicator) for value in values),
        tuple(with_unit(value, indicator) for value in city),
    )


def _change_row(material: Material, indicator: Indicator, key: str) -> tuple[str, ...]:
    """One row of the table of changes; () if the years may not be compared."""
    if indicator.id not in material.changes:
        return ()
    here, city = material.changes[indicator.id]
    if here.refused or city.refused or np.isnan(here.table.loc[key, "change"]):
        return ()
    row = here.table.loc[key]
    words = {"better": "besser", "worse": "schlechter", "same": "gleich", "": "ohne Wertung"}
    sure = "" if row["significant"] or row["direction"] in ("same", "") else " (nicht gesichert)"
    return (
        indicator.label,
        f"{here.from_year}–{here.to_year}",
        with_unit(row["value_from"], indicator),
        with_unit(row["value_to"], indicator),
        short_step(row["change"], indicator),
        short_step(float(city.table["change"].iloc[0]), indicator),
        words[row["direction"]] + sure,
    )


def short_step(difference: float, indicator: Indicator) -> str:
    """A difference for a narrow column: „Pp.“ for percentage points."""
    if indicator.unit == "%":
        return f"{signed(difference, indicator.decimals)}\u00a0Pp."
    return step(difference, indicator)


#: So many categories of offers at most are drawn on the map of an area.
MAP_CATEGORIES = 6


def situation_part(material: Material, own: DataFrame, level: int) -> list[Part]:
    """Bars of the main indicators against the city."""
    figure = _bars(material, own, main_indicators(material), "Hauptkennzahlen")
    return [Heading("Lage im Vergleich zur Stadt", level), figure] if figure else []


def further_part(material: Material, own: DataFrame, level: int) -> list[Part]:
    """Bars of the indicators without a worse side."""
    title = "Kennzahlen ohne Wertung"
    figure = _bars(material, own, further_indicators(material), title)
    return [Heading("Weitere Kennzahlen", level), figure] if figure else []


def bars_picture(material: Material, key: str) -> Picture:
    """Bars of an area's main indicators as a picture of its own."""
    own = material.figures[material.figures["key"] == key]
    title = f"{material.name(key)}: Hauptkennzahlen"
    return _bar_picture(material, own, main_indicators(material), title)


def _bars(
    material: Material, own: DataFrame, indicators: list[Indicator], title: str
) -> Figure | None:
    if not indicators:
        return None
    return Figure(_bar_picture(material, own, indicators, title), title)


def _bar_picture(
    material: Material, own: DataFrame, indicators: list[Indicator], title: str
) -> Picture:
    bars = [bar_of(own, indicator) for indicator in indicators]
    notes = notes_of_level(material)
    return bar_picture(bars, title=title, source=sources(indicators), notes=notes)


def bar_of(own: DataFrame, indicator: Indicator) -> Bar:
    """The bar of one indicator for an area's figures."""
    found = own[own["indicator"] == indicator.id]
    row = found.iloc[0]
    value, city = float(row["value"]), float(row["city_value"])
    mark = MARKS.get(row["reason"], MARKS["missing"])
    side = "neutral"
    if pd.notna(row["below_average"]):
        side = "worse" if row["below_average"] else "better"
    return Bar(
        label=f"{indicator.label} ({row['year']})",
        text=mark if np.isnan(value) else with_unit(value, indicator),
        city_text=with_unit(city, indicator),
        value=value,
        city=city,
        side=side,
        low=float(row["low"]),
        high=float(row["high"]),
    )


def map_part(material: Material, key: str, level: int) -> list[Part]:
    """The map of the area with its offers."""
    picture = area_map(material, key)
    if picture is None:
        return []
    return [Heading("Karte", level), Figure(picture, picture.title)]


def area_map(material: Material, key: str) -> Picture | None:
    """The first main indicator in the finest areas, zoomed to the area, with offers."""
    indicators = main_indicators(material)
    own, same = material.areas.loc[[key]], material.level == material.finest.id
    if not indicators or own.geometry.isna().all() or own.geometry.is_empty.all():
        return None
    layer = material.map_layer(indicators[0].id)
    categories = [c.category for c in material.coverages][:MAP_CATEGORIES]
    points = (offer_layer(material.released, categories, material.words.categories),)
    parts = MapParts(
        points=points if categories else (),
        outlined=own if same else material.areas,
        outlines_label=material.name(key) if same else material.label,
        focus=own,
        named=material.areas,
    )
    return map_picture(layer, parts, height=86)


def flags_part(material: Material, own: DataFrame, level: int) -> list[Part]:
    """Main indicators that are worse than in the city, with figures and certainty."""
    items = flag_items(material, own)
    heading = Heading("Ungünstiger als der Stadtdurchschnitt", level)
    if own["below_average"].isna().all():
        why = why_not_rated(own, [i.id for i in main_indicators(material)])
        return [heading, Paragraph(f"Ein Vergleich mit der Stadt ist nicht möglich: {why}")]
    if not items:
        return [heading, Paragraph("Keine der Hauptkennzahlen liegt ungünstiger als in der Stadt.")]
    return [heading, Bullets(tuple(items))]


def offers_part(material: Material, key: str, level: int) -> list[Part]:
    """Offers of the area by field of action."""
    offers = material.offers
    here = offers[(offers["key"] == key).to_numpy()]
    rows = []
    words = material.words
    for field_id, label in words.fields.items():
        own = here[here["category"].map(words.field_of_category) == field_id]
        tally = own["category"].value_counts()
        listed = ", ".join(
            f"{words.categories[category]}: {count(tally[category])}"
            for category in words.categories
            if category in tally
        )
        rows.append((label, listed or "keine", count(len(own))))
    if not rows:
        return []
    table = Table(
        "Angebote im Gebiet nach Handlungsfeldern",
        ("Handlungsfeld", "Angebote", "Anzahl"),
        tuple(rows),
        text_columns=2,
        widths=(3.0, 4.2, 0.8),
        notes=("Gezählt sind Angebote, die am Stichtag gültig sind; Orte mit geschützter Adresse stehen nicht darin.",),
    )  # fmt: skip
    return [Heading("Angebote", level), table]


def coverage_part(material: Material, key: str, level: int) -> list[Part]:
    """Who reaches an offer of the main categories, and the gaps."""
    if not material.coverages:
        return []
    rows = []
    items = []
    for found in material.coverages:
        row = found.areas.loc[key]
        share, city = float(row["covered_share"]), float(row["city_share"])
        gap = float(row["gap_persons"])
        mark = "▲ " if pd.notna(row["below_average"]) and row["below_average"] else ""
        rows.append(
            (
                found.category_label,
                found.standard,
                MARKS["suppressed"] if np.isnan(share) else mark + percent(100 * share, 0),
                MARKS["missing"] if np.isnan(city) else percent(100 * city, 0),
                MARKS["suppressed"] if np.isnan(gap) else count(gap),
            )
        )
        sentence = coverage_sentence(found, key)
        if sentence:
            items.append((f"{found.category_label}:", sentence))
    notes = [f"Wege: {material.coverages[0].basis}.", "▲ kleiner als in der Stadt; • geheim."]
    if any(found.estimated for found in material.coverages):
        notes.append("Personenzahlen geschätzt.")
    notes += [note for found in material.coverages for note in found.notes]
    table = Table(
        "Wer ein Angebot in Reichweite hat",
        ("Angebot", "Standard", "erreicht", "Stadt", "Lücke (Personen)"),
        tuple(rows),
        text_columns=2,
        widths=(2.0, 4.6, 1.0, 0.9, 1.2),
        notes=tuple(dict.fromkeys(notes)),
    )
    parts: list[Part] = [Heading("Versorgung und Lücken", level), table]
    return [*parts, Bullets(tuple(items))] if items else parts


def contact_part(material: Material, level: int) -> list[Part]:
    """The office that can be asked; a person only if one was named."""
    office = material.office
    if not (office.contact or office.department):
        return []
    pairs = [("Dienststelle", office.department)] if office.department else []
    pairs += [("Kontakt", line) for line in office.contact]
    pairs += [("Bearbeitung", office.author)] if office.author else []
    return [Heading("Ansprechstelle", level), Facts(tuple(pairs))]


def remarks_part(material: Material, own: DataFrame, level: int) -> list[Part]:
    """What to know of the figures: caveats, secrecy, signs."""
    catalogue = material.released.catalogue
    items = [
        (f"{catalogue[name].label}:", catalogue[name].caveat)
        for name in dict.fromkeys(own["indicator"])
        if catalogue[name].caveat and catalogue[name].direction
    ]
    signs = (
        "Zeichen: • geheim (kleine Fallzahl), . keine Angabe, / nicht bewertet, x nicht bildbar."
    )
    parts: list[Part] = [Heading("Hinweise zu den Zahlen", level)]
    if items:
        parts.append(Bullets(tuple(items)))
    return [*parts, Paragraph(f"{withheld_sentence(own)} {signs}".strip(), "note")]


def withheld_sentence(own: DataFrame) -> str:
    """How many figures of the area are withheld; "" if none is."""
    held = int((own["reason"] == "suppressed").sum())
    if held == 0:
        return ""
    if held == 1:
        return "Eine Kennzahl bleibt geheim, weil sie auf kleinen Fallzahlen beruht."
    return f"{count(held)} Kennzahlen bleiben geheim, weil sie auf kleinen Fallzahlen beruhen."
