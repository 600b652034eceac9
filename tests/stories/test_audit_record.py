"""The record in a real Redis: written with what it tells of, exported, verified, pruned; and never edited."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis, WatchError

from app import wiring
from app.adapters import keys
from app.adapters.audit import RedisAudit
from app.adapters.gate import DEPLOY
from app.domain.audit.chain import Head, problems
from app.domain.audit.entry import Entry
from app.domain.audit.filters import Filters
from app.domain.deploy import Deploy, Key, Request, State
from app.domain.errors import BadInput, Refused
from app.domain.policy import Policy
from app.domain.report import Report
from blocks.card import APPROVE
from tests.stories.calls import run
from tests.stories.world import BO, World
from tests.unit.audit.records import HOUR, NOON, REPORT, entry
from tests.unit.example import RULES, SUMMARY
from workers import prune

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)
LONG_AGO = NOON - 3000 * DAY
KEY = Key("harbour/shop", "production", "a" * 40)


@dataclass(frozen=True)
class Desk:
    """An operator's shell: Redis, and no Slack, GitHub or CI."""

    redis: Redis
    parts: wiring.Parts

    def append(self, *entries: Entry) -> Head:
        return append(self.redis, entries)

    def lines(self) -> list[bytes]:
        return list(self.redis.lrange(keys.AUDIT, 0, -1))

    def keep(self, deploy: Deploy, reports: Sequence[Report] = ()) -> Deploy:
        """Put a deploy there that is over, with the reports that it was reviewed with."""
        self.redis.set(keys.deploy(deploy.id), DEPLOY.dump_json(deploy))
        self.redis.zadd(keys.HISTORY, {deploy.id: deploy.changed_at.timestamp()})
        for report in reports:
            self.parts.archive.keep(report)
            with self.redis.pipeline() as pipe:
                self.parts.record.hold(pipe, deploy.id, report.digest)
                pipe.execute()
        return deploy


