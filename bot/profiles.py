"""Fills in the LINE display names of members, outside any turn: whom the office may call."""

from sqlalchemy import Engine
from sqlmodel import col, select

from bot.line import LineClient, LineUnreachable
from models.coordinator import Coordinator
from models.database import reading, writing

A_ROUND = 20


class Profiles:
    """Asks each person's profile at most once per process; a name the office entered stays."""

    def __init__(self, engine: Engine, client: LineClient) -> None:
        self._engine, self._client = engine, client
        self._asked: set[int] = set()

    def fill_in(self) -> None:
        with reading(self._engine) as session:
            nameless = session.exec(
                select(Coordinator).where(
                    col(Coordinator.left_at).is_(None),
                    col(Coordinator.line_user_id).is_not(None),
                    Coordinator.name == "",
                )
            ).all()
        fresh = [person for person in nameless if person.id not in self._asked][:A_ROUND]
        for person in fresh:
            if person.id is not None and person.line_user_id is not None:
                self._asked.add(person.id)
                self._fill_in(person.id, person.line_user_id)

    def _fill_in(self, person_id: int, line_user_id: str) -> None:
        try:
            name = self._client.display_name(line_user_id)
        except LineUnreachable:
            self._asked.discard(person_id)
            return
        if not name:
            return
        with writing(self._engine) as session:
            person = session.get(Coordinator, person_id)
            if person is not None and person.line_user_id == line_user_id and not person.name:
                person.name = name[:100]
                session.add(person)
