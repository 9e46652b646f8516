"""What the paper commands start from: a city folder and who hands in; material for papers out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import (
    AudienceOption,
    CategoriesOption,
    CityWithEntries,
    DayOption,
    LevelOption,
    YearOption,
    day_of,
)

if TYPE_CHECKING:
    from export.papers.material import Material, Office
    from indicators.secrecy.release import Audience
    from intake.model import City

PaperOut = Annotated[Path, typer.Option("--out", help="Datei: .pdf, .docx oder .html.")]


@dataclass(frozen=True)
class SheetChoices:
    """What is shown on a paper, to whom, and who hands it in."""

    level: LevelOption = ""
    year: YearOption = None
    audience: AudienceOption = "public"
    date: DayOption = ""
    department: Annotated[str, typer.Option("--department", help="Fachbereich.")] = ""
    author: Annotated[str, typer.Option("--author", help="Bearbeitung.")] = ""
    number: Annotated[str, typer.Option("--number", help="Nummer der Drucksache.")] = ""


@dataclass(frozen=True)
class PaperChoices(SheetChoices):
    """Also whom to ask and which offers it is about."""

    contact: Annotated[
        list[str] | None, typer.Option("--contact", help="Zeile der Ansprechstelle (mehrfach).")
    ] = None
    category: CategoriesOption = None


def material_for(
    city: CityWithEntries, choices: SheetChoices, *, key: str = ""
) -> "tuple[City, Material, str]":
    """Read, compute and release what papers need.

    Parameters
    ----------
    city : CityWithEntries
    choices : SheetChoices
        A sheet or picture shows no coverage; other papers those of the chosen categories.
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
    office_of(choices), audience_of(choices.audience)
    read = city.read()
    categories = choices.category if isinstance(choices, PaperChoices) else ()
    return (read, *material_of(read, choices, categories, key=key))


def material_of(
    city: "City", choices: SheetChoices, categories: Sequence[str] | None, *, key: str = ""
) -> "tuple[Material, str]":
    """Compute and release what papers need of a city that is read; as `material_for`."""
    from export.papers.material import Material, words_of
    from intake.choices import require_category, require_year
    from pipeline.results import results_of

    office = office_of(choices)
    level, key = _place(city, choices.level, key)
    wanted = categories
    if wanted is None:
        wanted = [standard.category for standard in city.config.standard]
    released, coverages = results_of(
        city,
        level=level,
        categories=[require_category(city, name) for name in dict.fromkeys(wanted)],
        day=office.date,
        audience=audience_of(choices.audience),
    )
    material = Material(
        released=released,
        words=words_of(city.config.field_of_action, city.config.category),
        office=office,
        level=level,
        year=require_year(city, choices.year),
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


def office_of(choices: SheetChoices) -> "Office":
    """Return who hands in, and when: today if no day is named."""
    from export.papers.material import Office

    day = day_of(choices.date, "--date") or date.today()
    contact = tuple(choices.contact or ()) if isinstance(choices, PaperChoices) else ()
    return Office(day, choices.department, choices.author, choices.number, contact)


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
