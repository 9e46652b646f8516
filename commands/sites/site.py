"""`aktionsraum site`: where new offers should go, with proof."""

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
)
from commands.supply.coverage import MODES, GroupOption, MinutesOption, ModeOption, WhenOption

if TYPE_CHECKING:
    from pandas import DataFrame

    from intake.model import City

CategoryOption = Annotated[
    str, typer.Option("--category", help="Art des Angebots, zum Beispiel kita.")
]
CountOption = Annotated[
    int, typer.Option("--count", min=1, help="Zahl der neuen Standorte (nicht bei everyone).")
]
ObjectiveOption = Annotated[
    str,
    typer.Option(
        "--objective",
        help="coverage: möglichst viele Personen erreichen; distance: möglichst kurze Wege; "
        "twice: auch ein zweites Angebot in Reichweite; everyone: wie viele Standorte es für alle braucht.",
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
    typer.Option(
        "--movable", help="Heutige Angebote dürfen verlegt werden; --count zählt dann alle."
    ),
]
MayMoveOption = Annotated[
    list[str] | None,
    typer.Option("--may-move", help="Kennung eines Angebots, das verlegt werden darf (mehrfach)."),
]
CapacityOption = Annotated[
    float | None,
    typer.Option(
        "--capacity", min=1, help="So viele Personen kann jeder neue Standort höchstens versorgen."
    ),
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
SITE_COLUMNS = [
    "rank",
    "id",
    "lon",
    "lat",
    "gained_persons",
    "second_persons",
    "covered_share",
    "name",
]
OBJECTIVES = ("coverage", "distance", "twice", "everyone")


def site(
    category: CategoryOption,
    count: CountOption = 1,
    city: CityArgument = EMBEDDED_CITY,
    objective: ObjectiveOption = "coverage",
    level: LevelOption = "",
    year: YearOption = None,
    candidates: CandidatesOption = "cells",
    forbidden: ForbiddenOption = None,
    need: NeedOption = "",
    movable: MovableOption = False,
    may_move: MayMoveOption = None,
    capacity: CapacityOption = None,
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
    _require("--objective", objective, OBJECTIVES)
    _require("--show", show, TABLES)
    _require("--mode", mode, ("", *MODES))
    with findings_shown(as_json=as_json):
        from indicators.secrecy.release import release
        from pipeline import Question, analyse
        from pipeline.city import read_current_city
        from pipeline.site_places import candidates_from, forbidden_from
        from pipeline.sites import SiteQuestion, released_sites

        read = read_current_city(city, entries=not without_entries)
        asked = SiteQuestion(
            count, objective, candidates_from(read, candidates),  # type: ignore[arg-type]
            forbidden_from(read, forbidden), need, movable or tuple(may_move or ()), time_limit,
            capacity,
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
    columns = [*rest, "lon", "lat"]
    if show == "sites":
        columns = [name for name in SITE_COLUMNS if name in table]
    return GeoDataFrame(table[columns], geometry=places)


def _require(option: str, asked: str, known: tuple[str, ...]) -> None:
    if asked not in known:
        msg = f"„{asked}“ gibt es hier nicht. Zur Wahl stehen: {', '.join(filter(None, known))}."
        raise typer.BadParameter(msg, param_hint=option)
