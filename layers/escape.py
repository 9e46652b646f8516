"""Text from files in, the same text without any power over a page, its script or its reader out."""

import json
from typing import Any

from wording.visible import visible

#: Signs that mean something in HTML or inside a JavaScript template literal.
_SIGNS = "&<>\"'`${}\\"
_ENTITIES = {ord(sign): f"&#{ord(sign)};" for sign in _SIGNS}
# Line ends would break out of a JavaScript string.
_ENTITIES |= {ord(sign): " " for sign in "\r\n\u2028\u2029"}


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
