"""`aktionsraum sheet` and `picture`: maps to scale on paper, and charts and maps as pictures."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.leaving._paper_material import SheetChoices, material_for
from commands.options import (
    AudienceOption,
    CityWithEntries,
    IndicatorOption,
    LevelOption,
    YearOption,
    require_word,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from export.drawing.picture import Picture
    from export.figures.map import MapParts
    from export.papers.material import Material
    from export.sheets import Sheet, SheetSpec

AreaOption = Annotated[
    str, typer.Option("--area", help="Schlüssel oder Name des Gebiets, um das es geht.")
]
OffersOption = Annotated[
    list[str] | None, typer.Option("--offers", help="Angebote dieser Art zeigen (mehrfach).")
]


SheetOut = Annotated[Path, typer.Option("--out", help="Datei: .pdf oder .svg.")]
SaveExtentOption = Annotated[
    Path | None, typer.Option("--save-extent", help="Ausschnitt in diese Datei speichern.")
]
AtlasOption = Annotated[
    bool, typer.Option("--atlas", help="Ein Blatt je Gebiet der Ebene (nur .pdf).")
]
TablesOption = Annotated[
    bool, typer.Option("--table/--no-table", help="Werte als Tabelle anhängen (nur .pdf).")
]


@dataclass(frozen=True)
class Frame:
    """Paper, scale and place of a map sheet."""

    size: Annotated[str, typer.Option("--size", help="A4 oder A3.")] = "A4"
    orientation: Annotated[
        str, typer.Option("--orientation", help="auto, landscape (quer) oder portrait (hoch).")
    ] = "auto"
    scale: Annotated[
        int | None,
        typer.Option("--scale", min=500, help="Maßstab 1 : N; sonst der größte, der passt."),
    ] = None
    centre: Annotated[
        str,
        typer.Option("--centre", help="Mitte „Ost, Nord“ in Metern, zum Beispiel 393900,5709700."),
    ] = ""
    extent: Annotated[
        Path | None, typer.Option("--extent", help="Gespeicherter Ausschnitt (JSON).")
    ] = None
    title: Annotated[str, typer.Option("--title", help="Titel; sonst die Kennzahl.")] = ""


def sheet(
    *,
    city: CityWithEntries,
    out: SheetOut = Path("karte.pdf"),
    indicator: IndicatorOption = "",
    area: AreaOption = "",
    offers: OffersOption = None,
    frame: Frame,
    save_extent: SaveExtentOption = None,
    atlas: AtlasOption = False,
    tables: TablesOption = True,
    choices: SheetChoices,
) -> None:
    """Kartenblatt in festem Maßstab als PDF oder SVG, auch als Reihe mit einem Blatt je Gebiet.

    Ohne --indicator zeigt es die erste Kennzahl.
    """
    from wording import count

    _require_ending(out, (".pdf",) if atlas else (".pdf", ".svg"))
    _, material, key = material_for(city, choices, key=area)
    sheets = _sheets(material, _spec(material, frame), indicator, key, offers or (), atlas=atlas)
    _write(out, _sheet_bytes(sheets, out, material, title=frame.title, tables=tables))
    if save_extent is not None:
        _save_extent(save_extent, sheets[0])
    for made in sheets[:1]:
        typer.echo(f"Maßstab 1 : {count(made.frame.scale)}", err=True)


def _sheet_bytes(
    sheets: "list[Sheet]", out: Path, material: "Material", *, title: str, tables: bool
) -> bytes:
    """Return the first sheet as SVG, or all as PDF, by the ending of the file."""
    from export.sheets import sheet_svg
    from export.sheets.pdf import sheet_pdf

    if out.suffix.lower() == ".svg":
        return sheet_svg(sheets[0])
    office = material.office
    return sheet_pdf(sheets, title=title, date=office.date, author=office.department, tables=tables)


def picture(
    *,
    city: CityWithEntries,
    out: Annotated[Path, typer.Option("--out", help="Datei: .png oder .svg.")] = Path("karte.png"),
    kind: Annotated[
        str, typer.Option("--kind", help="map (Karte) oder bars (Balken eines Gebiets).")
    ] = "map",
    indicator: IndicatorOption = "",
    level: LevelOption = "",
    year: YearOption = None,
    area: AreaOption = "",
    offers: OffersOption = None,
    dpi: Annotated[int, typer.Option("--dpi", min=50, max=600, help="Punkte je Zoll (PNG).")] = 200,
    audience: AudienceOption = "public",
) -> None:
    """Karte oder Balken als Bild mit Quellenzeile, PNG oder SVG.

    Ohne --indicator zeigt die Karte die erste Kennzahl.
    """
    from export.drawing.picture import png_bytes, svg_bytes

    _require_ending(out, (".png", ".svg"))
    _, material, key = material_for(city, SheetChoices(level, year, audience), key=area)
    made = _picture(material, kind, indicator, key, offers or ())
    is_svg = out.suffix.lower() == ".svg"
    _write(out, svg_bytes(made) if is_svg else png_bytes(made, dpi=dpi))


def _picture(
    material: "Material", kind: str, indicator: str, key: str, offers: "Sequence[str]"
) -> "Picture":
    from export.figures.map import map_picture
    from export.papers.profile_parts import bars_picture

    if kind == "map":
        chosen = _indicator(material, indicator)
        return map_picture(material.map_layer(chosen), _parts(material, key, offers), height=110)
    if kind != "bars" or not key:
        msg = "„map“ oder „bars“ angeben; für „bars“ auch ein Gebiet mit --area."
        raise typer.BadParameter(msg, param_hint="--kind")
    return bars_picture(material, key)


def _sheets(
    material: "Material",
    spec: "SheetSpec",
    indicator: str,
    key: str,
    offers: "Sequence[str]",
    *,
    atlas: bool,
) -> "list[Sheet]":
    """One sheet, or one per area of the level, all at the same scale."""
    from dataclasses import replace

    from export.sheets import common_scale, map_sheet

    layer = material.map_layer(_indicator(material, indicator))
    keys = [str(k) for k in material.areas.index] if atlas else [key]
    if atlas and spec.scale is None:
        spec = replace(spec, scale=common_scale(material.areas, spec))
    sheets = []
    for own in keys:
        name = f"{material.name(own)}: {layer.title} ({layer.subtitle})" if own else ""
        sheets.append(
            map_sheet(
                layer,
                _parts(material, own, offers),
                spec=spec if spec.title and not atlas else replace(spec, title=name),
                office=material.office,
                city=material.released.name,
                internal=material.released.audience == "internal",
            )
        )
    return sheets


def _indicator(material: "Material", asked: str) -> str:
    """The asked indicator if it has values, else the first main one."""
    from export.papers.material import main_indicators
    from intake.choices import require_choice

    mains = [entry.id for entry in main_indicators(material)] or list(material.years)
    return require_choice("Indikator", asked or next(iter(mains), ""), list(material.years))


def _parts(material: "Material", key: str, offers: "Sequence[str]") -> "MapParts":
    """Outlines and names of the level's areas, offers, and the area in focus."""
    from export.figures.map import MapParts
    from intake.choices import require_choice
    from layers.points import offer_layer

    known = list(material.words.categories)
    asked = [require_choice("Kategorie", name, known) for name in offers]
    same = material.level == material.finest.id
    return MapParts(
        points=(offer_layer(material.released, asked, material.words.categories),) if asked else (),
        outlined=None if same else material.areas,
        outlines_label="" if same else material.label,
        focus=material.areas.loc[[key]] if key else None,
        named=material.areas,
    )


