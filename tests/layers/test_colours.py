"""Colours: order in grey, and the side that is worse."""

import pytest

from layers import colours


@pytest.mark.parametrize("k", [4, 6, 8])
def test_colours_around_the_city_value_keep_their_order_in_grey(k):
    """From the best to the worst class each colour is darker than the one before."""
    bounds = list(range(1, k + 1))
    palette = colours.around_city(bounds, k / 2, "higher")
    grey = [colours.luminance(colour) for colour in palette]
    assert grey == sorted(grey, reverse=True)
    assert len(set(palette)) == k


@pytest.mark.parametrize("worse", ["higher", "lower", "neither"])
@pytest.mark.parametrize("k", range(2, 8))
def test_one_hue_runs_from_light_to_dark_towards_the_worse_side(worse, k):
    grey = [colours.luminance(colour) for colour in colours.sequential(k, worse)]
    assert grey == sorted(grey, reverse=worse != "lower")


def test_the_hue_changes_at_the_city_value():
    """One class up to the city value, three above it."""
    palette = colours.around_city([10, 20, 30, 40], 10, "higher")
    assert palette[0] in colours.BETTER
    assert palette[1] == colours.WORSE[0]


def test_where_lower_is_worse_the_lowest_class_is_the_darkest():
    palette = colours.around_city([10, 20, 30, 40], 20, "lower")
    assert palette[0] == colours.WORSE[-1]
    assert palette[-1] == colours.BETTER[0]


def test_a_missing_value_has_no_colour_of_any_class():
    used = {c for k in range(2, 9) for c in colours.around_city(list(range(k)), k / 2, "higher")}
    used |= {c for k in range(2, 9) for c in colours.sequential(k, "higher")}
    used |= {c for k in range(2, 9) for c in colours.sequential(k, "neither")}
    assert colours.MISSING not in used


@pytest.mark.parametrize("kind", colours.KINDS)
def test_white_letters_on_discs_can_be_read(kind):
    """Contrast 4.5 : 1 (WCAG 2.1, AA)."""
    assert 1.05 / (colours.luminance(kind) + 0.05) >= 4.5
