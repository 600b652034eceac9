"""Everything that Airlock talks to in a run: a Slack, a GitHub, and a CI."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.ci import CISandbox
from sandbox.github import GitHubSandbox
from sandbox.github.actions.run import Run
from sandbox.sample import Sample
from sandbox.slack import SlackSandbox

DOCK = "harbour/dock"  # on GitHub; the same commits as the CI's repository
PEOPLE = {"ana": "Ana Lima", "bo": "Bo Chen", "cy": "Cy Okafor", "dee": "Dee Novak", "eli": "Eli Brandt"}
MERGED_BY = "eli"  # whose merges start the runs: Eli decides on nothing, so nobody is barred by it


@dataclass(frozen=True)
class Outside:
    slack: SlackSandbox
    ci: CISandbox
    hub: GitHubSandbox

    def put_dock(self, sample: Sample) -> None:
        """Have the people and the repository on GitHub, with the App installed."""
        for login, name in PEOPLE.items():
            self.hub.add_person(login, email=f"{login}@harbour.example", name=name)
        self.hub.add_repository(DOCK, sample.path, default_branch=sample.branch)
        self.hub.install(DOCK)

    def guard(self, lane: str, base: str) -> None:
        """Have an environment that the App guards, in which something is live."""
        self.hub.add_environment(DOCK, lane, protected=False)
        self.hub.finish(DOCK, self.begin(lane, base))
        self.hub.add_environment(DOCK, lane)

    def begin(self, lane: str, sha: str) -> int:
        """Start a run as a merge does; return its id."""
        return self.hub.run(DOCK, sha, environment=lane, actor=MERGED_BY)

    def runs(self) -> Sequence[Run]:
        """Return all runs, oldest first."""
        return self.hub.runs(DOCK)[::-1]

    def cancel_a_run(self) -> None:
        """Have somebody cancel the one that has waited longest, if any waits."""
        if waiting := [run for run in self.runs() if run.waiting]:
            self.hub.cancel(DOCK, waiting[0].id)

    def stop_failing(self) -> None:
        self.slack.stop_failing()
        self.ci.stop_failing()
        self.hub.stop_failing()
