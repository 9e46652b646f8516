"""Words and numbers as people read them: German first, English on request."""

from wording.catalogue import teach
from wording.language import language, speak, t
from wording.numbers import count, date, number, percent, signed
from wording.sentence import joined, say

__all__ = [
    "count",
    "date",
    "joined",
    "language",
    "number",
    "percent",
    "say",
    "signed",
    "speak",
    "t",
    "teach",
]
