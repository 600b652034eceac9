"""What is out of the ordinary about a deploy, in Markdown: what holds it up, and who broke the glass."""

from collections.abc import Iterator

from app.adapters.github.markdown import code, escaped
from app.domain.deploy import Deploy
from app.domain.holding import is_held
from app.domain.lane import HoldKind
from app.domain.quorum import quorum
from app.domain.table import is_open

REASON_MAX = 250  # characters of a foreign text, each of which may take two or three


def special(deploy: Deploy) -> Iterator[str]:
    """Yield a sentence each, what keeps it waiting first.

    GitHub hears of it when the deploy itself changes, and of the end of a lock not at once: hence the time.
    """
    if is_open(deploy):
        yield from _waiting(deploy)
    if deploy.behind is not None:
        yield f"It waits in line until deploy {code(deploy.behind, 40)} is through{_as_of(deploy)}."
    if deploy.hotfix:
        yield f"It is marked as a hotfix: {escaped(deploy.hotfix, REASON_MAX)}"
    if override := deploy.override:
        yield f"{code(override.by, 40)} overrode the rules: {escaped(override.reason, REASON_MAX)}"
        if override.signed_by:
            yield f"{code(override.signed_by, 40)} has signed that override off."
        else:
            yield "That override waits for a second person's review."


def _waiting(deploy: Deploy) -> Iterator[str]:
    if deploy.stuck:
        yield f"Nobody can approve it: {escaped(deploy.stuck, REASON_MAX)}"
    if deploy.stopped:
        yield f"It was approved and then stopped: {escaped(deploy.stopped, REASON_MAX)}"
    hold = deploy.hold
    if hold is not None and is_held(deploy):
        what = "locked" if hold.kind is HoldKind.LOCK else "frozen"
        by = f" by {code(hold.person, 40)}" if hold.person else ""
        until = f" until {hold.until:%Y-%m-%d %H:%M} UTC" if hold.until else ""
        why = f": {escaped(hold.reason, REASON_MAX)}" if hold.reason else "."
        yield f"The environment is {what}{by}{until}{_as_of(deploy)}{why}"
    for why in quorum(deploy, deploy.approvals).why:
        yield f"It takes more approvals than usual: {escaped(why, REASON_MAX)}."


def _as_of(deploy: Deploy) -> str:
    return f" (as of {deploy.changed_at:%Y-%m-%d %H:%M} UTC)"
