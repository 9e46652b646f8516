"""Write the computed parts of docs/methods.md: the six methods, and what they do to a city.

python scripts/methods_table.py [CITY]   rewrites docs/methods.md between its marks
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pandas import DataFrame

import aktionsraum_planer  # noqa: F401  (finds the rooms)
from indicators.indices import METHODS, IndexResult, composite, with_method
from indicators.indices.draws import draw_together, rank_intervals
from indicators.indices.inputs import index_inputs
from indicators.indices.robustness import classes_that_change, methods_side_by_side
from indicators.indices.types import Method
from indicators.secrecy.release import ReleasedAnalysis, release
from intake.city import read_city
from intake.model import City
from pipeline import analyse
from pipeline.index import definition_of, newest_year
from wording import count, number, percent, t

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "methods.md"
MARK = "<!-- {name}: berechnet von scripts/methods_table.py -->"
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


def method_pages() -> str:
    """Each method in plain words, with its formula."""
    pages = []
    for method in METHODS:
        text = method_text(method)
        pages.append(
            f"### {text.title} (`{method}`)\n\n{text.words}\n\n```text\n{text.formula}\n```\n\n"
            f"**Klassen.** {text.classes}\n\n**Vorsicht.** {text.caution}\n\n*Quelle: {text.source}.*\n"
        )
    return "\n".join(pages)


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
        row |= {status: count(sizes.get(status, 0)) for status in STATUS_ORDER}
        row["andere Klasse als `mss`"] = count(len(classes_that_change(first, result)))
        row["Rangkorrelation mit `mss`"] = number(both["a"].corr(both["b"]), 3)
        row["sicher in der Klasse"] = percent(100 * safe.mean(), 0).replace("\u00a0", " ")
        rows.append(row)
    return DataFrame(rows)


STATUS_ORDER = ("hoch", "mittel", "niedrig", "sehr niedrig")


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


def filled(page: str, parts: dict[str, str]) -> str:
    """The page with its computed parts put in anew."""
    for name, text in parts.items():
        start = MARK.format(name=name)
        before, rest = page.split(start, 1)
        page = f"{before}{start}\n\n{text.strip()}\n\n{END}{rest.split(END, 1)[1]}"
    return page


def methods_page(city: City) -> str:
    """The whole of docs/methods.md."""
    parts = {"Verfahren": method_pages(), "Vergleich": comparison(city)}
    return filled(PAGE.read_text(encoding="utf-8"), parts)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "dortmund"
    PAGE.write_text(methods_page(read_city(folder)), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} geschrieben")


@dataclass(frozen=True)
class MethodText:
    """What a reader must know of a method.

    Attributes
    ----------
    title : str
    words : str
        How it works, in plain words.
    formula : str
        The same as a formula, one line per step.
    classes : str
        Where the classes end.
    caution : str
        What it does not say, and how sure the method is.
    source : str
    """

    title: str
    words: str
    formula: str
    classes: str
    caution: str
    source: str


def method_text(method: Method) -> MethodText:
    """Return the texts of a method in the language of the session."""
    text = TEXTS[method]
    return MethodText(
        t(text.title), t(text.words), text.formula, t(text.classes), t(text.caution), text.source
    )


TEXTS: Mapping[Method, MethodText] = {
    "mss": MethodText(
        title="Status und Dynamik nach dem Berliner Verfahren",
        words=(
            "Für jeden Indikator wird gemessen, wie weit ein Gebiet vom Mittel aller Gebiete "
            "entfernt ist, in Standardabweichungen. Diese Abstände werden zusammengezählt und noch "
            "einmal auf dieselbe Weise umgerechnet: Das ist der Statusindex. Aus den Veränderungen "
            "der Anteile wird genauso der Dynamikindex. Alle Indikatoren zählen gleich viel, alle "
            "Gebiete auch, gleich wie viele Menschen dort wohnen."
        ),
        formula=(
            "z = (Wert − Mittel der bewerteten Gebiete) ÷ Standardabweichung (durch n geteilt)\n"
            "Summe = Σ z über alle Indikatoren\n"
            "Index = (Summe − Mittel der Summen) ÷ Standardabweichung der Summen"
        ),
        classes=(
            "Status: unter −1 hoch, −1 bis 1 mittel, über 1 bis 1,5 niedrig, über 1,5 sehr niedrig. "
            "Dynamik: unter −1 positiv, −1 bis 1 stabil, über 1 negativ."
        ),
        caution=(
            "Ein hoher Index ist eine ungünstige Lage. Verglichen wird mit dem Mittel der Gebiete, "
            "nicht mit dem Wert der Stadt. Irgendein Gebiet ist immer unten, auch wenn es allen "
            "besser geht. Neubaugebiete können eine positive Dynamik vortäuschen."
        ),
        source="Senatsverwaltung für Stadtentwicklung Berlin, Monitoring Soziale Stadtentwicklung 2013 und 2015",
    ),
    "rise": MethodText(
        title="Status und Dynamik nach Hamburger Art",
        words=(
            "Rechnet wie das Berliner Verfahren, aber mit den Aufmerksamkeitsindikatoren des "
            "Hamburger Sozialmonitorings und mit Veränderungen über drei Jahre."
        ),
        formula="wie beim Berliner Verfahren; Veränderung über drei Jahre",
        classes="Wie beim Berliner Verfahren, in city.toml änderbar.",
        caution="Klassengrenzen nicht amtlich bestätigt: Hamburg hat sie nicht als Zahlen veröffentlicht.",
        source="Freie und Hansestadt Hamburg, Sozialmonitoring im Rahmenprogramm Integrierte Stadtteilentwicklung (RISE)",
    ),
    "headline": MethodText(
        title="Leitindikator nach KomMonitor",
        words=(
            "Die Gebiete werden für jeden Indikator in eine Rangfolge gebracht, das ungünstigste "
            "zuerst. Die Ränge werden auf 0 (ungünstigstes Gebiet) bis 1 (günstigstes) umgerechnet "
            "und gemittelt, in der Regel mit dem geometrischen Mittel."
        ),
        formula=(
            "Position = (Rang − kleinster Rang) ÷ (größter Rang − kleinster Rang); Rang 1 = ungünstigstes Gebiet\n"
            "Index = (Position₁ · Position₂ · … · Positionₖ)^(1/k)   oder Mittel   oder Minimum"
        ),
        classes="Das Verfahren kennt keine: günstigstes Fünftel hoch, dann mittel, zweitungünstigstes Zehntel niedrig, ungünstigstes Zehntel sehr niedrig (eigene Festlegung).",
        caution=(
            "Ein niedriger Index ist eine ungünstige Lage. Beim geometrischen Mittel macht eine "
            "einzige 0 den ganzen Index 0. Ränge sagen nichts darüber, wie weit Gebiete "
            "auseinanderliegen."
        ),
        source="KomMonitor, Leitindikator: Rang, Min-Max-Normierung, Aggregation",
    ),
    "imd": MethodText(
        title="Deprivationsindex nach englischem Verfahren",
        words=(
            "Die Gebiete werden in jedem Themenbereich in eine Rangfolge gebracht. Die Ränge werden "
            "so gestreckt, dass die ungünstigsten Gebiete weit auseinandergezogen werden und ein "
            "guter Bereich einen schlechten kaum ausgleicht. Dann werden die Punkte gewichtet "
            "zusammengezählt."
        ),
        formula=(
            "R = Rang ÷ Zahl der Gebiete; R = 1 ist das ungünstigste Gebiet\n"
            "X = −23 · ln(1 − R · (1 − e^(−100/23)))   (0 bis 100)\n"
            "Index = Σ Gewicht · X; die Gewichte ergeben zusammen 1"
        ),
        classes="Das Verfahren kennt Zehntel: günstigstes Fünftel hoch, dann mittel, zweitungünstigstes Zehntel niedrig, ungünstigstes Zehntel sehr niedrig.",
        caution="Die Gewichte sind eine Wertung; sie stehen in city.toml. Ein hoher Index ist eine ungünstige Lage.",
        source="McLennan u. a. (2019), The English Indices of Deprivation 2019: Technical report",
    ),
    "svi": MethodText(
        title="Soziale Verwundbarkeit nach dem Verfahren der CDC",
        words=(
            "Für jeden Indikator wird gezählt, welchem Anteil der anderen Gebiete es besser geht. "
            "Diese Anteile werden je Thema zusammengezählt, dann über alle Themen, und die Summe "
            "wird wieder in eine Rangfolge gebracht."
        ),
        formula=(
            "P = (Rang − 1) ÷ (Zahl der Gebiete − 1), auf 4 Stellen gerundet; gleiche Werte teilen den kleinsten Rang\n"
            "Themensumme = Σ P im Thema;   Index = P der Summe aller Themensummen"
        ),
        classes="Viertel der Rangfolge, wie auf den Karten der CDC; ab 0,90 gilt ein Indikator als auffällig.",
        caution="Ein Viertel der Gebiete ist immer „sehr niedrig“. Gebiete ohne Einwohner bleiben außen vor.",
        source="Flanagan u. a. (2011), A Social Vulnerability Index for Disaster Management; CDC/ATSDR SVI",
    ),
    "below_average_count": MethodText(
        title="Zahl der ungünstigen Indikatoren",
        words=(
            "Gezählt wird, bei wie vielen Indikatoren die Lage eines Gebiets ungünstiger ist als die "
            "der ganzen Stadt, insgesamt und je Handlungsfeld. Daneben steht die kleinste "
            "Wahrscheinlichkeit, dass der Unterschied kein Zufall ist."
        ),
        formula="Index = Zahl der Indikatoren, die ungünstiger sind als der Stadtwert ÷ Zahl der Indikatoren",
        classes="Bis zu einem Viertel der Indikatoren hoch, bis zur Hälfte mittel, bis zu drei Vierteln niedrig, darüber sehr niedrig (eigene Festlegung).",
        caution="Eigenes Verfahren: liest sich wie die Dortmunder Berichte, deren Formel nicht gefunden wurde. Knapp oder weit ungünstiger zählt gleich.",
        source="eigene Festlegung",
    ),
}
