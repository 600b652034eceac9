"""Policy files: what they mean."""

import hashlib
import re
from datetime import timedelta

import pytest

from app.adapters.policyfile import parse
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
    supersede: latest                # or on_approval, or never
    freeze:
    - {from: "Fri 16:00", to: "Mon 08:00", timezone: Europe/Berlin}
    - {from: "2026-12-20 16:00", to: "2027-01-04 08:00", timezone: Europe/Berlin, reason: Nobody is here}
    artifacts: {junit: "*junit*", coverage: "*coverage*"}   # names of the CI run's artifacts to read
    promote: {kind: github-protection-rule}
    verify: {version_url: "https://a.example/v", checks: [{url: "https://a.example"}], within: 10m}
    override: ["@incident-leads"]    # who may break the glass
    ping_after: 2h
    escalate:
      mention: ["@eng-leads"]
      then:
      - {after: 8h, channel: "#directors", mention: ["@directors", U0CEO]}
      - {after: 1d, channel: "#everybody"}
    expire_after: 7d
    retention: 730d
    priority: normal
people:
  agents: ["Renovate[bot]", U0DEPLOY, Bot@Example.com]
  logins: {Ana-Dev: U0ANA, bo: Bo@Example.com}
  teams: {Acme/DBA: "@dba"}
  leaders: ["@eng-leads"]
"""

PEOPLE = policy.People(
    agents=("renovate[bot]", "U0DEPLOY", "bot@example.com"),
    logins={"ana-dev": "U0ANA", "bo": "bo@example.com"},
    teams={"acme/dba": "@dba"},
    leaders=("@eng-leads",),
)

SHORTEST = """\
environments:
  production:
    channels: {approval: "#a"}
    approvers: [U0BO]
    promote: {kind: webhook, url: "https://ci.example.com/deploy"}
"""


def read(text: str, *, operator: bool = False) -> policy.Policy:
    return parse(text.encode(), source="airlock.yml", operator=operator)


def digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_the_example_of_the_design_is_a_policy() -> None:
    production = read(EXAMPLE).environments["production"]
    assert production == policy.Environment(
        channels=policy.Channels("#deploy-approval", "#eng-leads", "#deploys"),
        approvers=("@release-owners",),
        promote=policy.Promote(policy.PromoteKind.PROTECTION_RULE),
        gates={GateName.SCHEMA: ("@dba",), GateName.AUTH: ("@security",)},
        required_checks=("test", "lint"),
        hot_paths=("src/checkout/**",),
        freeze=(
            policy.Freeze("Fri 16:00", "Mon 08:00", "Europe/Berlin"),
            policy.Freeze("2026-12-20 16:00", "2027-01-04 08:00", "Europe/Berlin", "Nobody is here"),
        ),
        artifacts=policy.Artifacts("*junit*", "*coverage*"),
        verify=policy.Verify("https://a.example/v", (policy.Probe("https://a.example"),)),
        override=("@incident-leads",),
        escalate=policy.Escalate(
            mention=("@eng-leads",),
            then=(
                policy.Rung(timedelta(hours=8), "#directors", ("@directors", "U0CEO")),
                policy.Rung(timedelta(days=1), "#everybody"),
            ),
        ),
        people=PEOPLE,
        policy=digest(EXAMPLE),
    )


def test_everything_but_approvers_channels_and_promote_has_a_default() -> None:
    promote = policy.Promote(policy.PromoteKind.WEBHOOK, url="https://ci.example.com/deploy")
    assert read(SHORTEST).environments == {
        "production": policy.Environment(policy.Channels("#a"), ("U0BO",), promote, policy=digest(SHORTEST))
    }


def test_a_policy_is_named_by_the_digest_of_its_bytes() -> None:
    assert read(SHORTEST).digest == digest(SHORTEST)


def test_each_environment_knows_whose_rules_it_has_and_who_is_who() -> None:
    staging = SHORTEST.partition("environments:\n")[2].replace("production", "staging")
    text = f"{SHORTEST}{staging}people: {{agents: [renovate]}}\n"
    found = read(text).environments.values()
    assert [(rules.policy, rules.people.agents) for rules in found] == [(digest(text), ("renovate",))] * 2


@pytest.mark.parametrize("supersede", policy.Supersede)
def test_each_way_to_supersede_can_be_written(supersede: policy.Supersede) -> None:
    rules = read(f"{SHORTEST}    supersede: {supersede}\n").environments["production"]
    assert rules.supersede is supersede


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
