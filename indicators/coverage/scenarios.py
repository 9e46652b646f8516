"""What if offers were added, moved, closed or changed: offers and a scenario in, offers out."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame
from pandas.api.types import is_string_dtype

from indicators.hours.opening import OpeningError
from indicators.hours.text import read_opening
from wording import say

Kind = Literal["add", "move", "close", "hours", "places"]

#: Kind of a change → its name on screen, and what it must say.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "add": ("neu", ("name", "category", "lon", "lat")),
    "move": ("verlegt", ("lon", "lat")),
    "close": ("geschlossen", ()),
    "hours": ("andere Öffnungszeiten", ("opening",)),
    "places": ("andere Zahl der Plätze", ("capacity",)),
}
#: Version of the file format.
FORMAT = "aktionsraum-szenario/1"


class ScenarioError(ValueError):
    """A scenario that is damaged or does not fit the offers; `faults` lists every reason."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(faults))


@dataclass(frozen=True)
class Change:
    """One change of a scenario.

    Attributes
    ----------
    kind : {"add", "move", "close", "hours", "places"}
    offer : str
        Id of the offer; of a new one its new id.
    values : mapping
        `name`, `category`, `lon`, `lat` (WGS 84, degrees), `opening`, `capacity`, as the
        kind needs them.
    """

    kind: Kind
    offer: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """A named list of changes to today's offers.

    Attributes
    ----------
    name : str
    changes : tuple of Change
        Applied in this order.
    note : str
        What it is about.
    city : str
        Name of the city it was made for; "" = any.
    """

    name: str
    changes: tuple[Change, ...] = ()
    note: str = ""
    city: str = ""

    def with_change(self, change: Change) -> "Scenario":
        """Return the scenario with one more change."""
        return replace(self, changes=(*self.changes, change))


def apply_scenario(offers: GeoDataFrame, scenario: Scenario) -> GeoDataFrame:
    """Return today's offers with the changes of a scenario; the input stays as it is.

    Parameters
    ----------
    offers : GeoDataFrame
        Index id; `name`, `category`, `opening`, `capacity` …, `geometry` in a projected CRS.
    scenario : Scenario

    Returns
    -------
    GeoDataFrame
        The same columns and CRS; new offers at the end, in the order of the scenario.

    Raises
    ------
    ScenarioError
        If a change names an offer that is not there (or, new, already is), or lacks or
        mistakes a value. All faults together.

    Examples
    --------
    See `tests/indicators/coverage/test_scenarios.py`.
    """
    faults = _faults(offers, scenario)
    if faults:
        raise ScenarioError(faults)
    changed = offers.copy()
    for change in scenario.changes:
        changed = _STEPS[change.kind](changed, change)
    return changed


def to_json(scenario: Scenario) -> str:
    """Return a scenario as the text of a file that can be shared."""
    record = {"format": FORMAT, **asdict(scenario)}
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def from_json(text: str) -> Scenario:
    """Return the scenario of a file's text.

    Raises
    ------
    ScenarioError
        If the text is no scenario.
    """
    try:
        record = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ScenarioError([say("Das ist keine gültige Szenario-Datei (kein JSON).")]) from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ScenarioError(
            [say("Das ist keine Szenario-Datei der Fassung „{format}“.", format=FORMAT)]
        )
    texts = [record.get(name, "") for name in ("name", "note", "city")]
    changes = record.get("changes", [])
    if not all(isinstance(text, str) for text in texts) or not isinstance(changes, list):
        raise ScenarioError(
            [say("Name, Notiz oder Änderungen der Szenario-Datei sind beschädigt.")]
        )
    if not texts[0].strip():
        raise ScenarioError([say("Das Szenario hat keinen Namen.")])
    read = tuple(_change(entry, number) for number, entry in enumerate(changes, start=1))
    return Scenario(texts[0], read, texts[1], texts[2])


def change_sentences(scenario: Scenario, offers: GeoDataFrame) -> tuple[str, ...]:
    """Say each change in German, by the offers' names."""
    names = dict(zip(offers.index.astype(str), offers["name"].fillna("").astype(str), strict=True))
    return tuple(_sentence(change, names) for change in scenario.changes)


def _change(entry: Any, number: int) -> Change:
    """Check the shape of one entry of a file."""
    is_whole = (
        isinstance(entry, dict)
        and entry.get("kind") in KINDS
        and isinstance(entry.get("offer"), str)
        and isinstance(entry.get("values", {}), dict)
    )
    if not is_whole:
        raise ScenarioError([say("Änderung {n} ist beschädigt.", n=number)])
    return Change(entry["kind"], entry["offer"], entry.get("values", {}))


