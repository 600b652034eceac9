"""Policies written to do harm: each is refused before it is believed, and shown back without its sting.

An alias bomb and keys that are given twice are in `test_policy_mistakes`; whose file is read at all is in
`tests/stories/test_git_policy.py`.
"""

import pytest

from app.adapters.yamltree import LARGEST, LONGEST_KEY
from tests.unit.test_policy_mistakes import refusal
from tests.unit.test_policyfile import SHORTEST

RIGHT_TO_LEFT, ZERO_WIDTH, BELL = "\u202e", "\u200b", "\x07"


# What is added to the shortest policy, as line 6, and how it is answered.
@pytest.mark.parametrize(
    ("line", "answer"),
    [
        # Rules that would let everything through.
        ("approvals: {high: 0}", "production.approvals.high: must be at least 1"),
        ("approvals: {high: -1}", "production.approvals.high: must be at least 1"),
        ("approvals: {high: 0x2}", "production.approvals.high: must be a whole number"),
        ("approvals: {high: .5}", "production.approvals.high: must be a whole number"),
        ("timeout: 0s", "production.timeout: `0s` is not a duration"),
        ("timeout: -4h", "production.timeout: `-4h` is not a duration"),
        ("timeout: 99999999999999d", "production.timeout: `99999999999999d` is not a duration"),
        ("retention: 9999999999d", "production.retention: `9999999999d` is not a duration"),
        ("freeze: [{from: 9999-12-31 23:59, to: 9999-12-31 23:59}]", "`9999-12-31 23:59` is not a time"),
        # What YAML can do and a policy may not.
        ("timeout: !!python/object/apply:os.system ['true']", "there are no tags here"),
        ("timeout: !include /etc/passwd", "there are no tags here"),
        ("<<: {timeout: 1s}", "production.<<: is not a key"),
        ("<<: *all", "there are no anchors and aliases here"),
        ("? [timeout]\n    : 4h", "a key must be text"),
        ("? {timeout: 4h}", "a key must be text"),
        ("1: 4h", "production.1: is not a key"),
        ("true: 4h", "production.true: is not a key"),
        ("~: 4h", "production.~: is not a key"),
        ("timeout: &a [*a]", "there are no anchors and aliases here"),
        ("hot_paths: " + "[" * 20 + "]" * 20, "this is nested more than 12 deep"),
        ("hot_paths:\n     " + "- " * 20 + "a", "this is nested more than 12 deep"),
        # What nobody sees.
        (
            'override: ["@release-owners\\0"]',
            "production.override: holds a character that nobody sees (U+0000)",
        ),
        (
            f"override: ['@ops{ZERO_WIDTH}']",
            "production.override: holds a character that nobody sees (U+200B)",
        ),
        (
            f"required_checks: ['{RIGHT_TO_LEFT}tset']",
            "required_checks: holds a character that nobody sees (U+202E)",
        ),
        ('required_checks: ["a\\x07"]', "required_checks: holds a character that nobody sees (U+0007)"),
        ('required_checks: ["a\\uD800"]', "required_checks: holds a character that nobody sees (U+D800)"),
        ('required_checks: ["a\\u2028b"]', "required_checks: holds a character that nobody sees (U+2028)"),
        ('freeze: [{from: Fri 16:00, to: Sat 16:00, reason: "a\\nb"}]', "freeze.reason: holds a line break"),
        (f"'time{ZERO_WIDTH}out': 4h", "production: a key holds a character that nobody sees (U+200B)"),
        (f"{'k' * (LONGEST_KEY + 1)}: 4h", "a key has 251 characters; it may have 250"),
    ],
)
def test_what_a_policy_may_not_say_is_refused(line: str, answer: str) -> None:
    first = refusal(f"{SHORTEST}    {line}\n").splitlines()[0]
    assert answer in first
    assert first.isprintable()


@pytest.mark.parametrize("name", [f"prod{RIGHT_TO_LEFT}", f"prod{ZERO_WIDTH}uction", '"prod\\0"', '"a\\nb"'])
def test_an_environments_name_is_what_it_looks_like(name: str) -> None:
    told = refusal(SHORTEST.replace("production", name))
    assert told.startswith("airlock.yml: line 2: environments: a key holds a ")
    assert told.isprintable()


@pytest.mark.parametrize("raw", [b"\0", BELL.encode(), b"\x1b[2J", "\ufffe".encode()])
def test_raw_control_characters_are_refused_wherever_they_stand(raw: bytes) -> None:
    for place in (b"# %s\n", b"people: {leaders: ['@a%s']}\n"):
        assert refusal(SHORTEST.encode() + place % raw) == (
            "airlock.yml: line 1: the file holds characters that YAML does not allow"
        )


def test_a_good_policy_of_a_mebibyte_is_refused_for_its_size() -> None:
    text = SHORTEST + "# and so on\n" * (2**20 // 12)
    assert refusal(text) == f"airlock.yml: line 1: the file has {len(text)} bytes; at most {LARGEST} are read"


@pytest.mark.parametrize(
    "line", ["{wrong}: 4h", "timeout: {wrong}", "supersede: {wrong}", "gates: {{{wrong}: ['@a']}}"]
)
def test_what_is_wrong_is_not_repeated_at_length(line: str) -> None:
    assert len(refusal(f"{SHORTEST}    {line.format(wrong='x' * 60_000)}\n")) < 400
    assert len(refusal(f"{SHORTEST}    {line.format(wrong='x' * LONGEST_KEY)}\n")) < 700


@pytest.mark.parametrize("key", ["from", "timezone"])
def test_nor_is_what_is_wrong_with_a_freeze(key: str) -> None:
    freeze = {"from": "Fri 16:00", "to": "Sat 16:00", key: "x" * 60_000}
    written = ", ".join(f"{name}: {value}" for name, value in freeze.items())
    assert refusal(f"{SHORTEST}    freeze: [{{{written}}}]\n") == (
        f"airlock.yml: line 6: production.freeze.{key}: must be at most 200 characters"
    )
