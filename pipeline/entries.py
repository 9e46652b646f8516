"""What people know of offers, on top of a city: entries of the store and a city in, a city out."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from indicators.hours.moments import read_schedule, to_dates
from indicators.hours.opening import OpeningError
from indicators.hours.text import read_opening
from intake.cells.header import clean_cell
from intake.cells.keys import normal_name
from intake.cells.numerals import to_numbers
from intake.findings import Finding, InputError, Kind
from intake.model import City
from intake.offers import slug
from intake.offers.protected import find_protected, is_code
from store.offers import CORRECTABLE, Entry, OfferEntryError, corrected, entries_file, entries_of
from wording import count, joined, say

#: Told of as the file in findings.
FILE = "Eintragungen"
UNREADABLE = Kind("entries_unreadable", "{fault}", "")
OFFER_GONE = Kind(
    "entry_offer_gone",
    "Eintragungen zu Angeboten, die es nicht (mehr) gibt: {n}. Sie bleiben gespeichert und zählen nicht.",
    "Die Kennungen in den Angebotsdateien prüfen.",
    "warning",
)
WRONG = {
    name: Kind(f"entry_{name}", "{fault}", "Bei „{offer}“ richtig eintragen.", "warning")
    for name in CORRECTABLE
}
TAKEN_IN = Kind(
    "entries_applied",
    "Eingearbeitete Eintragungen von Ortskundigen: {n} (berichtigt oder beendet: {changed}, bestätigt: {confirmed}).",
    "Nichts zu tun.",
    "info",
)


@dataclass(frozen=True)
class Applied:
    """Which entries lie on top of a city's offers.

    Attributes
    ----------
    number : int
        Entries that correct, end or confirm an offer of the city.
    sha256 : str
        Hash of what they say (not of who said it when); "" if there are none.
    """

    number: int = 0
    sha256: str = ""


def with_entries(city: City) -> tuple[City, Applied]:
    """Put the entries of the store on top of a city's offers.

    Parameters
    ----------
    city : City
        As `intake.city.read_city` returns it.

    Returns
    -------
    tuple of (City, Applied)
        The city's offers corrected, with findings on the entries; an offer that a
        correction shows to be protected is counted and kept nowhere else.

    Raises
    ------
    InputError
        If the store cannot be read.
    """
    path = entries_file(city.folder)
    if not path.exists():
        return city, Applied()
    try:
        saved = entries_of(path)
    except OfferEntryError as error:
        raise InputError([UNREADABLE(FILE, fault=error.args[0])]) from error
    read, faults = read_entries(saved, city)
    effective = {id_: entry for id_, entry in read.items() if entry.fields or entry.confirmed_on}
    offers = _with_fields_of_action(city, corrected(city.offers, effective))
    secret, noticed = _protected(effective, city)
    faults = tuple(fault for fault in faults if fault.where not in secret)
    protected = offers.loc[secret, "category"].value_counts()
    known = replace(
        city,
        offers=offers.drop(index=secret),
        protected=city.protected.add(protected, fill_value=0).astype("int64").rename("protected").rename_axis("category"),
        findings=(*city.findings, *_applied(effective), *faults, *noticed),
    )  # fmt: skip
    return known, Applied(len(effective), _digest(effective))


def read_entries(
    saved: Mapping[str, Entry], city: City
) -> tuple[dict[str, Entry], tuple[Finding, ...]]:
    """Read corrected fields as intake reads those of files.

    Parameters
    ----------
    saved : Mapping of str to Entry
        By offer id.
    city : City

    Returns
    -------
    tuple of (dict of str to Entry, tuple of Finding)
        Entries of offers that are there, with ids of categories, ISO dates and plain
        numbers; what cannot be used is left out and told.
    """
    findings: list[Finding] = []
    here = {id_: entry for id_, entry in saved.items() if id_ in city.offers.index}
    gone = [id_ for id_ in saved if id_ not in here]
    if gone:
        # Ids that are no plain codes could tell of an offer that is protected by now.
        named = ", ".join([id_ for id_ in gone if is_code(id_)][:20])
        findings.append(OFFER_GONE(FILE, named, n=count(len(gone))))
    readers = _readers(city)
    read = {}
    for id_, entry in here.items():
        fields = {}
        for name in CORRECTABLE:
            if name in entry.fields:
                said, fault = readers[name](clean_cell(str(entry.fields[name])))
                if said is not None:
                    fields[name] = said
                if fault:
                    findings.append(WRONG[name](FILE, id_, fault=fault, offer=id_))
        read[id_] = replace(entry, fields=fields)
    return read, tuple(findings)


#: A field's text in; the text to use (None = leave it out) and a German complaint ("" = none) out.
_Reader = Callable[[str], tuple[str | None, str]]


def _readers(city: City) -> dict[str, _Reader]:
    """How each field is read."""
    readers: dict[str, _Reader] = dict.fromkeys(CORRECTABLE, lambda text: (text, ""))
    categories = category_ids(city)
    return readers | {
        "category": lambda text: _category(text, categories),
        "opening": lambda text: (text, _hours_complaint(text, read_opening)),
        "mobile_schedule": lambda text: (text, _hours_complaint(text, read_schedule)),
        "valid_from": _day,
        "valid_to": _day,
        "capacity": _capacity,
    }


def category_ids(city: City) -> dict[str, str]:
    """Return every way to write a category of the city → its id."""
    config = city.config
    ids = [entry.id for entry in config.category] + [entry.category for entry in config.standard]
    ids += [str(name) for name in city.offers["category"].dropna().unique()]
    written = {normal_name(entry.label): entry.id for entry in config.category}
    for section in config.offers:
        written |= {normal_name(text): id_ for text, id_ in section.categories.items()}
    return written | {slug(id_): id_ for id_ in ids} | {id_: id_ for id_ in ids}


def _category(text: str, categories: Mapping[str, str]) -> tuple[str | None, str]:
    for written in (text, slug(text), normal_name(text)):
        if written in categories:
            return categories[written], ""
    known = ", ".join(dict.fromkeys(categories.values()))
    said = "Die Kategorie „{text}“ gibt es in dieser Stadt nicht; das Angebot behält seine. Zur Wahl stehen: {known}."
    return None, say(said, text=text, known=known)


def _hours_complaint(text: str, read: Callable[[str], object]) -> str:
    """Say that times are not understood (they then count as unknown, as in a file)."""
    try:
        if text:
            read(text)
    except OpeningError as error:
        return joined(" ", [error.args[0], say("Das Angebot zählt zu jeder Zeit als geöffnet.")])
    return ""


def _day(text: str) -> tuple[str | None, str]:
    day = to_dates(Series([text]))[0]
    if text and pd.isna(day):
        return None, say("„{text}“ ist kein Datum.", text=text)
    return (f"{day:%Y-%m-%d}" if text else ""), ""


def _capacity(text: str) -> tuple[str | None, str]:
    number = float(to_numbers([text]).values[0]) if text else float("nan")
    if text and not number >= 0:
        return None, say("„{text}“ ist keine Zahl von Plätzen.", text=text)
    return (f"{number:g}" if text else ""), ""


def _with_fields_of_action(city: City, offers: GeoDataFrame) -> GeoDataFrame:
    """Let the field of action follow a corrected category where it came from the old one."""
    fields = {entry.id: entry.field_of_action for entry in city.config.category}
    then, now = city.offers["category"], offers["category"]
    moved = (then != now) & (offers["field_of_action"] == then.map(lambda id_: fields.get(id_, "")))
    own = offers["field_of_action"].mask(moved, now.map(lambda id_: fields.get(id_, "")))
    return offers.assign(field_of_action=own)


def _protected(entries: Mapping[str, Entry], city: City) -> tuple[list[str], tuple[Finding, ...]]:
    """Offers that their corrected texts show to be protected."""
    texts = [[entry.fields.get(name, "") for name in CORRECTABLE] for entry in entries.values()]
    said = DataFrame(texts, columns=list(CORRECTABLE), dtype="str")
    labels = Series(list(entries), index=said.index, dtype="str")
    public = tuple(id_ for section in city.config.offers for id_ in section.public)
    mask, findings = find_protected(
        said,
        texts=("name", "category"),
        labels=labels,
        public=public,
        file=FILE,
    )
    return list(labels[mask]), findings


def applied_notes(city: City) -> tuple[str, ...]:
    """Return the sentence for readers that entries are applied; nothing if none are."""
    return tuple(finding.message for finding in city.findings if finding.code == TAKEN_IN.code)


def _applied(entries: Mapping[str, Entry]) -> tuple[Finding, ...]:
    if not entries:
        return ()
    changed = sum(bool(entry.fields) for entry in entries.values())
    confirmed = sum(bool(entry.confirmed_on) for entry in entries.values())
    said = {"n": len(entries), "changed": changed, "confirmed": confirmed}
    return (TAKEN_IN(FILE, **{name: count(value) for name, value in said.items()}),)


def _digest(entries: Mapping[str, Entry]) -> str:
    """Hash of what changes results: fields and confirmations, by offer."""
    if not entries:
        return ""
    said = [
        [id_, dict(sorted(entry.fields.items())), entry.confirmed_on]
        for id_, entry in sorted(entries.items())
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
