"""The embedded Redis after a crash in the middle of a write, and on a file that the disk has spoilt."""

from pathlib import Path

import pytest
from redis import Redis

from app.adapters import aoftail
from app.adapters.embedded import start
from app.domain.errors import BadInput

Original = tuple[Path, Path, bytes]  # data directory, its file, what was in it
WRITTEN = 5
# One SET of these: `*3`, its length, its name, and so on; the last is `k4`, then a transaction.
SPOILS = {
    "a length that points beyond the end": (b"$2\r\nk1\r\n", b"$9002\r\nk1\r\n"),
    "a length that is none": (b"$2\r\nk1\r\n", b"$x\r\nk1\r\n"),
    "a count that is too large": (b"*3\r\n$3\r\nSET\r\n$2\r\nk1", b"*9\r\n$3\r\nSET\r\n$2\r\nk1"),
}


def written(data_dir: Path) -> bytes:
    """Have a server write each key as it is acknowledged, and return its file."""
    with start(data_dir) as server, Redis.from_url(server.url) as client:
        for number in range(WRITTEN):
            client.set(f"k{number}", f"v{number}")
        with client.pipeline() as pipe:
            pipe.set("a", "1").set("b", "2").execute()
    return file_of(data_dir).read_bytes()


def file_of(data_dir: Path) -> Path:
    (file,) = [path for path in data_dir.rglob("*appendonly.aof*") if b"k4" in path.read_bytes()]
    return file


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    """Return a data directory that every test spoils anew, its file, and what was in it."""
    data_dir = tmp_path_factory.mktemp("torn")
    content = written(data_dir)
    return data_dir, file_of(data_dir), content


def kept(data_dir: Path) -> set[str]:
    with start(data_dir) as server, Redis.from_url(server.url, decode_responses=True) as client:
        return set(client.keys())


def test_wherever_the_last_transaction_is_torn_all_before_it_is_there(
    original: Original,
) -> None:
    data_dir, file, content = original
    begins = content.index(b"*1\r\n$5\r\nMULTI")
    cuts = [begins + 1, begins + 6, content.index(b"$1\r\na"), content.index(b"*3\r\n$3\r\nSET\r\n$1\r\nb")]
    for cut in (*cuts, len(content) - 1):
        file.write_bytes(content[:cut])
        assert kept(data_dir) == {f"k{number}" for number in range(WRITTEN)}, content[begins:cut]


def test_each_cut_within_a_last_command_is_seen_as_one(original: Original, tmp_path: Path) -> None:
    content = original[2]
    begins = content.index(b"*3\r\n$3\r\nSET\r\n$2\r\nk4")
    ends = content.index(b"*1\r\n$5\r\nMULTI")
    file = tmp_path / "appendonly.aof"
    for cut in range(begins + 1, ends):
        file.write_bytes(content[:cut])
        assert aoftail.is_torn(file), content[begins:cut]
    file.write_bytes(content[:ends])
    assert not aoftail.is_torn(file)


@pytest.mark.parametrize("how", SPOILS)
def test_what_is_damaged_before_its_end_is_refused_and_left_as_it_is(original: Original, how: str) -> None:
    data_dir, file, content = original
    spoilt = content.replace(*SPOILS[how])
    assert spoilt != content
    file.write_bytes(spoilt)
    with pytest.raises(BadInput) as refusal:
        start(data_dir)
    assert str(refusal.value) == (
        f"Redis did not start on AIRLOCK_DATA_DIR ({data_dir}): its append-only file is damaged before "
        "its end. Nothing in it was changed: restore a backup, or copy the directory and see with "
        "`redis-check-aof` on the copy what `--fix` would cut off there."
    )
    assert file.read_bytes() == spoilt
