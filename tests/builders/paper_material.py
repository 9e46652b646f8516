"""Material for papers on three invented areas of 1 km, and what a reader of a PDF finds."""

import datetime
import io

import geopandas as gpd
import numpy as np
import pandas as pd
import pikepdf
from shapely import Point, box

from export.papers.material import Material, Office, Words
from geo.levels import Level
from indicators.catalogue import Indicator
from indicators.figures import concatenate, figures_of
from indicators.figures.analysis import Analysis
from indicators.figures.counts import Counts
from indicators.secrecy.release import release

DAY = datetime.date(2026, 11, 24)
OFFICE = Office(DAY, "Sozialamt", "Sozialplanung", "0815-26", ("Telefon 0000",))


def squares(names=("West", "Mitte", "Ost")):
    """Squares of 1 km side by side, keys 01, 02, 03."""
    boxes = [box(x, 5_700_000, x + 1000, 5_701_000) for x in (390_000, 391_000, 392_000)]
    index = pd.Index(["01", "02", "03"], name="key")
    return gpd.GeoDataFrame({"name": list(names)}, geometry=boxes, index=index, crs=25832)


def offers(*rows):
    """Offers from (id, category, area, valid_to), each in the middle of its area."""
    columns = ["name", "category", "area", "address", "valid_from", "valid_to", "source"]
    centre = {"01": 390_500, "02": 391_500, "03": 392_500}
    table = pd.DataFrame(
        [(f"Haus {i}", category, area, "", "", end, "") for i, category, area, end in rows],
        columns=columns, index=pd.Index([row[0] for row in rows], name="id"),
    )  # fmt: skip
    places = [Point(centre[row[2]], 5_700_500) for row in rows]
    return gpd.GeoDataFrame(table, geometry=places, crs=25832)


def material(
    *,
    poor=(40.0, 20.0, 30.0),
    everyone=(100.0, 200.0, 300.0),
    earlier=None,
    names=("West", "Mitte", "Ost"),
    label="Quote",
    places=None,
    audience="public",
    office=OFFICE,
    coverages=(),
):
    """Material on the three squares: one rate, in 2024 and, if given, in 2018."""
    areas = squares(names)
    whole = gpd.GeoDataFrame(
        {"name": ["Musterstadt"]}, geometry=[areas.union_all()],
        index=pd.Index(["city"], name="key"), crs=areas.crs,
    )  # fmt: skip
    own = pd.Series(areas.index, index=areas.index)
    levels = {
        "area": Level("area", "Gebiete", areas, own, "Grenzen angenähert"),
        "city": Level("city", "Gesamtstadt", whole, pd.Series("city", index=areas.index)),
    }
    entry = Indicator(
        id="quote", label=label, numerator="poor", denominator="all",
        field_of_action="arbeit", source="Musteramt", definition="Arme je 100.",
    )  # fmt: skip
    years = {2024: poor} | ({2018: earlier} if earlier is not None else {})
    figures, counts, reasons = [], {}, {}
    for year, people in sorted(years.items()):
        finest = pd.DataFrame({"poor": people, "all": everyone}, index=areas.index, dtype=float)
        tables = {"area": finest, "city": finest.sum(skipna=False).to_frame("city").T}
        city = {"quote": 100 * finest["poor"].sum() / finest["all"].sum()}
        for name, table in tables.items():
            why = table.isna().replace({True: "missing", False: ""})
            counts[name, year], reasons[name, year] = table, why
            figures.append(
                figures_of(levels[name], year, Counts(table, why), (entry,), city=city,
                           estimated=frozenset(), rated=np.ones(len(table), dtype=bool))
            )  # fmt: skip
    analysis = Analysis(
        name="Musterstadt", ags="", min_cases=5, min_population=0, levels=levels,
        catalogue={"quote": entry}, counts=counts, reasons=reasons,
        estimated=dict.fromkeys(years, frozenset()), released=dict.fromkeys(years, frozenset()),
        figures=concatenate(figures), offers=offers() if places is None else places,
        protected=pd.Series(dtype=float), notes=("Grenzen angenähert",),
    )  # fmt: skip
    words = Words({"arbeit": "Arbeit schaffen"}, {"kita": "Kitas"}, {"kita": "arbeit"})
    released = release(analysis, audience)
    return Material(released, words, office, "area", 2024, "all", tuple(coverages))


def structure(content: bytes) -> dict:
    """What PDF/UA and PDF/A ask of a file: language, title, marks, identifiers, figures."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        with pdf.open_metadata() as metadata:
            found = {
                "ua": metadata.get("pdfuaid:part"),
                "a": f"{metadata.get('pdfaid:part')}{metadata.get('pdfaid:conformance')}",
                "title": metadata.get("dc:title"),
            }
        elements = list(_elements(root.StructTreeRoot))
        return found | {
            "language": str(root.Lang),
            "marked": bool(root.MarkInfo.Marked),
            "shows_title": bool(root.ViewerPreferences.DisplayDocTitle),
            "pages": len(pdf.pages),
            "tags": [str(element.S) for element in elements],
            "alts": [str(e.Alt) if "/Alt" in e else "" for e in elements if e.S == "/Figure"],
        }


def _elements(node):
    """Every structure element below a node."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)
