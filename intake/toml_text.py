"""Nested dicts in; the text of a TOML file out."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(content: Mapping[str, Any]) -> str:
    """Return `content` as TOML: tables, lists of tables, values.

    Parameters
    ----------
    content : Mapping
        Values are text, numbers, booleans, lists of these, mappings, or lists of mappings.

    Examples
    --------
    >>> print(toml_text({"city": {"name": "Musterstadt"}, "level": [{"id": "a", "drop": ["1"]}]}))
    [city]
    name = "Musterstadt"
    <BLANKLINE>
    [[level]]
    id = "a"
    drop = ["1"]
    <BLANKLINE>
    """
    parts = []
    for name, value in content.items():
        entries = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        heading = f"[{_key(name)}]" if isinstance(value, Mapping) else f"[[{_key(name)}]]"
        parts += [f"{heading}\n{_lines(entry)}" for entry in entries]
    return "\n".join(parts)


def _lines(entry: Mapping[str, Any]) -> str:
    return "".join(f"{_key(name)} = {_value(value)}\n" for name, value in entry.items())


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _string(text: str) -> str:
    """Text in quotes; JSON's escapes are TOML's, but for one sign that JSON leaves alone."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:  # noqa: ANN401  (any value that TOML knows)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return (
            "{ "
            + ", ".join(f"{_key(name)} = {_value(item)}" for name, item in value.items())
            + " }"
            if value
            else "{}"
        )
    return "[" + ", ".join(_value(item) for item in value) + "]"
