"""Places per 100 persons as a map, a table and sentences: shown places in, what people read out."""

import numpy as np
from pandas import DataFrame, Series

from indicators.secrecy.release import ReleasedAnalysis
from indicators.secrecy.release_supply import ShownPlaces
from layers.choropleth import classified, notes_of_city, value_table
from layers.classes import Scheme
from layers.layer import Layer
from layers.words.week import rounding_sentences
from wording import count, number, percent, t
from wording.numbers import MARKS

#: Offers instead of places are told per so many persons.
PER_PERSONS = 1000


def places_layer(
    places: ShownPlaces, released: ReleasedAnalysis, *, scheme: Scheme = "city", k: int = 6
) -> Layer:
    """Places per 100 persons (or offers per 1,000) of each area; flagged below the city's.

    Parameters
    ----------
    places : ShownPlaces
    released : ReleasedAnalysis
        Gives the areas and the notes of the city.
    scheme, k
        As in `indicator_layer`.
    """
    level = released.levels[places.level]
    rows = places.areas.reindex(level.areas.index)
    factor = 1.0 if places.by_places else PER_PERSONS / 100
    unit = t("Plätze je 100 Personen") if places.by_places else t("Angebote je 1.000 Personen")
    secret = rows.index.isin(places.secret)
    table = value_table(
        level.areas,
        factor * rows["places_per_100"].astype(float),
        reason=Series("", index=rows.index).mask(secret, "suppressed"),
        flagged=rows["below_average"],
        estimated=Series(data=False, index=rows.index),
        rated=Series(data=True, index=rows.index),
        unit="",
        decimals=1 if places.by_places else 2,
    )
    return classified(
        Layer(
            title=f"{t(places.basis.category_label)}: {unit}",
            subtitle=f"{t(level.label)} · {t(places.basis.target_group_label)}",
            unit="",
            decimals=1 if places.by_places else 2,
            level=places.level,
            level_label=t(level.label),
            year=None,
            table=table,
            classes=(),
            missing=(),
            city_value=factor * float(places.city["places_per_100"]),
            flag_label=t("weniger als in der Stadt im Ganzen"),
            source=f"{t(places.basis.standard)} · {t(places.basis.ways)}",
            notes=tuple(dict.fromkeys(t(n) for n in (level.note, *notes_of_city(released)) if n)),
            areas=level.areas,
        ),
        scheme=scheme,
        k=k,
        worse="lower",
    )


def places_figures(places: ShownPlaces) -> dict[str, str]:
    """Key figures of the city: German name → value in words."""
    city = places.city
    if not places.by_places:
        return {
            "Angebote": count(places.all_offers),
            "Angebote je 1.000 Personen": number(10 * city["places_per_100"], 2),
        }
    figures = {
        "Plätze": count(city["offered_places"]),
        "Plätze je 100 Personen": number(city["places_per_100"], 1),
    }
    if places.per_100 == places.per_100:
        figures |= {
            "Versorgungsgrad der Stadt": _degree(city["supply_degree"]),
            "Fehlende Plätze": _known(city["missing_places"]),
        }
    return figures


def _degree(share: float) -> str:
    return MARKS["missing"] if np.isnan(share) else percent(100 * share, 0)


def _known(value: float) -> str:
    return MARKS["suppressed"] if np.isnan(value) else count(value)


def places_table(places: ShownPlaces) -> DataFrame:
    """Areas with the fewest places first.

    Returns
    -------
    DataFrame
        Index `key`; `name`, `per_100` (or `per_1000` offers), `target`, `places`, `needed`,
        `degree` (per cent), `missing`; columns that hold nothing are not there.
    """
    areas = places.areas
    if not places.by_places:
        table = DataFrame(
            {
                "name": areas["name"],
                "per_1000": 10 * areas["places_per_100"].astype(float),
                "target": areas["target_persons"].astype(float),
            }
        )
        return table.sort_values("per_1000", na_position="last", kind="stable")
    table = DataFrame(
        {
            "name": areas["name"],
            "per_100": areas["places_per_100"].astype(float),
            "target": areas["target_persons"].astype(float),
            "places": areas["places"].astype(float),
            "needed": areas["needed_places"].astype(float),
            "degree": 100 * areas["supply_degree"].astype(float),
            "missing": areas["missing_places"].astype(float),
        }
    ).dropna(axis="columns", how="all")
    order = [column for column in ("missing", "per_100") if column in table]
    return table.sort_values(
        order, ascending=[c != "missing" for c in order], na_position="last", kind="stable"
    )


def offers_table(places: ShownPlaces) -> DataFrame:
    """Offers with the fewest places for those within reach first: `name`, `capacity`, `persons`, `per_100`, `full`."""
    offers = places.offers
    full = offers["full"].fillna(value=False).astype(bool)
    table = DataFrame(
        {
            "name": offers["name"].to_numpy(),
            "capacity": offers["capacity"].to_numpy(dtype=float),
            "persons": offers["persons_in_reach"].to_numpy(dtype=float),
            "per_100": offers["places_per_100"].to_numpy(dtype=float),
            "full": np.where(full, t("weniger als das Soll"), ""),
        }
    )
    return table.dropna(subset="capacity").sort_values("per_100", kind="stable")


def places_sentences(places: ShownPlaces) -> list[str]:
    """What the places say in words, and what a reader must know of them."""
    method = t(
        "Jedes Angebot teilt seine Plätze unter allen Personen der Zielgruppe „{who}“, die es "
        "erreichen. {rule} ({ways}).",
        who=t(places.basis.target_group_label),
        rule=t(places.basis.standard),
        ways=t(places.basis.ways),
    )
    return [*_about_capacities(places), *_about_need(places), method,
            *rounding_sentences(places.basis)]  # fmt: skip


def _about_capacities(places: ShownPlaces) -> list[str]:
    if not places.all_offers:
        return [t("Zu dieser Art gibt es kein Angebot mit Ort.")]
    if not places.by_places:
        return [
            t(
                "Von keinem der {n} Angebote ist die Zahl der Plätze bekannt. Einzutragen ist sie in "
                "der Datei der Angebote, Spalte „Plätze“. Bis dahin stehen hier ersatzweise "
                "Angebote je 1.000 Personen, ohne Platzzahlen.",
                n=count(places.all_offers),
            )
        ]
    unknown = places.all_offers - places.with_places
    if unknown:
        return [
            t(
                "Ohne Platzzahl und nicht mitgerechnet: {n} von {all} Angeboten. Die Zahlen sind "
                "Untergrenzen.",
                n=count(unknown),
                all=count(places.all_offers),
            )
        ]
    return []


def _about_need(places: ShownPlaces) -> list[str]:
    if not places.by_places:
        return []
    if places.per_100 != places.per_100:
        return [
            t(
                "Wie viele Plätze 100 Personen brauchen, ist nicht festgelegt: oben eintragen oder als "
                "„places_per_100“ im Standard der Stadt. Dann stehen hier auch Versorgungsgrad "
                "und fehlende Plätze."
            )
        ]
    city = places.city
    soll = number(places.per_100, 0 if float(places.per_100).is_integer() else 1)
    if np.isnan(city["missing_places"]):
        return [t("Soll: {soll} Plätze je 100 Personen.", soll=soll)]
    return [
        t(
            "Soll: {soll} Plätze je 100 Personen. Es fehlen {n} Plätze für {persons} Personen; was "
            "anderswo zu viel ist, hilft ihnen nicht.",
            soll=soll,
            n=count(city["missing_places"]),
            persons=count(city["residual_persons"]),
        )
    ]
