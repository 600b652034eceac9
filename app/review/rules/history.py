"""Rules about: what the messages and the past say."""

from app.domain.report import Level
from app.review.verdict.rule import Rule

_FITTED = "reverted changes of 38 public repositories"
_RISK = "Yan et al. 2019, and reverted changes of 38 public repositories"

RULES = {
    # the messages
    "history.bot": Rule(
        Level.LOW, "A routine update by a bot, of what bots update.", "Bump requests to 2.32", _FITTED
    ),
    "history.title": Rule(
        Level.LOW,
        "Words of the title, by how often changes with them were taken back; the sum counts, within ±1.2.",
        "Disable the new cart by default",
        _FITTED,
    ),
    "history.title-length": Rule(
        Level.LOW, "The length of the title; each doubling of 50 characters counts.", "a long title", _FITTED
    ),
    "history.reland": Rule(
        Level.MEDIUM, "A title that brings back what was taken out before.", "Reland the new cart", _FITTED
    ),
    "history.explained": Rule(
        Level.LOW,
        "What needed a long message; each doubling of its characters counts.",
        "800 characters",
        _FITTED,
    ),
    "history.revert-talk": Rule(
        Level.MEDIUM, "A message that talks of a revert.", "Like #12, which was reverted", _FITTED
    ),
    "history.rollback": Rule(
        Level.MEDIUM,
        "What is live is newer: going back takes away what came since, and its migrations stay.",
        "A rollback: takes away 3 commits",
        "what is live, and the repository",
    ),
    # who looked
    "history.unreviewed": Rule(
        Level.MEDIUM,
        "Commits without a pull request, or with one whose last commit nobody but its author approved.",
        "pushed to main",
        "SLSA source track: two-person review",
    ),
    # where
    "history.file": Rule(
        Level.LOW,
        "The touched file whose changes were taken back most often; each doubling of the average counts.",
        "app/cart.py: 4 times the average",
        _RISK,
    ),
    "history.module": Rule(
        Level.LOW,
        "The same for directories, two deep.",
        "app/checkout: twice the average",
        _RISK,
    ),
    "history.module-lately": Rule(
        Level.LOW, "The same for the last months.", "app/checkout: twice the average", _FITTED
    ),
    "history.own-module": Rule(
        Level.LOW,
        "The same for the changes there by who wrote most of this one.",
        "app/checkout: twice the average",
        _RISK,
    ),
    "history.kinds": Rule(
        Level.LOW, "The same for the kinds of files that change together.", "code and config", _FITTED
    ),
    "history.fixes": Rule(
        Level.LOW, "The touched file that is mended most often; each doubling counts.", "app/tax.py", _FITTED
    ),
    # like what was taken back
    "history.same-files": Rule(
        Level.MEDIUM,
        "How many files it shares with a change taken back within 30 days (0 to 1).",
        "the same two files as yesterday's revert",
        _FITTED,
    ),
    "history.same-title": Rule(
        Level.LOW, "The same for the words of the titles.", "New cart, second try", _FITTED
    ),
    "history.words": Rule(
        Level.LOW,
        "Words of the title that stood in titles of changes taken back here.",
        "carousel",
        _FITTED,
    ),
    "history.lately": Rule(
        Level.LOW,
        "How many of the last 30 changes were taken back; each doubling of what is usual counts.",
        "3 of the last 30",
        _FITTED,
    ),
    # who knows the files
    "history.unfamiliar": Rule(
        Level.LOW,
        "How little who wrote it has changed these files before (0 to 6).",
        "none of the 40 earlier changes",
        _RISK,
    ),
    "history.by-others": Rule(
        Level.LOW, "The share of the files that somebody else changed last (0 to 1).", "all of them", _FITTED
    ),
    "history.active": Rule(
        Level.LOW,
        "Who wrote it landed changes here within a month; each doubling counts.",
        "12 changes within a month",
        _FITTED,
    ),
    "history.untouched": Rule(
        Level.LOW, "How long a file was not changed; each doubling of the days counts.", "400 days", _FITTED
    ),
}
