"""Where a file's features lie on earth: features in, the same with a plausible CRS out.

Names of districts in, the city they are known from out: a check of where a file's areas must lie.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from math import cos, hypot, radians
from pathlib import Path

import numpy as np
import shapely
from pyproj import CRS

from intake.features import Features
from intake.findings import Finding, Kind
from intake.places.projection import (
    CRS_UNKNOWN,
    Guess,
    crs_of,
    describe,
    guesses,
    in_germany,
    location_question,
    swap_axes,
    to_degrees,
)
from wording import joined, say

CHECK_MAP = "Die Lage auf der Karte prüfen; ein anderes System mit --answer crs=EPSG:… angeben."
_NO_CRS = say("Die Datei nennt kein Koordinatensystem (bei Shapefiles steht es in der .prj-Datei).")
ASK_CRS = Kind("ask_crs", "Das Koordinatensystem fehlt, und die Koordinaten (um {x} / {y}) passen zu keinem in Deutschland üblichen.",
               "Das Koordinatensystem erfragen und angeben (z. B. --answer crs=EPSG:25832).")  # fmt: skip
ASK_LOCATION = Kind("ask_location", "Die Gebiete tragen Namen aus {city}, liegen aber nach {crs} {n} km außerhalb der Stadt. {advice}Stimmt das Koordinatensystem (.prj)?",
                    "Das richtige Koordinatensystem angeben (z. B. --answer crs=EPSG:25832) oder das genannte so bestätigen.")  # fmt: skip
AXES_SWAPPED = Kind("axes_swapped", "{why} Die Achsen sind vertauscht (Nord vor Ost); sie wurden getauscht und als {crs} gelesen.",
                    CHECK_MAP, "warning")  # fmt: skip
CRS_ASSUMED = Kind("crs_assumed", "{why} Das Koordinatensystem wurde nach den Koordinaten angenommen: {crs}.{also}", CHECK_MAP, "warning")  # fmt: skip
CRS_CONVERTED = Kind("crs_converted", "Das Koordinatensystem ist {crs}; die Daten werden umgerechnet.",
                     "Nichts zu tun; die Lage auf der Karte prüfen.", "info")  # fmt: skip


@dataclass(frozen=True)
class KnownCity:
    """A city by the names of its districts.

    Attributes
    ----------
    name : str
    lon, lat : float
        Its middle, degrees (WGS 84).
    radius_km : float
        Within it lies the whole city.
    districts : tuple of str
        Names that few other cities share.
    """

    name: str
    lon: float
    lat: float
    radius_km: float
    districts: tuple[str, ...]

    def distance_km(self, lon: float, lat: float) -> float:
        """Distance of a place from the city's middle, straight line."""
        return hypot((lon - self.lon) * 111.3 * cos(radians(self.lat)), (lat - self.lat) * 111.3)


@cache
def known_cities() -> tuple[KnownCity, ...]:
    """Germany's largest cities, from `cities.toml`."""
    text = Path(__file__).with_name("cities.toml").read_text(encoding="utf-8")
    return tuple(
        KnownCity(**{**city, "districts": tuple(city["districts"])})
        for city in tomllib.loads(text)["city"]
    )


#: So many names, and so large a share of all, must be a city's before it counts as recognised.
MIN_NAMES, MIN_SHARE = 4, 0.25


def recognised_city(names: Iterable[str]) -> KnownCity | None:
    """City whose districts a column names, or None.

    Parameters
    ----------
    names : iterable of str

    Examples
    --------
    >>> recognised_city(["Eving", "Hörde", "Mengede", "Brackel", "Huckarde"]).name
    'Dortmund'
    >>> recognised_city(["Mitte", "Nord", "Süd", "Ost"]) is None
    True
    """
    distinct = {name.strip().casefold() for name in names if name.strip()}
    best = max(known_cities(), key=lambda city: _matches(city, distinct))
    found = _matches(best, distinct)
    return best if found >= MIN_NAMES and found >= MIN_SHARE * len(distinct) else None


def _matches(city: KnownCity, names: set[str]) -> int:
    return sum(district.casefold() in names for district in city.districts)


