"""A small invented city as a folder, with hours, a mobile offer, places and older people.

Three squares of 2 km from west to east. Ten minutes on foot are 641 m of straight line, so
that every offer reaches just the points beside it:

* 01: 120 children at three points of 40; "Treff West" (Mo–Fr 9–12) reaches the first two;
* 02: 60 children at one point; the spiel- & sportMobil stands there on Tuesdays, 14–17;
* 03: 50 children, 10 and 40; "Treff Ost" (hours not known) reaches the 40.
"""

import json

from pyproj import Transformer

X, Y = 390_000.0, 5_700_000.0
BACK = Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True)
#: Metres east of the corner, area, weight.
POINTS = ((300, "01", 1), (900, "01", 1), (1800, "01", 1), (3500, "02", 1), (4300, "03", 1),
          (5600, "03", 4))  # fmt: skip
CHILDREN = (120, 60, 50)

CITY = """
[city]
name = "Probestadt"
crs = "EPSG:25832"
min_cases = 3

[[level]]
id = "viertel"
label = "Viertel"
file = "viertel.geojson"
key = "key"
name = "name"

[[table]]
file = "zahlen.csv"
level = "viertel"
key = "key"
year = 2025
columns = { kinder = "kinder", arm = "arm", alt = "alt", allein = "allein" }
released = RELEASED

[[indicator]]
id = "armut"
label = "Kinder in Armut"
numerator = "arm"
denominator = "kinder"
unit = "%"
worse = "higher"

[[indicator]]
id = "ohne_werte"
label = "Nirgends gezählt"
value = "nichts"
unit = "%"

[[target_group]]
id = "u6"
label = "Kinder unter 6"
variable = "kinder"

[[target_group]]
id = "arm"
label = "Kinder in Armut"
variable = "arm"

[[target_group]]
id = "ue65"
label = "Menschen ab 65"
variable = "alt"

[[target_group]]
id = "ue65_allein"
label = "Alleinlebende ab 65"
variable = "allein"

[[field_of_action]]
id = "kinder"
label = "Kinder"

[[category]]
id = "treff"
label = "Kindertreffs <b>"
field_of_action = "kinder"

[[category]]
id = "begegnungsstaette"
label = "Begegnungsstätten"
field_of_action = "kinder"

[[offers]]
file = "angebote.csv"
x = "lon"
y = "lat"
crs = "EPSG:4326"

[[standard]]
category = "treff"
target_group = "u6"
mode = "walk"
max_minutes = 10
places_per_100 = 40

[[standard]]
category = "begegnungsstaette"
target_group = "ue65"
mode = "walk"
max_minutes = 10

[population]
file = "zellen.csv"
x = "x"
y = "y"
area = "area"
weight = "weight"
"""


def degrees(x, y):
    """Longitude and latitude of metres from the corner of the city."""
    return BACK.transform(X + x, Y + y)


def write_city(
    folder,
    *,
    children=CHILDREN,
    poor=(60, 6, 10),
    released=True,
    mobile="Di 14:00-17:00",
    places=True,
    cells=None,
    east="",
):
    """Write the city; `cells` are real counts of children by point, `places` names capacities."""
    columns = 'groups = { u6 = "kinder" }\n' if cells else ""
    (folder / "city.toml").write_text(
        CITY.replace("RELEASED", str(released).lower()) + columns, encoding="utf-8"
    )
    _write_areas(folder)
    poor = [min(n, all_) for n, all_ in zip(poor, children, strict=True)]
    rows = zip(("01", "02", "03"), children, poor, (100, 80, 40), (50, 20, 10), strict=True)
    (folder / "zahlen.csv").write_text(
        "key,kinder,arm,alt,allein\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    )
    counted = cells or [""] * len(POINTS)
    (folder / "zellen.csv").write_text(
        "x,y,area,weight,kinder\n"
        + "".join(
            f"{X + x},{Y + 1000},{area},{weight},{n}\n"
            for (x, area, weight), n in zip(POINTS, counted, strict=True)
        )
    )
    _write_offers(folder, mobile, places=places, east=east)
    return folder


def _write_areas(folder):
    features = []
    for number, key in enumerate(("01", "02", "03")):
        west = 2000 * number
        ring = [(0, 0), (2000, 0), (2000, 2000), (0, 2000), (0, 0)]
        shape = [[degrees(west + a, b) for a, b in ring]]
        features.append(
            {
                "type": "Feature",
                "properties": {"key": key, "name": f"Viertel {key}"},
                "geometry": {"type": "Polygon", "coordinates": shape},
            }
        )
    (folder / "viertel.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features})
    )


def _write_offers(folder, mobile, *, places, east):
    (west_lon, west_lat), (east_lon, east_lat) = degrees(600, 1000), degrees(5500, 1000)
    (lon, lat), (old_lon, old_lat) = degrees(3400, 1000), degrees(3500, 1100)
    west, tour = ("20", "6") if places else ("", "")
    (folder / "angebote.csv").write_text(
        "id,name,category,lon,lat,opening,mobile_schedule,capacity\n"
        f"w,Treff West,treff,{west_lon},{west_lat},Mo-Fr 09:00-12:00,,{west}\n"
        f'm,spiel- & sportMobil,treff,{lon},{lat},,"{mobile} {lat:.6f},{lon:.6f} Marktplatz",{tour}\n'
        f"o,Treff Ost,treff,{east_lon},{east_lat},{east},,\n"
        f"b,Begegnung Mitte,begegnungsstaette,{old_lon},{old_lat},,,\n",
        encoding="utf-8",
    )
