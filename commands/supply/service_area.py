"""`aktionsraum service-area`: the ground from which an offer of a category is within reach."""

from typing import TYPE_CHECKING

from commands.output import (
    EMBEDDED_CITY,
    CityArgument,
    EntriesOption,
    JsonOption,
    OutOption,
    emit,
    findings_shown,
)
from commands.supply.coverage import (
    CategoryOption,
    ConfirmedOption,
    GroupOption,
    MinutesOption,
    ModeOption,
    OnOption,
    StepFreeOption,
    WhenOption,
    WithoutOption,
    day_of,
)

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from intake.model import City
    from pipeline.service_areas import ServiceArea


def service_area(
    category: CategoryOption,
    city: CityArgument = EMBEDDED_CITY,
    when: WhenOption = "",
    mode: ModeOption = "",
    max_minutes: MinutesOption = None,
    target_group: GroupOption = "",
    without: WithoutOption = None,
    on: OnOption = "",
    confirmed_only: ConfirmedOption = False,
    step_free: StepFreeOption = False,
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Einzugsgebiet: von wo aus ein Angebot in der Zeit des Standards zu erreichen ist."""
    from pipeline.city import read_current_city
    from pipeline.coverage import Question
    from pipeline.service_areas import service_area as area_of

    with findings_shown(as_json=as_json):
        question = Question(
            target_group=target_group,
            mode=mode,
            max_minutes=max_minutes,
            when=when,
            on=day_of(on),
            without=tuple(without or ()),
            confirmed_only=confirmed_only,
            step_free_only=step_free,
        )
        known = read_current_city(city, entries=not without_entries)
        found = area_of(known, category, question=question)
        notes = (f"Wege: {found.basis}.", *found.notes)
        table = _row(category, found, known)
        emit(table, out=out, as_json=as_json, title="Einzugsgebiet", notes=notes)


def _row(category: str, found: "ServiceArea", city: "City") -> "GeoDataFrame":
    """One row: what is reached in how many minutes, and its share of the city's ground."""
    from geopandas import GeoDataFrame

    ground = float(city.finest.areas.area.sum())
    reached = float(found.area.area.sum())
    row = {
        "category": category,
        "name": found.category_label,
        "offers": found.offers,
        "max_minutes": found.max_minutes,
        "basis": found.basis,
        "km2": reached / 1e6,
        "share_of_city": reached / ground,
    }
    return GeoDataFrame([row], geometry=found.area.to_list(), crs=found.area.crs)
