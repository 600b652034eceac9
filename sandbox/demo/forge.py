"""The demo's GitHub: the shop's repository, its people, their pull requests, and runs that wait."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from sandbox.github import GitHubSandbox
from sandbox.github.actions.run import Run
from sandbox.sample import Candidate, Sample

PRODUCTION, TESTS, DEPLOY = "production", "test.yml", "deploy.yml"
PEOPLE = {"ana": "Ana Lima", "bo": "Bo Chen", "cy": "Cy Okafor", "dee": "Dee Novak", "eli": "Eli Brandt"}
MERGED_BY = "eli"  # whose merges start the runs: Eli decides on nothing, so nobody is barred by it
JUNIT, COVERAGE = "junit", "coverage"  # names of artifacts
ARTIFACTS = {JUNIT: f"*{JUNIT}*", COVERAGE: f"*{COVERAGE}*"}  # as in the policy


def settle(hub: GitHubSandbox, sample: Sample, webhook: str) -> None:
    """Have the repository there with the App installed, production guarded by it, and main live."""
    for login, name in PEOPLE.items():
        hub.add_person(login, email=f"{login}@harbour.example", name=name)
    hub.add_repository(sample.repository, sample.path, default_branch=sample.branch)
    hub.install(sample.repository)
    _measured(hub, sample, sample.base, [(COVERAGE, sample.routine.base_coverage)])
    hub.add_environment(sample.repository, PRODUCTION, protected=False)
    live = hub.run(sample.repository, sample.base, environment=PRODUCTION, actor=MERGED_BY, workflow=DEPLOY)
    hub.finish(sample.repository, live)
    hub.add_environment(sample.repository, PRODUCTION)
    for candidate in sample.candidates:
        _proposed(hub, sample, candidate)
    hub.set_webhook(webhook)


def begin(hub: GitHubSandbox, sample: Sample, candidate: Candidate) -> int:
    """Start the candidate's deployment as a merge does; return the run that waits for Airlock."""
    return hub.run(
        sample.repository,
        candidate.sha,
        environment=PRODUCTION,
        actor=MERGED_BY,
        workflow=DEPLOY,
        head_branch=candidate.name,
    )


def is_deployment(run: Run) -> bool:
    return any(job.environment == PRODUCTION for job in run.jobs)


def promotions(hub: GitHubSandbox, sample: Sample, candidate: Candidate) -> int:
    """Return how often GitHub began to bring the commit live."""
    made = hub.deployments(sample.repository, PRODUCTION)
    return sum(
        deployment.sha == candidate.sha and any(told.state == "in_progress" for told in deployment.statuses)
        for deployment in made
    )


def _proposed(hub: GitHubSandbox, sample: Sample, candidate: Candidate) -> None:
    """Let somebody have opened a pull request, another approved it, and the tests run."""
    author = candidate.author.partition("@")[0]
    number = hub.add_pull(
        sample.repository,
        head=candidate.name,
        base=sample.branch,
        author=author,
        title=f"{candidate.name.capitalize()} change",
    )
    hub.review(sample.repository, number, "cy" if author != "cy" else "dee", "APPROVED")
    files = [(JUNIT, candidate.junit), (COVERAGE, candidate.coverage)]
    _measured(hub, sample, candidate.sha, files, branch=candidate.name)


def _measured(
    hub: GitHubSandbox, sample: Sample, sha: str, files: Iterable[tuple[str, Path]], branch: str | None = None
) -> None:
    """Let the tests have run on a commit and left their artifacts."""
    run = hub.run(
        sample.repository,
        sha,
        environment=None,
        workflow=TESTS,
        jobs=("test",),
        actor=MERGED_BY,
        head_branch=branch or sample.branch,
    )
    for name, path in files:
        hub.add_artifact(sample.repository, run, name, _zipped(path))
    hub.finish(sample.repository, run)


def _zipped(path: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.name)
    return packed.getvalue()
