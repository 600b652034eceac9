"""Breaking the glass in the demo: `/deploy override` and what is typed into its modal."""

import re

from blocks.override import (
    OVERRIDE_COMMIT_BLOCK,
    OVERRIDE_COMMIT_INPUT,
    OVERRIDE_REASON_BLOCK,
    OVERRIDE_REASON_INPUT,
)
from sandbox.demo.product import Unexpected
from sandbox.demo.scene import DEPLOY_ID, Scene
from sandbox.slack import Message

ATTEMPTS = 5
NEWER = re.compile("report has changed|New evidence has arrived")


def override(scene: Scene, user: str, card: Message, reason: str, commit: str) -> str | None:
    """Break the glass with what is typed into the modal; return the error that it shows, if any.

    Until GitHub has told of every check, a report may change while somebody types: then they begin anew.
    """
    found = DEPLOY_ID.search(scene.card(card))
    values = {
        OVERRIDE_REASON_BLOCK: {OVERRIDE_REASON_INPUT: reason},
        OVERRIDE_COMMIT_BLOCK: {OVERRIDE_COMMIT_INPUT: commit},
    }
    for _ in range(ATTEMPTS):
        _opens(scene, user, f"override {found[1] if found else ''}")
        errors = scene.stage.slack.submit(user, values)
        if not errors:
            return None
        scene.stage.slack.close_view(user)
        error = next(iter(errors.values()))
        if not NEWER.search(error):
            return error
    raise Unexpected(f"the report for {user} changed {ATTEMPTS} times")


def _opens(scene: Scene, user: str, words: str) -> None:
    """Type a command until its modal opens: while new evidence is read, Airlock asks for a moment."""
    typed_after: set[int] = set()  # so many private answers

    def look() -> object:
        view, answers = scene.stage.slack.view(user), len(scene.stage.slack.ephemerals(user))
        if view is None and answers not in typed_after:
            typed_after.add(answers)
            scene.says_deploy(user, words)
        return view

    scene.seen(f"a modal for {user}", look)
