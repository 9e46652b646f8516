"""`aktionsraum capacity`, `week`, `equity` and `freshness`: places, hours, fairness, old entries."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.city import choose
from commands.output import (
    EMBEDDED_CITY,
    CityArgument,
    EntriesOption,
    JsonOption,
    LevelOption,
    OutOption,
    YearOption,
    emit,
    findings_shown,
)
from commands.supply.coverage import CategoryOption, MinutesOption, ModeOption, OnOption, day_of

if TYPE_CHECKING:
    pass

DecayOption = Annotated[
    bool, typer.Option("--decay", help="Nahe Angebote zählen mehr (E2SFCA statt 2SFCA).")
]
KeyOption = Annotated[str, typer.Option("--key", help="Nur dieses Gebiet (mit --level).")]
DaysOption = Annotated[
    bool, typer.Option("--days", help="Statt der Stunden: an welchen Tagen Personen versorgt sind.")
]
IndicatorOption = Annotated[
    str, typer.Option("--indicator", help="Kennzahl, die den Bedarf misst.")
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
AnyCategoryOption = Annotated[str, typer.Option("--category", help="Art des Angebots; sonst alle.")]


def capacity(
    category: CategoryOption,
    city: CityArgument = EMBEDDED_CITY,
    level: LevelOption = "",
    year: YearOption = None,
    decay: DecayOption = False,
    per_100: PlacesOption = None,
    mode: ModeOption = "",
    max_minutes: MinutesOption = None,
    on: OnOption = "",
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plätze je 100 Personen der Zielgruppe, Versorgungsgrad und fehlende Plätze."""
    from layers.words.places import places_figures, places_sentences
    from pipeline.coverage import Question
    from pipeline.supply import places_shown

    with findings_shown(as_json=as_json):
        chosen = choose(city, entries=not without_entries)
        asked = Question(mode=mode, max_minutes=max_minutes, on=day_of(on))
        how = "gaussian" if decay else None
        found = places_shown(
            chosen.city, chosen.released, category, level=level, year=year, decay=how, per_100=per_100,
            question=asked,
        )  # fmt: skip
        table = found.areas.rename_axis("key").reset_index()
        figures = [f"{name}: {value}." for name, value in places_figures(found).items()]
        notes = (*figures, *places_sentences(found))
        emit(table, out=out, as_json=as_json, title="Plätze", notes=notes)


def week(
    category: CategoryOption,
    city: CityArgument = EMBEDDED_CITY,
    level: LevelOption = "city",
    key: KeyOption = "city",
    year: YearOption = None,
    days: DaysOption = False,
    mode: ModeOption = "",
    max_minutes: MinutesOption = None,
    on: OnOption = "",
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Versorgung durch die Woche: je Wochentag und Stunde, oder an welchen Tagen überhaupt."""
    from layers.words.week import rows_shown, week_sentences
    from pipeline.coverage import Question
    from pipeline.supply import week_shown

    asked = Question(mode=mode, max_minutes=max_minutes, on=day_of(on))
    with findings_shown(as_json=as_json):
        chosen = choose(city, entries=not without_entries)
        found = week_shown(
            chosen.city, chosen.released, category, level=level, key=key, year=year, question=asked
        )
        rows = rows_shown(found.days if days else found.hours, found.basis)
        emit(rows, out=out, as_json=as_json, title="Woche", notes=week_sentences(found))


def equity(
    category: CategoryOption,
    indicator: IndicatorOption = "",
    index: StatusOption = "",
    city: CityArgument = EMBEDDED_CITY,
    year: YearOption = None,
    group: PoorOption = "",
    mode: ModeOption = "",
    max_minutes: MinutesOption = None,
    on: OnOption = "",
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Versorgung nach Bedarf: fünf Fünftel der Zielgruppe, vom größten Bedarf zum kleinsten."""
    from intake.choices import require_indicator
    from layers.words.need import need_sentences
    from pipeline.coverage import Question
    from pipeline.equity import equity_shown, need_of, status_shown

    if not indicator and not index:
        msg = "--indicator oder --index angeben."
        raise typer.BadParameter(msg)
    asked = Question(mode=mode, max_minutes=max_minutes, on=day_of(on))
    with findings_shown(as_json=as_json):
        chosen = choose(city, entries=not without_entries)
        if index:
            found = status_shown(
                chosen.city, chosen.released, category, index, group=group, question=asked
            )
        else:
            need, direction = need_of(
                chosen.released, require_indicator(chosen.city, indicator), year=year
            )
            found = equity_shown(
                chosen.city, chosen.released, category, need, direction=direction, group=group,
                question=asked,
            )  # fmt: skip
        table = found.table.reset_index()
        emit(table, out=out, as_json=as_json, title="Versorgung nach Bedarf",
             notes=need_sentences(found))  # fmt: skip


def freshness(
    city: CityArgument = EMBEDDED_CITY,
    category: AnyCategoryOption = "",
    level: LevelOption = "",
    on: OnOption = "",
    areas: AreasOption = False,
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Angebote, die lange nicht bestätigt wurden oder bald enden, die dringendsten zuerst.

    Mit --category auch: wie gut versorgt wäre, wenn es sie nicht gäbe.
    """
    from commands.supply.difference import freshness_tables

    if areas and not category:
        msg = "--areas braucht --category: Verglichen wird je Art des Angebots."
        raise typer.BadParameter(msg, param_hint="--areas")
    with findings_shown(as_json=as_json):
        offers, by_area, notes = freshness_tables(
            city, category, level=level, on=day_of(on), entries=not without_entries
        )
        table = by_area if areas else offers
        emit(table, out=out, as_json=as_json, title="Aktualität", notes=notes)
