"""Rules of a style, whatever the format: classes of a legend in, conditions and looks out."""

from dataclasses import dataclass

from layers.layer import LegendClass


@dataclass(frozen=True)
class Rule:
    """One line of a legend: which features, and how they look.

    Attributes
    ----------
    label : str
    column : str
    lower, upper : float or None
        `lower` < value ≤ `upper`; None = open. Both None with `equals` "" = missing.
    equals : str
        Text or number that the column equals, for kinds of offers and flags.
    colour : str
        #rrggbb.
    hatch : {"", "flag", "missing"}
    """

    label: str
    column: str
    lower: float | None = None
    upper: float | None = None
    equals: str = ""
    colour: str = ""
    hatch: str = ""


def class_rules(classes: tuple[LegendClass, ...], column: str) -> list[Rule]:
    """One rule per class: above the lower bound, up to the upper one; the ends are open."""
    ordered = sorted((entry for entry in classes if entry.upper == entry.upper), key=_upper)
    rules = []
    for number, entry in enumerate(ordered):
        lower = ordered[number - 1].upper if number else None
        upper = entry.upper if number < len(ordered) - 1 else None
        rules.append(Rule(entry.label, column, lower, upper, colour=entry.colour))
    return rules


def filter_of(rule: Rule) -> str:
    """Return a rule's condition as a QGIS expression.

    Examples
    --------
    >>> filter_of(Rule("", "quote", 5.0, 10.0))
    '"quote" > 5.0 AND "quote" <= 10.0'
    """
    column = f'"{rule.column}"'
    if rule.equals:
        text = rule.equals.replace("'", "''")
        return f"{column} = '{text}'"
    parts = []
    if rule.lower is not None:
        parts.append(f"{column} > {rule.lower!r}")
    if rule.upper is not None:
        parts.append(f"{column} <= {rule.upper!r}")
    if not parts:
        return f"{column} IS NULL" if rule.hatch == "missing" else f"{column} IS NOT NULL"
    return " AND ".join(parts)


def _upper(entry: LegendClass) -> float:
    return entry.upper
