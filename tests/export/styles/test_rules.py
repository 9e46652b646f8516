"""Conditions of styles: every value lies in one class, in QGIS' words and in OGC's alike."""

from xml.etree.ElementTree import fromstring

import pytest

from export.styles._rules import Rule, class_rules, filter_of
from export.styles._sld import OGC, sld_document
from layers.layer import LegendClass

NAN = float("nan")
MISSING = LegendClass("keine Angabe", "#fff", NAN, NAN, 2, "missing")


def classes(*uppers):
    """Classes from 2 on, each beginning where the one before ends."""
    lowers = (2.0, *uppers[:-1])
    return tuple(
        LegendClass(f"bis {upper}", "#abc", lower, upper, 1)
        for lower, upper in zip(lowers, uppers, strict=True)
    )


def qgis(condition, value):
    """Whether a value meets a QGIS expression of comparisons."""
    if condition.endswith("IS NULL"):
        return value is None
    if condition.endswith("IS NOT NULL"):
        return value is not None
    plain = condition.replace('"quote"', repr(value)).replace(" AND ", " and ")
    return value is not None and eval(plain)


def ogc(element, value):
    """Whether a value meets an OGC filter."""
    kind = element.tag.removeprefix(f"{{{OGC}}}")
    if kind in {"Filter", "And"}:
        return all(ogc(part, value) for part in element)
    if kind == "Not":
        return not ogc(element[0], value)
    if kind == "PropertyIsNull":
        return value is None
    limit = float(element.findtext(f"{{{OGC}}}Literal"))
    compare = {
        "PropertyIsGreaterThan": lambda: value > limit,
        "PropertyIsLessThanOrEqualTo": lambda: value <= limit,
    }
    return value is not None and compare[kind]()


@pytest.mark.parametrize(
    ("uppers", "expected"),
    [
        ((5.0, 9.0), {1.0: 0, 2.0: 0, 5.0: 0, 5.1: 1, 9.0: 1, 99.0: 1, None: 2}),
        ((5.0, 9.0, 12.5), {-3.0: 0, 5.0: 0, 9.0: 1, 9.01: 2, 12.5: 2, 50.0: 2, None: 3}),
        ((5.0,), {1.0: 0, 5.0: 0, 77.0: 0, None: 1}),
    ],
)
def test_every_value_meets_the_rule_of_its_class_alone(uppers, expected):
    """The lowest and the highest class are open; an upper bound belongs to its class."""
    rules = class_rules((MISSING, *classes(*uppers)[::-1]), "quote")
    rules.append(Rule("keine Angabe", "quote", hatch="missing"))
    filters = list(fromstring(sld_document("Quote", rules, places=False)).iter(f"{{{OGC}}}Filter"))
    assert len(filters) == len(rules) == len(uppers) + 1
    for value, number in expected.items():
        assert [qgis(filter_of(rule), value) for rule in rules].index(True) == number
        for met in ([qgis(filter_of(rule), value) for rule in rules],
                    [ogc(condition, value) for condition in filters]):  # fmt: skip
            assert [place for place, is_met in enumerate(met) if is_met] == [number], value
