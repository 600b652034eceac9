"""A short run of `make chaos`, and the proof that its judge finds each broken promise in what it has seen."""

import pytest

from tests.chaos import breaks, breaks_on_github
from tests.chaos.account import failures
from tests.chaos.judge import judged
from tests.chaos.plan import PROCESSES, Size, plan
from tests.chaos.run import Limits, Result, run
from tests.chaos.trouble import AWAY, GITHUB_AWAY, LIMITED, TROUBLE

pytestmark = pytest.mark.slow

SEED = 1205
# What is only mended by somebody's patience, or at a card every 1.2 s: a short run has no time for that.
PATIENT = {name for name in TROUBLE if "never answer" in name} | {"CI silent", "CI stuck", "CI mute"}
PATIENT |= {"GitHub job hangs", AWAY, GITHUB_AWAY}
PACED = {"update 429", LIMITED}
SHORT = Size(
    deploys=12,
    lanes=10,
    upsets=1.2,
    kills=0.42,
    in_a_row=(1,),
    trouble=tuple(name for name in TROUBLE if name not in PATIENT | PACED),
    is_gentle=True,
)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return run(SEED, SHORT, Limits(working=120, quiet=120), tmp_path_factory.mktemp("chaos"))


def test_a_seed_makes_one_plan() -> None:
    assert plan(7, SHORT) == plan(7, SHORT) != plan(8, SHORT)


@pytest.mark.timeout(360)
def test_every_promise_is_kept_while_everything_dies_and_fails(result: Result) -> None:
    assert not result.problems, "\n".join(failures(result))
    assert len(result.seen.asked) == SHORT.deploys
    assert {death.process for death in result.seen.deaths} >= set(PROCESSES)
    assert sum(result.faults.values()) >= 8
    assert len(result.seen.promotions) >= 1
    assert any(run.verdict == "approved" for run in result.seen.runs.values())


BROKEN = (*breaks.BREAKS.items(), *breaks_on_github.BREAKS.items())


@pytest.mark.parametrize(("rule", "broken"), [(rule, one) for rule, some in BROKEN for one in some])
def test_the_judge_finds_a_broken_promise(result: Result, rule: str, broken: breaks_on_github.Break) -> None:
    assert rule not in {problem.rule for problem in result.problems}
    assert rule in {problem.rule for problem in judged(broken(result.seen))}
