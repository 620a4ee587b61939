"""What the comparison runs against: the SDK's own way of a FastAPI bot, replying in the request."""

import os
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from linebot.v3.messaging import (
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    ReplyMessageRequest,
    TextMessage,
)
from linebot.v3.webhook import WebhookParser

parser = WebhookParser(os.environ["LINE_CHANNEL_SECRET"])
line: dict[str, AsyncMessagingApi] = {}


@asynccontextmanager
async def lifespan(_: FastAPI):
    configuration = Configuration(host=os.environ["LINE_API_URL"], access_token="t")
    async with AsyncApiClient(configuration) as client:
        line["api"] = AsyncMessagingApi(client)
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/readyz")
def ready():
    return {}


@app.post("/webhook")
async def webhook(request: Request):
    body = (await request.body()).decode()
    for event in parser.parse(body, request.headers["x-line-signature"]):
        message = TextMessage(text=event.message.text)
        await line["api"].reply_message(
            ReplyMessageRequest(reply_token=event.reply_token, messages=[message])
        )
    return "OK"
