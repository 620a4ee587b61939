"""Imports every table, so that the metadata is whole for migrations and tests."""

from sqlmodel import SQLModel

from models import (
    access,
    agency,
    audit,
    conversation,
    coordinator,
    evidence,
    inbox,
    invite,
    lesson,
    nudge,
    office,
    outbox,
    quota,
    sent,
    task,
)

MODULES = (
    access, agency, audit, conversation, coordinator, evidence, inbox, invite, lesson, nudge,
    office, outbox, quota, sent, task,
)  # fmt: skip

metadata = SQLModel.metadata
