"""The promises of DESIGN.md under random events at random times; promises.py judges, happenings.py acts."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from redis import Redis

from tests.stories.happenings import Happenings


def test_the_promises_hold_whatever_happens_in_whatever_order(redis: Redis) -> None:
    class Here(Happenings):
        pass

    Here.redis = redis
    budget = settings(
        max_examples=15, stateful_step_count=40, suppress_health_check=list(HealthCheck), print_blob=True
    )
    run_state_machine_as_test(Here, settings=budget)
