"""What people do with pull requests, from a test or the demo."""

from dataclasses import replace

from sandbox.github import pull_events
from sandbox.github.pull import Pull, Review
from sandbox.github.running import Running


class Collaborating(Running):
    def add_pull(  # noqa: PLR0913 - as many things as a pull request has
        self,
        repo: str,
        head: str,
        base: str = "main",
        author: str = "ana",
        title: str = "A change",
        *,
        number: int | None = None,
        merged_sha: str | None = None,
        body: str = "",
    ) -> int:
        """Open a pull request from a branch or commit; `merged_sha`: it is merged as that commit."""
        with self._held() as hub:
            repository = hub.repository(repo)
            full = hub.sha(repo, merged_sha) if merged_sha else None
            pull = Pull(
                id=hub.new_id(),
                number=number or max(repository.pulls, default=0) + 1,
                title=title,
                author=hub.person(author).login,
                head=head,
                base=base,
                created_at=hub.now(),
                body=body,
                merged_sha=full,
                merged_at=hub.now() if full else None,
            )
            repository.pulls[pull.number] = pull
            if pull.is_open:
                pull_events.tell(hub, repository, "opened", pull)
            return pull.number

    def push_pull(self, repo: str, number: int) -> None:
        """Tell that the branch of a pull request has moved; move it with git first."""
        with self._held() as hub:
            repository = hub.repository(repo)
            pull_events.tell(hub, repository, "synchronize", repository.pulls[number])

    def merge_pull(self, repo: str, number: int, merged_sha: str) -> None:
        """Close a pull request as merged; make the commit with git first."""
        self._close(repo, number, merged_sha)

    def close_pull(self, repo: str, number: int) -> None:
        self._close(repo, number, None)

    def review(
        self, repo: str, number: int, by: str, state: str = "APPROVED", commit_id: str | None = None
    ) -> int:
        """Review a pull request; `commit_id`: what was looked at, when not its head as it is now."""
        with self._held() as hub:
            repository = hub.repository(repo)
            pull = repository.pulls[number]
            sha = hub.sha(repo, commit_id or pull.head)
            review = Review(hub.new_id(), hub.person(by).login, state, sha, hub.now())
            repository.pulls[number] = replace(pull, reviews=(*pull.reviews, review))
            pull_events.tell_review(hub, repository, "submitted", repository.pulls[number], review)
            return review.id

    def dismiss_review(self, repo: str, number: int, review: int) -> None:
        with self._held() as hub:
            repository = hub.repository(repo)
            pull = repository.pulls[number]
            reviews = tuple(
                replace(one, state="DISMISSED") if one.id == review else one for one in pull.reviews
            )
            repository.pulls[number] = replace(pull, reviews=reviews)
            gone = next(one for one in reviews if one.id == review)
            pull_events.tell_review(hub, repository, "dismissed", repository.pulls[number], gone)

    def _close(self, repo: str, number: int, merged_sha: str | None) -> None:
        with self._held() as hub:
            repository, now = hub.repository(repo), hub.now()
            full = hub.sha(repo, merged_sha) if merged_sha else None
            pull = replace(
                repository.pulls[number], closed_at=now, merged_sha=full, merged_at=now if full else None
            )
            repository.pulls[number] = pull
            pull_events.tell(hub, repository, "closed", pull)
