"""What a message says about being done: done, not done, taken back, asked, or nothing.

A wrong tick is worse than ten questions. Codes and verdicts are read as one stream and put into
groups; a group ticks only when it says that something is finished and nothing in it asks, doubts,
denies, sets a condition or speaks of the future.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from handlers.understanding.codes import Mention
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.message import Message

Verdict = Literal["tick", "untick", "take_back", "progress", "ask"]
Kind = Literal[
    "code", "done", "negated", "doubt", "conditional", "asks_done", "tag", "taken_back", "reported",
    "how", "wish", "mark",
]  # fmt: skip
_ORDER: tuple[Kind | str, ...] = (
    "wish", "asks_done", "taken_back", "reported", "conditional", "negated", "tag", "done",
    "done_verb", "doubt",
)  # fmt: skip
_PATTERN = {"wish": "remaining"}
_CORE = frozenset({"done", "negated", "taken_back", "asks_done", "mark"})
_OPENING = frozenset({"doubt", "conditional", "reported", "negated"})
_CODE = re.compile("[\ue000-\ue2ff]")
_GOES_ON = re.compile(
    r"(?:\Z|ใช่|ถูก(?:ไหม|มั้ย)|หรือ|รึ|แต่|ส่วน|เหลือ|ขอ|แล้ว|และ|กับ|มี|ยัง|บ้าง|อยู่|เมื่อ(?:วาน|เช้า|กี้)|วันนี้|ตั้งแต่|เลย|ทั้ง|ทุก|หมด|[\ue000-\uf8ff,.;!/✅])"
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    start: int
    end: int


@dataclass(slots=True)
class _Group:
    tokens: list[Token] = field(default_factory=list)

    def has(self, *kinds: Kind) -> bool:
        return any(token.kind in kinds for token in self.tokens)

    @property
    def core(self) -> bool:
        return any(token.kind in _CORE for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Said:
    """One group: what it says, the mentions it names, and where it stands in the run."""

    verdict: Verdict | None
    mentions: tuple[Mention, ...]
    start: int
    end: int
    words: str
    ends: bool = False
    """Whether "done" ends its clause, as in a statement, or goes on, as in a title."""


def read_verdicts(message: Message, lexicon: Lexicon) -> list[Said]:
    tokens = sorted(_tokens(message, lexicon), key=lambda token: token.start)
    groups = list(_groups(tokens, message))
    starts = [group.tokens[0].start for group in groups]
    ends = [*starts[1:], len(message.run)] if starts else []
    return [
        _said(group, message, 0 if number == 0 else start, end)
        for number, (group, start, end) in enumerate(zip(groups, starts, ends, strict=True))
    ]


def _tokens(message: Message, lexicon: Lexicon) -> Iterator[Token]:
    run = message.run
    for match in _CODE.finditer(run):
        yield Token("code", match.start(), match.end())
    for match in re.finditer("[✅☑✔❌]", run):
        yield Token("negated" if match[0] == "❌" else "mark", match.start(), match.end())
    yield from _spoken(message, lexicon)


def _spoken(message: Message, lexicon: Lexicon) -> Iterator[Token]:
    """Verdict words from left to right; of several at one place, the most cautious."""
    run = message.run
    place = 0
    coming = {kind: lexicon.patterns[_PATTERN.get(kind, kind)].search(run) for kind in _ORDER}
    while True:
        for kind, match in coming.items():
            if match is not None and match.start() < place:
                coming[kind] = match.re.search(run, place)
        found = [(m.start(), rank) for rank, m in enumerate(coming.values()) if m is not None]
        if not found:
            return
        kind = _ORDER[min(found)[1]]
        match = coming[kind]
        assert match is not None  # noqa: S101 – it was just found
        token = _weighed(kind, match, message, lexicon)
        if token is not None:
            yield token
        place = max(match.end(), place + 1) if token is not None else match.start() + 1


def _weighed(kind: str, match: re.Match[str], message: Message, lexicon: Lexicon) -> Token | None:
    start, end = match.span()
    if kind == "done_verb":
        whole = end in message.gaps or _GOES_ON.match(message.run, end)
        if not whole or lexicon.patterns["negated"].search(match[0]):
            return None
        kind = "done"
    if kind == "done" and _asks_on(message, lexicon, start, end):
        return Token("how", start, end)
    return Token(kind, start, end)  # type: ignore[arg-type]


def _asks_on(message: Message, lexicon: Lexicon, start: int, end: int) -> bool:
    """Whether the clause of a "done" goes on as a question, or began as one."""
    after = message.run[end : message.clause_end(end)]
    before = message.run[message.clause_start(start) : start]
    before = _CODE.split(before)[-1]
    tagged = lexicon.patterns["tag"].match(after)
    if tagged or lexicon.patterns["remaining"].match(after):
        after = ""
    question = lexicon.patterns["question"]
    return bool(question.search(after) or question.search(before))


def _groups(tokens: list[Token], message: Message) -> Iterator[_Group]:
    group = _Group()
    for number, token in enumerate(tokens):
        if group.tokens and _begins(group, token, tokens[number + 1 :], message):
            yield group
            group = _Group()
        group.tokens.append(token)
    if group.tokens:
        yield group


def _begins(group: _Group, token: Token, later: list[Token], message: Message) -> bool:
    """Whether a token opens a new group."""
    last = group.tokens[-1]
    if token.kind == "wish" or last.kind == "wish":
        return True
    apart = message.gap_within(last.end, token.start) or token.start - last.end > 2
    if token.kind == "code":
        new_line = any(last.end <= place <= token.start for place in message.lines)
        return (group.has("code") and group.core and last.kind != "code") or (
            new_line and group.core
        )
    if group.has("code") and group.core and token.kind in _OPENING:
        return apart and _codes_end(later)
    return False


def _codes_end(later: list[Token]) -> bool:
    """Whether codes follow and nothing is said of them any more, so what precedes is theirs."""
    rest = [token.kind for token in later if token.kind in _CORE or token.kind == "code"]
    return bool(rest) and rest[0] == "code" and not any(kind in _CORE for kind in rest)


def _said(group: _Group, message: Message, start: int, end: int) -> Said:
    found = [message.mention(message.run[t.start]) for t in group.tokens if t.kind == "code"]
    mentions = tuple(mention for mention in found if mention is not None)
    words = ", ".join(
        message.run[token.start : token.end] for token in group.tokens if token.kind != "code"
    )
    ends = any(
        token.end in message.gaps or _GOES_ON.match(message.run, token.end) is not None
        for token in group.tokens
        if token.kind == "done"
    )
    return Said(_verdict(group, message, start), mentions, start, end, words, ends)


def _verdict(group: _Group, message: Message, start: int) -> Verdict | None:
    if group.has("mark") and not group.has("code"):
        return None
    if not group.core and not group.has("how"):
        return None
    if group.has("how") or (group.has("conditional") and not group.has("taken_back")):
        return "ask"
    if group.has("asks_done", "tag"):
        return "progress"
    if group.has("taken_back"):
        return "take_back"
    if group.has("negated"):
        return "untick"
    if group.has("reported"):
        return "progress"
    if group.has("doubt"):
        return "untick"
    opening = message.run[start : group.tokens[0].start]
    return "ask" if re.match("ทำไม(?!่)|ใคร|ข้อไหน|อะไร|ไผ", opening) else "tick"
