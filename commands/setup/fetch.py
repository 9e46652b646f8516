"""`aktionsraum fetch`: an open-data service in, files for a city folder out."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from commands.call import EMBEDDED_CITY
from commands.findings import show_findings
from intake.findings import Finding, InputError

if TYPE_CHECKING:
    from intake.services import Fetched, Service
    from intake.services.http import Policy

IntoOption = Annotated[Path | None, typer.Option("--into", help="Ordner, in den die Daten kommen.")]
HostsOption = Annotated[
    list[str] | None,
    typer.Option("--host", help="Weiterer Rechner, auf den der Dienst umleiten darf."),
]
#: What a file is called after `aktionsraum new`, by what it holds.
OPTIONS = {"areas": "--boundaries", "places": "--offers"}
WORDS = {"areas": "Flächen", "places": "Orte", "lines": "Linien"}


def fetch(
    what: Annotated[
        str,
        typer.Argument(
            metavar="DIENST", help="Name eines Dienstes (dortmund) oder Art: ods, wfs, ogcapi, osm."
        ),
    ],
    url: Annotated[
        str, typer.Argument(metavar="ADRESSE", help="Adresse des Dienstes oder der Datei.")
    ] = "",
    dataset: Annotated[
        list[str] | None,
        typer.Option("--dataset", help="Kennung des Datensatzes (mehrmals möglich)."),
    ] = None,
    into: IntoOption = None,
    host: HostsOption = None,
    intern: Annotated[
        bool, typer.Option("--intern", help="Dienst im eigenen Netz: private Adressen erlauben.")
    ] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", help="Sekunden ohne Antwort, dann Abbruch.", min=0.1)
    ] = 30.0,
) -> None:
    """Amtliche offene Daten holen: Grenzen, Orte, Straßen."""
    from intake.services import fetch_dataset, fetch_osm, read_services

    services = read_services()
    service = services.get(what)
    if service is None and what not in {"ods", "wfs", "ogcapi", "osm"}:
        known = ", ".join([*services, "ods", "wfs", "ogcapi", "osm"])
        msg = f"„{what}“ ist unbekannt. Zur Wahl stehen: {known}."
        raise typer.BadParameter(msg)
    address = url or (service.url if service else "")
    names = dataset or list(service.datasets if service else ())
    _require_call(what, address, names)
    policy = _policy(address, service, host or [], intern=intern, timeout=timeout)
    if what == "osm":
        fetched = fetch_osm(address, policy)
        _take_network(fetched, into)
        return
    kind = service.kind if service else what
    got, findings = _fetch_all(lambda name: fetch_dataset(kind, address, name, policy), names)
    show_findings(findings)
    if got and service and into:
        _into_embedded(service, got, into)
    elif got:
        _report(got, into)
    if not got or any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)


def _require_call(what: str, address: str, names: Sequence[str]) -> None:
    if not address:
        msg = f"Für „{what}“ fehlt die Adresse."
        raise typer.BadParameter(msg, param_hint="URL")
    if what != "osm" and not names:
        msg = "Welcher Datensatz? Seine Kennung steht auf der Seite des Dienstes."
        raise typer.BadParameter(msg, param_hint="--dataset")


def _policy(
    address: str, service: "Service | None", more: Sequence[str], *, intern: bool, timeout: float
) -> "Policy":
    """Allow the host that a person named, or those of the configured service."""
    from intake.services.http import Policy

    named = (urlsplit(address).hostname or "").lower()
    own = service.hosts if service and address == service.url else frozenset({named})
    hosts = own | {host.lower() for host in more}
    return Policy(hosts, private=intern, silence_seconds=timeout)


def _fetch_all(
    get: "Callable[[str], Fetched]", names: Sequence[str]
) -> "tuple[list[Fetched], list[Finding]]":
    """Fetch every data set; the fault of one does not keep the others."""
    got: list[Fetched] = []
    findings: list[Finding] = []
    for name in names:
        try:
            fetched = get(name)
        except InputError as error:
            findings += error.findings
            continue
        got.append(fetched)
        findings += fetched.findings
    return got, findings


def _report(fetched: "Sequence[Fetched]", into: Path | None) -> None:
    """Check what came, put it into the folder, say what to do next."""
    from intake.services.city import contents_of
    from wording import count

    options = []
    for item in fetched:
        contents = contents_of(item.kept.path)
        show_findings(contents.findings)
        path = item.kept.path if into is None else _copied(item, into)
        said = f" – {item.kept.title}" if item.kept.title else ""
        typer.echo(f"{item.dataset}{said}: {count(contents.n)} {WORDS[contents.kind]} → {path}")
        if option := OPTIONS.get(contents.kind):
            options.append(f"{option} {path}")
    if options:
        typer.echo(f"Weiter: `aktionsraum new ORDNER {' '.join(options)}`")


def _copied(item: "Fetched", into: Path, name: str = "") -> Path:
    """Copy a fetched file into a folder, whole or not at all."""
    from export.atomic import write_atomically
    from intake.offers import slug

    into.mkdir(parents=True, exist_ok=True)
    path = into / (name or f"{slug(item.dataset) or 'daten'}{item.kept.path.suffix}")
    write_atomically(path, lambda temporary: shutil.copyfile(item.kept.path, temporary))
    return path


def _into_embedded(service: "Service", fetched: "Sequence[Fetched]", into: Path) -> None:
    """Copy the embedded city with official boundaries, after reading the copy as a check."""
    from export.atomic import write_folder
    from intake.city import read_city
    from intake.services.city import official_city

    official = official_city(EMBEDDED_CITY, service, fetched)
    for dataset, level in official.fitting.items():
        typer.echo(f"{dataset}: passt zur Ebene „{level}“.")
    if not official.replaced:
        typer.echo(
            "Kein Datensatz hat die Schlüssel der feinsten Ebene; die Grenzen bleiben angenähert. "
            "Die Daten liegen trotzdem bereit:"
        )
        _report(fetched, into)
        return
    with TemporaryDirectory() as folder:
        trial = Path(folder) / "stadt"
        write_folder(trial, official.files)
        read_city(trial)
        write_folder(into, official.files)
    typer.echo(f"Angelegt: {into} mit amtlichen Grenzen – ansehen mit `aktionsraum app {into}`.")


def _take_network(fetched: "Fetched", into: Path | None) -> None:
    """Put an OSM extract into a folder; a city without streets gets it entered."""
    from export.atomic import write_text
    from intake.config import config_text

    show_findings(fetched.findings)
    if into is None:
        typer.echo(f"Geholt: {fetched.kept.path} – mit --into in einen Stadtordner legen.")
        return
    path = _copied(fetched, into, "strassen.osm.pbf")
    typer.echo(f"Geschrieben: {path} ({fetched.kept.source})")
    toml = into / "city.toml"
    if not toml.exists():
        typer.echo("Weiter: in city.toml unter [network] eintragen: file = \"strassen.osm.pbf\"")  # fmt: skip
        return
    text = config_text(toml)
    if "\n[network" in f"\n{text}":
        typer.echo("Die Stadt hat schon ein Straßennetz; in city.toml unter [network] gegebenenfalls file ändern.")  # fmt: skip
        return
    entry = f'\n[network]\nfile = "{path.name}"\nsource = "{fetched.kept.source}"\n'
    write_text(toml, f"{text.rstrip()}\n{entry}")
    typer.echo("In city.toml eingetragen.")
