"""Words of people as they may be kept: without persons and agencies, normalised, then cut."""

from typing import Final

from sqlmodel import Session, col, select

from handlers.masking import masked, without_masks, without_title
from handlers.understanding.thai import normalise
from handlers.wrongdoing import accuses
from models.agency import Agency
from models.coordinator import Coordinator

KEPT_LENGTH: Final = 300
"""Letters."""
_WORDS_OF_A_NAME = 4
"""What has more is no name of a person."""


def wording_of(text: str) -> str:
    """As it is compared and kept."""
    return normalise(text).strip()[:KEPT_LENGTH]


def kept_wording(text: str, session: Session) -> str:
    """Masked as a whole before it is cut, so that no half of a name or number stays.

    Nothing at all of what says nothing else, and of a report of wrongdoing.
    """
    if accuses(text):
        return ""
    wording = wording_of(hide(text, session))
    return wording if any(letter.isalpha() for letter in without_masks(wording)) else ""


def hide(text: str, session: Session) -> str:
    """The text without persons and agencies, also those that only our own rows know."""
    names = session.exec(select(Coordinator.name).where(col(Coordinator.name) != "")).all()
    agencies = session.exec(select(Agency.name, Agency.short_name)).all()
    known = [part for name in names if name for part in _parts(name)]
    return masked(text, known, [one for pair in agencies for one in pair if one])


def _parts(name: str) -> list[str]:
    """The name as it is recorded and without its title; its first word and its last."""
    bare = without_title(name)
    words = bare.split()
    ends = [words[0], words[-1]] if 1 < len(words) <= _WORDS_OF_A_NAME else []
    return [name, bare, *ends]
