"""Styles in OGC's Styled Layer Descriptor 1.1: rules of a legend in, XML text out."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from export.styles._rules import Rule

SLD, SE, OGC = (
    "http://www.opengis.net/sld",
    "http://www.opengis.net/se",
    "http://www.opengis.net/ogc",
)
for prefix, uri in (("sld", SLD), ("se", SE), ("ogc", OGC)):
    register_namespace(prefix, uri)


def sld_document(name: str, rules: Sequence[Rule], *, places: bool) -> str:
    """Return a style as SLD 1.1 with symbology encoding.

    Parameters
    ----------
    name : str
        Name of the style.
    rules : sequence of Rule
    places : bool
        Points (discs) instead of areas (fills).
    """
    root = Element(f"{{{SLD}}}StyledLayerDescriptor", {"version": "1.1.0"})
    named = SubElement(root, f"{{{SLD}}}NamedLayer")
    SubElement(named, f"{{{SE}}}Name").text = name
    style = SubElement(named, f"{{{SLD}}}UserStyle")
    SubElement(style, f"{{{SE}}}Name").text = name
    features = SubElement(style, f"{{{SE}}}FeatureTypeStyle")
    for rule in rules:
        features.append(_rule(rule, places=places))
    return tostring(root, encoding="unicode")


def _rule(rule: Rule, *, places: bool) -> Element:
    element = Element(f"{{{SE}}}Rule")
    SubElement(element, f"{{{SE}}}Name").text = rule.label
    element.append(_filter(rule))
    element.append(_point(rule.colour) if places else _area(rule))
    return element


def _filter(rule: Rule) -> Element:
    filter_ = Element(f"{{{OGC}}}Filter")
    tests = []
    if rule.equals:
        tests.append(_compare("PropertyIsEqualTo", rule.column, rule.equals))
    if rule.lower is not None:
        tests.append(_compare("PropertyIsGreaterThan", rule.column, repr(rule.lower)))
    if rule.upper is not None:
        tests.append(_compare("PropertyIsLessThanOrEqualTo", rule.column, repr(rule.upper)))
    if not tests:
        tests.append(_unbounded(rule))
    if len(tests) > 1:
        SubElement(filter_, f"{{{OGC}}}And").extend(tests)
    else:
        filter_.append(tests[0])
    return filter_


def _unbounded(rule: Rule) -> Element:
    """Condition of missing values, or of a class that is the only one: all that have a value."""
    null = Element(f"{{{OGC}}}PropertyIsNull")
    SubElement(null, f"{{{OGC}}}PropertyName").text = rule.column
    if rule.hatch == "missing":
        return null
    known = Element(f"{{{OGC}}}Not")
    known.append(null)
    return known


def _compare(kind: str, column: str, value: str) -> Element:
    element = Element(f"{{{OGC}}}{kind}")
    SubElement(element, f"{{{OGC}}}PropertyName").text = column
    SubElement(element, f"{{{OGC}}}Literal").text = value
    return element


def _area(rule: Rule) -> Element:
    symbolizer = Element(f"{{{SE}}}PolygonSymbolizer")
    fill = SubElement(symbolizer, f"{{{SE}}}Fill")
    if rule.hatch:
        graphic = SubElement(SubElement(fill, f"{{{SE}}}GraphicFill"), f"{{{SE}}}Graphic")
        mark = SubElement(graphic, f"{{{SE}}}Mark")
        name = "slash" if rule.hatch == "flag" else "backslash"
        SubElement(mark, f"{{{SE}}}WellKnownName").text = name
        _parameter(SubElement(mark, f"{{{SE}}}Stroke"), "stroke", "#1d2b36")
    else:
        _parameter(fill, "fill", rule.colour)
    stroke = SubElement(symbolizer, f"{{{SE}}}Stroke")
    _parameter(stroke, "stroke", "#1d2b36" if rule.hatch == "flag" else "#ffffff")
    _parameter(stroke, "stroke-width", "2" if rule.hatch == "flag" else "0.7")
    return symbolizer


def _point(colour: str) -> Element:
    symbolizer = Element(f"{{{SE}}}PointSymbolizer")
    graphic = SubElement(symbolizer, f"{{{SE}}}Graphic")
    mark = SubElement(graphic, f"{{{SE}}}Mark")
    SubElement(mark, f"{{{SE}}}WellKnownName").text = "circle"
    _parameter(SubElement(mark, f"{{{SE}}}Fill"), "fill", colour)
    SubElement(graphic, f"{{{SE}}}Size").text = "10"
    return symbolizer


def _parameter(parent: Element, name: str, value: str) -> None:
    SubElement(parent, f"{{{SE}}}SvgParameter", {"name": name}).text = value
