"""What a person wants, as closed, frozen values.

The resolver and the postback reader make them, `dispatch` takes them apart. A code is one of
`i1`…`i15`, `E1`…`E9`, `O1`…`O28`, `indicator:1`…`indicator:10`, `measure:1`…`measure:8` or
`measure:all`. Codes that reach an intent exist; what was written and does not exist is in
`missing`.
"""

from dataclasses import dataclass
from typing import Literal

Wish = Literal["ask", "tick", "untick", "evidence", "progress"]
"""What a clarifying button will do with the code that is chosen."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that can be ticked: an item or measure (step 0 means all of it), or one step, from
    1.
    """

    code: str
    step: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that may have been meant; the score is between 0 and 1, higher is likelier."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class Ask:
    """What an item or indicator is about; `missing` are codes as written that do not exist."""

    codes: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskMeasure:
    codes: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowScore:
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """`fiscal_year` (Buddhist era) is set when an old card's button speaks for its own year."""

    targets: tuple[Target, ...]
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class Untick:
    """Not done, partly done, or taken back."""

    targets: tuple[Target, ...]
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back all ticks of one ticking message; without a batch, of the last one."""

    batch: int | None = None


@dataclass(frozen=True, slots=True)
class LinkFor:
    """A pasted link and the item it is for; None when the message names no item."""

    code: str | None
    url: str


@dataclass(frozen=True, slots=True)
class AttachEvidence:
    """Links (cleaned) as evidence; `done` when the message also says that the items are finished.

    `codes` are the items named when there is no link at all ("แนบลิงก์ O5"), `text` the words
    around the link that explain it, `problems` lines of a pasted table that could not be read.
    """

    links: tuple[LinkFor, ...]
    codes: tuple[str, ...] = ()
    done: bool = False
    text: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeepPairs:
    """Keep the clear pairs of the table just pasted, leave the others."""


@dataclass(frozen=True, slots=True)
class RemoveEvidence:
    """Take a link away: by row id from a button, or by item (then after a question)."""

    code: str | None = None
    evidence_id: int | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ShowEvidence:
    """The links of an item with what the link doctor found; without a code, of all items."""

    code: str | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class RecheckEvidence:
    """ "แก้แล้ว ตรวจใหม่": run the link doctor again on one link, or on all links of an item."""

    code: str | None = None
    evidence_id: int | None = None


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """Take over last year's link for this year after a look."""

    evidence_id: int


@dataclass(frozen=True, slots=True)
class ShowCarryOver:
    """Last year's links, still good or to be made again."""

    page: int = 1


@dataclass(frozen=True, slots=True)
class ShowProgress:
    """How far the agency is; with codes, whether these are done; `fiscal_year` (Buddhist era) when
    it is another year's state that is asked for."""

    codes: tuple[str, ...] = ()
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class ShowRemaining:
    """What is still open, weakest indicator first; `page` from 1, `scope` an `indicator:N`, `O`,
    `i`, `E`, `measure:all`, or one item, whose card shows its open steps; `only` narrows it to the
    three to do first, or to what came back.
    """

    page: int = 1
    scope: str | None = None
    only: Literal["next", "returned"] | None = None


@dataclass(frozen=True, slots=True)
class ShowCalendar:
    """Deadlines and dates; with codes, those of these items."""

    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mute:
    """Stop reminders for `days` (None: until resumed); `whole_days` until the last of them begins,
    which no button carries."""

    days: int | None = None
    whole_days: bool = False


@dataclass(frozen=True, slots=True)
class Unmute:
    pass


@dataclass(frozen=True, slots=True)
class Snooze:
    """Leave one item out of the reminders for `days`."""

    code: str
    days: int = 7


@dataclass(frozen=True, slots=True)
class Register:
    """Join an agency; `code` is the invite code as 8 characters without a dash, None when none was
    given.
    """

    code: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmMove:
    """Answer to "move to the other agency?"; the code waits in the conversation."""

    yes: bool


@dataclass(frozen=True, slots=True)
class ShowHelp:
    pass


@dataclass(frozen=True, slots=True)
class Smalltalk:
    kind: Literal["greeting", "thanks", "sigh", "joke", "scold", "other"] = "other"


