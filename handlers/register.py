"""Joining an agency by a one-time invite code, and moving to another after a question."""

from handlers.intents import Ask, ConfirmMove, Register, ShowHelp, ShowProgress, ShowRemaining
from handlers.outcome import Outcome, Turn
from handlers.views import line
from models import audit
from models.agency import Agency
from models.coordinator import coordinator_of, join, leave
from models.invite import Invite, find_invite, is_paused, note_wrong_try


def register(intent: Register, turn: Turn) -> Outcome:
    if turn.line_user_id is None:
        return Outcome()
    if intent.code is None:
        key = "join.already" if turn.agency else "join.type_code"
        name = turn.agency.name if turn.agency else ""
        return Outcome((line.text(turn.say(key, agency=name)),))
    if is_paused(turn.session, turn.line_user_id, turn.now):
        return Outcome((line.text(turn.say("join.paused")),))
    invite = find_invite(turn.session, intent.code)
    problem = _problem(invite, turn)
    if invite is None or problem:
        note_wrong_try(turn.session, turn.line_user_id, turn.now)
        return Outcome((line.text(turn.say(f"join.{problem}")),), must_arrive=True)
    agency = turn.session.get(Agency, invite.agency_id)
    if agency is None or not agency.active:
        return Outcome((line.text(turn.say("join.unknown")),))
    if turn.person is not None and turn.agency is not None:
        if turn.agency.id == agency.id:
            return Outcome((line.text(turn.say("join.already", agency=agency.name)),))
        return _ask_before_moving(invite, agency, turn)
    return _join(invite, agency, turn)


def _problem(invite: Invite | None, turn: Turn) -> str:
    if invite is None or invite.revoked_at is not None:
        return "unknown"
    if invite.used_at is not None:
        return "used"
    return "expired" if invite.expires_at <= turn.now else ""


def _ask_before_moving(invite: Invite, agency: Agency, turn: Turn) -> Outcome:
    present = turn.agency.name if turn.agency else ""
    words = turn.say("join.move", present=present, new=agency.name)
    buttons = [
        line.button("ย้ายหน่วยงาน", ConfirmMove(yes=True), style="primary"),
        line.button("ไม่ย้าย", ConfirmMove(yes=False)),
    ]
    card = line.bubble("ย้ายหน่วยงานหรือไม่คะ", [line.paragraph(words)], footer=buttons)
    return Outcome((line.flex(words, card),), expecting={"kind": "move", "invite": invite.id})


def confirm_move(intent: ConfirmMove, turn: Turn) -> Outcome:
    expected = turn.expecting or {}
    if expected.get("kind") != "move":
        return Outcome((line.text(turn.say("join.no_move_waiting")),))
    if not intent.yes:
        present = turn.agency.name if turn.agency else ""
        return Outcome((line.text(turn.say("join.stayed", agency=present)),))
    invite = turn.session.get(Invite, expected.get("invite"), with_for_update=True)
    problem = _problem(invite, turn)
    if invite is None or problem:
        return Outcome((line.text(turn.say(f"join.{problem}")),))
    agency = turn.session.get(Agency, invite.agency_id)
    assert agency is not None  # noqa: S101 – a foreign key
    if turn.person is not None:
        leave(turn.session, turn.person, turn.now)
    return _join(invite, agency, turn)


def _join(invite: Invite, agency: Agency, turn: Turn) -> Outcome:
    assert turn.line_user_id is not None  # noqa: S101 – register() returned otherwise
    assert agency.id is not None  # noqa: S101 – read from the database
    person = coordinator_of(turn.session, turn.line_user_id) or join(
        turn.session, turn.line_user_id, agency.id, admin=invite.admin, now=turn.now
    )
    invite.used_at, invite.used_by = turn.now, person.id
    turn.session.add(invite)
    audit.record(
        turn.session, turn.now, "member.join", by=person.id, agency_id=agency.id,
        subject=agency.code, after=person.role,
    )  # fmt: skip
    role = turn.say(f"join.role_{person.role}")
    words = turn.say("join.welcome", agency=agency.name, role=role)
    notice = turn.say("privacy.notice", province=turn.province)
    body = [line.paragraph(words), line.separator(), line.small(notice)]
    card = line.bubble(
        turn.say("join.title"), body, kicker=agency.name, footer=_first_steps(admin=invite.admin)
    )
    return Outcome((line.flex(words, card),), focus=None, must_arrive=True)


def _first_steps(*, admin: bool) -> list[line.Part]:
    if admin:
        return [line.button("ช่วยเหลือ", ShowHelp(), style="primary")]
    return [
        line.button("เหลืออะไรบ้าง", ShowRemaining(), style="primary"),
        line.button("ดู O12", Ask(("O12",))),
        line.button("ความคืบหน้า", ShowProgress()),
        line.button("ช่วยเหลือ", ShowHelp(), style="link"),
    ]
