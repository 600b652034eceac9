"""Block Kit that the tests of the page post."""

from typing import Any

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str, text: str, **more: Any) -> Block:
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": "d1", **more}


CONFIRM = {
    "title": plain("Approve shop-api?"),
    "text": {"type": "mrkdwn", "text": "`3f9c1ab` goes to *production*."},
    "confirm": plain("Yes, approve"),
    "deny": plain("Not yet"),
}
BUTTONS = {
    "type": "actions",
    "block_id": "buttons",
    "elements": [
        button("deploy.approve", "Approve", style="primary", confirm=CONFIRM),
        button("deploy.reject", "Reject", style="danger"),
        button("deploy.diff", "View diff", url="https://github.com/harbour/shop-api"),
    ],
}
CARD = [{"type": "header", "text": plain("Deploy shop-api")}, section("*High risk*, 72 of 100"), BUTTONS]
MODAL = {
    "type": "modal",
    "callback_id": "deploy.reject",
    "title": plain("Reject shop-api"),
    "submit": plain("Reject"),
    "blocks": [
        {
            "type": "input",
            "block_id": "reason",
            "label": plain("Reason"),
            "element": {"type": "plain_text_input", "action_id": "words", "multiline": True, "min_length": 8},
        }
    ],
}
HOME = {"type": "home", "blocks": [{"type": "header", "text": plain("Waiting for you")}]}


def decided(by: str) -> list[Block]:
    return [CARD[0], section(f"*Approved* by <@{by}>")]
