"""The session cookie: a random token, out of reach of scripts and of other sites' forms."""

from fastapi.responses import Response

from models.access import SESSION_LIFETIME


def cookie_name(*, https: bool) -> str:
    # The __Host- prefix makes browsers refuse the cookie from a subdomain or without TLS.
    return "__Host-ita" if https else "ita"


def hand_over(response: Response, token: str, *, https: bool) -> None:
    response.set_cookie(
        cookie_name(https=https),
        token,
        max_age=int(SESSION_LIFETIME.total_seconds()),
        path="/",
        secure=https,
        httponly=True,
        samesite="lax",
    )


def take_back(response: Response, *, https: bool) -> None:
    response.delete_cookie(
        cookie_name(https=https), path="/", secure=https, httponly=True, samesite="lax"
    )
