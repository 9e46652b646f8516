"""What several commands start from: a city folder in, the released city and its choices out."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from intake.choices import require_choice, require_level, require_year

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import DataFrame

    from geo.levels import Level
    from indicators.coverage.scenarios import Scenario
    from indicators.secrecy.release import ReleasedAnalysis
    from intake.model import City


@dataclass(frozen=True)
class Chosen:
    """A city and what may be seen of it.

    Attributes
    ----------
    city : City
    released : ReleasedAnalysis
    """

    city: "City"
    released: "ReleasedAnalysis"

    def level(self, asked: str) -> str:
        """Return the level id, the finest if none is asked for."""
        return require_level(self.city, asked)

    def year(self, asked: int | None) -> int | None:
        """Return the asked year if the city has it; None if none is asked for."""
        return None if asked is None else require_year(self.city, asked)

    def newest(self, level: str, *indicators: str) -> int:
        """Return the newest year in which all the indicators have values at the level."""
        figures = self.released.figures
        rows = figures[(figures["level"] == level) & figures["value"].notna()]
        if indicators:
            rows = rows[rows["indicator"].isin(indicators)]
        found = rows.groupby("year")["indicator"].nunique()
        complete = found.index[found >= len(set(indicators))]
        return int(complete.max()) if len(complete) else require_year(self.city, None)

    def area(self, level: str, asked: str) -> str:
        """Return the key of the asked area, which may be named by its name."""
        names = self.released.levels[level].areas["name"].astype(str)
        named = names.index[names == asked]
        is_name = asked not in names.index and len(named) == 1
        return str(named[0]) if is_name else require_choice("Gebiet", asked, list(names.index))

    def indicator(self, asked: str) -> str:
        """Return the indicator id if the catalogue has it."""
        return require_choice("Indikator", asked, list(self.released.catalogue))


def choose(folder: Path, *, entries: bool = True) -> Chosen:
    """Read, analyse and release a city for the public, with or without people's entries."""
    from indicators.secrecy.release import release
    from pipeline import analyse
    from pipeline.city import read_current_city

    city = read_current_city(folder, entries=entries)
    return Chosen(city, release(analyse(city)))


def labels_of(city: "City") -> dict[str, str]:
    """Return the city's words for its ids: indicators with unit, kinds of offers, target groups."""
    config = city.config
    categories = {entry.id: entry.label for entry in config.category}
    groups = {entry.id: entry.label for entry in config.target_group}
    units = {i.id: f"{i.label} ({i.unit})" if i.unit else i.label for i in config.indicator}
    return categories | groups | units


def located_by_key(table: "DataFrame", level: "Level") -> "GeoDataFrame":
    """Return a table indexed by area with the key as its first column and the areas' shapes."""
    keyed = table.copy()
    keyed.insert(0, "key", table.index)
    return located(keyed, level)


def located(table: "DataFrame", level: "Level") -> "GeoDataFrame":
    """Return a table indexed by area with the areas' shapes, ready to be written."""
    from geopandas import GeoDataFrame

    shapes = level.areas.geometry.reindex(table.index)
    rows = table.reset_index(drop=True)
    return GeoDataFrame(rows, geometry=shapes.reset_index(drop=True), crs=level.areas.crs)


def scenario_named(city: "City", store: Path | None, name: str) -> "Scenario":
    """Return a scenario of a city by its name, or from a file."""
    from indicators.coverage.scenarios import ScenarioError
    from pipeline.coverage import scenario_faults
    from store.scenarios import load_scenario, read_scenario

    try:
        if name.endswith(".json"):
            return read_scenario(Path(name))
        return load_scenario(folder_of(city, store), name)
    except ScenarioError as error:
        raise scenario_faults(error, name) from error


def folder_of(city: "City", store: Path | None) -> Path:
    """Return the folder of a city's scenarios."""
    from store.scenarios import scenario_folder

    return store if store is not None else scenario_folder(city.config.city.name)
