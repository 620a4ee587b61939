"""What is due to whom at a moment: pure, from values to pushes, one for each person.

Every occasion is "due on or before now, still true, not yet said". Of one deadline only the
nearest reminder is said and the ones missed are recorded with it, so a holiday or an outage is
caught up with one message. Only the main coordinator is pushed; a reachable deputy stands in when
the main one cannot be reached, and is told once when the main one is silent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.fiscal_year import bangkok, fiscal_year_days, fiscal_year_on
from scheduler import occasion
from scheduler.cadence import reached
from scheduler.occasion import Kind, Occasion
from scheduler.values import SILENT_AFTER, Person, Place, Push, Said, World, recipient
from scheduler.workdays import Workdays, due_moment, in_window

ANNOUNCED_FOR = timedelta(days=7)
RETURNED_FOR = timedelta(days=30)

ORDER: tuple[Kind, ...] = (
    "announcement", "returned", "link", "deadline", "year", "thanks", "monthly", "silence",
)  # fmt: skip
"""What a message opens with, and who is served first when the quota is short."""


def plan(world: World, now: datetime) -> tuple[Push, ...]:
    """Most urgent first; empty outside the hours in which pushes may leave."""
    if not in_window(world.workdays, now):
        return ()
    history = _History.of(world.said, now)
    pushes = [push for place in world.places for push in _for_place(world, place, history, now)]
    return tuple(sorted(pushes, key=lambda push: (ORDER.index(push.kind), push.agency_code)))


@dataclass(frozen=True, slots=True)
class _History:
    by_person: frozenset[tuple[int, str]]
    by_agency: frozenset[tuple[int, str]]
    reminded_today: frozenset[int]

    @classmethod
    def of(cls, said: Iterable[Said], now: datetime) -> "_History":
        said, today = tuple(said), bangkok(now).date()
        return cls(
            frozenset((s.person_id, s.key) for s in said),
            frozenset((s.agency_id, s.key) for s in said),
            frozenset(
                s.person_id for s in said
                if s.pushed and bangkok(s.at).date() == today
                and not s.key.startswith("announcement:")
            ),
        )  # fmt: skip


def _for_place(world: World, place: Place, history: _History, now: datetime) -> Iterator[Push]:
    found: dict[int, list[Occasion]] = {}
    reader = recipient(place.people)
    if reader is not None and not reader.muted and reader.id not in history.reminded_today:
        fresh = [
            o for o in _reminders(world, place, now)
            if o.due_at <= now and (place.id, o.key) not in history.by_agency
        ]  # fmt: skip
        found[reader.id] = [o for o in fresh if o.due_at >= reader.joined_at]
    told = _told_of_silence(place, world.workdays, now)
    if told is not None and told[0].id not in history.reminded_today:
        person, quiet = told
        if (place.id, quiet.key) not in history.by_agency:
            found.setdefault(person.id, []).append(quiet)
    muted: set[int] = set()
    for person, news in _announced(world, place, now):
        if (person.id, news.key) not in history.by_person:
            found.setdefault(person.id, []).append(news)
            muted |= {person.id} if person.muted else set()
    for person_id, occasions in found.items():
        if occasions:
            newest = sorted(occasions, key=lambda o: o.due_at, reverse=True)
            first = sorted(newest, key=lambda o: ORDER.index(o.kind))
            yield Push(person_id, place.id, place.code, tuple(first), person_id in muted)


def _reminders(world: World, place: Place, now: datetime) -> Iterator[Occasion]:
    for back in place.returned:
        if now - back.at <= RETURNED_FOR:
            yield occasion.returned(back.review_id, back.at)
    for link in place.broken:
        if now - link.told_at <= RETURNED_FOR:
            yield occasion.broken_link(link.evidence_id, link.since, link.told_at)
    for due in world.deadlines:
        if due.codes & (place.open | place.rows_open):
            yield from reached(due, world.workdays, now)
    yield from _of_the_month(world, place, now)


def _of_the_month(world: World, place: Place, now: datetime) -> Iterator[Occasion]:
    month = bangkok(now).date().replace(day=1)
    due_at = due_moment(world.workdays.first_workday_from(month))
    digest, year = occasion.monthly(month, due_at), fiscal_year_on(month)
    if place.open:
        yield digest
        if month == fiscal_year_days(year)[0] and place.had_last_year:
            yield occasion.year_summary(year, due_at)
    elif place.nothing_left and world.with_thanks:
        thanks = occasion.thanks(year, due_at)
        said = {s.key for s in world.said if s.agency_id == place.id}
        if not {thanks.key, digest.key} & said:
            yield thanks
            yield digest


def _told_of_silence(
    place: Place, workdays: Workdays, now: datetime
) -> tuple[Person, Occasion] | None:
    main = next((person for person in place.people if person.role == "main"), None)
    if main is None or not main.reachable or not place.open or not main.is_silent(now):
        return None
    deputy = next(
        (p for p in place.people if p.role == "deputy" and p.reachable and not p.muted), None
    )
    since = bangkok(main.seen_at).date()
    day = workdays.first_workday_from(bangkok(main.seen_at + SILENT_AFTER).date())
    due_at = due_moment(day)
    if deputy is None or due_at > now or deputy.joined_at > due_at:
        return None
    return deputy, occasion.silence(since, due_at)


def _announced(world: World, place: Place, now: datetime) -> Iterator[tuple[Person, Occasion]]:
    for news in world.announcements:
        fresh = now - news.confirmed_at <= ANNOUNCED_FOR and news.confirmed_at <= now
        reader = recipient(place.people)
        if place.id in news.agencies and fresh and reader is not None:
            said = occasion.announcement(news.id, news.confirmed_at)
            if reader.joined_at <= news.confirmed_at:
                yield reader, said


def merged(occasions: Sequence[Occasion]) -> Mapping[int, Occasion]:
    """The nearest reminder of each deadline among the occasions of one message."""
    nearest: dict[int, Occasion] = {}
    for one in occasions:
        number = occasion.number_in(one.key)
        if one.kind == "deadline" and number is not None:
            known = nearest.get(number)
            nearest[number] = one if known is None or one.due_at >= known.due_at else known
    return nearest
