"""Make the computed files of the embedded city from the facts in `data/dortmund/facts`.

python scripts/dortmund.py               rewrites data/dortmund
python scripts/dortmund.py --into DIR    writes the same bytes elsewhere
"""

import argparse
import json
from pathlib import Path

import pandas as pd
import shapely
from dortmund_boundaries import boundaries
from dortmund_counts import YEARS, counts, living_alone, population, published_figures
from dortmund_offers import offers
from pandas import DataFrame, Series

CITY = Path(__file__).resolve().parents[1] / "data" / "dortmund"
FACTS = CITY / "facts"


def facts(name: str) -> DataFrame:
    """One table of facts, everything as text; empty cells stay empty."""
    return pd.read_csv(FACTS / f"{name}.csv", dtype=str, keep_default_na=False)


def as_numbers(table: DataFrame, *columns: str) -> DataFrame:
    """The table with these columns as numbers; empty cells become missing."""
    return table.assign(**{name: pd.to_numeric(table[name]) for name in columns})


def area_table() -> DataFrame:
    """Unterbezirke with their larger areas, index `key`."""
    table = as_numbers(facts("gebiete"), "flaeche_ha", "einwohner_2024")
    table = table.set_index("schluessel").rename_axis("key")
    plan = facts("aktionsraeume").query("bis == ''")["sozialraum"]
    return table.assign(aktionsraum=table["sozialraum"].where(table["sozialraum"].isin(plan), ""))


def write_levels(areas: DataFrame, folder: Path) -> None:
    """One table of members per larger level: `unterbezirk`, `key`, `name`."""
    named = facts("gliederung")
    plan = facts("aktionsraeume").rename(columns={"sozialraum": "schluessel"})
    named = pd.concat([named, plan.assign(ebene="aktionsraum")])
    files = {"bezirk": "bezirke", "stadtbezirk": "stadtbezirke", "sozialraum": "sozialraeume",
             "aktionsraum": "aktionsraeume"}  # fmt: skip
    for level, file in files.items():
        names = named[named["ebene"] == level].set_index("schluessel")["name"]
        keys = areas.loc[areas[level] != "", level]
        table = DataFrame({"unterbezirk": keys.index, "key": keys, "name": keys.map(names)})
        write_table(table, folder / f"{file}.csv")


def write_boundaries(areas: DataFrame, folder: Path) -> None:
    """GeoJSON in the city's metric CRS, one line per area."""
    cells = as_numbers(facts("adresszellen"), "x", "y", "adressen")
    seeds = as_numbers(facts("angebote_stadt"), "x", "y")
    shapes = boundaries(cells, seeds, as_numbers(facts("umriss"), "x", "y"))
    lines = [json.dumps(feature, ensure_ascii=False) for feature in features(shapes, areas["name"])]
    crs = json.dumps({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}})
    head = f'{{"type": "FeatureCollection", "name": "unterbezirke", "crs": {crs}, "features": ['
    text = head + "\n" + ",\n".join(lines) + "\n]}\n"
    (folder / "unterbezirke.geojson").write_text(text, encoding="utf-8", newline="\n")


def features(shapes: Series, names: Series) -> list[dict[str, object]]:
    """Areas as GeoJSON features with whole metres."""
    return [
        {
            "type": "Feature",
            "properties": {"key": key, "name": names[key]},
            "geometry": json.loads(shapely.to_geojson(shape), parse_float=_whole),
        }
        for key, shape in shapes.items()
    ]


def _whole(number: str) -> int:
    return int(float(number))


def write_figures(areas: DataFrame, folder: Path) -> None:
    """Estimated counts and published figures of each year."""
    figures = facts("kennzahlen").rename(columns={"schluessel": "key"})
    figures = as_numbers(figures, *figures.columns.drop("key")).set_index(["key", "jahr"])
    published = as_numbers(facts("veroeffentlicht"), "wert")
    published = published.assign(jahr=pd.to_numeric(published["jahr"], errors="coerce"))
    for year in YEARS:
        of_year = figures.xs(year, level="jahr").reindex(areas.index)
        persons = population(year, areas, figures, published)
        table = counts(persons, of_year, areas["flaeche_ha"])
        if year == 2024:
            table["ue65_allein"] = living_alone(table, of_year)
        write_table(table.reset_index(), folder / f"zahlen_{year}.csv")
        shown = published_figures(table, of_year)
        write_table(shown.reset_index(), folder / f"kennzahlen_{year}.csv")


def write_table(table: DataFrame, path: Path) -> None:
    """CSV in UTF-8 with the same bytes on every system."""
    path.write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n")


def write_city(folder: Path) -> None:
    """Write every computed file of the embedded city."""
    areas = area_table()
    write_levels(areas, folder)
    write_boundaries(areas, folder)
    write_figures(areas, folder)
    table = offers(facts("angebote_stadt"), facts("angebote_programm"))
    write_table(table, folder / "angebote.csv")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=CITY, help="folder for the computed files")
    target = parser.parse_args().into
    target.mkdir(parents=True, exist_ok=True)
    write_city(target)
    print(f"Geschrieben nach {target}")
