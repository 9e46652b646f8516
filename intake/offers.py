"""An `[[offers]]` file in; offers with place and area out, and of protected ones only a count."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pandas import DataFrame, Series

from geo.levels import Level
from intake.config import CityConfig, OffersSection
from intake.errors import InputError, require_none
from intake.findings import Finding
from intake.header import clean_cell
from intake.joins import require_column
from intake.keys import normal_name
from intake.levels import inside
from intake.model import OFFER_COLUMNS
from intake.offer_columns import composed, guess_columns
from intake.protected import find_protected
from intake.tables import is_vector, read_table

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries

_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
#: Category of offers that have none.
NO_CATEGORY = "angebot"


@dataclass(frozen=True)
class Offers:
    """Offers of one file.

    Attributes
    ----------
    places : GeoDataFrame
        Index `id`; `OFFER_COLUMNS`, `geometry` (points, the city's CRS, maybe empty).
    protected : Series of str
        Id → category of the protected offers; nothing else of them is kept.
    labels : Mapping of str to str
        Category id → how the file writes it.
    findings : tuple of Finding
    """

    places: "GeoDataFrame"
    protected: Series
    labels: Mapping[str, str]
    findings: tuple[Finding, ...]


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
    offers = offers_of(inside(folder, section.file), section, finest=finest, register=register)
    require_none(offers.findings)
    fields = {category.id: category.field_of_action for category in config.category}
    places = offers.places.assign(
        field_of_action=offers.places["field_of_action"].where(
            offers.places["field_of_action"] != "", offers.places["category"].map(fields).fillna("")
        )
    )
    counts = offers.protected.value_counts().rename("protected").rename_axis("category")
    return places, counts, offers.findings


def offers_of(
    path: Path, section: OffersSection, *, finest: Level, register: Path | None = None
) -> Offers:
    """Read an offer file; findings may be errors. Parameters as in `read_offers`."""
    table, points, findings = _read(path, section, finest)
    columns = _columns(table, section, path.name)
    labels = _labels(table, columns, path)
    doubled = _doubled(labels, path.name)
    categories = _categories(table, columns, section, path.name)
    protected, noticed = find_protected(table, named=columns.get("protected", ""), texts=tuple(columns[r] for r in ("name", "category") if r in columns),
                                        labels=labels, public=section.public, file=path.name)  # fmt: skip
    secret = Series(
        categories[protected].to_numpy(), index=labels[protected].to_numpy(), dtype="str"
    )
    # From here on the protected rows are gone: no finding, place or text can hold them.
    table, labels, categories = table[~protected], labels[~protected], categories[~protected]
    offers, more = _placed(
        table,
        labels,
        categories,
        None if points is None else points[~protected],
        columns,
        section,
        finest,
        path.name,
        register,
    )
    named = (
        {slug(text): clean_cell(text) for text in table[columns["category"]].unique()}
        if "category" in columns
        else {}
    )
    return Offers(offers, secret, named, (*findings, *doubled, *noticed, *more))


def _read(
    path: Path, section: OffersSection, finest: Level
) -> tuple[DataFrame, "GeoSeries | None", tuple[Finding, ...]]:
    """Read cells as text, and points where the file has geometries."""
    if is_vector(path):
        from intake.vector import read_places

        features, findings = read_places(
            path, layer=section.layer, crs=section.crs if not section.x else ""
        )
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
        raise InputError(
            [
                Finding(
                    "error",
                    "offers_empty",
                    path.name,
                    "",
                    "Die Datei enthält keine Angebote.",
                    "Die richtige Datei wählen.",
                )
            ]
        )
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
    made = [f"{stem}-{row}" for row in table.index]
    if "id" not in columns:
        return Series(made, index=table.index, dtype="str")
    given = [clean_cell(cell) for cell in table[columns["id"]].tolist()]
    return Series(
        [cell or other for cell, other in zip(given, made, strict=True)],
        index=table.index,
        dtype="str",
    )


def _doubled(labels: Series, file: str) -> list[Finding]:
    double = labels[labels.duplicated(keep=False)]
    return [
        Finding("error", "offer_id_doubled", file, f"Zeile {', '.join(str(row) for row in rows)}", f"Die Kennung {label} steht mehrmals in der Datei.",
                "Die falsche Zeile löschen oder eine eigene Kennung vergeben.")
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


def _categories(
    table: DataFrame, columns: Mapping[str, str], section: OffersSection, file: str
) -> Series:
    """Category id of each offer."""
    del file
    if "category" not in columns:
        return Series(section.category or NO_CATEGORY, index=table.index, dtype="str")
    cells = [clean_cell(cell) for cell in table[columns["category"]].tolist()]
    ids = {
        cell: section.categories.get(cell) or slug(cell) or section.category or NO_CATEGORY
        for cell in dict.fromkeys(cells)
    }
    return Series([ids[cell] for cell in cells], index=table.index, dtype="str")


def _placed(table: DataFrame, labels: Series, categories: Series, points: "GeoSeries | None", columns: Mapping[str, str], section: OffersSection, finest: Level, file: str, register: Path | None) -> tuple["GeoDataFrame", list[Finding]]:  # fmt: skip
    """Give the public offers their places and areas; leave out those that lie nowhere."""
    from geopandas import GeoDataFrame

    from intake.offer_places import settle_areas

    addresses = Series(
        composed(table, columns["address"], file) if "address" in columns else "",
        index=table.index,
        dtype="str",
    )
    points, findings = _points(table, points, columns, section, finest, labels, file)
    points, more = _by_address(points, addresses, labels, finest, register, section.crs, file)
    codes = table[columns["area"]] if "area" in columns else None
    areas, differing = settle_areas(points, codes, finest.areas, labels=labels, file=file)
    findings += [*more, *differing]
    kept, lost = _without_place(points, areas, addresses, labels, file)
    texts = {role: _text_of(table, role, columns, file) for role in OFFER_COLUMNS}
    texts |= {
        "category": categories.tolist(),
        "address": addresses.tolist(),
        "area": areas.tolist(),
    }
    frame = GeoDataFrame(
        {role: Series(texts[role], dtype="str") for role in OFFER_COLUMNS},
        geometry=points.to_numpy(),
        crs=finest.areas.crs,
    )
    frame["capacity"] = _capacities(table, columns)
    frame.index = labels.rename("id").array.copy()  # type: ignore[assignment]
    frame.index.name = "id"
    return frame[kept], [*findings, *lost, *_same_place(frame[kept], file)]


def _text_of(table: DataFrame, role: str, columns: Mapping[str, str], file: str) -> list[str]:
    if role not in columns:
        return [""] * len(table)
    cells = composed(table, columns[role], file)
    return (
        [
            _GERMAN_DATE.sub(lambda d: f"{d[3]}-{int(d[2]):02}-{int(d[1]):02}", cell)
            for cell in cells
        ]
        if role in {"valid_from", "valid_to", "confirmed_on"}
        else cells
    )


def _capacities(table: DataFrame, columns: Mapping[str, str]) -> np.ndarray:
    from intake.numerals import to_numbers

    return (
        to_numbers(table[columns["capacity"]].tolist()).values
        if "capacity" in columns
        else np.full(len(table), np.nan)
    )


def _points(table: DataFrame, points: "GeoSeries | None", columns: Mapping[str, str], section: OffersSection, finest: Level, labels: Series, file: str) -> tuple["GeoSeries", list[Finding]]:  # fmt: skip
    """Points from geometries, else from columns of coordinates, else none."""
    import shapely
    from geopandas import GeoSeries

    from intake.coordinates import read_coordinates
    from intake.offer_places import place_rows

    if points is not None:
        return points, []
    if "x" in columns or "pair" in columns:
        x_column = columns.get("x", columns.get("pair", ""))
        x, y = read_coordinates(table, x_column, columns.get("y", ""), decimal=section.decimal)
        return place_rows(x, y, finest.areas, crs=section.crs, labels=labels, file=file)
    empty = GeoSeries([shapely.Point()] * len(table), index=table.index, crs=finest.areas.crs)
    if "address" in columns or "area" in columns:
        return empty, []
    return empty, [Finding("error", "ask_coordinates", file, "", f"Keine Spalten mit Koordinaten oder Adressen erkannt. Vorhanden sind: {', '.join(map(str, table.columns))}.",
                           "Die Spalten angeben (x = …, y = …) oder in der Datei „lon“ und „lat“ nennen.")]  # fmt: skip


def _by_address(
    points: "GeoSeries",
    addresses: Series,
    labels: Series,
    finest: Level,
    register: Path | None,
    crs: str,
    file: str,
) -> tuple["GeoSeries", list[Finding]]:
    """Look up the addresses of offers without coordinates in the city's register."""
    from geopandas import GeoSeries

    open_rows = (points.is_empty & (addresses != "")).to_numpy()
    if not open_rows.any():
        return points, []
    if register is None:
        return points, []
    from intake.addresses import find_addresses, read_register

    entries, findings = read_register(register, city=finest.areas, crs=crs)
    found, more = find_addresses(
        addresses[open_rows].set_axis(labels[open_rows].to_numpy()),
        entries,
        crs=finest.areas.crs,
        file=file,
    )
    placed = points.to_numpy().copy()
    placed[open_rows] = found.to_numpy()
    return GeoSeries(placed, index=points.index, crs=points.crs), [*findings, *more]


def _without_place(
    points: "GeoSeries", areas: Series, addresses: Series, labels: Series, file: str
) -> tuple[np.ndarray, list[Finding]]:
    """Tell which offers stay: those in an area, and those with an address still to be found."""
    from intake.offer_places import listed

    nowhere = (areas == "").to_numpy()
    empty = points.is_empty.to_numpy()
    waiting = nowhere & empty & (addresses != "").to_numpy()
    outside, blank = nowhere & ~empty, nowhere & empty & ~waiting
    findings = []
    for chosen, code, message, fix in (
        (outside, "offer_outside", "Angebote liegen außerhalb der Stadt und wurden nicht übernommen.", "Koordinaten prüfen; (0, 0) heißt meist „unbekannt“."),
        (blank, "offer_without_place", "Angebote haben weder lesbare Koordinaten noch Adresse oder Gebiet und wurden nicht übernommen.", "Koordinaten oder Adresse ergänzen."),
        (waiting, "offer_only_address", "Angebote haben eine Adresse, aber keinen Ort; sie bleiben in der Liste und erscheinen nicht auf der Karte.", "Koordinaten ergänzen oder unter `addresses` das Adressregister der Stadt angeben."),
    ):  # fmt: skip
        if chosen.any():
            findings.append(
                Finding(
                    "warning",
                    code,
                    file,
                    listed(labels[chosen]),
                    f"{int(chosen.sum())} {message}",
                    fix,
                )
            )
    if len(labels) and outside.sum() + blank.sum() == len(labels):
        findings.append(
            Finding(
                "error",
                "join_no_offer",
                file,
                "",
                "Kein Angebot der Datei liegt in der Stadt.",
                "Prüfen, ob Datei, Spalten und Koordinatensystem stimmen.",
            )
        )
    return ~(outside | blank), findings


def _same_place(offers: "GeoDataFrame", file: str) -> list[Finding]:
    """Say which offers look like the same one twice: same name, category and place."""
    from intake.offer_places import listed

    geometry = offers.geometry
    known = offers[~geometry.is_empty & (offers["name"] != "")]
    spot = known.assign(x=known.geometry.x.round(1), y=known.geometry.y.round(1))
    twice = spot[spot.duplicated(["name", "category", "x", "y"], keep="first")]
    return [Finding("warning", "offer_twice", file, listed(Series(twice.index)), "Angebote stehen mit gleichem Namen, gleicher Art und gleichem Ort schon einmal in der Datei; beide wurden übernommen.",
                    "Doppelte Zeilen löschen.")] if len(twice) else []  # fmt: skip
