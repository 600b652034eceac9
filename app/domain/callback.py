"""The address to which GitHub wants an answer: only ever read, for the run that it names."""

import re

from app.domain.errors import BadInput

LONGEST = 1000  # characters
_RUN = re.compile(r"/actions/runs/([1-9][0-9]{0,18})/deployment_protection_rule")


def run_of(callback_url: str, api_url: str, repository: str) -> int:
    """Return the id of the run that a callback names. Raises BadInput unless it is `api_url`'s own.

    GitHub takes owner and name in any case of letters; all else has to be letter for letter, so that
    nothing is left for two readers of URLs to understand differently. The URL itself is never called:
    docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/create-custom-protection-rules
    """
    start = f"{api_url.rstrip('/')}/repos/"
    name, rest = callback_url[len(start) :][: len(repository)], callback_url[len(start) + len(repository) :]
    found = _RUN.fullmatch(rest)
    if len(callback_url) > LONGEST or not callback_url.isascii() or found is None:
        raise _elsewhere(start)
    if not callback_url.startswith(start) or name.lower() != repository.lower():
        raise _elsewhere(start)
    return int(found[1])


def _elsewhere(start: str) -> BadInput:
    return BadInput(
        f"deployment_callback_url: must be {start}OWNER/NAME/actions/runs/ID/deployment_protection_rule, "
        "with the repository of the event."
    )
