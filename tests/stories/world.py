"""Everything running as in production, pointed at the sandbox: one world a test."""

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

from aiohttp import web
from redis import Redis
from rq import Queue, SimpleWorker
from rq.registry import FailedJobRegistry
from rq.timeouts import TimerDeathPenalty

from app import wiring
from app.adapters.checkout import read_checkout
from app.adapters.git import GitRepository
from app.adapters.parts import as_json
from app.domain.deploy import Deploy, Key, Request, State
from app.domain.event import EvidenceGiven
from handlers import bot
from handlers.web import application
from sandbox.ci import CISandbox
from sandbox.sample import Candidate, Sample
from sandbox.slack import SlackSandbox
from sandbox.slack.message import Message
from tests.eventually import POLL, eventually
from workers import clock

ANA, BO, CY, DEE, ELI, GIL = (
    "U0ANA00001",
    "U0BO000001",
    "U0CY000001",
    "U0DEE00001",
    "U0ELI00001",
    "U0GIL00001",
)
APPROVAL, LEADS, DEPLOYS = "#deploy-approval", "#eng-leads", "#deploys"
TICK = timedelta(milliseconds=100)
SECRET = "a secret of the sandbox"


class ThreadWorker(SimpleWorker):
    """RQ's own worker, in a thread: signals and alarms belong to the main one."""

    death_penalty_class = TimerDeathPenalty

    def _install_signal_handlers(self) -> None:
        return

    def subscribe(self) -> None:
        """Listen to no commands: each look at the queues would start a thread for them."""

    def unsubscribe(self) -> None:
        """Nothing is listened to."""


@dataclass
class World:
    slack: SlackSandbox
    ci: CISandbox
    sample: Sample
    parts: wiring.Parts
    web_url: str
    _stack: ExitStack = field(repr=False, default_factory=ExitStack)

    def queue(self, candidate: Candidate, actor: str | None = None, run_id: str = "1") -> Deploy:
        """Queue one of the shop's branches, as `airlock queue` does in a checkout."""
        key = Key(self.sample.repository, "production", candidate.sha, run_id)
        request = Request(key, self.sample.base, actor=actor, local_path=str(self.sample.path))
        deploy, _ = self.parts.gate.queue(request, datetime.now(UTC))
        return deploy

    def measured(self, candidate: Candidate) -> bytes:
        """Return the body that a CI sends with what it measured."""
        return self._evidence(None, candidate)

    def measured_with_diff(self, candidate: Candidate) -> bytes:
        """Return the body that a CI elsewhere sends: the change too."""
        return self._evidence(GitRepository(self.sample.path), candidate)

    def _evidence(self, repository: GitRepository | None, candidate: Candidate) -> bytes:
        request = Request(Key(self.sample.repository, "production", candidate.sha), base=self.sample.base)
        files = ([str(candidate.junit)], candidate.coverage, candidate.base_coverage)
        return as_json(read_checkout(repository, request, *files))

    def give(self, deploy: Deploy, body: bytes) -> None:
        self.parts.archive.give(deploy.id, body)
        self.parts.gate.handle(deploy.id, EvidenceGiven(datetime.now(UTC)))

    def get(self, deploy: Deploy) -> Deploy:
        return self.parts.gate.get(deploy.id)

    def reaches(self, deploy: Deploy, *states: State) -> Deploy:
        """Wait until the deploy stands in one of `states` and nothing is owed but watching."""
        eventually(lambda: self.get(deploy).state in states)
        return self.get(deploy)

    def settles(self, deploy: Deploy, *states: State) -> Deploy:
        """Wait until the deploy stands there and owes nothing."""
        self.reaches(deploy, *states)
        eventually(lambda: not self.get(deploy).owed)
        return self.get(deploy)

    def card(self, deploy: Deploy) -> Message:
        """Return the deploy's card as it looks now, once it is there."""
        eventually(lambda: self.get(deploy).card)
        receipt = self.get(deploy).card
        assert receipt is not None
        return next(m for m in self.slack.messages(APPROVAL) if m.ts == receipt.ts)

    def thread(self, deploy: Deploy) -> Sequence[Message]:
        return self.slack.thread(APPROVAL, self.card(deploy).ts)

    def waits(self, candidate: Candidate, **how: str) -> Deploy:
        """Queue, and wait for the card with its thread."""
        return self.settles(self.queue(candidate, **how), State.PENDING)

    def tells(self, user: str, words: str) -> None:
        """Wait until Airlock has told somebody privately."""
        eventually(lambda: any(words in told.text for told in self.slack.ephemerals(user)))


@contextmanager
def running(redis: Redis, slack: SlackSandbox, ci: CISandbox, sample: Sample) -> Iterator[World]:
    """Run bot, web, worker and clock in threads; check at the end that no job failed."""
    wiring.parts.cache_clear()
    parts = wiring.parts()
    stop = Event()
    with ExitStack() as stack:
        url = stack.enter_context(_web(parts))
        stack.enter_context(_thread(lambda: _bot(parts, slack, stop), stop))
        stack.enter_context(_thread(lambda: _worker(redis, stop), stop))
        stack.enter_context(_thread(lambda: clock.run(parts, stop, TICK), stop))
        eventually(lambda: slack.connections)
        yield World(slack, ci, sample, parts, url)
    parts.redraw.close()
    for name in wiring.QUEUES:
        failed = FailedJobRegistry(queue=Queue(name, connection=redis))
        assert not failed.get_job_ids(), failed.get_job_ids()
    wiring.parts.cache_clear()


def _bot(parts: wiring.Parts, slack: SlackSandbox, stop: Event) -> None:
    app = bot.application(parts.client, parts, frozenset({"A0CI000001"}))
    bot.serve(app, slack.app_token, stop, lambda: None)


def _worker(redis: Redis, stop: Event) -> None:
    """Run one job at a time. RQ's `work` would block for seconds after the end of the test."""
    queues = [Queue(name, connection=redis) for name in wiring.QUEUES]
    worker = ThreadWorker(queues, connection=redis, log_job_description=False)
    while not stop.is_set():
        if redis.exists(*(queue.key for queue in queues)):
            worker.work(burst=True, logging_level="ERROR")
        stop.wait(POLL)


@contextmanager
def _thread(run: Callable[[], None], stop: Event) -> Iterator[None]:
    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def _web(parts: wiring.Parts) -> Iterator[str]:
    """Serve the web process's application from a thread with a loop of its own."""
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(
        application(parts, SECRET, wiring.github_hook(parts.settings)), auto_decompress=False
    )

    async def start() -> str:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", parts.settings.airlock_http_port)
        await site.start()
        return f"http://127.0.0.1:{parts.settings.airlock_http_port}"

    url = loop.run_until_complete(start())
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield url
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def free_port() -> int:
    """Return a port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
