"""What the link doctor can say about a link: a closed set, each with a verdict and Thai words.

A link may have several findings at once; the order of the members is the order of severity,
worst first. An empty set of findings is "unknown", never "opens".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Verdict = Literal["opens", "warning", "dead", "unknown"]


class Finding(StrEnum):
    """Worst first. The values are stored, so a value never changes its meaning."""

    ADDRESS_NOT_ALLOWED = "address_not_allowed"
    COULD_NOT_CONNECT = "could_not_connect"
    NOT_FOUND = "not_found"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BAD_CERTIFICATE = "bad_certificate"
    PRIVATE_SHARE = "private_share"
    LOGIN_WALL = "login_wall"
    SOFT_ERROR = "soft_error"
    EMPTY_PAGE = "empty_page"
    UNREADABLE = "unreadable"
    ROBOT_WALL = "robot_wall"
    TEST_HOST = "test_host"
    WRONG_YEAR = "wrong_year"
    SELF_INDEX = "self_index"
    SCANNED_PDF = "scanned_pdf"
    FOREIGN_SITE = "foreign_site"
    HTTP_ONLY = "http_only"
    MOVED = "moved"
    OPENS = "opens"


@dataclass(frozen=True, slots=True)
class Description:
    """Two short sentences: what is the matter, and what the coordinator can do."""

    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Entry:
    verdict: Verdict
    sentence: str
    remedy: str


_ENTRIES: dict[Finding, _Entry] = {
    Finding.ADDRESS_NOT_ALLOWED: _Entry(
        "dead",
        "ลิงก์นี้ชี้ไปยังที่อยู่ภายในหรือพอร์ตที่คนภายนอกเปิดไม่ได้ค่ะ",
        "เผยแพร่บนเว็บไซต์สาธารณะของหน่วยงาน แล้วส่งลิงก์นั้นแทนค่ะ",
    ),
    Finding.COULD_NOT_CONNECT: _Entry(
        "dead",
        "ติดต่อเว็บไซต์{host}ไม่ได้ค่ะ",
        "ตรวจตัวสะกดของลิงก์ หากถูกต้องแล้วขอให้ผู้ดูแลเว็บไซต์ตรวจว่าเครื่องยังเปิดอยู่ค่ะ",
    ),
    Finding.NOT_FOUND: _Entry(
        "dead",
        "เว็บไซต์ตอบว่าไม่พบหน้านี้{status}ค่ะ",
        "เปิดหน้าที่เผยแพร่จริง คัดลอกลิงก์จากช่องที่อยู่ แล้วส่งใหม่ค่ะ",
    ),
    Finding.SERVER_ERROR: _Entry(
        "dead",
        "เว็บไซต์ขัดข้อง จึงเปิดหน้านี้ไม่ได้{status}ค่ะ",
        "ลองเปิดดูอีกครั้งภายหลัง หากยังไม่ได้ขอให้แจ้งผู้ดูแลเว็บไซต์ค่ะ",
    ),
    Finding.TIMEOUT: _Entry(
        "dead",
        "เว็บไซต์ตอบช้าเกินไป จึงเปิดไม่สำเร็จค่ะ",
        "ลองตรวจใหม่ภายหลัง หากยังช้าขอให้แจ้งผู้ดูแลเว็บไซต์ค่ะ",
    ),
    Finding.TOO_MANY_REDIRECTS: _Entry(
        "dead",
        "ลิงก์ส่งต่อวนไปมาไม่ถึงหน้าจริงค่ะ",
        "เปิดหน้าที่ต้องการให้สำเร็จก่อน แล้วคัดลอกลิงก์ปลายทางมาส่งแทนค่ะ",
    ),
    Finding.BAD_CERTIFICATE: _Entry(
        "dead",
        "ใบรับรองความปลอดภัยของเว็บไซต์{host}ไม่ถูกต้องหรือหมดอายุค่ะ",
        "ขอให้ผู้ดูแลเว็บไซต์ต่ออายุหรือติดตั้งใบรับรองให้ครบ แล้วตรวจใหม่ค่ะ",
    ),
    Finding.PRIVATE_SHARE: _Entry(
        "dead",
        "ไฟล์หรือหน้านี้แชร์เฉพาะกลุ่ม คนภายนอกเปิดไม่ได้ค่ะ",
        "ตั้งค่าการแชร์เป็น “ทุกคนที่มีลิงก์” หรือย้ายไปเผยแพร่บนเว็บไซต์ของหน่วยงานค่ะ",
    ),
    Finding.LOGIN_WALL: _Entry(
        "dead",
        "หน้านี้ต้องเข้าสู่ระบบหรือไม่อนุญาตให้คนภายนอกเปิด{status}ค่ะ",
        "เผยแพร่ในหน้าที่เปิดได้โดยไม่ต้องเข้าสู่ระบบ แล้วส่งลิงก์ใหม่ค่ะ",
    ),
    Finding.SOFT_ERROR: _Entry(
        "dead",
        "เปิดได้แต่เป็นหน้าแจ้งข้อผิดพลาดหรือหน้าเริ่มต้น ไม่ใช่เนื้อหาที่ต้องการค่ะ",
        "เปิดหน้าที่มีเนื้อหาจริง คัดลอกลิงก์จากช่องที่อยู่ แล้วส่งใหม่ค่ะ",
    ),
    Finding.EMPTY_PAGE: _Entry(
        "dead",
        "เปิดได้แต่หน้าว่างเปล่าค่ะ",
        "ใส่เนื้อหาหรือไฟล์ในหน้านี้ให้ครบ แล้วตรวจใหม่ค่ะ",
    ),
    Finding.UNREADABLE: _Entry(
        "dead",
        "ข้อมูลที่ได้รับใหญ่เกินไป ไม่ครบ หรืออ่านไม่ออกค่ะ",
        "ลองเปิดไฟล์ด้วยตนเอง หากเปิดไม่ได้ให้ลดขนาดหรืออัปโหลดใหม่ แล้วตรวจอีกครั้งค่ะ",
    ),
    Finding.ROBOT_WALL: _Entry(
        "unknown",
        "เว็บไซต์นี้ไม่ให้โปรแกรมเปิดอ่าน จึงยังบอกไม่ได้ว่าเปิดได้หรือไม่ค่ะ",
        "เปิดลิงก์ด้วยตนเองในโหมดไม่ระบุตัวตน หากเห็นเนื้อหาครบก็ใช้ลิงก์นี้ได้ค่ะ",
    ),
    Finding.TEST_HOST: _Entry(
        "warning",
        "ลิงก์นี้เป็นเว็บทดสอบหรือเครื่องภายใน{host}ค่ะ",
        "เผยแพร่บนเว็บไซต์จริงของหน่วยงาน แล้วส่งลิงก์นั้นแทนค่ะ",
    ),
    Finding.WRONG_YEAR: _Entry(
        "warning",
        "หน้านี้ระบุ{found_year} แต่ไม่พบ{wanted_year}ค่ะ",
        "ตรวจว่าเป็นข้อมูลของปีที่ประเมิน หากเป็นของปีก่อนให้ส่งลิงก์ของปีที่ถูกต้องค่ะ",
    ),
    Finding.SELF_INDEX: _Entry(
        "warning",
        "หน้านี้เป็นสารบัญที่ทุกลิงก์วนกลับมาหน้าเดิมค่ะ",
        "แก้ลิงก์ในสารบัญให้เปิดเอกสารจริง หรือส่งลิงก์ของเอกสารโดยตรงค่ะ",
    ),
    Finding.SCANNED_PDF: _Entry(
        "warning",
        "ไฟล์นี้เป็นภาพสแกน คอมพิวเตอร์อ่านข้อมูลในไฟล์ไม่ได้ค่ะ",
        "เผยแพร่เป็นตารางบนหน้าเว็บ หรือไฟล์ Excel/CSV ที่คัดลอกข้อความได้ค่ะ",
    ),
    Finding.FOREIGN_SITE: _Entry(
        "warning",
        "ลิงก์นี้ไม่ได้อยู่บนเว็บไซต์ของหน่วยงาน{host}ค่ะ",
        "วางลิงก์หรือไฟล์นี้ในหน้าเว็บไซต์หลักของหน่วยงาน แล้วส่งลิงก์ของหน้านั้นแทนค่ะ",
    ),
    Finding.HTTP_ONLY: _Entry(
        "warning",
        "เว็บไซต์ใช้ http ที่ไม่เข้ารหัส เบราว์เซอร์อาจเตือนว่าไม่ปลอดภัยค่ะ",
        "ขอให้ผู้ดูแลเว็บไซต์เปิดใช้ https หากเปิดอยู่แล้วให้ส่งลิงก์ที่ขึ้นต้นด้วย https ค่ะ",
    ),
    Finding.MOVED: _Entry(
        "warning",
        "ลิงก์นี้พาไปยังที่อยู่อื่น{final_url}ค่ะ",
        "ใช้ที่อยู่ปลายทางแทน เผื่อลิงก์เดิมเลิกส่งต่อในภายหลังค่ะ",
    ),
    Finding.OPENS: _Entry("opens", "ลิงก์เปิดได้ค่ะ", "ไม่ต้องทำอะไรเพิ่มค่ะ"),
}

_ORDER = {finding: place for place, finding in enumerate(Finding)}


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, in the order in which people should read them."""
    return tuple(sorted(set(findings), key=_ORDER.__getitem__))


