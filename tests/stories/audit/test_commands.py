"""`airlock audit`: what it says of the record, of a broken one, of a file, and of a wrong call."""

from dataclasses import replace
from pathlib import Path

import pytest

from app import wiring
from app.adapters import keys
from app.domain.errors import BadInput
from tests.stories.audit.desk import Desk
from tests.stories.calls import run
from tests.unit.audit.records import REPORT, entry


@pytest.mark.parametrize("kept", [b"nonsense", b'{"seq":"one"}', b"[]"])
def test_a_head_that_is_none_is_told(desk: Desk, kept: bytes) -> None:
    desk.redis.set(keys.AUDIT_HEAD, kept)
    with pytest.raises(BadInput, match="not what Airlock writes"):
        desk.append(entry(1))
    assert run("audit", "verify")[0] == 2


def test_verify_says_that_the_record_holds(desk: Desk) -> None:
    desk.parts.archive.keep(REPORT)
    desk.append(*map(entry, range(5)))
    code, out, err = run("audit", "verify")
    assert (code, err) == (0, "")
    assert out == "The record in Redis holds: 5 entries and 1 report, nothing altered or missing.\n"


def test_an_empty_record_holds(desk: Desk) -> None:  # noqa: ARG001 - the settings
    assert run("audit", "verify")[0] == 0
    assert run("audit", "export")[0] == 0


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (
            lambda redis: redis.lset(keys.AUDIT, 2, redis.lindex(keys.AUDIT, 2) + b" "),
            "entry 3 cannot be read",
        ),
        (
            lambda redis: redis.lset(keys.AUDIT, 2, redis.lindex(keys.AUDIT, 2).replace(b"good", b"evil")),
            "entry 3 was altered",
        ),
        (
            lambda redis: redis.lset(keys.AUDIT, 4, redis.lindex(keys.AUDIT, 4).replace(b"good", b"evil")),
            "entry 5 was altered",
        ),
        (lambda redis: redis.lrem(keys.AUDIT, 1, redis.lindex(keys.AUDIT, 2)), "entry 3 is missing"),
        (lambda redis: redis.rpop(keys.AUDIT), "entry 5 is missing"),
        (lambda redis: redis.lpop(keys.AUDIT), "entry 1 is missing"),
        (lambda redis: redis.rpush(keys.AUDIT, redis.lindex(keys.AUDIT, 4)), "entry 5 stands where entry 6"),
        (lambda redis: redis.delete(keys.report(REPORT.digest)), "entry 3 names the report"),
        (lambda redis: redis.set(keys.report(REPORT.digest), b"junk"), "which is missing, or was altered"),
        (lambda redis: redis.set(keys.AUDIT_CHECKPOINT, b'{"seq":2,"hash":"x"}'), "no entry tells"),
    ],
)
def test_verify_names_what_somebody_did_to_the_record(desk: Desk, tamper: object, words: str) -> None:
    desk.parts.archive.keep(REPORT)
    desk.append(*map(entry, range(5)))
    tamper(desk.redis)  # type: ignore[operator] # a lambda of the table
    code, out, err = run("audit", "verify")
    assert (code, out) == (1, "")
    assert words in err


def test_an_export_of_a_broken_record_says_so(desk: Desk) -> None:
    desk.append(*map(entry, range(5)))
    desk.redis.lset(keys.AUDIT, 2, "{}")
    code, out, err = run("audit", "export")
    assert code == 1
    assert "broken at entry 3" in err
    assert "{}" in out.splitlines()


def test_a_file_is_verified_without_redis_or_any_setting(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.parts.archive.keep(REPORT)
    desk.append(*map(entry, range(5)))
    file, key = tmp_path / "record.jsonl", tmp_path / "key.pem"
    file.write_text(run("audit", "export", "--reports", "--environment", "production")[1])
    key.write_text(run("keys", "show")[1])
    for name in ("REDIS_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(name)
    wiring.parts.cache_clear()
    code, out, _ = run("audit", "verify", str(file), "--key", str(key))
    assert code == 0
    assert "holds: 3 entries and 1 report" in out
    assert "2 entries are left out by the filters" in out
    assert "It was signed by the key" in out
    assert "give the public key" in run("audit", "verify", str(file))[1]
    file.write_text(file.read_text().replace("good", "evil"))
    code, _, err = run("audit", "verify", str(file))
    assert code == 1
    assert "line 2 (entry 1) was altered" in err


def test_a_record_that_was_written_anew_whole_does_not_go_on_from_what_was_exported(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "earlier.jsonl"
    desk.parts.archive.keep(REPORT)
    desk.append(*map(entry, range(3)))
    file.write_text(run("audit", "export", "--environment", "production")[1])
    desk.append(entry(3))
    code, out, _ = run("audit", "verify", "--after", str(file))
    assert (code, out.splitlines()[-1]) == (0, f"It goes on from {file}.")
    desk.redis.delete(keys.AUDIT, keys.AUDIT_HEAD)
    desk.append(*(replace(entry(number), rule="forged") for number in range(4)))
    assert run("audit", "verify")[0] == 0
    code, _, err = run("audit", "verify", "--after", str(file))
    assert code == 1
    assert "entry 3 is another than the one that was exported" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["verify", "nowhere.jsonl"], "nowhere.jsonl cannot be read"),
        (["verify", "."], "cannot be read"),
        (["verify", "--key", "key.pem"], "--key goes with a FILE"),
        (["verify", "nowhere.jsonl", "--after", "nowhere.jsonl"], "--after goes with the record in Redis"),
        (["verify", "nowhere.jsonl", "--key", "key.pem"], "key.pem cannot be read"),
        (["export", "--since", "yesterday"], "write 2026-03-02"),
        (["export", "--format", "csv", "--reports"], "--reports goes with --format jsonl"),
        (["export", "--format", "xml"], "xml"),
    ],
)
def test_a_wrong_call_is_answered_in_a_sentence(desk: Desk, words: list[str], said: str) -> None:  # noqa: ARG001
    code, _, err = run("audit", *words)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


def test_a_table_has_a_row_for_each_entry_that_was_asked_for(desk: Desk) -> None:
    desk.append(*map(entry, range(5)), replace(entry(9), reason="=1+1"))
    assert run("audit", "export", "--person", "ana")[0] == 2, "a name would match nobody"
    code, out, _ = run("audit", "export", "--format", "csv", "--person", "ana@harbour.example")
    assert code == 0
    assert [line.split(",")[0] for line in out.splitlines()] == ["seq", "2", "3", "5"]
