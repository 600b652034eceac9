"""One pull request: who reviewed it, and its head's checks."""

from typing import TYPE_CHECKING

from sandbox.github.pages.checks import checks
from sandbox.github.pages.frame import crumbs, whole
from sandbox.github.pages.home import commit_link
from sandbox.github.pages.html import Html, many, quiet, section, tag
from sandbox.github.pages.markdown import markdown
from sandbox.github.pages.state import at, state
from sandbox.github.pull import Pull, Review
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.hub import Hub


def pull(hub: "Hub", repository: Repository, one: Pull) -> str:
    """Return the page of a pull request."""
    head = repository.git.sha(one.head) or one.merged_sha
    how = "Open" if one.is_open else "Merged" if one.merged_at else "Closed"
    facts = f"{how} · {one.author} wants to bring {one.head} into {one.base}"
    return whole(
        f"{one.title} #{one.number} · {repository.full_name}",
        crumbs(repository),
        tag("h1", f"{one.title} #{one.number}"),
        tag("section", tag("p", facts, class_="quiet"), markdown(one.body)),
        section("Reviews", _reviews(repository, one)),
        *([section("Checks", checks(hub, repository, head))] if head else []),
    )


def _reviews(repository: Repository, one: Pull) -> Html:
    if not one.reviews:
        return quiet("Nobody has reviewed it.")
    return tag("ol", *(_review(repository, review) for review in one.reviews), class_="timeline")


def _review(repository: Repository, review: Review) -> Html:
    head = many(state(review.state.lower()), " by ", tag("b", review.author), " at ")
    words = many(head, commit_link(repository, review.commit_id), markdown(review.body))
    return tag("li", at(review.at), tag("div", words))
