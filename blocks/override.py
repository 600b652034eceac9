"""The modal that lets somebody break the glass: what is let through, what stands against it, and why."""

from app.domain.deploy import Deploy
from app.domain.message import Block
from app.domain.rules import TYPED_MIN
from blocks import evidence
from blocks.decision import REASON_MAX
from blocks.standing import notes, verdict
from blocks.text import gap, line, plain, rich, say, section

OVERRIDE_VIEW = "deploy.override"
OVERRIDE_REASON_BLOCK, OVERRIDE_REASON_INPUT = "override.why", "deploy.override.reason"
OVERRIDE_COMMIT_BLOCK, OVERRIDE_COMMIT_INPUT = "override.commit", "deploy.override.commit"
COMMIT_MAX = 40  # hex digits
AFTERWARDS = (
    "It goes ahead at once, the leads are told, and it stays listed until a second person signs it off."
)


def override_view(deploy: Deploy, carried: str) -> Block:
    """Return the modal; `carried` names deploy and report, is visible to the client and not trusted."""
    return {
        "type": "modal",
        "callback_id": OVERRIDE_VIEW,
        "private_metadata": carried,
        "title": plain("Override the gate", 24),
        "submit": plain("Override", 24),
        "close": plain("Back", 24),
        "blocks": [
            rich(_what(deploy)),
            section(f"*What stands against it*\n{verdict(deploy)}"),
            *map(section, notes(deploy)),
            rich(line(gap(AFTERWARDS))),
            _input(OVERRIDE_REASON_BLOCK, "Why it cannot wait", _reason()),
            _input(
                OVERRIDE_COMMIT_BLOCK,
                f"The first {TYPED_MIN} characters of the commit",
                _commit(),
            ),
        ],
    }


def _what(deploy: Deploy) -> Block:
    key, summary = deploy.key, deploy.summary
    parts = [say(key.sha[:TYPED_MIN], code=True), gap(" of "), say(key.repository, 140, bold=True)]
    parts += [gap(" to "), say(key.environment, 100, bold=True)]
    if summary is not None:
        parts += [gap(": "), say(summary.subject, 120), gap(" by "), say(summary.author, 80)]
        parts.append(gap(f", risk {evidence.risk(summary.level, summary.score)}"))
    return line(*parts)


def _reason() -> Block:
    return {
        "type": "plain_text_input",
        "action_id": OVERRIDE_REASON_INPUT,
        "multiline": True,
        "max_length": REASON_MAX,
        "placeholder": plain("What breaks if it waits, and whom you have asked"),
    }


def _commit() -> Block:
    return {"type": "plain_text_input", "action_id": OVERRIDE_COMMIT_INPUT, "max_length": COMMIT_MAX}


def _input(block_id: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element}
