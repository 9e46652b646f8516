"""The council paper and the booklet on the page Export: blocks chosen, files made on request."""

import datetime
from collections.abc import Callable

import streamlit as st

from app_pages.city import Loaded
from app_pages.papers import WORD, material_of
from wording import t

#: Blocks that need more than a page asks for; the command `paper` offers them.
ONLY_IN_SHELL = ("sites", "costs", "attachments")


def show_papers(load: Loaded, level: str) -> None:
    """Entries, building blocks and buttons for the council paper, and the booklet."""
    from export.paper import BLOCKS

    offered = {id_: label for id_, label in BLOCKS.items() if id_ not in ONLY_IN_SHELL}
    left, right = st.columns(2)
    usual = t("Soziale Lage: {areas}", areas=t(load.released.levels[level].label))
    subject = left.text_input(t("Betreff"), value=usual, key="betreff")
    number = right.text_input(t("Drucksache Nr."), key="drucksache")
    department = left.text_input(t("Fachbereich"), key="fachbereich")
    author = right.text_input(t("Bearbeitung"), key="bearbeitung")
    resolution = st.text_area(t("Beschlussvorschlag"), key="beschluss", height=90)
    blocks = st.multiselect(
        t("Bausteine der Vorlage"),
        list(offered),
        default=list(offered),
        format_func=lambda id_: t(offered[id_]),
        key="bausteine",
        placeholder=t("bitte wählen"),
    )

    def paper(kind: str) -> Callable[[], bytes]:
        return lambda: council_bytes(
            load, level, kind,
            subject=subject, number=number, department=department, author=author,
            resolution=resolution, blocks=tuple(blocks),
        )  # fmt: skip

    if not blocks:
        st.info(t("Bitte mindestens einen Baustein wählen."))
        return
    pdf, word, booklet = st.columns(3)
    _button(pdf, t("Ratsvorlage als PDF"), paper("pdf"), "vorlage.pdf", "application/pdf")
    _button(word, t("Ratsvorlage als Word-Datei"), paper("docx"), "vorlage.docx", WORD)
    all_profiles = t("Alle Steckbriefe als Heft (PDF)")
    _button(
        booklet, all_profiles, lambda: booklet_bytes(load, level), "heft.pdf", "application/pdf"
    )
    st.caption(t("Die Dateien entstehen beim Klick; das Heft braucht einige Sekunden."))


def council_bytes(
    load: Loaded,
    level: str,
    kind: str,
    *,
    subject: str,
    number: str,
    department: str,
    author: str,
    resolution: str,
    blocks: tuple[str, ...],
) -> bytes:
    """The council paper of a level as PDF (PDF/UA) or Word file."""
    from export.material import Office
    from export.paper import PaperContent, council_paper

    office = Office(datetime.date.today(), department=department, author=author, number=number)
    content = PaperContent(
        material_of(load, level, office), subject, resolution=resolution, blocks=blocks
    )
    return council_paper(content, format=kind)


def booklet_bytes(load: Loaded, level: str) -> bytes:
    """The Steckbriefe of all areas of a level as one PDF with contents."""
    from export.booklet import booklet
    from export.material import Office

    return booklet(material_of(load, level, Office(datetime.date.today())))


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
