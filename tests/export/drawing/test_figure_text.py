"""Text on paper: what fits, what breaks, what is cut."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from export.drawing.svg import drawing, label
from export.drawing.text import shortened, text_width, wrapped


def test_width_grows_with_size():
    assert text_width("Straße", 6.0) == pytest.approx(2 * text_width("Straße", 3.0))


def test_bold_is_wider():
    assert text_width("Nordmarkt", 3.0, bold=True) > text_width("Nordmarkt", 3.0)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abcWÄß /-", max_size=60), st.floats(8, 60))
def test_no_line_is_wider_than_asked_and_nothing_is_lost(text, width):
    lines = wrapped(text, width, 3.0)
    assert all(text_width(line, 3.0) <= width for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace("-", "").replace(
        " ", ""
    )


def test_a_name_longer_than_a_line_is_cut_with_hyphens():
    lines = wrapped("Bodelschwinghwesterfildemengede", 15, 3.0)
    assert len(lines) > 1
    assert all(line.endswith("-") for line in lines[:-1])


def test_a_short_text_is_not_shortened_and_a_long_one_fits():
    assert shortened("Hafen", 50, 3.0) == "Hafen"
    short = shortened("Sehr langer Titel eines Blattes", 20, 3.0)
    assert short.endswith("…")
    assert text_width(short, 3.0) <= 20


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ('a & b "c"', 'a & b "c"'),
        ("\x00\x0b]]>", "\ufffd\ufffd]]>"),
        ("halb\ud800", "halb"),
    ],
)
def test_any_text_gives_a_drawing_that_can_be_read(text, shown):
    root = ElementTree.fromstring(drawing(label(text, 1, 1, 3), 10, 10, title=text))
    tags = [element.tag.split("}")[1] for element in root.iter()]
    assert tags == ["svg", "title", "text"]
    assert [element.text for element in root] == [shown, shown]


def test_widths_are_measured_by_what_every_machine_has():
    """The engine that kerns needs FriBiDi from the system: a paper made there would differ."""
    from PIL import ImageFont

    from export.drawing.text import _measure

    engines = {_measure(bold).layout_engine for bold in (False, True)}
    assert engines == {ImageFont.Layout.BASIC}
