"""What a map shows, as a table: a layer in, the rows of a paper out."""

from export.document import Table
from layers.layer import Layer


def value_table(layer: Layer) -> Table:
    """What a map shows, as a table: the way to its figures without seeing it."""
    rows = layer.table.sort_values(["value", "name"], ascending=[False, True], kind="stable")
    classes = {place: entry.label for place, entry in enumerate(layer.classes)}
    return Table(
        f"Werte zur Karte: {layer.title} ({layer.subtitle})",
        ("Gebiet", "Klasse", "Vermerk", "Wert"),
        tuple(
            (name, classes.get(place, why), "▲ ungünstiger" if flagged else "", text)
            for name, text, place, why, flagged in zip(
                rows["name"],
                rows["text"],
                rows["class"],
                rows["reason_text"],
                rows["flagged"],
                strict=True,
            )
        ),
        text_columns=3,
        widths=(2.4, 1.8, 1.4, 1.2),
        notes=tuple(filter(None, [_marked(layer), _source(layer), *layer.notes])),
    )


def _marked(layer: Layer) -> str:
    return f"▲ {layer.flag_label}." if layer.flagged_count else ""


def _source(layer: Layer) -> str:
    return f"Quelle: {layer.source or 'nicht angegeben'}"
