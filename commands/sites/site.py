"""`aktionsraum site`: where new offers should go, with proof."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import (
    CandidatesOption,
    CityWithEntries,
    LevelOption,
    NeedOption,
    Output,
    QuestionOptions,
    require_word,
)
from commands.output import emit

if TYPE_CHECKING:
    from pandas import DataFrame

    from intake.model import City
    from pipeline.sites import SitePlan

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


@dataclass(frozen=True)
class SiteOptions:
    """How many sites, where they may be, and what makes them good."""

    count: Annotated[
        int, typer.Option("--count", min=1, help="Zahl der neuen Standorte (nicht bei everyone).")
    ] = 1
    objective: Annotated[
        str,
        typer.Option(
            "--objective",
            help="coverage: möglichst viele Personen erreichen; distance: möglichst kurze Wege; "
            "twice: auch ein zweites Angebot in Reichweite; everyone: wie viele Standorte es für alle braucht.",
        ),
    ] = "coverage"
    candidates: CandidatesOption = "cells"
    forbidden: Annotated[
        Path | None, typer.Option("--forbidden", help="Datei mit Flächen, die ausgeschlossen sind.")
    ] = None
    need: NeedOption = ""
    movable: Annotated[
        bool,
        typer.Option(
            "--movable", help="Heutige Angebote dürfen verlegt werden; --count zählt dann alle."
        ),
    ] = False
    may_move: Annotated[
        list[str] | None,
        typer.Option(
            "--may-move", help="Kennung eines Angebots, das verlegt werden darf (mehrfach)."
        ),
    ] = None
    capacity: Annotated[
        float | None,
        typer.Option(
            "--capacity",
            min=1,
            help="So viele Personen kann jeder neue Standort höchstens versorgen.",
        ),
    ] = None
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Sekunden, nach denen das Beste gilt.")
    ] = 60.0

    def plan(self, city: "City") -> "SitePlan":
        """Return what is asked for, with the places that the call names."""
        from pipeline.site_places import candidates_from, forbidden_from
        from pipeline.sites import SitePlan

        return SitePlan(
            self.count,
            self.objective,  # type: ignore[arg-type]
            candidates_from(city, self.candidates),
            forbidden_from(city, self.forbidden),
            self.need,
            self.movable or tuple(self.may_move or ()),
            self.time_limit,
            self.capacity,
        )


def site(
    *,
    city: CityWithEntries,
    sought: SiteOptions,
    level: LevelOption = "",
    asked: QuestionOptions,
    show: ShowOption = "sites",
    output: Output,
) -> None:
    """Beste Orte für neue Angebote, mit Beweis, wie gut sie sind."""
    from indicators.secrecy.release import release
    from pipeline import analyse
    from pipeline.sites import released_sites

    require_word("--objective", sought.objective, OBJECTIVES)
    require_word("--show", show, TABLES)
    read = city.read()
    released, today = released_sites(
        read, asked.question(read), sought.plan(read), released=release(analyse(read)), level=level
    )
    table = _located(read, getattr(released, show).table, show)
    if output.out is not None or output.as_json:
        typer.echo(released.proof, err=True)
    title = f"{today.category_label}: {today.standard}"
    emit(table, output, title=title, notes=(released.proof, *released.notes))


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
