"""How people travel in a city: its network and timetable in, reach with its basis in words out."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial
from pathlib import Path

from geo.reach import Reach, Within, nearest_straight, within_straight
from geo.reach.network import Network
from geo.reach.network_reach import network_reach, network_within
from geo.reach.timetable import Timetable, with_ways_on_foot
from geo.reach.transit import Window, transit_reach
from intake.config import NetworkSection
from intake.findings import Finding, InputError, Kind
from intake.gtfs import read_timetable
from intake.guard import inside
from intake.ways.streets import read_network
from wording import number, say

#: Asked without a moment, bus and train are those of a Tuesday at this minute.
DEFAULT_MINUTE = 15 * 60
TUESDAY = 1
WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")

NETWORK_ELSEWHERE = Kind("network_elsewhere", "Das Straßennetz liegt nicht in der Stadt.",
                         "Den Auszug der Stadt verwenden oder crs in city.toml prüfen.")  # fmt: skip


@dataclass(frozen=True)
class Travel:
    """How far people get with one mode.

    Attributes
    ----------
    mode : str
        Mode really used: `walk`, `bike`, `transit`, `wheelchair` or `straight_line`
        (where no street network is given).
    basis : str
        The same in words, for legends and files: "Straßennetz zu Fuß",
        "Luftlinie × 1,3" …
    kmh : float
        Speed of the ways on foot (or by bike).
    reach : callable
        Origins, destinations → nearest; see `geo.reach.Reach`.
    within : callable
        Origins, destinations, minutes → all pairs on foot (or by bike) within a limit.
    findings : tuple of Finding
    streets : ((west, south), (east, north)) or None
        Extent of the street network, if there is one.
    network : Network or None
        The street network itself.
    """

    mode: str
    basis: str
    kmh: float
    reach: Reach
    within: Within
    findings: tuple[Finding, ...] = ()
    streets: tuple[tuple[float, float], tuple[float, float]] | None = None
    network: Network | None = None


def travel_of(
    section: NetworkSection,
    folder: Path,
    *,
    crs: str,
    mode: str = "walk",
    group: str = "",
    departure: tuple[date, int] | None = None,
    extent: tuple[float, ...] = (),
) -> Travel:
    """Return how far people get.

    Parameters
    ----------
    section : NetworkSection
        `[network]` of `city.toml`: files, speeds, detour factor.
    folder : Path
        The city's folder.
    crs : str
        The city's metric CRS.
    mode : {"walk", "bike", "transit", "straight_line", "wheelchair"}
    group : str
        Target group, for its own walking speed (`walk_kmh_by_group`).
    departure : (date, int), optional
        Day and minute of the day from which people set out by bus and train, over one
        hour; otherwise the next Tuesday at 15:00.
    extent : tuple of float
        West, south, east, north of the city in `crs`: the streets must lie there.

    Returns
    -------
    Travel
        Without a street network straight line × detour factor; without a timetable
        `transit` is on foot. Both are said in `basis`.

    Raises
    ------
    InputError
        If a named file is missing or cannot be used.
    """
    kmh = (
        section.bike_kmh
        if mode == "bike"
        else section.walk_kmh_by_group.get(group, section.walk_kmh)
    )
    on_ways = "bike" if mode == "bike" else "wheelchair" if mode == "wheelchair" else "walk"
    ground = _ground(
        section,
        folder,
        crs=crs,
        mode="straight_line" if mode == "straight_line" else on_ways,
        kmh=kmh,
    )
    _require_streets_in(ground, extent, section.file)
    if mode != "transit":
        return ground
    if not section.gtfs:
        basis = say("{basis} (kein Fahrplan vorhanden)", basis=ground.basis)
        return Travel(ground.mode, basis, kmh, ground.reach, ground.within, ground.findings)
    return _by_transit(section, folder, crs, ground, departure or _next_tuesday())


def _ground(section: NetworkSection, folder: Path, *, crs: str, mode: str, kmh: float) -> Travel:
    """Ways on foot or by bike: over the streets, or straight where there are none."""
    if mode == "straight_line" or not section.file:
        detour = section.detour_factor
        times = number(detour, 1 if round(detour, 1) == detour else 2)
        said = "Luftlinie × {n} mit dem Rad" if mode == "bike" else "Luftlinie × {n}"
        return Travel(
            "bike" if mode == "bike" else "straight_line",
            say(said, n=times),
            kmh,
            partial(nearest_straight, kmh=kmh, detour=detour),
            partial(within_straight, kmh=kmh, detour=detour),
        )
    stamp = _stamp(inside(folder, section.file))
    network, findings = _kept(stamp, crs, mode, section.layer)
    how = {"walk": "zu Fuß", "bike": "mit dem Rad", "wheelchair": "stufenlos"}[mode]
    reach, within = network_reach(network, kmh=kmh), network_within(network, kmh=kmh)
    west, south = (float(value) for value in network.xy.min(axis=0))
    east, north = (float(value) for value in network.xy.max(axis=0))
    streets = ((west, south), (east, north))
    return Travel(
        mode, say("Straßennetz {how}", how=how), kmh, reach, within, findings, streets, network
    )


def _require_streets_in(ground: Travel, extent: tuple[float, ...], file: str) -> None:
    """Raise if a street network lies elsewhere than the city: every way would be nonsense."""
    if not extent or ground.mode == "straight_line" or not file or ground.streets is None:
        return
    (west, south), (east, north) = ground.streets
    if west > extent[2] or east < extent[0] or south > extent[3] or north < extent[1]:
        raise InputError([NETWORK_ELSEWHERE(file)])


def _by_transit(
    section: NetworkSection, folder: Path, crs: str, ground: Travel, departure: tuple[date, int]
) -> Travel:
    day, minute = departure
    timetable, findings = _kept_timetable(_stamp(inside(folder, section.gtfs)), crs, day)
    connected = with_ways_on_foot(timetable, ground.within)
    window = Window(start=minute * 60)
    reach = transit_reach(connected, window, walk=ground.reach, walk_within=ground.within)
    until = (minute + window.minutes) % (24 * 60)
    basis = say(
        "Fahrplan {weekday} {begin}–{end} (Median), Fußwege: {basis}",
        weekday=WEEKDAYS[day.weekday()],
        begin=f"{minute // 60:02d}:{minute % 60:02d}",
        end=f"{until // 60:02d}:{until % 60:02d}",
        basis=ground.basis,
    )
    all_findings = ground.findings + findings
    return Travel(
        "transit", basis, ground.kmh, reach, ground.within, all_findings, network=ground.network
    )


def _next_tuesday() -> tuple[date, int]:
    today = date.today()
    return today + timedelta(days=(TUESDAY - today.weekday()) % 7), DEFAULT_MINUTE


Stamp = tuple[str, int, int]


def _stamp(path: Path) -> Stamp:
    """Name, time and size of a file: what tells a changed one from the one in memory."""
    if not path.exists():
        return (str(path), 0, 0)
    found = path.stat()
    return (str(path), found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=6)
def _kept(
    stamp: Stamp, crs: str, mode: str, layer: str = ""
) -> tuple[Network, tuple[Finding, ...]]:
    """Networks stay in memory between two questions."""
    return read_network(Path(stamp[0]), crs=crs, mode=mode, layer=layer)


@lru_cache(maxsize=4)
def _kept_timetable(stamp: Stamp, crs: str, day: date) -> tuple[Timetable, tuple[Finding, ...]]:
    """Timetables stay in memory between two questions."""
    return read_timetable(Path(stamp[0]), day=day, crs=crs)
