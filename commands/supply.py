"""`aktionsraum capacity`, `week`, `equity` and `freshness`: places, hours, fairness, old entries."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.coverage import CategoryOption, MinutesOption, ModeOption, OnOption, day_of
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

if TYPE_CHECKING:
    from datetime import date

    from pandas import DataFrame, Series

    from intake.model import City

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
AnyCategoryOption = Annotated[str, typer.Option("--category", help="Art des Angebots; sonst alle.")]


def capacity(
    category: CategoryOption,
    city: CityArgument = EMBEDDED_CITY,
    level: LevelOption = "",
    year: YearOption = None,
    decay: DecayOption = False,
    mode: ModeOption = "",
    max_minutes: MinutesOption = None,
    on: OnOption = "",
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plätze je 100 Personen der Zielgruppe, Versorgungsgrad und fehlende Plätze."""
    from indicators.disclosure import release_table
    from pipeline.city import read_current_city
    from pipeline.coverage import Question
    from pipeline.supply import places

    with findings_shown(as_json=as_json):
        found_city = read_current_city(city, entries=not without_entries)
        asked = Question(mode=mode, max_minutes=max_minutes, on=day_of(on))
        how = "gaussian" if decay else None
        found = places(found_city, category, level=level, year=year, decay=how, question=asked)
        released = release_table(
            found.areas,
            counts=["target_persons", "residual_persons"],
            min_cases=found_city.config.city.min_cases,
        )
        table = released.table.rename_axis("key").reset_index()
        emit(table, out=out, as_json=as_json, title="Plätze", notes=found.notes)


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
    from indicators.disclosure import release_table
    from pipeline.city import read_current_city
    from pipeline.coverage import Question
    from pipeline.supply import week as week_through

    asked = Question(mode=mode, max_minutes=max_minutes, on=day_of(on))
    with findings_shown(as_json=as_json):
        found_city = read_current_city(city, entries=not without_entries)
        _require_key(found_city, level, key)
        found = week_through(found_city, category, level=level, key=key, year=year, question=asked)
        rows = found.days if days else found.hours
        counts = ["persons"] if days else ["target_persons", "covered_persons"]
        released = release_table(rows, counts=counts, min_cases=found_city.config.city.min_cases)
        emit(released.table, out=out, as_json=as_json, title="Woche", notes=found.notes)


def equity(
    category: CategoryOption,
    indicator: IndicatorOption,
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
    from indicators.disclosure import release_table
    from intake.choices import require_indicator
    from pipeline.city import read_current_city
    from pipeline.coverage import Question
    from pipeline.supply import equity as fairness

    with findings_shown(as_json=as_json):
        found_city = read_current_city(city, entries=not without_entries)
        need, direction = need_of(found_city, require_indicator(found_city, indicator), year)
        asked = Question(mode=mode, max_minutes=max_minutes, on=day_of(on))
        found = fairness(
            found_city, category, need, direction=direction, group=group, question=asked
        )
        limit = found_city.config.city.min_cases
        counts = ["target_persons", "covered_persons", "gap_persons"]
        released = release_table(found.by_need, counts=counts, min_cases=limit)
        table = released.table.rename_axis("quintile").reset_index()
        notes = _equity_notes(found.concentration, found.uncovered, limit)
        emit(table, out=out, as_json=as_json, title="Versorgung nach Bedarf", notes=notes)


def freshness(
    city: CityArgument = EMBEDDED_CITY,
    category: AnyCategoryOption = "",
    on: OnOption = "",
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Angebote, die lange nicht bestätigt wurden oder bald enden, die dringendsten zuerst."""
    from pipeline.city import read_current_city
    from pipeline.supply import freshness as states

    day = day_of(on)
    with findings_shown(as_json=as_json):
        found = read_current_city(city, entries=not without_entries)
        table = states(found, category=category, on=day)
        notes = _with_and_without(found, category, day) if category else ()
        for column in ("confirmed_on", "valid_to"):
            table[column] = table[column].dt.strftime("%Y-%m-%d").fillna("")
        rows = table.rename_axis("id").reset_index()
        emit(rows, out=out, as_json=as_json, title="Aktualität", notes=notes)


def _with_and_without(city: "City", category: str, on: "date | None") -> tuple[str, ...]:
    """The city's covered share with and without the offers that are in doubt."""
    from pipeline.coverage import Question, cover
    from pipeline.supply import doubtful_offers
    from wording import count, percent

    doubt = doubtful_offers(city, category, on=on)
    shares = [
        cover(city, category, level="city", question=Question(on=on, without=without))
        .areas["covered_share"].iloc[0]
        for without in ((), doubt)
    ]  # fmt: skip
    said = [percent(100 * share) for share in shares]
    return (f"Versorgt in der Stadt: {said[0]}; ohne die {count(len(doubt))} Angebote, die bald enden "
            f"oder nicht bestätigt sind: {said[1]}.",)  # fmt: skip


def need_of(
    city: "City", indicator: str, year: int | None, level: str = ""
) -> "tuple[Series, int]":
    """Released values of an indicator (finest level, newest year with any), and its direction."""
    from indicators.disclosure import release
    from pipeline import analyse

    released = release(analyse(city))
    figures: DataFrame = released.figures
    mine = figures[
        (figures["indicator"] == indicator)
        & (figures["level"] == (level or city.finest.id))
        & figures["value"].notna()
    ]
    chosen = mine[mine["year"] == (year if year is not None else mine["year"].max())]
    return chosen.set_index("key")["value"], released.catalogue[indicator].direction or 1


def _require_key(city: "City", level: str, key: str) -> None:
    from intake.choices import require_choice, require_level

    if level != "city":
        areas = city.levels[require_level(city, level)].areas
        require_choice("Gebiet", key, [str(k) for k in areas.index])


def _equity_notes(concentration: float, uncovered: float, limit: int) -> tuple[str, ...]:
    """Concentration index and uncovered persons in words; a small number stays secret."""
    from wording import count, number

    if concentration != concentration:
        return ("Niemand ist versorgt: kein Konzentrationsindex.",)
    side = "gleich" if abs(concentration) < 0.005 else "größer" if concentration < 0 else "kleiner"
    where = {
        "gleich": "bei großem und kleinem Bedarf gleich",
        "größer": "besser, wo der Bedarf groß ist",
        "kleiner": "besser, wo der Bedarf klein ist",
    }[side]
    notes = [f"Konzentrationsindex {number(concentration, 3)}: die Versorgung ist {where}."]
    if uncovered == uncovered and (uncovered == 0 or uncovered >= limit):
        notes.append(f"Nicht versorgt aus der genannten Zielgruppe: {count(uncovered)} Personen.")
    return tuple(notes)
