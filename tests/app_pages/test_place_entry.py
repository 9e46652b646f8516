"""Places that people write: every usual way of degrees is read, everything else is refused in words."""

import pytest

from app_pages.frame.place_entry import PlaceError, read_place


@pytest.mark.parametrize(
    "text", ["7.4653, 51.5136", "7.4653,51.5136", "7,4653; 51,5136", "7,4653 51,5136"]
)
def test_longitude_and_latitude_are_read(text):
    assert read_place(text) == (7.4653, 51.5136)


def test_nothing_is_no_place():
    assert read_place("  ") is None


@pytest.mark.parametrize("text", ["Rathaus", "7.4", "200, 51", "7.4, 91", "1, 2, 3"])
def test_what_is_no_place_is_refused(text):
    with pytest.raises(PlaceError, match="ist kein Ort"):
        read_place(text)
