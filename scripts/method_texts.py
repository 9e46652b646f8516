"""The six methods in plain words with their formula: method in, German texts out."""

from collections.abc import Mapping
from dataclasses import dataclass

from indicators.indices.types import Method
from wording import t


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
