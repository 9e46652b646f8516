"""Styles for QGIS and other GIS: a `Layer` in, QML and SLD with the app's classes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from export.styles._qgis import fill_symbol, hatch_symbol, marker_symbol
from export.styles._rules import Rule, class_rules, filter_of
from export.styles._sld import sld_document
from layers.layer import Layer, PointLayer

QML_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
QGIS_VERSION = "3.22.0"


@dataclass(frozen=True)
class Style:
    """A style of one table of a GeoPackage."""

    name: str
    qml: str
    sld: str


def choropleth_style(layer: Layer, *, column: str, flag: str, aliases: Mapping[str, str]) -> Style:
    """Style of a choropleth: the app's classes, hatched flags, and missing in hatched white.

    Parameters
    ----------
    layer : Layer
        Gives classes, colours and words.
    column, flag : str
        Columns of the table that hold the value and the flag (1 = flagged).
    aliases : Mapping of str to str
        Column → name that people read.
    """
    rules = [*class_rules(layer.classes, column)]
    rules.append(Rule("keine Angabe oder geheim", column, hatch="missing"))
    if layer.flagged_count:
        rules.append(Rule(layer.flag_label, flag, equals="1", hatch="flag"))
    symbols = [_area_symbol(str(i), rule) for i, rule in enumerate(rules)]
    name = f"{layer.title}, {layer.subtitle}"
    return Style(name, _qml(rules, symbols, aliases), sld_document(name, rules, places=False))


def point_style(places: PointLayer, *, column: str, aliases: Mapping[str, str]) -> Style:
    """Style of offers: one colour per kind, as in the app."""
    rules = [
        Rule(entry.label, column, equals=entry.label, colour=entry.colour)
        for entry in places.classes
    ]
    symbols = [marker_symbol(str(i), rule.colour) for i, rule in enumerate(rules)]
    title = places.title
    return Style(title, _qml(rules, symbols, aliases), sld_document(title, rules, places=True))


def gap_style(places: PointLayer, *, column: str, aliases: Mapping[str, str]) -> Style:
    """Style of gaps: discs whose area follows the persons."""
    entry = places.classes[0]
    rule = Rule(entry.label, column, lower=0.0, colour=entry.colour)
    size = f'max(0.8, 12 * sqrt("{column}" / maximum("{column}")))'
    symbols = [marker_symbol("0", entry.colour, size_by=size)]
    title = places.title
    return Style(title, _qml([rule], symbols, aliases), sld_document(title, [rule], places=True))


def _area_symbol(name: str, rule: Rule) -> Element:
    if rule.hatch == "flag":
        return hatch_symbol(name, angle=45, outlined=True)
    if rule.hatch == "missing":
        return hatch_symbol(name, angle=135, outlined=False)
    return fill_symbol(name, rule.colour)


def _qml(rules: list[Rule], symbols: list[Element], aliases: Mapping[str, str]) -> str:
    root = Element("qgis", {"version": QGIS_VERSION, "styleCategories": "Symbology|Fields"})
    renderer = SubElement(root, "renderer-v2", {"type": "RuleRenderer", "symbollevels": "0"})
    listed = SubElement(renderer, "rules", {"key": "{root}"})
    for number, rule in enumerate(rules):
        entries = {"key": f"{{{number}}}", "symbol": str(number), "label": rule.label}
        SubElement(listed, "rule", entries | {"filter": filter_of(rule)})
    SubElement(renderer, "symbols").extend(symbols)
    fields = SubElement(root, "aliases")
    for index, (column, label) in enumerate(aliases.items()):
        SubElement(fields, "alias", {"field": column, "index": str(index), "name": label})
    return QML_HEAD + tostring(root, encoding="unicode")
