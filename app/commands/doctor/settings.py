"""Every setting that is wrong, not only the first; and names that look like settings and are none."""

import os
from collections.abc import Iterator
from difflib import get_close_matches

from app import settings
from app.commands.doctor.line import Check, Line, Mark

OURS = "AIRLOCK_"
INTERNAL = {"AIRLOCK_LOG", "AIRLOCK_DURABILITY_SAID"}  # what `airlock up` tells its processes


def lines() -> Iterator[Line]:
    """Yield a line for each setting that is wrong; one that says so when none is."""
    mistakes = settings.mistakes()
    yield from (Line(Mark.MEND, Check.SETTINGS, words) for words in mistakes)
    if not mistakes:
        yield Line(Mark.OK, Check.SETTINGS, "each that is set has the form that it must have")
    known = {name.upper() for name in settings.Settings.model_fields} | INTERNAL
    for name in sorted(name for name in os.environ if name.startswith(OURS) and name not in known):
        near = get_close_matches(name, known, 1)
        meant = f"; is {near[0]} meant?" if near else ""
        yield Line(Mark.NOTE, Check.SETTINGS, f"is no setting of Airlock{meant}", name)
