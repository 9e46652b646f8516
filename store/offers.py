"""Local knowledge on offers: what people on site confirm, correct, end or note; kept in SQLite.

Nothing here changes a city's files: `corrected` puts the entries on top of its offers.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from geopandas import GeoDataFrame

from store.scenarios import scenario_folder
from wording import say

#: Fields that people may correct; a place is corrected in the city's own files.
CORRECTABLE = (
    "name", "category", "field_of_action", "provider", "address", "capacity", "opening", "languages",
    "step_free", "mobile_schedule", "valid_from", "valid_to", "contact",
)  # fmt: skip
LONGEST_TEXT = 2000
#: Seconds to wait for another writer.
PATIENCE = 10.0

_SCHEMA = """
create table if not exists entry (
    offer text primary key, version integer not null, fields text not null, confirmed_on text not null,
    note text not null, editor text not null, changed_at text not null
);
create table if not exists history (
    offer text not null, version integer not null, fields text not null, confirmed_on text not null,
    note text not null, editor text not null, changed_at text not null, primary key (offer, version)
);
"""


class OfferEntryError(ValueError):
    """An entry that cannot be saved, in a German sentence."""


class ConflictError(OfferEntryError):
    """Somebody else has saved the same offer meanwhile."""


@dataclass(frozen=True)
class Entry:
    """What people know of one offer.

    Attributes
    ----------
    offer : str
        Id of the offer.
    version : int
        0 = nothing saved yet; grows by one with each save.
    fields : Mapping of str to str
        Corrected fields (`CORRECTABLE`); "" says that the field is empty.
    confirmed_on : str
        ISO date on which somebody last saw that all this is true; "" = never.
    note, editor, changed_at : str
        Free words; who saved, and when (ISO 8601).
    """

    offer: str
    version: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    confirmed_on: str = ""
    note: str = ""
    editor: str = ""
    changed_at: str = ""


def entries_path(city: str) -> Path:
    """Return the file of a city's entries (not yet made), beside its scenarios."""
    return scenario_folder(city).parent / "angebote.sqlite"


def entries_file(folder: Path) -> Path:
    """Return the file of the entries for one city folder (not yet made)."""
    folder = folder.resolve()
    mark = hashlib.sha256(str(folder).encode()).hexdigest()[:8]
    return entries_path(f"{folder.name}-{mark}")


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the store of a city, made if it is not there.

    Raises
    ------
    OfferEntryError
        If the file cannot be written or is no store.

    Notes
    -----
    Write-ahead log and `synchronous=FULL`: what is acknowledged survives a crash.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path) from error
    try:
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=full")
        connection.executescript(_SCHEMA)
        yield connection
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise _unusable(path) from error
    finally:
        connection.close()


def entry_of(path: Path, offer: str) -> Entry:
    """Return what is saved of an offer; version 0 if nothing is."""
    with opened(path) as connection:
        return _entry(connection, offer)


def entries_of(path: Path) -> dict[str, Entry]:
    """Return all entries by offer id."""
    with opened(path) as connection:
        rows = connection.execute(f"select {_COLUMNS} from entry order by offer").fetchall()  # noqa: S608
    return {row[0]: _of_row(row) for row in rows}


def history_of(path: Path, offer: str) -> list[Entry]:
    """Return every saved version of an offer's entry, the oldest first."""
    with opened(path) as connection:
        rows = connection.execute(f"select {_COLUMNS} from history where offer = ? order by version", (offer,)).fetchall()  # noqa: S608  # fmt: skip
    return [_of_row(row) for row in rows]


