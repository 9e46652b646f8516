"""`aktionsraum check`, `indicators` and `flags`: is the city in order, where is it worse off."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from commands.call import EMBEDDED_CITY
from commands.city import Chosen, labels_of
from commands.findings import print_json, show_findings
from commands.options import (
    CityArgument,
    CityWithEntries,
    IndicatorOption,
    JsonOption,
    LevelOption,
    Output,
    YearOption,
)
from commands.output import emit

if TYPE_CHECKING:
    from pandas import DataFrame

    from intake.model import City


def check(*, city: CityWithEntries, as_json: JsonOption = False) -> None:
    """Prüfen, ob die Daten einer Stadt in Ordnung sind."""
    from wording import count

    found = city.read().findings
    if as_json:
        print_json([finding.as_record() for finding in found])
        return
    show_findings(found)
    typer.echo(f"In Ordnung: {count(len(found))} Hinweise, keine Fehler.")


def indicators(
    *,
    city: CityArgument = EMBEDDED_CITY,
    level: LevelOption = "",
    year: YearOption = None,
    indicator: IndicatorOption = "",
    output: Output,
) -> None:
    """Werte aller Indikatoren mit Stadtwert und Vertrauensbereich."""
    figures, chosen = _chosen(city, level, year, indicator)
    columns = ["key", "name", "indicator", "year", "numerator", "denominator", "value"]
    table = figures[[*columns, "city_value", "low", "high", "reason"]]
    labels = labels_of(chosen.city)
    emit(table, output, title="Indikatoren", notes=chosen.released.notes, labels=labels)


def flags(
    *,
    city: CityArgument = EMBEDDED_CITY,
    level: LevelOption = "",
    year: YearOption = None,
    indicator: IndicatorOption = "",
    output: Output,
) -> None:
    """Gebiete, deren Lage ungünstiger ist als der Stadtdurchschnitt, mit Begründung."""
    from indicators.figures.flags import flag_reasons

    figures, chosen = _chosen(city, level, year, indicator)
    figures = figures.assign(reason=flag_reasons(figures, chosen.released.catalogue))
    columns = ["key", "name", "indicator", "value", "city_value", "below_average"]
    table = figures[[*columns, "probability", "reason"]]
    title = "Ungünstiger als der Stadtdurchschnitt?"
    labels = labels_of(chosen.city)
    emit(table, output, title=title, notes=chosen.released.notes, labels=labels)


def _chosen(
    folder: Path, level: str, year: int | None, indicator: str
) -> "tuple[DataFrame, Chosen]":
    """Released figures of the asked level, year and indicator ("" = all indicators)."""
    from indicators.figures import select
    from indicators.secrecy.release import release
    from intake.choices import require_indicator, require_level, require_year
    from intake.city import read_city
    from pipeline import analyse

    city: City = read_city(folder, places=False)
    level, year = require_level(city, level), require_year(city, year)
    indicator = require_indicator(city, indicator) if indicator else ""
    released = release(analyse(city))
    figures = select(released.figures, level=level, year=year, indicator=indicator)
    return figures, Chosen(city, released)
