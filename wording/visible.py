"""Text from anywhere in, text whose invisible signs are shown instead of obeyed out."""

#: Signs that turn the direction of writing or hide themselves (Unicode, UAX 9): told by their
#: number, or a name could show its letters in another order than it has them.
_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
#: Control signs that are no line end or tabulator: a terminal obeys them.
_CONTROL = [chr(n) for n in (*range(32), *range(127, 160)) if chr(n) not in "\t\n\r"]
_SHOWN = {ord(sign): f"[U+{ord(sign):04X}]" for sign in _TURNING}
_SHOWN |= {ord(sign): "\ufffd" for sign in _CONTROL}


def visible(text: object) -> str:
    r"""Return text that a page, paper or terminal shows as it is.

    Examples
    --------
    >>> visible("a\u202eb"), visible("\x1b[2J")
    ('a[U+202E]b', '\ufffd[2J')
    """
    return str(text).translate(_SHOWN)
