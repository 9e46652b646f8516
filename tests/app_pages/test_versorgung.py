"""The sections below the page Versorgung: a second choice beside the first, and the week."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from wording import speak

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    """The embedded city, German words."""
    monkeypatch.delenv("AKTIONSRAUM_CITY", raising=False)
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path))
    speak("de")


@pytest.mark.parametrize("switch", ["versorgung_woche", "versorgung_bedarf"])
def test_section_appears_only_when_asked_for(switch):
    """Each switch adds one table, and nothing fails."""
    app = AppTest.from_file(str(ROOT / "app_pages" / "versorgung.py"), default_timeout=120).run()
    assert not app.exception
    before = len(app.dataframe)
    app.toggle(key=switch).set_value(True).run()
    assert not app.exception
    assert len(app.dataframe) == before + 1


def test_fifths_of_need_add_up_to_the_city():
    """Every child is in one fifth: the fifths' persons sum to 34,636.5, covered and not covered."""
    from app_pages.frame.city import loaded
    from indicators.coverage.question import Question
    from pipeline.equity import equity_shown, need_of

    shown_city = loaded()
    need, direction = need_of(shown_city.released, "transfer_payment_pct")
    shown = equity_shown(
        shown_city.city, shown_city.released, Question("kita"), need, direction=direction
    )
    table = shown.table
    assert table.index.tolist() == [1, 2, 3, 4, 5]
    assert table["target_persons"].sum() == pytest.approx(34_636.5)
    both = table["covered_persons"] + table["gap_persons"]
    assert both.tolist() == pytest.approx(table["target_persons"].tolist())
