"""Reports and deploys as an enemy would have them: long, mentioning, formatted, invisible."""

from dataclasses import replace
from datetime import timedelta

from app.domain.deploy import Decision, Deploy, Override, Promotion, State
from app.domain.effect import Debt, Effect
from app.domain.evidence import Pull
from app.domain.lane import Hold, HoldKind
from app.domain.report import (
    Coverage,
    Dependency,
    FileChange,
    Finding,
    GateName,
    Level,
    Report,
    Rollback,
    Status,
    Tests,
    Totals,
    Unknown,
)
from tests.unit.example import BO, IN_STATE, LATER, NOON, REPORT, REQUEST, RULES, SUMMARY

NASTY = {
    "mentions": "<!channel> <!here> <!everyone> <!subteam^S0RELEASE1> <@U0EVE00001> <#C0APPROVAL>",
    "links": "<https://evil.example|Approve> &lt;!channel&gt; &amp;amp;",
    "formats": "*bold* _it_ ~no~ `code` ```block``` > quote\n> quote\r\n• list\n\n\n",
    "invisible": "\u202eevorppA\u202c \u2066\u2069\u200b\ufeff\u00ad\x00\x07\x1b[31m\x7f\u2028\ud800\ue000",
    "long": "W" * 10_000,
    "openings": "<@" * 5_000,
    "entities": "&" * 10_000,
    "marks": "*`_~" * 2_500,
    "rockets": "🚀" * 3_000,
    "accents": "e" + "\u0301" * 3_000,
    "empty": "",
    "blank": " \t\n",
}
MANY = 200
URL = "https://ci.example/" + "a" * 2_900


def report(words: str, n: int = MANY) -> Report:
    """Return a report that says nothing but `words`, over and over."""
    finding = Finding(words, Level.HIGH, words, 50, words, 10**9, GateName.SCHEMA)
    return Report(
        repository=words,
        base=None,
        head=REPORT.head,
        level=Level.HIGH,
        score=100,
        recommendation=words,
        findings=(finding,) * n,
        unknown=(Unknown(words, words),) * n,
        files=(FileChange(words, words, Status.RENAMED, 10**9, 10**9),) * n,
        totals=Totals(10**9, 10**9, 10**9),
        tests=Tests(True, 10**9, 10**9, 10**9, (words,) * 10),  # noqa: FBT003 - measured
        coverage=Coverage(33.33, 66.67, 0.01),
        dependencies=(Dependency(words, words, words, words, words),) * n,
        rollback=Rollback.UNSAFE,
        digest=REPORT.digest,
    )


def deploy(words: str, state: State) -> Deploy:
    """Return a deploy in which everything that somebody else wrote is `words`."""
    summary = replace(
        SUMMARY,
        subject=words[:500],
        author=words[:200],
        gates=frozenset(GateName),
        commits=10**9,
        pulls=(Pull(10**9, words, words, words, (words,) * 9),) * 10,
        strangers=(words,) * 9,
        ownerless=(words,) * 9,
        owners=((GateName.AUTH, (words,) * 9),),
    )
    key = replace(REQUEST.key, repository=words, environment=words)
    approvers = tuple(f"@{name}" + "w" * 70 for name in GateName)
    return replace(
        IN_STATE[state],
        rules=replace(RULES, approvers=approvers, gates=dict.fromkeys(GateName, approvers)),
        request=replace(REQUEST, key=key, actor=words, run_url=URL),
        summary=summary,
        decision=Decision(BO.id, NOON, None, words, words),
        promotion=Promotion(LATER, NOON, LATER, URL),
        deadline=LATER + timedelta(days=3),
        detail=words,
        stuck=words,
        stopped=words,
        hotfix=words,
        hold=Hold(HoldKind.FREEZE, None, LATER, words),
        behind=words,
        override=Override(BO.id, NOON, words, BO.id, NOON, words),
        had_approved=(BO.id, words),
        owed=tuple(Debt(effect, 1, NOON, problem=f"{effect}: {words}") for effect in Effect),
    )
