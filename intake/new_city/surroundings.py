"""Files on where people live and how they travel in; their entries of `city.toml` out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pandas import DataFrame

from geo.levels import Level
from intake.cells.keys import normal_name
from intake.city.settlement import population_table, settlement_of
from intake.config import NetworkSection, PopulationSection
from intake.files.tables import is_vector
from intake.findings import Finding, Kind, gathered
from intake.new_city.answers import answer
from intake.offers.columns import guess_columns

#: Headings of Zensus grids for the middle of a cell, and of columns that count people.
_MIDDLE = {"x": re.compile(r"^xmp\d+k?m$"), "y": re.compile(r"^ymp\d+k?m$")}
_PEOPLE = re.compile(
    r"^(?:einwohner\w*|ew|bevoelkerung\w*|personen\w*|population|pop|insgesamt\w*|anzahl\w*|weight"
    r"|gewicht|adressen|addresses|haushalte|wohnungen)$"
)
#: Systems that points on people are often in; the first without a doubt is taken.
_SYSTEMS = ("EPSG:4326", "EPSG:25832", "EPSG:25833", "EPSG:3035")
#: Metres around the city in which a timetable must have stops.
_AROUND_METRES = 5_000.0

TIMETABLE_ELSEWHERE = Kind("timetable_elsewhere", "Der Fahrplan hat keine Haltestelle in der Stadt.",
                           "Den Fahrplan des eigenen Verkehrsverbunds verwenden.")  # fmt: skip


@dataclass(frozen=True)
class Sources:
    """Files besides areas, figures and offers: population points, streets, timetable."""

    population: Path | None = None
    streets: Path | None = None
    timetable: Path | None = None


@dataclass(frozen=True)
class Surroundings:
    """What was understood of `Sources`.

    Attributes
    ----------
    population, network : section or None
        Entries of `city.toml`; their `file` and `gtfs` are still the files' own names.
    files : Mapping of str to Path
        Own name → file to copy.
    findings : tuple of Finding
    summary : Mapping
        `population_points`, `street_km`, `stops`: what there is.
    """

    population: PopulationSection | None = None
    network: NetworkSection | None = None
    files: Mapping[str, Path] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)


def understand_surroundings(
    sources: Sources, finest: Level, answers: Mapping[str, str]
) -> Surroundings:
    """Read the files as the city will, and say what is in them.

    Parameters
    ----------
    sources : Sources
    finest : Level
        Areas in the city's metric CRS.
    answers : Mapping of str to str
        `population_weight`, `population_x`, `population_y`, `population_crs`,
        `streets_layer`; see `intake.new_city.answers.QUESTIONS`.

    Returns
    -------
    Surroundings
        Never raises for faults of the files: they are findings.
    """
    noticed: list[Finding] = []
    summary: dict[str, Any] = {}
    population = network = None
    with gathered(noticed):
        population = _population(sources.population, finest, answers, noticed, summary)
    with gathered(noticed):
        network = _network(sources, finest, answers, noticed, summary)
    paths = (sources.population, sources.streets, sources.timetable)
    files = {path.name: path for path in paths if path is not None}
    return Surroundings(population, network, files, tuple(noticed), summary)


def _population(
    path: Path | None,
    finest: Level,
    answers: Mapping[str, str],
    noticed: list[Finding],
    summary: dict[str, Any],
) -> PopulationSection | None:
    """Columns of the file of people, and its points in the city."""
    if path is None:
        return None
    section = PopulationSection(file=path.name, crs=answer(answers, "population_crs", path))
    if not is_vector(path):
        table, findings = population_table(path, section)
        noticed += findings
        section = _with_columns(section, table, finest, answers, path)
    elif weight := answer(answers, "population_weight", path):
        section = section.model_copy(update={"weight": weight})
    settlement, findings = settlement_of(path.parent, section, finest)
    noticed += findings
    summary["population_points"] = len(settlement.points)
    return section


def _with_columns(
    section: PopulationSection,
    table: DataFrame,
    finest: Level,
    answers: Mapping[str, str],
    path: Path,
) -> PopulationSection:
    """Name the columns of coordinates and people, and the system of the coordinates."""
    normal = {normal_name(str(column)): str(column) for column in table.columns}
    told = {
        role: next((normal[name] for name in normal if pattern.match(name)), "")
        for role, pattern in {**_MIDDLE, "weight": _PEOPLE}.items()
    }
    guessed = guess_columns(table)
    columns = {
        role: answer(answers, f"population_{role}", path) or told[role] or guessed.get(role, "")
        for role in ("x", "y", "weight")
    }
    named = section.model_copy(update=columns)
    if not (named.x and named.y) or named.crs:
        return named
    return named.model_copy(update={"crs": _system(named, table, finest)})


def _system(section: PopulationSection, table: DataFrame, finest: Level) -> str:
    """The first usual system in which the points fall on the city without a doubt; "" if none."""
    from pandas import to_numeric

    from intake.places.projection import place_points

    some = table[[section.x, section.y]].head(20_000).apply(
        lambda column: to_numeric(column.str.replace(",", "."), errors="coerce")
    )  # fmt: skip
    own = f"EPSG:{finest.areas.crs.to_epsg()}"
    for system in dict.fromkeys((own, *_SYSTEMS)):
        _, doubts = place_points(some[section.x], some[section.y], city=finest.areas, crs=system)
        if not doubts:
            return system
    return ""


def _network(
    sources: Sources,
    finest: Level,
    answers: Mapping[str, str],
    noticed: list[Finding],
    summary: dict[str, Any],
) -> NetworkSection | None:
    """Streets that lie in the city, and a timetable with stops in it."""
    if sources.streets is None and sources.timetable is None:
        return None
    section = NetworkSection()
    if sources.streets is not None:
        section = _streets(sources.streets, finest, answers, noticed, summary)
    if sources.timetable is not None:
        summary["stops"] = _stops(sources.timetable, finest, noticed)
        section = section.model_copy(update={"gtfs": sources.timetable.name})
    return section


def _streets(
    path: Path,
    finest: Level,
    answers: Mapping[str, str],
    noticed: list[Finding],
    summary: dict[str, Any],
) -> NetworkSection:
    from intake.ways.travel import travel_of

    section = NetworkSection(file=path.name, layer=answer(answers, "streets_layer", path))
    travel = travel_of(
        section,
        path.parent,
        crs=str(finest.areas.crs),
        extent=tuple(finest.areas.total_bounds),
    )
    noticed += travel.findings
    if travel.network is not None:
        summary["street_km"] = float(travel.network.metres.sum()) / 1000
    return section


def _stops(path: Path, finest: Level, noticed: list[Finding]) -> int:
    """Number of a timetable's stops in and around the city."""
    from intake.gtfs import read_timetable

    today = date.today()
    tuesday = today + timedelta(days=(1 - today.weekday()) % 7)
    timetable, findings = read_timetable(path, day=tuesday, crs=str(finest.areas.crs))
    noticed += findings
    west, south, east, north = finest.areas.total_bounds
    x, y = timetable.stop_xy.T
    near = (x > west - _AROUND_METRES) & (x < east + _AROUND_METRES)
    near &= (y > south - _AROUND_METRES) & (y < north + _AROUND_METRES)
    if not near.any():
        noticed.append(TIMETABLE_ELSEWHERE(path.name))
    return int(near.sum())
