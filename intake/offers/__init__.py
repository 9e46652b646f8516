"""An `[[offers]]` file in; offers with place and area out, and of protected ones only a count."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pandas import DataFrame, Series

from geo.levels import Level
from intake.cells.header import clean_cell
from intake.cells.joins import require_column
from intake.cells.keys import normal_name
from intake.config import CityConfig, OffersSection
from intake.features import nameless
from intake.files import read_table
from intake.files.grid import without_twins
from intake.files.tables import is_vector
from intake.findings import Finding, InputError, Kind, in_row, require_none, retold
from intake.guard import inside
from intake.offers._table import Source, place_offers
from intake.offers.columns import guess_columns
from intake.offers.protected import find_protected, quiet_labels, said_code

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries

#: Category of offers that have none.
NO_CATEGORY = "angebot"

OFFERS_EMPTY = Kind("offers_empty", "Die Datei enthält keine Angebote.", "Die richtige Datei wählen.")  # fmt: skip
OFFER_ID_DOUBLED = Kind("offer_id_doubled", "Eine Kennung{code} steht mehrmals in der Datei.",
                        "Die falsche Zeile löschen oder eine eigene Kennung vergeben.")  # fmt: skip


@dataclass(frozen=True)
class Offers:
    """Offers of one file.

    Attributes
    ----------
    places : GeoDataFrame
        Index `id`; `OFFER_COLUMNS`, `geometry` (points, the city's CRS, maybe empty).
    protected : Series of str
        Id → category of the protected offers; nothing else of them is kept, and of ids
        only plain codes.
    labels : Mapping of str to str
        Category id → how the file writes it.
    findings : tuple of Finding
    rows : DataFrame of text
        Cells of the public offers as the file has them; index: row in the file.
    """

    places: "GeoDataFrame"
    protected: Series
    labels: Mapping[str, str]
    findings: tuple[Finding, ...]
    rows: DataFrame


def read_offers(
    folder: Path, section: OffersSection, *, finest: Level, config: CityConfig
) -> tuple["GeoDataFrame", Series, tuple[Finding, ...]]:
    """Read the offers of one file.

    Parameters
    ----------
    folder : Path
        City folder.
    section : OffersSection
        What `city.toml` says of the file; what it leaves out is told by the headings.
    finest : Level
        The areas that offers belong to.
    config : CityConfig
        For the categories' fields of action.

    Returns
    -------
    tuple of (GeoDataFrame, Series, tuple of Finding)
        Offers (index `id`; `OFFER_COLUMNS`, `geometry`), the number of protected offers
        by category, and findings without errors.

    Raises
    ------
    InputError
        With every fault found: columns, doubled ids, coordinates that fit no system.
    """
    register = inside(folder, section.addresses) if section.addresses else None
    offers = offers_in(inside(folder, section.file), section, finest=finest, register=register)
    require_none(offers.findings)
    fields = {category.id: category.field_of_action for category in config.category}
    places = offers.places.assign(
        field_of_action=offers.places["field_of_action"].where(
            offers.places["field_of_action"] != "",
            offers.places["category"].map(lambda name: fields.get(name, "")),
        )
    )
    counts = offers.protected.value_counts().rename("protected").rename_axis("category")
    return places, counts, offers.findings


def offers_in(
    path: Path,
    section: OffersSection,
    *,
    finest: Level,
    register: Path | None = None,
    guess_area: bool = False,
) -> Offers:
    """Read an offer file; findings may be errors.

    Parameters
    ----------
    path, section, finest
        As in `read_offers`; the section's `file` and `addresses` are not looked at.
    register : Path
        Register of addresses, None if there is none.
    guess_area : bool
        Look for a column with the city's own area codes.
    """
    table, points, findings = _read(path, section, finest)
    columns = _columns(table, section, path.name)
    labels = _labels(table, columns, path)
    categories = _categories(table, columns, section)
    texts = tuple(columns[role] for role in ("name", "category") if role in columns)
    protected, noticed = find_protected(
        table,
        named=columns.get("protected", ""),
        texts=texts,
        labels=labels,
        public=section.public,
        file=path.name,
    )
    risky = categories.isin(
        [category for category in categories.unique() if not _tells_no_place(category)]
    )
    secret = Series(
        categories.mask(risky, NO_CATEGORY)[protected].to_numpy(),
        index=quiet_labels(labels[protected], slug(path.stem)),
        dtype="str",
    )
    # From here on the protected rows are gone: no finding, place or text can hold them.
    public = ~protected
    source = Source(path.name, columns, section, register, guess_area)
    places, more = place_offers(
        table[public],
        labels[public],
        categories[public],
        None if points is None else points[public],
        source,
        finest,
    )
    shown = public | ~risky.to_numpy()
    written = (
        table.loc[shown, columns["category"]] if "category" in columns else Series(dtype="str")
    )
    named = {slug(text): clean_cell(text) for text in written.unique()}
    found = (*findings, *_doubled(labels, path.name), *noticed, *more)
    return Offers(places, secret, named, found, table[public])


def _tells_no_place(category: str) -> bool:
    """Whether a protected offer's category is a kind of offer and no address in disguise."""
    return not any(sign.isdigit() for sign in category) and category.count("_") < 3


def _read(
    path: Path, section: OffersSection, finest: Level
) -> tuple[DataFrame, "GeoSeries | None", tuple[Finding, ...]]:
    """Read cells as text, and points where the file has geometries."""
    if is_vector(path):
        from intake.files.shapes import read_places

        with retold(nameless):
            features, findings = read_places(
                path, layer=section.layer, crs=section.crs if not section.x else ""
            )
        findings = tuple(map(nameless, findings))
        table = DataFrame(
            {
                clean_cell(str(name)): features[name].astype("str")
                for name in features.columns
                if name != "geometry"
            }
        )
        table.index = table.index + 1
        points = features.geometry.to_crs(finest.areas.crs)
        return table, None if section.x else points.set_axis(table.index), findings
    table, findings = read_table(
        path, sheet=section.sheet, encoding=section.encoding, separator=section.separator
    )
    if table.empty:
        raise InputError([OFFERS_EMPTY(path.name)])
    if "id" in guess_columns(table) or "id" in section.columns:
        table, twins = without_twins(table, path.name)
        findings += twins
    return table, None, findings


def _columns(table: DataFrame, section: OffersSection, file: str) -> dict[str, str]:
    """Return role → column: what `city.toml` names, else what the headings tell."""
    guessed = guess_columns(table)
    named = {
        "x": section.x,
        "y": section.y,
        "area": section.area,
        "protected": section.protected,
        **section.columns,
    }
    if section.x:
        guessed.pop("pair", None)
    if section.category:
        guessed.pop("category", None)
    said = {
        role: column
        if " + " in column and column not in table.columns
        else require_column(table, column, file)
        for role, column in named.items()
        if column
    }
    taken = set(said.values())
    return {role: column for role, column in guessed.items() if column not in taken} | said


def _labels(table: DataFrame, columns: Mapping[str, str], path: Path) -> Series:
    """Ids of the offers as the file gives them, else file name and row number."""
    stem = slug(path.stem)
    cells = table[columns["id"]].tolist() if "id" in columns else [""] * len(table)
    given = [
        clean_cell(cell) or f"{stem}-{row}"
        for cell, row in zip(cells, table.index.tolist(), strict=True)
    ]
    return Series(given, index=table.index, dtype="str")


def _doubled(labels: Series, file: str) -> list[Finding]:
    double = labels[labels.duplicated(keep=False)]
    return [
        OFFER_ID_DOUBLED(file, in_row(", ".join(str(row) for row in rows)), code=said_code(label))
        for label, rows in list(double.groupby(double).groups.items())[:25]
    ]  # fmt: skip


def slug(text: str) -> str:
    """Return a text as a short id of letters, digits and "_".

    Examples
    --------
    >>> slug("Städtische Kita (U3)"), slug("ue65_allein")
    ('staedtische_kita_u3', 'ue65_allein')
    """
    spaced = re.sub(r"[\W_]+", " ", clean_cell(text)).split()
    return "_".join(part for part in map(normal_name, spaced) if part)[:60]


def _categories(table: DataFrame, columns: Mapping[str, str], section: OffersSection) -> Series:
    """Category id of each offer."""
    if "category" not in columns:
        return Series(section.category or NO_CATEGORY, index=table.index, dtype="str")
    cells = table[columns["category"]].tolist()
    named = {cell: clean_cell(cell) for cell in dict.fromkeys(cells)}
    ids = {
        cell: section.categories.get(name) or slug(name) or section.category or NO_CATEGORY
        for cell, name in named.items()
    }
    return Series([ids[cell] for cell in cells], index=table.index, dtype="str")
