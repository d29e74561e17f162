"""Korean particles, which may follow a name within the same word, as in 혜산에서, "in Hyesan".

Source of the list, and of the forms after vowels and consonants: Sohn, *The Korean Language* (Cambridge 1999), 5.3.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from generator.translation.korean_particles import L, final_consonant

_LETTER = r"[\u1100-\u11ff\uac00-\ud7a3]"  # also decomposed

# Particles with one form, and pairs of forms: after a consonant, after a vowel.
_ANYWHERE = """
    의 에 에서 에게 에게서 께 께서 한테 한테서 하고 도 만 뿐 까지 부터
    처럼 같이 보다 마다 조차 마저 밖에 대로 만큼 들
""".split()  # noqa: SIM905 - easier to read than a list
_PAIRS = """
    은/는 이/가 을/를 과/와 으로/로 으로서/로서 으로써/로써 이나/나 이랑/랑 이며/며 이란/란
    이라/라 이라고/라고 이라는/라는
""".split()  # noqa: SIM905
_AFTER_CONSONANT = {*_ANYWHERE, *(pair.split("/")[0] for pair in _PAIRS)}
_AFTER_VOWEL = {*_ANYWHERE, *(pair.split("/")[1] for pair in _PAIRS)}
_AFTER_L = _AFTER_CONSONANT - {"으로", "으로서", "으로써"} | {"로", "로서", "로써"}
_MAX_LENGTH = 3  # code points of a particle
_MAX_IN_A_ROW = 3  # 에서, 만, 은
# The rest of a word, if it is no longer than particles can be.
HANGUL = re.compile(rf"{_LETTER}{{1,{3 * _MAX_LENGTH * _MAX_IN_A_ROW}}}(?!{_LETTER})")


def are_particles(name: str, rest: str) -> bool:
    """Return whether ``rest``, which follows ``name`` without a space, consists of particles that fit there.

    After a name in another script, whose last sound is not known, both forms of a pair fit.
    """
    name, rest = unicodedata.normalize("NFC", name), unicodedata.normalize("NFC", rest)
    return _are_particles(final_consonant(name[-1:]), rest, _MAX_IN_A_ROW)


@lru_cache(maxsize=4096)
def _are_particles(final: int | None, rest: str, most: int) -> bool:
    if not rest:
        return True
    if not most:
        return False
    fitting = _FITTING.get(final, _AFTER_CONSONANT)
    return any(
        rest[:length] in fitting
        and _are_particles(final_consonant(rest[length - 1]), rest[length:], most - 1)
        for length in range(1, min(_MAX_LENGTH, len(rest)) + 1)
    )


_FITTING = {None: _AFTER_CONSONANT | _AFTER_VOWEL, 0: _AFTER_VOWEL, L: _AFTER_L}
