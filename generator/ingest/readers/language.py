"""Tells the language of a text."""

from __future__ import annotations

import re

from generator.ingest.article import Fact

_HANGUL, _KANA = re.compile("[\uac00-\ud7a3]"), re.compile("[\u3040-\u30ff]")


def language_of_script(text: str) -> Fact:
    """Return ``ja`` or ``ko`` for text in a script that only Japanese or Korean uses; none for any other."""
    for letters, language in ((_KANA, "ja"), (_HANGUL, "ko")):
        if 5 * len(letters.findall(text)) > len(text):
            return Fact(language, "its script")
    return Fact()
