"""The whole review, beside unidiff parsing the same text: CPU time in turns, and memory in fresh processes.

`python -m bench.review FILE…` measures diffs of real changes: `git diff v1 v2 > FILE`.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from unidiff.patch import PatchSet

from app.domain.evidence import Evidence, Expectation
from app.review import review
from bench.change import change
from bench.figure import HEADING, Row

SIZES = (1_000, 10_000, 100_000)
LINES = 100_000  # of a real diff that are read, to the end of the file they end in
RUNS = {1_000: 25, 10_000: 9, 100_000: 3}  # of each side, in turns, after one of each
MEMORY = """
import re, sys
from pathlib import Path
from bench.review import full_review
from unidiff.patch import PatchSet
run = {"review": full_review, "unidiff": PatchSet}[sys.argv[1]]
text = Path(sys.argv[2]).read_bytes().decode("utf-8", "replace")
kept = run(text)
# Not ru_maxrss, which a process has from the one that started it.
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def rows() -> Iterator[Row | str]:
    for lines in SIZES:
        text = change(lines)
        yield row(f"review of {lines:,} lines (against unidiff)", text, RUNS[lines])
        yield memory(f"memory for {lines:,} lines", text)


def row(what: str, text: str, runs: int) -> Row:
    """Return what the review of a diff costs: medians, with the machine as it is for both."""
    ours, theirs = list[float](), list[float]()
    for _ in range(runs + 1):
        ours.append(_cpu(lambda: full_review(text)))
        theirs.append(_cpu(lambda: PatchSet(text)))
    return Row(what, median(ours[1:]), median(theirs[1:]))


def memory(what: str, text: str) -> str:
    """Return the most memory that a process took, of each in one of its own."""
    ours, theirs = (_peak(side, text) / 1024 for side in ("review", "unidiff"))
    return f"{what:<44} {ours:9.1f} MB {theirs:13.1f} MB {ours - theirs:+6.1f}"


def full_review(text: str) -> object:
    return review(Evidence("acme/shop", "a" * 40, "b" * 40, diff=text), Expectation())


def cut(text: str, lines: int = LINES) -> str:
    """Return the first files of a diff in git's form, until they have so many lines."""
    files, left = text.split("\ndiff --git "), lines
    for number, file in enumerate(files):
        left -= file.count("\n") + 1
        if left <= 0:
            return "\ndiff --git ".join(files[: number + 1]).removesuffix("\n") + "\n"
    return text


def _cpu(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _peak(side: str, text: str) -> int:
    """Return the largest resident size, in KiB, as Linux tells it (proc_pid_status(5))."""
    with tempfile.NamedTemporaryFile("wb") as file:
        file.write(text.encode("utf-8", "replace"))
        file.flush()
        command = [sys.executable, "-c", MEMORY, side, file.name]
        return int(subprocess.run(command, check=True, capture_output=True).stdout)


def _runs(lines: int) -> int:
    return next((RUNS[size] for size in SIZES if lines <= 3 * size), RUNS[SIZES[-1]])


if __name__ == "__main__":
    print(HEADING)
    for name in sys.argv[1:]:
        # Only `\n` ends a line, as for git; what is no UTF-8 is replaced, as the review's own reader does.
        real = cut(Path(name).read_bytes().decode("utf-8", "replace"))
        what = f"{Path(name).stem} ({real.count(chr(10)):,} lines)"
        print(row(what, real, _runs(real.count("\n"))), flush=True)
        if real.count("\n") > SIZES[1]:
            print(memory(what, real), flush=True)
    if not sys.argv[1:]:
        for each in rows():
            print(each, flush=True)