def _spec(material: "Material", frame: Frame) -> "SheetSpec":
    from export.sheets import SIZES, Extent, SheetSpec, fitting_extent
    from intake.choices import read_extent

    size, orientation = frame.size, frame.orientation
    require_word("--size", size, tuple(SIZES))
    require_word("--orientation", orientation, ("auto", "landscape", "portrait"))
    extent = Extent(*read_extent(frame.extent)) if frame.extent is not None else None
    if frame.centre:
        east, north = _centre(frame.centre)
        chosen = frame.scale or fitting_extent(material.areas, size)  # type: ignore[arg-type]
        extent = Extent(east, north, float(chosen))
    return SheetSpec(size, orientation, extent, frame.scale, frame.title)  # type: ignore[arg-type]


def _centre(text: str) -> tuple[float, float]:
    try:
        east, north = (float(part) for part in text.replace(";", ",").split(","))
    except ValueError as error:
        msg = f"„{text}“ ist keine Mitte. Beispiel: 393900,5709700."
        raise typer.BadParameter(msg, param_hint="--centre") from error
    return east, north


def _require_ending(out: Path, known: tuple[str, ...]) -> None:
    from export.atomic import WriteError

    if out.suffix.lower() not in known:
        msg = f"{out}: Die Endung „{out.suffix}“ passt nicht. Möglich: {', '.join(known)}."
        raise WriteError(0, msg)


def _write(out: Path, content: bytes) -> None:
    from export.atomic import write_bytes

    write_bytes(out, content)
    typer.echo(f"Geschrieben: {out}", err=True)


def _save_extent(path: Path, made: "Sheet") -> None:
    from dataclasses import asdict

    from export.atomic import write_text

    write_text(path, json.dumps(asdict(made.extent)) + "\n")
