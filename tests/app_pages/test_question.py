"""Every entry of a question can be asked in the shell and on the page, and the address keeps it."""

from dataclasses import fields
from datetime import date

import pytest
import typer
from streamlit.testing.v1 import AppTest

from app_pages.frame.question import CHOICES, SWITCHES
from cli import app as shell
from indicators.coverage.question import Question
from indicators.coverage.scenarios import Change, Scenario
from store.scenarios import save_scenario, scenario_folder

ENTRIES = {field.name for field in fields(Question)}
NAMES = {entry: name for entry, (_, name) in (CHOICES | SWITCHES).items()}
#: Entry of a question → name of its widget, also in the address.
WIDGETS = {"category": "angebot", "without": "ohne", "on": "stichtag", **NAMES}
#: What an address may ask for, nothing as the standard of kindergartens says it.
ADDRESS = {
    "angebot": "jugendtreff",
    "minuten": "10",
    "meter": "800",
    "zielgruppe": "alle",
    "weg": "bike",
    "zeit": "Di 15:00",
    "personenjahr": "2018",
    "szenario": "Neubau",
    "stichtag": "2026-06-01",
    "bestaetigt": "1",
    "stufenlos": "1",
    "nicht_voll": "1",
}
SCRIPT = """
import streamlit as st
from app_pages.frame.choices import choose_category
from app_pages.frame.city import loaded
from app_pages.frame.question import choose_question
shown_city = loaded()
category, _ = choose_category(shown_city)
st.session_state["asked"] = choose_question(shown_city, category)
"""


@pytest.fixture
def scenario(monkeypatch, tmp_path):
    """The embedded Dortmund with one saved scenario."""
    monkeypatch.delenv("AKTIONSRAUM_CITY", raising=False)
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path))
    place = {"name": "Neubau", "category": "kita", "lon": 7.47, "lat": 51.51}
    scenario = Scenario("Neubau", (Change("add", "neu", place),), city="Dortmund")
    save_scenario(scenario_folder("Dortmund"), scenario)
    return scenario


def asked(**address):
    """The question of a page with an address, and the page."""
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app.session_state["asked"], app


def options(name):
    """Entries of a question that a command takes."""
    command = typer.main.get_command(shell).commands[name]
    return {param.name for param in command.params}


@pytest.mark.parametrize("command", ["coverage", "gaps", "difference", "site", "tour"])
def test_a_command_takes_every_entry_of_a_question(command):
    assert ENTRIES - options(command) == set()


def test_the_page_has_a_widget_for_every_entry_of_a_question(scenario):
    assert set(WIDGETS) == ENTRIES
    _, app = asked()
    widgets = [*app.selectbox, *app.checkbox, *app.multiselect, *app.date_input]
    assert {widget.key for widget in widgets} == set(WIDGETS.values())


def test_an_address_asks_every_entry_and_keeps_it(scenario):
    question, app = asked(**ADDRESS)
    assert question == Question(
        "jugendtreff",
        target_group="alle",
        mode="bike",
        max_minutes=10.0,
        max_metres=800.0,
        when="Di 15:00",
        on=date(2026, 6, 1),
        confirmed_only=True,
        step_free_only=True,
        not_full=True,
        year=2018,
        scenario=scenario,
    )
    assert {name: app.query_params[name] for name in ADDRESS} == ADDRESS


def test_an_address_without_entries_asks_for_the_standard(scenario):
    question, app = asked(angebot="kita", minuten="7", stichtag="gestern", personenjahr="1900")
    assert question == Question("kita")
    assert set(app.query_params) <= {"angebot"}


def test_an_offer_left_out_stays_left_out_and_is_none_of_another_category(scenario):
    _, app = asked(angebot="kita")
    ids = ids_of(app)[:2]
    question, app = asked(angebot="kita", ohne=",".join(ids))
    assert question.without == tuple(ids)
    app.selectbox(key="angebot").set_value("spielplatz").run()
    assert app.session_state["asked"].without == ()


def ids_of(app):
    """Ids of the offers of the chosen category."""
    from app_pages.frame.city import loaded
    from app_pages.frame.question import offer_names

    return list(offer_names(loaded(), app.selectbox(key="angebot").value))
