"""`airlock queue`: queue a deploy from any CI job; its id, alone, goes to standard output."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from app import wiring
from app.adapters import remote
from app.adapters.checkout import read_checkout
from app.adapters.git import GitRepository
from app.adapters.parts import as_json
from app.domain.deploy import Deploy, Request
from app.domain.errors import Missing
from app.domain.event import EvidenceGiven
from app.domain.table import is_over, may, standing
from app.ports import Reading
from app.review import is_wanted, recall
from handlers import payloads


@dataclass(frozen=True)
class Files:
    """What the job measured, as named on the command line."""

    junit: tuple[str, ...]
    coverage: Path | None
    base_coverage: Path | None


@click.command()
@click.option("--repository", required=True, metavar="OWNER/NAME")
@click.option("--sha", required=True, help="The commit to deploy; with --repo any revision of it.")
@click.option("--base", help="The commit that is live; what Airlock knows to be live comes first.")
@click.option("--environment", required=True)
@click.option("--run-url", help="Where people see the CI run.")
@click.option("--run-id", default="", help="The CI's run; another run is another deploy.")
@click.option("--run-attempt", default=1, type=click.IntRange(min=1), show_default=True)
@click.option(
    "--actor", help="Who asked for it: an e-mail address or a Slack user id. They cannot approve it."
)
@click.option("--hotfix", metavar="REASON", help="Why it cannot wait for the end of a freeze.")
@click.option("--repo", type=click.Path(path_type=Path), help="A local git repository to read.")
@click.option("--junit", multiple=True, metavar="GLOB", help="JUnit XML files; may be given several times.")
@click.option("--coverage", type=click.Path(path_type=Path))
@click.option("--base-coverage", type=click.Path(path_type=Path))
def queue(
    *,
    repo: Path | None,
    junit: tuple[str, ...],
    coverage: Path | None,
    base_coverage: Path | None,
    **told: str | int | None,
) -> None:
    """Queue a deploy. The same deploy queued again prints the same id."""
    files = Files(junit, coverage, base_coverage)
    given = {name: value for name, value in told.items() if value not in (None, "")}
    repository = GitRepository(repo, Reading(is_wanted, recall)) if repo else None
    if repository is not None:
        given |= {name: repository.resolve(str(given[name])) for name in ("sha", "base") if name in given}
    settings = wiring.parts().settings
    if settings.airlock_url is not None:
        click.echo(_over_http(given, repository, files))
    else:
        deploy = _directly(given, repo, files)
        click.echo(deploy.id)
        if is_over(deploy):
            click.echo(f"{standing(deploy)} Another --run-id makes another deploy.", err=True)


def _directly(given: dict[str, str | int], repo: Path | None, files: Files) -> Deploy:
    """Queue in Redis; the worker reads the change from the repository itself."""
    parts = wiring.parts()
    local = {"local_path": str(repo.resolve())} if repo else {}
    request = payloads.request({**given, **local})
    parts.sources.rules(request.key.repository, request.local_path, request.key.environment)
    measured = read_checkout(None, request, files.junit, files.coverage, files.base_coverage)
    return _with_evidence(parts, request, as_json(measured) if measured.model_fields_set else None)


def _with_evidence(parts: wiring.Parts, request: Request, body: bytes | None) -> Deploy:
    """Lay the evidence down before a new deploy, so that its first report has it."""
    if body is not None and _may_still_read(parts, request):
        parts.archive.give(request.key.deploy_id, body)
    deploy, is_new = parts.gate.queue(request, datetime.now(UTC))
    if is_new or body is None or not may(deploy, EvidenceGiven):
        return deploy
    return parts.gate.handle(deploy.id, EvidenceGiven(datetime.now(UTC)))


def _may_still_read(parts: wiring.Parts, request: Request) -> bool:
    try:
        return may(parts.gate.get(request.key.deploy_id), EvidenceGiven)
    except Missing:
        return True


def _over_http(given: dict[str, str | int], repository: GitRepository | None, files: Files) -> str:
    """Queue at a `web` elsewhere, and send it what can be read here."""
    airlock = remote.Airlock.of(wiring.parts().settings, wiring.now)
    request = payloads.request(given)
    measured = read_checkout(repository, request, files.junit, files.coverage, files.base_coverage)
    deploy_id = airlock.queue(given)
    if measured.model_fields_set:
        airlock.give_evidence(deploy_id, as_json(measured))
    return deploy_id
