"""Where sentences end, in any of the scripts that briefs and articles are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Marks that end a sentence if white space follows, and full-width marks, which end one without it. Closing quotation
# marks and brackets belong to the sentence before them.
_SENTENCE_END = re.compile(
    r"(?<![.!?…\u061f\u06d4\u0964])[.!?…\u061f\u06d4\u0964]+[\"'\u201d\u2019\u00bb)\]]*\s+|[\u3002\uff01\uff1f]+[\"'\u201d\u2019\u300d\u300f\uff09)\]]*\s*"
)
# Up to its full stop: one letter with case (U.S., г.), a number (3. Mai), or one of these.
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:[A-Za-z\u00c0-\u024f\u0370-\u052f]|(?<!\S)\d{1,2}|M[rst]|Mrs|Dr|Ste?|Nos?|Nr|Gen|Col|Capt|Lt|Maj|Sgt|Adm"
    r"|Sen|Rep|Gov|Hon|Prof|Jr|Sr|vs|etc|al|cf|ca|pp|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_ABBREVIATION_LENGTH = 5  # code points of the longest abbreviation, with its full stop


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each sentence (code points, half open), without the white space around it.

    Where it is in doubt whether a sentence ends, it does not: a part of one can say the opposite of the whole.
    """
    start = 0
    for end in [*_sentence_ends(text), len(text)]:
        sentence = text[start:end]
        if sentence.strip():
            yield end - len(sentence.lstrip()), start + len(sentence.rstrip())
        start = end


def _sentence_ends(text: str) -> Iterator[int]:
    for match in _SENTENCE_END.finditer(text):
        stop = match.start() + 1
        is_abbreviation = _ABBREVIATION.search(text, max(stop - _ABBREVIATION_LENGTH, 0), stop)
        if not (is_abbreviation or text[match.end() : match.end() + 1].islower()):
            yield match.end()
