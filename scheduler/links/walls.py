"""Pages that stand between a person and the content: sign-in, private shares, robot checks,
error pages that answer 200. Each rule wants two signs before it speaks, because a news page may
well mention "404" and every second agency site has a staff sign-in box in its margin.
"""

import re

from scheduler.links.fetched import Fetched
from scheduler.links.page import Page
from scheduler.links.site import host_of, is_on, split

SHORT_PAGE = 700
_SHARES = (
    "drive.google.com",
    "docs.google.com",
    "sites.google.com",
    "forms.gle",
    "photos.app.goo.gl",
    "onedrive.live.com",
    "1drv.ms",
    "sharepoint.com",
    "dropbox.com",
    "facebook.com",
    "fb.com",
    "fb.me",
    "fb.watch",
    "line.me",
    "icloud.com",
)
_FACEBOOK = ("facebook.com", "fb.com", "fb.me", "fb.watch")
_SIGN_IN_HOSTS = (
    "accounts.google.com",
    "login.microsoftonline.com",
    "login.live.com",
    "login.yahoo.com",
    "access.line.me",
    "appleid.apple.com",
)
_SIGN_IN_PATH = re.compile(
    r"/(?:[a-z0-9._-]*(?:log[_-]?in|sign[_-]?in|logon)[a-z0-9._-]*|sso|saml2?|oauth2?|adfs|cas"
    r"|authorize|auth)(?:[/.?]|$)",
    re.IGNORECASE,
)
_SIGN_IN_WORDS = re.compile(
    r"log\s?in|sign\s?in|เข้าสู่ระบบ|ลงชื่อเข้าใช้|ลงชื่อเข้าสู่|เข้าใช้งานระบบ|ล็อกอิน", re.IGNORECASE
)
_NO_ACCESS = re.compile(
    r"you need (?:access|permission)|request access|access denied|ขอสิทธิ์(?:การ)?เข้าถึง"
    r"|คุณต้องมีสิทธิ์เข้าถึง|ไม่มีสิทธิ์เข้าถึง|คุณต้องเข้าสู่ระบบ|you must log in|log in to continue"
    r"|this content isn't available|เนื้อหานี้ไม่พร้อมใช้งาน|สำหรับเจ้าหน้าที่เท่านั้น|เฉพาะสมาชิก",
    re.IGNORECASE,
)
_ROBOT_TEXT = re.compile(
    r"just a moment|attention required.{0,10}cloudflare|checking your browser|verify (?:that )?you"
    r"(?:'| a)re (?:a )?human|are you (?:a )?(?:human|robot)|not a robot|ddos-guard|ddos protection"
    r"|pardon our interruption|request unsuccessful\. incapsula|sucuri website firewall"
    r"|the requested url was rejected|enable javascript and cookies|unusual traffic|bot detection"
    r"|ยืนยันว่า(?:คุณ|ท่าน)ไม่ใช่(?:หุ่นยนต์|โปรแกรม|บอท)|ตรวจสอบความปลอดภัยของเบราว์เซอร์"
    r"|access denied.{0,200}reference\s*#",
    re.IGNORECASE | re.DOTALL,
)
_ROBOT_CODE = re.compile(
    rb"/cdn-cgi/challenge-platform|cf-chl|_cf_chl_opt|_Incapsula_Resource|hcaptcha\.com/1/api"
    rb"|challenges\.cloudflare\.com|/recaptcha/(?:api|enterprise)|captcha-delivery|slowAES\.decrypt"
    rb"|__jsl_clearance|aes\.js"
)
_ERROR_HEAD = re.compile(
    r"^\W*(?:error\W*)?(?:404|403|500|502|503)\W*(?:error\W*)?$"
    r"|\b(?:404|410|500|502|503)\b.{0,25}(?:not found|error|ไม่พบ|unavailable|gateway|forbidden)"
    r"|(?:error|not found|ไม่พบ|ผิดพลาด).{0,15}\b(?:404|410|500|502|503)\b"
    r"|^\W*(?:page|file|object|resource|content)? ?not found\W*$|page (?:not found|doesn't exist)"
    r"|page can(?:'|no)t be found|page cannot be displayed"
    r"|ไม่พบ(?:หน้า|เพจ|ไฟล์|เอกสาร|เนื้อหา|ข้อมูลที่|บทความ|url)|หน้า(?:เว็บ)?(?:นี้|ที่)?\S{0,25}ไม่มี(?:อยู่|แล้ว)"
    r"|index of /$|account (?:has been )?suspended|domain (?:is )?for sale|parked domain"
    r"|apache2? .{0,30}default page|welcome to nginx|test page for|default web ?site page"
    r"|^iis windows|^it works!?$|internet information services|welcome to xampp"
    r"|under construction|coming soon|(?:ปิด|อยู่ระหว่าง|กำลัง)(?:การ)?ปรับปรุง(?:เว็บ|ระบบ|หน้า|$)"
    r"|service unavailable|internal server error|bad gateway|gateway time-?out|database error"
    r"|fatal error|เกิดข้อผิดพลาด",
    re.IGNORECASE,
)
_ERROR_BODY = re.compile(
    r"error establishing a database connection|fatal error: |parse error: syntax|sqlstate\["
    r"|uncaught (?:pdo)?exception|whoops, looks like something went wrong|server error in '/'"
    r"|ขออภัย.{0,80}(?:ไม่พบ|ไม่มี|ถูกลบ|ถูกย้าย|ไม่สามารถ)|requested (?:url|page|resource).{0,80}not found"
    r"|no longer (?:available|exists)|(?:may|might) have been (?:moved|removed|deleted)"
    r"|the page you (?:are|were) looking for|ไม่พบไฟล์ที่(?:คุณ|ท่าน)|(?:ถูกลบ|ถูกย้าย)ไปแล้ว"
    r"|this domain (?:is|may be) (?:for sale|parked)|buy this domain|โดเมนนี้(?:หมดอายุ|ว่าง|พร้อมขาย)"
    r"|the service is unavailable|file does not exist|invalid (?:id|article|request)",
    re.IGNORECASE | re.DOTALL,
)


