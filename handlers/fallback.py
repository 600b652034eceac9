"""What no other listener knows: old buttons are answered, and events nobody needs are acknowledged."""

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

from slack_bolt import Ack, App, BoltResponse, Respond

from blocks.look import CLEAR, ENVIRONMENT, NEWER, OLDER, OUTCOME, PERSON, REFRESH
from handlers.answers import privately

log = logging.getLogger(__name__)

TROUBLE = "Something went wrong inside Airlock; its log has it. Look at the card before you try again."
DEPLOY_ID = re.compile(r"[a-z2-7]{12}\b")  # app.domain.deploy.Key.deploy_id
ANYTHING = re.compile(r".*", re.DOTALL)
HOME = (OLDER, NEWER, REFRESH, ENVIRONMENT, OUTCOME, PERSON, CLEAR)


def register(bolt: App, in_use: Iterable[str]) -> None:
    """`in_use`: the buttons of decisions; those of App Home are known here."""

    def gone(ack: Ack, respond: Respond) -> None:
        ack()
        privately(respond, "This button is no longer in use; `/deploy status` shows what waits.")

    def ignored(event: dict[str, Any]) -> None:  # noqa: ARG001 - Bolt acknowledges it
        return

    bolt.action(_out_of_use([*in_use, *HOME]))(gone)
    bolt.event(ANYTHING)(ignored)
    bolt.error(failed)


def _out_of_use(in_use: Iterable[str]) -> re.Pattern[str]:
    """Match every button but those. Bolt searches, so the pattern must hold on to the beginning.

    Bolt goes on to the next listener when one does not acknowledge, and so to this one.
    """
    return re.compile(rf"\A(?!(?:{'|'.join(map(re.escape, in_use))})\Z)", re.DOTALL)


def _about(body: Mapping[str, Any]) -> dict[str, str]:
    """Return which deploy a click, or what was entered into a dialog, is about."""
    carried = [action.get("value") for action in body.get("actions") or ()]
    told = [*carried, (body.get("view") or {}).get("private_metadata")]
    found = next((word for word in map(DEPLOY_ID.match, map(str, told)) if word), None)
    return {"deploy": found[0]} if found else {}


def failed(error: Exception, body: dict[str, Any], respond: Respond | None = None) -> BoltResponse:
    """Log a fault once, which also reports it, and say one plain sentence to who met it."""
    extra = {"kind": str(body.get("type")), **_about(body)}
    log.error("listener failed", exc_info=error, extra=extra)
    if respond is not None and respond.response_url:
        privately(respond, TROUBLE)
    return BoltResponse(status=500)
