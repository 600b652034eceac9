"""`airlock backtest`, as it is called, on a small repository in which some changes were taken back."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.adapters.git import GitRepository
from app.cli import main
from app.commands.backtest import walk
from app.commands.backtest.table import name_of, table
from app.review.backtest.figures import Band, wilson
from tests.stories.gitwork import Work

ROOT = Path(__file__).parents[2]
DAY = 86_400  # seconds
START = 1_700_006_400  # 2023-11-15, 00:00 UTC
PNG = b"\x89PNG\r\n\x1a\n"
CHANGES, TAKEN_BACK, TOO_LATE = 30, (10, 20, 28), 3


@dataclass(frozen=True)
class Shop:
    """A bare repository; one change a day, then what takes some of them back, then two quiet months."""

    path: Path
    changes: Sequence[str]  # ids, the oldest first
    reverts: Sequence[str]
    last: str

    def call(self, *words: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, ["backtest", "--repo", str(self.path), *words], input=stdin)

    def told(self, *words: str, stdin: str | None = None) -> list[dict[str, object]]:
        result = self.call(*words, "--format", "jsonl", stdin=stdin)
        assert (result.exit_code, result.stderr) == (0, "")
        return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    path = tmp_path_factory.mktemp("mirrors") / "shop.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(path)], check=True)
    changes = landed(path, [change(number) for number in range(CHANGES)])
    back = [(30 + n, revert(changes[number])) for n, number in enumerate(TAKEN_BACK)]
    reverts = landed(path, [*back, (75, revert(changes[TOO_LATE]))])
    (last,) = landed(path, [(120, ("Write down the hours", "hours.txt", "9 to 5\n"))])
    return Shop(path, changes, reverts, last)


Commit = tuple[int, tuple[str, str, str]]  # the day; the message, the file and its content


def change(number: int) -> Commit:
    """Those that are taken back are large ones, the others as small as one another."""
    size = 40 if number in TAKEN_BACK else 2
    content = "".join(f"total_{line} = {line}\n" for line in range(size))
    return number, ("Count the totals", f"shop/part_{number}.py", content)


def revert(sha: str) -> tuple[str, str, str]:
    return f'Revert "Count"\n\nThis reverts commit {sha}.', f"notes/{sha[:7]}.txt", "taken back\n"


def landed(path: Path, commits: Sequence[Commit]) -> list[str]:
    """Put the commits on top of `main` and return their ids, the oldest first."""
    stream = "".join(_commit(path, n, commit) for n, commit in enumerate(commits))
    subprocess.run(["git", "fast-import", "--quiet"], cwd=path, input=stream.encode(), check=True)
    log = ["git", "rev-list", "--reverse", f"--max-count={len(commits)}", "main"]
    return subprocess.run(log, cwd=path, capture_output=True, text=True, check=True).stdout.split()


def _commit(path: Path, number: int, commit: Commit) -> str:
    day, (message, file, content) = commit
    is_new = number == 0 and (path / "refs/heads/main").exists()
    return (
        f"commit refs/heads/main\ncommitter Ana <ana@example.com> {START + day * DAY} +0000\n"
        f"data {len(message)}\n{message}\n"
        + ("from refs/heads/main^0\n" if is_new else "")
        + f"M 100644 inline {file}\n"
        f"data {len(content)}\n{content}\n"
    )


def test_the_text_says_how_well_the_score_found_what_was_taken_back(shop: Shop) -> None:
    result = shop.call()
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.split("\n")
    assert lines[0] == ("shop: 30 changes, 2023-11-15 to 2023-12-14; 3 reverted within 30 days (10.00%).")
    assert lines[1].startswith("Too few to judge by: with under 10 reverted changes")
    rows = {line[:13].strip(): line.split() for line in lines}
    assert rows["lines added"] == ["lines", "added", "1.000", "50%", "100%", "100%"]
    assert rows["files touched"] == ["files", "touched", "0.500", "5%", "10%", "20%"]
    assert "this score" in rows
    assert [line.split()[-4:-3] for line in lines if " Low " in line] == [["Low"], ["Low"]]


def test_what_is_taken_back_after_30_days_was_no_mistake(shop: Shop) -> None:
    only = shop.call("--commits", "-", stdin=shop.changes[TOO_LATE])
    assert "1 changes, 2023-11-18 to 2023-11-18; 0 reverted" in only.stdout


def test_the_limit_keeps_the_last_changes(shop: Shop) -> None:
    assert [line["sha"] for line in shop.told("--limit", "4")] == list(shop.changes[-4:])


def test_a_line_has_the_id_the_score_and_the_level(shop: Shop) -> None:
    lines = shop.told()
    assert [line["sha"] for line in lines] == list(shop.changes)
    for line in lines:
        assert list(line) == ["sha", "score", "level"]
        assert isinstance(line["score"], int)
        assert 0 <= line["score"] <= 100
        assert line["level"] in {"low", "medium", "high"}


def test_named_commits_are_scored_in_the_order_given_also_young_ones_and_reverts(
    shop: Shop, tmp_path: Path
) -> None:
    wanted = [shop.last, shop.reverts[0], shop.changes[5], shop.changes[0]]
    file = tmp_path / "ids.txt"
    file.write_text("\r\n".join(wanted) + "\r\n\r\n")
    named = shop.told("--commits", str(file))
    assert [line["sha"] for line in named] == wanted
    assert shop.told("--commits", "-", stdin="\n".join(wanted)) == named


@pytest.mark.parametrize("words", [(), ("--cold",)])
def test_what_came_later_changes_no_score(shop: Shop, words: tuple[str, ...]) -> None:
    ids = "\n".join(shop.changes[20:])
    then = shop.told(*words, "--head", shop.changes[-1], "--commits", "-", stdin=ids)
    assert shop.told(*words, "--commits", "-", stdin=ids) == then


def test_cold_the_same_change_scores_the_same_whatever_came_before(shop: Shop) -> None:
    lines = shop.told("--cold")
    plain = {line["score"] for number, line in enumerate(lines) if number not in TAKEN_BACK}
    assert len(plain) == 1


@pytest.mark.parametrize("wrong", ["f" * 40, "HEAD", "--help", "\x1b[31m", "é" * 90])
def test_an_id_that_the_main_line_does_not_have_is_refused(shop: Shop, wrong: str) -> None:
    result = shop.call("--format", "jsonl", "--commits", "-", stdin=f"{shop.changes[0]}\n\n{wrong}\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("--commits, line 3: `")
    assert result.stderr.endswith("` is no commit of the main line by its full id.\n")
    assert len(result.stderr) < 120


def test_the_plot_is_a_png(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "plot.png"
    assert shop.call("--limit", "20", "--plot", str(file)).exit_code == 0
    assert file.read_bytes().startswith(PNG)


def test_a_plot_that_cannot_be_written_is_said(shop: Shop, tmp_path: Path) -> None:
    result = shop.call("--limit", "5", "--plot", str(tmp_path / "nowhere" / "plot.png"))
    assert result.exit_code == 2
    assert result.stderr.startswith("--plot: ")
    assert result.stderr.endswith("plot.png cannot be written: No such file or directory.\n")


def test_a_repository_without_commits_is_said(tmp_path: Path) -> None:
    work = Work(tmp_path / "empty")
    result = CliRunner().invoke(main, ["backtest", "--repo", str(work.path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("'HEAD' names no commit in ")
    assert result.stderr.count("\n") == 1


def test_a_young_repository_has_nothing_to_judge(tmp_path: Path) -> None:
    work = Work(tmp_path / "young")
    work.commit(a="1\n")
    plot = tmp_path / "plot.png"
    result = CliRunner().invoke(main, ["backtest", "--repo", str(work.path), "--plot", str(plot)])
    assert result.exit_code == 0
    sentence = "no change is old enough to be judged; a change is judged 30 days after it landed."
    assert result.stdout == f"young: {sentence}\n"
    assert plot.read_bytes().startswith(PNG)


def test_without_reverts_there_is_nothing_to_find(shop: Shop) -> None:
    result = shop.call("--head", shop.last, "--commits", "-", stdin="\n".join(shop.changes[:3]))
    rows = {line[:13].strip(): line.split()[-4:] for line in result.stdout.split("\n")}
    for row in ("this score", "lines added", "files touched"):
        assert rows[row] == ["-", "-", "-", "-"]


def command(shop: Shop) -> list[str]:
    words = ["--limit", "3", "--format", "jsonl"]
    return [sys.executable, "-m", "app.cli", "backtest", "--repo", str(shop.path), *words]


def test_a_pipe_sees_no_progress(shop: Shop) -> None:
    done = subprocess.run(command(shop), cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout.count("\n"), done.stderr) == (3, "")


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Return its two ends: what reads the screen, and what a program writes to."""
    screen, program = os.openpty()
    yield screen, program
    os.close(screen)


