"""Who is who in a policy: `people`, and how each mistake in it is answered."""

import pytest

from tests.unit.test_policy_mistakes import refusal
from tests.unit.test_policyfile import SHORTEST, read


@pytest.mark.parametrize(
    ("agent", "kept"),
    [
        ("Dependabot[bot]", "dependabot[bot]"),
        ("octo_acme", "octo_acme"),  # a company's managed account
        ("CI@Example.com", "ci@example.com"),
        (
            "49699333+Dependabot[bot]@users.noreply.github.com",
            "49699333+dependabot[bot]@users.noreply.github.com",
        ),
        ("U0DEPLOY", "U0DEPLOY"),
        ("WALKER", "WALKER"),  # looks like a Slack id, and so is one
        ("walker", "walker"),
    ],
)
def test_an_agent_is_a_login_an_address_or_a_slack_id(agent: str, kept: str) -> None:
    rules = read(f"{SHORTEST}people: {{agents: ['{agent}']}}\n").environments["production"]
    assert rules.people.agents == (kept,)


# What `people` holds, on line 6, and how it is answered.
MISTAKES = {
    "[renovate]": "people: must be a mapping of keys to values",
    "{agent: [renovate]}": "people.agent: is not a key; did you mean `agents`?",
    "{agents: renovate}": "people.agents: must be a list, as in [one, two]",
    "{agents: ['a b']}": "people.agents: `a b` is not a GitHub login, an e-mail address or a Slack user id",
    "{agents: ['-a']}": "people.agents: `-a` is not a GitHub login",
    "{agents: ['@agents']}": "people.agents: `@agents` is not a GitHub login",
    f"{{agents: [{'a,' * 1001}]}}": "people.agents: must have at most 1000 entries",
    "{logins: [bo]}": "people.logins: must be a mapping of keys to values",
    "{logins: {bo: '@release-owners'}}": "people.logins.bo: `@release-owners` is not a Slack user id or an",
    "{logins: {bo: Bo}}": "people.logins.bo: `Bo` is not a Slack user id or an e-mail address",
    "{logins: {'dependabot[bot]': U0BO}}": "`dependabot[bot]` is not a person's GitHub login",
    f"{{logins: {{{'b' * 40}: U0BO}}}}": "is not a person's GitHub login",
    "{logins: {bo: U0BO, Bo: U0EVA}}": "people.logins.Bo: is given twice; capitals do not count",
    "{agents: [bo], logins: {Bo: U0BO}}": "people.logins.Bo: is on people.agents too; an agent is no person",
    "{teams: {dba: '@dba'}}": "people.teams.dba: `dba` is not a team on GitHub; write OWNER/TEAM",
    "{teams: {'@acme/dba': '@dba'}}": "`@acme/dba` is not a team on GitHub; write OWNER/TEAM",
    "{teams: {acme/dba: U0BO}}": "people.teams.acme/dba: `U0BO` is not a user group; write",
    "{teams: {acme/dba: '@dba', Acme/DBA: '@all'}}": "people.teams.Acme/DBA: is given twice",
    "{leaders: [eng-leads]}": "people.leaders: `eng-leads` is not a user group or a person; write",
}


@pytest.mark.parametrize(("people", "answer"), MISTAKES.items())
def test_a_mistake_about_people_is_answered_by_line_and_key(people: str, answer: str) -> None:
    first = refusal(f"{SHORTEST}people: {people}\n").splitlines()[0]
    assert first.startswith("airlock.yml: line 6: people")
    assert answer in first
