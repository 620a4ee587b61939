"""Text typed on the wrong keyboard layout: "gliH0" is "เสร็จ", "นๅถ" is "o15".

A word is changed only when it is no plausible word as typed and is one on the other layout.
"""

import re
from collections.abc import Callable

from handlers.understanding.words import thai_words

# The Kedmanee layout, TIS 820-2538, row by row; each pair is the key without and with shift.
_ENGLISH = (
    "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
    '!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?`~'
)
_THAI = 'ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ_%'
_TO_THAI = str.maketrans(_ENGLISH, _THAI)
_TO_ENGLISH = str.maketrans(
    {thai: english for english, thai in zip(reversed(_ENGLISH), reversed(_THAI), strict=True)}
)
_LATIN_WORD = re.compile(r"(?=.*[A-Za-z;])[\x21-\x7e]{3,60}")
_CODE = re.compile(r"[oieOIE]\d{1,2}")
_CODE_ON_THAI_KEYS = re.compile(
    r"(?<![\u0e00-\u0e7f])([นรำฯ])([ๅ/\-ภถุึคตจ]{1,2})(?![ๅ\-ุึ])(?=[ก-ฮเแโใไ]|\s|$)"
)
_ASKING = re.compile("รึ(?:ยัง|เปล่า|ป่าว|ป่ะ|ปะ|ไม่|บ่|ไง)")
_COMBINING = re.compile("^[ะาำิีึืุูั็่้๊๋์]")
_LONGEST_WORD = 18
_DIGIT_KEYS = "ๅ/-ุึ"


def to_thai(text: str) -> str:
    return text.translate(_TO_THAI)


def to_english(text: str) -> str:
    return text.translate(_TO_ENGLISH)


def repair(text: str, known: Callable[[str], bool]) -> str:
    """The text with every word put on the layout it was meant for; `known` names our own words."""
    text = _CODE_ON_THAI_KEYS.sub(_code_or_same, text)
    return re.sub(r"\S+", lambda word: _repair_word(word[0], known), text)


def _code_or_same(match: re.Match[str]) -> str:
    typed = match[1] + match[2]
    meant = to_english(typed)
    stands_alone = match.end() == len(match.string) or match.string[match.end()].isspace()
    sure = any(key in _DIGIT_KEYS for key in match[2])
    if not _CODE.fullmatch(meant) or not (sure or stands_alone):
        return typed
    # "รถ" is a car, "นึกว่า" begins with a thought and not with O7, "รึยัง" asks.
    following = match.string[match.start() : match.start() + _LONGEST_WORD]
    if _ASKING.match(following):
        return typed
    ends = range(len(typed) if stands_alone else len(typed) + 1, len(following) + 1)
    return typed if any(following[:end] in thai_words() for end in ends) else meant


def _repair_word(word: str, known: Callable[[str], bool]) -> str:
    if _LATIN_WORD.fullmatch(word) and not _CODE.match(word) and not known(word.lower()):
        meant = to_thai(word)
        return meant if is_thai(meant, known) else word
    if "\u0e00" <= word[0] <= "\u0e7f" and (_COMBINING.match(word) or len(word) >= 3):
        meant = to_english(word).lower()
        if meant.isascii() and known(meant) and not is_thai(word, known):
            return meant
    return word


def is_thai(word: str, known: Callable[[str], bool]) -> bool:
    """Whether the whole word can be cut into Thai words of two letters or more."""
    if not all("\u0e00" <= letter <= "\u0e7f" for letter in word):
        return False
    words = thai_words()
    reachable = {0}
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end - 1):
            piece = word[start:end]
            if start in reachable and (piece in words or known(piece)):
                reachable.add(end)
                break
    return len(word) in reachable
