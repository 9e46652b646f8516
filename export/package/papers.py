"""Papers of an export package: material in, path → how to make each file out."""

from collections.abc import Callable
from functools import partial

from export.figures.map import MapParts
from export.papers.booklet import booklet
from export.papers.content import PaperContent
from export.papers.council import council_document
from export.papers.formats import WRITERS
from export.papers.material import Material, main_indicators
from export.papers.profile import profile
from export.sheets import Sheet, map_sheet, sheet_svg
from export.sheets.pdf import sheet_pdf

Papers = dict[str, Callable[[], bytes]]


def package_papers(material: Material) -> Papers:
    """Council paper, Steckbriefe, booklet and map sheet of a city.

    Parameters
    ----------
    material : Material

    Returns
    -------
    dict
        Path in the package → function that makes the file; nothing is made yet.
    """
    papers: Papers = {}
    subject = f"Soziale Lage in {material.released.name}: {material.label}"
    content = PaperContent(material, subject)
    for ending in ("pdf", "docx"):
        papers[f"papiere/vorlage.{ending}"] = partial(_council, content, ending)
    for key in material.areas.index:
        papers[f"papiere/steckbriefe/{_file_name(str(key))}.pdf"] = partial(
            profile, material, str(key)
        )
    papers["papiere/steckbriefe.pdf"] = partial(booklet, material)
    if main_indicators(material):
        papers["karten/karte.pdf"] = partial(_sheet_pdf, material)
        papers["karten/karte.svg"] = lambda: sheet_svg(city_sheet(material))
    return papers


def _council(content: PaperContent, ending: str) -> bytes:
    return WRITERS[ending](council_document(content))


def _file_name(key: str) -> str:
    """A key as part of a file's name: letters, digits, `-` and `_` only."""
    return "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in key)


def city_sheet(material: Material) -> Sheet:
    """Map sheet of the first main indicator, the papers' areas outlined."""
    layer = material.map_layer(main_indicators(material)[0].id)
    same = material.level == material.finest.id
    return map_sheet(
        layer,
        MapParts(
            outlined=None if same else material.areas,
            outlines_label="" if same else material.label,
            named=material.areas,
        ),
        office=material.office,
        city=material.released.name,
        internal=material.released.audience == "internal",
    )


def _sheet_pdf(material: Material) -> bytes:
    return sheet_pdf([city_sheet(material)], date=material.office.date)
