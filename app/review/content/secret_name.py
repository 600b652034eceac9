"""Secrets in the names of files: told as any other, and kept out of every path of the report."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.review.content.secret_found import Found
from app.review.content.secret_mask import SECRET, forms_in
from app.review.diff.patch import Patch
from app.review.verdict.sighting import Sighting

_NUMBER = re.compile(r"(?<![^/\n])[VUvu]?\d[\d.]{0,20}_{1,2}")  # before the name of a migration


@dataclass(frozen=True, slots=True)
class Names:
    shown: Mapping[str, str] = field(default_factory=dict)  # how a path that holds a secret is shown
    values: Sequence[str] = ()


def secret_names(patches: Sequence[Patch]) -> Names:
    """Return what is to be kept out of the report of all paths, the old ones as well."""
    paths = list(dict.fromkeys(path for patch in patches for path in _paths(patch)))
    if not _forms("\n".join(paths)):
        return Names()
    found = {path: forms for path in paths if (forms := _forms(path))}
    values = [path[each.start : each.end] for path, forms in found.items() for each in forms]
    return Names({path: _without(path, forms) for path, forms in found.items()}, values)


def look_at_names(patches: Sequence[Patch], names: Names, why: str) -> Iterator[Sighting]:
    """Yield the secrets that stand in names. `why`: why it hurts, and what to do."""
    for patch in patches if names.shown else ():
        for found in _forms(patch.path)[:1]:
            yield Sighting(found.rule, f"Its name holds {found.what}. {why}", path=patch.path)


def _paths(patch: Patch) -> Iterator[str]:
    yield patch.path
    if patch.change.old_path:
        yield patch.change.old_path


def _forms(text: str) -> list[Found]:
    return forms_in(_NUMBER.sub(lambda number: "/" * len(number[0]), text))


def _without(path: str, forms: Sequence[Found]) -> str:
    for each in sorted(forms, key=lambda each: -each.start):
        path = path[: each.start] + SECRET + path[each.end :]
    return path
