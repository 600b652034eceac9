"""What reaches Sentry: the real SDK in a process of its own, sending to a receiver on this machine."""

import gzip
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from app.adapters.embedded import start
from tests.system.faulty import DEPLOY, DYING, HANGING, HIDDEN


class Receiver(BaseHTTPRequestHandler):
    """Takes Sentry's envelopes: lines of JSON, in gzip. develop.sentry.dev/sdk/data-model/envelopes."""

    envelopes: list[list[dict[str, Any]]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.envelopes.append([json.loads(line) for line in body.splitlines()])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[ThreadingHTTPServer]:
    Receiver.envelopes = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


BEGIN = """
import logging, sys
from pydantic import SecretStr
from app.faults import init_sentry
from app.settings import Settings
from app.domain.errors import Refused, BadInput, Transient
init_sentry(Settings(sentry_dsn=sys.argv[1], slack_bot_token=SecretStr("xoxb-sandbox")))
"""


def events(
    receiver: ThreadingHTTPServer, code: str, *arguments: str, begin: str = BEGIN
) -> list[dict[str, Any]]:
    """Run `code` in a process and return the events that it sent."""
    dsn = f"http://0123abcd@127.0.0.1:{receiver.server_port}/7"
    argv = [sys.executable, "-c", begin + code, dsn, *arguments]
    subprocess.run(argv, check=False, capture_output=True, timeout=30)
    return [envelope[2] for envelope in Receiver.envelopes if envelope[1]["type"] == "event"]


def test_an_uncaught_error_is_told_without_what_it_held(receiver: ThreadingHTTPServer) -> None:
    [event] = events(
        receiver,
        """
def deploy(diff):
    hidden = "local " + diff
    raise RuntimeError(f"no luck with xoxb-sandbox\\n{hidden}")
deploy("+ a line of the diff")
""",
    )
    [error] = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("RuntimeError", "no luck with [secret]")
    assert [frame["function"] for frame in error["stacktrace"]["frames"]] == ["<module>", "deploy"]
    assert event["release"] == f"airlock@{version('airlock')}"
    told = json.dumps(event)
    assert "sandbox" not in told
    assert "diff" not in told
    assert not {"breadcrumbs", "request", "user", "modules", "extra"} & event.keys()


def test_a_logged_error_is_told_with_its_deploy_and_answers_are_no_faults(
    receiver: ThreadingHTTPServer,
) -> None:
    extra = {"deploy": "abcdefgh2345", "text": "the message"}
    code = (
        "import sentry_sdk\nfor answer in Refused('no'), BadInput('x'), Transient('later'):\n"
        "    sentry_sdk.capture_exception(answer)\n"
        "log = logging.getLogger('app')\nlog.warning('earlier')\n"
        f"log.error('card not drawn', extra={extra})\n"
        "raise KeyboardInterrupt"
    )
    [event] = events(receiver, code)
    assert event["logentry"] == {"message": "card not drawn"}
    assert event["tags"] == {"deploy": "abcdefgh2345"}
    assert "the message" not in json.dumps(event)
    assert "earlier" not in json.dumps(event)


def test_a_request_that_fails_is_told_once_without_its_body(receiver: ThreadingHTTPServer) -> None:
    code = """
import asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
async def fail(request):
    await request.read()
    raise RuntimeError("no luck")
async def main():
    app = web.Application()
    app.router.add_post("/deploys", fail)
    async with TestServer(app) as server, ClientSession() as client:
        await client.post(server.make_url("/deploys?token=hush"), data="a diff", headers={"X-Key": "hush"})
asyncio.run(main())
"""
    [event] = events(receiver, code)
    assert event["exception"]["values"][-1]["value"] == "no luck"
    assert "hush" not in json.dumps(event)
    assert "a diff" not in json.dumps(event)


def test_without_a_dsn_nothing_is_sent(receiver: ThreadingHTTPServer) -> None:
    assert events(receiver, "raise RuntimeError", begin=BEGIN.replace("sys.argv[1]", "None")) == []


REAL = "from tests.system import faulty; import sys; getattr(faulty, sys.argv[3])(*sys.argv[1:3])"


def test_each_fault_of_each_process_is_told_once_however_often_it_comes(
    receiver: ThreadingHTTPServer, tmp_path: Path
) -> None:
    with start(tmp_path) as redis:
        told = events(receiver, REAL, redis.url, "everything_fails_twice", begin="")
    assert sorted((event["tags"]["deploy"], where(event)) for event in told) == [
        (DEPLOY, "ValidationError in handlers.decisions"),
        (DEPLOY, "ValidationError in handlers.web"),
        (DEPLOY, "ValidationError in workers.clock"),
        (DEPLOY, "ValidationError in workers.promote"),
        (DYING, "job was killed"),
        (HANGING, "JobTimeoutException in tests.system.faulty"),
    ]
    assert HIDDEN not in json.dumps(told)


def test_a_sentry_that_never_answers_keeps_nobody_from_working(tmp_path: Path) -> None:
    with start(tmp_path) as redis, socket.create_server(("127.0.0.1", 0)) as silent:
        dsn = f"http://0123abcd@127.0.0.1:{silent.getsockname()[1]}/7"
        argv = [sys.executable, "-c", REAL, dsn, redis.url, "nobody_listens"]
        done = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=30)
    assert done.stdout.splitlines() == ["the click was answered", "the next job was done"]


def where(event: dict[str, Any]) -> str:
    """Return what went wrong, and in whose code."""
    if "exception" not in event:
        return str(event["logentry"]["message"])
    error = event["exception"]["values"][-1]
    ours = [frame["module"] for frame in error["stacktrace"]["frames"]]
    return f"{error['type']} in {next(name for name in ours if name.partition('.')[0] in OURS)}"


OURS = {"handlers", "workers", "tests"}
