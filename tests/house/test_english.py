"""Every sentence in English: each template that the product says has a translation with the same places."""

import ast
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from wording import count, joined, number, percent, say, signed, speak, t, teach
from wording import date as day_of
from wording.catalogue import CATALOGUES, english

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = (
    "app_pages",
    "commands",
    "export",
    "geo",
    "indicators",
    "intake",
    "layers",
    "pipeline",
    "store",
)
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
#: Callables that tell a template, and which of their arguments are templates.
TELLERS = {"say": (0,), "t": (0,), "counted": (1, 2), "Kind": (1, 2)}
#: Files that say templates they are given: those of kinds and nouns, which are checked where they stand.
GIVEN = {"intake/findings.py", "intake/features.py"}
PLACE = re.compile(r"{(\w+)}")


@pytest.fixture(autouse=True)
def _in_english():
    speak("en")
    teach({})
    yield
    speak("de")


def assigned(scope, name):
    """What a name is set to in a function or module, or in the module that it is imported from."""
    for node in ast.walk(scope):
        if isinstance(node, ast.ImportFrom) and name in {entry.name for entry in node.names}:
            path = (ROOT / str(node.module).replace(".", "/")).with_suffix(".py")
            yield from assigned(ast.parse(path.read_text("utf-8")), name) if path.exists() else ()
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AnnAssign) and ast.unparse(targets[0]) == name:
            yield node.value


def templates(node, scopes):
    """Every text that an expression can be; None among them for what cannot be read off."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return templates(node.body, scopes) + templates(node.orelse, scopes)
    if isinstance(node, ast.Subscript):
        return templates(node.value, scopes)
    if isinstance(node, ast.Dict):
        return [text for value in node.values for text in templates(value, scopes)]
    if isinstance(node, ast.Name):
        for scope in reversed(scopes):
            if values := list(assigned(scope, node.id)):
                return [text for value in values for text in templates(value, scopes)]
    return [None]


def told_in(node, scopes=()):
    """Every template of a file, with the callable that tells it."""
    if isinstance(node, ast.Module | ast.FunctionDef):
        scopes = (*scopes, node)
    name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
    for place in TELLERS.get(name, ()):
        if place < len(node.args):
            yield from ((name, text) for text in templates(node.args[place], scopes))
    for child in ast.iter_child_nodes(node):
        yield from told_in(child, scopes)


def said(path):
    return set(told_in(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_template_has_an_english_one(path):
    """A page may tell labels and sentences made elsewhere; who says one names its template."""
    found = said(path)
    unread = {name for name, text in found if text is None} - {"t"}
    assert path.relative_to(ROOT).as_posix() in GIVEN or unread == set()
    words = {text for _, text in found if text and re.search(r"\w{2}|„", PLACE.sub("", text))}
    assert words - set(english()) == set()


#: Steps whose sentences people read on a page; and files with f-strings of German that is no sentence
#: of a page: regular expressions, a text written beside downloaded outlines.
STEPS = {"geo", "indicators", "intake", "pipeline", "store"}
NO_SENTENCE = {"indicators/hours/text.py", "intake/cells/numerals.py", "intake/services/city.py"}
WORDS = re.compile(
    r"\b(?:der|die|das|den|dem|des|ist|sind|nicht|keine?|für|von|vom|mit|und|zu|ohne|wird|werden|gibt|fehlt|"
    r"Personen|Minuten|Angebote?|Gebiete?|Standorte?|Zeilen?|Spalten?)\b|[äöüÄÖÜ„“]"
)


def written(tree):
    """F-strings with German in them: they keep neither template nor values."""
    for node in ast.walk(tree):
        fixed = [part for part in getattr(node, "values", ()) if isinstance(part, ast.Constant)]
        if isinstance(node, ast.JoinedStr) and WORDS.search(" ".join(p.value for p in fixed)):
            yield ast.unparse(node)


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.relative_to(ROOT).parts[0] in STEPS],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_no_step_finishes_a_sentence_that_english_could_not_tell(path):
    found = list(written(ast.parse(path.read_text(encoding="utf-8"))))
    assert (found == []) == (path.relative_to(ROOT).as_posix() not in NO_SENTENCE), found


def test_a_finished_sentence_is_noticed():
    code = """a = f"{n} Angebote"; b = f"{key}_{year}.csv"; c = say("{n} Angebote", n=1)"""
    assert list(written(ast.parse(code))) == ["f'{n} Angebote'"]


def test_the_walk_finds_a_template_wherever_it_stands():
    code = """
A = {"x": "eins", "y": "zwei"}
def one(b):
    said = "drei" if b else "vier"
    return say(said), say(A[b]), t(b), Kind("code", "fünf {n}", "sechs"), say(unknown)
