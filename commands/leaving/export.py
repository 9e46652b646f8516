"""`aktionsraum export` and `reproduce`: everything that leaves in one folder, and the same again."""

import datetime
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.leaving._paper_material import audience_of
from commands.options import (
    AudienceOption,
    CategoriesOption,
    CityWithEntries,
    DayOption,
    LevelOption,
    day_of,
)

if TYPE_CHECKING:
    from export.package.facts import PackageContent
    from export.package.manifest import Manifest, Recipe
    from export.package.papers import Papers
    from intake.model import City
    from pipeline.entries import Applied

FolderOption = Annotated[Path, typer.Option("--out", help="Ordner des Pakets.")]
PapersOption = Annotated[bool, typer.Option("--papers/--no-papers", help="Mit PDF und DOCX.")]


def export(
    *,
    city: CityWithEntries,
    out: FolderOption = Path("aktionsraum-paket"),
    level: LevelOption = "",
    category: CategoriesOption = None,
    audience: AudienceOption = "public",
    date: DayOption = "",
    papers: PapersOption = True,
) -> None:
    """Alles in einem Ordner: GeoPackage, Tabellen, Karte, Papiere, mit Verzeichnis."""
    from export.package.manifest import Recipe, hashes_of
    from intake.choices import require_category, require_level
    from pipeline.results import usual_level
    from store.packages import Origin, remember_origin
    from wording import count

    day = day_of(date, "--date") or datetime.date.today()
    public = audience_of(audience)
    read, applied = _read(city.city, entries=not city.without_entries)
    standards = [standard.category for standard in read.config.standard]
    recipe = Recipe(
        city=read.config.city.name,
        day=day.isoformat(),
        audience=public,
        level=require_level(read, level or usual_level(read)),
        categories=tuple(require_category(read, name) for name in category or standards),
        papers=papers,
        with_entries=not city.without_entries,
        entries=applied.number,
    )
    manifest = _write(read, recipe, out)
    origin = Origin(str(city.city.resolve()), hashes_of(city.city), applied.sha256)
    if not remember_origin(manifest.files, origin):
        typer.echo(
            "Hinweis: Woraus das Paket gemacht ist, ließ sich hier nicht merken; "
            "`aktionsraum reproduce` braucht dann --city.", err=True,
        )  # fmt: skip
    withheld = [line for line in manifest.suppressed if "Nichts ist unterdrückt" not in line]
    for line in withheld or ["Nichts ist unterdrückt."]:
        typer.echo(f"Geheimhaltung – {line}", err=True)
    typer.echo(f"{count(len(manifest.files))} Dateien in {out}; Verzeichnis: manifest.json")


def reproduce(
    *,
    manifest: Annotated[
        Path, typer.Argument(metavar="MANIFEST", help="manifest.json eines Pakets.")
    ],
    city: Annotated[
        Path | None, typer.Option("--city", help="Ordner der Stadt (mit city.toml).")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Das neue Paket behalten.")] = None,
) -> None:
    """Ein Paket noch einmal herstellen und Datei für Datei vergleichen."""
    from export.package.manifest import changed_inputs, differences, hashes_of, read_manifest
    from store.packages import origin_of
    from wording import count

    old = read_manifest(manifest)
    origin = origin_of(old.files)
    folder = city or (Path(origin.folder) if origin else _folder_named(old.recipe.city))
    read, applied = _read(folder, entries=old.recipe.with_entries)
    if origin is None:
        typer.echo("Hinweis: Woraus das Paket gemacht ist, weiß nur der Rechner, auf dem es entstand; "
                   "verglichen werden die Dateien.", err=True)  # fmt: skip
    for name in changed_inputs(origin.inputs, hashes_of(folder)) if origin else ():
        typer.echo(f"Geänderte Eingabe: {name}", err=True)
    if origin is not None and applied.sha256 != origin.entries:
        numbers = f"{count(applied.number)} statt {count(old.recipe.entries)}"
        typer.echo(f"Geänderte Eingabe: Eintragungen von Ortskundigen ({numbers})", err=True)
    with tempfile.TemporaryDirectory() as scratch:
        new = _write(read, old.recipe, Path(scratch))
        if out is not None:
            shutil.copytree(scratch, out, dirs_exist_ok=True)
    data, papers = differences(old.files, new.files)
    for name in (*data, *papers):
        typer.echo(f"Anders als im Paket: {name}", err=True)
    same = len(new.files) - len(data) - len(papers)
    typer.echo(f"{count(same)} von {count(len(new.files))} Dateien sind Byte für Byte gleich.")
    if data:
        raise typer.Exit(1)


def _folder_named(city: str) -> Path:
    """The embedded city, if a package is about it; else the person must say where it lies."""
    from commands.call import EMBEDDED_CITY
    from export.atomic import WriteError
    from intake.config import read_config

    if read_config(EMBEDDED_CITY / "city.toml").city.name == city:
        return EMBEDDED_CITY
    msg = f"Wo die Dateien von {city} liegen, steht nicht im Paket. Den Ordner mit --city nennen."
    raise WriteError(0, msg)


def _read(folder: Path, *, entries: bool) -> "tuple[City, Applied]":
    """Read a city and tell which entries lie on top of it."""
    from pipeline.city import read_current_city
    from pipeline.entries import Applied, with_entries

    city = read_current_city(folder, entries=False)
    return with_entries(city) if entries else (city, Applied())


def _write(city: "City", recipe: "Recipe", folder: Path) -> "Manifest":
    """Compute, release and write a package, with a progress bar on a terminal."""
    from rich.progress import Progress

    from export.package import write_package

    with Progress(transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("Rechnen")
        content = _content(city, recipe)
        return write_package(
            content,
            folder,
            recipe=recipe,
            papers=_papers(city, recipe) if recipe.papers else {},
            progress=lambda what, done, of: bar.update(
                task, description=what, completed=done, total=of
            ),
        )


def _content(city: "City", recipe: "Recipe") -> "PackageContent":
    """Compute what a recipe asks for."""
    from export.package.facts import PackageContent
    from pipeline.entries import applied_notes
    from pipeline.results import results_of

    day = datetime.date.fromisoformat(recipe.day)
    released, coverages = results_of(
        city,
        level=recipe.level,
        categories=recipe.categories,
        day=day,
        audience=audience_of(recipe.audience),
    )
    labels = {entry.id: entry.label for entry in city.config.category}
    return PackageContent(
        released, coverages, labels, day, city.config.city.source, applied_notes(city)
    )


def _papers(city: "City", recipe: "Recipe") -> "Papers":
    """List the papers of a package: council paper, Steckbriefe, booklet, map sheet."""
    from commands.leaving._paper_material import SheetChoices, material_of
    from export.package.papers import package_papers

    choices = SheetChoices(audience=recipe.audience, date=recipe.day)
    material, _ = material_of(city, choices, recipe.categories)
    return package_papers(material)
