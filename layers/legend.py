"""The legend as HTML: a layer in, text with colour and pattern swatches out.

What the map says under the pointer: a layer in, its words for `assets/map.js` out.
"""

from layers.escape import literal
from layers.layer import Layer, LegendClass, OutlineLayer, PointLayer
from wording import count, number, t
from wording.visible import visible

_INK = "#20303c"
_PATTERNS = {
    "flagged": f"repeating-linear-gradient(-45deg,{_INK} 0 1px,transparent 1px 5px)",
    "missing": "repeating-linear-gradient(45deg,#9aa5ad 0 1px,transparent 1px 5px),"
    "repeating-linear-gradient(-45deg,#9aa5ad 0 1px,transparent 1px 5px)",
    "suppressed": "radial-gradient(circle,#5c6b75 1.5px,transparent 1.6px)",
    "too_small": "repeating-linear-gradient(0deg,#9aa5ad 0 1px,transparent 1px 5px)",
    "not_applicable": "repeating-linear-gradient(90deg,#9aa5ad 0 1px,transparent 1px 5px)",
}


def legend_html(layer: Layer, *points: PointLayer | OutlineLayer) -> str:
    """Legend of a choropleth and the places on it, with bounds and counts.

    Parameters
    ----------
    layer : Layer
    *points : PointLayer or OutlineLayer

    Returns
    -------
    str
        HTML without scripts; every text is escaped.
    """
    head = f"{literal(layer.title)} <span class='unit'>{literal(_unit(layer))}</span>"
    lines = [_line(_swatch(entry.colour, entry.pattern), entry) for entry in layer.classes]
    lines += _flag_line(layer)
    lines += [_line(_swatch(entry.colour, entry.pattern), entry) for entry in layer.missing]
    for places in points:
        if isinstance(places, OutlineLayer):
            lines.append(_outline(places))
        else:
            lines += [_line(_disc(entry, places), entry) for entry in places.classes]
    return (
        f"<div class='legend'><p class='legend-head'>{head}</p>"
        f"<p class='legend-sub'>{literal(layer.subtitle)}{_city(layer)}</p>"
        f"<ul>{''.join(lines)}</ul>{_source(layer)}</div>"
    )


def _unit(layer: Layer) -> str:
    return t("in {unit}", unit=layer.unit) if layer.unit else ""


def _city(layer: Layer) -> str:
    if layer.city_value != layer.city_value:
        return ""
    value = f"{number(layer.city_value, layer.decimals)}\u00a0{layer.unit}".rstrip()
    return " · " + literal(t("Stadtwert {value}", value=value))


def _line(swatch: str, entry: LegendClass) -> str:
    return (
        f"<li>{swatch}<span class='what'>{literal(entry.label)}</span>"
        f"<span class='n'>{count(entry.count)}</span></li>"
    )


def _flag_line(layer: Layer) -> list[str]:
    if not layer.flagged_count:
        return []
    swatch = (
        f"<i class='swatch' style='background:{_PATTERNS['flagged']};border:2px solid {_INK}'></i>"
    )
    return [
        f"<li class='flag'>{swatch}<span class='what'>{literal(layer.flag_label)}</span>"
        f"<span class='n'>{count(layer.flagged_count)}</span></li>"
    ]


def _swatch(colour: str, pattern: str) -> str:
    image = f"{_PATTERNS[pattern]}," if pattern else ""
    size = "background-size:7px 7px;" if pattern == "suppressed" else ""
    layers = f"{image}linear-gradient({colour},{colour})"
    return f"<i class='swatch' style='background:{layers};{size}'></i>"


def _outline(border: OutlineLayer) -> str:
    swatch = f"<i class='swatch' style='border:2px dashed {border.colour}'></i>"
    notes = "".join(f"<p class='legend-note'>{literal(t(note))}</p>" for note in border.notes)
    return f"<li>{swatch}<span class='what'>{literal(border.label)}{notes}</span></li>"


def _disc(entry: LegendClass, places: PointLayer) -> str:
    letter = literal(places.letters.get(entry.label, ""))
    return f"<i class='disc' style='background:{entry.colour}'>{letter}</i>"


def _source(layer: Layer) -> str:
    lines = [t("Quelle: {source}", source=layer.source)] if layer.source else []
    lines += list(layer.notes)
    return "".join(f"<p class='legend-note'>{literal(line)}</p>" for line in lines)


def area_words(layer: Layer) -> dict[str, str]:
    """Texts that all areas of a layer share: what is shown, the city's value, the flag.

    Returns
    -------
    dict of str
        `head`, `city` ("" without a city value), `flag`, `label`, `note`, `failed`.
    """
    head = f"{layer.title} {layer.year or ''}".strip()
    words = {
        "head": head,
        "city": city_text(layer),
        "flag": layer.flag_label,
        "label": t("Karte: {what}. Dieselben Angaben stehen in der Tabelle.", what=head),
        "note": layer.notes[0].split(";")[0] if layer.notes else "",  # the legend has it whole
        "failed": t("Die Gebiete konnten nicht geladen werden. Bitte die Seite neu laden."),
    }
    return {name: visible(text) for name, text in words.items()}


def city_text(layer: Layer) -> str:
    """The city's value in words; "" where there is none."""
    if layer.city_value != layer.city_value:
        return ""
    value = f"{number(layer.city_value, layer.decimals)}\u00a0{layer.unit}".rstrip()
    return t("Stadt: {value}", value=value)


def place_lines(text: str) -> list[str]:
    """A place's lines; a script shows the first one bold."""
    return [visible(line) for line in text.split("\n")]
