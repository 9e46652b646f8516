"""Development in a Steckbrief: lines and a table of the years that may be compared."""

import numpy as np

from export.document import Figure, Heading, Part, Table
from export.figure_lines import Course, line_picture
from export.material import Material, main_indicators, notes_of_level
from export.picture import Picture
from export.profile_text import sources
from export.prose import step
from indicators.catalogue import Indicator
from indicators.flags import with_unit
from wording import signed


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
