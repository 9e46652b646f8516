"""`aktionsraum capacity`, `week`, `equity` and `freshness`: places, hours, fairness, old entries."""

from typing import Annotated

import typer

from commands.city import labels_of
from commands.options import (
    CategoryOption,
    CityWithEntries,
    IndicatorOption,
    LevelOption,
    OnOption,
    Output,
    ScenarioOptions,
    WhenOption,
    YearOption,
    day_of,
)
from commands.output import emit

DecayOption = Annotated[
    bool, typer.Option("--decay", help="Nahe Angebote zählen mehr (E2SFCA statt 2SFCA).")
]
KeyOption = Annotated[str, typer.Option("--key", help="Nur dieses Gebiet (mit --level).")]
DaysOption = Annotated[
    bool, typer.Option("--days", help="Statt der Stunden: an welchen Tagen Personen versorgt sind.")
]
PoorOption = Annotated[
    str, typer.Option("--group", help="Zielgruppe, deren Unversorgte gezählt werden.")
]
StatusOption = Annotated[
    str, typer.Option("--index", help="Statt einer Kennzahl: Statusklassen dieses Index.")
]
PlacesOption = Annotated[
    float | None,
    typer.Option("--per-100", help="Soll: Plätze je 100 Personen; sonst der Standard."),
]
AreasOption = Annotated[
    bool,
    typer.Option(
        "--areas", help="Statt der Angebote die Gebiete: mit allen und ohne die zweifelhaften."
    ),
]


def capacity(
    *,
    city: CityWithEntries,
    level: LevelOption = "",
    offers: ScenarioOptions,
    when: WhenOption = "",
    year: YearOption = None,
    decay: DecayOption = False,
    per_100: PlacesOption = None,
    output: Output,
) -> None:
    """Plätze je 100 Personen der Zielgruppe, Versorgungsgrad und fehlende Plätze."""
    from layers.words.places import places_figures, places_sentences
    from pipeline.places import places_shown

    chosen = city.choose()
    found = places_shown(
        chosen.city,
        chosen.released,
        offers.question(chosen.city, when=when, year=year),
        level=level,
        decay="gaussian" if decay else None,
        per_100=per_100,
    )
    table = found.areas.rename_axis("key").reset_index()
    figures = [f"{name}: {value}." for name, value in places_figures(found).items()]
    emit(table, output, title="Plätze", notes=(*figures, *places_sentences(found)))


def week(
    *,
    city: CityWithEntries,
    level: LevelOption = "city",
    key: KeyOption = "city",
    offers: ScenarioOptions,
    year: YearOption = None,
    days: DaysOption = False,
    output: Output,
) -> None:
    """Versorgung durch die Woche: je Wochentag und Stunde, oder an welchen Tagen überhaupt."""
    from layers.words.week import rows_shown, week_sentences
    from pipeline.places import week_shown

    chosen = city.choose()
    question = offers.question(chosen.city, year=year)
    found = week_shown(chosen.city, chosen.released, question, level=level, key=key)
    rows = rows_shown(found.days if days else found.hours, found.basis)
    emit(rows, output, title="Woche", notes=week_sentences(found))


def equity(
    *,
    offers: ScenarioOptions,
    when: WhenOption = "",
    indicator: IndicatorOption = "",
    index: StatusOption = "",
    city: CityWithEntries,
    year: YearOption = None,
    group: PoorOption = "",
    output: Output,
) -> None:
    """Versorgung nach Bedarf: fünf Fünftel der Zielgruppe, vom größten Bedarf zum kleinsten.

    --indicator nennt die Kennzahl, die den Bedarf misst.
    """
    from intake.choices import require_indicator
    from layers.words.need import need_sentences
    from pipeline.equity import equity_shown, need_of, status_shown

    if not indicator and not index:
        msg = "--indicator oder --index angeben."
        raise typer.BadParameter(msg)
    chosen = city.choose()
    question = offers.question(chosen.city, when=when)
    if index:
        found = status_shown(chosen.city, chosen.released, question, index, group=group)
    else:
        need, direction = need_of(
            chosen.released, require_indicator(chosen.city, indicator), year=year
        )
        found = equity_shown(
            chosen.city, chosen.released, question, need, direction=direction, group=group
        )
    notes = need_sentences(found)
    emit(found.table.reset_index(), output, title="Versorgung nach Bedarf", notes=notes)


def freshness(
    *,
    city: CityWithEntries,
    category: CategoryOption = "",
    level: LevelOption = "",
    on: OnOption = "",
    areas: AreasOption = False,
    output: Output,
) -> None:
    """Angebote, die lange nicht bestätigt wurden oder bald enden, die dringendsten zuerst.

    Mit --category auch: wie gut versorgt wäre, wenn es sie nicht gäbe.
    """
    from commands.supply.difference import freshness_tables

    if areas and not category:
        msg = "--areas braucht --category: Verglichen wird je Art des Angebots."
        raise typer.BadParameter(msg, param_hint="--areas")
    day = day_of(on, "--on")
    read = city.read()
    offers, by_area, notes = freshness_tables(read, category, level=level, on=day)
    table = by_area if areas else offers
    emit(table, output, title="Aktualität", notes=notes, labels=labels_of(read))