@pytest.fixture
def desk(redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.setenv(name, "xoxb-none" if "BOT" in name else "xapp-none")
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.chdir(tmp_path)
    wiring.parts.cache_clear()
    yield Desk(redis, wiring.parts())
    wiring.parts.cache_clear()


def append(redis: Redis, entries: Sequence[Entry]) -> Head:
    audit = RedisAudit(redis)
    with redis.pipeline() as pipe:
        while True:
            try:
                head = audit.watch(pipe)
                pipe.multi()
                head = audit.append(pipe, head, entries)
                pipe.execute()
            except WatchError:
                continue
            return head


def over(number: int, **change: object) -> Deploy:
    """Return a deploy that was rejected long ago."""
    key = replace(KEY, run_id=str(number))
    deploy = Deploy(
        key.deploy_id, Request(key), LONG_AGO, LONG_AGO, State.REJECTED, rules=RULES, summary=SUMMARY
    )
    return replace(deploy, **change)  # type: ignore[arg-type] # each test names the fields that it varies


def test_a_click_is_in_the_record_and_the_record_verifies(world: World, tmp_path: Path) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.click(BO, world.card(deploy), APPROVE)
    live = world.settles(deploy, State.LIVE)
    assert live.summary is not None
    assert run("audit", "verify")[0] == 0
    code, out, _ = run("audit", "export", "--person", BO, "--reports")
    told = [json.loads(line) for line in out.splitlines()]
    approval, report = told[1], told[2]["report"]
    assert code == 0
    assert (approval["what"], approval["by"]["id"], approval["deploy"]) == ("approve", BO, deploy.id)
    assert approval["digest"] == report["digest"] == live.summary.digest
    file = tmp_path / "record.jsonl"
    file.write_text(out)
    assert run("audit", "verify", str(file))[0] == 0


def test_two_writers_at_once_never_fork_the_chain(redis: Redis, redis_url: str) -> None:
    def write(writer: int) -> None:
        with Redis.from_url(redis_url) as own:
            for number in range(25):
                append(own, [entry(writer), entry(number)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    lines = redis.lrange(keys.AUDIT, 0, -1)
    assert len(lines) == 200
    assert list(problems(lines)) == []


def test_nothing_of_an_event_is_kept_when_its_entry_is_not(desk: Desk) -> None:
    desk.append(entry(0))
    with desk.redis.pipeline() as pipe:
        head = desk.parts.record.watch(pipe)
        desk.append(entry(1))
        pipe.multi()
        pipe.set("airlock:something", 1)
        desk.parts.record.append(pipe, head, [entry(2)])
        with pytest.raises(WatchError):
            pipe.execute()
    assert len(desk.lines()) == 2
    assert not desk.redis.exists("airlock:something")


def test_a_record_that_has_lost_its_head_is_not_begun_anew(desk: Desk) -> None:
    desk.append(entry(0))
    desk.redis.delete(keys.AUDIT_HEAD)
    with pytest.raises(Refused, match="lost its head"):
        desk.append(entry(1))
    assert run("audit", "verify")[0] == 1


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
    desk.redis.lset(keys.AUDIT, 2, b"{}")
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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["verify", "nowhere.jsonl"], "nowhere.jsonl cannot be read"),
        (["verify", "."], "cannot be read"),
        (["verify", "--key", "key.pem"], "--key goes with a FILE"),
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
    code, out, _ = run("audit", "export", "--format", "csv", "--person", "ana@harbour.example")
    assert code == 0
    assert [line.split(",")[0] for line in out.splitlines()] == ["seq", "2", "3", "5"]


def test_entries_come_by_pages_newest_first(desk: Desk) -> None:
    desk.append(*map(entry, range(10)))
    first = desk.parts.record.entries(3, filters=Filters(environment="production"))
    assert [one.seq for one in first.entries] == [9, 7, 5]
    assert first.entries[0].entry == entry(8)
    second = desk.parts.record.entries(3, first.before, Filters(environment="production"))
    assert ([one.seq for one in second.entries], second.before) == ([3, 1], None)


def test_reading_goes_on_while_entries_are_written(desk: Desk) -> None:
    desk.append(*map(entry, range(250)))
    lines = desk.parts.record.lines(desk.parts.record.span())
    first = next(lines)
    desk.append(entry(0))
    assert len(list(problems([first, *lines]))) == 0


def test_reading_notices_that_what_comes_next_was_pruned(desk: Desk) -> None:
    desk.append(*map(entry, range(450)))
    read, unread = (desk.parts.record.lines(desk.parts.record.span()) for _ in range(2))
    some = [next(read) for _ in range(200)]
    next(unread)
    desk.parts.retention.prune(NOON + 150 * HOUR + DAY, lambda *_: DAY)
    assert list(problems([*some, *read])) == []
    desk.parts.retention.prune(NOON + 250 * HOUR + DAY, lambda *_: DAY)
    with pytest.raises(Refused, match="pruned meanwhile"):
        list(unread)


def test_the_record_verifies_from_its_checkpoint_once_it_is_pruned(desk: Desk) -> None:
    desk.parts.archive.keep(REPORT)
    desk.append(*map(entry, range(6)))
    assert desk.parts.retention.prune(NOON + DAY + 2.5 * HOUR, lambda *_: DAY) == 3
    assert desk.parts.retention.prune(NOON + DAY + 2.5 * HOUR, lambda *_: DAY) == 0
    assert [json.loads(line)["seq"] for line in desk.lines()] == [4, 5, 6, 7]
    assert json.loads(desk.lines()[-1])["detail"]["through"] == "3"
    code, out, _ = run("audit", "verify")
    assert code == 0
    assert "It begins after entry 3" in out
    desk.append(entry(7))
    assert run("audit", "verify")[0] == 0


def test_pruning_while_others_write_loses_nothing(desk: Desk, redis_url: str) -> None:
    desk.parts.archive.keep(REPORT)
    desk.append(*map(entry, range(40)))

    def write(_: int) -> None:
        with Redis.from_url(redis_url) as own:
            for number in range(10):
                append(own, [entry(1000 + number)])

    def cut(hours: int) -> None:
        desk.parts.retention.prune(NOON + DAY + hours * HOUR, lambda *_: DAY)

    turns = [(write, 0), (cut, 9), (write, 1), (cut, 21), (cut, 30)]
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(work, number) for work, number in turns]:
            done.result()
    assert run("audit", "verify")[1].startswith("The record in Redis holds")
    whats = [json.loads(line)["what"] for line in desk.lines()]
    assert whats.count("approve") == 40 - 30 + 20


def test_a_deploy_goes_with_its_reports_and_the_record_tells(desk: Desk) -> None:
    first, second = (replace(REPORT, score=score).sealed() for score in (1, 2))
    gone = desk.keep(over(1, summary=replace(SUMMARY, digest=first.digest)), [first, second])
    stays = desk.keep(over(2, changed_at=NOON), [second])
    desk.append(replace(entry(1), digest=first.digest))
    assert desk.parts.retention.prune_history(NOON) == 1
    assert not desk.redis.exists(keys.deploy(gone.id), keys.report(first.digest), keys.reports(gone.id))
    assert desk.redis.zrange(keys.HISTORY, 0, -1) == [stays.id.encode()]
    assert desk.parts.archive.report(second.digest) == second
    assert json.loads(desk.lines()[-1])["detail"] == {"deploys": gone.id, "reports": first.digest}
    assert run("audit", "verify")[0] == 0


def test_a_report_goes_with_the_last_deploy_that_holds_it(desk: Desk) -> None:
    for number in range(3):
        desk.keep(over(number), [REPORT])
    assert desk.parts.retention.prune_history(NOON) == 3
    assert not desk.redis.exists(keys.report(REPORT.digest), keys.holders(REPORT.digest))


@pytest.mark.parametrize(
    "change",
    [
        {"changed_at": NOON - 729 * DAY},
        {"rules": replace(RULES, retention=3650 * DAY)},
        {"state": State.PENDING},
    ],
)
def test_a_deploy_stays_for_as_long_as_its_rules_say(desk: Desk, change: dict[str, object]) -> None:
    desk.keep(over(1, **change))
    assert desk.parts.retention.prune_history(NOON) == 0
    assert desk.lines() == []


def test_what_is_live_stays_however_old(desk: Desk) -> None:
    live = desk.keep(over(1))
    desk.redis.hset(keys.LIVE, keys.live_field(KEY.repository, KEY.environment), KEY.sha)
    assert desk.parts.retention.prune_history(NOON) == 0
    assert desk.redis.exists(keys.deploy(live.id))


def test_a_deploy_that_cannot_be_read_stays_and_holds_up_nobody(desk: Desk) -> None:
    desk.redis.set(keys.deploy("broken"), b"{}")
    desk.redis.zadd(keys.HISTORY, {"broken": 1, "gone": 2})
    desk.keep(over(1))
    assert desk.parts.retention.prune_history(NOON) == 1
    assert desk.redis.exists(keys.deploy("broken"))


def test_the_round_prunes_as_the_good_policy_says(desk: Desk) -> None:
    rules = {"production": replace(RULES, retention=DAY), "staging": replace(RULES, retention=36_500 * DAY)}
    desk.parts.archive.keep_policy("harbour/shop", Policy(rules))
    desk.append(entry(0), entry(1), entry(2))
    desk.keep(over(1))
    prune.run()
    assert [json.loads(line)["seq"] for line in desk.lines()] == [2, 3, 4, 5]
    prune.run()
    assert len(desk.lines()) == 4


def test_no_other_code_writes_the_record() -> None:
    """Appending and pruning are the only calls that name the record's key; no command edits it."""
    named = {"AUDIT", "AUDIT_HEAD", "AUDIT_CHECKPOINT"}
    files = [
        file for place in ("app", "workers", "handlers", "blocks") for file in (ROOT / place).rglob("*.py")
    ]
    using = {
        file.relative_to(ROOT).as_posix()
        for file in files
        if any(f"keys.{name}" in _words(file) for name in named) or '"airlock:audit' in file.read_text()
    }
    assert using == {"app/adapters/audit.py", "app/adapters/retention.py"}
    written = {
        (path, call)
        for path in using
        for call in ("lset", "linsert", "lrem", "lpop", "rpop", "lpush", "rpush", "ltrim", "delete", "rename")
        if f".{call}(keys.AUDIT," in (ROOT / path).read_text()
    }
    assert written == {("app/adapters/audit.py", "rpush"), ("app/adapters/retention.py", "ltrim")}


def _words(file: Path) -> set[str]:
    text = file.read_text()
    return {word.strip("()[]{},:") for word in text.replace("(", " ").replace(",", " ").split()}
