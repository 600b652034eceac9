"""Which pull requests brought the commits, and who approved them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.adapters.github.account import Account, login_of
from app.adapters.github.api import Api
from app.adapters.github.evidence.rows import Doubts, Id, Name, Row, Words
from app.domain.evidence import Commit, Pull

COMMITS_MAX = 30  # newest ones of the main line; one request each
PULLS_MAX = 20  # of one commit
REVIEWS_MAX = 500  # of one pull request
TITLE_MAX, APPROVERS_MAX = 300, 20  # that the record keeps
SUBJECT = "pull requests"
# Anybody may approve on a public repository: docs.github.com/en/graphql/reference/enums
_MEMBERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_LASTING = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})  # a comment takes no approval back


@dataclass(frozen=True)
class Brought:
    pulls: tuple[Pull, ...]  # newest first
    direct: tuple[str, ...]  # commits that came without one


class _Ref(Row):
    sha: str


class _Pull(Row):
    """docs.github.com/en/rest/commits/commits, pull requests associated with a commit."""

    number: Id
    title: Words = ""
    html_url: Words = ""
    merged_at: str | None = None
    merge_commit_sha: str | None = None
    user: Account | None = None
    head: _Ref

    @property
    def author(self) -> str:
        return login_of(self.user)

    def brought(self, shas: AbstractSet[str]) -> bool:
        """Whether it did, and is not merely one that has the commit in its history."""
        return self.head.sha in shas or (self.merged_at is not None and self.merge_commit_sha in shas)


class _Review(Row):
    """docs.github.com/en/rest/pulls/reviews."""

    user: Account | None = None
    state: Name
    commit_id: str | None = None
    author_association: str = "NONE"


def brought_by(
    api: Api, repository: str, head: str, commits: Sequence[Commit], doubts: Doubts
) -> Brought | None:
    """Return what brought the range; None when GitHub does not tell."""
    line = main_line(head, commits)
    shas = {head, *(commit.sha for commit in commits)}
    found = doubts.ask(SUBJECT, lambda: _found(api, repository, line[:COMMITS_MAX], shas, doubts), None)
    if found is None:
        return None
    if len(line) > COMMITS_MAX:
        doubts.add(SUBJECT, f"only the newest {COMMITS_MAX} of {len(line):,} commits are looked up")
    pulls = {pull.number: pull for each in found.values() for pull in each}
    told = doubts.ask(SUBJECT, lambda: [_pull(api, repository, p, doubts) for p in pulls.values()], None)
    if told is None:
        return None
    return Brought(tuple(told), tuple(sha for sha, each in found.items() if not each))


def main_line(head: str, commits: Sequence[Commit]) -> list[str]:
    """Return the head and its first parents within the range: what a merge brings came with the merge."""
    known = {commit.sha: commit for commit in commits}
    if head not in known:
        return [head]
    if not known[head].parents:  # told by somebody who leaves them out
        return list(known)
    line = [head]
    while (parents := known[line[-1]].parents) and parents[0] in known and len(line) < len(known):
        line.append(parents[0])
    return line


def _found(
    api: Api, repository: str, line: Sequence[str], shas: AbstractSet[str], doubts: Doubts
) -> dict[str, list[_Pull]]:
    found = {}
    for sha in line:
        rows = api.rows(f"/repos/{repository}/commits/{sha}/pulls", most=PULLS_MAX).rows
        found[sha] = [pull for pull in doubts.read_all(SUBJECT, _Pull, rows) if pull.brought(shas)]
    return found


def _pull(api: Api, repository: str, pull: _Pull, doubts: Doubts) -> Pull:
    """Return it with who approved it: its last commit, or one before what came in later unseen."""
    rows = api.rows(f"/repos/{repository}/pulls/{pull.number}/reviews", most=REVIEWS_MAX).rows
    last = {
        review.user.login: review
        for review in doubts.read_all(SUBJECT, _Review, rows)
        if review.user and review.state in _LASTING
    }
    given = {login: review.commit_id for login, review in last.items() if _counts(review, pull)}
    return Pull(
        pull.number,
        pull.title[:TITLE_MAX],
        pull.html_url,
        pull.author,
        tuple(login for login, seen in given.items() if seen == pull.head.sha)[:APPROVERS_MAX],
        tuple(login for login, seen in given.items() if seen != pull.head.sha)[:APPROVERS_MAX],
    )


def _counts(review: _Review, pull: _Pull) -> bool:
    """Whether a person of the project who did not open it approved it in the end."""
    return (
        review.state == "APPROVED"
        and review.author_association in _MEMBERS
        and review.user is not None
        and not review.user.is_bot
        and review.user.login.lower() != pull.author.lower()
    )
