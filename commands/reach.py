"""`aktionsraum reach` and `isochrones`: how far any points are, and what lies within minutes of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.output import JsonOption, OutOption, emit, findings_shown, show_findings

if TYPE_CHECKING:
    import numpy as np
    from geopandas import GeoDataFrame, GeoSeries
    from numpy.typing import NDArray
    from pandas import DataFrame

    from geo.network import Network
    from intake.travel import Travel

    Floats = NDArray[np.float64]
    Found = tuple[NDArray[np.int64], NDArray[np.int64], Floats]

NetworkOption = Annotated[
    Path | None,
    typer.Option(
        "--network", help="Straßennetz: OSM-Auszug (.osm.pbf) oder Linien; ohne: Luftlinie × 1,3."
    ),
]
OriginsOption = Annotated[
    Path, typer.Option("--origins", help="Startpunkte: CSV (id, lon, lat) oder Vektordatei.")
]
DestinationsOption = Annotated[
    Path, typer.Option("--destinations", help="Zielpunkte: CSV (id, lon, lat) oder Vektordatei.")
]
ModeOption = Annotated[
    str, typer.Option("--mode", help="walk, bike, wheelchair, transit oder straight_line.")
]
GtfsOption = Annotated[
    Path | None, typer.Option("--gtfs", help="Fahrplan (GTFS) für --mode transit.")
]
WhenOption = Annotated[
    str, typer.Option("--when", help="Abfahrt für --mode transit, zum Beispiel „Di 15:00“.")
]
LimitOption = Annotated[
    float | None, typer.Option("--max-minutes", min=0.0, help="Nur Paare bis zu dieser Zeit.")
]
SpeedOption = Annotated[
    float | None,
    typer.Option("--kmh", min=0.1, help="Geschwindigkeit; sonst 5 zu Fuß, 15 mit dem Rad."),
]
CrsOption = Annotated[
    str, typer.Option("--crs", help="Metrisches Koordinatensystem; sonst die passende UTM-Zone.")
]

#: Modes that follow streets.
ON_STREETS = ("walk", "bike", "wheelchair")
MODES = ("walk", "bike", "wheelchair", "transit", "straight_line")


@dataclass(frozen=True)
class Speeds:
    """What the options say about how fast people are and which files lead them."""

    network: str
    gtfs: str
    kmh: float | None


def reach(
    origins: OriginsOption,
    destinations: DestinationsOption,
    network: NetworkOption = None,
    mode: ModeOption = "walk",
    max_minutes: LimitOption = None,
    gtfs: GtfsOption = None,
    when: WhenOption = "Di 15:00",
    kmh: SpeedOption = None,
    crs: CrsOption = "",
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Minuten und Meter von jedem Start zu jedem Ziel; unerreichbare Paare fehlen."""
    if mode not in MODES:
        msg = f"„{mode}“ ist kein Verkehrsmittel. Zur Wahl stehen: {', '.join(MODES)}."
        raise typer.BadParameter(msg, param_hint="--mode")
    speeds = Speeds(_absolute(network), _absolute(gtfs), kmh)
    with findings_shown(as_json=as_json):
        from intake.point_files import read_points

        starts, ends = read_points(origins), read_points(destinations)
        metric = crs or str(starts.estimate_utm_crs())
        table, basis = matrix(
            starts.to_crs(metric), ends.to_crs(metric),
            mode=mode, speeds=speeds, max_minutes=max_minutes, when=when,
        )  # fmt: skip
        emit(table, out=out, as_json=as_json, title="Wege", notes=(f"Wege: {basis}.",))


def isochrones(
    network: Annotated[
        Path, typer.Option("--network", help="Straßennetz: OSM-Auszug oder Linien.")
    ],
    origins: OriginsOption,
    minutes: Annotated[
        str, typer.Option("--minutes", help="Grenzen, zum Beispiel 5,10,15.")
    ] = "5,10,15",
    mode: ModeOption = "walk",
    kmh: SpeedOption = None,
    crs: CrsOption = "",
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Flächen, die von Punkten aus in so vielen Minuten zu erreichen sind; sie folgen den Straßen."""
    limits = _limits(minutes)
    if mode not in ON_STREETS:
        msg = f"„{mode}“ geht hier nicht. Zur Wahl stehen: {', '.join(ON_STREETS)}."
        raise typer.BadParameter(msg, param_hint="--mode")
    with findings_shown(as_json=as_json):
        from intake.point_files import read_points
        from intake.streets import read_network

        starts = read_points(origins)
        metric = crs or str(starts.estimate_utm_crs())
        streets, findings = read_network(network, crs=metric, mode=mode)
        show_findings(findings)
        speed = kmh or (15.0 if mode == "bike" else 5.0)
        table = areas_within(streets, starts.to_crs(metric), limits, speed)
        emit(table, out=out, as_json=as_json, title="Isochronen")


def areas_within(
    streets: "Network", points: "GeoSeries", limits: list[float], kmh: float
) -> "GeoDataFrame":
    """Return one row per point and limit: `id`, `minutes`, `km2`, `geometry`."""
    from geopandas import GeoDataFrame

    from geo.isochrones import isochrones as around

    rows = [
        {"id": name, "minutes": limit, "km2": area.area / 1e6, "geometry": area}
        for name, place in zip(points.index, _xy(points), strict=True)
        for limit, area in zip(
            limits, around(streets, place[None], minutes=limits, kmh=kmh), strict=True
        )
    ]
    return GeoDataFrame(rows, geometry="geometry", crs=points.crs)


def _limits(text: str) -> list[float]:
    try:
        limits = [
            float(part.replace(",", "."))
            for part in text.replace(";", ",").split(",")
            if part.strip()
        ]
    except ValueError as error:
        msg = f"„{text}“ sind keine Minuten. Beispiel: 5,10,15."
        raise typer.BadParameter(msg, param_hint="--minutes") from error
    if not limits or min(limits) <= 0:
        msg = f"„{text}“ sind keine Minuten. Beispiel: 5,10,15."
        raise typer.BadParameter(msg, param_hint="--minutes")
    return limits


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
    from intake.travel import travel_of

    entries: dict[str, object] = {"file": speeds.network, "gtfs": speeds.gtfs}
    if speeds.kmh is not None:
        entries["bike_kmh" if mode == "bike" else "walk_kmh"] = speeds.kmh
    departure = None
    if mode == "transit":
        from pipeline.coverage import require_moment

        moment = require_moment(when, on=date.today())
        departure = (moment.day, moment.minute or 0)
    section = NetworkSection.model_validate(entries)
    return travel_of(section, Path(), crs=crs, mode=mode, departure=departure)


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
