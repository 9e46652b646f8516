"""Which CRS coordinates are in: numbers and what the file says in, a plausible CRS out."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from intake.features import decimal
from intake.findings import Finding, Kind
from wording import say

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries
    from pandas import Series

#: West, south, east, north of Germany with a margin (degrees; Natural Earth, widened).
GERMANY = (5.5, 47.0, 15.5, 55.5)

#: CRSs in use at German offices with the range of their coordinates in Germany:
#: (EPSG code, name, x from, x to, y from, y to), metres. UTM zone 32 first: most Länder use it.
KNOWN = (
    (25832, say("ETRS89 / UTM-Zone 32"), 230_000, 900_000, 5_200_000, 6_160_000),
    (25833, say("ETRS89 / UTM-Zone 33"), 80_000, 560_000, 5_200_000, 6_160_000),
    (
        4647,
        say("UTM-Zone 32 mit Zonenziffer im Ostwert"),
        32_230_000,
        32_900_000,
        5_200_000,
        6_160_000,
    ),
    (
        5650,
        say("UTM-Zone 33 mit Zonenziffer im Ostwert"),
        33_080_000,
        33_560_000,
        5_200_000,
        6_160_000,
    ),
    (31466, say("Gauß-Krüger, Zone 2"), 2_450_000, 2_850_000, 5_200_000, 6_160_000),
    (31467, say("Gauß-Krüger, Zone 3"), 3_220_000, 3_900_000, 5_200_000, 6_160_000),
    (31468, say("Gauß-Krüger, Zone 4"), 4_100_000, 4_750_000, 5_200_000, 6_160_000),
    (31469, say("Gauß-Krüger, Zone 5"), 5_090_000, 5_550_000, 5_200_000, 6_160_000),
    (3857, say("Web-Mercator"), 612_000, 1_730_000, 5_900_000, 7_500_000),
)
#: Middle meridian of the UTM zones used in Germany, and how far from it a zone is used (degrees).
ZONE_MIDDLES, ZONE_DEGREES = {25832: 9.0, 25833: 15.0}, 4.5
NAMES = {code: name for code, name, *_ in KNOWN} | {4326: say("WGS 84, Grad")}

#: Where a finding on points is: their file is not known here.
COORDINATES = say("Koordinaten")
OUTSIDE = Kind("outside_germany", "Gelesen als {crs} liegen die Daten außerhalb Deutschlands ({place}).",
               "Das Koordinatensystem prüfen und angeben (z. B. --answer crs=EPSG:25832); das angegebene gilt als bestätigt.", "warning")  # fmt: skip
ASK_LOCATION = replace(OUTSIDE, code="ask_location", severity="error")
FALL_ON_CITY = Kind("crs_assumed", "Die Koordinaten fallen als {crs} auf die Stadt und wurden so gelesen.",
                    "Die Lage auf der Karte prüfen.", "warning")  # fmt: skip
FALL_INSTEAD = replace(FALL_ON_CITY, message="Die Koordinaten fallen als {crs} statt {named} auf die Stadt und wurden so gelesen.")  # fmt: skip
_SWAPPED = " Die Spalten für Ost und Nord sind vertauscht und wurden getauscht."
SWAPPED = replace(FALL_ON_CITY, code="axes_swapped", message=FALL_ON_CITY.message + _SWAPPED)
SWAPPED_INSTEAD = replace(SWAPPED, message=FALL_INSTEAD.message + _SWAPPED)
CRS_UNKNOWN = Kind("crs_unknown", "Das Koordinatensystem „{crs}“ gibt es nicht.", "Eine EPSG-Nummer angeben, z. B. EPSG:25832.")  # fmt: skip
ASK_CRS = Kind("ask_crs", "Die Koordinaten (um {x} / {y}) fallen in keinem üblichen Koordinatensystem auf die Stadt.",
               "Spalten und Koordinatensystem prüfen und angeben (crs = „EPSG:…“).")  # fmt: skip


@dataclass(frozen=True)
class Guess:
    """A CRS that coordinates may be in."""

    crs: str
    swapped: bool = False


def crs_of(text: str) -> CRS | None:
    """CRS of a declaration, or None if it says nothing usable."""
    if not text.strip() or text.strip().lower() in {"undefined", "unknown"}:
        return None
    try:
        return CRS.from_user_input(text.strip())
    except CRSError:
        return None


def describe(crs: CRS | str) -> str:
    """CRS in words: "EPSG:25832 (ETRS89 / UTM-Zone 32)".

    Examples
    --------
    >>> describe("EPSG:31466")
    'EPSG:31466 (Gauß-Krüger, Zone 2)'
    """
    crs = CRS.from_user_input(crs)
    code = crs.to_epsg(min_confidence=70)
    return (
        say("{crs} ({name})", crs=f"EPSG:{code}", name=NAMES.get(code, crs.name))
        if code
        else crs.name
    )


def guesses(x: np.ndarray, y: np.ndarray) -> list[Guess]:
    """CRSs in which coordinates would lie in Germany, the most usual first.

    Parameters
    ----------
    x, y : ndarray
        n coordinates as delivered; the medians decide.

    Returns
    -------
    list of Guess
        Empty if none fits.

    Examples
    --------
    >>> import numpy as np
    >>> guesses(np.array([51.5]), np.array([7.4]))
    [Guess(crs='EPSG:4326', swapped=True)]
    """
    if not len(x):
        return []
    east, north = float(np.median(x)), float(np.median(y))
    west, south, most_east, most_north = GERMANY
    found = []
    for swapped, (a, b) in ((False, (east, north)), (True, (north, east))):
        if west <= a <= most_east and south <= b <= most_north:
            found.append(Guess("EPSG:4326", swapped))
        found += [
            Guess(f"EPSG:{code}", swapped)
            for code, _, x0, x1, y0, y1 in KNOWN
            if x0 <= a <= x1 and y0 <= b <= y1
        ]
    return [guess for guess in found if lies_in_germany(east, north, guess)]


def lies_in_germany(x: float, y: float, guess: Guess) -> bool:
    """Whether one place, read in that way, lies in Germany."""
    lon, lat = to_degrees(
        np.array([y if guess.swapped else x]), np.array([x if guess.swapped else y]), guess.crs
    )
    return bool(in_germany(lon, lat)[0])


def in_germany(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Whether places (degrees) lie in the rectangle around Germany."""
    west, south, east, north = GERMANY
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def to_degrees(x: np.ndarray, y: np.ndarray, crs: CRS | str) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes (WGS 84) of places; infinite where the CRS is not defined."""
    transformer = transformer_between(crs if isinstance(crs, str) else crs.to_wkt(), "EPSG:4326")
    lon, lat = transformer.transform(x, y)
    return np.asarray(lon), np.asarray(lat)


@lru_cache(maxsize=64)
def transformer_between(source: str, target: str) -> Transformer:
    """Transformer from one CRS to another, x before y; kept, because making one takes 30 ms."""
    return Transformer.from_crs(
        CRS.from_user_input(source), CRS.from_user_input(target), always_xy=True
    )


def utm_of(lon: float, lat: float) -> str:
    """Metric CRS for a place: ETRS89 / UTM in Germany (zone 32 or 33), else WGS 84 / UTM.

    Examples
    --------
    >>> utm_of(7.46, 51.5), utm_of(13.4, 52.5), utm_of(-61.3, 12.5)
    ('EPSG:25832', 'EPSG:25833', 'EPSG:32620')
    """
    if in_germany(np.array([lon]), np.array([lat]))[0]:
        return "EPSG:25832" if lon < 12 else "EPSG:25833"
    zone = int((lon + 180) // 6) % 60 + 1
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def swap_axes(geometry: np.ndarray) -> np.ndarray:
    """Geometries with x and y exchanged."""
    return shapely.transform(geometry, lambda coordinates: coordinates[:, ::-1])


def location_question(file: str, lon: float, lat: float, crs: str, *, sure: bool) -> Finding:
    """Return the finding that a file's places lie outside Germany: a question, or a remark if confirmed."""
    return (OUTSIDE if sure else ASK_LOCATION)(file, crs=crs, place=_place(lon, lat))


