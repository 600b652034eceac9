"""Everything there is to be seen of a run from outside, at one moment when nothing moves."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rq import Queue
from rq.job import Job
from rq.registry import FailedJobRegistry

from app import wiring
from app.adapters import keys
from app.adapters.outage import text
from app.commands.audit.source import source
from app.domain.audit.verify import verify_store
from app.domain.deploy import Deploy, Key
from app.domain.errors import Missing
from app.domain.message import Message as Drawn
from blocks.card import deploy_card
from sandbox.ci.promotion import Promotion
from sandbox.github import CheckRun
from sandbox.github.actions.run import Run
from sandbox.slack import Message, SlackSandbox
from tests.chaos.crowd import Click
from tests.chaos.drive import Drive
from tests.chaos.outside import DOCK
from tests.chaos.plan import Ask
from tests.chaos.site import Death
from workers.refresh import link_of_neighbour

MISUSES = {"used_url", "expired_url", "invalid_blocks"}  # Airlock's own mistake, and no answer


@dataclass(frozen=True)
class Asked:
    """What somebody wanted."""

    ask: Ask
    key: Key


@dataclass(frozen=True)
class Evidence:
    came_to_rest: bool
    asked: Mapping[str, Asked]  # by deploy id
    deploys: Mapping[str, Deploy]  # the record, by id
    drawn: Mapping[str, Drawn]  # what the card of each should show, by id
    cards: tuple[Message, ...]  # all that stands in the channels of approval
    threads: Mapping[str, tuple[Message, ...]]  # what stands below each, by its ts
    announced: tuple[Message, ...]  # all that stands in the channels of what is live
    leads: tuple[Message, ...]  # all that the leads were told
    answered: frozenset[str]  # the response URLs that Airlock has called, whether or not Slack took it
    promotions: tuple[Promotion, ...]  # at the CI
    runs: Mapping[str, Run]  # on GitHub, by the id of the deploy that each asked for
    checks: Mapping[str, tuple[CheckRun, ...]]  # of ours on GitHub, by the deploy's id
    out_of_form: tuple[str, ...]  # what GitHub was asked otherwise than its description has it
    strays: frozenset[str]  # ids in the record that nobody asked for
    entries: tuple[Mapping[str, Any], ...]  # of the audit record
    audit: tuple[str, ...]  # what is wrong with its chain
    failed_jobs: Mapping[str, str]  # what it was to do → how it ended
    logs: Mapping[str, str]  # by process
    clicks: tuple[Click, ...]
    deaths: tuple[Death, ...]


def gathered(drive: Drive, *, came_to_rest: bool) -> Evidence:
    """Look at everything; twice where something has moved meanwhile, as when a time was up."""
    for _ in range(3):
        seen = _looked(drive, came_to_rest)
        if _versions(drive) == {one: deploy.version for one, deploy in seen.deploys.items()}:
            return seen
    return _looked(drive, came_to_rest)


def _looked(drive: Drive, came_to_rest: bool) -> Evidence:  # noqa: FBT001 - passed on
    world, slack = drive.site.installed.world, drive.site.installed.world.slack
    parts, asked = world.parts, drive.entrance.asked
    deploys = {deploy.id: deploy for deploy in _deploys(parts, asked)}
    cards = _all(slack, [lane.approval for lane in drive.plan.lanes])
    return Evidence(
        came_to_rest,
        {one: Asked(ask, drive.entrance.key(ask)) for one, ask in asked.items()},
        deploys,
        {one: _drawn(parts, deploy) for one, deploy in deploys.items() if deploy.summary},
        cards,
        {card.ts: tuple(slack.thread(card.channel, card.ts)) for card in cards},
        _all(slack, [lane.announce for lane in drive.plan.lanes]),
        _all(slack, ["#eng-leads"]),
        frozenset(_answered(slack)),
        tuple(world.ci.promotions),
        runs := drive.entrance.begun(),
        {one: _checks(drive, one, run.head_sha) for one, run in runs.items()},
        tuple(map(str, drive.site.outside.hub.violations)),
        frozenset(_recorded(parts) - asked.keys()),
        tuple(json.loads(line) for line in parts.redis.lrange(keys.AUDIT, 0, -1)),
        tuple(str(problem) for problem in verify_store(source(parts)).problems),
        dict(_failed(parts)),
        _logs(drive),
        tuple(drive.crowd.clicks),
        tuple(drive.site.deaths),
    )


def _versions(drive: Drive) -> dict[str, int]:
    return {one.id: one.version for one in _deploys(drive.site.installed.world.parts, drive.entrance.asked)}


def _deploys(parts: wiring.Parts, asked: Mapping[str, Ask]) -> Iterator[Deploy]:
    for deploy_id in asked:
        try:
            yield parts.gate.get(deploy_id)
        except Missing:
            continue  # the judge misses it


def _drawn(parts: wiring.Parts, deploy: Deploy) -> Drawn:
    report = parts.archive.report(deploy.summary.digest if deploy.summary else "")
    return deploy_card(deploy, report, link_of_neighbour(parts, deploy))


def _all(slack: SlackSandbox, channels: list[str]) -> tuple[Message, ...]:
    return tuple(message for channel in channels for message in slack.messages(channel))


def _answered(slack: SlackSandbox) -> Iterator[str]:
    for call in slack.calls:
        if call.method == "response_url" and call.result.get("error") not in MISUSES:
            yield str(call.args["response_url"])


def _checks(drive: Drive, deploy_id: str, sha: str) -> tuple[CheckRun, ...]:
    held = drive.site.outside.hub.check_runs(DOCK, sha)
    return tuple(check for check in held if check.external_id == deploy_id)


def _recorded(parts: wiring.Parts) -> set[str]:
    kept = (parts.redis.zrange(key, 0, -1) for key in (keys.OPEN, keys.HISTORY))
    return {text(member) for members in kept for member in members}


def _failed(parts: wiring.Parts) -> Iterator[tuple[str, str]]:
    for name in wiring.QUEUES:
        registry = FailedJobRegistry(queue=Queue(name, connection=parts.redis))
        for job_id in registry.get_job_ids():
            job = Job.fetch(job_id, connection=parts.redis)
            result = job.latest_result()
            yield str(job.description), str(result.exc_string if result else "no word")


def _logs(drive: Drive) -> dict[str, str]:
    started = drive.site.installed.started
    return {process._output.name: process.said for process in started}
