"""A change read from GitHub's API alone, where git cannot be had: its comparison, completed file by file."""

from collections.abc import Callable
from time import monotonic

from app.adapters.github.change.changedfiles import Pieces
from app.adapters.github.change.compare import FROM_NOTHING, compare
from app.adapters.github.change.files import EMPTY, Allowance, Files
from app.domain.evidence import Evidence
from app.domain.report import FileChange, Unknown

SECONDS = 40.0  # for the files that are asked for one by one
_CUT = Unknown("files", "GitHub lists a part of them only, so there may be more that changed")

Wanted = Callable[[FileChange], bool]


def read_comparison(files: Files, base: str | None, head: str, wanted: Wanted) -> Evidence:
    """Return what changes from `base` to `head`; what cannot be read is named. Raises as `Files` does."""
    before = files.tree(base) if base else EMPTY
    after = files.tree(head)
    told = compare(files, base, head) if base else FROM_NOTHING
    allowance = Allowance(monotonic() + SECONDS)
    reading = Pieces(files, before, after, allowance)
    owners, hidden = reading.owners()
    changes = list(reading.changes(told.rows))
    whole, unread = reading.whole([change for change in changes if wanted(change)])
    pieces = list(reading.pieces(changes, {row.filename: row for row in told.rows}))
    return Evidence(
        repository=files.repository,
        head=head,
        base=base,
        diff="".join(piece.text for piece in pieces),
        files=tuple(piece.change for piece in pieces),
        whole=whole,
        codeowners=owners,
        commits=told.commits,
        takes_back=told.relation.takes_back,
        taken_back=told.relation.taken_back,
        unknown=(
            *told.unknown,
            *told.relation.unknown,
            *(() if before.is_whole and after.is_whole else (_CUT,)),
            *unread,
            *hidden,
        ),
    )
