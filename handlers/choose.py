"""The question when a message may mean several things: a button each, and "none of these"."""

from contextlib import suppress

from handlers import learning
from handlers.ask import short_name
from handlers.explain import button_words
from handlers.help import record
from handlers.hiding import kept_wording
from handlers.intents import (
    Ask,
    AskMeasure,
    AttachEvidence,
    Choose,
    Contact,
    Decline,
    Explain,
    Intent,
    Mute,
    NoneOfThese,
    OpenPages,
    Privacy,
    RecheckEvidence,
    Register,
    RemoveEvidence,
    ShowCalendar,
    ShowCarryOver,
    ShowEvidence,
    ShowHelp,
    ShowProgress,
    ShowRemaining,
    ShowScore,
    Smalltalk,
    Snooze,
    Target,
    Tick,
    TickAll,
    Undo,
    Unmute,
    Untick,
)
from handlers.office_answers import office_answer
from handlers.outcome import KEEP, Outcome, Turn
from handlers.postback import TooLong, codes_of, encode
from handlers.scope import codes_in
from handlers.tick import target_name
from handlers.views import line
from handlers.views.item import choose_card

MOST_NAMED = 3


def choose(intent: Choose, turn: Turn) -> Outcome:
    """Nothing is changed by a question; about a whole scope it leaves no card behind, lest what is
    said next be done to the one before."""
    if (answer := office_answer(turn)) is not None:
        return answer
    options = carried(intent.options, turn) or (ShowHelp(),)
    buttons = [line.button(label(option, turn), option) for option in options]
    buttons.append(line.button(turn.say("choose.none"), NoneOfThese(), style="link"))
    codes = _codes_on(options)
    names = [short_name(turn, code) for code in codes if code != "measure:all"][:MOST_NAMED]
    card = choose_card(turn.say("choose.title"), turn.say("choose.words"), names, buttons)
    offered = " หรือ ".join(label(option, turn) for option in options)
    alt = line.shorten(f"{turn.say('choose.title')} {offered}", 300)
    before = turn.expecting or {}
    return Outcome(
        (line.flex(alt, card),),
        (codes[0] if len(codes) == 1 else None,),
        focus=None if any(isinstance(option, TickAll) for option in options) else KEEP,
        expecting={
            "kind": ASKED,
            "said": kept_wording(turn.text, turn.session) or before.get("said") or "",
            "message_id": turn.message_id or before.get("message_id"),
            "options": [encode(option) for option in options],
        },
    )


def none_of_these(turn: Turn) -> Outcome:
    """The wording goes to the office without who asked, as any question that was not understood."""
    learning.denied(turn)
    asked = turn.expecting or {}
    record(str(asked.get("said") or ""), asked.get("message_id"), turn)
    quick = [line.quick("ช่วยเหลือ", ShowHelp()), line.quick("ติดต่อเจ้าหน้าที่", Contact())]
    return Outcome((line.text(turn.say("choose.sorry"), quick=quick),))


def carried(options: tuple[Intent, ...], turn: Turn) -> tuple[Intent, ...]:
    """Those that a button can carry and name, for the year in hand, each label once."""
    found: dict[str, Intent] = {}
    for option in options:
        safe = _safe(option, turn)
        if isinstance(safe, Explain) and button_words(safe, turn) is None:
            continue
        with suppress(TooLong):
            encode(safe)
            found.setdefault(label(safe, turn), safe)
    return tuple(found.values())


def _safe(option: Intent, turn: Turn) -> Intent:
    match option:
        case Tick(targets, year):
            return Tick(targets, year or turn.fiscal_year)
        case Untick(targets, year):
            return Untick(targets, year or turn.fiscal_year)
        case AttachEvidence(codes=codes):
            return AttachEvidence((), codes)
        case Register():
            return Register()
        case _:
            return option


ASKED = "choose"
"""What the conversation expects after the question; any other message is answered as ever."""
QUICK_LABEL = 20
"""LINE's limit for the label of a quick reply, in grapheme clusters."""


def short_label(option: Intent, turn: Turn) -> str:
    """The same for a quick reply: the code without its name."""
    codes = codes_of(encode(option))
    words = label(option, turn)
    if len(codes) == 1 and (code := next(iter(codes))) in words and turn.catalog.item(code):
        words = words[: words.index(code) + len(code)]
    return line.fit_label(words, QUICK_LABEL)


def label(option: Intent, turn: Turn) -> str:
    """What a button says, the deed first; cut to LINE's length by the button itself."""
    match option:
        case Tick(targets):
            return f"{_codes(targets)} เสร็จแล้ว"
        case Untick(targets):
            return f"{_codes(targets)} ยังไม่เสร็จ"
        case TickAll(scope):
            count = len(codes_in(turn.catalog, scope))
            if scope == "all":
                return turn.say("choose.all", count=count)
            return turn.say("choose.all_of", scope=_scope_name(scope), count=count)
        case Ask(codes) | AskMeasure(codes):
            return f"ดู {_codes(tuple(Target(code) for code in codes))}"
        case AttachEvidence(codes=codes):
            return f"แนบลิงก์ {_codes(tuple(Target(code) for code in codes))}".strip()
        case ShowProgress(codes):
            named = _codes(tuple(Target(code) for code in codes))
            return f"{named} เสร็จหรือยัง" if codes else "ดูความคืบหน้า"
        case Snooze(code):
            return f"พักเตือน {code}"
        case Explain():
            return button_words(option, turn) or ""
        case ShowEvidence(code) | RemoveEvidence(code) | RecheckEvidence(code):
            return f"{_LINKS[type(option)]} {code or ''}".strip()
        case _:
            return _PLAIN.get(type(option), "ช่วยเหลือ")


_LINKS: dict[type, str] = {
    ShowEvidence: "ดูลิงก์", RemoveEvidence: "ลบลิงก์", RecheckEvidence: "ตรวจลิงก์ใหม่",
}  # fmt: skip
_PLAIN: dict[type, str] = {
    ShowScore: "ดูคะแนนของจังหวัด", ShowRemaining: "ดูข้อที่เหลือ", ShowCalendar: "ดูกำหนดส่ง",
    Mute: "หยุดเตือน",
    Unmute: "เริ่มเตือนอีกครั้ง", Register: "ลงทะเบียน", Contact: "ติดต่อเจ้าหน้าที่", Privacy: "ข้อมูลส่วนตัว",
    Smalltalk: "แค่ทักทาย", Decline: "เรื่องอื่น", Undo: "ยกเลิกล่าสุด",
    ShowCarryOver: "ลิงก์ของปีก่อน", OpenPages: "เปิดหน้าเว็บ",
}  # fmt: skip


def _codes(targets: tuple[Target, ...]) -> str:
    """Codes without their names, which stand above the buttons."""
    found = [target_name(target) for target in targets]
    shown = ", ".join(found[:MOST_NAMED])
    return shown if len(found) <= MOST_NAMED else f"{shown} และอีก {len(found) - MOST_NAMED} ข้อ"


def _codes_on(options: tuple[Intent, ...]) -> list[str]:
    """What the buttons are about, each code once."""
    return sorted({code for option in options for code in codes_of(encode(option))})


def _scope_name(scope: str) -> str:
    names = {"O": "O", "i": "i", "E": "E", "measure:all": "มาตรการ"}
    return names.get(scope, f"ตัวชี้วัดที่ {scope.partition(':')[2]}")
