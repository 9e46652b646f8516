"""Symbols of QGIS: fills, hatches and markers as elements of a QML style."""

from xml.etree.ElementTree import Element, SubElement

#: Colour of outlines and hatches, as in the app.
INK = "#1d2b36"
WHITE = "#ffffff"


def qgis_colour(colour: str, alpha: int = 255) -> str:
    """Return #rrggbb as QGIS writes it.

    Examples
    --------
    >>> qgis_colour("#0080ff")
    '0,128,255,255'
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def fill_symbol(name: str, colour: str) -> Element:
    """Return a plain fill with a thin white outline."""
    symbol = _symbol(name, "fill")
    _layer(
        symbol,
        "SimpleFill",
        color=qgis_colour(colour),
        outline_color=qgis_colour(WHITE),
        outline_width="0.2",
        outline_width_unit="MM",
        outline_style="solid",
        style="solid",
    )
    return symbol


def hatch_symbol(name: str, *, angle: int, outlined: bool) -> Element:
    """Return a hatch of thin lines, for flags (outlined) and missing values."""
    symbol = _symbol(name, "fill")
    hatch = _layer(
        symbol,
        "LinePatternFill",
        angle=str(angle),
        distance="1.8" if outlined else "2.6",
        distance_unit="MM",
        line_width="0.25",
        line_width_unit="MM",
        color=qgis_colour(INK),
    )
    line = SubElement(hatch, "symbol", {"type": "line", "name": f"@{name}@0", "alpha": "1"})
    _layer(
        line,
        "SimpleLine",
        line_color=qgis_colour(INK if outlined else "#8a949b"),
        line_width="0.2",
        line_width_unit="MM",
        line_style="solid",
    )
    _layer(
        symbol,
        "SimpleFill",
        color=qgis_colour(WHITE, 0),
        outline_color=qgis_colour(INK if outlined else "#8a949b"),
        outline_width="0.5" if outlined else "0.2",
        outline_width_unit="MM",
        outline_style="solid",
        style="no",
    )
    return symbol


def marker_symbol(name: str, colour: str, *, size_by: str = "") -> Element:
    """Return a disc; its area may follow a column of persons."""
    symbol = _symbol(name, "marker")
    layer = _layer(
        symbol,
        "SimpleMarker",
        name="circle",
        color=qgis_colour(colour, 200 if size_by else 255),
        outline_color=qgis_colour(WHITE),
        outline_width="0.2",
        size="3",
        size_unit="MM",
    )
    if size_by:
        layer.append(_size_property(size_by))
    return symbol


def _size_property(expression: str) -> Element:
    """Return the data-defined size of a marker, in millimetres."""
    defined = Element("data_defined_properties")
    options = SubElement(defined, "Option", {"type": "Map"})
    SubElement(options, "Option", {"name": "name", "type": "QString", "value": ""})
    properties = SubElement(options, "Option", {"name": "properties", "type": "Map"})
    size = SubElement(properties, "Option", {"name": "size", "type": "Map"})
    SubElement(size, "Option", {"name": "active", "type": "bool", "value": "true"})
    SubElement(size, "Option", {"name": "expression", "type": "QString", "value": expression})
    SubElement(size, "Option", {"name": "type", "type": "int", "value": "3"})
    SubElement(options, "Option", {"name": "type", "type": "QString", "value": "collection"})
    return defined


def _symbol(name: str, kind: str) -> Element:
    entries = {"name": name, "type": kind, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"}
    return Element("symbol", entries)


def _layer(symbol: Element, kind: str, **options: str) -> Element:
    layer = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    entries = SubElement(layer, "Option", {"type": "Map"})
    for name, value in options.items():
        SubElement(entries, "Option", {"name": name, "type": "QString", "value": value})
    return layer
