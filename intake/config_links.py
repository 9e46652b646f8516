"""A read `city.toml` in; doubled ids, impossible years, a CRS without metres and references to nothing out."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from intake.config import CityConfig
from intake.findings import Finding, Kind

#: Years that figures of a city can be of.
YEARS = range(1800, 2201)

NAME_UNKNOWN = Kind("config_name_unknown", "„{name}“ gibt es in der Stadt nicht; was darauf aufbaut, lässt sich nicht berechnen.",
                    "Die Schreibweise prüfen, oder die Tabelle oder den Eintrag ergänzen.", "warning")  # fmt: skip
_METRES = "Ein System in Metern eintragen, z. B. EPSG:25832 (UTM-Zone 32) oder EPSG:25833 (UTM-Zone 33)."  # fmt: skip
NO_CRS = Kind("config_crs", "„{crs}“ ist kein Koordinatensystem.", _METRES)
NOT_IN_METRES = Kind("config_crs", "„{crs}“ rechnet nicht in Metern; Flächen und Entfernungen wären falsch.", _METRES)  # fmt: skip
ID_DOUBLED = Kind("config_id_doubled", "„{name}“ steht {n}-mal; welcher Eintrag gilt, ist nicht zu erkennen.",
                  "Jedem Eintrag eine eigene Kennung geben.")  # fmt: skip
NO_YEAR = Kind("config_year", "{year} ist kein Jahr, aus dem Zahlen einer Stadt stammen können.", "Das Jahr vierstellig eintragen, z. B. 2024.")  # fmt: skip


def config_faults(config: CityConfig) -> tuple[Finding, ...]:
    """Return the faults that the entries show by themselves, before any file is read.

    Parameters
    ----------
    config : CityConfig

    Returns
    -------
    tuple of Finding
        Errors only: an id given twice, a year that cannot be, a CRS that is none or not in metres.
    """
    return (*_crs_faults(config.city.crs), *_doubled(config), *_years(config))


def unknown_names(config: CityConfig, variables: Collection[str]) -> tuple[Finding, ...]:
    """Return a warning for each entry that names what the city does not have.

    Parameters
    ----------
    config : CityConfig
    variables : collection of str
        Ids of all variables that the city's tables give; empty = unknown, nothing is said of them.

    Returns
    -------
    tuple of Finding
        Variables of indicators, target groups and `population`; categories and target groups of standards.
    """
    named = list(_variables(config)) if variables else []
    missing = [(where, name) for where, name in named if name and name not in variables]
    groups = {entry.id for entry in config.target_group}
    categories = {entry.id for entry in config.category}
    for standard in config.standard:
        if categories and standard.category not in categories:
            missing.append(("standard, category", standard.category))
        if groups and standard.target_group not in groups:
            missing.append(("standard, target_group", standard.target_group))
    return tuple(
        NAME_UNKNOWN("city.toml", where, name=name)
        for where, name in dict.fromkeys(missing)
    )  # fmt: skip


def _variables(config: CityConfig) -> Iterator[tuple[str, str]]:
    yield "city, population", config.city.population
    for entry in config.indicator:
        for role in ("numerator", "denominator", "value", "weight"):
            yield f"indicator {entry.id}, {role}", getattr(entry, role)
    for group in config.target_group:
        yield f"target_group {group.id}, variable", group.variable


def _crs_faults(crs: str) -> list[Finding]:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        system = CRS.from_user_input(crs)
    except CRSError:
        return [NO_CRS("city.toml", "city.crs", crs=crs)]
    metres = system.is_projected and all(
        axis.unit_name in {"metre", "meter"} for axis in system.axis_info[:2]
    )
    return [] if metres else [NOT_IN_METRES("city.toml", "city.crs", crs=crs)]


def _doubled(config: CityConfig) -> list[Finding]:
    """Ids that stand twice in one kind of entry; a level may stand once per vintage."""
    kinds: dict[str, Iterable[str]] = {
        "level": [
            f"{entry.id} ({entry.vintage})" if entry.vintage else entry.id for entry in config.level
        ],
        **{
            kind: [entry.id for entry in getattr(config, kind)]
            for kind in ("indicator", "index", "field_of_action", "category", "target_group", "tiles")
        },
    }  # fmt: skip
    return [
        ID_DOUBLED("city.toml", f"{kind}, id", name=name, n=n)
        for kind, names in kinds.items()
        for name, n in Counter(names).items()
        if n > 1
    ]  # fmt: skip


def _years(config: CityConfig) -> list[Finding]:
    said = [(f"table, {entry.file}", entry.year) for entry in config.table]
    said += [("target", year) for entry in config.target for year in (entry.base_year, entry.year)]
    return [
        NO_YEAR("city.toml", where, year=str(year)[:20])
        for where, year in said
        if year is not None and year not in YEARS
    ]  # fmt: skip
