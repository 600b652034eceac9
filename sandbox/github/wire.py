"""Work off the loop, and ends of connections."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from aiohttp import web

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    """Run what may block (git, the hub's lock) where it does not hold up the loop."""
    return await asyncio.get_running_loop().run_in_executor(None, work)


async def forever() -> None:
    """Wait until the caller, or the sandbox, goes away."""
    await asyncio.Event().wait()


def cut(request: web.Request) -> web.Response:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)  # nobody reads it