def _faults(offers: GeoDataFrame, scenario: Scenario) -> list[str]:
    """Return every reason why a scenario does not fit the offers."""
    known = set(offers.index.astype(str))
    found: list[str] = []
    for number, change in enumerate(scenario.changes, start=1):
        faults = _value_faults(change)
        if change.kind == "add" and change.offer in known:
            faults.insert(0, say("Die Kennung gibt es schon."))
        if change.kind != "add" and change.offer not in known:
            faults.insert(0, say("Das Angebot gibt es nicht (mehr)."))
        if change.kind == "add":
            known.add(change.offer)
        if change.kind == "close":
            known.discard(change.offer)
        kind = KINDS[change.kind][0]
        found += [
            say("Änderung {n} ({kind}, „{offer}“): {fault}", n=number, kind=kind, offer=change.offer, fault=fault)
            for fault in faults
        ]  # fmt: skip
    return found


def _value_faults(change: Change) -> list[str]:
    """Return what is missing or wrong in the values of one change."""
    values = change.values
    missing = [name for name in KINDS[change.kind][1] if values.get(name) in (None, "")]
    if missing:
        return [say("Es fehlt: {names}.", names=", ".join(missing))]
    checks = {"lon": (-180.0, 180.0), "lat": (-90.0, 90.0), "capacity": (0.0, math.inf)}
    wrong: list[str] = [
        say("„{value}“ passt nicht als {name}.", value=values[name], name=name)
        for name, (low, high) in checks.items()
        if values.get(name) is not None and not _is_number(values[name], low, high)
    ]
    return wrong + _opening_faults(values.get("opening"))


def _opening_faults(opening: Any) -> list[str]:
    if not opening:
        return []
    try:
        read_opening(str(opening))
    except OpeningError as error:
        return [error.args[0]]
    return []


def _is_number(value: Any, low: float, high: float) -> bool:
    is_real = isinstance(value, int | float) and not isinstance(value, bool)
    return is_real and math.isfinite(value) and low <= value <= high


def _add(offers: GeoDataFrame, change: Change) -> GeoDataFrame:
    shape = offers.geometry.name
    plain = DataFrame(offers.drop(columns=shape))
    empty = {name: "" if is_string_dtype(kind) else None for name, kind in plain.dtypes.items()}
    row = DataFrame([{**empty, **_known(change, empty)}], dtype=object)
    joined = pd.concat([plain.astype(object), row.set_axis([change.offer])])
    joined = joined.astype({name: _with_gaps(kind) for name, kind in plain.dtypes.items()})
    places = pd.concat([offers.geometry, _place(offers, change).set_axis([change.offer])])
    joined[shape] = places.to_numpy()
    joined.index.name = offers.index.name
    return GeoDataFrame(joined[list(offers.columns)], geometry=shape, crs=offers.crs)


def _known(change: Change, columns: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the values of a change that are columns of the offers."""
    return {name: value for name, value in change.values.items() if name in columns}


def _with_gaps(kind: Any) -> Any:
    """Return the type of a column that may also hold a missing value."""
    return {"b": "boolean", "i": "float64", "u": "float64"}.get(kind.kind, kind)


def _move(offers: GeoDataFrame, change: Change) -> GeoDataFrame:
    places = offers.geometry.copy()
    places[offers.index == change.offer] = _place(offers, change).iloc[0]
    return offers.set_geometry(places)


def _close(offers: GeoDataFrame, change: Change) -> GeoDataFrame:
    return offers[offers.index != change.offer]


def _hours(offers: GeoDataFrame, change: Change) -> GeoDataFrame:
    return _with_value(offers, change, "opening")


def _places(offers: GeoDataFrame, change: Change) -> GeoDataFrame:
    return _with_value(offers, change, "capacity")


def _with_value(offers: GeoDataFrame, change: Change, column: str) -> GeoDataFrame:
    values = offers[column].mask(offers.index == change.offer, change.values[column])
    return offers.assign(**{column: values})


def _place(offers: GeoDataFrame, change: Change) -> GeoSeries:
    """Return the change's place in the offers' CRS."""
    place = GeoSeries.from_xy([change.values["lon"]], [change.values["lat"]], crs="EPSG:4326")
    return place.to_crs(offers.crs)


def _sentence(change: Change, names: Mapping[str, str]) -> str:
    name = names.get(change.offer) or str(change.values.get("name") or change.offer)
    column = {"hours": "opening", "places": "capacity"}.get(change.kind)
    said = "„{name}“ {kind}: {value}" if column else "„{name}“ {kind}"
    value = change.values.get(column or "", "")
    return say(said, name=name, kind=KINDS[change.kind][0], value=value)


_STEPS = {"add": _add, "move": _move, "close": _close, "hours": _hours, "places": _places}