def _place(lon: float, lat: float) -> str:
    if not np.isfinite([lon, lat]).all():
        return say("an keinem Ort der Erde")
    east, north = decimal(abs(lon), 1), decimal(abs(lat), 1)
    return say(
        "um {east}, {north}",
        east=say("{n}° östlicher Länge" if lon >= 0 else "{n}° westlicher Länge", n=east),
        north=say("{n}° nördlicher Breite" if lat >= 0 else "{n}° südlicher Breite", n=north),
    )


def metric_crs(areas: "GeoDataFrame") -> str:
    """Metric CRS for a city: its own if that is usual where it lies, else UTM by longitude.

    Parameters
    ----------
    areas : GeoDataFrame
        Areas in any CRS.

    Returns
    -------
    str
        EPSG:25832 or 25833 in Germany, another UTM zone elsewhere.

    Notes
    -----
    Far from its zone's middle UTM stretches areas (0.6 % at 7.5° in zone 33), so a
    file's own zone is kept only up to `ZONE_DEGREES` from the middle.
    """
    west, south, east, north = areas.total_bounds
    middle = np.array([(west + east) / 2]), np.array([(south + north) / 2])
    lon, lat = (float(axis[0]) for axis in to_degrees(*middle, areas.crs))
    code = areas.crs.to_epsg(min_confidence=25)
    own = code in ZONE_MIDDLES and abs(lon - ZONE_MIDDLES[code]) <= ZONE_DEGREES
    return f"EPSG:{code}" if own else utm_of(lon, lat)


