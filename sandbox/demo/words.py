"""What the demo says on the terminal."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sandbox.demo.process_log import NAME as LOG

STARTING = "Airlock demo: a Slack workspace, a GitHub and a CI, all on this machine. Starting …"

PEOPLE = """\
  You are Bo, who may approve. “You are”, at the bottom left, makes you somebody else:

    Ana   may approve, but wrote changes 1 and 3, so not those
    Bo    may approve
    Cy    may approve, and is the one in @security
    Dee   wrote change 2, and is no approver
    Eli   reads #eng-leads, where Airlock asks when nobody answers, and may `/deploy override`
"""


@dataclass(frozen=True)
class Deploy:
    """One of the deploys that wait in the demo."""

    candidate: str  # of the sample
    environment: str
    what: str
    hint: str


DEPLOYS = (
    Deploy(
        "routine",
        "production",
        "a routine change by Ana",
        "Approve it, and watch it go live in #deploys. As Ana, try the same.",
    ),
    Deploy(
        "risky",
        "production",
        "a risky one by Dee: a migration, a new dependency, sign-in",
        "It takes two, one of them from @security: approve as Bo, then as Cy.",
    ),
    Deploy(
        "failing",
        "production",
        "one by Ana with failing tests",
        "Reject it; your reason goes into the card's thread.",
    ),
    Deploy(
        "wording",
        "staging",
        "two sentences by Cy",
        "Leave it alone. Staging reminds after 30 s and asks #eng-leads after 90 s (production: 4 h).\n"
        "       After 10 minutes it expires; `/deploy queue harbour/shop {another} staging` brings another.",
    ),
)


def welcome(page: str) -> str:
    where = urlencode({"as": "U0BO000001", "channel": "deploy-approval"})
    return f"\n  Open  {page}#{where}\n\n{PEOPLE}\n  In #deploy-approval:\n"


def deploy(number: int, one: Deploy, another: str) -> str:
    """Say what waits; `another` is a commit that nobody has queued yet."""
    return f"    {number}. To {one.environment}: {one.what}\n       {one.hint.format(another=another[:7])}"


def log(data_dir: Path) -> str:
    return f"The log of the processes is {data_dir / LOG}"


def closing(github: str, ci: str, data_dir: Path | None) -> str:
    """Say what else there is; `data_dir` where the log is in a file."""
    lines = [
        "Also: the thread below each card, Airlock's Home tab, and `/deploy` in any channel: `status`,",
        "`history`, `lock production WHY`, `freeze production until 2h WHY`, `hotfix ID WHY`, `withdraw ID`;",
        "as Eli `override ID`, and then as somebody else `signoff ID`.",
        f"GitHub, where production's runs wait, is at {github}/ and can be told to let the next one fail.",
        f"The CI that deploys to staging is at {ci}/",
        "Each change is a branch of its own: once 1 is live, 2 and 3 say that they would undo it.",
        *([log(data_dir)] if data_dir else []),
        "Ctrl-C stops everything; the next demo starts anew.",
    ]
    return "\n" + "\n".join(f"  {line}" for line in lines)
