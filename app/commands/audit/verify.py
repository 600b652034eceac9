"""`airlock audit verify`: whether the record holds; of a file, on any machine and without any setting."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from app.cli import NO
from app.commands.audit.underway import under_way
from app.domain.audit.chain import Head, Problem
from app.domain.audit.reading import Verdict
from app.domain.audit.seal import Trusted
from app.domain.audit.verify import verify_file, verify_store
from app.domain.errors import BadInput, Refused

NAMED = 10  # broken lines, at most


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), required=False)
@click.option(
    "--key", type=click.Path(path_type=Path), metavar="FILE", help="Public key that must have signed FILE."
)
@click.option(
    "--after",
    "earlier",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="An earlier export, which what is in Redis has to go on from.",
)
def verify(file: Path | None, key: Path | None, earlier: Path | None) -> None:
    """Compute every hash of the record again: of FILE, which an export wrote, or else of what is in Redis.

    Exits with 0 when it holds, with 1 and the first broken line when it does not.
    """
    if file and earlier:
        raise BadInput("--after goes with the record in Redis: leave FILE out.")
    if key and not (file or earlier):
        raise BadInput("--key goes with a FILE: what is in Redis is not signed, what is exported is.")
    trusted, before = _trusted(key) if key else None, None
    for one in filter(None, (file, earlier)):
        before = _told(str(one), _of_file(one, trusted), "line")
        click.echo(_signed(before, trusted))
    if file is None:
        now = _told("The record in Redis", _of_store(before.end if before else None), "entry")
        if before:
            _say_goes_on(str(earlier), before, now)


def _told(where: str, verdict: Verdict, unit: str) -> Verdict:
    """Say what was found; that is the end when something is broken."""
    if verdict.problems:
        for line in _broken(where, verdict.problems, unit):
            click.echo(line, err=True)
        sys.exit(NO)
    for line in _holds(where, verdict):
        click.echo(line)
    return verdict


def _say_goes_on(earlier: str, before: Verdict, now: Verdict) -> None:
    if before.end.seq < now.start.seq:
        raise Refused(f"{earlier} ends with what was pruned since; give a later export to tell by.")
    click.echo(f"It goes on from {earlier}.")


def _of_store(earlier: Head | None) -> Verdict:
    from app import wiring  # noqa: PLC0415 - a file is verified where there is no Redis and no setting
    from app.commands.audit.source import source  # noqa: PLC0415 - as above

    with under_way("Verifying the record"):
        return verify_store(source(wiring.parts()), earlier)


def _of_file(file: Path, key: Trusted | None) -> Verdict:
    try:
        with (
            under_way(f"Verifying {file}"),
            sys.stdin.buffer if str(file) == "-" else file.open("rb") as stream,
        ):
            return verify_file(stream, key)
    except OSError as problem:
        raise BadInput(f"{file} cannot be read: {problem.strerror}.") from problem


def _trusted(file: Path) -> Trusted:
    from app.adapters.ed25519 import PEM_MAX, public_key  # noqa: PLC0415 - only loaded where asked for

    try:
        with file.open("rb") as stream:
            key = public_key(stream.read(PEM_MAX), str(file))
    except OSError as problem:
        raise BadInput(f"{file} cannot be read: {problem.strerror}.") from problem
    return Trusted(key.id, key.holds)


def _broken(where: str, problems: tuple[Problem, ...], unit: str) -> Iterator[str]:
    yield f"{where} is broken; the first of {len(problems)}:" if len(problems) > 1 else f"{where} is broken:"
    for problem in problems[:NAMED]:
        yield f"  {_place(problem, unit)} {problem.words}."
    if len(problems) > NAMED:
        yield f"  and {len(problems) - NAMED} more."


def _place(problem: Problem, unit: str) -> str:
    entry = f"entry {problem.seq}" if problem.seq is not None else ""
    if unit == "entry" or not problem.line_number:
        return entry or "it"
    return f"line {problem.line_number} ({entry})" if entry else f"line {problem.line_number}"


def _holds(where: str, verdict: Verdict) -> Iterator[str]:
    reports = f" and {_counted(verdict.reports, 'report')}" if verdict.reports else ""
    entries = _counted(verdict.entries, "entry", "entries")
    yield f"{where} holds: {entries}{reports}, nothing altered or missing."
    if verdict.start.seq:
        yield f"It begins after entry {verdict.start.seq}: what was older was pruned, as it tells itself."
    if verdict.left_out:
        left_out = _counted(verdict.left_out, "entry is", "entries are")
        yield f"{left_out} left out by the filters; of those only the hashes at the ends are known."


def _signed(verdict: Verdict, key: Trusted | None) -> str:
    if key is not None:
        return f"It was signed by the key {key.id}."
    if verdict.is_signed:
        return "Who signed it was not looked at: give the public key with --key."
    return "It is not signed: who could write it anew whole could make it hold."


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
