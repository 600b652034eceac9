"""Where a server of a directory listens."""

import os
from pathlib import Path

import pytest

from app.adapters.socketpath import LONGEST, make_private, socket_path
from app.domain.errors import BadInput


def test_a_short_directory_holds_its_own_socket() -> None:
    assert socket_path(Path("/var/lib/airlock")) == Path("/var/lib/airlock/redis.sock")


def test_long_directories_have_different_sockets() -> None:
    long = Path("/" + "d" * 200)
    assert socket_path(long) == socket_path(long)
    assert socket_path(long) != socket_path(long / "other")


def test_a_socket_has_a_short_path_wherever_temporary_files_go(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Path("/" + "d" * 200)
    usual = socket_path(long)
    monkeypatch.setenv("TMPDIR", str(long))
    assert socket_path(long) == usual
    assert len(os.fsencode(usual)) <= LONGEST


def test_bytes_count_and_not_characters() -> None:
    assert socket_path(Path("/" + "ü" * 50)).parent != Path("/" + "ü" * 50)


def test_a_socket_directory_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)
    with pytest.raises(BadInput, match="must be a directory that only this user may enter"):
        make_private(tmp_path / "open")


def test_a_link_to_another_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    with pytest.raises(BadInput, match="must be a directory"):
        make_private(tmp_path / "link")
