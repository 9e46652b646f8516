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
def test_every_method_has_words_formula_and_caution(script, method):
    text = script.method_text(method)
    assert all([text.title, text.words, text.formula, text.classes, text.caution, text.source])


def test_only_the_marked_parts_are_replaced(script):
    start = script.MARK.format(name="Teil")
    page = f"vorher\n{start}\nalt\n{script.END}\nnachher {script.END}"
    assert script.filled(page, {"Teil": "neu"}) == (
        f"vorher\n{start}\n\nneu\n\n{script.END}\nnachher {script.END}"
    )