@dataclass(frozen=True, slots=True)
class Contact:
    """Wants a person, an office or an official channel, about the items of `codes` if it names
    any; a report of corruption gets the channels only.
    """

    about: Literal["person", "corruption"] = "person"
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Privacy:
    wish: Literal["what", "delete", "confirm_delete", "keep"] = "what"


@dataclass(frozen=True, slots=True)
class Decline:
    """Out of scope: one polite sentence, nothing changes."""

    reason: Literal["subject", "fake_evidence", "other_agency", "instructions"] = "subject"


@dataclass(frozen=True, slots=True)
class Clarify:
    """Two to four candidates as buttons, each carrying the wish; `said` is the number or word that
    was unclear.
    """

    wish: Wish
    candidates: tuple[Candidate, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Choose:
    """Two or three readings of one message as buttons, likeliest first, because none is sure."""

    options: "tuple[Intent, ...]"


@dataclass(frozen=True, slots=True)
class NoneOfThese:
    """ "ไม่ใช่ทั้งหมดนี้" under such a question."""


@dataclass(frozen=True, slots=True)
class TickAll:
    """Everything in a scope is finished: `O`, `i`, `E`, `measure:all`, `indicator:N` or `all`."""

    scope: str


@dataclass(frozen=True, slots=True)
class Explain:
    """A question that has an entry in the content's general answers, by its name; `code` is the
    item it was asked of."""

    entry: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """Nothing understood; the nearest candidates, best first, at most four, may be empty."""

    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenPages:
    """A one-time sign-in link: แดชบอร์ด for the office, หน้าของฉัน for a coordinator."""


@dataclass(frozen=True, slots=True)
class ShowCallList:
    """ "วันนี้โทรหาใคร", for the province office."""


@dataclass(frozen=True, slots=True)
class Review:
    """The office accepts an item of an agency or returns it; `reason` names a canned reason or is
    free text.
    """

    agency_code: str
    code: str
    accepted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AdminCommand:
    """An order of the province office by chat (deadlines, announcements, reviews); `words` as
    typed, normalised.
    """

    words: str


@dataclass(frozen=True, slots=True)
class AskOffice:
    """What the province office asks of all its agencies at once; `scope` (an item, an indicator or
    a measure) belongs to `done` and `open`."""

    about: "OfficeTopic"
    scope: str | None = None


OfficeTopic = Literal[
    "overview", "silent", "worst", "queue", "links", "quota", "done", "open", "remind"
]


@dataclass(frozen=True, slots=True)
class ForAgency:
    """What the office wants of one agency, named by its code or in words, as typed; `code` is the
    item that is asked of it. An agency may ask to be shown itself."""

    wish: Literal["show", "invite", "remind"]
    agency: str
    code: str | None = None


AgencyGroup = Literal["all", "red", "silent", "open"]
"""Every agency; those with something to mend; those with nothing ticked; those not finished."""


@dataclass(frozen=True, slots=True)
class RemindGroup:
    """A message of the office to a group of agencies, shown before it is sent; without `words` the
    usual reminder. `code` narrows `open` to those who are not done with that item."""

    group: AgencyGroup
    code: str | None = None
    words: str = ""
    asks_words: bool = False
    """A message was spoken of, but not what it says."""


@dataclass(frozen=True, slots=True)
class NoteFor:
    """The office's own words beside an item (`on` is its code), or about a call with an agency."""

    on: str
    words: str


@dataclass(frozen=True, slots=True)
class OldButton:
    """A postback of a card that this version no longer knows."""

    data: str


Intent = (
    Ask
    | AskMeasure
    | ShowScore
    | Tick
    | Untick
    | Undo
    | AttachEvidence
    | KeepPairs
    | RemoveEvidence
    | ShowEvidence
    | RecheckEvidence
    | KeepDraft
    | ShowCarryOver
    | ShowProgress
    | ShowRemaining
    | ShowCalendar
    | Mute
    | Unmute
    | Snooze
    | Register
    | ConfirmMove
    | ShowHelp
    | Smalltalk
    | Contact
    | Privacy
    | Decline
    | Clarify
    | Choose
    | NoneOfThese
    | TickAll
    | Explain
    | Unrecognised
    | OpenPages
    | ShowCallList
    | Review
    | AdminCommand
    | AskOffice
    | ForAgency
    | RemindGroup
    | NoteFor
    | OldButton
)
