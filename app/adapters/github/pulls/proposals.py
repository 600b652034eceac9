"""Pull requests, their reviewers and the check on them, for one App."""

from dataclasses import dataclass

from app.adapters.github.access import GitHub
from app.adapters.github.pulls import pullcheck, pullrequests
from app.adapters.github.pulls.reviewers import Directory, Reviewers
from app.adapters.github.site import Site
from app.domain.pullgate import PullRequest, Reviewer, Standing, Verdict
from app.domain.pullmark import Watermark


@dataclass(frozen=True)
class GitHubProposals:
    """Implements `ports.Proposals`."""

    github: GitHub
    directory: Directory

    def read(self, repository: str, number: int) -> PullRequest | None:
        return pullrequests.read_pull(self.github.of(repository), repository, number)

    def same_head(self, pull: PullRequest) -> tuple[int, ...]:
        return pullrequests.same_head(self.github.of(pull.repository), pull)

    def merge_base(self, pull: PullRequest) -> tuple[str, int]:
        return pullrequests.merge_base(self.github.of(pull.repository), pull)

    def changed(self, repository: str, since: Watermark) -> tuple[tuple[int, ...], Watermark]:
        return pullrequests.changed_pulls(self.github.of(repository), repository, since)

    def reviewer(self, pull: PullRequest, login: str, stands: Standing) -> Reviewer:
        api = self.github.of(pull.repository)
        return Reviewers(api, self.directory, pull.repository).look_up(login, stands.names)

    def draw(self, pull: PullRequest, verdict: Verdict) -> None:
        api = self.github.of(pull.repository)
        pullcheck.draw(api, Site(self.github.credentials), pull, verdict)