#: CRSs that need no word: degrees and the two UTM zones of Germany.
USUAL = {4326, 25832, 25833}
#: Areas may lie so far outside the city that their names are known from (kilometres): neighbours.
NEAR_KM = 40.0


@dataclass(frozen=True)
class Placed:
    """Geometries in a CRS that was declared, confirmed or assumed; findings may ask."""

    geometry: np.ndarray
    crs: str
    findings: tuple[Finding, ...] = ()


def settle_crs(
    features: Features, file: str, *, confirmed: str = "", anywhere: bool = False
) -> Placed:
    """Find the CRS of features: confirmed by a person, declared by the file, or assumed.

    Parameters
    ----------
    features : Features
        At least one geometry, else they come back as degrees.
    file : str
        Name for findings.
    confirmed : str
        CRS that a person named; "" if none did.
    anywhere : bool
        Do not ask about places outside Germany, only remark on them.

    Returns
    -------
    Placed
        Never silently corrected: an assumption is a warning, a doubt a question.
    """
    x, y = _middle(features.geometry)
    if confirmed:
        return _as_confirmed(features, file, confirmed, x, y)
    declared = crs_of(features.crs)
    if not np.isfinite(x):
        return Placed(features.geometry, "EPSG:4326")
    if declared is not None:
        placed = _as_declared(features, file, declared, x, y, anywhere=anywhere)
        return placed if anywhere else _where_names_say(placed, features, file)
    return _as_assumed(features, file, x, y, anywhere=anywhere)


def _middle(geometry: np.ndarray) -> tuple[float, float]:
    """Median of the geometries' centres; NaN if there are none."""
    bounds = shapely.bounds(geometry)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return np.nan, np.nan
    return float(np.median(bounds[:, [0, 2]])), float(np.median(bounds[:, [1, 3]]))


def _lies_in_germany(x: float, y: float, crs: CRS | str) -> tuple[bool, float, float]:
    lon, lat = to_degrees(np.array([x]), np.array([y]), crs)
    return bool(in_germany(lon, lat)[0]), float(lon[0]), float(lat[0])


def _as_confirmed(features: Features, file: str, confirmed: str, x: float, y: float) -> Placed:
    crs = crs_of(confirmed)
    if crs is None:
        wrong = CRS_UNKNOWN(file, crs=confirmed)
        return Placed(features.geometry, "EPSG:4326", (wrong,))
    inside, lon, lat = _lies_in_germany(x, y, crs) if np.isfinite(x) else (True, 0.0, 0.0)
    remark = () if inside else (location_question(file, lon, lat, describe(crs), sure=True),)
    return Placed(features.geometry, confirmed, remark)


def _as_declared(
    features: Features, file: str, declared: CRS, x: float, y: float, *, anywhere: bool
) -> Placed:
    inside, lon, lat = _lies_in_germany(x, y, declared)
    if inside:
        return Placed(features.geometry, declared.to_wkt(), _conversion(declared, file))
    if _numbers_contradict(declared, x, y) or _lies_in_germany(y, x, declared)[0]:
        found = [
            guess
            for guess in guesses(np.array([x]), np.array([y]))
            if _same_kind(guess, declared, x, y)
        ]
        if found:
            return _take(
                features,
                file,
                found,
                say(
                    "Die Datei nennt {crs}; damit lägen die Daten nicht in Deutschland.",
                    crs=describe(declared),
                ),  # fmt: skip
            )
    question = location_question(file, lon, lat, describe(declared), sure=anywhere)
    fitting = guesses(np.array([x]), np.array([y]))
    if fitting:
        crs = describe(fitting[0].crs)
        hint = say("Als {crs} gelesen lägen sie in Deutschland.", crs=crs)
        question = replace(question, message=joined(" ", [question.message, hint]))
    return Placed(features.geometry, declared.to_wkt(), (question,))


