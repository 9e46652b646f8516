"""Files of an office and a person's answers in; a whole city folder, not yet written, out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pandas import DataFrame

from geo.levels import Level
from intake.config import OffersSection
from intake.findings import Finding, Kind, errors, gathered
from intake.new_city._areas import Boundaries, build_level, understand_boundaries
from intake.new_city._draft import draft
from intake.new_city._tables import TableUnderstood, understand_table
from intake.new_city.answers import answer, answers_to, words
from intake.new_city.surroundings import Sources, understand_surroundings
from intake.offers import Offers, offers_in

#: Neither points of people nor streets nor a timetable.
NO_SOURCES = Sources()

Result = TypeVar("Result")

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

ATTRIBUTES_LEFT_OUT = Kind("attributes_left_out", "Zahlen in der Grenzdatei wurden nicht übernommen, weil sie nicht eindeutig sind.",
                           "Wenn sie gebraucht werden, die Datei auch als Tabelle angeben.", "info")  # fmt: skip
OFFER_ID_DOUBLED = Kind("offer_id_doubled", "Dieselbe Kennung steht in mehreren Angebotsdateien.",
                        "Kennungen eindeutig machen, oder die Spalte mit der Kennung umbenennen; dann werden eigene vergeben.")  # fmt: skip


@dataclass(frozen=True)
class Understood:
    """A new city as far as its files tell; nothing is written yet.

    Attributes
    ----------
    toml : str
        Text of `city.toml`; "" if errors keep it from being made.
    files : Mapping of str to Path or bytes
        Name in the city folder → file to copy, or content to write.
    findings : tuple of Finding
        Repairs, doubts and questions (codes that begin with `ask`); errors block.
    summary : Mapping
        What was understood: areas, keys, bounds, area_m2, variables, offers.
    areas : GeoDataFrame or None
        The finest level, for a preview map.
    rows : Mapping of str to DataFrame
        Offer file → rows that may be shown as they stand in it; a file that could not be
        read to the end is not among them, because what it protects is unknown.
    """

    toml: str
    files: Mapping[str, Path | bytes]
    findings: tuple[Finding, ...]
    summary: Mapping[str, Any] = field(default_factory=dict)
    areas: "GeoDataFrame | None" = None
    rows: Mapping[str, DataFrame] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether no error blocks the city."""
        return bool(self.toml) and not errors(self.findings)


def understand(
    boundaries: Sequence[Path],
    tables: Sequence[Path],
    offers: Sequence[Path],
    answers: Mapping[str, str],
    *,
    register: Path | None = None,
    around: Sources = NO_SOURCES,
) -> Understood:
    """Work out a city folder from an office's files.

    Parameters
    ----------
    boundaries, tables, offers : sequence of Path
        Vector files with areas; tables with figures (also vector files with attributes);
        places of offers.
    answers : Mapping of str to str
        Answers to questions, see `intake.new_city.answers.QUESTIONS`; "question@file" for one file.
    register : Path
        Register of addresses with coordinates.
    around : Sources
        Where people live, streets, timetable.

    Returns
    -------
    Understood
        Never raises for faults of the files: they are findings.
    """
    noticed: list[Finding] = []
    read = _known([_attempt(noticed, understand_boundaries, path, answers) for path in boundaries])
    levels = _levels(_finest_first(read), noticed)
    if not levels or len(read) < len(boundaries):
        return Understood("", {}, tuple(noticed), _area_summary(next(iter(levels.values()), None)))
    finest = next(iter(levels.values()))
    figures = _known(
        [_attempt(noticed, understand_table, path, levels, answers) for path in tables]
    )
    noticed += [finding for item in figures for finding in item.findings]
    if not tables:
        figures = _own_figures(read, levels, answers, noticed)
    found = {path: _attempt(noticed, _offers, path, finest, answers, register) for path in offers}
    placed = {path: item for path, item in found.items() if item is not None}
    noticed += [finding for item in placed.values() for finding in item.findings] + _across(placed)
    surroundings = understand_surroundings(around, finest, answers)
    noticed += surroundings.findings
    summary = {**_summary(finest, figures, list(placed.values())), **surroundings.summary}
    shown = {path.name: item.rows for path, item in placed.items()}
    if errors(noticed):
        return Understood("", {}, tuple(noticed), summary, finest.areas, shown)
    toml, files, faults = draft(_finest_first(read), levels, figures, placed, answers, surroundings)
    return Understood(toml, files, (*noticed, *faults), summary, finest.areas, shown)


def _attempt(noticed: list[Finding], read: Callable[..., Result], *arguments: Any) -> Result | None:  # noqa: ANN401
    """Read one file; its faults are noticed and do not keep the others from being read."""
    with gathered(noticed):
        return read(*arguments)
    return None


