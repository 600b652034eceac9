"""Right before a promotion all is looked at again: what has changed stops it, says what, and asks again."""

import json
import shutil
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import pytest

from app import wiring
from app.adapters import keys
from app.adapters.sources import Sources
from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.errors import Refused
from app.ports import Reading
from app.review import is_wanted, recall
from tests.stories.still import Still, Word
from tests.unit.example import CY, GIL
from workers import lastlook


class Checks(Sources):
    """The sources as they are, beside a platform that tells how its checks went."""

    told: tuple[tuple[str, str], ...] = ()

    def required_checks(self, deploy: Deploy) -> tuple[tuple[str, str], ...] | None:  # noqa: ARG002
        return self.told


@dataclass(frozen=True)
class Checked(wiring.Parts):
    told: tuple[tuple[str, str], ...] = ()

    @cached_property
    def sources(self) -> Checks:
        sources = Checks(self.archive, None, Reading(is_wanted, recall))
        sources.told = self.told
        return sources


def asked_again(still: Still, deploy: Deploy) -> None:
    """See a new approval let it through, once there is a new report."""
    with pytest.raises(Refused, match="being read"):
        still.approve(deploy)
    still.goes(still.approve(still.review(deploy)))


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [("lock", "unlock", "locked by <@U0BO000001>"), ("freeze", "unfreeze", "frozen by")],
)
def test_a_lock_or_freeze_that_came_after_the_approval(
    still: Still, begin: Word, end: Word, words: str
) -> None:
    deploy = still.approved(still.sample.routine.sha)
    still.halt(begin, until=wiring.now() + timedelta(hours=1))
    deploy = still.stops(deploy, words)
    deploy = still.review(deploy)
    with pytest.raises(Refused, match=words):
        still.approve(deploy)
    still.halt(end)
    still.goes(still.approve(deploy))


def test_a_changed_policy(still: Still) -> None:
    deploy = still.approved(still.sample.routine.sha)
    with still.policy("timeout: 4h", "timeout: 5h"):
        asked_again(still, still.stops(deploy, "The policy has changed"))


def test_an_environment_that_the_policy_has_no_more(still: Still) -> None:
    deploy = still.approved(still.sample.routine.sha, "staging")
    with still.policy("  staging:", "  harbour:"):
        still.stops(deploy, "not `staging`")


@pytest.mark.parametrize("stored", ["of another deploy", None])
def test_another_report_than_was_approved(still: Still, stored: str | None) -> None:
    other = still.pending(still.sample.wording.sha)
    deploy = still.approved(still.sample.routine.sha)
    assert other.summary is not None
    assert deploy.summary is not None
    name, kept = keys.report(deploy.summary.digest), still.redis.get(keys.report(deploy.summary.digest))
    if stored is None:
        still.redis.delete(name)
    else:
        still.redis.copy(keys.report(other.summary.digest), name, replace=True)
    deploy = still.stops(deploy, "report" if stored is None else "does not match its digest")
    assert isinstance(kept, bytes)
    still.redis.set(name, kept)
    asked_again(still, deploy)


def test_a_commit_that_has_gone(still: Still) -> None:
    sha = still.child(still.sample.routine.sha, "Gone tomorrow")
    deploy = still.approved(sha)
    loose = still.sample.path / ".git" / "objects" / sha[:2] / sha[2:]
    kept = loose.with_suffix(".kept")
    shutil.move(loose, kept)
    deploy = still.stops(deploy, sha[:7])
    shutil.move(kept, loose)
    asked_again(still, deploy)


def test_something_else_went_live_that_nobody_has_seen_in_this_report(still: Still) -> None:
    first = still.approved(still.sample.routine.sha)
    second = still.approved(still.sample.wording.sha)
    still.lives(still.goes(first))
    asked_again(
        still, still.stops(second, f"{still.sample.routine.sha[:12]} went live after this was reviewed")
    )


def test_something_went_live_from_within_the_report_so_that_less_changes(still: Still) -> None:
    first = still.approved(still.sample.routine.sha)
    second = still.approved(still.child(still.sample.routine.sha))
    still.lives(still.goes(first))
    still.goes(second)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ((("test", "success"),), None),
        ((("test", "success"), ("more", "success")), None),  # required by now, and no worse
        ((("test", "success"), ("more", "failure")), "`more` was not required when this was approved and is"),
        ((("test", "failure"),), "`test` was success when this was approved and is failure"),
        ((), "`test` was success when this was approved and is not there"),
    ],
)
def test_a_required_check_that_is_no_more_what_it_was(
    still: Still, told: tuple[tuple[str, str], ...], words: str | None
) -> None:
    deploy = still.approved(still.sample.routine.sha, checks=(("test", "success"),))
    with pytest.raises(Refused, match=words) if words else nullcontext():
        lastlook.check(Checked(still.parts.settings, told), deploy)


def test_an_override_goes_past_all_of_that_but_for_the_commit_and_its_report(still: Still) -> None:
    still.halt("lock")
    deploy = still.pending(still.sample.routine.sha, checks=(("test", "failure"),))
    assert deploy.summary is not None
    broken = e.Overridden(wiring.now(), GIL, deploy.summary.digest, "The shop is down.", deploy.key.sha[:8])
    asked = len(still.ci.promotions)
    deploy = still.tell(deploy, broken)
    (line,) = still.redis.lrange(keys.AUDIT, -1, -1)
    assert json.loads(line)["what"] == "override"  # recorded
    assert len(still.ci.promotions) == asked  # before anything moves
    still.goes(deploy)


def test_an_override_that_was_stopped_does_not_cover_what_is_approved_after_it(still: Still) -> None:
    deploy = still.pending(still.sample.routine.sha)
    assert deploy.summary is not None
    name = keys.report(deploy.summary.digest)
    kept = still.redis.get(name)
    assert isinstance(kept, bytes)
    digest, typed = deploy.summary.digest, deploy.key.sha[:8]
    deploy = still.tell(deploy, e.Overridden(wiring.now(), GIL, digest, "The shop is down.", typed))
    still.redis.delete(name)
    deploy = still.review(still.stops(deploy, "report"))
    still.redis.set(name, kept)
    still.tell(deploy, e.SignedOff(wiring.now(), CY, "It was stopped, and rightly."))
    still.approve(deploy)
    still.halt("lock")
    still.stops(deploy, "locked by")
