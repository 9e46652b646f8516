"""What the map says under the pointer: a layer in, escaped words for `assets/map.js` out."""

from layers.escape import literal
from layers.layer import Layer
from wording import number, t


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
    return {name: literal(text) for name, text in words.items()}


def city_text(layer: Layer) -> str:
    """The city's value in words; "" where there is none."""
    if layer.city_value != layer.city_value:
        return ""
    value = f"{number(layer.city_value, layer.decimals)}\u00a0{layer.unit}".rstrip()
    return t("Stadt: {value}", value=value)


def place_text(text: str) -> str:
    """A place's lines as HTML, the first one bold."""
    first, *rest = text.split("\n")
    return "<br>".join([f"<strong>{literal(first)}</strong>", *map(literal, rest)])
