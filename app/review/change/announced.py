"""What the words of a title have meant: how often changes with them were taken back, elsewhere."""

import re
from functools import cache

TITLE_MOST = 1.2  # a title's sum is cut here, so that words alone never decide
_WORD = re.compile(r"[a-z][a-z_]+")
_ENDINGS = (
    "ization", "ations", "ation", "ments", "ment", "ingly", "ings", "ing", "edly", "ied", "ies", "ed", "ers",
    "er", "es", "s", "ly",
)  # fmt: skip
_SHORTEST = 3  # letters that stay when an ending goes
_LONG = 4  # letters; from the next one on, a final e and a doubled letter go as well

# The logarithm of how much more often (or less) than others a repository's changes with the word were taken
# back, shrunk towards 0; from the main lines of 38 repositories, screened for words of one trade only.
RAISING = {
    "disable": 0.78, "switch": 0.61, "upgrade": 0.60, "elasticsearch": 0.58, "default": 0.40, "perf": 0.39,
    "performance": 0.18, "cache": 0.37, "frontend": 0.35, "stage": 0.35, "docker": 0.35, "branch": 0.32,
    "asset": 0.29, "lock": 0.28, "model": 0.27, "replace": 0.27, "should": 0.26, "version": 0.25,
    "call": 0.25, "search": 0.25, "before": 0.24, "limit": 0.24, "work": 0.23, "use": 0.23, "redis": 0.23,
    "mark": 0.23, "instance": 0.22, "now": 0.22, "store": 0.22, "ruby": 0.22, "thread": 0.22, "no": 0.21,
    "don": 0.21, "run": 0.21, "serve": 0.21, "hash": 0.20, "deploy": 0.20, "attach": 0.20, "gem": 0.20,
    "filter": 0.19, "job": 0.19, "only": 0.18, "enable": 0.18, "async": 0.18, "try": 0.18,
    "experiment": 0.18, "require": 0.18, "enforce": 0.18, "event": 0.18, "driver": 0.17, "migrate": 0.17,
    "create": 0.15, "set": 0.15,
}  # fmt: skip
LOWERING = {
    "doc": -0.90, "typo": -0.70, "bump": -0.57, "document": -0.54, "translate": -0.48, "refactor": -0.46,
    "clean": -0.46, "rename": -0.44, "admin": -0.43, "fix": -0.40, "from": -0.34, "error": -0.34,
    "ci": -0.33, "skip": -0.30, "import": -0.29, "dep": -0.29, "correct": -0.29, "release": -0.28,
    "readme": -0.28, "copy": -0.28, "config": -0.27, "core": -0.27, "field": -0.27, "pytest": -0.27,
    "description": -0.26, "ui": -0.26, "about": -0.25, "tidy": -0.25, "simplify": -0.25, "setup": -0.24,
    "manage": -0.23, "plugin": -0.22, "flag": -0.21, "commit": -0.21, "miss": -0.21, "line": -0.21,
    "note": -0.21, "tool": -0.20, "move": -0.20, "script": -0.20, "prepare": -0.20, "lint": -0.20,
    "parameter": -0.18, "dev": -0.18, "log": -0.18, "guide": -0.18, "head": -0.17, "ref": -0.16,
    "bug": -0.14, "hotfix": -0.14, "update": -0.09,
}  # fmt: skip


def weighed(title: str) -> tuple[float, tuple[str, ...]]:
    """Return what a title's words have meant, within ±TITLE_MOST, and the words that meant it most."""
    told = {stem(word): word for word in reversed(_WORD.findall(title.lower()))}
    found = {word: _table()[root] for root, word in told.items() if root in _table()}
    total = sum(found.values())
    agreeing = sorted((word for word in found if found[word] * total > 0), key=lambda w: (-abs(found[w]), w))
    return max(-TITLE_MOST, min(TITLE_MOST, round(total, 4))), tuple(agreeing)


@cache
def _table() -> dict[str, float]:
    return {stem(word): value for word, value in {**RAISING, **LOWERING}.items()}


def stem(word: str) -> str:
    """Return what the forms of a word share: `disabled` and `disables` are `disabl`."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word.removesuffix(ending) + ("y" if ending in {"ied", "ies"} else "")
            break
    if len(word) > _LONG:
        word = word.removesuffix("e")
    if len(word) > _LONG and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word
