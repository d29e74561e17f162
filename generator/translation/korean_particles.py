"""Korean particles with two forms, one after a consonant and one after a vowel: 혜산을, 무역로를.

Source: Sohn, *The Korean Language* (Cambridge 1999), 5.3.
"""

from __future__ import annotations

import unicodedata

L = 8  # the index of ㄹ among the final consonants
# The last sounds of digits read in Korean: 영 일 이 삼 사 오 육 칠 팔 구. As the last digit of a longer number, 0 is
# read 십, 백, 천, 만 or 억, which end in a consonant, too.
_DIGITS = dict(zip("0123456789", (21, L, 0, 16, 0, 0, 1, L, L, 0), strict=True))


def final_consonant(syllable: str) -> int | None:
    """Return the index of a syllable's final consonant, 0 for none (Unicode Standard, chapter 3.12).

    None if it is no Korean syllable.
    """
    return (ord(syllable) - 0xAC00) % 28 if len(syllable) == 1 and "가" <= syllable <= "힣" else None


def choose_particle(word: str, after_consonant: str, after_vowel: str) -> str:
    """Return the form of a particle that fits after a word, as Korean reads its last letter or digit.

    ``으로`` becomes ``로`` also after ㄹ. Where the last sound is not known, as after Latin letters, both forms are
    returned in the usual way: ``을(를)``, ``(으)로``.
    """
    letters = [
        character
        for character in unicodedata.normalize("NFC", word)
        if character.isalnum() or character == "%"
    ]
    last = letters[-1] if letters else ""
    final = 0 if last == "%" else _DIGITS.get(last, final_consonant(last))  # 퍼센트
    if final is None:
        if after_consonant.startswith("으") and after_consonant[1:] == after_vowel:
            return f"(으){after_vowel}"
        if after_consonant.startswith("이") and after_consonant[1:] == after_vowel:
            return f"(이){after_vowel}"
        return f"{after_consonant}({after_vowel})"
    is_open = final == 0 or (final == L and after_consonant.startswith("으로"))
    return after_vowel if is_open else after_consonant
