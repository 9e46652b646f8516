"""The layers of the export package: released results in, styled tables of a GeoPackage out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from export.package._geopackage import Column, GeoTable
from export.package.facts import PackageContent
from export.styles import Style, choropleth_style, gap_style, point_style
from indicators.secrecy.release import ReleasedCoverage
from layers.choropleth import indicator_layer
from layers.coverage import coverage_layer
from layers.points import gap_layer, offer_layer
from layers.words.selection import coverage_rows, figures_wide

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

#: What the columns of coverage and gaps say.
COVERAGE_WORDS = {
    "key": Column("Schlüssel"),
    "name": Column("Gebiet"),
    "target_persons": Column("Zielgruppe", "Personen der Zielgruppe"),
    "covered_persons": Column("versorgt", "Personen, die ein Angebot erreichen"),
    "covered_share": Column("Anteil versorgt", "0 bis 1"),
    "city_share": Column("Anteil in der Stadt", "0 bis 1"),
    "gap_persons": Column("nicht versorgt", "Personen ohne Angebot in Reichweite"),
    "nearest_minutes": Column("Minuten", "In so vielen Minuten erreicht die Hälfte ein Angebot"),
    "below_average": Column("schlechter versorgt als die Stadt", "1 = ja"),
    "standard": Column("Regel"),
    "basis": Column("Gerechnet auf"),
}
GAP_WORDS = {
    "rank": Column("Rang"),
    "key": Column("Schlüssel"),
    "name": Column("Gebiet"),
    "persons": Column("Personen", "Personen der Zielgruppe ohne Angebot in Reichweite"),
    "nearest_offer": Column("nächstes Angebot"),
    "nearest_minutes": Column("Minuten dorthin"),
    "reason": Column("Grund"),
}
OFFER_WORDS = {
    "id": Column("Kennung"),
    "name": Column("Name"),
    "kind": Column("Art"),
    "provider": Column("Träger"),
    "address": Column("Anschrift"),
    "area": Column("Gebiet"),
    "capacity": Column("Plätze"),
    "opening": Column("Öffnungszeiten"),
    "languages": Column("Sprachen"),
    "step_free": Column("stufenlos"),
    "mobile_schedule": Column("Wochenplan"),
    "valid_to": Column("bis"),
    "confirmed_on": Column("bestätigt am"),
    "source": Column("Quelle"),
}


def package_layers(content: PackageContent) -> list[GeoTable]:
    """Return all layers: areas with figures by level, coverage, gaps, offers."""
    tables = [area_layer(content, level) for level in content.levels]
    for coverage in content.coverages:
        tables.append(covered_layer(content, coverage))
        if len(coverage.gaps):
            tables.append(gaps_of(coverage))
    tables = list({entry.name: entry for entry in tables}.values())
    return [*tables, *offer_tables(content)]


def area_layer(content: PackageContent, level: str) -> GeoTable:
    """Areas of a level with all indicators and years; one style per indicator's newest year."""
    released = content.released
    shown = list(content.years)
    years = sorted({year for found in content.years.values() for year in found}, reverse=True)
    table = figures_wide(released, level=level, years=years, indicators=shown)
    columns = {"key": Column("Schlüssel"), "name": Column("Gebiet")}
    for name in shown:
        columns |= _indicator_words(content, name)
    aliases = {name: column.title for name, column in columns.items() if name in table}
    return GeoTable(
        name=level,
        title=released.levels[level].label,
        description=" · ".join((content.source, *released.notes)),
        table=_plain_flags(table),
        columns=columns,
        styles=tuple(_area_styles(content, level, shown, aliases)),
    )


def _indicator_words(content: PackageContent, name: str) -> dict[str, Column]:
    entry = content.released.catalogue[name]
    words = {}
    for year in content.years[name]:
        title = f"{entry.label} {year} ({entry.unit})" if entry.unit else f"{entry.label} {year}"
        words[f"{name}_{year}"] = Column(title, f"{entry.definition} Quelle: {entry.source}")
        words[f"{name}_{year}_flag"] = Column(
            f"{entry.label} {year}: ungünstiger als der Stadtdurchschnitt", "1 = ja, 0 = nein"
        )
    return words


def _area_styles(
    content: PackageContent, level: str, shown: list[str], aliases: dict[str, str]
) -> Iterator[Style]:
    for name in shown:
        year = content.years[name][0]
        layer = indicator_layer(content.released, level=level, indicator=name, year=year)
        if layer.classes:
            column = f"{name}_{year}"
            yield choropleth_style(layer, column=column, flag=f"{column}_flag", aliases=aliases)


def covered_layer(content: PackageContent, coverage: ReleasedCoverage) -> GeoTable:
    """Coverage of one category by area; classes in per cent of the target group."""
    layer = coverage_layer(coverage, content.released)
    table = coverage_rows(coverage, content.released)
    table.insert(5, "covered_percent", table["covered_share"] * 100)
    columns = COVERAGE_WORDS | {"covered_percent": Column("versorgt in %")}
    aliases = {name: column.title for name, column in columns.items()}
    style = choropleth_style(layer, column="covered_percent", flag="below_average", aliases=aliases)
    return GeoTable(
        name=f"versorgung_{coverage.category}_{coverage.level}",
        title=f"{coverage.category_label}: Versorgung, {layer.level_label}",
        description=" · ".join((coverage.standard, coverage.basis, *coverage.notes)),
        table=_plain_flags(table),
        columns=columns,
        styles=(style,),
    )


def gaps_of(coverage: ReleasedCoverage) -> GeoTable:
    """Gaps of one category as points, in persons."""
    places = gap_layer(coverage)
    aliases = {name: column.title for name, column in GAP_WORDS.items()}
    return GeoTable(
        name=f"luecken_{coverage.category}",
        title=f"{coverage.category_label}: Lücken",
        description=" · ".join((coverage.standard, coverage.basis, *coverage.notes)),
        table=coverage.gaps.reset_index(drop=True),
        columns=GAP_WORDS,
        styles=(gap_style(places, column="persons", aliases=aliases),),
    )


def offer_tables(content: PackageContent) -> list[GeoTable]:
    """Offers that have a place, by category; none is protected behind the gate."""
    offers = content.released.offers
    placed = offers[~(offers.geometry.is_empty | offers.geometry.isna())]
    used = [name for name in content.categories if (placed["category"] == name).any()]
    if not used:
        return []
    places = offer_layer(content.released, used, content.categories)
    table = placed[placed["category"].isin(used)].rename_axis("id").reset_index()
    table["kind"] = table["category"].map(dict(content.categories))
    known = [name for name in OFFER_WORDS if name in table and table[name].notna().any()]
    aliases = {name: OFFER_WORDS[name].title for name in known}
    style = point_style(places, column="kind", aliases=aliases)
    title = "Angebote"
    return [
        GeoTable(
            "angebote", title, content.source, table[[*known, "geometry"]], OFFER_WORDS, (style,)
        )
    ]


def _plain_flags(table: "GeoDataFrame") -> "GeoDataFrame":
    """Turn flags into 1, 0 or nothing: GeoPackage has no third state for booleans in QGIS."""
    flags = [name for name in table.columns if str(table[name].dtype) in ("boolean", "bool")]
    return table.astype(dict.fromkeys(flags, "Int64"))
