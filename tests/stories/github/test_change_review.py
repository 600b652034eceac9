"""What the review is given of a repository on GitHub, and what stays shut when GitHub does not tell."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import Redis

from app.adapters import keys
from app.adapters.archive import RedisArchive
from app.adapters.deploys import DEPLOY
from app.adapters.repository import NotHereError
from app.adapters.sources import Sources
from app.domain.deploy import Deploy, Key, Promotion, Request, State
from app.domain.errors import BadInput, NoPolicy, Transient
from app.domain.evidence import Expectation, Teller
from app.domain.report import Level
from app.ports import Reading
from app.review import is_wanted, recall, review
from sandbox.github import GitHubSandbox
from tests.stories.conftest import emptied
from tests.stories.github.reading import PERMISSIONS, PORT, Shown
from tests.stories.gitwork import Work

AT = datetime(2026, 11, 21, tzinfo=UTC)
POLICY = """\
environments:
  production:
    channels: {approval: '#deploy-approval'}
    approvers: ['@release-owners']
    promote: {kind: github-protection-rule}
"""


@dataclass
class Port(Shown):
    redis: Redis = field(kw_only=True)

    def sources(self, policy_file: Path | None = None) -> Sources:
        archive = RedisArchive(self.redis)
        return Sources(archive, policy_file, Reading(is_wanted, recall), self.forge())

    def sha(self, revision: str) -> str:
        return self.work.git("rev-parse", revision)

    def deploy(self, revision: str, base: str | None = None, name: str = PORT) -> Deploy:
        sha = revision if len(revision) == 40 else self.sha(revision)
        key = Key(name, "production", sha)
        return Deploy(key.deploy_id, Request(key, base=base and self.sha(base)), AT, AT, State.REVIEWING)

    def was_let_through(self, revision: str, number: int) -> None:
        """Write down that people approved it, and that it is over; `number` grows with time."""
        deploy = replace(self.deploy(revision), state=State.LIVE, promotion=Promotion(AT, ended_at=AT))
        self.redis.set(keys.deploy(deploy.id), DEPLOY.dump_json(deploy))
        self.redis.zadd(keys.HISTORY, {deploy.id: number})
        self.redis.zadd(keys.by_environment(deploy.key.environment), {deploy.id: number})

    def went_live(self, revision: str) -> None:
        body = {"ref": self.sha(revision), "environment": "production", "auto_merge": False}
        api = self.github.of(PORT)
        made = api.post(f"/repos/{PORT}/deployments", {**body, "required_contexts": []})
        api.post(f"/repos/{PORT}/deployments/{made['id']}/statuses", {"state": "success"})


@pytest.fixture(scope="module")
def port(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Port]:
    work = Work(tmp_path_factory.mktemp("port") / "port")
    work.commit("Begin", **{"app.py": "1\n", ".github/airlock.yml": POLICY})
    for tag in ("live", "cart", "taxes"):
        work.commit(f"Add {tag}", **{f"{tag}.py": "1\n"})
        work.git("tag", tag)
    work.git("branch", "evil")
    with emptied(redis_url) as redis, GitHubSandbox.start() as hub:
        port = Port(hub, work, tmp_path_factory.mktemp("data"), redis=redis)
        hub.add_person("ana", email="ana@example.com")
        port.went_live("live")
        yield port
        assert hub.violations == []


def reasons(port: Port, deploy: Deploy) -> dict[str, str]:
    return {entry.subject: entry.reason for entry in port.sources().gather(deploy).unknown}


def test_the_change_is_against_what_github_says_is_live(port: Port) -> None:
    found = port.sources().gather(port.deploy("cart"))
    assert (found.base, found.teller, found.unknown) == (port.sha("live"), Teller.GITHUB, ())
    assert [change.path for change in found.files or ()] == ["cart.py"]
    assert found.past is not None


def test_what_the_ci_measured_is_added(port: Port) -> None:
    deploy = port.deploy("taxes")
    RedisArchive(port.redis).give(
        deploy.id, b'{"tests": [{"name": "junit.xml", "content": "<x/>"}], "diff": "lies"}'
    )
    found = port.sources().gather(deploy)
    assert (found.teller, len(found.commits), len(found.junit or ())) == (Teller.GITHUB_AND_CI, 2, 1)
    assert "lies" not in (found.diff or "")


def test_a_rollback_is_one_and_nobodys_new_work(port: Port) -> None:
    port.went_live("taxes")
    port.was_let_through("cart", 1)
    try:
        found = port.sources().gather(port.deploy("cart"))
    finally:
        port.went_live("live")
        port.redis.flushall()
    assert (found.takes_back, found.commits, found.unknown) == (1, (), ())
    report = review(found, Expectation())
    assert "takes away 1 commit that came since, the newest “Add taxes” by Ana" in report.recommendation
    assert report.level is not Level.LOW


def test_an_older_commit_that_was_never_live_is_no_rollback(port: Port) -> None:
    port.went_live("taxes")
    port.was_let_through("live", 1)
    try:
        found = port.sources().gather(port.deploy("cart"))
    finally:
        port.went_live("live")
        port.redis.flushall()
    assert (found.takes_back, found.taken_back) == (None, ())
    words = [entry.reason for entry in found.unknown if entry.subject == "commits"]
    assert "was never live in production" in words[0]
    assert "one more person has to approve" in words[1]


@pytest.mark.parametrize(("let_through", "live"), [([], "cart"), (["cart", "live"], "live")])
def test_githubs_word_goes_before_the_records_only_for_what_people_have_let_through(
    port: Port, let_through: list[str], live: str
) -> None:
    port.redis.hset(keys.LIVE, keys.live_field(PORT, "production"), port.sha("cart"))
    port.redis.hset(keys.LIVE, keys.live_field(PORT, "elsewhere"), port.sha("cart"))
    for number, revision in enumerate(let_through):
        port.was_let_through(revision, number)
    found = port.sources().gather(port.deploy("taxes"))
    told = {entry.subject: entry.reason for entry in found.unknown}
    assert (found.live, found.base) == (port.sha(live), port.sha(live))
    assert ("nobody approved here since" in told.get("live", "")) == (live == "cart")
    assert port.sources().live(PORT, "production") == port.sha(live)
    assert port.sources().live(PORT, "elsewhere") == port.sha("cart")


def test_the_record_says_what_is_live_when_github_may_not(port: Port) -> None:
    port.redis.hset(keys.LIVE, keys.live_field(PORT, "production"), port.sha("live"))
    port.hub.install(PORT, {"contents": "read"})
    try:
        found = port.sources().gather(port.deploy("cart"))
    finally:
        port.hub.install(
            PORT, {**PERMISSIONS, "statuses": "read", "administration": "read", "pull_requests": "read"}
        )
    told = {entry.subject: entry.reason for entry in found.unknown}
    assert "deployments=read" in told["live"]
    assert found.base == port.sha("live")
    assert review(found, Expectation()).level is not Level.LOW


def test_the_policy_is_never_the_heads(port: Port) -> None:
    port.work.git("checkout", "--quiet", "evil")
    head = port.work.commit(
        "Loosen", **{".github/airlock.yml": POLICY.replace("release-owners", "everybody")}
    )
    port.work.git("checkout", "--quiet", "main")
    assert port.sources().gather(port.deploy(head)).files
    rules = port.sources().rules(PORT, None, "production")
    assert rules.approvers == ("@release-owners",)


def test_a_branch_is_resolved_and_a_commit_must_still_be_there(port: Port) -> None:
    sources = port.sources()
    assert sources.resolve(PORT, "main") == port.sha("main")
    sources.check_commit(port.deploy("cart"))
    with pytest.raises(BadInput, match="names no commit"):
        sources.check_commit(port.deploy("f" * 40))
    assert sources.is_ancestor(port.deploy("live"), port.deploy("cart"))
    assert not sources.is_ancestor(port.deploy("cart"), port.deploy("live"))
    assert not sources.is_ancestor(port.deploy("f" * 40), port.deploy("live"))


def test_a_commit_that_is_gone_is_unknown(port: Port) -> None:
    told = reasons(port, port.deploy("f" * 40))
    assert "names no commit of harbour/port on GitHub" in told[PORT]


def test_a_github_that_is_down_is_asked_again_later(port: Port) -> None:
    port.hub.away()
    try:
        for ask in (
            lambda: port.sources().gather(port.deploy("cart")),
            lambda: port.sources().policy(PORT, None),
        ):
            with pytest.raises(Transient):
                ask()
    finally:
        port.hub.back()


def test_the_last_good_policy_holds_while_it_is_broken(port: Port) -> None:
    good = port.sources().policy(PORT, None)
    broken = port.work.commit("Break", **{".github/airlock.yml": "environments: {}\n"})
    assert port.sources().policy(PORT, None) == good
    assert port.work.git("rev-parse", "main") == broken
    port.work.commit("Mend", **{".github/airlock.yml": POLICY})


def test_where_the_operator_keeps_it_is_read_first(port: Port, tmp_path: Path) -> None:
    file = tmp_path / "airlock.yml"
    file.write_text(f"local_paths: {{{PORT}: {port.work.path}}}\n{POLICY}")
    found = port.sources(file).gather(port.deploy("cart"))
    assert found.teller is Teller.GIT


NOWHERE = "harbour/nowhere"


def test_a_repository_elsewhere_is_the_cis_to_tell(port: Port, tmp_path: Path) -> None:
    file = tmp_path / "airlock.yml"
    file.write_text(POLICY)
    deploy, sources = port.deploy("cart", name=NOWHERE), port.sources(file)
    assert not sources.has_own(deploy)
    assert sources.rules(NOWHERE, None, "production").approvers == ("@release-owners",)
    assert sources.resolve(NOWHERE, "f" * 40) == "f" * 40
    assert not sources.is_ancestor(deploy, port.deploy("taxes", name=NOWHERE))
    (told,) = [entry for entry in sources.gather(deploy).unknown if entry.subject == NOWHERE]
    assert told.reason.startswith(
        "GitHub does not show harbour/nowhere to Airlock: install the GitHub App there"
    )
    RedisArchive(port.redis).give(deploy.id, b'{"diff": "x", "commits": []}')
    found = sources.gather(deploy)
    assert (found.teller, NOWHERE in {entry.subject for entry in found.unknown}) == (Teller.CI, False)


def test_a_repository_that_nobody_shows_has_no_rules(port: Port) -> None:
    with pytest.raises(NotHereError, match="install the GitHub App there"):
        port.sources().rules(NOWHERE, None, "production")
    with pytest.raises(NoPolicy):
        port.sources().rules("shop", None, "production")


def test_a_name_in_other_letters_is_not_let_through(port: Port) -> None:
    with pytest.raises(BadInput, match="Harbour/PORT is called harbour/port on GitHub now"):
        port.sources().check_commit(port.deploy("cart", name="Harbour/PORT"))


def test_of_a_change_that_could_not_be_read_no_ci_is_believed_whose_work_it_is(port: Port) -> None:
    deploy = port.deploy("cart")
    innocent = {"sha": "f" * 40, "author": "Bo", "email": "bo@harbour.example", "subject": "Tidy"}
    told = {"diff": "x", "commits": [innocent], "takes_back": 2, "codeowners": "* @bo"}
    RedisArchive(port.redis).give(deploy.id, json.dumps(told).encode())
    port.hub.suspend(port.installation)
    try:
        found = port.sources().gather(deploy)
    finally:
        port.hub.unsuspend(port.installation)
        port.redis.flushall()
    assert (found.teller, found.diff) == (Teller.CI, "x")
    assert (found.commits, found.takes_back, found.codeowners) == ((), None, None)
    assert {PORT, "commits"} <= {entry.subject for entry in found.unknown}


@pytest.mark.parametrize("what", ["renamed", "suspended", "uninstalled"])
def test_what_happened_to_it_is_said_in_one_sentence(port: Port, what: str) -> None:
    words = {
        "renamed": "harbour/port is called harbour/moved on GitHub now; queue the deploy under that name.",
        "suspended": "installation is suspended: an owner of the organisation can unsuspend it.",
        "uninstalled": "GitHub does not show harbour/port to Airlock: install the GitHub App there",
    }[what]
    deploy = port.deploy("cart")
    if what == "renamed":
        port.hub.rename(PORT, "harbour/moved")
    elif what == "suspended":
        port.hub.suspend(port.installation)
    else:
        port.hub.uninstall(port.installation)
    try:
        assert words in reasons(port, deploy)[PORT]
        for ask in (
            lambda: port.sources().check_commit(deploy),
            lambda: port.sources().resolve(PORT, "main"),
        ):
            with pytest.raises(BadInput) as refused:
                ask()
            assert words in str(refused.value)
    finally:
        if what == "renamed":
            port.hub.rename("harbour/moved", PORT)
        elif what == "suspended":
            port.hub.unsuspend(port.installation)
        else:
            port.installation = port.hub.install(PORT)
