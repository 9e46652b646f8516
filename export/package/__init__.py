"""The export package: released results and a recipe in, a folder of files with a manifest out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from export.atomic import WriteError, write_bytes, write_text
from export.package._geopackage import geopackage_bytes
from export.package._layers import package_layers
from export.package._metadata import dcat_ap, iso19139
from export.package._standalone import default_choices, standalone_map
from export.package._workbook import catalogue_table, note_lines, workbook_bytes
from export.package.facts import PackageContent
from export.package.manifest import MANIFEST, Manifest, Recipe, manifest_text, sha256
from export.tables import csv_bytes, geojson_bytes
from layers.words.selection import coverage_rows, figures_long, figures_wide, withheld_words

#: Tells a progress bar: what is being made, and how many of how many are done.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Part:
    """One file of a package: its path in it, and how to make its bytes."""

    name: str
    make: Callable[[], bytes]


def write_package(
    content: PackageContent,
    folder: Path,
    *,
    recipe: Recipe,
    papers: Mapping[str, Callable[[], bytes]],
    progress: Progress | None = None,
) -> Manifest:
    """Write all files of a package, the manifest last.

    Parameters
    ----------
    content : PackageContent
    folder : Path
        Made if it is missing; files of the same name are replaced, each at once.
    recipe : Recipe
        What the package is made from, for the manifest.
    papers : Mapping of str to callable
        Path in the package → how to make a PDF, DOCX or picture.
    progress : callable, optional
        Told before each file.

    Returns
    -------
    Manifest

    Raises
    ------
    WriteError
        If the folder cannot be written; what was whole before is still whole.
    """
    _make_folder(folder)
    parts = [*data_parts(content), *(Part(name, make) for name, make in papers.items())]
    hashes: dict[str, str] = {}
    for number, part in enumerate(parts):
        if progress:
            progress(part.name, number, len(parts))
        made = part.make()
        path = folder / part.name
        _make_folder(path.parent)
        write_bytes(path, made)
        hashes[part.name] = sha256(made)
    catalogue = dcat_ap(content, sorted(hashes))
    write_text(folder / "metadaten/dcat-ap.jsonld", catalogue)
    hashes["metadaten/dcat-ap.jsonld"] = sha256(catalogue.encode())
    manifest = _manifest(content, hashes, recipe)
    write_text(folder / MANIFEST, manifest_text(manifest))
    return manifest


def data_parts(content: PackageContent) -> Iterator[Part]:
    """Yield every data file: the same content gives the same bytes."""
    metadata = iso19139(content)
    yield Part("lies-mich.txt", lambda: ("\n".join(note_lines(content)) + "\n").encode())
    yield Part("metadaten/iso19139.xml", metadata.encode)
    yield Part("katalog.csv", lambda: csv_bytes(catalogue_table(content)))
    yield Part("kennzahlen.csv", lambda: csv_bytes(all_figures(content)))
    yield Part("kennzahlen.xlsx", lambda: workbook_bytes(content))
    for level in content.levels:
        yield Part(f"gebiete_{level}.geojson", lambda level=level: _areas(content, level))  # type: ignore[misc]
    for coverage in content.coverages:
        rows = coverage_rows(coverage, content.released)
        name = f"versorgung_{coverage.category}_{coverage.level}.csv"
        yield Part(name, lambda rows=rows: csv_bytes(rows))  # type: ignore[misc]
    yield Part(
        "aktionsraum.gpkg",
        lambda: geopackage_bytes(package_layers(content), day=content.day, metadata=metadata),
    )
    level = content.coverages[0].level if content.coverages else content.levels[0]
    yield Part(
        "karte.html", lambda: standalone_map(content, default_choices(content, level)).encode()
    )


def all_figures(content: PackageContent) -> pd.DataFrame:
    """Return the long table of all levels, years and indicators."""
    years = sorted({year for found in content.years.values() for year in found})
    names = list(content.years)
    tables = [
        figures_long(content.released, level=level, years=years, indicators=names)
        for level in content.released.levels
    ]
    return pd.concat(tables, ignore_index=True)


def suppressed_words(content: PackageContent) -> tuple[str, ...]:
    """Return what is left out of the package and why, in sentences."""
    released = content.released
    lines = [
        f"{released.levels[level].label}: {sentence}"
        for level in content.levels
        for sentence in withheld_words(released.suppressed, released, level)
    ]
    for coverage in content.coverages:
        lines += [
            f"{coverage.category_label}: {sentence}"
            for sentence in withheld_words(coverage.suppressed, released, coverage.level)
        ]
    return tuple(lines)


def _areas(content: PackageContent, level: str) -> bytes:
    years = sorted({found[0] for found in content.years.values()}, reverse=True)
    names = list(content.years)
    table = figures_wide(content.released, level=level, years=years, indicators=names)
    return geojson_bytes(table)


def _manifest(content: PackageContent, hashes: Mapping[str, str], recipe: Recipe) -> Manifest:
    sources = dict.fromkeys(e.source for e in content.released.catalogue.values() if e.source)
    return Manifest(
        files=dict(sorted(hashes.items())),
        recipe=recipe,
        sources=tuple(source for source in (content.source, *sources) if source),
        notes=content.notes,
        suppressed=suppressed_words(content),
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"Der Ordner {folder} lässt sich nicht anlegen. Einen anderen Ordner wählen."
        raise WriteError(error.errno or 0, msg) from error
