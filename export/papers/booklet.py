"""All Steckbriefe of a level as one booklet: material in; PDF, DOCX or HTML out."""

from collections.abc import Callable, Sequence

from export.document import Contents, Facts, Figure, Heading, PageBreak, Paper, Paragraph, Part
from export.figures.map import MapParts, map_picture
from export.papers._council_figures import overview_tables, population_sentence, tally_sentence
from export.papers.formats import WRITERS, footer, letterhead
from export.papers.material import Material, main_indicators
from export.papers.profile import key_facts, profile_parts
from wording import count

OVERVIEW = "Alle Gebiete im Überblick"


def booklet(
    material: Material,
    *,
    keys: Sequence[str] = (),
    title: str = "",
    format: str = "pdf",  # noqa: A002
    progress: Callable[[str, int, int], None] | None = None,
) -> bytes:
    """A booklet with contents, an overview and one Steckbrief per area.

    Parameters
    ----------
    material : Material
    keys : sequence of str
        Areas in this order; default all of the level.
    title : str
        Default: "Steckbriefe der …".
    format : {"pdf", "docx", "html"}
    progress : callable, optional
        Told the name, the number and the count before each area.

    Returns
    -------
    bytes
    """
    return WRITERS[format](booklet_paper(material, keys=keys, title=title, progress=progress))


def booklet_paper(
    material: Material,
    *,
    keys: Sequence[str] = (),
    title: str = "",
    progress: Callable[[str, int, int], None] | None = None,
) -> Paper:
    """The booklet as a list of parts."""
    chosen = list(keys) or [str(key) for key in material.areas.index]
    names = tuple(material.name(key) for key in chosen)
    contents = Contents(entries=(OVERVIEW, *names))
    parts: list[Part] = [contents, PageBreak(), *_overview(material)]
    for number, key in enumerate(chosen):
        if progress is not None:
            progress(material.name(key), number, len(chosen))
        parts += [PageBreak(), Heading(material.name(key)), Facts(key_facts(material, key))]
        parts += profile_parts(material, key, level=2)
    name = material.released.name
    return Paper(
        title=title or f"{material.label}: Steckbriefe",
        subject=f"Steckbriefe der Ebene {material.label}, {name}, {material.year}",
        head=letterhead(material),
        kind="Steckbriefe",
        parts=tuple(parts),
        date=material.office.date,
        footer=footer(material),
        author=material.office.department,
        cover=True,
        facts=_facts(material, len(chosen)),
    )


def _facts(material: Material, areas: int) -> tuple[tuple[str, str], ...]:
    from wording import date

    pairs = [
        ("Stadt", material.released.name),
        ("Gebiete", f"{count(areas)} ({material.label})"),
        ("Zahlen bis", str(material.year)),
        ("Datum", date(material.office.date)),
        ("Drucksache Nr.", material.office.number),
        ("Bearbeitung", material.office.author),
    ]
    return tuple((name, text) for name, text in pairs if text)


def _overview(material: Material) -> list[Part]:
    """One page on all areas: how many people, the table, the map."""
    sentences = (population_sentence(material), tally_sentence(material))
    parts: list[Part] = [Heading(OVERVIEW)]
    parts += [Paragraph(text) for text in sentences if text]
    parts += overview_tables(material)
    mains = main_indicators(material)
    if mains:
        layer = material.map_layer(mains[0].id)
        inside = MapParts(
            outlined=material.areas, outlines_label=material.label, named=material.areas
        )
        picture = map_picture(layer, inside, height=84)
        parts.append(Figure(picture, picture.title))
    return parts
