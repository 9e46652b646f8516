"""Every page in English: nothing that people see is German but the city's own data."""

import ast
import html
import re
from pathlib import Path

import pytest
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from wording import speak
from wording.catalogue import english

ROOT = Path(__file__).resolve().parent.parent.parent
#: Words that German sentences of the pages cannot do without, and English ones do not have.
GERMAN = re.compile(
    r"\b(?:der|die|das|dem|den|des|und|oder|nicht|für|ist|sind|mit|von|vom|kein|keine|im|zum|zur|auf|aus|bei|nach|"
    r"ohne|wird|werden|wurde|ein|eine|einen|alle|auch|nur|sich|als|über|unter|je|bis|am|Gebiete?|Angebote?|Personen|"
    r"Quelle|Wege|Minuten|Werte?|weniger|mehr|Uhr|Jahr|Lücken?|geschätzt|geöffnet|geschlossen|zu weit)\b"
)
#: Shown although German: what people type, and names.
TYPED = ("und", "oder", "stadt", "Ombudsstelle für barrierefreie Informationstechnik", "Deutsch")
CASES = {
    "lage": {}, "versorgung": {"zeit": "Di 15:00"}, "standorte": {"vorschlag": "1", "neu": "1"},
    "entwicklung": {}, "profil": {"gebiet": "06"}, "vergleich": {}, "katalog": {}, "export": {},
    "daten": {}, "barrierefreiheit": {},
}  # fmt: skip


def strings(value):
    """All texts of a message."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in ("id", "formId", "urlPathname", "data"):
                yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def elements(block):
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from elements(child)
        yield child


def texts_of(app):
    """Every text that the page sends to the browser: elements, cells, titles of blocks."""
    for place in app._tree.children.values():
        for element in elements(place):
            if element.type == "arrow_data_frame":
                table = element.value
                yield from map(str, table.columns)
                for column in table.select_dtypes(["object", "str", "category"]):
                    yield from map(str, table[column].dropna().unique())
            if getattr(element, "proto", None) is not None:
                yield from strings(MessageToDict(element.proto))


def pieces(text):
    """What people see of a text: between tags and lines, and descriptions for screen readers."""
    text = re.sub(r"\\+u([0-9a-f]{4})", lambda sign: chr(int(sign[1], 16)), text)
    text = re.sub(r"<style\b.*?</style>", " ", text, flags=re.DOTALL)
    shown = re.findall(r"(?:alt|title|aria-label|placeholder)=['\"]([^'\"]*)['\"]", text)
    shown += re.split(r"<[^>]*>|\n|\\n|\\?\"", text)
    return {html.unescape(part).strip() for part in shown}


def texts_in(value):
    """All texts of the city's own configuration."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)
    elif isinstance(value, str):
        yield value


@pytest.fixture(scope="module")
def data(embedded_city):
    """The city's own words: configuration, areas and offers."""
    words = set(texts_in(embedded_city.config.model_dump())) | set(TYPED)
    for level in embedded_city.levels.values():
        words |= set(level.areas["name"].astype(str))
    for column in ("name", "address", "provider", "contact", "opening", "mobile_schedule"):
        words |= set(embedded_city.offers[column].astype(str))
    return sorted((word for word in words if len(word) > 2), key=len, reverse=True)


def without(piece, data):
    for word in data:
        piece = piece.replace(word, "")
    return piece


@pytest.fixture(autouse=True)
def _embedded(monkeypatch):
    monkeypatch.delenv("AKTIONSRAUM_CITY", raising=False)
    yield
    speak("de")


@pytest.mark.parametrize("page", CASES)
def test_an_english_page_shows_no_german_but_data(page, data):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in ({"sprache": "en"} | CASES[page]).items():
        app.query_params[name] = value
    app.run()
    if page != "lage":
        for name, value in ({"sprache": "en"} | CASES[page]).items():
            app.query_params[name] = value
        app.switch_page(f"app_pages/{page}.py").run()
    assert not app.exception
    shown = {piece for text in texts_of(app) for piece in pieces(text) if piece}
    assert len(shown) > 10
    german = {piece for piece in shown if GERMAN.search(piece)}
    assert {piece[:200] for piece in german if GERMAN.search(without(piece, data))} == set()
    told = {source for source, target in english().items() if source != target}
    assert (shown & told) - set(english().values()) - set(data) == set()


def test_every_page_has_its_case():
    """A page that is new must be walked as well."""
    router = ast.parse((ROOT / "app_pages" / "frame" / "router.py").read_text(encoding="utf-8"))
    named = next(
        ast.literal_eval(node.value)
        for node in router.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TITLES"
    )
    assert set(named) <= set(CASES)
