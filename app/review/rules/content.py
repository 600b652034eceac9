"""Rules about: what the added lines hold."""

from app.domain.report import Level
from app.review.verdict.rule import Rule

RULES = {
    "content.concurrency": Rule(
        Level.LOW,
        "Added lines that deal with threads, locks or async code.",
        "lock = threading.Lock()",
        "reverted changes of public repositories",
    ),
    "content.cache": Rule(
        Level.LOW,
        "Added lines that deal with caching.",
        "@lru_cache",
        "reverted changes of public repositories",
    ),
    "content.branches": Rule(
        Level.LOW,
        "Added lines of code that branch; each doubling counts.",
        "if total > limit:",
        "reverted changes of public repositories",
    ),
    "content.binary": Rule(
        Level.MEDIUM,
        "A binary file that is added or changed, no picture, sound or font: nobody can read it here.",
        "model.bin",
        "the team's own judgement",
    ),
    "content.executable": Rule(
        Level.MEDIUM,
        "A binary file that is added or changed and that a machine runs.",
        "lib/native.so",
        "OpenSSF Scorecard: Binary-Artifacts",
    ),
    "content.archive": Rule(
        Level.MEDIUM,
        "An archive that is added or changed: what is in it is not in the diff.",
        "vendor/lib.tar.gz",
        "OpenSSF Scorecard: Binary-Artifacts",
    ),
    "content.bidi": Rule(
        Level.HIGH,
        "Characters that turn the direction of text around: the lines run otherwise than they look.",
        "U+202E in a comment",
        "Trojan Source, CVE-2021-42574",
    ),
    "content.homoglyph": Rule(
        Level.HIGH,
        "A word that mixes Latin letters with letters of another script that look the same.",
        "p\u0430yment with a Cyrillic a",
        "CVE-2021-42694; Unicode TR 39",
    ),
    "content.invisible": Rule(
        Level.MEDIUM,
        "Characters in code that nobody sees: zero-width, fillers, tags, runs of variation selectors.",
        "U+200B inside a name",
        "Unicode TR 36; Trojan Source",
    ),
    "content.mark": Rule(
        Level.LOW,
        "Marks of direction and width in translations, documents and tests, where some belong.",
        "U+200F in a translation",
        "Unicode TR 9",
    ),
    "content.control": Rule(
        Level.MEDIUM,
        "Control characters that make a terminal show something else than the file holds.",
        "an escape sequence in a comment",
        "CWE-150",
    ),
    "content.conflict": Rule(
        Level.MEDIUM, "Marks of a merge conflict.", "<<<<<<< HEAD", "git's documents: merge"
    ),
    "content.unreadable": Rule(
        Level.MEDIUM,
        "Minified or generated code: lines so long that nobody reads them.",
        "a line of 40,000 characters in `app.js`",
        "the team's own judgement",
    ),
    "content.long-line": Rule(
        Level.LOW,
        "Very long lines in code: what stands at their end is off the screen.",
        "a line of 800 characters",
        "Trojan Source",
    ),
    "content.mode": Rule(
        Level.LOW, "A file that may be run now, or no longer.", "100644 → 100755", "git's file modes"
    ),
    "content.symlink": Rule(Level.LOW, "A symbolic link.", "current → releases/7", "git's file modes"),
    "content.symlink-outside": Rule(
        Level.MEDIUM,
        "A symbolic link that leads out of the repository, or into `.git`.",
        "config → /etc/passwd",
        "CWE-59",
    ),
    "content.file-name": Rule(
        Level.MEDIUM,
        "A file name with characters that hide, turn around or break what is shown.",
        "invoice\u202efdp.exe",
        "Unicode TR 36",
    ),
    "content.case": Rule(
        Level.LOW,
        "Two names that are one on some file systems.",
        "Cart.py beside cart.py",
        "CVE-2021-21300",
    ),
}
