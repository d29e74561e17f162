"""A language for tests: every message in brackets and accents, so that words that bypass translation stand out."""

from __future__ import annotations

import gettext
import re

PSEUDO = "en-XA"  # CLDR's tag for English with accents

_ACCENTS = str.maketrans("aceinouyACEINOUY", "àçéîñôûýÀÇÉÎÑÔÛÝ")
_FIELD = re.compile(r"(\{\w+\})")


def _accented(message: str) -> str:
    parts = _FIELD.split(message)
    return f"⟦{''.join(part if part.startswith('{') else part.translate(_ACCENTS) for part in parts)}⟧"


class PseudoTranslations(gettext.NullTranslations):
    """Answers every message with ``⟦...⟧``, its letters accented and its fields untouched."""

    def gettext(self, message: str) -> str:
        """Return a message."""
        return _accented(message)

    def pgettext(self, context: str, message: str) -> str:
        """Return a message with a context."""
        return _accented(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return a message for a number of things."""
        return _accented(msgid1 if n == 1 else msgid2)
