"""What has to hold after a run, whatever happened in it; each rule looks at the evidence alone."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.domain.deploy import Deploy
from sandbox.slack import Message
from tests.chaos import hosted
from tests.chaos.crowd import REASON
from tests.chaos.evidence import Evidence
from tests.chaos.picture import is_same_picture, marks, names
from tests.chaos.rest import OVER, is_waiting
from tests.chaos.witness import clicks_lost, faults_of_our_own, invalid_promotions, jobs_unseen

STARTED = {"live", "promoting", "rolled_back"}


@dataclass(frozen=True)
class Problem:
    rule: str
    deploy: str | None  # id
    words: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.deploy or 'the whole run'}: {self.words}"


Found = Iterator[tuple[str | None, str]]  # deploy id, and what is wrong


def judged(seen: Evidence) -> tuple[Problem, ...]:
    """Return everything that is wrong; nothing when every promise was kept."""
    return tuple(Problem(rule, deploy, words) for rule, look in RULES.items() for deploy, words in look(seen))


def _rest(seen: Evidence) -> Found:
    if not seen.came_to_rest:
        yield None, "something is still owed, or somebody is not there"
    for deploy_id in seen.asked:
        deploy = seen.deploys.get(deploy_id)
        if deploy is None:
            if not hosted.was_over_first(seen.runs.get(deploy_id)):
                yield deploy_id, "was taken, and there is no record of it"
        elif not (deploy.state.value in OVER or is_waiting(deploy)):
            yield deploy_id, f"is {deploy.state} for ever"
        elif deploy.owed:
            yield deploy_id, f"still owes {[debt.effect.value for debt in deploy.owed]}"


def _one_card(seen: Evidence) -> Found:
    there = Counter(name for card in seen.cards for name in names(card))
    for deploy_id, deploy in seen.deploys.items():
        wanted = int(deploy.summary is not None)
        if there[deploy_id] != wanted:
            yield deploy_id, f"has {there[deploy_id]} cards, and should have {wanted}"
    if strange := sum(there.values()) - sum(there[one] for one in seen.deploys):
        yield None, f"{strange} cards are of deploys that nobody asked for"


def _true_cards(seen: Evidence) -> Found:
    for card in seen.cards:
        for deploy_id in names(card):
            drawn = seen.drawn.get(deploy_id)
            if drawn is None or not is_same_picture(card, drawn):
                wanted = drawn.text if drawn else ""
                yield deploy_id, f"its card shows “{card.text}”, and should “{wanted}”"


def _nothing_twice(seen: Evidence) -> Found:
    threads = [reply for thread in seen.threads.values() for reply in thread]
    said = Counter(
        mark for one in (*seen.cards, *threads, *seen.announced, *seen.leads) for mark in marks(one)
    )
    for mark, times in said.items():
        if times > 1:
            yield mark.partition(".")[0], f"{mark} was said {times} times"


def _announced(seen: Evidence) -> Found:
    told = Counter(name for one in seen.announced for name in names(one))
    for deploy_id, deploy in seen.deploys.items():
        wanted = int(deploy.state.value in {"live", "rolled_back"})
        if told[deploy_id] != wanted:
            yield deploy_id, f"was announced {told[deploy_id]} times, and is {deploy.state}"


def _explained(seen: Evidence) -> Found:
    for deploy_id, deploy in seen.deploys.items():
        if deploy.state.value == "rejected":
            given = [one for one in _thread(seen, deploy) if REASON in one.text]
            if len(given) != 1:
                yield deploy_id, f"was rejected, and its thread gives the reason {len(given)} times"
        asked = sum(
            any(mark.startswith(f"{deploy_id}.post_escalation") for mark in marks(m)) for m in seen.leads
        )
        if deploy.state.value == "escalated" and not asked:
            yield deploy_id, "is escalated, and the leads know nothing of it"


def _one_promotion(seen: Evidence) -> Found:
    started = Counter(promotion.payload.id for promotion in seen.promotions)
    for promotion in seen.promotions:
        if started[promotion.payload.id] != 1 or promotion.started != 1:
            times = max(started[promotion.payload.id], promotion.started)
            yield promotion.payload.id, f"was started {times} times"
        deploy = seen.deploys.get(promotion.payload.id)
        state = deploy.state.value if deploy else "unknown"
        if (promotion.state.value == "live") != (state in {"live", "rolled_back"}):
            yield promotion.payload.id, f"is {promotion.state} at the CI and {state} in the record"
    for deploy_id, deploy in seen.deploys.items():
        if deploy.state.value in STARTED and not started[deploy_id] and deploy_id not in seen.runs:
            yield deploy_id, f"is {deploy.state}, and the CI was never asked"


def _record(seen: Evidence) -> Found:
    for problem in seen.audit:
        yield None, f"the record is broken: {problem}"
    decided = {"rejected": "reject", "live": "approve", "promoting": "approve", "approved": "approve"}
    kept = {(entry.get("deploy"), entry["what"], entry["by"]["id"]) for entry in seen.entries}
    for deploy_id, deploy in seen.deploys.items():
        what, by = decided.get(deploy.state.value), deploy.decision.by if deploy.decision else ""
        if what and (deploy_id, what, by) not in kept:
            yield deploy_id, f"is {deploy.state}, and the record does not hold who decided that"


def _thread(seen: Evidence, deploy: Deploy) -> tuple[Message, ...]:
    return seen.threads.get(deploy.card.ts, ()) if deploy.card else ()


RULES: dict[str, Callable[[Evidence], Found]] = {
    "every deploy ends or waits for a person": _rest,
    "one card each": _one_card,
    "every card shows the truth": _true_cards,
    "nothing is said twice": _nothing_twice,
    "what is live is announced once, and nothing else": _announced,
    "a rejection and an escalation are told": _explained,
    "one promotion each": _one_promotion,
    "nothing is promoted without a valid decision": invalid_promotions,
    "the record holds, with every decision": _record,
    "an acknowledged click counts or is answered": clicks_lost,
    "no job failed unseen": jobs_unseen,
    "no process ended by an error of its own": faults_of_our_own,
    **hosted.RULES,
}
