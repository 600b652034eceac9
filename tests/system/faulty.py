"""The code of each process, over a record that nobody can read, with the real Sentry SDK, for test_faults."""

import asyncio
import os
import signal
from threading import Event

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from redis import Redis
from rq import Queue
from slack_bolt import App, BoltRequest

from app import faults, wiring
from app.domain import signature
from app.domain.arrival import Hook
from blocks.card import APPROVE
from blocks.decision import REASON_BLOCK, REASON_INPUT, REASON_VIEW
from handlers import bot, web
from sandbox.slack import SlackSandbox
from workers import clock, loop

DEPLOY, DYING, HANGING, UNKNOWN = "abcdefgh2345", "diesdies2345", "hangs2hangs2", "nobody234567"
HIDDEN = "+ a line of the diff"  # in the record: not to be told
JOBS = "tests.system.faulty"
TEAM = {"id": "T0HARBOUR1"}
USER = {"id": "U0BO000001", "team_id": TEAM["id"]}
SECRET = "a secret of the sandbox"


def die(*_: str) -> None:
    """Job: be killed, as by a kernel that is out of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def hang(*_: str) -> None:
    """Job: never end."""
    Event().wait()


def go_on(deploy_id: str, _: str) -> None:
    """Job: leave a sign."""
    wiring.parts().redis.set("went on", deploy_id)


def install(dsn: str, redis_url: str, **env: str) -> wiring.Parts:
    """Return the parts of a process that tells of its faults."""
    os.environ.update(env, REDIS_URL=redis_url, SENTRY_DSN=dsn)
    parts = wiring.parts()
    faults.init_sentry(parts.settings, parts.faultbook.is_news)
    parts.redis.set(f"airlock:deploy:{DEPLOY}", "{" + HIDDEN)
    return parts


def click(bolt: App, deploy: str) -> None:
    action = {"action_id": APPROVE, "value": f"{deploy} sha256:{'0' * 64}", "block_id": "b", "type": "button"}
    body = {"type": "block_actions", "user": USER, "team": TEAM, "actions": [action], "trigger_id": "1"}
    bolt.dispatch(BoltRequest(body=body, mode="socket_mode"))


def reject(bolt: App, deploy: str) -> None:
    """Give the reason in the dialog; of a deploy that is not there it is refused, which is an answer."""
    state = {"values": {REASON_BLOCK: {REASON_INPUT: {"type": "plain_text_input", "value": "No."}}}}
    view = {"type": "modal", "callback_id": REASON_VIEW, "private_metadata": f"{deploy} sha256:{'0' * 64}"}
    body = {"type": "view_submission", "user": USER, "team": TEAM, "view": {**view, "state": state}}
    bolt.dispatch(BoltRequest(body=body, mode="socket_mode"))


async def ask(parts: wiring.Parts) -> None:
    app = web.application(parts, SECRET, Hook(None, "https://api.github.com", None))
    async with TestServer(app) as server, ClientSession() as client:
        headers = signature.headers(SECRET, b"", wiring.now())
        await client.get(server.make_url(f"/deploys/{DEPLOY}"), headers=headers)


class Worker(loop.Steady):
    def beat(self) -> None:
        """Need no sign of life."""


def work(*jobs: tuple[str, str]) -> None:
    """Do jobs in forked children, each within a second."""
    connection = Redis.from_url(os.environ["REDIS_URL"])
    queue = Queue("airlock", connection=connection)
    for function, deploy in jobs:
        queue.enqueue_call(function, (deploy, "promote"), description=f"promote {deploy}", timeout=1)
    worker = Worker([queue], connection=connection, job_monitoring_interval=5)
    worker.work(burst=True, logging_level="CRITICAL")


def everything_fails_twice(dsn: str, redis_url: str) -> None:
    with SlackSandbox.start() as slack:
        parts = install(dsn, redis_url, SLACK_BOT_TOKEN=slack.bot_token, SLACK_API_URL=slack.api_url)
        bolt = bot.application(parts.client, parts, frozenset())
        for again in range(2):
            own = () if again else ((f"{JOBS}.die", DYING), (f"{JOBS}.hang", HANGING))
            work(("workers.promote.run", DEPLOY), *own)
            click(bolt, DEPLOY)
            reject(bolt, UNKNOWN)
            asyncio.run(ask(parts))
            parts.redis.zadd("airlock:due", {DEPLOY: 0})
            clock.tick(parts)


def nobody_listens(dsn: str, redis_url: str) -> None:
    """Print what goes on although no report of a fault is ever taken."""
    with SlackSandbox.start() as slack:
        parts = install(dsn, redis_url, SLACK_BOT_TOKEN=slack.bot_token, SLACK_API_URL=slack.api_url)
        click(bot.application(parts.client, parts, frozenset()), DEPLOY)
        print("the click was answered", flush=True)  # noqa: T201
        work(("workers.promote.run", DEPLOY), (f"{JOBS}.go_on", DEPLOY))
        if parts.redis.get("went on"):
            print("the next job was done", flush=True)  # noqa: T201
