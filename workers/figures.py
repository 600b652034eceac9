"""Job: count the last 90 days, draw them, and put the picture where App Home can show it."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from app import wiring
from app.domain.deploy import Deploy
from app.domain.errors import BadInput, Transient
from app.domain.figures import PERIOD, ROUND, Figures, Kept, Picture, ended, figures
from app.domain.filter import Filter
from blocks.figures import FILE_NAME, OUTCOMES, TITLE, tiles

log = logging.getLogger(__name__)

PAGE = 500  # deploys read at a time
MOST = 20_000  # that are counted; above 200 a day, and still done within seconds
AGAIN = 600.0  # seconds, until the next try after one that failed


def run() -> None:
    """Count and draw once. Safe to run twice: one is at it at a time, and every file begun is remembered."""
    parts = wiring.parts()
    with parts.inbox.lease(ROUND) as is_ours:
        if is_ours:
            _renew(parts, wiring.now())


def _renew(parts: wiring.Parts, at: datetime) -> None:
    """Keep the figures first: they are shown in words, whatever becomes of the picture."""
    counted = _counted(parts, at)
    known = parts.figures.kept()
    kept = replace(known, figures=counted) if known else Kept(counted)
    parts.figures.keep(kept)
    try:
        _tidied(parts, _drawn(parts, _tidied(parts, kept)))
    except (BadInput, Transient) as problem:
        log.warning("figures not drawn", extra={"why": str(problem)})
        parts.figures.keep(replace(parts.figures.kept() or kept, problem=str(problem)))
        parts.inbox.hold_round(ROUND, AGAIN)


def _counted(parts: wiring.Parts, at: datetime) -> Figures:
    found = {deploy.id: one for deploy in _recent(parts, at) if (one := ended(deploy)) is not None}
    return figures(found.values(), at, is_whole=len(found) < MOST)


def _recent(parts: wiring.Parts, at: datetime) -> Iterator[Deploy]:
    for offset in range(0, MOST, PAGE):
        page = parts.archive.history(offset, PAGE, Filter(since=at - PERIOD))
        yield from page
        if not page:
            return


def _drawn(parts: wiring.Parts, kept: Kept) -> Kept:
    """Upload a new picture. The file is noted before its bytes are sent, so that none is left behind."""
    from app.wiring.figures import draw  # noqa: PLC0415 - matplotlib is only loaded where it draws

    content = draw(kept.figures, TITLE, tiles(kept.figures), OUTCOMES)
    upload = parts.chat.begin_upload(FILE_NAME, len(content))
    kept = replace(kept, stale=(upload.file,))
    parts.figures.keep(kept)
    parts.chat.end_upload(upload, content, TITLE)
    stale = (kept.picture.file,) if kept.picture else ()
    kept = replace(kept, picture=Picture(upload.file, kept.figures), problem=None, stale=stale)
    parts.figures.keep(kept)
    return kept


def _tidied(parts: wiring.Parts, kept: Kept) -> Kept:
    """Delete the files that nothing shows any more; one that Slack does not let us delete is given up."""
    for file in kept.stale:
        try:
            parts.chat.delete_file(file)
        except BadInput as problem:
            log.warning("file not deleted", extra={"file": file, "why": str(problem)})
    tidy = replace(kept, stale=())
    parts.figures.keep(tidy)
    return tidy
