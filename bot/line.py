"""The only importer of the LINE SDK: reply, push, quota, profile, token.

The SDK's sync client sends plain JSON bodies (its models cost 45 times as much and drop what they
do not know), with a time-out on every call and a pool as large as the sender's threads. The client
is made at the first call: importing the SDK takes most of a second.
"""

import json
import threading
import time
from typing import Any, Self
from urllib.parse import urlencode

from bot.delivery import Answer
from bot.settings import Settings
from scheduler.budget import QuotaReading

TIMEOUT_S = 5.0
TOKEN_TIMEOUT_S = 2.5
"""A token and a send together must end before the lease of the message they are for."""
POOL = 16
TOKEN_MARGIN_S = 180
"""A stateless token lives 900 s; it is renewed this long before its end."""


class LineUnreachable(Exception):
    """LINE gave no usable answer; the text says which call and what came back."""


class LineClient:
    """One per process, used by many threads. Holds the access token, nothing else."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._token = settings.line_channel_access_token
        self._token_until = float("inf") if self._token else 0.0
        self._token_failed_at = 0.0
        self._client: Any = None
        self._hurried = False

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        return cls(settings)

    def warm_up(self) -> None:
        """Import the SDK and fetch a token before the first message wants them."""
        self._api_client()
        self._access_token()

    def hurry(self) -> None:
        """The process ends: what only looks (quota, profiles) is not asked any more."""
        self._hurried = True

    def reply(self, token: str, messages: list[dict[str, Any]]) -> Answer:
        body = {"replyToken": token, "messages": messages}
        return self._send("POST", "/v2/bot/message/reply", body)

    def push(self, to: str, messages: list[dict[str, Any]], retry_key: str) -> Answer:
        """`retry_key` is a UUID that stays with the message for all tries."""
        body = {"to": to, "messages": messages}
        return self._send("POST", "/v2/bot/message/push", body, {"X-Line-Retry-Key": retry_key})

    def loading(self, user_id: str, seconds: int = 5) -> Answer:
        """The "…" animation in a 1:1 chat; free, ends with the next message."""
        body = {"chatId": user_id, "loadingSeconds": seconds}
        return self._send("POST", "/v2/bot/chat/loading/start", body)

    def quota(self) -> QuotaReading:
        """The month's limit (None: unlimited) and LINE's approximate count; LineUnreachable."""
        limit = self._get("/v2/bot/message/quota")
        used = self._get("/v2/bot/message/quota/consumption")
        value = limit.get("value") if limit.get("type") == "limited" else None
        return QuotaReading(limit=value, consumed=int(used.get("totalUsage", 0)))

    def display_name(self, user_id: str) -> str | None:
        """The profile's name; None for someone who is no friend or has blocked the account."""
        answer = self._send("GET", f"/v2/bot/profile/{user_id}")
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise LineUnreachable(f"profile: {answer.status}")
        return str(json.loads(answer.body).get("displayName", "")) or None

    def basic_id(self) -> str:
        """The account's id as people type it, such as `@123abcde`; LineUnreachable."""
        return str(self._get("/v2/bot/info")["basicId"])

    def renew_token(self) -> None:
        """Forget a token that LINE no longer takes; a long-lived one is all there is."""
        with self._lock:
            if not self._settings.line_channel_access_token:
                self._token_until = 0.0

    def _get(self, path: str) -> dict[str, Any]:
        answer = self._send("GET", path)
        if answer.status != 200:
            raise LineUnreachable(f"{path}: {answer.status or 'no answer'}")
        found = json.loads(answer.body)
        if not isinstance(found, dict):
            raise LineUnreachable(f"{path}: not an object")
        return found

    def _send(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        token = None if self._hurried and method == "GET" else self._access_token()
        if token is None:
            return Answer(None, "no access token could be had", sent=False)
        wanted = {"Authorization": f"Bearer {token}", **(headers or {})}
        if body is not None:
            wanted["Content-Type"] = "application/json"
        return self._call(method, path, body, wanted)

    def _call(
        self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]
    ) -> Answer:
        from linebot.v3.messaging.exceptions import ApiException
        from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

        client = self._api_client()
        url = self._settings.line_api_url + path
        try:
            found = client.request(
                method, url, headers=headers, body=body, _request_timeout=TIMEOUT_S
            )
            return Answer(found.status, _text(found.data), found.getheader("x-line-request-id"))
        except ApiException as error:
            request_id = (error.headers or {}).get("x-line-request-id")
            return Answer(error.status or None, _text(error.body), request_id)
        except (NewConnectionError, ConnectTimeoutError) as error:
            return Answer(None, type(error).__name__, sent=False)
        except (HTTPError, OSError) as error:
            return Answer(None, type(error).__name__)

    def _api_client(self) -> Any:
        with self._lock:
            if self._client is None:
                from linebot.v3.messaging import ApiClient, Configuration

                # Each call carries its own token; the SDK wants one here all the same.
                configuration = Configuration(
                    host=self._settings.line_api_url, access_token=self._token or "-"
                )
                configuration.retries = False  # every try is ours to count
                configuration.connection_pool_maxsize = POOL
                self._client = ApiClient(configuration)
            return self._client

    def _access_token(self) -> str | None:
        asked_at = time.monotonic()
        if asked_at < self._token_until:
            return self._token
        client = self._api_client()
        with self._lock:
            if time.monotonic() < self._token_until:
                return self._token
            if self._token_failed_at > asked_at:  # somebody else asked meanwhile, in vain
                return None
            form = urlencode(
                {
                    "grant_type": "client_credentials",
                    "client_id": self._settings.line_channel_id,
                    "client_secret": self._settings.channel_secrets[0],
                }
            )
            pool = client.rest_client.pool_manager
            try:
                found = pool.request(
                    "POST",
                    f"{self._settings.line_api_url}/oauth2/v3/token",
                    body=form,
                    headers={"Content-Type": "application/x-www-form-urlencoded"},
                    timeout=TOKEN_TIMEOUT_S,
                    retries=False,
                )
                issued = json.loads(found.data) if found.status == 200 else {}
            except Exception:
                issued = {}
            token = issued.get("access_token")
            if not isinstance(token, str):
                self._token_failed_at = time.monotonic()
                return None
            self._token = token
            life = float(issued.get("expires_in", 900))
            self._token_until = time.monotonic() + max(life - TOKEN_MARGIN_S, 30)
            return token


def _text(body: object) -> str:
    if isinstance(body, bytes):
        return body.decode("utf-8", errors="replace")
    return str(body or "")
