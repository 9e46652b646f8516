"""Finished sentences of the pipeline in English: every finding, reason, proof and standard has its pattern."""

import ast
import re
from pathlib import Path

import pytest

from wording import speak, t, teach
from wording.catalogue import english
from wording.sentences import in_english_numbers, retold

ROOT = Path(__file__).resolve().parent.parent.parent
PLACE = re.compile(r"\{[^{}]*\}")
#: A value for each kind of place; none of them is a word that patterns know.
VALUES = {"n": "7", "day": "01.02.2026", "time": "9:05", "when": "Di 15:00"}


@pytest.fixture(autouse=True)
def _in_english():
    speak("en")
    teach({})
    yield
    speak("de")


def catalogue(name):
    from babel.messages.pofile import read_po

    with (ROOT / "wording" / "en" / f"{name}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


SENTENCES = catalogue("sentences") | catalogue("sentences_findings")


def filled(text):
    """A pattern with a value in each place, by the place's name."""
    return re.sub(r"\{(\w+)\}", lambda m: VALUES.get(m[1].split("_")[0], f"Xy{m[1]}"), text)


@pytest.mark.parametrize("german", [s for s in SENTENCES if PLACE.search(s)])
def test_every_pattern_tells_its_own_sentence(german):
    """Found again whatever stands in its places, and by no other pattern first."""
    told = re.sub(r"\{when\}", "Tue 15:00", SENTENCES[german])
    told = re.sub(r"\{day\}", "Feb 1, 2026", told)
    assert t(filled(german)) == filled(told)


def test_patterns_fill_the_same_places():
    for german, told in SENTENCES.items():
        assert set(re.findall(r"{\w+}", german)) == set(re.findall(r"{\w+}", told)), german


@pytest.mark.parametrize(
    ("german", "told"),
    [
        ("13.245", "13,245"), ("1.234.567,8", "1,234,567.8"), ("0,8", "0.8"), ("12", "12"), ("1.5", "1.5"),
        ("13,245", "13,245"), ("31.12.2026", "Dec 31, 2026"), ("31.02.2026", "31.02.2026"), ("−1,5", "−1.5"),
    ],
)  # fmt: skip
def test_numbers_and_days_are_written_the_english_way(german, told):
    assert in_english_numbers(german) == told


def test_labels_of_the_city_are_told_as_the_city_says():
    sentence = "Kinder unter 9: höchstens 10 Minuten zu Fuß bis zum nächsten Angebot"
    assert t(sentence).startswith("Kinder unter 9: at most 10 minutes on foot")
    teach({"Kinder unter 9": "Children under 9", "Ohne": ""})
    assert t(sentence).startswith("Children under 9: at most 10 minutes on foot")
    assert (t("Kinder unter 9"), t("Ohne")) == ("Children under 9", "Ohne")


def test_several_sentences_after_a_file_are_told_one_by_one():
    said = "strassen.pbf, Zeile 3: Die Datei ist leer. Die richtige Datei wählen."
    assert t(said) == "strassen.pbf, row 3: The file is empty. Choose the right file."
    assert t("a.csv: Die Datei ist leer. Und noch etwas ganz anderes.").endswith("anderes.")


@pytest.mark.parametrize(
    "name", ["Grundschule am Markt", "Bad geschlossen", "Café 12:00", "5 Freunde"]
)
def test_data_stay_as_they_are(name):
    assert t(name) == name
    assert retold(name) is None


def test_german_stays_german():
    speak("de")
    assert t("Mögliche Orte: 13.245.") == "Mögliche Orte: 13.245."


def is_told(german):
    return t(german) != german and not PLACE.search(t(german))


def test_standards_of_every_kind_are_told():
    from indicators.coverage.standards import BY_MODE, Standard

    limits = [{"max_minutes": 10}, {"max_metres": 400}, {"max_minutes": 12.5, "max_metres": 1500}]
    for limit in limits:
        for mode in BY_MODE:
            sentence = Standard("kita", "u6", mode, **limit).sentence("Kinder")
            assert "höchstens" in sentence
            assert t(sentence).startswith("Kinder: at most "), sentence
            assert not re.search(r"Minuten|Weg |zu Fuß|mit ", t(sentence)), t(sentence)


def test_reasons_of_gaps_and_offers_are_told():
    from datetime import date

    import geopandas as gpd
    from shapely import Point

    from indicators.coverage._gaps import Rule, too_far
    from indicators.coverage.availability import Asking, with_reasons
    from indicators.hours.moments import read_moment

    assert t(too_far(22.4, Rule(15, "walk"))) == "too far: 22 minutes on foot, standard 15"
    assert is_told(too_far(float("inf"), Rule(15, "walk")))
    columns = dict.fromkeys(
        ("name", "category", "step_free", "mobile_schedule", "confirmed_on"), ""
    )
    rows = [
        {"valid_to": "2020-01-31"}, {"valid_from": "2030-01-31"}, {"opening": "Mo 10:00-12:00"},
        {"mobile_schedule": "Mo 10:00-12:00 @51.5,7.5 Markt", "step_free": "ja"}, {"opening": ""},
        {"opening": "Di 08:00-18:00"},
    ]  # fmt: skip
    table = [columns | {"opening": "", "valid_from": "", "valid_to": ""} | row for row in rows]
    offers = gpd.GeoDataFrame(table, geometry=[Point(0, 0)] * len(rows), crs=25832)
    asking = Asking(on=date(2026, 6, 2), when=read_moment("Di 15:00", on=date(2026, 6, 2)),
                    without=[5], confirmed_only=True)  # fmt: skip
    reasoned, notes = with_reasons(offers, asking)
    reasons = list(reasoned["why_not"])
    assert len(set(reasons)) == 6
    assert [reason for reason in [*reasons, *notes] if not is_told(reason)] == []
    free, _ = with_reasons(offers.tail(1), Asking(on=date(2026, 6, 2), step_free_only=True))
    assert is_told(free["why_not"].iloc[0])


FILES = [*(ROOT / "intake").rglob("*.py"), *(ROOT / "pipeline").rglob("*.py")]


def texts(node):
    """Constant texts that an expression can be, with {} for what stands in them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
        return ["".join(parts)]
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    return []


def said_in_findings(path):
    """Every message and fix that a file writes into a `Finding`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if name == "Finding":
            named = [word.value for word in node.keywords if word.arg in ("message", "fix")]
            for argument in [*node.args[4:6], *named]:
                yield from texts(argument)


def test_every_finding_on_a_file_has_its_english_sentence():
    """What is put together of parts (two places side by side) is told part by part."""
    known = {PLACE.sub("{}", german) for german in [*english(), *SENTENCES]}
    said = {text for path in FILES for text in said_in_findings(path) if re.search(r"\w{3}", text)}
    plain = {text for text in said if not text.startswith("{}") and "}{" not in text}
    assert len(plain) > 200
    without_hints = re.compile(r"(?<=[\w.)])\{\}|\{\}(?=\w)")  # hints that can be empty
    missing = {text for text in plain if known.isdisjoint({text, without_hints.sub("", text)})}
    assert missing == set()
