"""`aktionsraum compare`, `similar`, `screen`: areas side by side, alike, and by conditions."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.call import EMBEDDED_CITY
from commands.city import Chosen, choose, labels_of, located
from commands.columns import COLUMNS
from commands.options import AreaArgument, CityArgument, LevelOption, Output, YearOption
from commands.output import emit
from intake.choices import require_category, require_choice
from intake.findings import InputError, Kind

if TYPE_CHECKING:
    from pandas import DataFrame

    from indicators.figures.compare import Condition

WRONG_CONDITION = Kind("condition", "{fault}", "Bedingung berichtigen.")

KeysArgument = Annotated[
    list[str], typer.Argument(metavar="GEBIET", help="Schlüssel oder Namen der Gebiete.")
]
ConditionArgument = Annotated[
    str,
    typer.Argument(
        metavar="BEDINGUNG", help="Zum Beispiel: sgb2_quote > stadt und kita:minuten > 10"
    ),
]
IndicatorsOption = Annotated[
    list[str], typer.Option("--indicator", help="Kennung aus dem Katalog; mehrfach möglich.")
]
CountOption = Annotated[int, typer.Option("--count", help="Anzahl der Gebiete.", min=1)]


def compare(
    *,
    city: CityArgument = EMBEDDED_CITY,
    keys: KeysArgument,
    level: LevelOption = "",
    year: YearOption = None,
    output: Output,
) -> None:
    """Zwei oder mehr Gebiete nebeneinander, Indikator für Indikator."""
    chosen = choose(city)
    level = chosen.level(level)
    year = chosen.year(year) or chosen.newest(level)
    wanted = [chosen.area(level, key) for key in keys]
    figures = chosen.released.figures
    rows = figures[(figures["level"] == level) & (figures["year"] == year)]
    rows = rows[rows["key"].isin(wanted)]
    values = rows.pivot(index="indicator", columns="key", values="value")
    city_values = rows.groupby("indicator")["city_value"].first()
    labels = {name: entry.label for name, entry in chosen.released.catalogue.items()}
    table = values.reindex(rows["indicator"].unique())[wanted].assign(city_value=city_values)
    table.insert(0, "label", table.index.map(labels))
    names = chosen.released.levels[level].areas["name"]
    labels = labels_of(chosen.city) | {key: f"{names[key]} ({key})" for key in wanted}
    emit(table.reset_index(), output, title=f"Vergleich {year}", labels=labels)


def similar(
    *,
    city: CityArgument = EMBEDDED_CITY,
    key: AreaArgument,
    indicator: IndicatorsOption = [],  # noqa: B006 - typer wants a list as default
    count: CountOption = 5,
    level: LevelOption = "",
    year: YearOption = None,
    output: Output,
) -> None:
    """Gebiete, deren Zahlen denen eines Gebiets am ähnlichsten sind."""
    from indicators.figures.compare import most_alike

    chosen = choose(city)
    level = chosen.level(level)
    names = [chosen.indicator(name) for name in indicator]
    year = chosen.year(year) or chosen.newest(level, *names)
    names = names or _complete(chosen, level, year)
    values, rows = _values(chosen, level, year)
    key = chosen.area(level, key)
    rated = rows.drop_duplicates("key").set_index("key")["rated"].astype(bool)
    table = most_alike(values[names], key, count=count, among=rated)
    areas = chosen.released.levels[level]
    table = table.assign(key=table.index, name=areas.areas["name"].reindex(table.index))
    table = table[["key", "name", "distance", "most_different"]]
    title, labels = f"Ähnlich wie {key}, {year}", labels_of(chosen.city)
    emit(located(table, areas), output, title=title, labels=labels)


def screen(
    *,
    city: CityArgument = EMBEDDED_CITY,
    conditions: ConditionArgument,
    level: LevelOption = "",
    year: YearOption = None,
    output: Output,
) -> None:
    """Gebiete finden, die alle oder eine von mehreren Bedingungen erfüllen."""
    from indicators.figures import compare as comparing
    from wording import count

    chosen = choose(city)
    level = chosen.level(level)
    try:
        parsed, combine = comparing.parse_conditions(conditions)
        named = [c.name for c in parsed if c.name in chosen.released.catalogue]
        year = chosen.year(year) or chosen.newest(level, *named)
        values, rows = _values(chosen, level, year)
        values = values.join(_coverage(chosen, parsed, level, year))
        city_values = rows.groupby("indicator")["city_value"].first()
        table = comparing.screen(values, parsed, combine=combine, city=city_values)
    except comparing.ConditionError as error:
        raise InputError([WRONG_CONDITION("Aufruf", conditions, fault=error.args[0])]) from error
    areas = chosen.released.levels[level]
    table = values[list(dict.fromkeys(c.name for c in parsed))].join(table)
    table.insert(0, "key", table.index)
    table.insert(1, "name", areas.areas["name"].reindex(table.index))
    met = table[table["meets"].fillna(False).astype(bool)]
    unknown = int(table["meets"].isna().sum())
    notes = [f"{count(unknown)} weitere Gebiete ohne Aussage, weil Werte fehlen"] if unknown else []
    title = f"{count(len(met))} von {count(len(table))} Gebieten: {conditions}"
    labels = labels_of(chosen.city)
    for name in (c.name for c in parsed if ":" in c.name):
        category, _, measure = name.partition(":")
        column = comparing.COVERAGE_MEASURES[measure]
        labels[name] = f"{labels[category]}: {COLUMNS[column].head()}"
    emit(located(met, areas), output, title=title, notes=notes, labels=labels)


def _values(chosen: Chosen, level: str, year: int) -> "tuple[DataFrame, DataFrame]":
    """Areas × indicators of a level and year, and the rows of figures behind them."""
    figures = chosen.released.figures
    rows = figures[(figures["level"] == level) & (figures["year"] == year)]
    wide = rows.pivot(index="key", columns="indicator", values="value")
    return wide.reindex(rows["key"].unique()), rows


def _complete(chosen: Chosen, level: str, year: int) -> list[str]:
    """Indicators with a worse side of which no rated area misses a value."""
    values, rows = _values(chosen, level, year)
    rated = rows.loc[rows["rated"].astype(bool), "key"].unique()
    valued = [name for name, entry in chosen.released.catalogue.items() if entry.direction]
    return [n for n in valued if n in values and values.loc[rated, n].notna().all()]


def _coverage(
    chosen: Chosen, conditions: tuple["Condition", ...], level: str, year: int
) -> "DataFrame":
    """Columns such as „kita:minuten“ that the conditions ask for."""
    from pandas import DataFrame

    from indicators.figures.compare import COVERAGE_MEASURES
    from indicators.secrecy.release import release_coverage
    from pipeline import cover

    asked = {c.name for c in conditions if ":" in c.name}
    table = DataFrame(index=chosen.released.levels[level].areas.index)
    for name in sorted(asked):
        category, _, measure = name.partition(":")
        category = require_category(chosen.city, category)
        measure = require_choice("Maß", measure, list(COVERAGE_MEASURES))
        coverage = cover(chosen.city, category, level=level, year=year)
        released = release_coverage(
            coverage, min_cases=chosen.released.min_cases, released=chosen.released
        )
        table[name] = released.areas[COVERAGE_MEASURES[measure]].reindex(table.index)
    return table
