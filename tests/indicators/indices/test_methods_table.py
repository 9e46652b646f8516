"""docs/methods.md says what the program computes."""

import importlib.util
from pathlib import Path

import pytest

from indicators.indices import METHODS

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def script():
    """The script that computes the tables of the page."""
    path = ROOT / "scripts" / "methods_table.py"
    spec = importlib.util.spec_from_file_location("methods_table", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(script, embedded_city):
    page = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    assert page == script.methods_page(embedded_city), "run: python scripts/methods_table.py"


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_words_formula_and_caution(method):
    page = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    (chapter,) = [part for part in page.split("\n### ") if f"(`{method}`)" in part.split("\n")[0]]
    assert all(
        word in chapter for word in ("```text\n", "**Klassen.** ", "**Vorsicht.** ", "*Quelle: ")
    )


def test_only_the_comparison_is_replaced(script, tmp_path, monkeypatch):
    page = tmp_path / "methods.md"
    page.write_text(f"vorher\n{script.START}\nalt\n{script.END}\nnachher {script.END}")
    monkeypatch.setattr(script, "PAGE", page)
    monkeypatch.setattr(script, "comparison", lambda _city: "neu")
    assert script.methods_page(None) == (
        f"vorher\n{script.START}\n\nneu\n\n{script.END}\nnachher {script.END}"
    )
