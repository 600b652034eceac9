"""`airlock doctor` says of GitHub what is in order, what to know, and what to mend."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from app import wiring
from app.cli import main
from app.commands.doctor import alarms, rules
from app.commands.doctor import github as section
from app.commands.doctor.line import Line, Mark
from app.domain.alarm import Alarm, Aspect, Kind, Look, Place, Told
from app.domain.policy import PromoteKind
from tests.stories.github.world import SHOP, GitHubWorld


@pytest.fixture
def hub_is_well(quiet_github: GitHubWorld) -> Iterator[GitHubWorld]:
    """Return the module's world, and put its production right again afterwards."""
    yield quiet_github
    quiet_github.hub.back()
    quiet_github.hub.unsuspend(quiet_github.hub.install(SHOP))
    quiet_github.hub.add_environment(SHOP, "production")


def told(world: GitHubWorld, **settings: object) -> list[Line]:
    """Return GitHub's lines as they are under other settings."""
    parts = wiring.Parts(world.parts.settings.model_copy(update=settings))
    return list(section.lines(parts))


def mends(found: list[Line]) -> list[str]:
    return [str(line) for line in found if line.mark is Mark.MEND]


def test_all_is_well_and_said_so_line_by_line(quiet_github: GitHubWorld) -> None:
    quiet_github.parts.redis.config_set("appendfsync", "always")  # as it is but for these stories
    result = CliRunner().invoke(main, ["doctor"])
    quiet_github.parts.redis.config_set("appendfsync", "no")
    assert (result.exit_code, result.stderr) == (0, ""), result.stdout
    hub = quiet_github.hub
    assert [
        line
        for line in (
            f"ok    GitHub: answers at {hub.api_url}; Airlock is the App Airlock ({hub.app_id})",
            "ok    GitHub tells: by webhooks",
            f"ok    {SHOP} production: promotion: by github-protection-rule",
            "ok    the GitHub App: is in order",
            "ok    harbour: the App's installation: is in order",
            "ok    the webhooks: is in order",
            f"ok    {SHOP} production: the environment's protection: is in order",
            f"ok    {SHOP} production: the deployments: is in order",
        )
        if line not in result.stdout.splitlines()
    ] == []


def _bypass(world: GitHubWorld) -> None:
    world.hub.add_environment(SHOP, "production", can_admins_bypass=True)


def _suspended(world: GitHubWorld) -> None:
    world.hub.suspend(world.hub.install(SHOP))


def _away(world: GitHubWorld) -> None:
    world.hub.away()


