"""The accessibility statement names whom to tell of a barrier."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = str(ROOT / "app_pages" / "barrierefreiheit.py")


def shown(app):
    """All sentences of a page."""
    return "\n".join(part.value for part in (*app.markdown, *app.text))


@pytest.mark.parametrize("contact", ["", "Sozialamt, barrieren@stadt.example"])
def test_statement_names_the_contact_or_where_to_enter_it(contact, tmp_path, monkeypatch):
    city = tmp_path / "stadt"
    shutil.copytree(ROOT / "data" / "dortmund", city)
    text = (city / "city.toml").read_text(encoding="utf-8")
    entry = f'[city]\ncontact = "{contact}"\n'
    (city / "city.toml").write_text(text.replace("[city]\n", entry, 1), encoding="utf-8")
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(city))
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path / "store"))
    app = AppTest.from_file(PAGE, default_timeout=60).run()
    assert not app.exception
    assert (contact or "`contact`") in shown(app)
    assert ("`contact`" in shown(app)) == (contact == "")
