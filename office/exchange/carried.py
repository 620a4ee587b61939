"""What a file said, carried by the preview's form to its confirmation.

Nothing waits on the server, so a preview can be left and several processes may serve. What comes
back is input like any other: bounded, checked for shape and sense, compared with the database
afresh, and written only if it would still do what the person saw.
"""

import base64
import binascii
import zlib
from hashlib import sha256
from typing import Final

from pydantic import TypeAdapter, ValidationError

from handlers.link_clean import clean_link
from office.exchange.agencies import AgencyRow, is_sound
from office.exchange.agency_plan import ImportPlan
from office.exchange.progress_in import ProgressRow
from office.exchange.progress_plan import ProgressDiff

MAX_UNPACKED: Final = 16 * 1024 * 1024
_AGENCIES = TypeAdapter(tuple[AgencyRow, ...])
_PROGRESS = TypeAdapter(tuple[ProgressRow, ...])


class BadParcel(Exception):
    """Not something that a preview of ours made."""


def pack_agencies(rows: tuple[AgencyRow, ...]) -> str:
    return _packed(_AGENCIES.dump_json(rows))


def unpack_agencies(parcel: str) -> tuple[AgencyRow, ...]:
    try:
        rows = _AGENCIES.validate_json(_unpacked(parcel))
    except ValidationError as error:
        raise BadParcel from error
    if not all(is_sound(row) for row in rows):
        raise BadParcel
    return rows


def pack_progress(rows: tuple[ProgressRow, ...]) -> str:
    return _packed(_PROGRESS.dump_json(rows))


def unpack_progress(parcel: str) -> tuple[ProgressRow, ...]:
    try:
        rows = _PROGRESS.validate_json(_unpacked(parcel))
    except ValidationError as error:
        raise BadParcel from error
    if not all(clean_link(link) == link for row in rows for link in row.links):
        raise BadParcel
    return rows


def seal(planned: ImportPlan | ProgressDiff) -> str:
    """The same for two plans that would write the same."""
    if isinstance(planned, ImportPlan):
        what = repr((planned.new, planned.changed))
    else:
        what = repr((planned.fiscal_year, planned.changes))
    return sha256(what.encode()).hexdigest()


def _packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 6)).decode()


def _unpacked(parcel: str) -> bytes:
    try:
        opener = zlib.decompressobj()
        data = opener.decompress(base64.b64decode(parcel, validate=True), MAX_UNPACKED)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise BadParcel from error
    if not opener.eof:
        raise BadParcel
    return data
