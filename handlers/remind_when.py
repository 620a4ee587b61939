"""A reminder asked for on a day: it must never silence that very day.

"เตือนฉันพรุ่งนี้" changes nothing, because no reminder can be ordered; "พรุ่งนี้ค่อยเตือนใหม่" is quiet until
that day begins.
"""

import re
from datetime import date, timedelta

from handlers.fiscal_year import bangkok
from handlers.intents import Choose, Explain, Intent, Mute, Snooze, Unmute, Unrecognised
from handlers.outcome import Turn
from handlers.understanding.thai import normalise

_WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัส", "ศุกร์", "เสาร์", "อาทิตย์")
_QUIET = re.compile(
    r"หยุด|พัก|งด|ปิด|ไม่(?:ต้อง|ให้|เอา|อยาก)|บ่ต้อง|อย่า|เลิก|เงียบ|รำคาญ|ถึง(?:วัน|พรุ่งนี้|มะรืน)"
)
_LATER = re.compile(r"เตือน\S*ใหม่|อีก(?:ที|ครั้ง)|ค่อย|แทน|เลื่อน")
_TIME = re.compile(
    rf"พรุ่งนี้|มะรืน|วัน(?:{'|'.join(_WEEKDAYS)})|(?:อาทิตย์|สัปดาห์|เดือน)หน้า|วันที่\s?\d|\d\s?โมง|ตอน(?:เช้า|เที่ยง|บ่าย|เย็น)"
    r"|ล่วงหน้า\S*\d\s?วัน|\d\s?วันก่อน|เย็นนี้|บ่ายนี้"
)
_DAYS = {"พรุ่งนี้": 1, "มะรืน": 2, "อาทิตย์หน้า": 7, "สัปดาห์หน้า": 7, "เดือนหน้า": 30}


def asked_day(intents: tuple[Intent, ...], turn: Turn) -> tuple[Intent, ...]:
    """The wishes as they are, unless the message asks to be reminded at a time."""
    main, text = intents[0], normalise(turn.text)
    asks = "เตือน" in text and _TIME.search(text) and not _QUIET.search(text)
    if not asks or not _of_reminders(main):
        return intents
    cannot = Explain("remind_me", main.code if isinstance(main, Snooze) else None)
    today = bangkok(turn.now).date()
    day = day_named(text, today) if _LATER.search(text) else None
    days = (day - today).days if day is not None else 0
    match main:
        case Mute() if days:
            return (Mute(days, whole_days=True), *intents[1:])
        case Snooze(code) if days > 1:
            return (Snooze(code, days - 1), *intents[1:])
        case _:
            return (cannot, *intents[1:])


def _of_reminders(intent: Intent) -> bool:
    match intent:
        case Choose(options):
            return any(_of_reminders(option) for option in options)
        case _:
            return isinstance(intent, Mute | Snooze | Unmute | Unrecognised)


def day_named(text: str, today: date) -> date | None:
    """The next day so called after today; None when the text names none."""
    for words, days in _DAYS.items():
        if words in text:
            return today + timedelta(days=days)
    for place, name in enumerate(_WEEKDAYS):
        if f"วัน{name}" in text:
            return today + timedelta(days=(place - today.weekday() - 1) % 7 + 1)
    return None
