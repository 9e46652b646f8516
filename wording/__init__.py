"""Words and numbers as people read them: German first, English on request."""

from wording.catalogue import teach
from wording.language import language, speak, t
from wording.numbers import count, date, number, percent, signed

__all__ = ["count", "date", "language", "number", "percent", "signed", "speak", "t", "teach"]
