"""The gate looks at itself on GitHub: whether it is shut everywhere, and whether anybody went around it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Protocol

from app.adapters.github.access import GitHub
from app.adapters.github.app import OurApp, our_app
from app.adapters.github.audit import deployments, guards, installed
from app.adapters.github.audit.sight import Sight
from app.adapters.github.audit.unapproved import Approvals, Judge
from app.adapters.github.environments import environments
from app.domain.alarm import Alarm, Aspect, Cursor, Kind, Look, Place, unchecked
from app.domain.errors import NoPolicy
from app.domain.policy import Environment, Policy, PromoteKind

EVERY = 600  # seconds from look to look
AT_ONCE = 60  # repositories at one look; where there are more, they take turns
ON_GITHUB = frozenset(PromoteKind) - {PromoteKind.WEBHOOK}


class Policies(Protocol):
    def policy(self, repository: str, path: str | None) -> Policy: ...


@dataclass(frozen=True)
class Ground:
    """What the audit goes by, besides GitHub."""

    policies: Policies
    approvals: Approvals
    hears: bool  # whether webhooks are set up
    seconds: float = 60.0  # after which no further repository is begun; well within the job's time


class Audit:
    """Looks at everything on GitHub that a policy promotes to; changes nothing there."""

    def __init__(self, github: GitHub, ground: Ground) -> None:
        self._github = github
        self._ground = ground

    def look(self, at: datetime, known: frozenset[str], cursors: Mapping[str, Cursor]) -> Look:
        """Return what is wrong now, place by place. Raises nothing that GitHub can cause.

        `known`: repositories that have a policy of their own; `cursors`: of the last look.
        """
        sight = Sight()
        app, listed = self._app(sight)
        names = listed | known if sight.is_whole else listed  # what is not known to be missing is not missed
        chosen = _turn(sorted(names), at)
        sight.is_whole &= len(chosen) == len(names)
        round_ = _Round(self._github, self._ground, app, cursors, sight)
        until = monotonic() + self._ground.seconds
        for number, name in enumerate(chosen):
            if monotonic() >= until:
                _out_of_time(sight, len(chosen) - number)
                break
            round_.repository(name, is_listed=app is None or name in listed)
        return Look(sight.seen, sight.cursors, sight.is_whole, tuple(sight.unruled))

    def _app(self, sight: Sight) -> tuple[OurApp | None, frozenset[str]]:
        """Return the App, when there is one, and the repositories that it may see."""
        if not self._github.credentials.is_app:
            return None, frozenset()
        found: list[OurApp] = []

        def check() -> Iterator[Alarm]:
            found.append(our_app(self._github))
            yield from installed.app_alarms(found[0], hears=self._ground.hears)

        if not sight.look(Place(Aspect.APP), check):
            sight.is_whole = False
            return None, frozenset()
        if self._ground.hears:
            sight.look(Place(Aspect.WEBHOOKS), lambda: installed.webhook_alarms(self._github))
        return found[0], installed.look(self._github, found[0], sight)


@dataclass(frozen=True)
class _Round:
    """One look at repositories."""

    github: GitHub
    ground: Ground
    app: OurApp | None
    cursors: Mapping[str, Cursor]
    sight: Sight

    def repository(self, name: str, *, is_listed: bool) -> None:
        """Look at the environments that its policy promotes to on GitHub."""
        place, rules = Place(Aspect.POLICY, name), dict[str, Environment]()

        def read() -> Iterator[Alarm]:
            try:
                policy = self.ground.policies.policy(name, None)
            except NoPolicy:
                self.sight.unruled.append(name)
                return
            on_github = _on_github(policy)
            if on_github and not is_listed:
                yield self._not_installed(place)
                return
            rules.update(on_github)
            if rules and self.app is not None:
                yield from self._unnamed(policy, place)

        self.sight.look(place, read)
        for environment, rule in rules.items():
            self._environment(name, environment, rule)

    def _not_installed(self, place: Place) -> Alarm:
        words = f"The App is not installed on {place.repository}, whose policy promotes on GitHub."
        mend = "Install it there again, or take the policy out."
        return Alarm(Kind.NOT_INSTALLED, place, words, mend, self.app.url if self.app else None)

    def _unnamed(self, policy: Policy, place: Place) -> Iterator[Alarm]:
        """Yield what is called production on GitHub, and no policy speaks of."""
        api = self.github.of(place.repository)
        for name in (each.name for each in environments(api, place.repository)):
            if guards.is_production(name) and name not in policy.environments:
                words = f"{place.repository} has an environment {name[:100]} that its policy does not name."
                mend = "Add it to .github/airlock.yml, or delete it on GitHub."
                yield Alarm(Kind.NOT_IN_POLICY, place, words, mend, self._settings(place), subject=name)

    def _environment(self, name: str, environment: str, rules: Environment) -> None:
        kind = rules.promote.kind
        if kind is PromoteKind.PROTECTION_RULE:
            guard = Place(Aspect.GUARD, name, environment)
            self.sight.look(guard, lambda: self._guard(guard))
        place = Place(Aspect.DEPLOYMENTS, name, environment)
        self.sight.look(place, lambda: self._deployments(place, kind))

    def _guard(self, place: Place) -> Iterator[Alarm]:
        if self.app is None:
            words = f"The policy of {place.repository} wants a protection rule on {place.environment}, "
            words += "which only a GitHub App can be; Airlock has a token."
            mend = "Create the App (`airlock github manifest`), or use `promote: {kind: github-deployment}`."
            yield Alarm(Kind.NEEDS_APP, place, words, mend)
            return
        found = guards.guard(self.github.of(place.repository), self.app, place)
        yield from guards.alarms(found, place, self._settings(place))

    def _deployments(self, place: Place, kind: PromoteKind) -> Iterator[Alarm]:
        lane = f"{place.repository} {place.environment}"
        api = self.github.of(place.repository)
        recent = deployments.recent(api, place, self.cursors.get(lane))
        judge = Judge(api, self.ground.approvals, place, kind, self.github.credentials.web_url)
        for run in recent.runs:
            yield from next((found for each in run if (found := list(judge.alarms(each)))), ())
        if not recent.is_whole:
            words = f"there were more than {deployments.MOST} since the last look, "
            words += f"or more than {deployments.OPEN_MAX} wait."
            yield unchecked(place, words, may_pass=False)
        self.sight.cursors[lane] = recent.cursor

    def _settings(self, place: Place) -> str:
        return f"{self.github.credentials.web_url}/{place.repository}/settings/environments"


def _out_of_time(sight: Sight, left: int) -> None:
    place = Place(Aspect.POLICY)
    sight.seen[place] = (unchecked(place, f"there was no time for {left} repositories.", may_pass=True),)
    sight.is_whole = False


def _on_github(policy: Policy) -> dict[str, Environment]:
    return {name: rules for name, rules in policy.environments.items() if rules.promote.kind in ON_GITHUB}


def _turn(names: list[str], at: datetime) -> list[str]:
    """Return whose turn it is: the clock goes round, so that nothing has to be remembered."""
    if len(names) <= AT_ONCE:
        return names
    start = int(at.timestamp() // EVERY) * AT_ONCE % len(names)
    return (names + names)[start : start + AT_ONCE]
