"""Escaping of all text that reaches the map."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.escape import literal

ATTACKS = [
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`+alert(1)+`",
    "\\u003cscript\\u003e",
    "'-alert(1)-'",
    '" onmouseover="alert(1)',
    "{{ 'x' }}",
    "</script><script>alert(1)</script>",
    "\u2028alert(1)",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_sign_with_power_over_html_or_javascript_remains(text):
    """`html.escape` alone would leave `${…}`, backticks, braces and backslashes."""
    assert not set(literal(text).replace("&#", "")) & set("&<>\"'`${}\\\r\n\u2028\u2029")


@given(st.text(st.characters(exclude_characters="\r\n\u2028\u2029", exclude_categories=["Cs"])))
def test_a_browser_shows_the_text_as_it_was(text):
    """Only characters that HTML forbids altogether may change."""
    escaped = literal(text)
    plain = {c for c in text if c.isprintable()}
    assert plain <= set(html.unescape(escaped))
    assert html.unescape(literal("Straße & <Co> ${1}")) == "Straße & <Co> ${1}"