def place_points(
    x: "Series", y: "Series", *, city: "GeoDataFrame", crs: str = ""
) -> tuple["GeoSeries", tuple[Finding, ...]]:
    """Turn coordinates into points in the city's CRS, in whichever CRS they fall on the city.

    Parameters
    ----------
    x, y : Series
        n coordinates as floats (first and second column of the file, often named
        Rechtswert/Hochwert or lon/lat); NaN where there are none. The same index.
    city : GeoDataFrame
        The city's areas in its metric CRS.
    crs : str
        CRS that the file or city.toml names; tried first.

    Returns
    -------
    GeoSeries
        n points, index of `x`; empty where a coordinate is missing.
    tuple of Finding
        Empty if the named CRS (or degrees, where none is named) fits; else a warning that
        names the CRS found, or an error if the points fall on the city in none.
        `file` is "" for the caller to fill in.
    """
    from geopandas import GeoSeries

    known = x.notna().to_numpy() & y.notna().to_numpy()
    east, north = x.to_numpy(float)[known], y.to_numpy(float)[known]
    guess, findings = _best_guess(east, north, city, crs)
    a, b = (north, east) if guess.swapped else (east, north)
    transformer = transformer_between(guess.crs, city.crs.to_string())
    placed = np.full(len(x), shapely.Point(), dtype=object)
    metres = np.column_stack(transformer.transform(a, b))
    finite = np.isfinite(metres).all(axis=1)
    placed[np.flatnonzero(known)[finite]] = shapely.points(metres[finite])
    return GeoSeries(placed, index=x.index, crs=city.crs), findings


def _best_guess(
    x: np.ndarray, y: np.ndarray, city: "GeoDataFrame", named: str
) -> tuple[Guess, tuple[Finding, ...]]:
    """Guess with the most points on the city; the named CRS wins when it is as good."""
    first = Guess(named or "EPSG:4326")
    if crs_of(first.crs) is None:
        return Guess("EPSG:4326"), (CRS_UNKNOWN("", COORDINATES, crs=named),)
    sample = np.linspace(0, len(x) - 1, min(len(x), 2000)).astype(int)
    if not len(x) or _share_on_city(x[sample], y[sample], first, city) >= 0.5:
        return first, ()
    codes = [
        "EPSG:4326",
        f"EPSG:{city.crs.to_epsg() or 25832}",
        *(f"EPSG:{code}" for code, *_ in KNOWN),
    ]
    tried = [
        first,
        *(Guess(code, swapped) for swapped in (False, True) for code in dict.fromkeys(codes)),
    ]
    tried = list(dict.fromkeys(tried))
    shares = [_share_on_city(x[sample], y[sample], guess, city) for guess in tried]
    best = int(np.argmax(shares))
    if shares[0] == shares[best] > 0:
        return first, ()
    if shares[best] < 0.3:
        return first, (ASK_CRS("", COORDINATES, x=f"{np.median(x):.6g}", y=f"{np.median(y):.6g}"),)
    return tried[best], (_found_finding(tried[best], named),)


def _share_on_city(x: np.ndarray, y: np.ndarray, guess: Guess, city: "GeoDataFrame") -> float:
    """Share of points that fall into the city's rectangle, widened by 2 km."""
    a, b = (y, x) if guess.swapped else (x, y)
    transformer = transformer_between(guess.crs, city.crs.to_string())
    east, north = transformer.transform(a, b)
    west, south, most_east, most_north = city.total_bounds + np.array([-2000, -2000, 2000, 2000])
    return float(
        np.mean((east >= west) & (east <= most_east) & (north >= south) & (north <= most_north))
    )


def _found_finding(guess: Guess, named: str) -> Finding:
    swapped = guess.swapped
    crs = describe(guess.crs)
    if named and crs_of(named) != crs_of(guess.crs):
        kind = SWAPPED_INSTEAD if swapped else FALL_INSTEAD
        return kind("", COORDINATES, crs=crs, named=named)
    return (SWAPPED if swapped else FALL_ON_CITY)("", COORDINATES, crs=crs)