def verdict_of(finding: Finding) -> Verdict:
    """What this finding alone means for the link."""
    return _ENTRIES[finding].verdict


def judge(findings: Iterable[Finding]) -> Verdict:
    """The verdict on a link with these findings; without any finding nothing is known."""
    verdicts = {verdict_of(finding) for finding in findings}
    for verdict in ("dead", "unknown", "warning", "opens"):
        if verdict in verdicts:
            return verdict
    return "unknown"


def counts_as_open(findings: Iterable[Finding]) -> bool:
    """Whether the bar "ลิงก์เปิดได้" may count this link: an assessor would see a page."""
    return judge(findings) in ("opens", "warning")


def describe(
    finding: Finding,
    *,
    status: int | None = None,
    host: str | None = None,
    final_url: str | None = None,
    wanted_year: int | None = None,
    found_year: int | None = None,
) -> Description:
    """The finding in words; a detail that is not known is left out of the sentence."""
    entry = _ENTRIES[finding]
    details = {
        "status": f" (รหัส {status}) " if status else "",
        "host": f" {host} " if host else "",
        "final_url": f" {final_url} " if final_url else "",
        "wanted_year": f"ปี {wanted_year} " if wanted_year else "ปีที่ประเมิน",
        "found_year": f"ปี {found_year}" if found_year else "ปีก่อน",
    }
    return Description(entry.sentence.format(**details), entry.remedy)
