"""The door: links work once and for ten minutes, previews spend nothing, who left stays out."""

from models.access import end_access
from models.coordinator import Coordinator, leave
from models.database import writing
from office.door import WRONG_BY_ADDRESS
from tests.support.office import Browser, Province


def test_opening_the_link_spends_nothing(province: Province):
    token = province.link(province.person("A01"))
    guest = Browser(province.url)
    for _ in range(3):
        assert "ยืนยันเข้าสู่ระบบ" in guest.get(f"/my/sign-in?token={token}").text
    assert guest.post("/my/sign-in", token=token, csrf=None).to == "/my"


def test_a_link_works_once(province: Province):
    token = province.link(province.person("A01"))
    assert Browser(province.url).post("/my/sign-in", token=token, csrf=None).status == 303
    second = Browser(province.url).post("/my/sign-in", token=token, csrf=None)
    assert second.status == 410
    assert "ใช้ไปแล้ว" in second.text
    assert "แดชบอร์ด" in second.text


def test_a_link_dies_after_ten_minutes(province: Province):
    token = province.link(province.person("A01"))
    province.clock.forward(minutes=10)
    assert "หมดอายุ" in Browser(province.url).get(f"/my/sign-in?token={token}").text
    assert Browser(province.url).post("/my/sign-in", token=token, csrf=None).status == 410


def test_a_session_ends_after_twelve_hours(province: Province, admin: Browser):
    province.clock.forward(hours=11, minutes=59)
    assert admin.get("/admin").status == 200
    province.clock.forward(minutes=1)
    assert admin.get("/admin").to == "/admin/sign-in"


def test_the_cookie_is_out_of_reach_of_scripts(province: Province):
    token = province.link(province.person("A01"))
    cookie = Browser(province.url).post("/my/sign-in", token=token, csrf=None).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=43200" in cookie


def test_signing_out_ends_the_session_itself(province: Province, first: Browser):
    kept = dict(first.cookies)
    assert first.post("/my/sign-out").status == 303
    thief = Browser(province.url, kept)
    assert thief.get("/my/sessions").to == "/my/sign-in"


def test_one_session_can_end_another_of_the_same_person_only(province: Province, first: Browser):
    other = Browser(province.url).sign_in(province, province.person("A01"))
    stranger = Browser(province.url).sign_in(province, province.person("A02"))
    assert stranger.post("/my/sessions/end", session=1).status == 404
    assert other.post("/my/sessions/end", session=1).status == 303
    assert first.get("/my/sessions").to == "/my/sign-in"
    assert stranger.get("/my/sessions").status == 200


def test_who_left_is_out_at_once(province: Province, first: Browser):
    token = province.link(province.person("A01"))
    with writing(province.engine) as session:
        person = session.get(Coordinator, province.person("A01").id)
        assert person is not None
        leave(session, person, province.clock.at)
    assert first.get("/my/sessions").to == "/my/sign-in"
    assert Browser(province.url).post("/my/sign-in", token=token, csrf=None).status == 410


def test_ending_access_spends_links_too(province: Province):
    person = province.person("A01")
    token = province.link(person)
    with writing(province.engine) as session:
        end_access(session, person.id or 0, province.clock.at)
    assert Browser(province.url).post("/my/sign-in", token=token, csrf=None).status == 410


def test_guessing_is_slowed_down_and_the_door_opens_again(province: Province):
    guest = Browser(province.url)
    for _ in range(WRONG_BY_ADDRESS):
        assert guest.post("/my/sign-in", token="wrong", csrf=None).status == 410
    assert guest.post("/my/sign-in", token="wrong", csrf=None).status == 429
    province.clock.forward(minutes=10)
    assert guest.post("/my/sign-in", token="wrong", csrf=None).status == 410


def test_an_old_link_tapped_again_and_again_shuts_nobody_out(province: Province):
    guest, token = Browser(province.url), province.link(province.person("A01"))
    assert guest.post("/my/sign-in", token=token, csrf=None).status == 303
    for _ in range(WRONG_BY_ADDRESS):
        assert guest.get(f"/my/sign-in?token={token}").status == 410
        assert guest.post("/my/sign-in", token=token, csrf=None).status == 410
    fresh = province.link(province.person("A02"))
    assert Browser(province.url).get(f"/my/sign-in?token={fresh}").status == 200
