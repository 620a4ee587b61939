"""`invite AGENCY_CODE`: a one-time code for a coordinator, or for an admin of the province office.

The link that opens the chat needs the account's basic id: read from LINE once and kept. While LINE
cannot be reached the code is just as good and the link is left out.
"""

import argparse
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.settings import Settings
    from models.agency import Agency


class _UnknownAgency(Exception):
    """The text names the codes that come nearest."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("invite", help="a one-time code to join an agency by chat")
    parser.add_argument("agency", metavar="AGENCY_CODE")
    parser.add_argument("--role", choices=("coordinator", "admin"), default="coordinator")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    import json

    from bot.settings import Settings
    from models.database import engine_for, upgrade, writing
    from models.invite import printed

    settings = Settings()
    engine = engine_for(settings.database_url)
    upgrade(engine)
    now = args.now()
    with writing(engine) as session:
        known = _kept_basic_id(session)
    # LINE is asked outside the transaction: a slow answer must not hold up the running bot.
    fresh = None if known else _basic_id_from_line(settings)
    try:
        with writing(engine) as session:
            agency = _agency(session, args.agency, args.role == "admin", settings.province, now)
            code, expires_at = _issue(session, agency, args.role == "admin", now)
            if fresh:
                _keep_basic_id(session, fresh, now)
    except _UnknownAgency as refusal:
        print(refusal, file=sys.stderr)
        return 1
    values: dict[str, Any] = {
        "code": printed(code),
        "agency": agency.code,
        "role": args.role,
        "expires_at": expires_at.isoformat(),
        "url": chat_url(known or fresh, printed(code)),
    }
    print(json.dumps(values, ensure_ascii=False) if args.json else _words(values, agency.name))
    return 0


def chat_url(basic_id: str | None, code: str) -> str | None:
    """Opens the chat with the sentence typed in; the person only has to send it."""
    from urllib.parse import quote

    if not basic_id:
        return None
    text = quote(f"ลงทะเบียน {code}", safe="")
    return f"https://line.me/R/oaMessage/{quote(basic_id, safe='')}/?{text}"


def _agency(session: "Session", code: str, admin: bool, province: str, now: datetime) -> "Agency":
    """An admin belongs to the office, whichever agency's code was given."""
    from models.agency import OFFICE_CODE, agency_by_code, all_agencies, office

    if code.strip().upper() == OFFICE_CODE:
        if admin:
            return office(session, province, now)
        raise _UnknownAgency(f"{OFFICE_CODE} รับเฉพาะผู้ดูแล: เติม --role admin")
    row = agency_by_code(session, code)
    if row is not None:
        return office(session, province, now) if admin else row
    from rapidfuzz import process

    codes = [agency.code for agency in all_agencies(session) if not agency.is_office]
    near = [found[0] for found in process.extract(code, codes, limit=3, score_cutoff=40)]
    hint = f"ใกล้เคียง: {', '.join(near)}" if near else "ดูรหัสทั้งหมดด้วยคำสั่ง agency list"
    if admin:
        hint += f"; ผู้ดูแลใช้รหัส {OFFICE_CODE}"
    raise _UnknownAgency(f"ไม่มีหน่วยงานรหัส {code} ({hint})")


def _issue(
    session: "Session", agency: "Agency", admin: bool, now: datetime
) -> tuple[str, datetime]:
    from models.audit import record
    from models.invite import issue

    assert agency.id is not None  # noqa: S101 – read from the database
    code, invite = issue(session, agency.id, now, admin=admin)
    role = "admin" if admin else "coordinator"
    record(session, now, "invite.issue", agency_id=agency.id, subject=agency.code, after=role)
    return code, invite.expires_at


def _kept_basic_id(session: "Session") -> str | None:
    from models.office import Setting

    row = session.get(Setting, "basic_id")
    return row.value if row is not None and row.value else None


def _keep_basic_id(session: "Session", basic_id: str, now: datetime) -> None:
    from models.office import Setting

    session.merge(Setting(key="basic_id", value=basic_id, updated_at=now))


def _basic_id_from_line(settings: "Settings") -> str | None:
    if not (settings.line_channel_id or settings.line_channel_access_token):
        return None
    from bot.line import LineClient

    try:
        return LineClient.from_settings(settings).basic_id()
    except Exception:  # whatever ails LINE or its SDK, the code itself is good
        return None


def _words(values: dict[str, Any], name: str) -> str:
    from handlers.fiscal_year import thai_time

    until = thai_time(datetime.fromisoformat(values["expires_at"]))
    lines = [
        f"รหัสเชิญ {values['code']} สำหรับ {values['agency']} {name}",
        f"ใช้ได้ครั้งเดียว ถึง {until}",
    ]
    if values["role"] == "admin":
        lines.append("ผู้ที่ใช้รหัสนี้เป็นผู้ดูแลของจังหวัด เห็นและแก้ไขได้ทุกหน่วยงาน")
    lines.append(values["url"] or f"ส่งข้อความ “ลงทะเบียน {values['code']}” ให้บอตทาง LINE")
    return "\n".join(lines)
