"""Open-data services in, files that intake can read out; the last good answer is kept."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from intake.findings import Finding, InputError, Kind
from intake.progress import bytes_shown
from intake.services._kept import Kept, keep, kept_folder, last_good
from intake.services._pages import KINDS, Collected, collect
from intake.services.http import Policy, ServiceError, ask
from wording import say

CONFIGURATION = Path(__file__).with_name("services.toml")
#: An OSM extract of a federal state has up to 2 GB.
MOST_OSM_BYTES = 4_000_000_000

KIND_UNKNOWN = Kind("service_kind", "„{kind}“ ist keine bekannte Art von Dienst.", "Bekannt sind: {names}, osm.")  # fmt: skip
FOLDER_CLOSED = Kind("service_folder", "Hier lassen sich keine Daten ablegen: {why}.",
                     "Platz schaffen oder mit XDG_CACHE_HOME einen anderen Ordner nennen.")  # fmt: skip

NO_PBF = Kind("service_form", "„{name}“ ist kein OSM-Auszug im Format PBF.", "Die Adresse einer Datei mit der Endung .osm.pbf angeben.")  # fmt: skip


@dataclass(frozen=True)
class Service:
    """One service of `services.toml`.

    Attributes
    ----------
    name, label, kind, url : str
        `kind` is `ods`, `ogcapi` or `wfs`.
    hosts : frozenset of str
        Hosts that may be asked.
    datasets : tuple of str
    approximate_note : str
        Remark on levels that official boundaries make untrue.
    """

    name: str
    label: str
    kind: str
    url: str
    hosts: frozenset[str]
    datasets: tuple[str, ...] = ()
    approximate_note: str = ""


@dataclass(frozen=True)
class Fetched:
    """A data set that lies ready, and what was noticed."""

    dataset: str
    kept: Kept
    findings: tuple[Finding, ...] = ()


def read_services(path: Path = CONFIGURATION) -> dict[str, Service]:
    """Return the configured services by name."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: Service(
            name,
            entry["label"],
            entry["kind"],
            entry["url"],
            frozenset(entry["hosts"]),
            tuple(entry.get("datasets", ())),
            entry.get("approximate_note", ""),
        )
        for name, entry in entries.items()
    }


def fetch_dataset(
    kind: str, url: str, dataset: str, policy: Policy, *, folder: Path | None = None
) -> Fetched:
    """Fetch one data set; where the service fails, take the last good answer.

    Parameters
    ----------
    kind : str
        `ods`, `ogcapi` or `wfs`.
    url, dataset : str
        Base address of the service, id of the data set.
    policy : Policy
    folder : Path, optional
        Where answers are kept; otherwise `kept_folder()`.

    Returns
    -------
    Fetched
        With a warning if the answer is an older one.

    Raises
    ------
    InputError
        If the service fails and no older answer is kept.
    """
    if kind not in KINDS:
        raise InputError([KIND_UNKNOWN(url, kind=kind, names=", ".join(KINDS))])
    place = folder or kept_folder()
    question = f"{kind} {url.rstrip('/')} {dataset}"
    try:
        with bytes_shown(dataset) as step:
            found = collect(kind, url, dataset, policy, step=step)
        kept = keep(place, question, found.suffix, lambda file: _write(file, found))
        return Fetched(dataset, kept)
    except ServiceError as fault:
        return _older(place, question, dataset, fault)
    except OSError as error:
        raise _not_kept(place, error) from error


def fetch_osm(url: str, policy: Policy, *, folder: Path | None = None) -> Fetched:
    """Fetch an OSM extract (`.osm.pbf`); errors as `fetch_dataset`."""
    place = folder or kept_folder()
    name = url.rpartition("/")[2] or url
    large = replace(policy, most_bytes=MOST_OSM_BYTES, total_seconds=4 * 3600)

    def write(file: IO[bytes]) -> dict[str, object]:
        with bytes_shown(name) as step:
            ask(url, large, file, step=step)
        file.seek(0)
        require_pbf(file.read(32), name)
        return {"title": name, "source": "© OpenStreetMap-Mitwirkende, ODbL 1.0"}

    try:
        return Fetched(name, keep(place, f"osm {url}", ".osm.pbf", write))
    except ServiceError as fault:
        return _older(place, f"osm {url}", name, fault)
    except OSError as error:
        raise _not_kept(place, error) from error


def require_pbf(head: bytes, name: str) -> None:
    """Refuse what does not begin as an OSM extract does: length, field 1, "OSMHeader"."""
    if head[4:15] != b"\x0a\x09OSMHeader":
        raise ServiceError(NO_PBF, name=name)


def _write(file: IO[bytes], found: Collected) -> dict[str, object]:
    file.write(found.content)
    return {"n": found.n, "title": found.title, "source": found.source}


def _older(place: Path, question: str, dataset: str, fault: ServiceError) -> Fetched:
    """Take the answer of an earlier day, and say so."""
    older, found = last_good(place, question), fault.finding(dataset)
    if older is None:
        raise InputError([found]) from fault
    when = older.fetched[:10]
    day = f"{when[8:10]}.{when[5:7]}.{when[:4]}"
    message = say("{what} Verwendet wird der Stand vom {day}.", what=found.message, day=day)
    return Fetched(dataset, older, (replace(found, severity="warning", message=message),))


def _not_kept(place: Path, error: OSError) -> InputError:
    return InputError([FOLDER_CLOSED(str(place), why=error.strerror or str(error))])
