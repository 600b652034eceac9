"""Who has no secret can send much at once, and cannot fill the memory of `web` with it."""

import asyncio
from contextlib import ExitStack
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
import requests
from aiohttp import web

from app.domain.arrival import Hook
from handlers.signed import FREE, ROOM, Declined, Room
from handlers.web import application

HOOK = Hook("a secret", "https://api.github.com")


def test_large_bodies_share_a_room_and_small_ones_need_none() -> None:
    room = Room(100)
    with ExitStack() as stack:
        first, second, third = (stack.enter_context(room.held()) for _ in range(3))
        first(FREE + 60)
        second(FREE)
        with pytest.raises(Declined, match="Too much is being sent at once") as declined:
            second(41)
        assert declined.value.status == 503
        second(40)
        third(FREE)
    with room.held() as take:
        take(FREE + 100)


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("/webhooks/github", "POST", {"X-Hub-Signature-256": "sha256=0"}),
        ("/deploys", "POST", {"X-Airlock-Signature-256": "sha256=0", "X-Airlock-Timestamp": "{now}"}),
    ],
)
@pytest.mark.parametrize(("size", "status"), [(FREE, 401), (FREE + 2, 503)])
def test_every_entrance_keeps_to_it(
    path: str, method: str, headers: dict[str, str], size: int, status: int
) -> None:
    assert asyncio.run(_answer(path, method, headers, size)) == status


async def _answer(path: str, method: str, headers: dict[str, str], size: int) -> int:
    app = application(cast("Any", SimpleNamespace(vitals=None)), "another secret", HOOK)
    app[ROOM] = Room(1)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}{path}"
        told = {name: value.format(now=int(datetime.now(UTC).timestamp())) for name, value in headers.items()}
        sent = await asyncio.to_thread(
            requests.request, method, url, data=b"x" * size, headers=told, timeout=10
        )
    finally:
        await runner.cleanup()
    return sent.status_code
