"""`aktionsraum site`: where new offers should go, with proof."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.coverage import MODES, GroupOption, MinutesOption, ModeOption, WhenOption
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
)

if TYPE_CHECKING:
    from geopandas import GeoSeries
    from pandas import DataFrame

    from intake.model import City

CategoryOption = Annotated[
    str, typer.Option("--category", help="Art des Angebots, zum Beispiel kita.")
]
CountOption = Annotated[int, typer.Option("--count", min=1, help="Zahl der neuen Standorte.")]
ObjectiveOption = Annotated[
    str,
    typer.Option(
        "--objective",
        help="coverage: möglichst viele Personen erreichen; distance: möglichst kurze Wege.",
    ),
]
CandidatesOption = Annotated[
    str,
    typer.Option(
        "--candidates",
        help="Mögliche Orte: cells (Siedlungszellen), offers:KATEGORIE oder eine Datei.",
    ),
]
NeedOption = Annotated[
    str, typer.Option("--need", help="Indikator, nach dem Personen gewichtet werden.")
]
ForbiddenOption = Annotated[
    Path | None, typer.Option("--forbidden", help="Datei mit Flächen, die ausgeschlossen sind.")
]
MovableOption = Annotated[
    bool,
    typer.Option("--movable", help="Heutige Angebote dürfen wandern; --count zählt dann alle."),
]
LimitOption = Annotated[
    float, typer.Option("--time-limit", min=0.1, help="Sekunden, nach denen das Beste gilt.")
]
ShowOption = Annotated[
    str,
    typer.Option(
        "--show",
        help="sites, areas (vorher/nachher), classes (nach Status), alternatives oder elsewhere.",
    ),
]

#: Tables that can be shown, and columns of the first.
TABLES = ("sites", "areas", "classes", "alternatives", "elsewhere")
SITE_COLUMNS = ["rank", "id", "lon", "lat", "gained_persons", "covered_share", "name"]


def site(
    category: CategoryOption,
    count: CountOption,
    city: CityArgument = EMBEDDED_CITY,
    objective: ObjectiveOption = "coverage",
    level: LevelOption = "",
    year: YearOption = None,
    candidates: CandidatesOption = "cells",
    forbidden: ForbiddenOption = None,
    need: NeedOption = "",
    movable: MovableOption = False,
    mode: ModeOption = "",
    max_minutes: MinutesOption = None,
    target_group: GroupOption = "",
    when: WhenOption = "",
    time_limit: LimitOption = 60.0,
    show: ShowOption = "sites",
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Beste Orte für neue Angebote, mit Beweis, wie gut sie sind."""
    _require("--objective", objective, ("coverage", "distance"))
    _require("--show", show, TABLES)
    _require("--mode", mode, ("", *MODES))
    with findings_shown(as_json=as_json):
        from indicators.disclosure import release
        from pipeline import Question, analyse
        from pipeline.city import read_current_city
        from pipeline.sites import SiteQuestion, released_sites

        read = read_current_city(city, entries=not without_entries)
        places = candidates_of(read, candidates)
        asked = SiteQuestion(
            count=count, objective="distance" if objective == "distance" else "coverage",
            candidates=places, forbidden=_forbidden(read, forbidden), need=need, movable=movable,
            time_limit=time_limit,
        )  # fmt: skip
        released, today = released_sites(
            read, category, asked, released=release(analyse(read)), level=level, year=year,
            question=Question(target_group=target_group, mode=mode, max_minutes=max_minutes, when=when),
        )  # fmt: skip
        title = f"{today.category_label}: {today.standard}"
        table = _located(read, getattr(released, show).table, show)
        if out is not None or as_json:
            typer.echo(released.proof, err=True)
        emit(table, out=out, as_json=as_json, title=title, notes=(released.proof, *released.notes))


def candidates_of(city: "City", asked: str) -> "DataFrame | None":
    """Return the asked candidates; None for the settlement cells."""
    from pipeline.sites import offers_as_candidates, points_as_candidates

    if asked == "cells":
        return None
    if asked.startswith("offers:"):
        return offers_as_candidates(city, asked.removeprefix("offers:"))
    from intake.point_files import read_points

    return points_as_candidates(read_points(Path(asked)), city)


def _forbidden(city: "City", path: Path | None) -> "GeoSeries | None":
    if path is None:
        return None
    from intake.vector import read_areas

    areas, _ = read_areas(path)
    return areas.to_crs(city.config.city.crs).geometry


def _located(city: "City", table: "DataFrame", show: str) -> "DataFrame":
    """Return a table with longitude and latitude where it has places."""
    from geopandas import GeoDataFrame, points_from_xy

    if "x" not in table:
        return table.reset_index()
    if table.empty:
        return table.drop(columns=["x", "y"])
    places = points_from_xy(table["x"], table["y"], crs=city.config.city.crs)
    degrees = GeoDataFrame(geometry=places).to_crs("EPSG:4326").geometry
    table = table.reset_index(drop=True).assign(lon=degrees.x.round(5), lat=degrees.y.round(5))
    rest = [name for name in table.columns if name not in {"x", "y", "lon", "lat"}]
    columns = SITE_COLUMNS if show == "sites" else [*rest, "lon", "lat"]
    return GeoDataFrame(table[columns], geometry=places)


def _require(option: str, asked: str, known: tuple[str, ...]) -> None:
    if asked not in known:
        msg = f"„{asked}“ gibt es hier nicht. Zur Wahl stehen: {', '.join(filter(None, known))}."
        raise typer.BadParameter(msg, param_hint=option)
