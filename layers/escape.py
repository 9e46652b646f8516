"""Text from files in, the same text without any power over a page, its script or its reader out."""

import json
from typing import Any

#: Signs that mean something in HTML or inside a JavaScript template literal.
_SIGNS = "&<>\"'`${}\\"
_ENTITIES = {ord(sign): f"&#{ord(sign)};" for sign in _SIGNS}
# Line ends would break out of a JavaScript string.
_ENTITIES |= {ord(sign): " " for sign in "\r\n\u2028\u2029"}
#: Signs that turn the direction of writing or hide themselves (Unicode, UAX 9): told by their
#: number, or a name could show its letters in another order than it has them.
_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
#: Control signs that are no line end or tabulator: a terminal obeys them.
_CONTROL = [chr(n) for n in (*range(32), *range(127, 160)) if chr(n) not in "\t\n\r"]
_VISIBLE = {ord(sign): f"[U+{ord(sign):04X}]" for sign in _TURNING}
_VISIBLE |= {ord(sign): "\ufffd" for sign in _CONTROL}


def visible(text: object) -> str:
    r"""Return text whose invisible signs are shown instead of obeyed.

    Examples
    --------
    >>> visible("a\u202eb"), visible("\x1b[2J")
    ('a[U+202E]b', '\ufffd[2J')
    """
    return str(text).translate(_VISIBLE)


def literal(text: object) -> str:
    """Return text that shows as it is, whatever HTML or JavaScript it holds.

    Notes
    -----
    `html.escape` is not enough: folium writes tooltips into JavaScript template
    literals, in which `${…}` runs. Numeric entities are inert there and in HTML.

    Examples
    --------
    >>> literal("A & <b>")
    'A &#38; &#60;b&#62;'
    """
    return visible(text).translate(_ENTITIES)


def inert_json(value: Any) -> str:
    r"""Return JSON that may stand inside a script: nothing in it ends the script or runs.

    Examples
    --------
    >>> inert_json({"a": "</script>"})
    '{"a":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&`$\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
