"""The council paper and the booklet on the page Export: parts chosen, files made on request."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from app_pages.frame.city import ShownCity
from app_pages.leaving import WORD, material_of
from app_pages.leaving._parts import (
    Additions,
    ask_additions,
    scenarios_of_paper,
    sites_of_paper,
)
from indicators.catalogue import label_of
from wording import t


@dataclass(frozen=True)
class PaperTexts:
    """Texts and choices of a council paper; the same as the options of the command `paper`."""

    subject: str
    number: str = ""
    department: str = ""
    author: str = ""
    resolution: str = ""
    blocks: tuple[str, ...] = ()
    committees: tuple[tuple[str, str], ...] = ()
    contact: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    additions: Additions = field(default_factory=Additions)


def show_papers(shown_city: ShownCity, level: str) -> None:
    """Entries, building blocks and buttons for the council paper, and the booklet."""
    texts = _ask_texts(shown_city, level)
    if not texts.blocks:
        st.info(t("Bitte mindestens einen Baustein wählen."))
        return

    def paper(kind: str) -> Callable[[], bytes]:
        return lambda: council_bytes(shown_city, level, kind, texts)

    pdf, word, booklet = st.columns(3)
    _button(pdf, t("Ratsvorlage als PDF"), paper("pdf"), "vorlage.pdf", "application/pdf")
    _button(word, t("Ratsvorlage als Word-Datei"), paper("docx"), "vorlage.docx", WORD)
    all_profiles = t("Alle Steckbriefe als Heft (PDF)")
    _button(
        booklet,
        all_profiles,
        lambda: booklet_bytes(shown_city, level),
        "heft.pdf",
        "application/pdf",
    )
    st.caption(t("Die Dateien entstehen beim Klick; das Heft braucht einige Sekunden."))


def _ask_texts(shown_city: ShownCity, level: str) -> PaperTexts:
    """All entries of the paper, the usual ones first."""
    from export.papers.content import BLOCKS

    left, right = st.columns(2)
    usual = f"Soziale Lage in {shown_city.released.name}: {shown_city.released.levels[level].label}"
    subject = left.text_input(t("Betreff"), value=usual, key=f"betreff_{level}")
    number = right.text_input(t("Drucksache Nr."), key="drucksache")
    department = left.text_input(t("Fachbereich"), key="fachbereich")
    author = right.text_input(t("Bearbeitung"), key="bearbeitung")
    resolution = st.text_area(t("Beschlussvorschlag"), key="beschluss", height=90)
    blocks = st.multiselect(
        t("Bausteine der Vorlage"), list(BLOCKS), default=list(BLOCKS),
        format_func=lambda id_: t(BLOCKS[id_]), key="bausteine", placeholder=t("bitte wählen"),
        help=t("Ein Baustein ohne Inhalt, etwa ohne Kosten, steht nicht in der Vorlage."),
    )  # fmt: skip
    additions = ask_additions(shown_city, level)
    with st.expander(t("Beratungsfolge, Ansprechstelle, Anlagen, Karten")):
        committees = _lines(t("Beratungsfolge, je Zeile: Gremium; Datum"), "beratungsfolge")
        contact = _lines(t("Ansprechstelle, eine Angabe je Zeile"), "ansprechstelle")
        attachments = _lines(t("Anlagen, eine je Zeile"), "anlagen")
        maps = _ask_maps(shown_city)
    return PaperTexts(
        subject, number, department, author, resolution, tuple(blocks),
        tuple(_pair(line) for line in committees), contact, attachments, maps, additions,
    )  # fmt: skip


def _lines(label: str, key: str) -> tuple[str, ...]:
    text = st.text_area(label, key=key, height=90)
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _pair(line: str) -> tuple[str, str]:
    name, _, day = line.partition(";")
    return name.strip(), day.strip()


def _ask_maps(shown_city: ShownCity) -> tuple[str, ...]:
    catalogue = shown_city.released.catalogue
    labels = {id_: label_of(entry) for id_, entry in catalogue.items() if shown_city.years[id_]}
    chosen = st.multiselect(
        t("Karten dieser Kennzahlen (leer: die beiden wichtigsten)"), list(labels),
        format_func=labels.__getitem__, key="papier_karten", placeholder=t("bitte wählen"),
    )  # fmt: skip
    return tuple(chosen)


def council_bytes(shown_city: ShownCity, level: str, kind: str, texts: PaperTexts) -> bytes:
    """The council paper of a level as PDF (PDF/UA) or Word file.

    Raises
    ------
    InputError
        If a scenario does not fit today's offers, or sites cannot be proposed.
    """
    from export.papers.content import PaperContent
    from export.papers.council import council_paper
    from export.papers.material import Office

    day = datetime.date.today()
    office = Office(day, texts.department, texts.author, texts.number, texts.contact)
    added = texts.additions
    sites, sought = sites_of_paper(shown_city, added.search)
    content = PaperContent(
        material_of(shown_city, level, office),
        texts.subject,
        committees=texts.committees,
        resolution=texts.resolution,
        blocks=texts.blocks,
        map_indicators=texts.maps,
        sites=sites,
        sites_text=sought,
        scenarios=scenarios_of_paper(shown_city, added.scenarios, day),
        costs=added.costs,
        attachments=texts.attachments,
    )
    return council_paper(content, format=kind, template=added.template)


def booklet_bytes(shown_city: ShownCity, level: str) -> bytes:
    """The Steckbriefe of all areas of a level as one PDF with contents."""
    from export.papers.booklet import booklet
    from export.papers.material import Office

    return booklet(material_of(shown_city, level, Office(datetime.date.today())))


def _button(
    place: "st.delta_generator.DeltaGenerator",
    label: str,
    make: Callable[[], bytes],
    name: str,
    mime: str,
) -> None:
    place.download_button(
        label, data=make, file_name=name, mime=mime, on_click="ignore", key=name, width="stretch"
    )
