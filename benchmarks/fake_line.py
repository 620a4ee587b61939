"""A LINE API that accepts everything after a fixed delay and remembers when each reply came."""

import asyncio
import json
import os
import time

from fastapi import FastAPI, Request

DELAY_S = float(os.environ.get("FAKE_LINE_DELAY_MS", "50")) / 1000
app = FastAPI()
replied: dict[str, float] = {}


@app.post("/v2/bot/message/reply")
async def reply(request: Request) -> dict[str, object]:
    body = json.loads(await request.body())
    await asyncio.sleep(DELAY_S)
    replied.setdefault(body["replyToken"], time.time())
    return {"sentMessages": [{"id": "1", "quoteToken": "q"} for _ in body["messages"]]}


@app.post("/oauth2/v3/token")
async def token() -> dict[str, object]:
    return {"token_type": "Bearer", "access_token": "t", "expires_in": 900}


@app.get("/v2/bot/message/quota")
async def quota() -> dict[str, object]:
    return {"type": "limited", "value": 300}


@app.get("/v2/bot/message/quota/consumption")
async def consumption() -> dict[str, object]:
    return {"totalUsage": 0}


@app.get("/replied")
async def seen() -> dict[str, float]:
    return replied
