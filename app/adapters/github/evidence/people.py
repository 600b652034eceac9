"""From GitHub logins to the e-mail addresses by which Slack knows people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote

from app.adapters.github.account import GHOST, LOGIN_MAX, Account
from app.adapters.github.api import Api
from app.adapters.github.evidence.rows import Doubts, Row, Words, readable
from app.domain.email import hidden_login, is_address, is_private
from app.domain.evidence import Commit
from app.domain.link import is_login, nobody_knows
from app.domain.person import USER_ID

PEOPLE_MAX = 20  # logins; at most two requests each
COMMITS_MAX = 30  # of one person, to find the addresses in
AUTHORED_MAX = 100  # of the range, to find the logins of; one request
YEAR = 366 * 24 * 60 * 60  # seconds
SUBJECT = "people"


class _GitAuthor(Row):
    email: Words = ""


class _GitCommit(Row):
    author: _GitAuthor | None = None


class _Commit(Row):
    """docs.github.com/en/rest/commits/commits; the outer author has proved the address to GitHub."""

    commit: _GitCommit
    author: Account | None = None


class _User(Row):
    email: Words | None = None


def who_queued(actor: str | None, doubts: Doubts) -> list[Account]:
    """Return the account of who queued a deploy, where that is no Slack user id and no address."""
    if not actor or USER_ID.fullmatch(actor) or is_address(actor):
        return []
    account = Account(login=actor[:LOGIN_MAX])
    if not account.is_bot and not is_login(actor):
        doubts.add("actor", f"`{actor[:100]}` queued this and is nobody on GitHub or in Slack by that name")
        return []
    return [account]


def hidden_authors(commits: Iterable[Commit]) -> list[str]:
    """Return the logins of authors and co-authors who hide their address behind GitHub's."""
    emails = (email for commit in commits for email in (commit.email, *commit.co_authors))
    return [login for email in emails if (login := hidden_login(email.lower()))]


def people_of(
    api: Api, repository: str, accounts: Iterable[Account], doubts: Doubts, at: int = 0
) -> Mapping[str, frozenset[str]]:
    """Return the addresses that are known of each login, all lower case; a doubt names who has none.

    `at`: Unix seconds; commits of the year before then are looked at, of any day when it is 0.
    """
    accounts = tuple(accounts)
    people = {one.login.lower(): one.login for one in accounts if not one.is_bot and one.login != GHOST}
    known = dict.fromkeys((one.login.lower() for one in accounts if one.login != GHOST), frozenset[str]())
    for login in list(people.values())[:PEOPLE_MAX]:
        found = doubts.ask(SUBJECT, partial(_emails, api, repository, login, at), set[str]())
        known[login.lower()] = frozenset(found)
    if unknown := nameless(accounts, known):
        doubts.unknown.append(nobody_knows(unknown))
    return known


def nameless(accounts: Iterable[Account], known: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return the logins of people of whom no address is `known` that Slack could have, too."""
    people = {one.login.lower(): one.login for one in accounts if not one.is_bot and one.login != GHOST}
    return tuple(login for key, login in people.items() if all(map(is_private, known.get(key, ()))))


def authors_of(
    api: Api, repository: str, head: str, commits: Iterable[Commit], doubts: Doubts
) -> Mapping[str, frozenset[str]]:
    """Return the logins of who wrote the newest of these commits under addresses that tell none."""
    told = {commit.email.lower() for commit in commits if not is_private(commit.email)}
    if not told:
        return {}
    path = f"/repos/{repository}/commits"
    none: Sequence[object] = ()
    rows = doubts.ask(SUBJECT, lambda: api.rows(path, most=AUTHORED_MAX, sha=head).rows, none)
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        commit = readable(_Commit, row)
        if commit is None or commit.author is None or commit.commit.author is None:
            continue
        login, email = commit.author.login.lower(), commit.commit.author.email.lower()
        if email in told:
            found[login] = found.get(login, frozenset()) | {email}
    return found


def together(
    some: Mapping[str, frozenset[str]], others: Mapping[str, frozenset[str]]
) -> Mapping[str, frozenset[str]]:
    """Return what is known of either's logins."""
    return {
        login: some.get(login, frozenset()) | others.get(login, frozenset()) for login in {**some, **others}
    }


def _emails(api: Api, repository: str, login: str, at: int) -> set[str]:
    """Return the addresses on somebody's own commits here; the one of their profile when those tell none.

    Without a day to begin from, GitHub may walk through all of a large repository, and time out.
    """
    if not is_login(login):
        return set()
    since = datetime.fromtimestamp(max(at - YEAR, 0), UTC)
    path = f"/repos/{repository}/commits"
    rows = api.rows(path, most=COMMITS_MAX, author=login, since=f"{since:%Y-%m-%dT%H:%M:%SZ}").rows
    commits = (commit for row in rows if (commit := readable(_Commit, row)))
    emails = {
        commit.commit.author.email.lower()
        for commit in commits
        if commit.author and commit.commit.author and commit.author.login.lower() == login.lower()
    }
    if any(not is_private(email) for email in emails - {""}):
        return emails - {""}
    user = readable(_User, api.find(f"/users/{quote(login, safe='')}"))
    return (emails | {(user.email or "").lower() if user else ""}) - {""}