@dataclass(frozen=True)
class Said:
    """What somebody says of an offer, all at once.

    Attributes
    ----------
    fields : Mapping of str to str
        Corrected fields (`CORRECTABLE`), on top of those corrected before.
    confirmed_on : date, optional
        Day on which somebody saw that all this is true.
    ends_on : date, optional
        Day on which the offer ends or ended.
    note : str, optional
        Takes the former note's place; None keeps it.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    confirmed_on: date | None = None
    ends_on: date | None = None
    note: str | None = None


def record(path: Path, known: Entry, said: Said, *, editor: str) -> Entry:
    """Save what somebody says of an offer: all of it as one version, or nothing.

    Parameters
    ----------
    path : Path
        File of the store.
    known : Entry
        The entry as the editor saw it.
    said : Said
    editor : str

    Returns
    -------
    Entry
        As saved.

    Raises
    ------
    ConflictError
        If somebody saved meanwhile; nothing is changed.
    OfferEntryError
        If the entry is not possible, or the store cannot be used.
    """
    fields = {name: text.strip() for name, text in said.fields.items()}
    if said.ends_on:
        fields["valid_to"] = said.ends_on.isoformat()
    unknown = set(fields) - set(CORRECTABLE)
    if unknown:
        words = "Diese Felder lassen sich nicht berichtigen: {names}."
        raise OfferEntryError(say(words, names=", ".join(sorted(unknown))))
    fields = {name: _checked(name, text) for name, text in fields.items()}
    confirmed = known.confirmed_on
    if said.confirmed_on:
        confirmed = said.confirmed_on.isoformat()
        if said.confirmed_on > date.today():
            raise OfferEntryError(say("Der Tag der Bestätigung liegt in der Zukunft."))
    note = known.note if said.note is None else said.note.strip()
    _require_short(note)
    return _save(path, known, fields, confirmed, note, editor)


def corrected(offers: GeoDataFrame, entries: Mapping[str, Entry]) -> GeoDataFrame:
    """Return offers with what people know on top.

    Parameters
    ----------
    offers : GeoDataFrame
        Index id, columns as `City.offers`.
    entries : Mapping of str to Entry
        By offer id; entries of offers that are not there are left out.

    Returns
    -------
    GeoDataFrame
        Same rows, order and places; the input is unchanged.

    Notes
    -----
    The later confirmation counts: the city's file may be newer than the entry.
    """
    result = offers.copy()
    for offer in result.index.intersection(list(entries)):
        entry = entries[offer]
        for name, text in entry.fields.items():
            result.loc[offer, name] = _number(text) if name == "capacity" else text
        before = str(result.at[offer, "confirmed_on"] or "")
        if entry.confirmed_on > before:
            result.loc[offer, "confirmed_on"] = entry.confirmed_on
    return result


_COLUMNS = "offer, version, fields, confirmed_on, note, editor, changed_at"


def _save(
    path: Path, known: Entry, fields: Mapping[str, str], confirmed: str, note: str, editor: str
) -> Entry:
    """Write the next version, unless somebody else has written it."""
    if not editor.strip():
        raise OfferEntryError(say("Wer trägt das ein? Ein Name oder Kürzel fehlt."))
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    new = Entry(known.offer, known.version + 1, {**known.fields, **fields}, confirmed, note, editor.strip(), now)  # fmt: skip
    with opened(path) as connection:
        connection.execute("begin immediate")
        current = _entry(connection, known.offer)
        if current.version != known.version:
            connection.execute("rollback")
            said = "„{offer}“ wurde inzwischen von {who} geändert ({moment}). Den neuen Stand ansehen und noch einmal eintragen."
            raise ConflictError(
                say(said, offer=known.offer, who=current.editor, moment=current.changed_at)
            )
        row = (new.offer, new.version, json.dumps(dict(new.fields), ensure_ascii=False),
               new.confirmed_on, new.note, new.editor, new.changed_at)  # fmt: skip
        for table in ("entry", "history"):
            connection.execute(f"insert or replace into {table} ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608  # fmt: skip
        connection.execute("commit")
    return new


def _entry(connection: sqlite3.Connection, offer: str) -> Entry:
    row = connection.execute(f"select {_COLUMNS} from entry where offer = ?", (offer,)).fetchone()  # noqa: S608  # fmt: skip
    return _of_row(row) if row else Entry(offer)


def _of_row(row: tuple[str, int, str, str, str, str, str]) -> Entry:
    offer, version, fields, confirmed, note, editor, changed = row
    try:
        known = {str(name): str(text) for name, text in dict(json.loads(fields)).items()}
    except (ValueError, TypeError) as error:
        message = say("Die Eintragung zu „{offer}“ ist beschädigt.", offer=offer)
        raise OfferEntryError(message) from error
    return Entry(offer, version, known, confirmed, note, editor, changed)


def _checked(name: str, text: str) -> str:
    """Return a field as it is kept: days as 2026-05-31."""
    _require_short(text)
    if name in ("valid_from", "valid_to") and text:
        return entry_day(text).isoformat()
    # Digits such as "²" are digits, but no numbers.
    if name == "capacity" and text and not text.isdecimal():
        raise OfferEntryError(say("„{text}“ ist keine Zahl von Plätzen.", text=text))
    if name in ("name", "category") and not text.strip():
        raise OfferEntryError(say("Name und Kategorie dürfen nicht leer sein."))
    return text


def entry_day(text: str) -> date:
    """Return the day of a text as in files: 2026-05-31 or 31.05.2026.

    Raises
    ------
    OfferEntryError
        If it is neither.
    """
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    said = "„{text}“ ist kein Datum; geschrieben wird es als 2026-05-31 oder 31.05.2026."
    raise OfferEntryError(say(said, text=text))


def _require_short(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise OfferEntryError(say("Der Text ist länger als {n} Zeichen.", n=LONGEST_TEXT))


def _number(text: str) -> float:
    return float(text) if text else float("nan")


def _unusable(path: Path) -> OfferEntryError:
    said = "Die Eintragungen in {path} lassen sich nicht lesen oder schreiben. Ordner und Rechte prüfen."
    return OfferEntryError(say(said, path=path))