def _known(found: Sequence[Result | None]) -> list[Result]:
    return [item for item in found if item is not None]


def _finest_first(read: Sequence[Boundaries]) -> list[Boundaries]:
    """Put the file with most areas first; give levels different ids."""
    ordered = sorted(read, key=lambda item: -len(item.features))
    taken: set[str] = set()
    result = []
    for item in ordered:
        name, n = item.section.id, 1
        while name in taken:
            n += 1
            name = f"{item.section.id}_{n}"
        taken.add(name)
        result.append(
            Boundaries(
                item.path,
                item.section.model_copy(update={"id": name}),
                item.features,
                item.findings,
            )
        )
    return result


def _levels(read: Sequence[Boundaries], noticed: list[Finding]) -> dict[str, Level]:
    """Build all levels in the metric CRS of the finest."""
    from intake.places.projection import metric_crs

    levels: dict[str, Level] = {}
    for item in read:
        noticed += item.findings
        finest = next(iter(levels.values()), None)
        crs = finest.areas.crs.to_string() if finest else metric_crs(item.features)
        built = _attempt(noticed, build_level, item, crs, finest)
        if built is None:
            return levels
        levels[item.section.id] = built[0]
        noticed += built[1]
    return levels


def _own_figures(
    read: Sequence[Boundaries],
    levels: Mapping[str, Level],
    answers: Mapping[str, str],
    noticed: list[Finding],
) -> list[TableUnderstood]:
    """Figures among the attributes of the boundaries, if they can be read without a fault."""
    found = []
    for item in read:
        said = {
            **answers,
            "table_key": item.section.key,
            "table_name": item.section.name,
            "table_level": item.section.id,
        }
        table = _attempt([], understand_table, item.path, levels, said)
        if table is None or not table.figures:
            continue
        if errors(table.findings):
            noticed.append(ATTRIBUTES_LEFT_OUT(item.path.name))
            continue
        noticed += table.findings
        found.append(table)
    return found


def _offers(path: Path, finest: Level, answers: Mapping[str, str], register: Path | None) -> Offers:
    section = OffersSection(
        file=path.name, sheet=answer(answers, "sheet", path), layer=answer(answers, "layer", path), x=answer(answers, "x", path), y=answer(answers, "y", path),
        crs=answer(answers, "offers_crs", path), columns=answers_to(answers, "column", path), category=answer(answers, "category", path), area=answer(answers, "area", path),
        protected=answer(answers, "protected", path), public=words(answer(answers, "public", path), ","), encoding=answer(answers, "encoding", path),
        separator=answer(answers, "separator", path), decimal=answer(answers, "decimal", path),
    )  # fmt: skip
    return offers_in(path, section, finest=finest, register=register, guess_area=True)


def _across(placed: Mapping[Path, Offers]) -> list[Finding]:
    """Ids that stand in several files."""
    seen: dict[str, str] = {}
    double = []
    for path, offers in placed.items():
        double += [
            f"{label} ({seen[label]}, {path.name})"
            for label in offers.places.index
            if label in seen
        ]
        seen |= dict.fromkeys(offers.places.index, path.name)
    return [OFFER_ID_DOUBLED(double[0].split("(")[1].split(",")[0], ", ".join(double[:20]))] if double else []  # fmt: skip


def _area_summary(level: Level | None) -> dict[str, Any]:
    if level is None:
        return {}
    west, south, east, north = level.areas.to_crs(4326).total_bounds
    return {
        "areas": len(level.areas),
        "keys": [str(key) for key in level.areas.index],
        "bounds": [float(west), float(south), float(east), float(north)],
        "area_m2": float(level.areas.area.sum()),
    }


def _summary(
    finest: Level, tables: Sequence[TableUnderstood], offers: Sequence[Offers]
) -> dict[str, Any]:
    """What was understood, in the numbers that a person checks first."""
    variables: dict[str, Any] = {}
    for table in tables:
        units = {variable.id: variable.unit for variable in table.variables}
        newest = max((figures.year for figures in table.figures), default=0)
        for figures in table.figures:
            for name in figures.values.columns:
                label = (
                    name
                    if figures.year == newest and name not in variables
                    else f"{name}_{figures.year}"
                )
                values = figures.values[name].dropna()
                variables[label] = {
                    "n": len(values),
                    "sum": float(values.sum()),
                    "unit": units.get(name, "number"),
                    "year": figures.year,
                }
    by_area = {
        str(label): str(area)
        for found in offers
        for label, area in found.places["area"].items()
        if area
    }
    protected = [str(label) for found in offers for label in found.protected.index]
    places = sum(len(found.places) for found in offers) + len(protected)
    return {
        **_area_summary(finest),
        "variables": variables,
        "offers": {"n": places, "by_area": by_area, "protected": protected},
    }
