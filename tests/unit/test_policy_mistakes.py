"""Policy files that are wrong: each mistake is answered by line, key and remedy."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.policyfile import parse
from app.adapters.yamltree import LARGEST
from app.domain.errors import BadInput
from tests.unit.test_policyfile import SHORTEST, read


def refusal(text: str | bytes) -> str:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(BadInput) as refused:
        parse(content, source="airlock.yml")
    return str(refused.value)


# What is added to the shortest policy, as line 6, and how it is answered.
MISTAKES = {
    "timeout: 4 hours": "production.timeout: `4 hours` is not a duration; write 8s, 10m, 4h or 7d",
    "timeout: 4": "production.timeout: `4` is not a duration; write 8s, 10m, 4h or 7d",
    "timeout:": "production.timeout: is empty; write a value or remove it",
    "timout: 4h": "production.timout: is not a key; did you mean `timeout`?",
    "zzz: 4h": "production.zzz: is not a key; there are approvals, approvers, artifacts, channels,",
    "remind_after: [1h, 4h]": "production.remind_after: a reminder must come before the timeout (4h)",
    "remind_after: 1h": "production.remind_after: must be a list, as in [one, two]",
    "remind_after: [1m, 1m, 1m, 1m, 1m, 1m, 1m, 1m, 1m, 1m, 1m]": "must have at most 10 entries",
    "approvals: {low: 0}": "production.approvals.low: must be at least 1",
    "approvals: {high: 11}": "production.approvals.high: must be at most 10",
    "approvals: {high: two}": "production.approvals.high: must be a whole number",
    "approvals: 2": "production.approvals: must be a mapping of keys to values",
    "gates: {shema: ['@dba']}": "production.gates.shema: must be 'schema', 'auth', 'payments', 'deletion' or "
    "'dependency'; did you mean `schema`?",
    "gates: {schema: []}": "production.gates.schema: must not be empty",
    "gates: {schema: [dba]}": "production.gates.schema: `dba` is not a user group or a person; write",
    "required_checks: [7]": "production.required_checks: must be text; put it in quotes",
    "required_checks: ['']": "production.required_checks: must not be empty",
    "hot_paths: ['!']": "production.hot_paths: `!` matches nothing; write a pattern as in .gitignore",
    "hot_paths: ['# x']": "production.hot_paths: `# x` matches nothing",
    "supersede: newest": "production.supersede: must be 'latest', 'on_approval' or 'never'",
    "supersede: on-approval": "; did you mean `on_approval`?",
    "freeze: [{from: Fri, to: Mon 08:00}]": "production.freeze.from: `Fri` is not a time; write it as in",
    "freeze: [{from: 2026-02-30 16:00, to: 2026-03-02 08:00}]": "`2026-02-30 16:00` is a day that is not in",
    "freeze: [{from: Fri 16:00, to: 2026-12-20 16:00}]": "production.freeze: `from` and `to` must both be",
    "freeze: [{from: 2026-12-20 16:00, to: 2026-12-19 16:00}]": "production.freeze: ends before it begins",
    "freeze: [{from: Fri 16:00, to: Sat 16:00, reason: ''}]": "production.freeze.reason: must not be empty",
    f"freeze: [{'{from: Fri 16:00, to: Mon 08:00},' * 51}]": "freeze: must have at most 50 entries",
    "override: incident": "production.override: must be a list, as in [one, two]",
    "override: [incident]": "production.override: `incident` is not a user group or a person; write",
    "ping_after: 4h": "production.ping_after: must come before the timeout (4h)",
    "escalate: [@a]": "found character '@' that cannot start any token",
    "escalate: ['@a']": "production.escalate: must be a mapping of keys to values",
    "escalate: {than: []}": "production.escalate.than: is not a key; did you mean `then`?",
    "escalate: {then: [{after: 5h}]}": "production.escalate.then.channel: is missing",
    "escalate: {then: [{after: 5h, chanel: '#b'}]}": "then.chanel: is not a key; did you mean `channel`?",
    "escalate: {then: [{after: 4h, channel: '#b'}]}": "production.escalate.then.after: a rung must come "
    "after the timeout (4h)",
    "escalate: {then: [{after: 6h, channel: '#b'}, {after: 6h, channel: '#c'}]}": "production.escalate.then."
    "after: each rung must come later than the one before",
    "escalate: {then: [" + "{after: 5h, channel: C0B}," * 11 + "]}": "then: must have at most 10 entries",
    "expire_after: 4h": "production.expire_after: must be longer than the timeout (4h), and is 4h",
    "expire_after: 9999999999d": "production.expire_after: `9999999999d` is not a duration; write",
    "retention: 29d": "production.retention: must be at least 30d",
    "freeze: [{from: Fri 16:00}]": "production.freeze.to: is missing",
    "freeze: [{from: Fri 16:00, to: Fri 16:00}]": "production.freeze: begins and ends at the same moment",
    "freeze: [{from: Fri 16:00, to: Mon 08:00, timezone: Berlin}]": "`Berlin` is not a time zone",
    "freeze: [{form: Fri 16:00}]": "production.freeze.form: is not a key; did you mean `from`?",
    "artifacts: {juint: x}": "production.artifacts.juint: is not a key; did you mean `junit`?",
    "verify: {checks: [{url: /health}]}": "`/health` is not an http or https URL",
    "verify: {checks: [{url: 'http://a', status: 99}]}": "verify.checks.status: must be at least 100",
    "verify: {check: []}": "production.verify.check: is not a key; did you mean `checks`?",
    "approvers: ['@b']": "production.approvers: is given twice, first on line 4",
    "hot_paths: &all ['a']": "there are no anchors and aliases here",
    "hot_paths: [*all]": "there are no anchors and aliases here",
    "hot_paths: [*.py]": "expected alphabetic or numeric character, but found '.'; put such text in quotes",
    "hot_paths: !!seq ['a']": "there are no tags here",
    "hot_paths: [@a]": "found character '@' that cannot start any token; put such text in quotes",
    "[a]: b": "a key must be text",
}


@pytest.mark.parametrize(("line", "answer"), MISTAKES.items())
def test_a_mistake_is_answered_by_line_and_key(line: str, answer: str) -> None:
    first = refusal(f"{SHORTEST}    {line}\n").splitlines()[0]
    assert first.startswith("airlock.yml: line 6: ")
    assert answer in first


# What the shortest policy says otherwise, on which line, and how it is answered.
@pytest.mark.parametrize(
    ("right", "wrong", "answer"),
    [
        ("[U0BO]", "[]", "line 4: production.approvers: must not be empty"),
        ("[U0BO]", "[" + "U0BO," * 101 + "]", "line 4: production.approvers: must have at most 100 entries"),
        ('"#a"', "#a\n     }", "line 4: this is not YAML: expected <block end>, but found '}'"),
        ('{approval: "#a"}', "\n     approval: #a", "line 4: production.channels.approval: is empty; write"),
        ('"#a"', '"#Deploys"', "line 3: production.channels.approval: `#Deploys` is not a channel; write"),
        ('{approval: "#a"}', "{}", "line 3: production.channels.approval: is missing"),
        ("webhook, url", "webhook, uri", "line 5: production.promote.uri: is not a key; did you mean `url`?"),
        (
            '"https://ci.example.com/deploy"',
            "ftp://ci",
            "line 5: production.promote.url: `ftp://ci` is not an http",
        ),
        ("webhook, url", "github-workflow, url", "line 5: production.promote.url: is not a key;"),
        ("kind: webhook, url", "url", "line 5: production.promote: kind is missing"),
        ("webhook", "web", "line 5: production.promote: kind must be one of 'github-protection-rule', "),
        ("production", "a b", "line 2: a b: `a b` is not an environment; write letters"),
        ("environments", "environment", "line 1: environment: is not a key; did you mean `environments`?"),
    ],
)
def test_what_is_required_is_checked(right: str, wrong: str, answer: str) -> None:
    assert answer in refusal(SHORTEST.replace(right, wrong))


@pytest.mark.parametrize("missing", ["channels", "approvers", "promote"])
def test_what_is_missing_is_named(missing: str) -> None:
    text = re.sub(rf"    {missing}: .*\n", "", SHORTEST)
    assert refusal(text) == f"airlock.yml: line 2: production.{missing}: is missing"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (b"", "line 1: environments: is missing"),
        (b"# nothing\n", "line 1: environments: is missing"),
        (b"environments:\n", "line 1: environments: is empty"),
        (b"environments: {}\n", "line 1: environments: must not be empty"),
        (b"- a\n", "line 1: a policy is a mapping that begins with `environments:`"),
        (b"just words\n", "line 1: a policy is a mapping that begins with `environments:`"),
        (b"a: 1\n---\nb: 2\n", "line 2: this is not YAML: but found another document"),
        (b"environments:\n  \xff", "line 2: the file is not UTF-8"),
        (b"a: \0", "line 1: the file holds characters that YAML does not allow"),
        (b"a: [", "line 1: this is not YAML: "),
        (b"[" * 60_000, "line 1: this is nested more than 12 deep"),
        (b"#" * (LARGEST + 1), f"line 1: the file has {LARGEST + 1} bytes; at most {LARGEST} are read"),
    ],
)
def test_what_is_no_policy_at_all_is_refused(text: bytes, answer: str) -> None:
    assert answer in refusal(text)


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "line 1: there are no anchors and aliases here" in refusal(bomb)


def test_more_than_fifty_environments_are_refused() -> None:
    rules = SHORTEST.partition("  production:\n")[2]
    text = "environments:\n" + "".join(f"  e{number}:\n{rules}" for number in range(51))
    assert refusal(text) == "airlock.yml: line 1: environments: must have at most 50 entries"


def test_the_first_five_mistakes_are_told_in_the_order_of_the_file() -> None:
    wrong = SHORTEST + "".join(f"    wrong{number}: 1\n" for number in range(9))
    lines = refusal(wrong).splitlines()
    assert [line.split(":")[1] for line in lines] == [f" line {number}" for number in range(6, 11)]


def test_a_wrong_value_is_not_repeated_at_length() -> None:
    assert len(refusal(SHORTEST + f"    timeout: {'4' * 9000}\n")) < 400


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_whatever_the_bytes_the_answer_is_a_refusal(text: bytes) -> None:
    assert refusal(text).startswith("airlock.yml: line ")


@given(st.integers(0, len(SHORTEST) - 1), st.text("{}[]:,\"'#@ \n\tx0-&*!", max_size=3))
def test_a_slip_of_the_pen_is_a_policy_or_a_refusal(place: int, slip: str) -> None:
    with suppress(BadInput):
        assert read(SHORTEST[:place] + slip + SHORTEST[place + 1 :]).environments
