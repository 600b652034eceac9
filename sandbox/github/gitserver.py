"""Git's smart HTTP at /OWNER/NAME.git: fetching only, by `git http-backend`; nothing can be pushed."""

import asyncio
import os
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from typing import NamedTuple

from aiohttp import web

from sandbox.github.api import failed
from sandbox.github.caller import Caller
from sandbox.github.entry import sees
from sandbox.github.faults import Fault
from sandbox.github.git import environment
from sandbox.github.hub import Hub
from sandbox.github.identity import caller_of
from sandbox.github.refusal import Refusal
from sandbox.github.repository import Repository
from sandbox.github.wire import cut, forever, in_thread

REFS, PACK = "/{owner}/{name}.git/info/refs", "/{owner}/{name}.git/git-upload-pack"
FETCH_REFS, FETCH_PACK = f"GET {REFS}", f"POST {PACK}"  # as faults name them
SETTINGS = {
    "uploadpack.allowFilter": "true",  # GitHub serves blobless clones
    "uploadpack.allowAnySHA1InWant": "true",  # and commits that no branch leads to any more
    "http.receivepack": "false",
    "safe.directory": "*",
}
CHUNK = 1 << 16
ASK = {"WWW-Authenticate": 'Basic realm="GitHub"'}


class Asked(NamedTuple):
    tail: str  # info/refs or git-upload-pack
    repository: Repository


class GitServer:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def routes(self) -> list[web.RouteDef]:
        return [web.get(REFS, self._refs), web.post(PACK, self._pack)]

    async def _refs(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("service") != "git-upload-pack":
            return web.Response(status=403, text="Fetching only.")
        return await self._serve(request, FETCH_REFS, "info/refs")

    async def _pack(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, FETCH_PACK, "git-upload-pack")

    async def _serve(self, request: web.Request, operation: str, tail: str) -> web.StreamResponse:
        fault = await in_thread(lambda: self._fault(operation))
        if fault and fault.drop == "never":
            await forever()
        if fault and fault.late is not None:
            await asyncio.sleep(fault.late)
            fault = None
        if self._hub.is_away or (fault and fault.drop):
            return cut(request)
        if fault:
            return web.Response(status=fault.status or 500, headers=failed(fault))
        try:
            repository = await in_thread(lambda: self._repository(request))
        except Refusal as refusal:
            headers = refusal.headers | (ASK if refusal.status == 401 else {})  # noqa: PLR2004 - HTTP
            return web.Response(status=refusal.status, text=f"{refusal.message}\n", headers=headers)
        return await _backend(request, Asked(tail, repository))

    def _fault(self, operation: str) -> Fault | None:
        with self._hub.lock:
            self._hub.asked_at.append(time.time())
            return None if self._hub.is_away else self._hub.faults.hit(operation)

    def _repository(self, request: web.Request) -> Repository:
        """Return the repository when the caller may read it. Raises Refusal."""
        with self._hub.lock:
            caller = caller_of(self._hub, request.headers.get("Authorization", ""))
            full_name = f"{request.match_info['owner']}/{request.match_info['name']}"
            held = self._hub.find(full_name)
            if held is None and (renamed := self._hub.find_renamed(full_name)):
                location = request.path_qs.replace(full_name, renamed.full_name, 1)
                raise Refusal(301, "Moved", headers={"Location": f"{self._hub.origin}{location}"})
            return _readable(self._hub, caller, held)


def _readable(hub: Hub, caller: Caller, held: Repository | None) -> Repository:
    is_hidden = held is None or (held.is_private and not sees(hub, caller, held))
    if held is None or is_hidden:
        status = 401 if caller.kind == "nobody" else 404
        raise Refusal(status, "Repository not found.")
    if held.is_private and not caller.may("contents:read"):
        raise Refusal(403, "Write access to repository not granted.")  # what GitHub says of reading, too
    return held


async def _backend(request: web.Request, asked: Asked) -> web.StreamResponse:
    body = await request.read()
    program = await asyncio.create_subprocess_exec(
        "git", "http-backend", env=_environment(request, asked, len(body)), stdin=PIPE, stdout=PIPE
    )
    try:
        return await _relayed(request, program, body)
    except BaseException:  # the caller has gone; what ends by itself must not be reaped by `kill`
        program.kill()
        raise
    finally:
        await program.wait()


async def _relayed(request: web.Request, program: Process, body: bytes) -> web.StreamResponse:
    """Give the program the body, and the caller what it writes."""
    assert program.stdin is not None
    assert program.stdout is not None
    feeding = asyncio.ensure_future(_feed(program.stdin, body))
    try:
        response = web.StreamResponse()
        response.set_status(await _headers(program.stdout, response))
        await response.prepare(request)
        while chunk := await program.stdout.read(CHUNK):
            await response.write(chunk)
        await response.write_eof()
        return response
    finally:
        feeding.cancel()


async def _feed(stdin: asyncio.StreamWriter, body: bytes) -> None:
    try:
        stdin.write(body)
        await stdin.drain()
        stdin.close()
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has read what it wanted


async def _headers(stdout: asyncio.StreamReader, response: web.StreamResponse) -> int:
    """Copy what comes before the empty line; return the status."""
    status = 200
    while line := (await stdout.readline()).decode().strip():
        name, _, value = line.partition(":")
        if name.lower() == "status":
            status = int(value.split()[0])
        else:
            response.headers[name] = value.strip()
    return status


def _environment(request: web.Request, asked: Asked, length: int) -> Mapping[str, str]:
    """Return the CGI's variables; git's settings go in here, so that nothing on disk changes."""
    path = asked.repository.path.resolve()
    variables = {
        "GIT_PROJECT_ROOT": str(path.parent),
        "PATH_INFO": f"/{path.name}/{asked.tail}",
        "GIT_HTTP_EXPORT_ALL": "1",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.query_string,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(length),
        "HTTP_CONTENT_ENCODING": "",  # aiohttp has unpacked it
        "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
        "GIT_CONFIG_COUNT": str(len(SETTINGS)),
    }
    for number, (key, value) in enumerate(SETTINGS.items()):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return environment() | variables | {"PATH": os.environ.get("PATH", os.defpath)}