def test_a_terminal_sees_progress_beside_the_lines(shop: Shop, terminal: tuple[int, int]) -> None:
    screen, program = terminal
    environment = {**os.environ, "TERM": "xterm"}
    started = subprocess.Popen(
        command(shop), cwd=ROOT, stdout=subprocess.PIPE, stderr=program, env=environment, text=True
    )
    os.close(program)
    with started:
        shown, (lines, _) = _shown(screen), started.communicate()
    assert "Scoring past changes" in shown
    assert [json.loads(line)["sha"] for line in lines.splitlines()] == list(shop.changes[-3:])


def _shown(screen: int) -> str:
    shown = b""
    while True:
        try:
            read = os.read(screen, 4096)
        except OSError:  # Linux says so when nobody writes any more
            read = b""
        if not read:
            return shown.decode("utf-8", "replace")
        shown += read


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("shop.git", "shop"),
        ("shop/repo", "shop"),
        ("shop/.git", "shop"),
        ("repo.git", "repo"),
        ("shop", "shop"),
    ],
)
def test_a_bare_repository_is_called_what_people_call_it(tmp_path: Path, path: str, name: str) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / path)], check=True)
    assert name_of(GitRepository(tmp_path / path)) == name


def test_a_checkout_may_be_called_repo(tmp_path: Path) -> None:
    assert name_of(GitRepository(Work(tmp_path / "repo").path)) == "repo"


