"""The Steckbrief of one area: released results in; PDF, DOCX or one HTML page out."""

import numpy as np

from export.document import Paper, Paragraph, Part
from export.papers._profile_text import area_summary, neighbour_names
from export.papers.formats import WRITERS, footer, letterhead
from export.papers.material import Material
from export.papers.profile_parts import (
    contact_part,
    coverage_part,
    development_part,
    flags_part,
    further_part,
    map_part,
    offers_part,
    remarks_part,
    situation_part,
)
from wording import count


def profile(material: Material, key: str, *, format: str = "pdf") -> bytes:  # noqa: A002
    """The Steckbrief of one area.

    Parameters
    ----------
    material : Material
    key : str
        An area of the material's level.
    format : {"pdf", "docx", "html"}

    Returns
    -------
    bytes
    """
    return WRITERS[format](profile_paper(material, key))


def profile_paper(material: Material, key: str) -> Paper:
    """The Steckbrief of one area as a paper."""
    name = material.name(key)
    released = material.released
    return Paper(
        title=name,
        subject=f"Steckbrief des Gebiets {name} ({material.label}, {released.name})",
        head=letterhead(material),
        kind="Steckbrief",
        parts=profile_parts(material, key),
        date=material.office.date,
        footer=footer(material),
        author=material.office.department,
        facts=key_facts(material, key),
    )


def key_facts(material: Material, key: str) -> tuple[tuple[str, str], ...]:
    """Level, number, inhabitants, size and neighbours of an area."""
    hectares = float(material.areas.geometry.area[key]) / 10_000
    persons = inhabitants(material, key)
    facts = [("Ebene", f"{material.label}, Schlüssel {key}")]
    if persons:
        facts.append(("Einwohnerinnen und Einwohner", persons))
    if hectares > 0:
        facts.append(("Fläche", f"{count(hectares)} ha"))
    members = material.released.levels[material.level].members
    parts = members.index[members == key]
    if len(parts) > 1:
        names = material.finest.areas["name"].reindex(parts).astype(str)
        facts.append(("Dazu gehören", ", ".join(names)))
    neighbours = neighbour_names(material, key)
    if neighbours:
        facts.append(("Nachbarn", ", ".join(neighbours)))
    return tuple(facts)


def inhabitants(material: Material, key: str) -> str:
    """Inhabitants of an area in the newest year that counts them; "" if nothing does."""
    tables = material.released.counts
    years = sorted(year for level, year in tables if level == material.level)
    for year in reversed([y for y in years if y <= material.year]):
        table = tables[(material.level, year)]
        if material.population in table:
            value = float(table.loc[key, material.population])
            if np.isnan(value):
                return ""
            guess = (
                ", geschätzt" if material.population in material.released.estimated[year] else ""
            )
            return f"{count(value)} ({year}{guess})"
    return ""


def profile_parts(material: Material, key: str, *, level: int = 1) -> tuple[Part, ...]:
    """Everything of a Steckbrief below its title; headings start at `level`."""
    rows = material.figures
    own = rows[rows["key"] == key]
    sections: list[list[Part]] = [
        [Paragraph(area_summary(material, own, key), "lead")],
        situation_part(material, own, level),
        development_part(material, key, level),
        map_part(material, key, level),
        flags_part(material, own, level),
        offers_part(material, key, level),
        coverage_part(material, key, level),
        contact_part(material, level),
        remarks_part(material, own, level),
        further_part(material, own, level),
    ]
    return tuple(part for section in sections for part in section)
