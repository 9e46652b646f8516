"""`aktionsraum check`, `indicators` and `flags`: is the city in order, where is it worse off."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.output import (
    EMBEDDED_CITY,
    CityArgument,
    EntriesOption,
    JsonOption,
    LevelOption,
    OutOption,
    YearOption,
    emit,
    findings_shown,
    show_findings,
)

if TYPE_CHECKING:
    from pandas import DataFrame

    from indicators.secrecy.release import ReleasedAnalysis
    from intake.model import City

IndicatorOption = Annotated[str, typer.Option("--indicator", help="Kennung aus dem Katalog.")]


def check(
    city: CityArgument = EMBEDDED_CITY,
    without_entries: EntriesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Prüfen, ob die Daten einer Stadt in Ordnung sind."""
    from pipeline.city import read_current_city
    from wording import count

    with findings_shown(as_json=as_json):
        found = read_current_city(city, entries=not without_entries).findings
        if as_json:
            from pandas import DataFrame

            emit(DataFrame([f.as_record() for f in found]), as_json=True)
            return
        show_findings(found)
        typer.echo(f"In Ordnung: {count(len(found))} Hinweise, keine Fehler.")


def indicators(
    city: CityArgument = EMBEDDED_CITY,
    level: LevelOption = "",
    year: YearOption = None,
    indicator: IndicatorOption = "",
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Werte aller Indikatoren mit Stadtwert und Vertrauensbereich."""
    with findings_shown(as_json=as_json):
        figures, released = _chosen(city, level, year, indicator)
        columns = ["key", "name", "indicator", "year", "numerator", "denominator", "value"]
        table = figures[[*columns, "city_value", "low", "high", "reason"]]
        emit(table, out=out, as_json=as_json, title="Indikatoren", notes=released.notes)


def flags(
    city: CityArgument = EMBEDDED_CITY,
    level: LevelOption = "",
    year: YearOption = None,
    indicator: IndicatorOption = "",
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Gebiete, deren Lage ungünstiger ist als der Stadtdurchschnitt, mit Begründung."""
    from indicators.figures.flags import flag_reasons

    with findings_shown(as_json=as_json):
        figures, released = _chosen(city, level, year, indicator)
        figures = figures.assign(reason=flag_reasons(figures, released.catalogue))
        columns = ["key", "name", "indicator", "value", "city_value", "below_average"]
        table = figures[[*columns, "probability", "reason"]]
        title = "Ungünstiger als der Stadtdurchschnitt?"
        emit(table, out=out, as_json=as_json, title=title, notes=released.notes)


def _chosen(
    folder: Path, level: str, year: int | None, indicator: str
) -> "tuple[DataFrame, ReleasedAnalysis]":
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
    return select(released.figures, level=level, year=year, indicator=indicator), released
