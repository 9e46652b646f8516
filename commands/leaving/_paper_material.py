"""What the paper commands start from: a city folder and who hands in; material for papers out."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.output import YearOption

if TYPE_CHECKING:
    from export.papers.material import Material, Office
    from indicators.secrecy.release import Audience
    from intake.model import City

PaperOut = Annotated[Path, typer.Option("--out", help="Datei: .pdf, .docx oder .html.")]
PaperLevel = Annotated[str, typer.Option("--level", help="Ebene; sonst die der Aktionsräume.")]
AudienceOption = Annotated[
    str, typer.Option("--audience", help="public (alle) oder internal (nur Dienstgebrauch).")
]
DayOption = Annotated[str, typer.Option("--date", help="Datum (JJJJ-MM-TT), sonst heute.")]
DepartmentOption = Annotated[str, typer.Option("--department", help="Fachbereich.")]
AuthorOption = Annotated[str, typer.Option("--author", help="Bearbeitung.")]
NumberOption = Annotated[str, typer.Option("--number", help="Nummer der Drucksache.")]
ContactOption = Annotated[
    list[str] | None, typer.Option("--contact", help="Zeile der Ansprechstelle (mehrfach).")
]
CategoriesOption = Annotated[
    list[str] | None,
    typer.Option("--category", help="Versorgung nur mit diesen Angeboten (mehrfach)."),
]
__all__ = ["YearOption"]


@dataclass(frozen=True)
class Asked:
    """Choices that all paper commands share."""

    level: str = ""
    year: int | None = None
    audience: str = "public"
    date: str = ""
    department: str = ""
    author: str = ""
    number: str = ""
    contact: tuple[str, ...] = ()
    categories: Sequence[str] | None = None
    entries: bool = True


def material_for(folder: Path, asked: Asked, *, key: str = "") -> "tuple[City, Material, str]":
    """Read, compute and release what papers need.

    Parameters
    ----------
    folder : Path
    asked : Asked
    key : str
        Key or name of an area; decides the level if none is asked for.

    Returns
    -------
    tuple of City, Material, str
        The string is the area's key; "" if none was asked for.

    Raises
    ------
    InputError
        If the city is not in order or the choices do not exist.
    """
    from pipeline.city import read_current_city

    day_of(asked.date), audience_of(asked.audience)
    city = read_current_city(folder, entries=asked.entries)
    return (city, *material_of(city, asked, key=key))


def material_of(city: "City", asked: Asked, *, key: str = "") -> "tuple[Material, str]":
    """Compute and release what papers need of a city that is read; as `material_for`."""
    from export.papers.material import Material, words_of
    from intake.choices import require_category, require_year
    from pipeline.results import results_of

    office = office_of(asked)
    level, key = _place(city, asked.level, key)
    wanted = asked.categories
    if wanted is None:
        wanted = [standard.category for standard in city.config.standard]
    released, coverages = results_of(
        city,
        level=level,
        categories=[require_category(city, name) for name in dict.fromkeys(wanted)],
        day=office.date,
        audience=audience_of(asked.audience),
    )
    material = Material(
        released=released,
        words=words_of(city.config.field_of_action, city.config.category),
        office=office,
        level=level,
        year=require_year(city, asked.year),
        population=_population(city),
        coverages=coverages,
    )
    return material, key


def _place(city: "City", level: str, key: str) -> tuple[str, str]:
    """Level and key of what is asked for; a name stands for its key."""
    from export.papers.material import programme_level
    from intake.choices import require_choice, require_level

    usual = programme_level(city.levels)
    levels = [require_level(city, level)] if level else list(dict.fromkeys((usual, *city.levels)))
    if not key:
        return levels[0], ""
    for name in levels:
        areas = city.levels[name].areas
        if key in areas.index:
            return name, key
        named = areas.index[areas["name"].astype(str) == key]
        if len(named) == 1:
            return name, str(named[0])
    return levels[0], require_choice(
        "Gebiet", key, [str(k) for k in city.levels[levels[0]].areas.index]
    )


def _population(city: "City") -> str:
    """Variable that counts all inhabitants; "" if nothing does."""
    from pipeline.figures import population_variable

    found = (population_variable(figures.values, city.config) for figures in city.figures)
    return next((name for name in found if name), "")


def office_of(asked: Asked) -> "Office":
    """Return who hands in, and when."""
    from export.papers.material import Office

    return Office(day_of(asked.date), asked.department, asked.author, asked.number, asked.contact)


def day_of(text: str) -> datetime.date:
    """Return the asked day, or today."""
    if not text:
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        msg = f"„{text}“ ist kein Tag. Beispiel: 2026-11-24."
        raise typer.BadParameter(msg, param_hint="--date") from error


def audience_of(text: str) -> "Audience":
    """Return the asked audience; another word is a wrong call."""
    if text == "public":
        return "public"
    if text == "internal":
        return "internal"
    msg = f"„{text}“ gibt es nicht. Möglich sind public und internal."
    raise typer.BadParameter(msg, param_hint="--audience")


def format_of(out: Path) -> str:
    """Return the format of a paper by the ending of its file.

    Raises
    ------
    WriteError
        For another ending than .pdf, .docx or .html.
    """
    from export.atomic import WriteError
    from export.papers.formats import WRITERS

    name = out.suffix.lower().lstrip(".")
    if name not in WRITERS:
        msg = f"{out}: Die Endung „{out.suffix}“ ist nicht bekannt. Möglich sind .pdf, .docx und .html."
        raise WriteError(0, msg)
    return name


def written(out: Path, content: bytes, material: "Material") -> None:
    """Write a paper and say what was withheld in it."""
    from export.atomic import write_bytes
    from wording import count

    write_bytes(out, content)
    typer.echo(f"Geschrieben: {out}", err=True)
    held = len(material.released.suppressed) + sum(len(c.suppressed) for c in material.coverages)
    if held:
        inside = "enthält" if material.released.audience == "internal" else "enthält nicht"
        values = "ein kleiner Wert" if held == 1 else f"{count(held)} kleine Werte"
        typer.echo(f"Hinweis: Das Papier {inside}: {values} (Geheimhaltung).", err=True)
