"""Write the computed part of docs/methods.md: what the six methods do to a city.

python scripts/methods_table.py [CITY]   rewrites docs/methods.md between the marks
"""

import sys
from pathlib import Path

from pandas import DataFrame

import aktionsraum_planer  # noqa: F401  (finds the rooms)
from indicators.indices import METHODS, IndexResult, composite, with_method
from indicators.indices.draws import draw_together, rank_intervals
from indicators.indices.inputs import index_inputs
from indicators.indices.mss import STATUS
from indicators.indices.robustness import classes_that_change, methods_side_by_side
from indicators.secrecy.release import ReleasedAnalysis, release
from intake.city import read_city
from intake.model import City
from pipeline import analyse
from pipeline.index import definition_of, newest_year
from wording import count, number, percent

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "methods.md"
START = "<!-- Vergleich: berechnet von scripts/methods_table.py -->"
END = "<!-- Ende -->"


def results_of(city: City, released: ReleasedAnalysis) -> dict[str, IndexResult]:
    """All six methods on the indicators of the city's largest index that all of them can use."""
    definitions = [definition_of(section) for section in city.config.index]
    largest = max(
        (entry for entry in definitions if entry.method == "rise"),
        key=lambda entry: len(entry.indicators),
        default=definitions[0],
    )
    year = newest_year(released.figures, largest)
    level = largest.level or city.finest.id
    inputs = index_inputs(released.figures, largest, released.catalogue, level=level, year=year)
    return {str(m): composite(with_method(largest, m), inputs) for m in METHODS}


def summary(results: dict[str, IndexResult]) -> DataFrame:
    """One row per method: class sizes, areas that change against the first, safety."""
    first = results["mss"]
    drawn = draw_together(results)
    rows = []
    for name, result in results.items():
        sizes = result.table["status"].value_counts()
        safe = rank_intervals(result, drawn)["safe"].dropna().astype(bool)
        both = DataFrame({"a": first.table["rank"], "b": result.table["rank"]}).dropna().rank()
        row = {"Verfahren": f"`{name}`"}
        row |= {status: count(sizes.get(status, 0)) for status in STATUS}
        row["andere Klasse als `mss`"] = count(len(classes_that_change(first, result)))
        row["Rangkorrelation mit `mss`"] = number(both["a"].corr(both["b"]), 3)
        row["sicher in der Klasse"] = percent(100 * safe.mean(), 0).replace("\u00a0", " ")
        rows.append(row)
    return DataFrame(rows)


def matrix(results: dict[str, IndexResult]) -> DataFrame:
    """Areas with another class, for each pair of methods."""
    return DataFrame(
        [
            {"": f"`{a}`"}
            | {f"`{b}`": count(len(classes_that_change(results[a], results[b]))) for b in results}
            for a in results
        ]
    )


def changed_areas(results: dict[str, IndexResult], names: dict[str, str]) -> DataFrame:
    """Areas that some method puts two or three classes away from another."""
    table = methods_side_by_side(results)
    far = table[table["classes_apart"] >= 2].sort_values(
        "classes_apart", ascending=False, kind="stable"
    )
    far = far.drop(columns=["methods_agree", "classes_apart"])
    far.columns = [f"`{name}`" for name in far.columns]
    far.insert(0, "Gebiet", [f"{names[key]} ({key})" for key in far.index])
    return far


def markdown(table: DataFrame) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(table.columns) + " |", "|" + "---|" * len(table.columns)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in table.itertuples(index=False)]
    return "\n".join(lines)


def comparison(city: City) -> str:
    """The six methods on one city, as text and tables."""
    released = release(analyse(city))
    results = results_of(city, released)
    first = next(iter(results.values()))
    labels = ", ".join(f"„{released.catalogue[n].label}“" for n in first.definition.indicators)
    rated = int(first.table["rated"].sum())
    side = methods_side_by_side(results)
    agree = int((side["methods_agree"] == 1).sum())
    year = newest_year(released.figures, first.definition)
    far = changed_areas(results, dict(first.inputs.names))
    intro = (
        f"{city.config.city.name} {year}, {rated} bewertete Gebiete, für alle Verfahren dieselben "
        f"Indikatoren: {labels}. In allen sechs Verfahren dieselbe Klasse haben {agree} Gebiete."
    )
    note = (
        "„Sicher in der Klasse“: Anteil der Gebiete, die in mindestens 95 % von 1.000 Ziehungen der "
        "Fallzahlen in ihrer Klasse bleiben. Klassen verschiedener Verfahren sind verschieden groß; "
        "deshalb steht die Rangkorrelation daneben. `rise` rechnet mit denselben Indikatoren wie `mss`; "
        "`headline` (geometrisch) und `imd` (gleich gewichtet) zählen beide Logarithmen von Rängen zusammen "
        "und ordnen die Gebiete deshalb fast gleich."
    )
    return "\n\n".join(
        [
            intro,
            markdown(summary(results)),
            note,
            "Gebiete mit verschiedener Klasse, je zwei Verfahren:",
            markdown(matrix(results)),
            f"{len(far)} Gebiete, deren Klassen zwei oder mehr Stufen auseinanderliegen:",
            markdown(far),
        ]
    )


def methods_page(city: City) -> str:
    """The whole of docs/methods.md, with the comparison put in anew."""
    before, rest = PAGE.read_text(encoding="utf-8").split(START, 1)
    return f"{before}{START}\n\n{comparison(city).strip()}\n\n{END}{rest.split(END, 1)[1]}"


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "dortmund"
    PAGE.write_text(methods_page(read_city(folder)), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} geschrieben")
