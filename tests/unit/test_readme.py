"""What README.md says is what the code does."""

from pathlib import Path

from app.cli import COMMANDS
from app.domain.table import TABLE

README = (Path(__file__).parents[2] / "README.md").read_text()


def diagram() -> str:
    """Draw the transition table. Moves that stay where they are would hide the others."""
    moves: dict[tuple[str, str], list[str]] = {}
    for (state, event), (after, _) in TABLE.items():
        if state is not after:
            moves.setdefault((state, after), []).append(event.__name__)
    lines = [f"    {a} --> {b}: {', '.join(events)}" for (a, b), events in moves.items()]
    return "\n".join(["stateDiagram-v2", "    [*] --> queued", *lines])


def test_the_diagram_is_the_table() -> None:
    drawn = README.split("```mermaid\n")[1].split("\n```")[0]
    assert drawn == diagram()


def test_every_command_is_listed() -> None:
    listed = README.split("## Commands")[1].split("## ")[0]
    assert [name for name in COMMANDS if f"`{name}`" not in listed and f"airlock {name}" not in listed] == []
