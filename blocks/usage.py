"""The forms of `/deploy`, each with an example; and what is said when something is not of its form."""

from dataclasses import dataclass

from app.domain.message import Block, Message
from blocks.text import clean, context, gap, line, rich, say, section

COMMAND = "/deploy"
TYPED_MAX = 6000  # characters of what somebody typed that are shown again
IN_A_SECTION = 6  # forms; a section holds 3,000 characters
FREEZE = "freeze [OWNER/NAME] ENV until WHEN REASON"


@dataclass(frozen=True)
class Form:
    form: str
    does: str
    example: str

    @property
    def name(self) -> str:
        return self.form.split()[0]


HELP = (
    Form(
        "status", "what waits and runs, what is locked or frozen, whose override is to be looked at", "status"
    ),
    Form("show ID", "one deploy, with its report", "show a2b3c4d5e6f7"),
    Form(
        "queue OWNER/NAME SHA [ENV] [hotfix REASON]",
        "queue one; production if no environment is named",
        "queue acme/shop 3f2a1bc production hotfix The cart is empty",
    ),
    Form(
        "history [ENV] [@WHO] [SINCE] [PAGE]",
        "what happened, newest first, narrowed in any order; SINCE is as in 7d or 2026-11-01",
        "history production @bo 7d 2",
    ),
    Form(
        "lock [OWNER/NAME] ENV REASON",
        "let nobody approve there, of one repository or of all, until it is unlocked",
        "lock acme/shop production The cart is empty",
    ),
    Form("unlock [OWNER/NAME] ENV REASON", "end a lock", "unlock acme/shop production The cart is filled"),
    Form(
        FREEZE,
        "let only hotfixes and rollbacks through until then: 2h, 18:00, Mon 08:00 or 2026-12-24 18:00, "
        "in your time zone or as in 18:00 Europe/Berlin",
        "freeze production until Mon 08:00 The fair is on",
    ),
    Form(
        "unfreeze [OWNER/NAME] ENV REASON",
        "end what /deploy freeze began",
        "unfreeze production The fair is over",
    ),
    Form("override ID", "break the glass: past every rule, and posted to the leads", "override a2b3c4d5e6f7"),
    Form(
        "signoff ID [NOTE]",
        "say that you, as a second person, have looked at an override",
        "signoff a2b3c4d5e6f7 It was right",
    ),
    Form(
        "hotfix ID REASON",
        "let it through a freeze, with as many approvals as for high risk",
        "hotfix a2b3c4d5e6f7 The cart is empty",
    ),
    Form(
        "withdraw ID", "take your own approval back, while others are still missing", "withdraw a2b3c4d5e6f7"
    ),
    Form(
        "link [LOGIN] [@PERSON]",
        "say which GitHub login is yours; with @PERSON confirm theirs, as a leader; alone: list them",
        "link octocat",
    ),
    Form("unlink LOGIN [@PERSON]", "take that back; with @PERSON as a leader", "unlink octocat"),
    Form(
        "cancel ID [REASON]",
        "call off a deploy that waits, for an answer or in line; its author, who queued it, or an approver "
        "may",
        "cancel a2b3c4d5e6f7 The wrong branch",
    ),
    Form("help [COMMAND]", "this list, or one of it", "help freeze"),
)
FORMS = {form.name: form for form in HELP}


def usage() -> Message:
    starts = range(0, len(HELP), IN_A_SECTION)
    blocks = [section("\n".join(map(_row, HELP[start : start + IN_A_SECTION]))) for start in starts]
    blocks.append(
        context("An ID may be cut to its first 4 characters or more, while one deploy that waits has them")
    )
    return Message(f"How to use {COMMAND}", blocks)


def explained(form: Form) -> Message:
    return Message(f"How to use {COMMAND} {form.name}", [section(_row(form))])


def mistake(problem: str, typed: str, form: Form | None = None) -> Message:
    """Return what is wrong, the right form, and what somebody typed, so that nothing of it is lost."""
    blocks: list[Block] = [section(problem)]
    if form is not None:
        blocks.append(section(f"Write `{COMMAND} {form.form}`{_as_in(form, ', ')}"))
    if typed:
        blocks.append(rich(line(gap("You typed:")), _copied(f"{COMMAND} {typed}")))
    text = f"{problem} Write `{COMMAND} {form.form}`." if form is not None else problem
    return Message(text, blocks)


def _row(form: Form) -> str:
    return f"`{COMMAND} {form.form}`  {form.does}{_as_in(form, '; ')}"


def _as_in(form: Form, joint: str) -> str:
    return "" if form.example == form.form else f"{joint}as in `{COMMAND} {form.example}`"


def _copied(typed: str) -> Block:
    """Return text that Slack neither reads nor draws otherwise than as it is."""
    return {"type": "rich_text_preformatted", "elements": [say(clean(typed, TYPED_MAX), TYPED_MAX)]}
