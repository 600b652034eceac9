"""How a repository and a commit are named, wherever somebody names one."""

import re

# docs.github.com: a login begins with a letter or a digit; an underscore is in those of managed accounts.
REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")  # OWNER/NAME
COMMIT = re.compile(r"[0-9a-f]{40}")


def is_repository(text: object) -> bool:
    return isinstance(text, str) and REPOSITORY.fullmatch(text) is not None


def is_commit(text: object) -> bool:
    return isinstance(text, str) and COMMIT.fullmatch(text) is not None
