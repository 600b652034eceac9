"""What is said to those who are asked when others are silent, and when somebody breaks the glass."""

from collections.abc import Sequence

from app.domain import ladder
from app.domain.deploy import Deploy
from app.domain.message import Block, Message
from blocks import evidence
from blocks.card import value
from blocks.hold import hold
from blocks.standing import LONG, override
from blocks.text import called, escape, moment, named, people, plain, section

SIGN_OFF = "deploy.sign_off"  # an override, by a second person
NO_LINK = "There is no link to its card; `/deploy status` has more"


def escalation(deploy: Deploy, mentions: Sequence[str] = (), undelivered: str | None = None) -> Message:
    """Return what those who are asked now read; `undelivered` says why it stands in the card's thread."""
    title, words = _why(deploy)
    shut = "The gate stays shut until a person decides; being asked here gives nobody a say."
    first = f"{words} {shut}\n{_who_may(deploy)}"
    if undelivered is not None:
        channel = escape(_channel(deploy), 100)
        first += f"\nThis belongs into {channel}, which does not work: {escape(undelivered, LONG)}"
    parts = [f"*{title}*\n{first}", hold(deploy), _calling(mentions), where(deploy)]
    return Message(
        f"{_calling(mentions)} {title}: {first}".strip(), [section(part) for part in parts if part]
    )


def overridden(deploy: Deploy, mentions: Sequence[str] = ()) -> Message:
    """Return what the leads read at once when the glass was broken; signed off, it has no button any more."""
    title = f"The gate was overridden for {what(deploy)}{risk(deploy)}."
    calling = _calling(mentions) if deploy.needs_signing else ""
    parts = [f"{title}\n{override(deploy)}", calling, where(deploy)]
    text = "\n".join(filter(None, parts))
    blocks = [section(part) for part in parts if part]
    if deploy.needs_signing:
        blocks.append({"type": "actions", "elements": [_sign_off(deploy)]})
    return Message(text, blocks)


def what(deploy: Deploy) -> str:
    """Name the commit and where it goes."""
    key = deploy.key
    subject = f" ({escape(deploy.summary.subject, 120)})" if deploy.summary else ""
    return f"{escape(key.repository, 140)} `{key.sha[:12]}`{subject} to {escape(key.environment, 100)}"


def risk(deploy: Deploy) -> str:
    summary = deploy.summary
    return f", risk {evidence.risk(summary.level, summary.score)}" if summary else ""


def where(deploy: Deploy) -> str:
    """Return the way to the card."""
    return f"<{deploy.card.link}|Open the card>" if deploy.card and deploy.card.link else NO_LINK


def _why(deploy: Deploy) -> tuple[str, str]:
    about = f"{what(deploy)}{risk(deploy)}, queued {moment(deploy.queued_at)}"
    if deploy.stuck is not None:
        return "Nobody can approve this", f"{about}: {people(deploy.stuck, deploy.names, LONG)}."
    if ladder.rung(deploy) is not None:
        return "Still no answer", f"Nobody has decided on {about}, and others were asked before you."
    return "No answer in time", f"Nobody has decided on {about}."


def _who_may(deploy: Deploy) -> str:
    if deploy.rules is None:
        return ""
    if deploy.stuck is None:
        return f"Who may decide: {named(deploy.rules.approvers)}."
    glass = f", or {named(deploy.rules.override)} overrides it" if deploy.rules.override else ""
    return f"It waits until somebody mends the policy or its groups, or rejects it{glass}."


def _channel(deploy: Deploy) -> str:
    return ladder.escalation_channel(deploy, deploy.rules) if deploy.rules else ""


def _calling(mentions: Sequence[str]) -> str:
    return " ".join(called(name) for name in mentions)


def _sign_off(deploy: Deploy) -> Block:
    about = f"{deploy.key.sha[:7]} of {deploy.key.repository} to {deploy.key.environment}"
    return {
        "type": "button",
        "action_id": SIGN_OFF,
        "text": plain("I have looked at it"),
        "value": value(deploy),
        "accessibility_label": plain(f"Sign off the override of {about}")["text"],
        "confirm": {
            "title": plain("Sign this override off?"),
            "text": plain(f"You say that you have looked at {about}. The record keeps it.", 300),
            "confirm": plain("Sign off", 30),
            "deny": plain("Not yet", 30),
        },
    }
