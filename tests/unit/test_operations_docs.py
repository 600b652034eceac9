"""What docs/operations.md and docs/alerts.yml name is there: metrics, alerts, commands, lines, alarms."""

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from app.cli import COMMANDS
from app.commands.doctor.line import Check
from app.domain import meter
from app.domain.alarm import Kind
from app.domain.deploy import State
from app.domain.effect import Effect, Failure
from app.domain.vitals import Backlog, Process, Vitals
from app.wiring import QUEUES
from blocks.usage import FORMS
from handlers.metrics import written

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "operations.md").read_text("utf-8")
RULES = [
    rule
    for group in yaml.safe_load((DOCS / "alerts.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
OWN = {"up"}  # Prometheus' own
NOW = datetime.now(UTC)
SAID: dict[str, list[tuple[str, ...]]] = {
    meter.QUEUED: [()],
    meter.UNKNOWNS: [()],
    meter.POLICIES: [()],
    meter.REVIEWS: [("high",)],
    meter.DECISIONS: [(kind,) for kind in (*meter.DECIDED.values(), "expire")],
    meter.PROMOTIONS: [(outcome,) for outcome in meter.ENDED.values()],
    meter.FAILURES: list(product(Effect, Failure)),
}
FULL = Vitals(
    NOW,
    counts={" ".join((name, *values)): 1.0 for name, all_ in SAID.items() for values in all_},
    states=dict.fromkeys(map(str, State), 1),
    backlogs=tuple(Backlog(queue, 1, 1.0, 1) for queue in QUEUES),
    processes=(Process("bot", "one", 1, "0", NOW, sockets=1),),
    owed_since=NOW - timedelta(minutes=1),
)


def samples() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what `web` gives when everything has happened: name and labels."""
    for family in text_string_to_metric_families(written(FULL).decode()):
        for sample in family.samples:
            yield sample.name, sample.labels


GIVEN = list(samples())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_what_is_measured(rule: dict[str, str]) -> None:
    asked = re.findall(r"\b(airlock_\w+|up)\b(?:\{([^}]*)\})?", rule["expr"])
    assert asked
    for name, matchers in asked:
        wanted = dict(re.findall(r'(\w+)="([^"]*)"', matchers))
        fits = (wanted.items() <= labels.items() for given, labels in GIVEN if given == name)
        assert name in OWN or any(fits), f"{name} {wanted}"
    for labels in re.findall(r"\bby \(([^)]*)\)", rule["expr"]):
        named = {label for name, told in GIVEN if name in dict(asked) for label in told}
        assert set(labels.split(", ")) <= named | {"instance"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_is_wrong_and_leads_to_what_to_do(rule: dict[str, dict[str, str]]) -> None:
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert page == "docs/operations.md"
    assert f"`{rule['alert']}`" in section(anchor)
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["labels"]["severity"] in {"page", "ticket"}


def test_no_alert_is_told_of_that_there_is_not() -> None:
    assert set(re.findall(r"`(Airlock[A-Z]\w+)`", PAGE)) == {rule["alert"] for rule in RULES}


@pytest.mark.parametrize("named", [*Check, *Kind])
def test_each_line_of_the_doctor_and_each_alarm_is_there(named: str) -> None:
    assert f"`{named}`" in PAGE


def test_each_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        name, _, anchor = target.partition("#")
        page = (DOCS / name).read_text("utf-8") if name else PAGE
        assert not anchor or anchor in anchors(page), target


def test_each_command_is_one() -> None:
    for line in re.findall(r"`airlock ([a-z][^`]*)`", PAGE) + re.findall(
        r"^airlock (.+)$", PAGE, re.MULTILINE
    ):
        assert line.split()[0] in COMMANDS, line
    for line in re.findall(r"`/deploy ([^`]+)`", PAGE):
        assert line.split()[0] in FORMS, line


def test_each_example_can_be_read() -> None:
    for _, language, block in re.findall(r"^( *)```(\w+)\n(.*?)^\1```", PAGE, re.DOTALL | re.MULTILINE):
        if language == "yaml":
            assert yaml.safe_load(dedent(block))
        elif language == "sh":
            subprocess.run(["bash", "-n"], input=dedent(block), text=True, check=True)


def section(anchor: str) -> str:
    """Return what is under the heading."""
    parts = re.split(r"^#+ (.+)$", PAGE, flags=re.MULTILINE)
    return dict(zip(map(slug, parts[1::2]), parts[2::2], strict=True))[anchor]


def anchors(page: str) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}


def slug(heading: str) -> str:
    """Return what GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
