"""The check run that says whose review a pull request needs; a ruleset makes it a condition of merging."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from app.adapters.github.api import Api
from app.adapters.github.checkruns import CheckRun, path_of, runs_named
from app.adapters.github.markdown import clean, code, escaped, told
from app.adapters.github.site import Site
from app.domain.pullgate import Need, PullRequest, Verdict
from app.domain.pullmark import mark_of, number_of
from app.domain.report import Finding

NAME = "Airlock / human review"
NAMES_MAX, LINES_MAX = 20, 40  # in one list
SUMMARY_MAX = 60_000  # characters; GitHub takes 65,535: docs.github.com/en/rest/checks/runs
HOW = (
    "An approval counts when it is given on {head} by somebody named here who neither opened this pull "
    "request nor wrote a commit in it. This check follows; nothing has to be run again."
)


def name_of(pull: PullRequest) -> str:
    """Return the name that a branch's rules ask for.

    A check belongs to a commit, and one commit may be proposed for several branches: what is fine for
    another branch must not open the default one.
    """
    return NAME if pull.is_base_default else f"{NAME} ({clean(pull.base, 200)})"


def draw(api: Api, site: Site, pull: PullRequest, verdict: Verdict) -> None:
    """Show the verdict on the head, redrawn whole. Safe to call twice. Raises Transient, BadInput."""
    path = path_of(pull.repository)
    shown = _shown(pull, verdict)
    run = _ours(api, site, pull)
    if run is None:
        api.post(path, {"name": name_of(pull), "head_sha": pull.head, "external_id": mark_of(pull), **shown})
    elif not _is_same(run, shown):
        api.patch(f"{path}/{run.id}", shown)


def _ours(api: Api, site: Site, pull: PullRequest) -> CheckRun | None:
    runs = runs_named(api, pull.repository, pull.head, name_of(pull), which="latest")
    ours = (run for run in runs if number_of(run.external_id) and _is_ours(run, site))
    return max(ours, key=lambda run: run.id, default=None)


def _is_ours(run: CheckRun, site: Site) -> bool:
    return run.app is not None and site.is_ours(run.app.id, run.app.client_id)


def _is_same(run: CheckRun, shown: Mapping[str, Any]) -> bool:
    drawn = (run.conclusion, run.output.title, run.output.summary)
    return drawn == (shown["conclusion"], shown["output"]["title"], shown["output"]["summary"])


def _shown(pull: PullRequest, verdict: Verdict) -> dict[str, Any]:
    """Return what a check run says. Only success, neutral and skipped let a required check pass."""
    waiting = "failure" if verdict.problem else "action_required"
    return {
        "status": "completed",
        "conclusion": "success" if verdict.is_satisfied else waiting,
        "output": {"title": title(verdict), "summary": summary(pull, verdict)[:SUMMARY_MAX]},
    }


def title(verdict: Verdict) -> str:
    if verdict.problem:
        return "Could not be judged"
    if not verdict.passed:
        return "No human gate stands"
    words = "Reviewed" if verdict.is_satisfied else "Needs review"
    needs = (need for need, by in verdict.passed if verdict.is_satisfied or by is None)
    return f"{words}: {', '.join(dict.fromkeys(map(_gate, needs)))}"


def summary(pull: PullRequest, verdict: Verdict) -> str:
    """Return the Markdown: who is asked and who has answered, why, and what does not count."""
    parts = chain(
        [f"{escaped(verdict.problem, 600)}\n"] if verdict.problem else [],
        _needs(pull, verdict),
        _list("Why", map(_finding, verdict.standing.findings)),
        _list("Shown as advice: nobody is named for", map(str, verdict.standing.advice)),
        _list(
            "Could not be read, so everybody whom the policy names is asked",
            (f"{code(each.subject)}: {told(each.reason)}" for each in verdict.standing.unread),
        ),
        _list("Does not count", (escaped(note) for note in verdict.notes)),
    )
    return "\n".join(parts)


def _needs(pull: PullRequest, verdict: Verdict) -> Iterator[str]:
    if not verdict.passed:
        if not verdict.problem:
            yield "This change touches nothing for which the policy or CODEOWNERS names somebody.\n"
        return
    yield "| Gate | Needs the review of | Approved by |"
    yield "| --- | --- | --- |"
    for need, by in verdict.passed[:LINES_MAX]:
        yield f"| {_gate(need)} | {_names(need)} | {code(by) if by else '**nobody yet**'} |"
    if len(verdict.passed) > LINES_MAX:
        yield f"\nAnd {len(verdict.passed) - LINES_MAX:,} more."
    yield ""
    yield HOW.format(head=code(pull.head[:12]))
    yield ""


def _gate(need: Need) -> str:
    return need.gate or "the whole change"


def _names(need: Need) -> str:
    """Return the names as code, so that nobody is called each time that it is drawn."""
    shown = " or ".join(code(name, 100).replace("|", r"\|") for name in need.names[:NAMES_MAX])
    more = f" or {len(need.names) - NAMES_MAX:,} more" if len(need.names) > NAMES_MAX else ""
    return f"{shown}{more} ({need.source})"


def _finding(finding: Finding) -> str:
    line = f":{finding.line}" if finding.line else ""
    place = f" {code(finding.path + line)}" if finding.path else ""
    return (
        f"{finding.gate or 'the rules of the gates'}:{place} {told(finding.message)} ({code(finding.rule)})"
    )


def _list(heading: str, lines: Iterable[str]) -> Sequence[str]:
    found = list(lines)
    if not found:
        return ()
    more = [f"- and {len(found) - LINES_MAX:,} more"] if len(found) > LINES_MAX else []
    return (f"### {heading}\n", *(f"- {line}" for line in found[:LINES_MAX]), *more, "")
