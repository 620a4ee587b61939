"""Signed webhooks at a steady rate over kept-alive connections, and the latency of each 200."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass

TEXTS = ("O12 ต้องทำอะไร", "เรื่องจัดซื้อจัดจ้าง", "ตัวชี้วัดที่ 9", "มีมาตรการอะไรบ้าง", "i6 คืออะไร")


@dataclass(frozen=True)
class Run:
    acks: list[float]
    """Seconds from sending a webhook to its 200."""
    sent: dict[str, float]
    """Reply token → wall time of sending."""


def body_of(number: int, prefix: str, now: float) -> tuple[str, bytes]:
    user = f"U{number % 40:032x}"
    token = f"{prefix}-{number}"
    event = {
        "type": "message", "mode": "active", "timestamp": int(now * 1000),
        "webhookEventId": f"01{prefix}{number:020d}", "deliveryContext": {"isRedelivery": False},
        "source": {"type": "user", "userId": user}, "replyToken": token,
        "message": {"type": "text", "id": str(number), "quoteToken": "q",
                    "text": TEXTS[number % len(TEXTS)]},
    }  # fmt: skip
    return token, json.dumps({"destination": "U" + "0" * 32, "events": [event]}).encode()


async def run(port: int, secret: str, rate: float, seconds: float, prefix: str) -> Run:
    queue: asyncio.Queue[tuple[str, bytes] | None] = asyncio.Queue()
    acks: list[float] = []
    sent: dict[str, float] = {}

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (job := await queue.get()) is not None:
            token, body = job
            signature = base64.b64encode(
                hmac.new(secret.encode(), body, hashlib.sha256).digest()
            ).decode()
            head = (
                "POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                f"content-length: {len(body)}\r\nx-line-signature: {signature}\r\n\r\n"
            )
            started = time.perf_counter()
            sent[token] = time.time()
            writer.write(head.encode() + body)
            status = await reader.readline()
            length = 0
            while (line := await reader.readline()).strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            await reader.readexactly(length)
            if b" 200 " not in status:
                raise RuntimeError(f"webhook answered {status!r}")
            acks.append(time.perf_counter() - started)
        writer.close()

    workers = [asyncio.create_task(connection()) for _ in range(32)]
    begin = time.perf_counter()
    for number in range(int(rate * seconds)):
        pause = begin + number / rate - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        queue.put_nowait(body_of(number, prefix, time.time()))
    for _ in workers:
        queue.put_nowait(None)
    await asyncio.gather(*workers)
    return Run(acks, sent)
