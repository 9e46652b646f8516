"""Standards: a city's own before the defaults, limits in minutes, every default with a source."""

import pytest

from indicators.coverage.standards import DEFAULT_MINUTES, DEFAULTS, Standard, group_of, standard_of


def test_own_standard_wins_over_the_default() -> None:
    """The first entry of the category, word for word."""
    own = [Standard("hort", "u10"), Standard("kita", "u3", "bike", 7, None, 40, "Ratsbeschluss")]
    assert standard_of("kita", own) == own[1]
    assert standard_of("spielplatz", own) == DEFAULTS["spielplatz"]
    assert standard_of("eisdiele", own) is None


@pytest.mark.parametrize("category", sorted(DEFAULTS))
def test_every_default_is_complete(category: str) -> None:
    """One limit, a source, a target group, a known mode."""
    standard = DEFAULTS[category]
    assert standard.category == category
    assert (standard.max_minutes is None) != (standard.max_metres is None)
    assert standard.source
    assert standard.target_group
    assert standard.mode in {"walk", "bike", "transit"}


def test_default_takes_the_city_s_own_group() -> None:
    """Persons over 65 who live alone, where the city counts them; else all over 65; else all."""
    groups = ["alle", "u6", "ue65", "ue65_allein"]
    assert group_of("65plus_allein", groups) == "ue65_allein"
    assert group_of("65plus_allein", groups[:3]) == "ue65"
    assert group_of("65plus_allein", groups[:2]) == "alle"
    assert group_of("65plus_allein", ["frauen"]) == "frauen"
    found = standard_of("begegnungsstaette", [], groups=groups)
    assert found is not None
    assert found.target_group == "ue65_allein"


def test_minutes_of_a_limit() -> None:
    """800 m at 4.8 km/h are ten minutes; of two limits the stricter counts."""
    assert Standard("a", "b", max_metres=800).minutes(4.8) == pytest.approx(10)
    assert Standard("a", "b", max_metres=800, max_minutes=6).minutes(4.8) == 6
    assert Standard("a", "b", max_minutes=12).minutes(4.8) == 12
    assert Standard("a", "b").minutes(4.8) == DEFAULT_MINUTES


def test_standard_as_a_sentence() -> None:
    """German numbers, the mode really used."""
    standard = Standard("grundschule", "6_10", "walk", max_metres=2000)
    assert standard.sentence("Kinder von 6 bis 9") == (
        "Kinder von 6 bis 9: höchstens 2.000 m Weg zu Fuß bis zum nächsten Angebot"
    )
    assert "7,5 Minuten mit dem Rad" in Standard("a", "b", "bike", 7.5).sentence()
