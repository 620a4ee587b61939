"""Agencies by what people call them: the name, the code, the short name, then a part of a name."""

import re
from typing import Final

from sqlmodel import Session, col, select

from models.agency import Agency, assessed_agencies

LEAST_PART: Final = 3
"""Letters; a shorter piece of a name stands in too many words to be meant as one."""
_OFFICE: Final = "สำนักงาน"
_PLACE = re.compile(r"จังหวัด.*")
_ABBREVIATIONS: Final = {
    "สสจ": "สาธารณสุข", "ทสจ": "ทรัพยากรธรรมชาติ", "พมจ": "พัฒนาสังคม", "กษจ": "เกษตรจังหวัด",
    "ปศจ": "ปศุสัตว์", "พชจ": "พัฒนาชุมชน", "สถจ": "ท้องถิ่น", "ศธจ": "ศึกษาธิการ", "พศจ": "พระพุทธศาสนา",
    "สวจ": "วัฒนธรรม", "สอจ": "อุตสาหกรรม", "พณจ": "พาณิชย์", "ปภจ": "บรรเทาสาธารณภัย",
}  # fmt: skip
"""What offices write for themselves → a word of the name that only one of them has."""
_CODE_LIKE = re.compile(r"([a-z]{1,6})(\d{1,6})")


def plain(words: str) -> str:
    """Without blanks, dots and dashes, in lower case; "สนง." is written out."""
    return re.sub(r"[\s.\-]+", "", words).lower().replace("สนง", "สำนักงาน")


def everyday_names(agency: Agency) -> list[str]:
    """Everything it is called in running speech, plain: its names, then the name without
    "สำนักงาน" and the province, and what is short for it. Its code is `loose_code`."""
    name = plain(agency.name)
    core = _PLACE.sub("", name.removeprefix(_OFFICE))
    short = [letters for letters, word in _ABBREVIATIONS.items() if word in name]
    found = (name, plain(agency.short_name), core, *short)
    return [one for one in dict.fromkeys(found) if len(one) >= LEAST_PART]


def loose_code(code: str) -> str | None:
    """A pattern of the code in plain text, with or without its zeros; None for what could be an
    item's code."""
    found = _CODE_LIKE.fullmatch(plain(code))
    if found is None or re.fullmatch(r"[oie]\d+", plain(code)):
        return None
    return rf"(?<![a-z0-9]){found[1]}0*{int(found[2])}(?![0-9])"


def agencies_named(session: Session, words: str) -> list[Agency]:
    """The agency with this name, code or short name, else all whose name holds the words."""
    agencies = assessed_agencies(session)
    found = _exact(agencies, words)
    wanted = plain(words)
    if found is not None or not wanted:
        return [found] if found is not None else []
    for part in dict.fromkeys((wanted, wanted.removeprefix(_OFFICE))):
        held = [a for a in agencies if part in plain(a.name) or part in plain(a.short_name)]
        if held and part:
            return held
    return []


def code_of(session: Session, words: str) -> str | None:
    """The code of the agency that is called exactly so; asked of every message, so it reads names
    only."""
    wanted = plain(words)
    rows = session.execute(
        select(col(Agency.name), col(Agency.code), col(Agency.short_name)).where(
            col(Agency.active).is_(True), col(Agency.is_office).is_(False)
        )
    ).all()
    for place in range(3):
        found = [row[1] for row in rows if plain(row[place]) == wanted]
        if len(found) == 1 and wanted:
            return str(found[0])
    return None


def _exact(agencies: list[Agency], words: str) -> Agency | None:
    wanted = plain(words)
    if not wanted:
        return None
    for names in (
        [plain(agency.name) for agency in agencies],
        [plain(agency.code) for agency in agencies],
        [plain(agency.short_name) for agency in agencies],
    ):
        if names.count(wanted) == 1:
            return agencies[names.index(wanted)]
    return None


def named_in_part(session: Session, words: str) -> list[Agency]:
    """As `agencies_named`, for words that may be no name at all: a part has letters enough."""
    letters = re.sub(r"[\W\d_]+", "", words)
    if len(letters) < LEAST_PART and code_of(session, words) is None:
        return []
    return agencies_named(session, words)


def named_within(session: Session, text: str) -> list[Agency]:
    """The agencies whose code or whole name stands somewhere in a text."""
    run = plain(text)
    codes = set(re.findall(r"[a-z0-9]+", text.lower().replace("-", "")))
    return [
        agency
        for agency in assessed_agencies(session)
        if plain(agency.code) in codes
        or any(len(name) >= LEAST_PART and name in run
               for name in (plain(agency.name), plain(agency.short_name)))
    ]  # fmt: skip


def looks_like_name(session: Session, words: str) -> bool:
    """Whether this is written like the codes here (`S99` beside `S01`), or as an office's name."""
    wanted = plain(words)
    if wanted.startswith(_OFFICE) and wanted != _OFFICE:
        return True
    found = _CODE_LIKE.fullmatch(wanted)
    return found is not None and any(
        (other := _CODE_LIKE.fullmatch(plain(agency.code))) is not None and other[1] == found[1]
        for agency in assessed_agencies(session)
    )
