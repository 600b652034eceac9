"""Policy files: what they mean, and how each mistake is answered."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest

from app.adapters.policyfile import parse, schema
from app.domain import policy
from app.domain.errors import BadInput
from app.domain.report import GateName

# As in the design; the addresses are filled in.
EXAMPLE = """\
environments:
  production:
    channels: {approval: "#deploy-approval", escalation: "#eng-leads", announce: "#deploys"}
    timeout: 4h                      # then escalate; the gate stays shut
    remind_after: [1h, 3h]
    approvers: ["@release-owners"]   # Slack user groups or user ids
    approvals: {low: 1, medium: 1, high: 2}
    gates: {schema: ["@dba"], auth: ["@security"]}
    required_checks: [test, lint]
    hot_paths: ["src/checkout/**"]
    supersede: latest                # or never
    freeze: [{from: "Fri 16:00", to: "Mon 08:00", timezone: Europe/Berlin}]
    artifacts: {junit: "*junit*", coverage: "*coverage*"}   # names of the CI run's artifacts to read
    promote: {kind: github-protection-rule}
    verify: {version_url: "https://a.example/v", checks: [{url: "https://a.example"}], within: 10m}
"""

SHORTEST = """\
environments:
  production:
    channels: {approval: "#a"}
    approvers: [U0BO]
    promote: {kind: webhook, url: "https://ci.example.com/deploy"}
"""


def read(text: str, *, operator: bool = False) -> policy.Policy:
    return parse(text.encode(), source="airlock.yml", operator=operator)


def test_the_example_of_the_design_is_a_policy() -> None:
    production = read(EXAMPLE).environments["production"]
    assert production == policy.Environment(
        channels=policy.Channels("#deploy-approval", "#eng-leads", "#deploys"),
        approvers=("@release-owners",),
        promote=policy.Promote(policy.PromoteKind.PROTECTION_RULE),
        gates={GateName.SCHEMA: ("@dba",), GateName.AUTH: ("@security",)},
        required_checks=("test", "lint"),
        hot_paths=("src/checkout/**",),
        freeze=(policy.Freeze("Fri 16:00", "Mon 08:00", "Europe/Berlin"),),
        artifacts=policy.Artifacts("*junit*", "*coverage*"),
        verify=policy.Verify("https://a.example/v", (policy.Probe("https://a.example"),)),
    )


def test_everything_but_approvers_channels_and_promote_has_a_default() -> None:
    promote = policy.Promote(policy.PromoteKind.WEBHOOK, url="https://ci.example.com/deploy")
    assert read(SHORTEST).environments == {
        "production": policy.Environment(policy.Channels("#a"), ("U0BO",), promote)
    }


def test_a_policy_is_named_by_the_digest_of_its_bytes() -> None:
    assert read(SHORTEST).digest == "sha256:" + hashlib.sha256(SHORTEST.encode()).hexdigest()


def test_a_shorter_timeout_takes_the_usual_reminders_along() -> None:
    assert read(SHORTEST + "    timeout: 2h\n").environments["production"].remind_after == (
        timedelta(hours=1),
    )


@pytest.mark.parametrize(
    ("promote", "kind"),
    [
        ("{kind: github-deployment, within: 2h}", policy.PromoteKind.DEPLOYMENT),
        ("{kind: github-workflow, workflow: deploy.yml, within: 2h}", policy.PromoteKind.WORKFLOW),
    ],
)
def test_other_ways_to_promote(promote: str, kind: policy.PromoteKind) -> None:
    text = re.sub("promote: .*", f"promote: {promote}", SHORTEST)
    found = read(text).environments["production"].promote
    assert (found.kind, found.within) == (kind, timedelta(hours=2))


def test_yaml_that_would_become_something_else_stays_text() -> None:
    checks = read(SHORTEST + "    required_checks: [on, 16:00, 1.5, 2026-11-20, 0x1f]\n")
    assert checks.environments["production"].required_checks == ("on", "16:00", "1.5", "2026-11-20", "0x1f")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    parse(b"\xef\xbb\xbf" + SHORTEST.replace("\n", "\r\n").encode(), source="airlock.yml")


def test_only_the_operator_names_paths_on_this_machine() -> None:
    text = SHORTEST + "local_paths: {acme/shop: /srv/shop.git}\n"
    assert read(text, operator=True).local_paths == {"acme/shop": "/srv/shop.git"}
    with pytest.raises(BadInput, match="line 6: local_paths: only the operator's own file"):
        read(text)


def test_the_schema_is_of_draft_2020_12_and_closed() -> None:
    described = schema()
    assert described["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert described["required"] == ["environments"]
    closed = [
        part["additionalProperties"]
        for part in (described, *described["$defs"].values())
        if "properties" in part
    ]
    assert not any(closed)


def test_the_schema_knows_every_key_of_the_example_and_its_default() -> None:
    environment = schema()["$defs"]["Environment"]["properties"]
    keys = re.findall(r"^    ([a-z_]+):", EXAMPLE, re.MULTILINE)
    assert set(keys) == set(environment)
    assert (environment["timeout"]["default"], environment["remind_after"]["default"]) == ("4h", ["1h", "3h"])


def test_the_schema_offers_no_null() -> None:
    def parts(part: Any) -> list[Any]:
        inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        return [part, *(each for entry in inside for each in parts(entry))]

    assert None not in parts(schema())
    assert "null" not in parts(schema())
