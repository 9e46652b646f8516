"""Variables and categories of a new city in; indicators, target groups and standards to begin with out."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from intake.cells.keys import normal_name
from intake.new_city._variables import POPULATION, Variable

#: Indicators proposed at most; a planner picks from the rest.
_MOST = 80
#: Kinds of offers: words in the category → label, target ages, reach on foot in minutes. The minutes are
#: usual planning values (15 min ≈ 1.2 km), meant to be changed by the city.
_KINDS = (
    (r"kita|kindergarten|kindertages|krippe|tageseinrichtung", (0, 6), 15),
    (r"grundschule|primarschule", (6, 10), 15),
    (r"spielplatz|spielplaetze|bolzplatz", (0, 12), 10),
    (r"jugend", (12, 18), 20),
    (r"schule|gymnasium|gesamtschule|realschule", (10, 18), 30),
    (r"senior|tagespflege|pflege|altentreff", (65, 120), 15),
    (r"familie|elterncafe|mehrgeneration", (0, 18), 15),
    (r"begegnung|nachbarschaft|quartier|treff|buergerhaus|stadtteilzentrum", (0, 120), 15),
    (r"beratung|jobcenter|sozialbuero", (0, 120), 30),
    (
        r"bibliothek|buecherei|schwimm|freibad|hallenbad|bad$|wochenmarkt|arzt|apotheke",
        (0, 120),
        20,
    ),
)
#: Standard of offers of other kinds.
_OTHER = ((0, 120), 20)
_AGES = (
    (re.compile(r"^(?:kinder_)?u(\d{1,2})$|^unter_(\d{1,2})"), lambda a, _: (0, a)),
    (
        re.compile(
            r"^(?:ue|ueber_|ab_|a)(\d{2})(?:plus)?$|(\d{2})_(?:jahre_)?und_aelter|(\d{2})plus"
        ),
        lambda a, _: (a, 120),
    ),
    (re.compile(r"(?:^|_)(\d{1,2})_(?:bis_)?(?:unter_)?(\d{1,3})(?:_|$)"), lambda a, b: (a, b)),
)


def indicators_of(
    variables: Sequence[Variable], city_values: Mapping[tuple[str, int], float]
) -> list[dict[str, Any]]:
    """Return `[[indicator]]` entries that a new city can show at once.

    Parameters
    ----------
    variables : sequence of Variable
        Of all tables.
    city_values : Mapping of (variable, year) to float
        Published values of the whole city.

    Returns
    -------
    list of dict
        A rate per 100 inhabitants for each count of persons, and each published share or
        mean as it is. Shares of unknown denominators are weighted with the inhabitants,
        which the caveat says.
    """
    by_id: dict[str, Variable] = {}
    for variable in variables:
        by_id.setdefault(variable.id, variable)
    has_population = POPULATION in by_id
    entries = [
        _published(variable, {str(year): value for (name, year), value in city_values.items() if name == variable.id}, weighted=has_population)
        if variable.unit != "count" else _rate(variable)
        for variable in by_id.values()
        if variable.unit != "count" or (variable.is_persons and has_population)
    ]  # fmt: skip
    return entries[:_MOST]


def _rate(variable: Variable) -> dict[str, Any]:
    return {
        "id": f"{variable.id}_quote",
        "label": f"{variable.label} je 100 Einwohner",
        "numerator": variable.id,
        "denominator": POPULATION,
        "unit": "%",
        "worse": variable.worse,
        "caveat": "Beim Anlegen vorgeschlagen; Bezugsgröße und Richtung prüfen.",
    }


def _published(
    variable: Variable, city_values: Mapping[str, float], *, weighted: bool
) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": f"{variable.id}_wert" if variable.id == POPULATION else variable.id,
        "label": variable.label,
        "value": variable.id,
        "unit": "%" if variable.unit == "percent" else "",
        "worse": variable.worse,
        "caveat": "Beim Anlegen vorgeschlagen; Richtung prüfen.",
    }
    if city_values:
        entry["city_values"] = dict(city_values)
    elif weighted:
        entry["weight"] = POPULATION
        entry["caveat"] = (
            "Beim Anlegen vorgeschlagen; Richtung prüfen. Der Stadtwert ist näherungsweise mit der Einwohnerzahl gewichtet."
        )
    return entry


def target_groups_of(variables: Sequence[Variable]) -> list[dict[str, Any]]:
    """Return `[[target_group]]` entries: all inhabitants and the age groups that are counted."""
    entries: list[dict[str, Any]] = []
    for variable in {
        variable.id: variable for variable in variables if variable.unit == "count"
    }.values():
        if variable.id == POPULATION:
            entries.insert(
                0,
                {
                    "id": "alle",
                    "label": "Alle Einwohnerinnen und Einwohner",
                    "variable": POPULATION,
                },
            )
        elif ages_of(variable.id):
            entries.append({"id": variable.id, "label": variable.label, "variable": variable.id})
    return entries


def ages_of(variable: str) -> tuple[int, int] | None:
    """Return the ages that a variable counts, from and below; None if it names none.

    Examples
    --------
    >>> ages_of("kinder_u6"), ages_of("personen_6_bis_unter_10"), ages_of("ue65"), ages_of("sgb2")
    ((0, 6), (6, 10), (65, 120), None)
    """
    for pattern, ages in _AGES:
        found = pattern.search(variable)
        if found:
            numbers = [int(group) for group in found.groups() if group]
            low, high = ages(numbers[0], numbers[-1])
            return (low, high) if low < high else None
    return None


def standards_of(
    categories: Mapping[str, str], groups: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return a `[[standard]]` for each category: whom it is for, and how far they may walk.

    Parameters
    ----------
    categories : Mapping of str to str
        Category id → label.
    groups : sequence of Mapping
        Entries of `target_groups_of`; without any there is no standard.
    """
    standards = []
    for category, label in categories.items() if groups else ():
        ages, minutes = _kind_of(f"{category} {label}")
        standards.append({"category": category, "target_group": _group_for(ages, groups), "mode": "walk", "max_minutes": minutes, "source": "Vorschlag beim Anlegen; durch den Standard der Stadt ersetzen"})  # fmt: skip
    return standards


def _kind_of(text: str) -> tuple[tuple[int, int], int]:
    normal = normal_name(text)
    for pattern, ages, minutes in _KINDS:
        if re.search(pattern, normal):
            return ages, minutes
    return _OTHER


def _group_for(ages: tuple[int, int], groups: Sequence[Mapping[str, Any]]) -> str:
    """Return the target group whose ages overlap most with the wanted ones (intersection over union)."""

    def likeness(group: Mapping[str, Any]) -> float:
        low, high = ages_of(str(group["variable"])) or (0, 120)
        both = max(0, min(high, ages[1]) - max(low, ages[0]))
        return both / (max(high, ages[1]) - min(low, ages[0]))

    return str(max(groups, key=likeness)["id"])
