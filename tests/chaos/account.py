"""What a run says on a terminal: a table of what happened, and the story of each deploy that went wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping

from sandbox.github.actions.run import Run
from tests.chaos.evidence import Evidence
from tests.chaos.run import Result
from tests.chaos.witness import ends, on_github

LINES = 40  # of the logs, about one deploy
STORIES = 3
AGAIN = '"webhook asked for again"'  # as the log has it


def summary(result: Result) -> str:
    """Return the table."""
    seen = result.seen
    kills = Counter(death.process for death in seen.deaths if death.is_planned)
    by_itself = Counter(death.process for death in seen.deaths if not death.is_planned)
    acked = sum(click.acked for click in seen.clicks)
    rows = {
        "seed": str(result.seed),
        "took": f"{result.took:.0f} s, of which {result.settled:.0f} s to settle",
        "deploys": f"{len(seen.asked)}: {_listed(ends(seen))}",
        "clicks": f"{len(seen.clicks)}, {acked} of them acknowledged",
        "promotions": f"{len(seen.promotions)} by the CI, {sum(1 for _ in on_github(seen.runs))} on GitHub",
        "runs on GitHub": f"{len(seen.runs)}: {_listed(Counter(map(_stands, seen.runs.values())))}",
        "webhooks asked for again": str(sum(said.count(AGAIN) for said in seen.logs.values())),
        "record": f"{len(seen.entries)} entries",
        "killed": _listed(kills),
        "ended while Redis or Slack was away": _listed(by_itself),
        "faults": f"{sum(result.faults.values())}: {_listed(result.faults)}",
        "jobs that a death cut short": str(len(seen.failed_jobs)),
    }
    return "\n".join(f"{name + ':':<38}{value}" for name, value in rows.items())


def failures(result: Result) -> Iterator[str]:
    """Yield what is wrong, and the stories of the first deploys that it is about."""
    yield f"seed {result.seed}: {len(result.problems)} promises broken"
    yield from map(str, result.problems)
    about = dict.fromkeys(problem.deploy for problem in result.problems if problem.deploy)
    for deploy_id in list(about)[:STORIES]:
        yield from _story(result.seen, deploy_id)


def _story(seen: Evidence, deploy_id: str) -> Iterator[str]:
    yield f"\nThe story of {deploy_id}"
    yield f"  asked: {seen.asked.get(deploy_id)}"
    yield f"  record: {seen.deploys.get(deploy_id)}"
    yield from (f"  kept: {entry}" for entry in seen.entries if entry.get("deploy") == deploy_id)
    yield from (f"  clicked: {click}" for click in seen.clicks if click.deploy == deploy_id)
    yield from (f"  CI: {one}" for one in seen.promotions if one.payload.id == deploy_id)
    if run := seen.runs.get(deploy_id):
        yield f"  GitHub: {run}"
        yield from (f"  check: {check}" for check in seen.checks[deploy_id])
    yield from (f"  card: {card.ts} {card.text}" for card in seen.cards if deploy_id in str(card.metadata))
    lines = sorted(line for said in seen.logs.values() for line in said.splitlines() if deploy_id in line)
    yield from (f"  log: {line}" for line in lines[-LINES:])


def _stands(run: Run) -> str:
    return str(run.conclusion or run.status)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items())) or "none"