BREAKS: Mapping[str, tuple[Callable[[GitHubWorld], None], str]] = {
    "bypass": (_bypass, "production: the environment's protection: Administrators may bypass"),
    "suspended": (_suspended, "harbour: the App's installation: The App is suspended at harbour"),
    "away": (_away, "MEND  GitHub: GitHub did not answer GET /app"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_wrong_there_is_named_with_its_mend(hub_is_well: GitHubWorld, name: str) -> None:
    breaks, words = BREAKS[name]
    breaks(hub_is_well)
    (line,) = mends(told(hub_is_well))
    assert words in line


def test_something_to_mend_is_exit_1(hub_is_well: GitHubWorld) -> None:
    _bypass(hub_is_well)
    assert CliRunner().invoke(main, ["doctor"]).exit_code == 1


OTHER_KEY = "-----BEGIN RSA PRIVATE KEY-----\nbm90IGEga2V5\n-----END RSA PRIVATE KEY-----\n"
WRONG: Mapping[str, tuple[dict[str, object], str]] = {
    "app": ({"github_app_id": "99"}, "MEND  GitHub: GitHub refuses the credentials"),
    "key": ({"github_app_private_key": SecretStr(OTHER_KEY)}, "GITHUB_APP_PRIVATE_KEY cannot sign"),
    "deaf": ({"github_webhook_secret": None}, "MEND  GitHub tells: nothing, and AIRLOCK_GITHUB_POLL is 0"),
    "mirrors": ({"airlock_data_dir": Path("/dev/null/x")}, "MEND  mirrors: /dev/null cannot be written to"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_named(quiet_github: GitHubWorld, name: str) -> None:
    changed, words = WRONG[name]
    assert words in " ".join(mends(told(quiet_github, **changed)))


def test_without_git_on_the_path_it_says_so(
    quiet_github: GitHubWorld, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    line = next(line for line in section.lines(quiet_github.parts) if line.name == "git")
    assert str(line).startswith("MEND  git: git is not on PATH")


def by_token(world: GitHubWorld, **settings: object) -> wiring.Parts:
    """Return parts that have a token and no App."""
    token = {"github_token": SecretStr(world.hub.token), "github_app_id": None}
    return wiring.Parts(world.parts.settings.model_copy(update={**token, **settings}))


def test_a_token_is_told_what_it_cannot_do(quiet_github: GitHubWorld) -> None:
    quiet_github.parts.sources.policy(SHOP, None)  # somebody has read it before
    found = list(section.lines(by_token(quiet_github)))
    (line,) = mends(found)
    assert "wants a protection rule on production, which only a GitHub App can be" in line
    (note,) = [line.words for line in found if line.name == "GITHUB_TOKEN"]
    assert "cannot be a protection rule" in note
    assert any("the token may ask 5000 times an hour" in line.words for line in found)


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        (PromoteKind.PROTECTION_RULE, {}, "which only the GitHub App can"),
        (PromoteKind.DEPLOYMENT, {"github_token": None}, "set GITHUB_APP_ID and its key, or GITHUB_TOKEN"),
    ],
)
def test_a_promotion_that_cannot_be_is_named(
    quiet_github: GitHubWorld, tmp_path: Path, kind: PromoteKind, settings: dict[str, object], words: str
) -> None:
    policy = tmp_path / "policy.yml"
    text = (quiet_github.sample.path / ".github" / "airlock.yml").read_text()
    policy.write_text(text.replace("github-protection-rule", kind))
    parts = by_token(quiet_github, airlock_policy=policy, **settings)
    (line,) = [line for line in rules.lines(parts) if line.name == "production: promotion"]
    assert line.mark is Mark.MEND
    assert words in line.words


def test_whom_a_policy_names_has_to_be_somebody_in_slack(quiet_github: GitHubWorld, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yml"
    text = (quiet_github.sample.path / ".github" / "airlock.yml").read_text()
    names = '["@release-owners", "@nobody-has-this", U0HAL00001]'
    policy.write_text(text + f"    override: {names}\n    escalate: {{mention: [U0ELI00001]}}\n")
    found = {line.name: line for line in rules.lines(by_token(quiet_github, airlock_policy=policy))}
    assert found["production: @release-owners"].words == "3 people"
    assert found["production: U0ELI00001"].words == "1 person"
    assert "No user group in Slack has that name" in found["production: @nobody-has-this"].words
    assert "None of them is a member" in found["production: U0HAL00001"].words


def test_what_went_around_the_gate_is_shown_for_a_week(quiet_github: GitHubWorld) -> None:
    parts, place = quiet_github.parts, Place(Aspect.DEPLOYMENTS, SHOP, "production")
    stray = Alarm(Kind.UNAPPROVED, place, "cy deployed\x1b[2J it.", "Ask.", "https://github.com/x", "7")
    parts.alarms.keep(Told(stray, datetime(2026, 11, 20, 9, tzinfo=UTC)))
    (line,) = alarms.lines(parts)
    assert str(line) == "note  2026-11-20 09:00 UTC: cy deployed\\x1b[2J it. https://github.com/x"
    parts.alarms.drop(Told(stray, datetime.now(UTC)))


def test_a_repository_that_no_policy_speaks_of_is_named() -> None:
    (line,) = section.seen(Look({}, unruled=tuple(f"acme/{n}" for n in range(7))))
    assert str(line) == (
        "note  without a policy: acme/0, acme/1, acme/2, acme/3, acme/4 and 2 more: "
        "Airlock guards nothing there"
    )
