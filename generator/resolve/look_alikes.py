"""Find words that look the same as others although their characters differ: soft hyphens, ligatures, other alphabets.

Such words are never accepted as a quotation. The author is told which characters differ, because nobody can see it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, islice, takewhile

from rapidfuzz.distance import Levenshtein

from generator.diagnostics import name_character

_SAME = str.maketrans(
    {
        **dict.fromkeys("«»″‶", '"'),
        **dict.fromkeys("‹›′‵´`", "'"),
        **dict.fromkeys("−⁃", "-"),
        # Cyrillic and Greek letters that look like Latin ones
        **dict(zip("АВЕКМНОРСТУХЅІЈаеорсухѕіј", "ABEKMHOPCTYXSIJaeopcyxsij", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True)),
    }
)
# Some characters without a picture are not of the category Cf (format).
_FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_LONGEST_COMPARED = 2_000  # code points
_BEFORE = 20  # of these, before the first difference of longer texts
_MOST = 200_000  # characters that are replaced: no article that people read has more
_LETTER = r"[^\W\d_]"
# Between letters, a hyphen may be there or not (at the end of a line, with a space). French sets «a» as « a ».
_HYPHEN = re.compile(rf"(?<={_LETTER})- ?(?={_LETTER})|(?<=[«‹]) | (?=[»›])")


def find_look_alike(text: str, words: str) -> tuple[int, int] | None:
    """Return where words that look like ``words`` occur first in a text, both folded, or None."""
    wanted, (plain, starts, shifts) = _plain(words)[0], _plain(text)
    at = plain.find(wanted) if wanted.strip() else -1
    if at < 0:
        return None
    first, last = (index + shifts[bisect_right(starts, index) - 1] for index in (at, at + len(wanted) - 1))
    return first, min(max(last, first) + 1, len(text))


def differences(typed: str, found: str) -> Iterator[tuple[int, int, str]]:
    """Yield where two texts that look alike differ: the offset in each, and what differs, in words.

    Long texts are only compared around their first difference.
    """
    skipped = 0
    if max(len(typed), len(found)) > _LONGEST_COMPARED:
        equal = takewhile(lambda pair: pair[0] == pair[1], zip(typed, found, strict=False))
        skipped = max(sum(1 for _ in equal) - _BEFORE, 0)
        typed, found = typed[skipped : skipped + _LONGEST_COMPARED // 2], found[skipped:]
        found = found[: (find_look_alike(found, typed) or (0, _LONGEST_COMPARED))[1]]
    for is_equal, run in groupby(Levenshtein.opcodes(typed, found), lambda edit: edit.tag == "equal"):
        if not is_equal:
            first, *_, last = [*run] * 2
            article = _names(found[first.dest_start : last.dest_end])
            quotation = _names(typed[first.src_start : last.src_end])
            what = f"{article} in the article, {quotation} in the quotation"
            yield skipped + first.src_start, skipped + first.dest_start, what


def quoted_yaml(text: str) -> str:
    """Return text as a YAML value in double quotation marks, with an escape for each character that cannot be seen."""
    return f'"{"".join(_escaped(character) for character in text)}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character != " " and (not character.isprintable() or _FILLERS.match(character)):
        code = ord(character)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character


def _names(text: str) -> str:
    if not text or (text.isascii() and text.isalnum()):
        return f'"{text}"' if text else "nothing"
    return " ".join(dict.fromkeys(map(name_character, text)))


@lru_cache(maxsize=4)  # a text with one wrong quotation often has several
def _plain(text: str) -> tuple[str, list[int], list[int]]:
    """Reduce a text to what is seen; from the index ``starts[n]`` of the result, add ``shifts[n]`` for the original."""
    looks = {char: look for char in set(text) if (look := _look(char)) != char}
    same = text.translate({ord(char): look for char, look in looks.items() if len(look) == 1})
    other = "".join(re.escape(char) for char, look in looks.items() if len(look) != 1)
    pattern = re.compile(f"[{other}]|{_HYPHEN.pattern}" if other else _HYPHEN.pattern)
    pieces: list[str] = []
    starts, shifts = [0], [0]
    end = length = 0
    for match in islice(pattern.finditer(text), _MOST):
        look = looks.get(match[0], "")
        pieces += same[end : match.start()], look
        length += match.start() - end
        starts += range(length, length + len(look) + 1)
        shifts += (match.start() - length - at for at in range(len(look)))
        length, end = length + len(look), match.end()
        shifts.append(end - length)
    return "".join([*pieces, same[end:]]), starts, shifts


def _look(character: str) -> str:
    if unicodedata.category(character) == "Cf" or _FILLERS.match(character):
        return ""
    return unicodedata.normalize("NFKC", character.translate(_SAME)).translate(_SAME)