"""
    found = set(told_in(ast.parse(code)))
    words = {"eins", "zwei", "drei", "vier", "fünf {n}", "sechs"}
    assert {text for _, text in found if text} == words
    assert {name for name, text in found if text is None} == {"say", "t"}


@pytest.mark.parametrize("path", sorted(CATALOGUES.glob("*.po")), ids=lambda path: path.stem)
def test_translations_fill_the_same_places(path):
    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    for message in messages:
        assert set(PLACE.findall(message.id)) == set(PLACE.findall(message.string)), message.id


def test_no_text_is_translated_in_two_ways():
    known = {}
    for path in CATALOGUES.glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                assert known.setdefault(message.id, message.string) in (message.string, ""), path
                known[message.id] = message.string


def test_figures_in_a_sentence_are_written_in_the_language_it_is_told_in():
    """Made in one language, told in the other: a result is kept for readers of both."""
    said = say("{n} {share} {more} {small} {day}", n=count(13245), share=percent(12.34),
               more=signed(-1234.5), small=number(0.5), day=day_of(date(2026, 12, 31)))  # fmt: skip
    assert said == "13.245 12,3\u00a0% \u22121.234,5 0,5 31.12.2026"
    assert t(said) == "13,245 12.3\u00a0% \u22121,234.5 0.5 Dec 31, 2026"
    speak("de")
    assert t(said) == said


def test_labels_of_the_city_are_told_as_the_city_says():
    from indicators.coverage.standards import Standard

    sentence = Standard("kita", "u6", "walk", 10).sentence("Kinder unter 9")
    assert t(sentence).startswith("Kinder unter 9: at most 10 minutes on foot")
    teach({"Kinder unter 9": "Children under 9", "Ohne": ""})
    assert t(sentence).startswith("Children under 9: at most 10 minutes on foot")
    assert (t("Kinder unter 9"), t("Ohne")) == ("Children under 9", "Ohne")


def test_joined_sentences_are_told_one_by_one():
    several = joined(" ", [say("Mögliche Orte: {n}.", n=count(1300)), "", "Bad geschlossen"])
    assert several == "Mögliche Orte: 1.300. Bad geschlossen"
    assert t(several) == "Possible places: 1,300. Bad geschlossen"


def test_a_sentence_survives_the_way_to_another_process():
    import pickle

    kept = pickle.loads(pickle.dumps(say("Wege: {basis}.", basis=say("Luftlinie × {n}", n=number(1.3)))))  # noqa: S301  # fmt: skip
    assert kept == "Wege: Luftlinie × 1,3."
    assert t(kept) == "Ways: straight line × 1.3."


@pytest.mark.parametrize(
    "name", ["Grundschule am Markt", "Bad geschlossen", "Café 12:00", "{n} Freunde"]
)
def test_data_stay_as_they_are(name):
    assert t(name) == name
    assert t(say("„{offer}“ verlegt", offer=name)).startswith(f"„{name}“")


def test_german_stays_german():
    speak("de")
    assert t(say("Mögliche Orte: {n}.", n=count(13245))) == "Mögliche Orte: 13.245."


GERMAN = re.compile(r"Minuten|Weg |zu Fuß|mit |höchstens|nicht|geschlossen|ohne|seit|weit|beendet")


def test_standards_of_every_kind_are_told():
    from indicators.coverage.standards import BY_MODE, Standard

    limits = [{"max_minutes": 10}, {"max_metres": 400}, {"max_minutes": 12.5, "max_metres": 1500}]
    for limit in limits:
        for mode in BY_MODE:
            sentence = Standard("kita", "u6", mode, **limit).sentence("Kinder")
            assert "höchstens" in sentence
            assert t(sentence).startswith("Kinder: at most "), sentence
            assert not GERMAN.search(t(sentence)), t(sentence)
    assert "12.5 minutes and 1,500 m" in t(sentence)


def test_reasons_of_gaps_are_told():
    from indicators.coverage._gaps import Rule, too_far

    assert t(too_far(22.4, Rule(15, "walk"))) == "too far: 22 minutes on foot, standard 15"
    assert t(too_far(float("inf"), Rule(15, "walk"))) == "no offer can be reached"


def test_reasons_in_a_table_stay_sentences_on_their_way_to_the_page(embedded_city):
    """Through groups, joins and the release gate: a column of plain text could not be told."""
    from indicators.secrecy.release import release_coverage
    from layers.words.coverage import gap_rows
    from pipeline import Question, cover

    offers = embedded_city.offers.copy()
    offers.loc[offers.index[offers["category"] == "kita"][::2], "valid_to"] = "2026-01-31"
    city = replace(embedded_city, offers=offers)
    found = cover(city, "kita", question=Question(on=date(2026, 6, 1)))
    rows = gap_rows(release_coverage(found, min_cases=1, audience="internal"))
    assert "ended on Jan 31, 2026" in set(rows["reason"])
    assert not [reason for reason in rows["reason"] if GERMAN.search(reason)]


def test_reasons_why_offers_do_not_count_are_told():
    import geopandas as gpd
    from shapely import Point

    from indicators.coverage.availability import with_reasons
    from indicators.coverage.question import Question
    from indicators.hours.moments import read_moment

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
    day = date(2026, 6, 2)
    question = Question(on=day, without=(5,), confirmed_only=True)
    reasoned, notes = with_reasons(offers, question, read_moment("Di 15:00", on=day))
    assert [t(reason) for reason in reasoned["why_not"]] == [
        "ended on Jan 31, 2020", "begins on Jan 31, 2030", "closed Tue 15:00",
        "not here Tue 15:00, but Mo 10:00-12:00", "not confirmed for more than a year",
        "computed without this offer",
    ]  # fmt: skip
    assert [t(note) for note in notes] == [
        "3 of 6 offers without known opening hours; they count as open."
    ]
    free, _ = with_reasons(offers.tail(1), Question(on=day, step_free_only=True), None)
    assert t(free["why_not"].iloc[0]) == "not known to be step-free"
