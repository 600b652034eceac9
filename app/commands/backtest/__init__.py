"""`airlock backtest`: judge the score on a repository's own history."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from app.adapters import files
from app.adapters.git import GitRepository
from app.commands.backtest.table import name_of, table
from app.commands.backtest.walk import Past, Tested, chosen, read_past, tested
from app.domain.errors import BadInput

_FILE = click.Path(path_type=Path)


@dataclass(frozen=True)
class _Call:
    """The command line, as it was given."""

    repo: Path
    head: str
    limit: int
    commits: Path | None
    form: str
    plot: Path | None
    cold: bool


@click.command()
@click.option("--repo", type=_FILE, default=Path(), help="A git repository, bare or not.")
@click.option(
    "--head", default="HEAD", show_default=True, help="The branch whose first-parent history is judged."
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=2_000, show_default=True, help="The last N changes only."
)
@click.option(
    "--commits",
    type=_FILE,
    help="Score these commits only, one id a line; - is standard input.",
)
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@click.option("--plot", type=_FILE, help="Draw how often changes of each score were reverted, as a PNG file.")
@click.option("--cold", is_flag=True, help="Score from the diff and the title alone, without the history.")
def backtest(**given: Any) -> None:
    """Score past changes as they were known then, and say how well the score found those reverted later.

    A change counts as reverted when its main line says so within 30 days ("This reverts commit ...").
    """
    call = _Call(**given)
    lines = list(_tested(call))
    name = name_of(GitRepository(call.repo))
    if call.form == "text":
        click.echo(table(name, lines), nl=False)
    if call.plot:
        from app.commands.backtest.plot import draw  # noqa: PLC0415 - drawing is slow to load

        draw(call.plot, name, lines)


def _tested(call: _Call) -> Iterator[Tested]:
    """Yield each scored change, shown at once when lines are asked for."""
    repository = GitRepository(call.repo)
    past = read_past(repository, call.head)
    places = _named(past, call.commits) if call.commits else chosen(past, call.limit)
    with _progress(len(places)) as advance:
        for line in tested(repository, past, places, is_cold=call.cold):
            if call.form == "jsonl":
                click.echo(line.json())
            advance()
            yield line


def _named(past: Past, path: Path) -> list[int]:
    places = past.named(files.text_of(files.read(path)).split("\n"))
    if not places:
        raise BadInput(f"--commits: {path} names no commit; give one full commit id a line.")
    return places


@contextmanager
def _progress(number: int) -> Iterator[Callable[[], None]]:
    """Show on a terminal how far it is; a pipe sees nothing of it."""
    from rich.console import Console  # noqa: PLC0415 - a pipe does not pay for it
    from rich.progress import Progress  # noqa: PLC0415

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("Scoring past changes", total=number)
        yield lambda: bar.advance(task)
