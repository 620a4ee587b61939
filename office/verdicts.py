"""The office's verdict on an item, by button: the same use case as in chat, notice to the owner
included."""

from fastapi.responses import Response

from handlers.intents import Review
from handlers.review import review
from models.agency import Agency
from models.review import ItemOf, newest_review, verdict_words, withdraw
from office.frame import Page, Visit, Who, bad_input, go


def _target(visit: Visit) -> tuple[Agency, str, str]:
    agency = visit.agency(visit.path["code"])
    code = visit.item(visit.path["item"])
    return agency, code, f"/admin/agency/{agency.code}/{code}"


def accept(visit: Visit) -> Response:
    agency, code, path = _target(visit)
    review(Review(agency.code, code, accepted=True), visit.turn(visit.home))
    back = "/admin/queue" if visit.form.text("back") == "queue" else path
    return go(back, "accepted")


def send_back(visit: Visit) -> Response:
    agency, code, path = _target(visit)
    reason = visit.form.text("reason", 300) or visit.form.text("canned", 300)
    if not reason:
        raise bad_input("เลือกเหตุผลหรือพิมพ์เหตุผลที่ส่งคืน เพื่อให้ผู้ประสานงานรู้ว่าต้องแก้อะไร")
    review(Review(agency.code, code, accepted=False, reason=reason), visit.turn(visit.home))
    return go(path, "returned")


def take_back(visit: Visit) -> Response:
    agency, code, path = _target(visit)
    item = ItemOf(agency.id or 0, visit.fiscal_year, code)
    before = verdict_words(newest_review(visit.session, item))
    after = verdict_words(withdraw(visit.session, item, "", visit.by, visit.now))
    visit.audit("review.withdraw", agency_id=agency.id, subject=code, before=before, after=after)
    return go(path, "withdrawn")


PAGES = (
    Page("POST", "/admin/agency/{code}/{item}/accept", accept, Who.ADMIN),
    Page("POST", "/admin/agency/{code}/{item}/return", send_back, Who.ADMIN),
    Page("POST", "/admin/agency/{code}/{item}/withdraw", take_back, Who.ADMIN),
)
