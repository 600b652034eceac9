"""Rules about: how much changes, and of what make-up it is."""

from app.domain.report import Level
from app.review.verdict.rule import Rule

_FITTED = "reverted changes of 38 public repositories"

RULES = {
    "size.code": Rule(
        Level.LOW, "Lines of code added; each doubling counts, ten at most.", "+300 lines in `app/`", _FITTED
    ),
    "size.hunks": Rule(Level.LOW, "Places of code that change; each doubling counts.", "12 places", _FITTED),
    "size.files": Rule(Level.LOW, "Files of code that change; each doubling counts.", "8 files", _FITTED),
    "size.spread": Rule(
        Level.LOW, "How evenly the lines lie over the files, in bits.", "4 files alike: 2 bits", "Hassan 2009"
    ),
    "size.commits": Rule(
        Level.LOW, "Commits shipped at once; each doubling counts, four at most.", "12 commits", _FITTED
    ),
    "size.authors": Rule(Level.LOW, "People who wrote it; each doubling counts.", "3 people", _FITTED),
    "size.new-files": Rule(
        Level.LOW,
        "The share of the added code that is in new files, on which little depends.",
        "80 %",
        _FITTED,
    ),
    "size.only-adds": Rule(
        Level.LOW, "Code is added and none is taken away.", "40 lines added, none deleted", _FITTED
    ),
    "size.pages": Rule(
        Level.LOW, "The share of it that is pages, scripts of pages and styles.", "cart.html", _FITTED
    ),
    "size.deleted-file": Rule(Level.LOW, "A file of code is deleted.", "app/old_cart.py", _FITTED),
    "size.tests": Rule(
        Level.LOW, "Lines of tests for each line of code, three at most.", "test_cart.py", _FITTED
    ),
    "size.translated": Rule(Level.LOW, "Translated texts change.", "locales/de.yml", _FITTED),
    "size.nothing-runs": Rule(
        Level.LOW, "Only tests, documents, translations, assets or CI.", "README.md", _FITTED
    ),
}
