"""Thai text as people type it, made comparable: one width, one kind of digit, no doubled marks.

Pure and idempotent. Politeness never changes the meaning, so particles become blanks.
"""

import re
import unicodedata

MAX_TEXT = 5_000
TONES = "่้๊๋"

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
# Letters of other alphabets that phones offer for the same shape.
_LOOKALIKES = str.maketrans(
    "ОоΟοЕеΕІіΙ\u2010\u2011\u2012\u2013\u2014\u2015\u2212ー", "OoOoEeEIiI--------"
)
_TONE_BEFORE_VOWEL = re.compile("([่้๊๋])([ิีึืุูั็])")
_DECOMPOSED_AM = re.compile("ํ([่้๊๋]?)า")
_AM_BEFORE_TONE = re.compile("ำ([่้๊๋])")
_DOUBLED_MARK = re.compile(r"([ะาำิีึืุูัโใไ็่้๊๋์ํๆ])\1+|(?<=า)ๅ+")
_PILED_MARKS = re.compile("([\u0e31-\u0e3a\u0e47-\u0e4e]{4})[\u0e31-\u0e3a\u0e47-\u0e4e]+")
"""No letter carries more than three; thousands would be put in order one by one."""
_TWO_TONES = re.compile("([่้๊๋])[่้๊๋]+")
_REPEATED = re.compile(r"([a-zA-Zก-ฮ])\1{2,}|(ว)ว+(?![ก-ฮ]?[่้๊๋ะ-ู])")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_KEPT_SYMBOLS = "✅✔☑❌|$+<>=^~`"

_END = r"(?=$|[\s\d.,!?;:)(\"'…✅❌\ue000-\uf8ff]|[a-z])"
_PARTICLES = re.compile(
    # These spellings begin no other word and may stand in the middle of run-together speech.
    r"(?:นะ|น่ะ|จ้า|ล่ะ|ละ|แล้วก็)?(?:ค่ะ|ค่า(?=$|\s)|ครับผม|ครับ|คร้าบ|คร๊าบ|ค๊ะ|ฮะ(?=$|\s)|ฮับ|ครัช|คัฟ|คร่า)(?:ท่าน(?=$|\s))?"
    # These do, and count only at the end of a word run.
    rf"|(?<![ชห])(?:นะ|น้า|น๊า|เน้อ|เด้อ|เนอะ|หน่า)?(?:คะ|คับ|ค้าบ|งับ|ง้าบ|จ้ะ|จ๊ะ|จ๋า|จ้า|เจ้า|จ้ะ|จร้า|ฮ่ะ|วะ|อ่ะ|อะ|ฮิ|ฮ้า|ง่ะ|งะ|ก๊าบ|ก้าบ|แหละ){_END}"
    rf"|(?<![ชคหณ])(?<!สถา)(?<!ฐา)(?:นะ|น้า|น๊า|เน้อ|เด้อ|เนอะ|เนาะ|น่ะ|น่า){_END}"
)


def narrow(text: str) -> str:
    """The text in one width and with one kind of dash; nothing else is changed."""
    text = text[:MAX_TEXT].translate(_LOOKALIKES)
    return unicodedata.normalize("NFKC", text)[:MAX_TEXT].translate(_LOOKALIKES)


def clean(text: str) -> str:
    """The text in one width, digits and mark order; upper and lower case as typed."""
    text = narrow(text)
    text = "".join(_plain(letter) for letter in text).translate(_DIGITS).replace("เเ", "แ")
    text = _PILED_MARKS.sub(r"\1", text)
    before = None
    while before != text:
        before = text
        text = _DECOMPOSED_AM.sub(r"\1ำ", text)
        text = _AM_BEFORE_TONE.sub(r"\1ำ", text)
        text = _TONE_BEFORE_VOWEL.sub(r"\2\1", text)
        text = _DOUBLED_MARK.sub(r"\1", text)
        text = _TWO_TONES.sub(r"\1", text)
        text = _REPEATED.sub(r"\1\2", text)
        text = _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()
    return text


def normalise(text: str) -> str:
    """`clean`, in lower case."""
    return clean(clean(text).lower())


def without_particles(text: str) -> str:
    """The normalised text with every polite particle as a blank, which also ends a clause."""
    return _PARTICLES.sub(" ", text)


def _plain(letter: str) -> str:
    if letter == "\n" or letter in _KEPT_SYMBOLS or "\ue000" <= letter <= "\uf8ff":
        return letter
    match unicodedata.category(letter):
        case "Cf" | "Mn" if not "\u0e00" <= letter <= "\u0e7f":
            return ""
        case "Cc" | "Zs" | "Zl" | "Zp" | "So" | "Sk" | "Cs" | "Co" | "Cn":
            return " "
        case _:
            return letter


_FOLD = str.maketrans(
    {
        **dict.fromkeys("่้๊๋็์ํฺ", None),
        **dict(zip("ศษฎฏณญฬภธฑฒฆฐใฃฅ", "สสดตนยลพททททถไขค", strict=False)),
        "ฆ": "ค",
        "ฐ": "ถ",
    }
)


def skeleton(text: str) -> str:
    """The letters that survive missing tone marks and letters that sound alike."""
    return text.translate(_FOLD)
