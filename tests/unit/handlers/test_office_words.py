"""What is the office's wish by its words alone, and what must stay anybody's own."""

import pytest

from handlers.intents import (
    AskOffice,
    ForAgency,
    Intent,
    NoteFor,
    OpenPages,
    RemindGroup,
)
from handlers.office_words import read


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("ใครยังไม่ส่ง", AskOffice("silent")),
        ("มีใครยังไม่ส่งบ้างคะ", AskOffice("silent")),
        ("หน่วยงานไหนบ้างที่ยังไม่เริ่ม", AskOffice("silent")),
        ("ใครเงียบบ้าง", AskOffice("silent")),
        ("หน่วยงานไหนแย่สุด", AskOffice("worst")),
        ("หน่วยงานไหนน่าห่วง", AskOffice("worst")),
        ("หน่วยงานที่น่าห่วง", AskOffice("worst")),
        ("ท้ายตาราง 3 แห่ง", AskOffice("worst")),
        ("รายการรอตรวจ", AskOffice("queue")),
        ("มีอะไรรอตรวจไหม", AskOffice("queue")),
        ("รอตรวจกี่ข้อ", AskOffice("queue")),
        ("มีกี่ข้อรอตรวจ", AskOffice("queue")),
        ("โควตาเหลือเท่าไร", AskOffice("quota")),
        ("ภาพรวมวันนี้", AskOffice("overview")),
        ("ลิงก์ใครพัง", AskOffice("links")),
        ("ลิงก์เข้าหน้าเว็บ", OpenPages()),
        ("ใครยังไม่ทำ O12", AskOffice("open", "O12")),
        ("o12 ใครยังไม่เสร็จบ้าง", AskOffice("open", "O12")),
        ("O12 ใครเสร็จแล้วบ้าง", AskOffice("done", "O12")),
        ("O7 มีกี่หน่วยที่เรียบร้อยแล้ว", AskOffice("done", "O7")),
        ("ใครเสร็จแล้วบ้าง", AskOffice("done")),
        ("ออกรหัสเชิญ S04", ForAgency("invite", "s04")),
        ("ขอรหัสเชิญให้ตัวอย่าง 04 หน่อยค่ะ", ForAgency("invite", "ตัวอย่าง04")),
        ("เตือนทุกหน่วยงาน", RemindGroup("all")),
        ("เตือนหน่วยงานสีแดง", RemindGroup("red")),
        ("เตือนหน่วยงานที่ยังไม่เริ่ม", RemindGroup("silent")),
        ("เตือนหน่วยงานที่ยังไม่เสร็จ", RemindGroup("open")),
        ("เตือนหน่วยงานที่ยังไม่ทำ O12", RemindGroup("open", "O12")),
        ("เตือน ประมง ที", ForAgency("remind", "ประมง")),
        ("ส่งข้อความถึงหน่วยงานสีแดง", RemindGroup("red", asks_words=True)),
        ("ส่งข้อความถึงทุกหน่วยงานว่า ตรวจลิงก์", RemindGroup("all", words="ตรวจลิงก์")),
        ("โน้ต S01 ว่า โทรแล้ว", NoteFor("S01", "โทรแล้ว")),
        ("ตัวอย่าง 03 เป็นยังไงบ้าง", ForAgency("show", "ตัวอย่าง 03")),
        ("สสจ. O7 เสร็จหรือยัง", ForAgency("show", "สสจ", "O7")),
    ],
)
def test_the_words_of_the_office(text: str, wish: Intent):
    assert read(text, None) == wish


def test_this_item_is_the_one_last_shown():
    assert read("ข้อนี้ใครยังไม่ส่งบ้าง", "O12") == AskOffice("open", "O12")
    assert read("ข้อนี้ใครยังไม่ส่งบ้าง", None) is None


@pytest.mark.parametrize(
    "text",
    [
        "O12 เสร็จแล้ว", "หน่วยงานส่ง O12 แล้ว", "เหลืออะไรบ้าง", "ยังไม่ส่ง", "รอตรวจ", "O12 ยังไม่ได้ทำ",
        "แนบลิงก์หน้าเว็บ O12", "ลิงก์เปิดไม่ได้", "ใครเป็นผู้ประสานงาน", "บันทึก O12 ว่าเสร็จแล้ว", "หยุดแจ้งเตือน",
        "https://a.example/ใครยังไม่ส่ง", "",
    ],
)  # fmt: skip
def test_a_coordinators_own_words_are_not_taken(text: str):
    assert read(text, None) is None


def test_a_long_story_is_read_at_once():
    assert read("โน้ต " + "ก " * 2400, None) is None
    assert read("ใครยังไม่ส่ง " * 100, None) is None
