"""`aktionsraum offers`: what is known of the offers, and what people on site enter about them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from commands.city import labels_of
from commands.findings import show_findings
from commands.options import CategoryOption, CityWithEntries, OfferOption, Output
from commands.output import emit
from intake.findings import InputError, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas import DataFrame

    from intake.model import City
    from store.offers import Entry, Said

REFUSED = Kind("entry_refused", "{fault}", "")

Result = TypeVar("Result")

EditorOption = Annotated[str, typer.Option("--editor", help="Wer das einträgt: Name oder Kürzel.")]
ConfirmOption = Annotated[bool, typer.Option("--confirm", help="Heute geprüft: alles stimmt.")]
EndOption = Annotated[str, typer.Option("--end", help="Letzter Tag des Angebots (JJJJ-MM-TT).")]
CorrectOption = Annotated[
    list[str] | None,
    typer.Option("--correct", help="FELD=WERT berichtigen, zum Beispiel „opening=Mo-Fr 8-16“."),
]
NoteOption = Annotated[str | None, typer.Option("--note", help="Notiz; ersetzt die frühere.")]
VersionOption = Annotated[
    int | None,
    typer.Option("--version", help="Gesehener Stand: Hat jemand danach etwas eingetragen, wird nichts gespeichert."),
]  # fmt: skip
HistoryOption = Annotated[
    bool, typer.Option("--history", help="Alle Eintragungen zu diesem Angebot.")
]
#: Columns of the list: of the offers, then of their entries.
COLUMNS = ("name", "category", "opening", "valid_to", "confirmed_on")
ENTERED = ("version", "editor", "changed_at", "note")


def offers(
    *,
    city: CityWithEntries,
    category: CategoryOption = "",
    offer: OfferOption = "",
    confirm: ConfirmOption = False,
    end: EndOption = "",
    correct: CorrectOption = None,
    note: NoteOption = None,
    editor: EditorOption = "",
    version: VersionOption = None,
    history: HistoryOption = False,
    output: Output,
) -> None:
    """Angebote mit ihrem Stand zeigen, bestätigen, berichtigen, beenden oder mit Notiz versehen."""
    from intake.choices import require_category, require_choice
    from store.offers import Said, entries_file

    said = Said(_pairs(correct), date.today() if confirm else None, _day(end), note)
    asks_entry = said != Said()
    if (asks_entry or history) and not offer:
        msg = "Mit --offer sagen, um welches Angebot es geht."
        raise typer.BadParameter(msg, param_hint="--offer")
    found = city.read()
    path = entries_file(found.folder)
    if asks_entry:
        _enter(found, path, offer, said, editor=editor, version=version)
        found = city.read()
    if category:
        category = require_category(found, category)
    if history:  # of what is protected by now not even the history
        require_choice("Angebot", offer, list(found.offers.index))
    table = _history(path, offer) if history else _list(found, path, category, offer)
    emit(table, output, title="Angebote", labels=labels_of(found))


def _enter(
    city: "City", path: Path, offer: str, said: "Said", *, editor: str, version: int | None
) -> None:
    """Save what somebody says of an offer, if it can be used."""
    from dataclasses import replace

    from intake.choices import require_choice
    from pipeline.entries import read_entries
    from store.offers import CORRECTABLE, Entry, entry_of, record

    require_choice("Angebot", offer, list(city.offers.index))
    # What cannot be used is refused here; in an entry of long ago it is left out and told.
    read, faults = read_entries({offer: Entry(offer, fields=said.fields)}, city)
    lost = {f"entry_{name}" for name in set(CORRECTABLE).intersection(said.fields)}
    lost -= {f"entry_{name}" for name in read[offer].fields}
    _refuse([finding.message for finding in faults if finding.code in lost])
    show_findings(faults)
    known = _saved(lambda: entry_of(path, offer)) if path.exists() else Entry(offer)
    seen = known if version is None else replace(known, version=version)
    entry = _saved(lambda: record(path, seen, said, editor=editor))
    typer.echo(f"Eingetragen: {offer}, Stand {entry.version}", err=True)


def _list(city: "City", path: Path, category: str, offer: str) -> "DataFrame":
    """Offers with what was entered about them."""
    from store.offers import Entry, entries_of

    entries = _saved(lambda: entries_of(path)) if path.exists() else {}
    known = city.offers
    if category:
        known = known[known["category"] == category]
    if offer:
        known = known[known.index == offer]
    table = known[list(COLUMNS)].reset_index()
    said = [entries.get(id_, Entry(id_)) for id_ in table["id"]]
    for name in ENTERED:
        table[name] = [getattr(entry, name) for entry in said]
    return table


def _history(path: Path, offer: str) -> "DataFrame":
    """Every entry on an offer, the oldest first."""
    from pandas import DataFrame

    from store.offers import history_of

    saved: Sequence[Entry] = _saved(lambda: history_of(path, offer)) if path.exists() else ()
    rows = [
        [entry.version, entry.editor, entry.changed_at, entry.confirmed_on, _words(entry.fields), entry.note]
        for entry in saved
    ]  # fmt: skip
    return DataFrame(
        rows, columns=["version", "editor", "changed_at", "confirmed_on", "fields", "note"]
    )


def _words(fields: "Mapping[str, str]") -> str:
    return "; ".join(f"{name}={text}" for name, text in fields.items())


def _pairs(texts: list[str] | None) -> dict[str, str]:
    """Fields and their new values."""
    pairs = {}
    for text in texts or ():
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            msg = f"„{text}“ ist nicht FELD=WERT. Beispiel: opening=Mo-Fr 8-16."
            raise typer.BadParameter(msg, param_hint="--correct")
        pairs[name.strip()] = value.strip()
    return pairs


def _day(text: str) -> date | None:
    """Return the day of 2026-05-31 or 31.05.2026; None for none."""
    from store.offers import entry_day

    return _saved(lambda: entry_day(text)) if text else None


def _saved(job: Callable[[], Result]) -> Result:
    """Do something with the store; what it refuses becomes a finding."""
    from store.offers import OfferEntryError

    try:
        return job()
    except OfferEntryError as error:
        _refuse([error.args[0]])
        raise


def _refuse(messages: list[str]) -> None:
    if messages:
        raise InputError([REFUSED("Eintragung", fault=text) for text in messages])
