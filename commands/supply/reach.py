"""`aktionsraum reach` and `isochrones`: how far any points are, and what lies within minutes of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.findings import show_findings
from commands.options import MODES, STREETS, TIMETABLE, ModeOption, Output, require_word
from commands.output import emit
from commands.supply._reach_checks import (
    far_from_streets,
    read_kmh,
    read_limits,
    read_minutes,
    require_few_pairs,
    require_metric_system,
)

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import numpy as np
    from geopandas import GeoDataFrame, GeoSeries
    from numpy.typing import NDArray
    from pandas import DataFrame

    from geo.reach.network import Network
    from intake.ways.travel import Travel

    Floats = NDArray[np.float64]
    Found = tuple[NDArray[np.int64], NDArray[np.int64], Floats]

OriginsOption = Annotated[
    Path, typer.Option("--origins", help="Startpunkte: CSV (id, lon, lat) oder Vektordatei.")
]
DestinationsOption = Annotated[
    Path, typer.Option("--destinations", help="Zielpunkte: CSV (id, lon, lat) oder Vektordatei.")
]
WhenOption = Annotated[
    str, typer.Option("--when", help="Abfahrt für --mode transit, zum Beispiel „Di 15:00“.")
]


LimitOption = Annotated[
    float | None,
    typer.Option(
        "--max-minutes",
        parser=read_minutes,
        metavar="MINUTEN",
        help="Nur Paare bis zu dieser Zeit.",
    ),
]
SpeedOption = Annotated[
    float | None,
    typer.Option(
        "--kmh",
        parser=read_kmh,
        metavar="KMH",
        help="Geschwindigkeit; sonst 5 zu Fuß, 15 mit dem Rad.",
    ),
]
LayerOption = Annotated[
    str, typer.Option("--layer", help="Layer der Straßen, wenn die Datei mehrere mit Linien hat.")
]
CrsOption = Annotated[
    str, typer.Option("--crs", help="Metrisches Koordinatensystem; sonst die passende UTM-Zone.")
]

#: Modes that follow streets.
ON_STREETS = ("walk", "bike", "wheelchair")


@dataclass(frozen=True)
class Speeds:
    """What the options say about how fast people are and which files lead them."""

    network: str
    gtfs: str
    kmh: float | None
    layer: str = ""


def reach(
    *,
    origins: OriginsOption,
    destinations: DestinationsOption,
    network: Annotated[Path | None, STREETS] = None,
    mode: ModeOption = "walk",
    max_minutes: LimitOption = None,
    gtfs: Annotated[Path | None, TIMETABLE] = None,
    when: WhenOption = "Di 15:00",
    kmh: SpeedOption = None,
    crs: CrsOption = "",
    layer: LayerOption = "",
    output: Output,
) -> None:
    """Minuten und Meter von jedem Start zu jedem Ziel; unerreichbare Paare fehlen.

    Ohne --network gilt die Luftlinie × 1,3; --mode transit braucht --gtfs.
    """
    require_word("--mode", mode, MODES, "ist kein Verkehrsmittel")
    require_metric_system(crs)
    speeds = Speeds(_absolute(network), _absolute(gtfs), kmh, layer)
    with _quiet(output.as_json):
        from intake.files.points import read_points

        starts, ends = read_points(origins, crs=crs), read_points(destinations, crs=crs)
        metric = crs or str(starts.estimate_utm_crs())
        table, basis = matrix(
            starts.to_crs(metric), ends.to_crs(metric),
            mode=mode, speeds=speeds, max_minutes=max_minutes, when=when,
        )  # fmt: skip
        if output.as_json and basis.startswith("Luftlinie"):
            typer.echo(f"Hinweis: Wege: {basis}.", err=True)
        emit(table, output, title="Wege", notes=(f"Wege: {basis}.",))


def isochrones(
    *,
    network: Annotated[Path, STREETS],
    origins: OriginsOption,
    minutes: Annotated[
        str, typer.Option("--minutes", help="Grenzen, zum Beispiel 5,10,15.")
    ] = "5,10,15",
    mode: ModeOption = "walk",
    kmh: SpeedOption = None,
    crs: CrsOption = "",
    layer: LayerOption = "",
    output: Output,
) -> None:
    """Flächen, die von Punkten aus in so vielen Minuten zu erreichen sind; sie folgen den Straßen."""
    limits = read_limits(minutes)
    require_word("--mode", mode, ON_STREETS)
    require_metric_system(crs)
    with _quiet(output.as_json):
        from intake.files.points import read_points
        from intake.ways.streets import read_network

        starts = read_points(origins, crs=crs)
        metric = crs or str(starts.estimate_utm_crs())
        streets, findings = read_network(network, crs=metric, mode=mode, layer=layer)
        show_findings((*findings, *far_from_streets(streets, starts.to_crs(metric), network.name)))
        speed = kmh or (15.0 if mode == "bike" else 5.0)
        table = areas_within(streets, starts.to_crs(metric), limits, speed)
        emit(table, output, title="Isochronen")


def _quiet(as_json: bool) -> "AbstractContextManager[None]":
    from intake.progress import progress_hidden

    return progress_hidden(as_json)


def areas_within(
    streets: "Network", points: "GeoSeries", limits: list[float], kmh: float
) -> "GeoDataFrame":
    """Return one row per point and limit: `id`, `minutes`, `km2`, `geometry`."""
    from geopandas import GeoDataFrame

    from geo.reach.isochrones import isochrones as around

    rows = [
        {"id": name, "minutes": limit, "km2": area.area / 1e6, "geometry": area}
        for name, place in zip(points.index, _xy(points), strict=True)
        for limit, area in zip(
            limits, around(streets, place[None], minutes=limits, kmh=kmh), strict=True
        )
    ]
    return GeoDataFrame(rows, geometry="geometry", crs=points.crs)


def matrix(
    origins: "GeoSeries",
    destinations: "GeoSeries",
    *,
    mode: str,
    speeds: Speeds,
    max_minutes: float | None,
    when: str,
) -> "tuple[DataFrame, str]":
    """Minutes and metres of all pairs within the limit, and how they were measured.

    Parameters
    ----------
    origins, destinations : GeoSeries
        Points by id, the same metric CRS.
    mode : str
    speeds : Speeds
    max_minutes : float or None
        None = no limit.
    when : str
        Departure by bus and train.

    Returns
    -------
    DataFrame
        `from_id`, `to_id`, `minutes`, `metres` (the way on foot or by bike; missing by
        bus and train), sorted as the points are given.
    str
    """
    import numpy as np
    from pandas import DataFrame

    travel = _travel(str(origins.crs), mode, speeds, when)
    show_findings(travel.findings)
    require_few_pairs(len(origins), len(destinations), max_minutes)
    if travel.network is not None:
        file = Path(speeds.network).name
        for points in (origins, destinations):
            show_findings(far_from_streets(travel.network, points, file))
    limit = np.inf if max_minutes is None else max_minutes
    pairs = _by_bus if travel.mode == "transit" else _on_ways
    start, end, minutes = pairs(travel, _xy(origins), _xy(destinations), limit)
    metres = minutes * travel.kmh * 1000 / 60 if travel.mode != "transit" else minutes * np.nan
    table = DataFrame(
        {
            "from_id": origins.index.to_numpy()[start],
            "to_id": destinations.index.to_numpy()[end],
            "minutes": np.round(minutes, 3),
            "metres": np.round(metres, 1),
        }
    )
    return table, travel.basis


def _travel(crs: str, mode: str, speeds: Speeds, when: str) -> "Travel":
    """How people travel, by the options of the call."""
    from datetime import date

    from intake.config import NetworkSection
    from intake.ways.travel import DEFAULT_MINUTE, travel_of

    entries: dict[str, object] = {
        "file": speeds.network,
        "gtfs": speeds.gtfs,
        "layer": speeds.layer,
    }
    if speeds.kmh is not None:
        entries["bike_kmh" if mode == "bike" else "walk_kmh"] = speeds.kmh
    departure = None
    if mode == "transit":
        from pipeline.coverage import require_moment

        moment = require_moment(when, on=date.today())
        departure = (moment.day, DEFAULT_MINUTE if moment.minute is None else moment.minute)
    section = NetworkSection.model_validate(entries)
    anywhere = Path(Path.cwd().anchor)  # the caller's own files, not those of a city folder
    return travel_of(section, anywhere, crs=crs, mode=mode, departure=departure)


def _on_ways(travel: "Travel", origins: "Floats", destinations: "Floats", limit: float) -> "Found":
    found = travel.within(origins, destinations, limit)
    return found.origin, found.destination, found.minutes


def _by_bus(travel: "Travel", origins: "Floats", destinations: "Floats", limit: float) -> "Found":
    """One search per destination; sorted by origin, then destination."""
    import numpy as np

    columns = [travel.reach(origins, place[None]).minutes for place in destinations]
    minutes = np.column_stack(columns)
    start, end = np.nonzero(np.isfinite(minutes) & (minutes <= limit))
    return start, end, minutes[start, end]


def _xy(points: "GeoSeries") -> "Floats":
    import numpy as np

    return np.column_stack([points.x, points.y]).astype(float)


def _absolute(path: Path | None) -> str:
    return str(path.absolute()) if path else ""
