"""What `aktionsraum reach` and `isochrones` refuse or remark on: numbers, systems, far points."""

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from intake.findings import Finding, InputError, Kind
from wording import count, number, say

if TYPE_CHECKING:
    from geopandas import GeoSeries

    from geo.reach.network import Network

TOO_MANY_PAIRS = Kind(
    "pairs_too_many",
    "{n} Paare sind zu viele auf einmal.",
    "Mit --max-minutes begrenzen oder die Startpunkte aufteilen.",
)
ELSEWHERE = Kind(
    "network_elsewhere",
    "Kein Punkt liegt am Straßennetz; der nächste ist {km} km von ihm entfernt.",
    "Das Netz der Stadt verwenden oder die Koordinaten der Punkte prüfen.",
)
OUTSIDE = Kind(
    "points_outside",
    "{points} mehr als 10 km neben allen Straßen; dort beginnen und enden keine Wege.",
    "Einen größeren Auszug verwenden oder die Koordinaten prüfen.",
    "warning",
)
FAR = Kind(
    "points_far",
    "{points} mehr als 500 m (bis {km} km) neben allen Straßen; der Weg bis zur Straße zählt als gerade Linie.",
    "Prüfen, ob dort Wege im Netz fehlen.",
    "info",
)
#: Longest isochrone, minutes: a day.
MAX_MINUTES = 1440.0
#: More pairs than this are asked for only by mistake (they take several GB).
MAX_PAIRS = 50_000_000
#: Ways to the street longer than this are mentioned, and warned of, metres.
FAR_METRES, VERY_FAR_METRES = 500.0, 2000.0


def _between(text: str, lowest: float, highest: float, what: str) -> float:
    """Read a number as people write it; a sentence if it is none or out of bounds."""
    try:
        value = float(str(text).strip().replace(",", "."))
    except ValueError:
        value = float("nan")
    if not lowest <= value <= highest:
        msg = f"„{text}“ geht hier nicht. {what}"
        raise typer.BadParameter(msg)
    return value


def read_minutes(text: str) -> float:
    """Read `--max-minutes`."""
    what = "Erwartet werden Minuten ab 0, zum Beispiel 15."
    return _between(text, 0.0, float("inf"), what)


def read_kmh(text: str) -> float:
    """Read `--kmh`."""
    return _between(text, 0.1, 300.0, "Erwartet werden km/h von 0,1 bis 300, zum Beispiel 5.")


def read_limits(text: str) -> list[float]:
    """Read the limits of isochrones in minutes: "5,10,15"."""
    try:
        limits = [
            float(part.replace(",", "."))
            for part in text.replace(";", ",").split(",")
            if part.strip()
        ]
    except ValueError as error:
        msg = f"„{text}“ sind keine Minuten. Beispiel: 5,10,15."
        raise typer.BadParameter(msg, param_hint="--minutes") from error
    if not limits or not all(0 < limit <= MAX_MINUTES for limit in limits):
        msg = f"„{text}“ sind keine Minuten. Beispiel: 5,10,15."
        raise typer.BadParameter(msg, param_hint="--minutes")
    return limits


def require_metric_system(crs: str) -> None:
    """Refuse a system that is unknown or whose numbers are no metres."""
    if not crs:
        return
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    from geo.crs import is_metric

    example = "Zum Beispiel: EPSG:25832 (UTM-Zone 32)."
    try:
        metric = is_metric(CRS.from_user_input(crs))
    except CRSError as error:
        msg = f"„{crs}“ ist kein bekanntes Koordinatensystem. {example}"
        raise typer.BadParameter(msg, param_hint="--crs") from error
    if not metric:
        msg = f"In „{crs}“ lassen sich keine Meter messen. {example}"
        raise typer.BadParameter(msg, param_hint="--crs")


def require_few_pairs(origins: int, destinations: int, max_minutes: float | None) -> None:
    """Refuse a matrix that no computer here can hold."""
    if max_minutes is None and origins * destinations > MAX_PAIRS:
        raise InputError([TOO_MANY_PAIRS("Aufruf", n=count(origins * destinations))])


def far_from_streets(streets: "Network", points: "GeoSeries", file: str) -> tuple[Finding, ...]:
    """Say which points lie far from every street of a network.

    Parameters
    ----------
    streets : Network
    points : GeoSeries
        The network's CRS; index: ids.
    file : str
        Name of the network's file.

    Raises
    ------
    InputError
        If no point lies on the network: they belong to different places.
    """
    import numpy as np

    from geo.reach.snapping import FARTHEST_METRES, metres_to_streets
    from intake.features import listing

    metres = metres_to_streets(streets, np.column_stack([points.x, points.y]))
    outside = metres > FARTHEST_METRES
    if outside.all():
        raise InputError([ELSEWHERE(file, km=number(metres.min() / 1000))])
    findings = []
    if outside.any():
        where = listing(map(str, points.index[outside]))
        findings.append(OUTSIDE(file, where, points=_points_lie(int(outside.sum()))))
    far = (metres > FAR_METRES) & ~outside
    if far.any():
        where = listing(map(str, points.index[far]))
        kind = replace(FAR, severity="warning") if (metres[far] > VERY_FAR_METRES).any() else FAR
        km = number(metres[far].max() / 1000)
        findings.append(kind(file, where, points=_points_lie(int(far.sum())), km=km))
    return tuple(findings)


def _points_lie(n: int) -> str:
    return say("1 Punkt liegt" if n == 1 else "{n} Punkte liegen", n=count(n))
