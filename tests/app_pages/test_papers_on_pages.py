"""Papers that pages make on request: real PDF and Word files of what is shown."""

import io
import zipfile

import pytest

from app_pages.frame.city import loaded
from app_pages.frame.view import View
from app_pages.leaving import map_pdf, profile_bytes
from app_pages.situation.indicator import Theme, indicator_map


@pytest.fixture(scope="module")
def shown_city():
    """The embedded city as the pages see it."""
    return loaded()


def test_the_map_of_the_page_becomes_a_pdf(shown_city):
    theme = Theme("transfer_payment_pct", 2024, "city", 6)
    content = map_pdf(shown_city, indicator_map(shown_city, theme, View("sozialraum")))
    assert content.startswith(b"%PDF")
    assert len(content) > 20_000


def test_a_steckbrief_becomes_a_word_file_that_names_the_area(shown_city):
    content = profile_bytes(shown_city, "stadtbezirk", "01", "docx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "Innenstadt-West" in archive.read("word/document.xml").decode()


def test_the_council_paper_has_the_chosen_blocks_and_no_other(shown_city):
    from app_pages.leaving.council import PaperTexts, council_bytes

    wishes = PaperTexts(
        "Vorlage <b>", number="123/26", resolution="Der Rat nimmt Kenntnis.",
        blocks=("resolution", "situation"),
    )  # fmt: skip
    content = council_bytes(shown_city, "stadtbezirk", "docx", wishes)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("word/document.xml").decode()
    assert "Der Rat nimmt Kenntnis." in text
    assert "Soziale Lage" in text
    assert "Zur Methode" not in text
    assert "Vorlage &lt;b&gt;" in text
