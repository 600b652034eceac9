"""The modal that asks why a deploy is rejected."""

from app.domain.deploy import Deploy
from app.domain.message import Block
from blocks.text import gap, line, plain, rich, say

REASON_VIEW, REASON_BLOCK, REASON_INPUT = "deploy.reason", "reason", "deploy.reason.text"
REASON_MAX = 1000  # characters; Slack allows 3000


def reason_view(deploy: Deploy, carried: str) -> Block:
    """Return the modal; `carried` names deploy and report, is visible to the client and not trusted."""
    key = deploy.key
    title = [gap("Reject "), say(key.sha[:7], code=True), gap(" of "), say(key.repository, 140, bold=True)]
    title += [gap(" to "), say(key.environment, 100, bold=True), gap("? The reason goes into the thread.")]
    asked = {
        "type": "plain_text_input",
        "action_id": REASON_INPUT,
        "multiline": True,
        "max_length": REASON_MAX,
        "placeholder": plain("What has to change before this can go live?"),
    }
    return {
        "type": "modal",
        "callback_id": REASON_VIEW,
        "private_metadata": carried,
        "title": plain("Reject deploy", 24),
        "submit": plain("Reject", 24),
        "close": plain("Back", 24),
        "blocks": [
            rich(line(*title)),
            {"type": "input", "block_id": REASON_BLOCK, "label": plain("Reason"), "element": asked},
        ],
    }