def _as_assumed(features: Features, file: str, x: float, y: float, *, anywhere: bool) -> Placed:
    city = _named_city(features)
    found = sorted(
        guesses(np.array([x]), np.array([y])), key=lambda guess: not _hits(city, guess, x, y)
    )
    if found:
        return _take(features, file, found, _NO_CRS)
    if abs(x) <= 180 and abs(y) <= 90:
        question = location_question(file, x, y, describe("EPSG:4326"), sure=anywhere)
        return Placed(features.geometry, "EPSG:4326", (question,))
    question = ASK_CRS(file, x=f"{x:.0f}", y=f"{y:.0f}")
    return Placed(features.geometry, "EPSG:4326", (question,))


def _named_city(features: Features) -> KnownCity | None:
    """City that one of the columns names by its districts."""
    for column in features.attributes.columns:
        city = recognised_city(features.attributes[column].unique()[:500])
        if city is not None:
            return city
    return None


def _hits(city: KnownCity | None, guess: Guess, x: float, y: float) -> bool:
    """Whether a place, read by a guess, lies in a city."""
    if city is None:
        return False
    a, b = (y, x) if guess.swapped else (x, y)
    lon, lat = to_degrees(np.array([a]), np.array([b]), guess.crs)
    return city.distance_km(float(lon[0]), float(lat[0])) <= city.radius_km


def _where_names_say(placed: Placed, features: Features, file: str) -> Placed:
    """Ask if the areas carry the names of a city and lie outside it."""
    city = _named_city(features)
    x, y = _middle(placed.geometry)
    if city is None or placed.findings[:1] and placed.findings[0].severity == "error":
        return placed
    lon, lat = to_degrees(np.array([x]), np.array([y]), placed.crs)
    away = city.distance_km(float(lon[0]), float(lat[0]))
    if away <= city.radius_km + NEAR_KM:
        return placed
    fitting = [
        describe(guess.crs)
        for guess in guesses(np.array([x]), np.array([y]))
        if _hits(city, guess, x, y)
    ]
    advice = say("Als {crs} gelesen lägen sie dort. ", crs=fitting[0]) if fitting else ""
    question = ASK_LOCATION(file, city=city.name, crs=describe(placed.crs), n=f"{away:.0f}", advice=advice)  # fmt: skip
    return Placed(placed.geometry, placed.crs, (*placed.findings, question))


def _take(features: Features, file: str, found: list[Guess], why: str) -> Placed:
    """Assume the first guess, and say so."""
    best = found[0]
    if best.crs == "EPSG:4326" and not best.swapped and not features.crs:
        return Placed(
            features.geometry, best.crs
        )  # degrees are what GeoJSON, KML and CSV mean by themselves
    others = [describe(guess.crs) for guess in found[1:] if guess.swapped == best.swapped]
    also = say(" Möglich wäre auch {crs}.", crs=joined(", ", others)) if others else ""
    geometry = swap_axes(features.geometry) if best.swapped else features.geometry
    if best.swapped:
        return Placed(geometry, best.crs, (AXES_SWAPPED(file, why=why, crs=describe(best.crs)),))
    return Placed(
        geometry, best.crs, (CRS_ASSUMED(file, why=why, crs=describe(best.crs), also=also),)
    )


def _numbers_contradict(declared: CRS, x: float, y: float) -> bool:
    """Whether degrees are declared and the numbers are metres, or the other way round."""
    in_degrees = abs(x) <= 180 and abs(y) <= 90
    return declared.is_geographic != in_degrees


def _same_kind(guess: Guess, declared: CRS, x: float, y: float) -> bool:
    """A swapped guess must be the declared CRS; another CRS only where the numbers contradict."""
    if guess.swapped and not _numbers_contradict(declared, x, y):
        return CRS.from_user_input(guess.crs).is_geographic == declared.is_geographic
    return _numbers_contradict(declared, x, y)


def _conversion(declared: CRS, file: str) -> tuple[Finding, ...]:
    """Say which unusual CRS is converted."""
    code = declared.to_epsg(min_confidence=25)
    if code in USUAL or declared.to_authority(min_confidence=25) == ("OGC", "CRS84"):
        return ()
    return (CRS_CONVERTED(file, crs=describe(declared)),)
