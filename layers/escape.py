"""Text from files in, the same text without any power over HTML or JavaScript out."""

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
    return str(text).translate(_ENTITIES)
