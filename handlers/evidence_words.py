"""The words around pasted links: which item each line names, and what explains the link.

The resolver says what is wished; this says how sure the item is. A link that stands alone, or on a
line of a table without a code, is nobody's until the person says so.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from content.catalog import Catalog
from handlers.intents import AttachEvidence, LinkFor
from handlers.link_text import FoundLink, Pair, find_links, pairs
from handlers.understanding.codes import Numbering, read_codes
from handlers.understanding.thai import normalise

_MARKED = re.compile(r"(?:คำอธิบาย|หมายเหตุ|อธิบาย)\s*[::]?\s*(?P<rest>.+)", re.DOTALL)
_CODE = re.compile(r"(?<![A-Za-z0-9])[OoIiEe]\s?[.\-]?\s?\d{1,2}(?!\d)|ข้อ(?:ที่)?\s*\d{1,2}")
_THIS = re.compile(r"(?:ข้อ|อัน|เรื่อง|ตัว)(?:นี้|เมื่อกี้|เดิม)")
_LINK = r"ลิ้?งก?ค?์?"
_FILLER = re.compile(
    rf"{_LINK}|link|url|หลักฐาน|แนบ|ส่ง(?:ให้|มา)?|เพิ่ม|เปลี่ยน|แทน(?:ที่)?|เป็น|ใหม่|เดิม|อีก|หนึ่ง|"
    r"เสร็จ(?:แล้ว|เรียบร้อย)?|เรียบร้อย|ทำ|ลง|เว็บ(?:ไซต์)?|เผยแพร่|แล้ว|"
    r"ของ|ให้|ตาม|นี้|นะ|ค่ะ|คะ|ครับ|คับ|จ้า|ค่า|ด้วย|หน่อย|ขอ|ฝาก|เอา|ใช้|กับ|และ|ข้อ(?:ที่)?|ที่|อัน|คือ|"
    r"ดู|ได้|มี|อยู่|จาก|ไว้|ไป|มา|ok|โอเค|[\s\W\d_]",
    re.IGNORECASE,
)  # fmt: skip
_TOUCHES = 6
"""Letters that must be left when all filler is gone, for words to explain anything."""
_REPLACES = re.compile(rf"เปลี่ยน{_LINK}|เปลี่ยน.{{0,20}}เป็น|แทน(?:ที่)?(?:{_LINK}|อัน|ของ)|{_LINK}ใหม่")
_ADDS = re.compile(rf"เพิ่ม|อีก(?:{_LINK}|อัน|หนึ่ง)")
_NO_PUBLIC_LINK = re.compile(
    r"(?<![a-z])(?:ftps?|sftp|file|smb)://\S|https?://[^\s/?#]*@|\\\\[\w.-]+\\|(?<![a-z])[c-z]:\\",
    re.IGNORECASE,
)

ReadCode = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Pasted:
    """A message with links, read line by line; `over` links were too many to take.

    `lines` tells where a link without an item stood; `table` that each line means another item.
    """

    intent: AttachEvidence
    over: int = 0
    without_link: tuple[str, ...] = ()
    lines: Mapping[str, Pair] = field(default_factory=dict)
    table: bool = False


def read_pasted(intent: AttachEvidence, raw: str, focus: str | None, catalog: Catalog) -> Pasted:
    """The intent with only those codes that the message itself names, and what explains it."""
    intent = replace(intent, text=explanation(raw or intent.text))
    if not find_links(raw):
        return Pasted(intent)
    found = pairs(raw, code_reader(catalog))
    owned = {pair.url for pair in found if pair.url and pair.code_text}
    lines = {pair.url: pair for pair in found if pair.url and not pair.code_text}
    orphans = lines.keys() - owned
    table = not owned and _is_table(raw)
    if not owned and (table or _stands_alone(raw, focus, intent)):
        orphans = {link.url for link in intent.links}
    elif not owned:
        return Pasted(replace(intent, problems=()))
    links = [link for link in intent.links if link.url not in orphans]
    links += [LinkFor(None, url) for url in dict.fromkeys(link.url for link in intent.links)
              if url in orphans]  # fmt: skip
    taken = {link.url for link in links}
    over = {pair.url for pair in found if pair.note == "too_many" and pair.url} - taken
    empty = [pair.code_text for pair in found if pair.note == "no_link" and pair.code_text]
    kept = replace(intent, links=tuple(links), problems=())
    return Pasted(kept, len(over), tuple(dict.fromkeys(empty)), lines, table)


def _is_table(raw: str) -> bool:
    """Whether several lines have each a link and words of their own, so that no one item fits."""
    worded = [
        line for line in raw.splitlines()
        if (links := find_links(line)) and _FILLER.sub("", _without(line, links))
    ]  # fmt: skip
    return len(worded) > 1


def _without(text: str, links: Sequence[FoundLink]) -> str:
    for link in reversed(links):
        text = f"{text[: link.start]} {text[link.end :]}"
    return text


def _stands_alone(raw: str, focus: str | None, intent: AttachEvidence) -> bool:
    """Whether nothing but the item last seen says what the links are for."""
    from_focus = focus is not None and all(link.code in (focus, None) for link in intent.links)
    return from_focus and not _THIS.search(raw) and not explanation(raw)


def explanation(raw: str) -> str:
    """The words that explain a link, as typed; empty when there are only codes and commands."""
    text = _without(raw, find_links(raw))
    if marked := _MARKED.search(text):
        return " ".join(marked["rest"].split())
    text = " ".join(_CODE.sub(" ", text).split())
    letters = re.sub(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]", "", _FILLER.sub("", text))
    return text.strip(" :-–,") if len(letters) >= _TOUCHES else ""


def replaces(raw: str) -> bool:
    """ "เปลี่ยนลิงก์ O12 เป็น …", but not "เพิ่มลิงก์ใหม่"."""
    return _REPLACES.search(raw) is not None and _ADDS.search(raw) is None


def names_no_public_link(raw: str) -> bool:
    """An address that the public cannot use: another scheme, a user's name in it, a file share."""
    return _NO_PUBLIC_LINK.search(raw) is not None


def code_reader(catalog: Catalog) -> ReadCode:
    """Words → the one item or measure that they name and nothing else."""
    numbering = _numbering(catalog.codes, len(catalog.measures))

    def read(words: str) -> str | None:
        reading = read_codes(normalise(words), numbering)
        codes = [target.code for mention in reading.mentions for target in mention.targets]
        whole = len(reading.mentions) == 1 and len(reading.text.strip(" .:)-=>")) <= 1
        return codes[0] if whole and len(codes) == 1 else None

    return read


@lru_cache(maxsize=4)
def _numbering(codes: frozenset[str], measures: int) -> Numbering:
    families = {
        family: frozenset(int(code[1:]) for code in codes if code.startswith(family))
        for family in ("O", "i", "E")
    }
    return Numbering({**families, "measure:": frozenset(range(1, measures + 1))}, {})
