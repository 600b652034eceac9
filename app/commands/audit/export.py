"""`airlock audit export`: the record, for whoever wants to hold it against something."""

import csv
import re
import sys
from collections.abc import Iterator
from contextlib import nullcontext

import click

from app import wiring
from app.commands.audit.source import source
from app.commands.audit.underway import under_way
from app.commands.audit.when import moment
from app.domain.audit.chain import hash_of
from app.domain.audit.export import Export, Kept, Picked, Sign
from app.domain.audit.filters import Filters
from app.domain.audit.flat import COLUMNS, row
from app.domain.audit.seal import TAIL_TYPE
from app.domain.errors import BadInput, Refused
from app.domain.person import AIRLOCK

SLACK_ID = re.compile(rf"[UW][A-Z0-9]{{2,20}}|{AIRLOCK}")


@click.command()
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option(
    "--since", metavar="WHEN", help="This moment and later: 2026-03-02, 2026-03-02T12:30, 30d (ago)."
)
@click.option("--until", metavar="WHEN", help="Before this moment; a date alone is that whole day.")
@click.option("--environment", metavar="NAME")
@click.option("--repository", metavar="OWNER/NAME")
@click.option("--person", metavar="WHO", help="Slack user id or e-mail address of who decided.")
@click.option("--reports", is_flag=True, help="With each report that was decided on (jsonl).")
def export(form: str, since: str | None, until: str | None, *, reports: bool, **asked: str | None) -> None:
    """Write the record to standard output, oldest entry first.

    JSON Lines hold the very lines of the record, so that `airlock audit verify` and others can check them;
    CSV is for looking at.
    """
    if reports and form == "csv":
        raise BadInput("--reports goes with --format jsonl: a report is no row of a table.")
    if (person := asked["person"]) and "@" not in person and not SLACK_ID.fullmatch(person):
        raise BadInput(
            f"--person: `{person[:40]}` is neither a Slack user id, as in U0BO000001, nor an address."
        )
    parts, now = wiring.parts(), wiring.now()
    filters = Filters(
        moment(since, now) if since else None, moment(until, now, is_end=True) if until else None, **asked
    )
    picked = Picked(source(parts), filters)
    lines = Export(picked, now, reports=reports, sign=_sign(parts) if form == "jsonl" else None).lines()
    with nullcontext() if sys.stdout.isatty() else under_way("Exporting the record"):
        if form == "csv":
            _write_rows(picked)
        else:
            sys.stdout.buffer.writelines(lines)
        sys.stdout.flush()
    if picked.problems:
        raise Refused(
            f"The record in Redis is broken at entry {picked.problems[0].seq}; the export shows that, too. "
            "`airlock audit verify` tells what is wrong."
        )


def _write_rows(picked: Picked) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(picked))


def _rows(picked: Picked) -> Iterator[list[str]]:
    for part in picked:
        if isinstance(part, Kept) and part.found is not None:
            yield list(row(part.found, hash_of(part.line)))


def _sign(parts: wiring.Parts) -> Sign | None:
    """Return what signs a tail line; None, with words why, where no key can be had."""
    try:
        _ = parts.keyring.signing
    except BadInput as problem:
        click.echo(f"The export is not signed. {problem}", err=True)
        return None
    return lambda tail: parts.signer.sign(TAIL_TYPE, tail)
