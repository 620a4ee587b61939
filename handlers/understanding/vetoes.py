"""What forbids a tick, however sure the model is: rules for safety and for nothing else.

A wrong tick is worse than ten questions. A message that asks, doubts, denies, promises, quotes,
speaks of a part, of another office or another year never ticks by itself; nor does one whose
letters are one slip away from such words. What is vetoed is asked about instead.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from handlers.understanding.lexicon import Lexicon
from handlers.understanding.words import cut, thai_words

_ASKING: Final = re.compile(
    r"[?？❓❔🤔]|หรือ|รึ(?!เปล่าประโยชน์)|ไหม|มั้ย|มั๊ย|ป่าว|ป่ะ|เปล่า|ใช่?[ปัม]|ปะ(?=$|\W)|ละ?ยัง(?=$|\W)|"
    r"แล้วยัง|ยัง(?=$|[\s?])|แล้วบ่|ก่อ(?=$|[\s?])|แล้วกา(?=$)|หว่า(?=$)|นิ(?=$)|ไม่แน่|อะไร|ไหน|ทำไม|ยังไง|เมื่อไ|"
    r"กี่|ใคร|(?:แล้ว|ละ)ก[๋่]?า(?=$|\W)|เหรอ|หรอ(?=$|\W)|(?:แล้ว|เสร็จ)บ่(?=$|\W)"
)
_DOUBTING: Final = re.compile(
    r"คิดว่า|เหมือน(?!กัน(?!ว่า)|เดิม)|น่าจะ|คงจะ|(?<![ก-๙])คง|มั้ง|สงสัย|ไม่มั่นใจ|เข้าใจว่า|รู้สึกว่า|เห็นว่า|ดูเหมือน|หวังว่า|ได้ยินว่า|เขาว่า|เค้าว่า|เปิ้นว่า|"
    r"ไม่ใช่|มิใช่|บ่ใช่|บ่แม่น|ให้(?:มัน|ทัน)?เสร็จ|ขอบ(?:พระ)?คุณที่|ขอบใจที่|ถ้า|หาก|สมมติ|สมมุติ|ถือว่า.{0,6}(?:ไหม|มั้ย)|เกือบ|ใกล้|กำลัง|เดี๋ยว|พรุ่งนี้|อีก(?:นิด|หน่อย|ไม่|แป๊บ|สัก|\d)|จะ(?!ได้ติ๊ก|อั้น|ๆ)|(?<!น่)อยากให้|"
    r"เช่น(?!เดียวกัน|กัน)|ตัวอย่าง|สมมุต|คำว่า|พิมพ์ว่า|หมายความว่า|แปลว่า|ต้อง(?:แล้ว)?เสร็จ|ควร(?:จะ)?เสร็จ|(?:ครบ|เลย)กำหนด|ปิดรับ|ใบเสร็จ|แย่แล้ว|อาจ(?:จะ)?เสร็จ|แล้วแจ้ง|ให้พิมพ์"
)
_ELSEWHERE: Final = re.compile(
    r"(?:อำเภอ|หน่วย(?:งาน)?|สำนักงาน|ที่|จังหวัด|ฝ่าย|กอง|คน|ตัว)อื่น|เพื่อน(?:ที่|ข้าง)|ข้างๆ|ข้างบ้าน|ปี(?:ที่แล้ว|ก่อน|กลาย|ที่ผ่านมา)|รอบก่อน|"
    r"ของ(?:เขา|เค้า|เปิ้น)|(?:เขา|เค้า|เปิ้น)(?:ทำ|เสร็จ|ส่ง|แล้ว|ลง|ขึ้น|อัป)|ทุกคน|กดรับ|รับรอง"
)
_PART: Final = re.compile(
    r"[\ue000-\ue2ff][-(]\d|ครึ่ง|บางส่วน|บางข้อ|ส่วน(?:ใหญ่|มาก)|หลายข้อ|ไตรมาส|\bq[1-4]\b|รอบ(?:แรก|ที่)|(?:ขั้น|ข้อย่อย|ส่วน|หน้า|เล่ม|ไฟล์|ช่วง|เดือน|งวด|ชิ้น)(?:แรก|เดียว|เดียว|หนึ่ง)|"
    r"เดือน|มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา|(?<![ก-๙])(?:ม\.?ค|ก\.?พ|มี\.?ค|เม\.?ย|พ\.?ค|มิ\.?ย|ก\.?ค|ส\.?ค|ก\.?ย|ต\.?ค|พ\.?ย|ธ\.?ค)\.?(?![ก-๙])|"
    r"\d+\s?(?:ขั้นตอน|ขั้น|ข้อย่อย|ข้อ|ส่วน|เรื่อง|รายการ|ไฟล์)?\s?(?:จาก|ใน|of)\s?\d+|(?<![\d/])(?!(\d+)/\1(?!\d))\d+/\d+(?![\d/])|(?<!\d)(?!100)\d{1,2}(?:\.\d+)?\s?%|(?:แค่|เพียง|เฉพาะ|แต่)(?:ข้อ|ขั้น|หน้า|ส่วน)"
)
_NEGATED: Final = re.compile(
    r"ยังไม่|ยังบ่|ไม่(?:ได้|ทัน|ครบ|เสร็จ|แล้ว|เรียบร้อย|ผ่าน|ขึ้น|มี)|บ่(?:ได้|ทัน|ครบ|เสร็จ|แล้ว|ดี|มี)|หม้าย|ไม่เคย|มิได้|อย่าเพิ่ง|ค้าง|"
    r"ติด(?:อยู่|ปัญหา|ขัด|ที่|ตรง|ข้อ|แค่|[\ue000-\ue2ff])|หมด(?:แรง|ปัญญา)|ไม่ไหว|"
    r"ยกเว้น|เว้นแต่|(?<!ละ)เว้น(?=ข้อ|[\ue000-\ue2ff])|นอกนั้น|(?:ข้อ|อัน|เรื่อง)อื่น|ข้อย่อยเสร็จ|อันแรกเสร็จ|อย่า(?=ติ๊ก|เอา|ยกเลิก)|ฉบับร่าง|"
    r"นอกจาก|ไม่รวม|except|กลับมาแก้|แก้[^ ]{0,12}กลับ|ตีกลับ|ตีคืน|"
    r"(?:อาทิตย์|สัปดาห์|เดือน|ปี|รอบ|ไตรมาส|งวด|คราว)หน้า|มื้ออื่น|ยกเลิก|กดผิด|ติ๊กผิด|พลาด|ถอน|เอา(?:ติ๊ก|เครื่องหมาย|ออก)|ขาด(?!ตอน)|เหลือ|(?<!กา)(?<!หา)(?<!ทา)รอ(?!บ|ง|ย|ด|ั)|แก้(?:อยู่|ใหม่)|not\b|n['’]?t\b|yet|almost|nearly|never|half|un(?:finish|done|complet)|incomplet|will\s?be|tomorrow|pending|soon|wip|ยัง(?:ไม่|บ่|เหลือ|ขาด|ต้อง|ค้าง|รอ|คา|ดำเนิน|แก้|ทำ|อยู่)"
)
_OPEN: Final = re.compile(
    r"ยัง|ไม่|ไม้?(?=เส็?[รจด]|ทัน|ครบ)|บ่|มิ|หม้าย|ม่าย|อย่า|ยกเลิก|ถอน|ลบ|ออก|ผิด|พลาด|ดึง|ถอย|"
    r"คืน|แก้|ขาด|เหลือ|รอ|ค้าง|ติด|ครึ|บางส่วน|เกือบ|ใกล้|กำลัง|เดี๋ยว|พรุ่งนี้|จะ|อยู่|จาก|แค่|ได้แต่|ปลด|ล้าง|เคลียร์|ก่อน|"
    r"รื้อ|ร่าง|ต้อง|ซ้ำ|มั่ว|เผลอ|ลั่น|เลื่อน|หน้า$|หลัง|เอา(?:ติ๊?ก|เครื่องหมาย)|ได้.{1,8}เดือน|รีเซ็ต|%|\d/\d|[❌✗✖⏳🚧⬜]|"
    r"(?<=.)กลับ|un(?:do|tick|check|mark)|roll\s?back|cancel|remove|reset|revert|draft|almost|soon|not|yet|wip|pending|todo|\bno"
)
"""Words of being open, on the way or taken back; without one of them nothing is unticked."""
_SAID_BY_OTHERS: Final = re.compile(
    r"ทำไม|ใคร(?:บอก|ว่า)|ยกเลิกยังไง|วิธี(?:ยกเลิก|เอา)|อย่า(?:เอา|ยกเลิก|เพิ่งเอา)|ไม่ต้อง(?:ยกเลิก|เอา)|ไม่ได้กดผิด|ได้ยินว่า|^ถ้า|"
    r"ปีที่แล้วยัง|ไม่ผิด|ไม่ขาด|พิมพ์ว่า|ข้อย่อยไหน|อำเภออื่น|หน่วยงานอื่น|ก็ไม่(?:ถูก|ใช่)|อย่า(?:ไป)?เชื่อ|ลือ(?:กัน)?ว่า|จริง(?:ป่าว|ปะ|ไหม|มั้ย|เปล่า|หรือ)|ให้ยัง$|ป[ี๋]+ไหน|ป๋?ี๋?ใด|"
    r"ปี(?:ที่แล้ว|ก่อน)(?:อ่ะ|อะ)?\s?ปีนี้|ยังจะมา|ติ๊ก(?:ว่า|ให้)?(?:เสร็จ|ผ่าน|ครบ)?ไปก่อน|(?:ครบ|เสร็จ|ร้อย).{0,4}ยังๆ+$"
)
_ALSO_DONE: Final = re.compile(
    r"(?<!ไม่)(?<!บ่)(?<!มิ)(?<!ไม่ได้)(?<!ไม่ทัน)(?<!ยังไม่แล้ว)(?<!ที่ว่า)(?<!ว่า)(?<!แล้ว)(?<!จะ)(?:เสร็จ|เรียบร้อย|(?<!ตรว)จบ|ครบ)(?!ไม่|บ่|ยัง|กำหนด)"
)
_SLIPS: Final = (
    "ยังไม่", "เหรอ", "หรือยัง", "รึยัง", "หรือเปล่า", "รึเปล่า", "ใช่ไหม", "ใช่มั้ย", "เสร็จไหม",
    "แล้วยัง", "ไม่แน่ใจ", "คิดว่า", "เหมือน", "น่าจะ", "คงจะ", "เกือบ", "กำลัง", "เดี๋ยว",
    "พรุ่งนี้", "นุ่งนี้", "ยังบ่", "แล้วบ่", "ไม่เสร็จ", "ไม่ทัน", "ไม่ได้", "ไม่ครบ", "ยังขาด", "ถ้า",
    "อย่าเพิ่ง", "ใกล้จะ", "จวนจะ", "กดผิด", "ครึ่ง", "บางส่วน", "สมมติ", "ไม่ใช่",
)  # fmt: skip
_SHORT: Final = (
    "คง", "จะ", "ยัง", "ไหม", "มั้ย", "ไม่", "บ่", "ปะ", "หรอ", "รอ", "ถ้า", "หรือ", "รึ", "ก่อ", "มิ",
    "หาก", "มั้ง",
)  # fmt: skip
_SAID: Final = re.compile(
    r"เส(?:ร็จ|ร็ด|รจ|ด|็ด|็จ|จ)(?:สิ้น|สมบูรณ์|เรียบร้อย)?|แร้ว|แล่ว|แย้ว|แว้ว|เรียบโร้ย|เมื่อ(?:วาน|เช้า|กี้|คืน)?|ตั้งแต่|วัน(?:จันทร์|อังคาร|พุธ|พฤหัส(?:บดี)?|ศุกร์|เสาร์|อาทิตย์|นี้)?|ที่ผ่านมา|ที่แล้ว|"
    r"เรียบร้อย|ครบถ้วน|ครบ|แล้ว|ละ|ทำ|ติ๊ก|ข้อ|นี้|อัน|ลง|ขึ้น|เว็บ(?:ไซต์)?|เผยแพร่|ดำเนินการ|ส่ง|หมด|เลย|ส่วน|แต่|ทั้ง(?=คู่|สอง|สาม|หมด|สิ้น|ข้อ|\s?\d|เว็บ|แผน|รูป|ตาราง|ราย|[\ue000-\uf8ff])|และ|กับ|"
    r"ค่ะ|คะ|ครับ|คับ|นะ|(?<!เ)จ้า(?![งห])|ย่อย|สถิติ|(?<!แ)ก้อ?|(?<!กลับ)มา(?!ต|ก|น|ย|เสร็จ|แล้ว|ครบ|ท|ได้)|(?:มี|คน|บน|เรา|ดู|ก็)(?!เสร็จ|แล้ว|ครบ|ทำ|เรียบ|น)|(?:(?<=แล้ว)|(?<=ร็จ)|(?<=ครบ)|(?<=ร้อย))(?:จ้ะ|จ๊ะ|จ๋า)|เด้อ|เน้อ|จบ|เปิด|(?<!เ)ปิด|แปะ|ยะ|เฮ็ด|เซ็น|อัป|อัพ|โหลด|สแกน|พิมพ์|เพิ่ง|ฮื้อ|หื้อ|มื้อนี้|ยืนยัน|ๆ|done|ok|finished?|[\ue000-\uf8ff\s\d.,!✅☑✔/-]"
)
_WHOLE_WORDS: Final = re.compile("เสร็จหมด|(?:ข้อ|อย่าง|ตัว|อัน|เรื่อง)เดียว")
"""Words that are one slip from a doubt and yet stand in many a report."""
SHORT_MESSAGE: Final = 45
"""Letters up to which every letter must be read: one slip may turn a whole short message round."""
_TOLD: Final = re.compile(
    r"เส[รดดต็]|แล้?ว|แร้ว|แล่ว|แว้ว|แย้ว|ล่ะ|ละ(?!เอียด)|ครบ|เรียบร|จบ|ปิด|ผ่าน|หมด|สำเร็จ|ถ้วน|ขึ้น|ลง|อัป|อัพ|ส่ง|ทำ|ยะ|เฮ็ด|เบิ[ดด]|"
    r"ติ๊ก|ติก|เคลียร์|เซ็น|แขวน|คลอด|เข้า|ได้|มี|พร้อม|แนบ|แปะ|ติด|ประกาศ|เผยแพร่|[✅☑✔]|done|finish|complet|ok|โอเค|publish|upload|deploy|close|post|live|up"
)
"""A tick needs a word that could tell of an end; a bare code never ticks."""
_CODES: Final = re.compile("[\ue000-\uf8ff]")
_THAI: Final = re.compile("[\u0e00-\u0e7f]+")
VERY_SHORT = 25
TWO = 2
LONG_WORD = 5


def veto(run: str, raw: str, lexicon: Lexicon) -> str | None:
    """Why the words may not tick: `asks`, `doubts`, `denies`, `part`, `elsewhere`, `untold`,
    `unread`; None when nothing stands in the way. `raw` is the text as typed, with its symbols."""
    if _ASKING.search(run) or re.search("[?？❓❔🤔]", raw):
        return "asks"
    if _NEGATED.search(run):
        return "denies"
    if _DOUBTING.search(run):
        return "doubts"
    if _PART.search(run):
        return "part"
    if _ELSEWHERE.search(run) or lexicon.patterns["other_agency"].search(run):
        return "elsewhere"
    if not _TOLD.search(run):
        return "untold"
    return "unread" if misread(run) else None


def asks(run: str, raw: str, lexicon: Lexicon) -> bool:
    """Whether the words are a question: what asks never unticks either."""
    patterns = lexicon.patterns
    return bool(
        re.search("[?？❓❔🤔]", raw)
        or patterns["asks_done"].search(run)
        or patterns["tag"].search(run)
        or re.search(
            r"ไหม|มั้ย|หรือเปล่า|รึเปล่า|หรือยัง|รึยัง|ป่าว(?=$)|เหรอ|หรอ(?=$)|ป่ะ|(?<!แ)ปะ(?=$)|ใช่ม|ใช่ป|บ่(?=$)|ก่อ(?=$)",
            run,
        )
    )


_STEADY: Final = re.compile(
    r"คิดว่า|น่าจะ|เกือบ|สมมติ|สมมุติ|ตัวอย่าง|คำว่า|ถ้า(?!เช่น|งั้น)|หาก|ครึ่ง|บางส่วน|ส่วน(?:ใหญ่|มาก)|หลายข้อ|กำลัง|เดี๋ยว|"
    r"(?<!\d)(?!100)\d{1,2}\s?%|(?:อำเภอ|หน่วย(?:งาน)?|สำนักงาน|จังหวัด)อื่น|ข้างๆ|แต่.{0,12}ของปี(?:ก่อน|ที่แล้ว)|ต้อง(?:แล้ว)?เสร็จ|ใบเสร็จ"
)


def steady(run: str) -> bool:
    """Whether a doubt, a part or another office stands there that no length of a story excuses."""
    return _STEADY.search(run) is not None


def untick_veto(run: str, codes: Sequence[str], *, guessed: bool) -> str | None:
    """Why the words may not take a tick away: `untold` where nothing speaks of being open or taken
    back, `doubts` where "not done" is what others say, `apart` where something else is done."""
    if not _OPEN.search(run):
        return "untold"
    if _SAID_BY_OTHERS.search(run):
        return "doubts"
    return "apart" if (guessed or len(codes) > 1) and _ALSO_DONE.search(run) else None


def misread(run: str) -> bool:
    """Whether some letters of a short message are one slip from a doubt, a denial, a question."""
    letters = _CODES.sub(" ", run)
    if len(letters) > SHORT_MESSAGE:
        return False
    letters = _without_harmless(_WHOLE_WORDS.sub(" ", letters))
    rest = _SAID.sub(" ", letters)
    if any(_near(word, letters, 1, 1) for word in _SLIPS if len(word) > len("ถ้า")):
        return True
    if any(_near(word, rest, 1, 2 if len(word) >= LONG_WORD else 1) for word in _SLIPS):
        return True
    if any(_near(word, rest, 0, 1) for word in _SHORT if len(word) > TWO):
        return True
    return any(
        piece not in thai_words() or any(_one_slip(piece, word) for word in _SHORT)
        for piece in _unread(rest)
    )


def _without_harmless(letters: str) -> str:
    """Without the long words that no two slips make of a doubt: "จัดซื้อ", "ประชาสัมพันธ์"."""
    return _THAI.sub(
        lambda run: "".join(" " if _harmless(piece) else piece for piece in cut(run[0])), letters
    )


@lru_cache(maxsize=4096)
def _harmless(word: str) -> bool:
    """Whether a word of the dictionary is further than two slips from every word of doubt."""
    return (
        len(word) >= LONG_WORD
        and word in thai_words()
        and not _SAID.search(word)
        and not any(doubt in word for doubt in _SHORT)
        and all(OSA.distance(word, doubt, score_cutoff=TWO) > TWO for doubt in (*_SLIPS, *_SHORT))
    )


def has_unread(run: str) -> bool:
    """Whether a very short message has words that no report of completion needs."""
    letters = _CODES.sub("", run)
    return len(letters) <= VERY_SHORT and bool(_unread(_SAID.sub(" ", run)))


def _unread(rest: str) -> list[str]:
    """The Thai words among the letters that no known word of a report explains."""
    return [piece for run in _THAI.findall(rest) for piece in cut(run)]


def _near(word: str, text: str, spread: int, slips: int) -> bool:
    """Whether a stretch of the text, longer or shorter by `spread`, is the word with so many
    letters wrong or swapped."""
    sizes = range(len(word) - spread, len(word) + spread + 1)
    return any(
        OSA.distance(text[place : place + size], word, score_cutoff=slips) <= slips
        for size in sizes
        for place in range(len(text) - size + 1)
    )


def _one_slip(piece: str, word: str) -> bool:
    return len(piece) <= len(word) + 1 and OSA.distance(piece, word, score_cutoff=1) <= 1
