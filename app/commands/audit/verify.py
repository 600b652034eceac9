"""`airlock audit verify`: whether the record holds; of a file, on any machine and without any setting."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from app.cli import NO
from app.commands.audit.underway import under_way
from app.domain.audit.chain import Problem
from app.domain.audit.reading import Verdict
from app.domain.audit.seal import Trusted
from app.domain.audit.verify import verify_file, verify_store
from app.domain.errors import BadInput

NAMED = 10  # broken lines, at most


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), required=False)
@click.option(
    "--key", type=click.Path(path_type=Path), metavar="FILE", help="Public key that must have signed FILE."
)
def verify(file: Path | None, key: Path | None) -> None:
    """Compute every hash of the record again: of FILE, which an export wrote, or else of what is in Redis.

    Exits with 0 when it holds, with 1 and the first broken line when it does not.
    """
    if file is None and key is not None:
        raise BadInput("--key goes with a FILE: what is in Redis is not signed, what is exported is.")
    trusted = _trusted(key) if key else None
    with under_way("Verifying the record"):
        verdict = _of_file(file, trusted) if file else _of_store()
    where = str(file) if file else "The record in Redis"
    if verdict.problems:
        for line in _broken(where, verdict.problems, "line" if file else "entry"):
            click.echo(line, err=True)
        sys.exit(NO)
    for line in _holds(where, verdict):
        click.echo(line)
    if file:
        click.echo(_signed(verdict, trusted))


def _of_store() -> Verdict:
    from app import wiring  # noqa: PLC0415 - a file is verified where there is no Redis and no setting
    from app.commands.audit.source import source  # noqa: PLC0415 - as above

    return verify_store(source(wiring.parts()))


def _of_file(file: Path, key: Trusted | None) -> Verdict:
    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as stream:
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
