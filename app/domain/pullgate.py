"""Human gates on a pull request: which stand, who may open each, and whose approval counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.email import hidden_login
from app.domain.policy import Environment
from app.domain.report import Finding, GateName, Report, Unknown

APPROVED = "APPROVED"
DECIDING = frozenset({APPROVED, "CHANGES_REQUESTED", "DISMISSED"})  # a comment takes nothing back
RULES_OF_GATES = frozenset({"path.policy", "path.ownership"})  # what relaxes the gates of the next change

Owned = Mapping[GateName, Mapping[str, tuple[str, ...]]]  # gate → path → owners, of files that somebody owns


class Source(StrEnum):
    """Where it is written whose review is needed."""

    POLICY = "policy"
    OWNERS = "CODEOWNERS"


@dataclass(frozen=True)
class Need:
    """One approval that has to be there."""

    gate: GateName | None  # None: the change as a whole
    names: tuple[
        str, ...
    ]  # any of them will do: "@group", Slack ids; of owners "@login", "@org/team", addresses
    source: Source


@dataclass(frozen=True)
class Standing:
    """What a pull request has to pass."""

    needs: tuple[Need, ...] = ()
    findings: tuple[Finding, ...] = ()  # that carry a gate, or touch the rules of gates
    advice: tuple[GateName, ...] = ()  # gates that stand and for which nobody is named
    unread: tuple[Unknown, ...] = ()

    @property
    def names(self) -> frozenset[tuple[Source, str]]:
        return frozenset((need.source, name) for need in self.needs for name in need.names)


@dataclass(frozen=True)
class Review:
    """What somebody said of a pull request, as GitHub tells it."""

    by: str  # login
    state: str  # in GitHub's words: APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED, PENDING
    commit: str | None  # 40 hex digits
    is_person: bool = True  # false: an App, a bot, or an account that is no more


@dataclass(frozen=True)
class PullRequest:
    repository: str
    number: int
    head: str  # 40 hex digits
    base: str  # the branch that it is to go into; foreign text
    tip: str  # of that branch, 40 hex digits
    author: str  # login
    is_base_default: bool = True
    writers: frozenset[str] = frozenset()  # logins of who wrote or committed what it brings
    addresses: frozenset[str] = frozenset()  # e-mails of the same, lower case
    reviews: tuple[Review, ...] = ()  # oldest first
    unread: tuple[Unknown, ...] = ()  # of people: whose work it is could not be told


@dataclass(frozen=True)
class Reviewer:
    """Somebody who approved, and what of the names that are asked for holds for them."""

    login: str
    addresses: frozenset[str] = frozenset()  # e-mails, lower case
    holds: frozenset[tuple[Source, str]] = frozenset()
    trouble: str | None = None  # what could not be looked up
    is_unknown: bool = False  # whether that was a fault, and no answer


@dataclass(frozen=True)
class Verdict:
    """What the check run says."""

    standing: Standing
    passed: tuple[tuple[Need, str | None], ...] = ()  # each need, and the login whose approval meets it
    notes: tuple[str, ...] = ()  # why approvals do not count; sentences with foreign text
    problem: str | None = None  # why nobody could judge it

    @property
    def is_satisfied(self) -> bool:
        return self.problem is None and all(by is not None for _, by in self.passed)

    @property
    def missing(self) -> tuple[Need, ...]:
        return tuple(need for need, by in self.passed if by is None)


def standing(report: Report, environments: Iterable[Environment], owned: Owned) -> Standing:
    """Return what has to be passed.

    A change that could not be read whole, or that changes who is asked, asks for everybody named.
    """
    rules = tuple(environments)
    findings = tuple(each for each in report.findings if each.gate or each.rule in RULES_OF_GATES)
    stands = frozenset(finding.gate for finding in findings)
    is_wide = bool(report.unknown) or any(finding.gate is None for finding in findings)
    needs: list[Need] = []
    advice: list[GateName] = []
    for gate in GateName:
        named = _distinct(gate, Source.POLICY, (each.gates.get(gate, ()) for each in rules))
        if gate in stands:
            named = named or _distinct(gate, Source.OWNERS, owned.get(gate, {}).values())
            advice += [] if named else [gate]
        needs += named if gate in stands or is_wide else []
    if is_wide and not needs:
        needs = _distinct(None, Source.POLICY, (each.approvers for each in rules))
    return Standing(tuple(needs), findings, tuple(advice), report.unknown)


def _distinct(gate: GateName | None, source: Source, named: Iterable[Sequence[str]]) -> list[Need]:
    """Return one need for each set of names: who is named for one place does not speak for another."""
    sets = {frozenset(names): tuple(dict.fromkeys(names)) for names in named if names}
    return [Need(gate, names, source) for names in sets.values()]


def approvers(pull: PullRequest) -> tuple[str, ...]:
    """Return the logins whose approval stands: a person's last word, on the head, and not their own work."""
    return tuple(review.by for review in _last_words(pull) if _fault(pull, review) is None)


def judge(pull: PullRequest, stands: Standing, reviewers: Iterable[Reviewer]) -> Verdict:
    """Return who meets which need, and why other approvals do not count."""
    people = tuple(reviewers)
    able = [each for each in people if not is_own_work(pull, each)]
    passed = tuple((need, _first(need, able)) for need in stands.needs)
    unread = (f"{each.subject}: {each.reason}" for each in pull.unread) if stands.needs else ()
    return Verdict(
        stands,
        passed if not pull.unread else tuple((need, None) for need, _ in passed),
        (*unread, *_told(pull, people, stands)) if stands.needs else (),
    )


def is_own_work(pull: PullRequest, reviewer: Reviewer) -> bool:
    """Whether the reviewer had a hand in the change, by login or by address."""
    return _is_writer(pull, reviewer.login) or not pull.addresses.isdisjoint(reviewer.addresses)


def _first(need: Need, people: Iterable[Reviewer]) -> str | None:
    wanted = {(need.source, name) for name in need.names}
    return next((each.login for each in people if not wanted.isdisjoint(each.holds)), None)


def _told(pull: PullRequest, people: Sequence[Reviewer], stands: Standing) -> Iterator[str]:
    for review in _last_words(pull):
        if (fault := _fault(pull, review)) is not None:
            yield f"{review.by} approved, but {fault}."
    for each in people:
        if is_own_work(pull, each):
            yield f"{each.login} approved, but wrote a commit in it, by the address of a commit."
        elif each.holds.isdisjoint(stands.names):
            why = each.trouble or "is not among those named."
            yield f"{each.login} approved, but {why}"


def _last_words(pull: PullRequest) -> list[Review]:
    """Return what each said last, of those who approve."""
    said = {review.by.lower(): review for review in pull.reviews if review.state in DECIDING}
    return [review for review in said.values() if review.state == APPROVED]


def _fault(pull: PullRequest, review: Review) -> str | None:
    """Return why an approval does not count, as the end of a sentence."""
    if not review.is_person:
        return "is no person"
    if review.by.lower() == pull.author.lower():
        return "opened this pull request"
    if _is_writer(pull, review.by):
        return "wrote a commit in it"
    if review.commit != pull.head:
        return f"on another commit than {pull.head[:7]}; look again and approve that one"
    return None


def _is_writer(pull: PullRequest, login: str) -> bool:
    private = (hidden for address in pull.addresses if (hidden := hidden_login(address)))
    return login.lower() in {pull.author.lower(), *map(str.lower, pull.writers), *map(str.lower, private)}
