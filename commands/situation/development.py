"""`aktionsraum change`, `targets`, `moran`: development over the years and clusters in space."""

import re
from typing import Annotated

import typer

from commands.call import EMBEDDED_CITY
from commands.city import Chosen, choose, labels_of, located
from commands.options import CityArgument, LevelOption, Output, YearOption
from commands.output import emit
from intake.choices import require_choice
from intake.findings import InputError, Kind

NOT_COMPARABLE = Kind(
    "not_comparable", "{why}", "Ein anderes Jahr oder einen anderen Indikator wählen."
)
NO_TARGET = Kind("no_target", "Es gibt keine Ziele.", "[[target]] in city.toml ergänzen.")

IndicatorArgument = Annotated[
    str, typer.Argument(metavar="INDIKATOR", help="Kennung aus dem Katalog.")
]
FromOption = Annotated[int | None, typer.Option("--from", help="Früheres Jahr.")]
WeightsOption = Annotated[
    str, typer.Option("--weights", help="Nachbarschaft: queen, rook, knn4 oder Meter, z. B. 5000.")
]


def change(
    *,
    city: CityArgument = EMBEDDED_CITY,
    indicator: IndicatorArgument,
    from_year: FromOption = None,
    year: YearOption = None,
    level: LevelOption = "",
    output: Output,
) -> None:
    """Veränderung eines Indikators zwischen zwei Jahren, wo sie verglichen werden dürfen."""
    from pipeline.development import change_of

    chosen = choose(city)
    level, indicator = chosen.level(level), chosen.indicator(indicator)
    label = chosen.released.catalogue[indicator].label
    year = chosen.year(year) or chosen.newest(level, indicator)
    earlier = from_year if from_year is not None else _earlier(chosen, level, indicator, year)
    result = change_of(
        chosen.city, chosen.released, indicator, level=level, from_year=earlier, to_year=year
    )
    if result.refused:
        where = f"{label}, {earlier}–{year}"
        raise InputError([NOT_COMPARABLE("Aufruf", where, why=result.refused)])
    table = result.table
    table.insert(0, "key", table.index)
    notes = ["Früheres Jahr auf heutige Grenzen umgerechnet"] if result.bridged else []
    shaped = located(table, chosen.released.levels[level])
    emit(shaped, output, title=f"{label}, {earlier} bis {year}", notes=notes)


def targets(
    *,
    city: CityArgument = EMBEDDED_CITY,
    year: YearOption = None,
    output: Output,
) -> None:
    """Ziele der Stadt: Stand auf dem Weg, nötige Veränderung je Jahr, Personen."""
    from pandas import concat

    from indicators.figures.targets import progress, target_from, target_sentence

    chosen = choose(city)
    tables, sentences = [], []
    for section in chosen.city.config.target:
        target = target_from(section.model_dump())
        entry = chosen.released.catalogue[chosen.indicator(target.indicator)]
        now = chosen.year(year) or chosen.newest(chosen.level(target.level), target.indicator)
        table = progress(chosen.released.figures, target, entry, year=now)
        sentences += [target_sentence(row, entry) for _, row in table.iterrows()]
        tables.append(table.reset_index())
    if not tables:
        raise InputError([NO_TARGET("city.toml")])
    joined = concat(tables, ignore_index=True)
    emit(joined, output, title="Ziele", notes=sentences, labels=labels_of(chosen.city))


def moran(
    *,
    city: CityArgument = EMBEDDED_CITY,
    indicator: IndicatorArgument,
    year: YearOption = None,
    level: LevelOption = "",
    weights: WeightsOption = "queen",
    output: Output,
) -> None:
    """Räumliche Häufung: Moran für die Stadt, Brennpunkte und günstige Gegenden je Gebiet."""
    from indicators.figures.spatial import global_moran, graph_of, local_moran
    from wording import count, number

    chosen = choose(city)
    level, indicator = chosen.level(level), chosen.indicator(indicator)
    year = chosen.year(year) or chosen.newest(level, indicator)
    areas = chosen.released.levels[level]
    figures = chosen.released.figures
    rows = figures[(figures["level"] == level) & (figures["year"] == year)]
    rows = rows[rows["indicator"] == indicator].set_index("key")
    graph = graph_of(areas.areas, _weights(weights))
    direction = chosen.released.catalogue[indicator].direction or 1
    table = local_moran(rows["value"], graph, direction=1 if direction > 0 else -1)
    table = table.assign(key=table.index, name=rows["name"], value=rows["value"])
    city_wide = global_moran(rows["value"], graph)
    note = (
        f"Moran’s I der Stadt: {number(city_wide.statistic, 4)} (zufällig {number(city_wide.expected, 4)}, "
        f"p = {number(city_wide.p, 3)}, {count(city_wide.areas)} Gebiete, {count(city_wide.islands)} ohne Nachbarn)"
    )
    table = table[["key", "name", "value", "statistic", "p", "spot"]]
    title = f"{chosen.released.catalogue[indicator].label}, {year}"
    emit(located(table, areas), output, title=title, notes=[note])


def _earlier(chosen: Chosen, level: str, indicator: str, year: int) -> int:
    """The year before that has values, else the same year (and the change is refused)."""
    figures = chosen.released.figures
    rows = figures[(figures["level"] == level) & (figures["indicator"] == indicator)]
    before = rows.loc[rows["value"].notna() & (rows["year"] < year), "year"]
    return int(before.max()) if len(before) else year - 1


def _weights(asked: str) -> str:
    """Return the asked neighbourhood if it can be read."""
    if re.fullmatch(r"queen|rook|knn[1-9]\d*|\d+(\.\d+)?", asked):
        return asked
    return require_choice("Nachbarschaft", asked, ["queen", "rook", "knn4", "5000"])
