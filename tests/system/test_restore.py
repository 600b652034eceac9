"""A data directory that was copied while it was in use, put on an empty machine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import wiring
from app.adapters.embedded import start
from app.commands.audit.source import source
from app.domain.audit.chain import Head
from app.domain.audit.verify import verify_store
from app.domain.deploy import Deploy, Key, Request, State
from app.domain.effect import Effect
from app.domain.errors import Missing
from app.domain.event import Approved, Cancelled, Reviewed, ReviewStarted
from app.settings import Settings
from tests.unit.audit.records import REPORT
from tests.unit.example import BO, CY, RULES, SUMMARY

AT = datetime.now(UTC) - timedelta(minutes=1)


@contextmanager
def machine(data_dir: Path) -> Iterator[wiring.Parts]:
    with start(data_dir) as server:
        settings = Settings(redis_url=server.url, airlock_data_dir=data_dir, slack_bot_token=None)
        parts = wiring.Parts(settings)
        yield parts
        parts.redis.close()


def pending(parts: wiring.Parts, run: str) -> Deploy:
    key = Key("harbour/shop", "production", "a" * 40, run)
    deploy, _ = parts.gate.queue(Request(key), AT)
    report = replace(REPORT, head=key.sha).sealed()
    parts.archive.keep(report)
    parts.gate.handle(deploy.id, ReviewStarted(AT))
    return parts.gate.handle(deploy.id, Reviewed(AT, replace(SUMMARY, digest=report.digest), RULES))


def approve(parts: wiring.Parts, deploy: Deploy) -> Deploy:
    assert deploy.summary is not None
    return parts.gate.handle(deploy.id, Approved(AT, BO, deploy.summary.digest))


def back_up(data_dir: Path, backup: Path) -> None:
    """Copy what docs/operations.md copies, while the server writes on."""
    shutil.copytree(data_dir, backup, ignore=shutil.ignore_patterns("*.sock", "mirrors"))


def test_a_copy_of_a_running_one_is_whole_and_forgets_only_what_came_after(tmp_path: Path) -> None:
    with machine(tmp_path / "first") as parts:
        approved, waits = approve(parts, pending(parts, "1")), pending(parts, "2")
        key = parts.keyring.signing.id
        back_up(tmp_path / "first", tmp_path / "second")
        parts.gate.handle(waits.id, Cancelled(AT, CY, "Not today."))
        later = pending(parts, "3")
        exported = parts.record.span().end
    shutil.rmtree(tmp_path / "first")
    with machine(tmp_path / "second") as parts:
        assert parts.gate.get(approved.id) == approved
        assert parts.gate.get(approved.id).debt(Effect.PROMOTE)
        assert parts.gate.get(waits.id).state is State.PENDING
        with pytest.raises(Missing):
            parts.gate.get(later.id)
        assert pending(parts, "3").id == later.id
        assert parts.keyring.signing.id == key
        check_record(parts, exported)


def check_record(parts: wiring.Parts, exported: Head) -> None:
    """See that the record holds, and that an export made after the backup tells what is missing."""
    assert not verify_store(source(parts)).problems
    (problem,) = verify_store(source(parts), exported).problems
    assert problem.words == (
        "was exported and is not there: the record ends at entry 1, so its end was cut off, or Redis was "
        "restored from an older backup"
    )


def test_a_copy_whose_last_record_was_torn_is_restored_without_it(tmp_path: Path) -> None:
    with machine(tmp_path / "first") as parts:
        kept = pending(parts, "1")
        pending(parts, "2")
        back_up(tmp_path / "first", tmp_path / "second")
    file = next((tmp_path / "second").rglob("*appendonly.aof*"))
    file.write_bytes(file.read_bytes()[:-1])
    with machine(tmp_path / "second") as parts:
        assert parts.gate.get(kept.id) == kept
