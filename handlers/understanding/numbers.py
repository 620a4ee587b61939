"""Numbers as digits or as spoken words: "สิบสอง", "ยี่สิบแปด", Northern "ซาวแปด", "twelve"."""

import re

_ONES = {
    "หนึ่ง": 1, "นึง": 1, "เอ็ด": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5,
    "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9,
}  # fmt: skip
_ENGLISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
_ONE = (
    "|".join(sorted(_ONES, key=len, reverse=True))
    .replace("่", "่?")
    .replace("้", "้?")
    .replace("็", "็?")
)
_WORD = rf"(?:(?:(?:{_ONE}|ยี่?)?สิบ|ซาว)(?:{_ONE})?|(?:{_ONE}))"
_LATIN = "|".join(sorted(_ENGLISH, key=len, reverse=True))

NUMBER = rf"(?:\d{{1,4}}(?!\d)|{_WORD}|(?:{_LATIN})(?![a-z]))"
"""A pattern without groups; what it matches, `value` reads."""

_PARTS = re.compile(rf"(?:(?P<tens>{_ONE}|ยี่?)?(?P<ten>สิบ)|(?P<saw>ซาว))?(?P<one>{_ONE})?")
_BY_SKELETON = {word.translate(str.maketrans("", "", "่้็")): value for word, value in _ONES.items()}


def value(text: str) -> int:
    """What `NUMBER` matched, as an int."""
    if text.isdigit():
        return int(text)
    if text in _ENGLISH:
        return _ENGLISH[text]
    match = _PARTS.fullmatch(text)
    if match is None:
        return 0
    tens = 2 if match["saw"] else 0
    if match["ten"]:
        tens = 1 if match["tens"] is None else 2 if match["tens"][0] == "ย" else _one(match["tens"])
    return tens * 10 + (_one(match["one"]) if match["one"] else 0)


def _one(word: str) -> int:
    return _BY_SKELETON[word.translate(str.maketrans("", "", "่้็"))]