def is_share(url: str) -> bool:
    """A place where files and posts are shared with chosen people."""
    return is_on(host_of(url), _SHARES)


def was_sent_to_sign_in(fetched: Fetched) -> bool:
    """Redirected to a sign-in page that was not asked for."""
    if not fetched.hops and fetched.url == fetched.final_url:
        return False
    asked, got = split(fetched.url), split(fetched.final_url)
    if is_on(host_of(fetched.final_url), _SIGN_IN_HOSTS):
        return True
    return bool(_SIGN_IN_PATH.search(got.path)) and not _SIGN_IN_PATH.search(asked.path)


def asks_to_sign_in(page: Page) -> bool:
    """A page whose point is the sign-in form."""
    titled = any(_SIGN_IN_WORDS.search(head) for head in (page.title, *page.headings))
    if page.has_password:
        bare = len(page.text) < SHORT_PAGE and len(page.links) <= 15
        return titled or bare
    return titled and len(page.text) < 200 and not page.shows_media


def denies_access(url: str, page: Page) -> bool:
    """A page that says, without any form, that only some people may see this."""
    if is_on(host_of(url), _FACEBOOK) and _SIGN_IN_WORDS.search(page.title):
        return True
    return len(page.text) < SHORT_PAGE and bool(_NO_ACCESS.search(page.title + " " + page.text))


def blocks_robots(fetched: Fetched, page: Page | None) -> bool:
    """A challenge for browsers: a person may well get through."""
    if fetched.headers.get("cf-mitigated") == "challenge" or fetched.status in (429, 999):
        return True
    if page is None or len(page.text) > SHORT_PAGE:
        return False
    words = f"{page.title} {page.text}"
    if _ROBOT_TEXT.search(words):
        return True
    return len(page.text) < 300 and bool(_ROBOT_CODE.search(fetched.body[:100_000]))


def reports_error(page: Page) -> bool:
    """An error, parked or start page of the server that answers as if all were well."""
    if any(_ERROR_HEAD.search(head) for head in (page.title, *page.headings[:2])):
        return True
    if len(page.text) > SHORT_PAGE:
        return False
    return bool(_ERROR_BODY.search(page.text) or _ERROR_HEAD.search(page.text[:120]))


def fell_back_to_home(fetched: Fetched) -> bool:
    """A deep link that ends on the site's front page: what was there is gone."""
    if not fetched.hops:
        return False
    asked, got = split(fetched.url), split(fetched.final_url)
    same_site = _without_www(asked.hostname) == _without_www(got.hostname)
    ends_home = not got.query and re.fullmatch(
        r"/?(?:index|home|main|default)?(?:\.\w{2,5})?/?", got.path, re.IGNORECASE
    )
    deep = re.search(r"[^/]{3,}", re.sub(r"/(?:index|home|main|default)\b[^/]*$", "/", asked.path))
    return bool(same_site and ends_home and (deep or asked.query))


def _without_www(host: str | None) -> str:
    return (host or "").removeprefix("www.")