def past(number: int) -> Iterator[walk.Tested]:
    for n in range(number):
        yield walk.Tested(f"{n:040x}", START + n * DAY, n % 101, "low", n * 1_000, 3, is_reverted=n % 3 == 0)


@pytest.mark.parametrize("number", [1, 12, 4_000])
def test_the_columns_line_up(number: int) -> None:
    _, *blocks = table("shop", list(past(number))).removesuffix("\n").split("\n\n")
    for block in blocks:
        assert len({len(line) for line in block.split("\n")}) == 1, (
            "the last column ends where its title does"
        )
    titles, *levels = blocks[1].split("\n")
    start, week, reverted = (
        titles.index("level"),
        *(titles.index(word) + len(word) for word in ("week", "reverted")),
    )
    for line, level in zip(levels, ["Low", "Medium", "High"] * 2, strict=True):
        assert line[start:].startswith(f"{level} ")
        assert line[week - 1].isdigit()
        assert line[reverted - 1].isdigit()
        assert line[week] == line[reverted] == " "


def test_a_threshold_that_no_change_reaches_is_none() -> None:
    same = [walk.Tested("a" * 40, START, 7, "low", 1, 1, is_reverted=False)]
    assert "70th and 90th percentile (none, none)" in table("shop", same)


@pytest.mark.parametrize(
    ("band", "low", "high"),
    [(Band(10, 0), 0.0, 0.2775), (Band(10, 10), 0.7225, 1.0), (Band(100, 50), 0.4038, 0.5962)],
)
def test_the_interval_of_a_rate_is_wilsons(band: Band, low: float, high: float) -> None:
    assert wilson(band) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere", "nowhere cannot be read: No such file or directory."),
        (".", ". is a directory; name the file in it."),
        ("empty.txt", "--commits: empty.txt names no commit; give one full commit id a line."),
        ("archive.gz", "--commits, line 1: `"),
    ],
)
def test_a_list_that_is_none_is_said_in_one_sentence(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.txt").write_text("\n \r\n")
    Path("archive.gz").write_bytes(b"\x1f\x8b\x08\0\xff\xfe" * 20)
    result = shop.call("--commits", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1


def test_a_list_from_windows_is_read(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "ids.txt"
    file.write_bytes("\r\n".join(shop.changes[:2]).encode("utf-16"))
    assert [line["sha"] for line in shop.told("--commits", str(file))] == list(shop.changes[:2])
