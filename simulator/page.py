"""The phone page and what it needs to know."""

from fastapi import APIRouter

from simulator.platform import Platform


def router(_platform: Platform) -> APIRouter:
    return APIRouter()
