"""What befalls a delivery: signed, doubled, late, lost, and sent again."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest

from tests.eventually import eventually
from tests.sandbox_github.actions.kit import Github, Inbox

RULE = "deployment_protection_rule.requested"


def listed(github: Github, **query: str) -> list[dict[str, Any]]:
    answer = github.call("GET", "/app/hook/deliveries", token=github.jwt, params=query)
    held: list[dict[str, Any]] = answer.json()
    return held


def test_a_delivery_is_signed_over_its_exact_bytes(github: Github, inbox: Inbox) -> None:
    github.hub.forge_next_delivery(event="ping")
    github.hub.ping()
    github.hub.ping()
    eventually(lambda: len(inbox.letters) == 2)
    secret = github.hub.webhook_secret.encode()
    genuine = [
        letter.headers["X-Hub-Signature-256"]
        == "sha256=" + hmac.new(secret, letter.body, hashlib.sha256).hexdigest()
        for letter in inbox.letters
    ]
    assert sorted(genuine) == [False, True]
    headers = inbox.letters[0].headers
    assert headers["User-Agent"].startswith("GitHub-Hookshot/")
    assert headers["X-GitHub-Event"] == "ping"
    assert headers["X-GitHub-Hook-ID"].isdecimal()


def test_a_delivery_comes_twice_under_one_guid(github: Github, inbox: Inbox) -> None:
    github.hub.deliver_twice(event="deployment_protection_rule")
    github.run()
    eventually(lambda: len(inbox.of(RULE)) == 2)
    first, second = inbox.of(RULE)
    assert (first.guid, first.body) == (second.guid, second.body)


def test_a_late_delivery_lets_the_others_pass(github: Github, inbox: Inbox) -> None:
    github.hub.deliver_late(timedelta(hours=1), event="ping")
    github.hub.ping()
    github.hub.deliver_late(timedelta(milliseconds=10), event="deployment_protection_rule")
    github.run()
    eventually(lambda: RULE in inbox.kinds())
    assert "ping.None" not in inbox.kinds()
    assert not github.hub.deliveries[0].is_over


def test_a_lost_delivery_is_listed_as_failed_and_comes_when_asked_for(github: Github, inbox: Inbox) -> None:
    github.hub.lose_next_delivery(event="deployment_protection_rule")
    github.run()
    eventually(lambda: "workflow_run.requested" in inbox.kinds())
    assert inbox.of(RULE) == []
    failed = listed(github, status="failure")
    assert [(one["event"], one["redelivery"]) for one in failed] == [("deployment_protection_rule", False)]
    path = f"/app/hook/deliveries/{failed[0]['id']}"
    assert github.call("POST", f"{path}/attempts", token=github.jwt).status_code == 202
    eventually(lambda: inbox.of(RULE))
    assert inbox.of(RULE)[0].guid == failed[0]["guid"]
    told = github.call("GET", path, token=github.jwt).json()
    assert told["request"]["payload"] == inbox.of(RULE)[0].payload


def test_a_delivery_is_sent_again_by_hand(github: Github, inbox: Inbox) -> None:
    github.hub.ping()
    eventually(lambda: github.hub.deliveries[0].is_over)
    github.hub.redeliver(github.hub.deliveries[0])
    eventually(lambda: len(inbox.letters) == 2)
    assert inbox.letters[0].guid == inbox.letters[1].guid
    eventually(lambda: all(one.is_over for one in github.hub.deliveries))
    assert listed(github, status="success")[0]["redelivery"] is True
    with pytest.raises(LookupError):
        github.hub.redeliver("never")


def test_what_we_could_not_take_is_not_sent_again(github: Github, inbox: Inbox) -> None:
    inbox.answers.append(503)
    github.hub.ping()
    eventually(lambda: github.hub.deliveries[0].is_over)
    github.hub.ping()
    eventually(lambda: len(github.hub.deliveries) == 2 and github.hub.deliveries[1].is_over)
    assert [one["status_code"] for one in listed(github)] == [202, 503]
    assert len(inbox.letters) == 2


def test_deliveries_are_paged_by_a_cursor(github: Github, inbox: Inbox) -> None:
    for _ in range(3):
        github.hub.ping()
    eventually(lambda: len(inbox.letters) == 3 and all(one.is_over for one in github.hub.deliveries))
    first = github.call("GET", "/app/hook/deliveries?per_page=2", token=github.jwt)
    rest = github.call("GET", first.links["next"]["url"].removeprefix(github.hub.api_url), token=github.jwt)
    ids = [one["id"] for one in [*first.json(), *rest.json()]]
    assert ids == [one.id for one in reversed(github.hub.deliveries)]
    assert "next" not in rest.links
    assert github.call("GET", "/app/hook/deliveries?cursor=v1_0", token=github.jwt).status_code == 422


@pytest.mark.parametrize("state", ["uninstalled", "suspended", "unsubscribed"])
def test_who_is_not_there_hears_nothing(github: Github, inbox: Inbox, state: str) -> None:
    match state:
        case "uninstalled":
            github.hub.uninstall(github.installation)
        case "suspended":
            github.hub.suspend(github.installation)
        case _:
            github.hub.subscribe("pull_request")
    before = set(inbox.kinds())
    github.run()
    github.hub.ping()
    eventually(lambda: "ping.None" in inbox.kinds())
    assert not set(inbox.kinds()) - before - {"ping.None", "installation.deleted", "installation.suspend"}
