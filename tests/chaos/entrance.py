"""Asking for a deploy as a CI does, over HTTP or by a message's metadata, until taken; or as GitHub does."""

import json
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event

import requests

from app.domain import signature
from app.domain.deploy import Key
from sandbox.github.actions.run import Run
from tests.chaos.outside import DOCK, Outside
from tests.chaos.plan import Ask
from tests.chaos.trouble import ASKED
from tests.stories.world import DEPLOYS, SECRET, World

CI_APP = "A0CI000001"
TAKEN = {200, 202}
PAUSE = 0.2  # seconds between two attempts of a CI whose call did not go through


@dataclass
class Entrance:
    """Asks in threads of its own, as long as it takes."""

    world: World
    outside: Outside
    base: str  # 40 hex digits: what is live to begin with
    shas: Mapping[int, str]  # of the asks
    asked: dict[str, Ask] = field(default_factory=dict)  # by the deploy's id
    runs: dict[int, int] = field(default_factory=dict)  # the ask's number → its run's on GitHub
    stop: Event = field(default_factory=Event)
    _waiting: list[Future[None]] = field(default_factory=list)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4))

    def take(self, ask: Ask) -> str:
        """Have somebody ask for it, and return the id that it will have."""
        if ask.lane.is_on_github:
            self.runs[ask.number] = self._begun(ask)
        key = self.key(ask)
        self.asked[key.deploy_id] = ask
        for _ in range(0 if ask.lane.is_on_github else 1 + ask.is_doubled):
            if ask.entrance == "metadata":
                self._post(key)
            else:
                self._waiting.append(self._pool.submit(self._call, key))
        return key.deploy_id

    def key(self, ask: Ask) -> Key:
        repository = DOCK if ask.lane.is_on_github else self.world.sample.repository
        run_id = self.runs.get(ask.number, ask.number)
        return Key(repository, ask.lane.name, self.shas[ask.number], str(run_id))

    def begun(self) -> dict[str, Run]:
        """Return how the runs on GitHub stand, by the ids of the deploys that they ask for."""
        held = {run.id: run for run in self.outside.runs()}
        asked = {one: ask.number for one, ask in self.asked.items() if ask.lane.is_on_github}
        return {one: held[self.runs[number]] for one, number in asked.items()}

    def leaves(self) -> None:
        """Wait for what is under way."""
        self._pool.shutdown()
        for done in self._waiting:
            done.result()

    def _begun(self, ask: Ask) -> int:
        """Start a run that waits; GitHub tells of it once, and one in ten times twice."""
        if ask.is_doubled:
            self.outside.hub.deliver_twice(event=ASKED)
        return self.outside.begin(ask.lane.name, self.shas[ask.number])

    def _told(self, key: Key) -> dict[str, str]:
        told = {"repository": key.repository, "sha": key.sha, "environment": key.environment}
        return {**told, "run_id": key.run_id, "base": self.base}

    def _post(self, key: Key) -> None:
        metadata = {"event_type": "deploy_queued", "event_payload": self._told(key)}
        self.world.slack.post_as_app(CI_APP, DEPLOYS, "queued", metadata=metadata)

    def _call(self, key: Key) -> None:
        body = json.dumps(self._told(key)).encode()
        while not self.stop.is_set():
            try:
                headers = signature.headers(SECRET, body, datetime.now(UTC))
                url = f"{self.world.web_url}/deploys"
                answer = requests.post(url, data=body, headers=headers, timeout=5)
            except requests.RequestException:
                self.stop.wait(PAUSE)
                continue
            if answer.status_code in TAKEN:
                assert answer.json()["id"] == key.deploy_id
                return
            assert answer.status_code >= 500, answer.text
            self.stop.wait(PAUSE)
