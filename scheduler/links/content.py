"""The body of an answer, told apart and decoded: page, text, PDF, office file or something else."""

from dataclasses import dataclass

from scheduler.links.charset import decode
from scheduler.links.document import Kind, kind_of, office_text, pdf_text
from scheduler.links.fetched import Fetched
from scheduler.links.page import Page, parse_page
from scheduler.links.site import split


@dataclass(frozen=True, slots=True)
class Content:
    """What the body turned out to be."""

    kind: Kind
    text: str
    page: Page | None = None
    scan: bool = False
    readable: bool = True


def read_content(fetched: Fetched) -> Content:
    """The body, decoded as far as its kind allows."""
    body = fetched.body
    kind = kind_of(body, fetched.content_type, split(fetched.final_url).path)
    match kind:
        case "html" | "text":
            text = decode(body, fetched.headers.get("content-type", ""))
            if text is None:
                return Content(kind, "", readable=False)
            page = parse_page(text) if kind == "html" else None
            return Content(kind, page.text if page else text, page)
        case "pdf":
            words, scan = pdf_text(body)
            return Content(kind, words, scan=bool(scan), readable=b"obj" in body)
        case "office":
            return Content(kind, "" if fetched.truncated else office_text(body))
        case "image":
            return Content(kind, "", scan=True)
        case "archive" | "binary":
            return Content(kind, "")
