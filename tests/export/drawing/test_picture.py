"""What stands under a picture."""

import pytest

from export.drawing.picture import Picture, source_lines


@pytest.mark.parametrize(("source", "said"), [("Musteramt", "Musteramt"), ("", "nicht angegeben")])
def test_a_picture_names_its_source_or_that_there_is_none(source, said):
    picture = Picture(
        "Quote", "Karte.", "", 10, 10, source=source, notes=("Angenähert.", "Stand 2024.")
    )
    assert source_lines(picture) == [f"Quelle: {said}", "Angenähert.", "Stand 2024."]
