"""The repository of a run: the sample's, with a policy for every lane and a commit for every ask."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from sandbox.sample import Sample
from tests.chaos.plan import Ask, Lane, Plan

MERGER = "Harbour <merge@harbour.example>"
AT = 1_762_765_200  # seconds since 1970, of the first commit
WITHIN = "2m"  # how long a CI may be silent: above what a few deaths in a row take
POLICY = ".github/airlock.yml"


@dataclass(frozen=True)
class Commit:
    parent: str  # sha, or a mark
    author: str
    title: str
    path: str  # of the one file that it changes
    text: str


def rules(lane: Lane, url: str) -> dict[str, object]:
    """Return the rules of a lane, as people write them."""
    written: dict[str, object] = {
        "channels": {"approval": lane.approval, "escalation": "#eng-leads", "announce": lane.announce},
        "approvers": ["@release-owners"],
        "approvals": dict.fromkeys(("low", "medium", "high"), lane.quorum),
        "supersede": lane.supersede,
        "timeout": lane.timeout,
        "expire_after": lane.expires,
        "promote": _promote(lane, url),
    }
    return written if lane.timeout == "4h" else {**written, "remind_after": ["1s"], "ping_after": "2s"}


def _promote(lane: Lane, url: str) -> dict[str, str]:
    kind = {"kind": "github-protection-rule"} if lane.is_on_github else {"kind": "webhook", "url": url}
    return {**kind, "within": WITHIN}


def committed(sample: Sample, plan: Plan, url: str) -> tuple[str, dict[int, str]]:
    """Commit the policy to main, and what each ask wants live; return both by their shas."""
    policy = yaml.safe_dump({"environments": {lane.name: rules(lane, url) for lane in plan.lanes}})
    marks = sample.path.parent / "marks"
    first = Commit(sample.base, MERGER, "Ask in every lane", POLICY, policy)
    story = [_written(1, sample.branch, first)]
    story += [_change(ask) for ask in plan.asks]
    _git(sample.path, "fast-import", "--quiet", "--force", f"--export-marks={marks}", told="".join(story))
    shas = dict(_read(marks))
    return shas[1], {ask.number: shas[_mark(ask.number)] for ask in plan.asks}


def operators_policy(sample: Sample, plan: Plan, url: str) -> str:
    """Return the file that lets anybody name this repository, wherever they ask from."""
    lanes = {lane.name: rules(lane, url) for lane in plan.lanes[:1]}
    return yaml.safe_dump({"environments": lanes, "local_paths": {sample.repository: str(sample.path)}})


def _change(ask: Ask) -> str:
    author = f"{ask.author} <{ask.author.split()[0].lower()}@harbour.example>"
    parent = ":1" if ask.parent is None else f":{_mark(ask.parent)}"
    name = f"docs/changes/{ask.number:04}.md"
    commit = Commit(parent, author, f"Say more {ask.number}", name, f"Change {ask.number}\n")
    return _written(_mark(ask.number), f"change-{ask.number}", commit)


def _written(mark: int, branch: str, commit: Commit) -> str:
    """Return the commit in the words of git-fast-import(1)."""
    at = f"{AT + mark * 60} +0000"
    return (
        f"commit refs/heads/{branch}\nmark :{mark}\n"
        f"author {commit.author} {at}\ncommitter {MERGER} {at}\n"
        f"data {len(commit.title)}\n{commit.title}\nfrom {commit.parent}\n"
        f"M 100644 inline {commit.path}\ndata {len(commit.text)}\n{commit.text}\n"
    )


def _mark(number: int) -> int:
    return number + 2


def _read(marks: Path) -> Iterator[tuple[int, str]]:
    for line in marks.read_text("utf-8").splitlines():
        mark, sha = line.split()
        yield int(mark[1:]), sha


def _git(path: Path, *words: str, told: str) -> None:
    subprocess.run(["git", *words], cwd=path, input=told, text=True, check=True, capture_output=True)
