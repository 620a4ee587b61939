"""แดชบอร์ด: a one-time link to the web pages, for the office and for a coordinator."""

from urllib.parse import quote

from handlers.intents import OpenPages
from handlers.outcome import Outcome, Refusal, Turn
from handlers.views import line
from models.access import LINK_LIFETIME, issue_link


def open_pages(_intent: OpenPages, turn: Turn) -> Outcome:
    """In a group the link would belong to whoever taps first, so it is only given one to one."""
    if turn.person is None or turn.person.id is None:
        raise Refusal(turn.say("join.first"))
    if turn.source_key.startswith(("group:", "room:")):
        raise Refusal(turn.say("pages.only_alone"))
    kind = "office" if turn.person.is_admin else "own"
    url = sign_in_url(turn.public_url, issue_link(turn.session, turn.person.id, turn.now), kind)
    minutes = int(LINK_LIFETIME.total_seconds()) // 60
    body = [
        line.paragraph(turn.say(f"pages.{kind}")),
        line.small(turn.say("pages.once", minutes=minutes)),
    ]
    button = line.link_button(turn.say("pages.open"), url, style="primary")
    card = line.bubble(turn.say(f"pages.{kind}_title"), body, footer=[button])
    return Outcome((line.flex(turn.say(f"pages.{kind}_alt"), card),))


def sign_in_url(public_url: str, token: str, kind: str) -> str:
    """LINE opens the address in the phone's own browser, where printing and downloads work."""
    root = "admin" if kind == "office" else "my"
    base = public_url.rstrip("/")
    return f"{base}/{root}/sign-in?token={quote(token, safe='')}&openExternalBrowser=1"
