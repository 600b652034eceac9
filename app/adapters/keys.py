"""The names of everything Airlock keeps in Redis; docs/redis.md tells what each holds."""

PREFIX = "airlock:"

OPEN = PREFIX + "open"  # zset: deploys that are not over, by the time they were queued
SCHEMA = PREFIX + "schema"  # string: which form all of this has, and which version gave it that
ASKED = PREFIX + "open:asked"  # zset: of these, those that wait for somebody's answer
RUNNING = PREFIX + "open:running"  # zset: and the others
HISTORY = PREFIX + "history"  # zset: deploys that are over, by the time they ended
DUE = PREFIX + "due"  # zset: when to look at a deploy next
AUDIT = PREFIX + "audit"  # list: the record, hash-chained lines, oldest first
AUDIT_HEAD = PREFIX + "audit:head"  # string: number and hash of its last line
AUDIT_CHECKPOINT = PREFIX + "audit:checkpoint"  # string: the same of the last line that was pruned
AUDIT_LOOKED = PREFIX + "audit:looked"  # string: how far the old end of the history was looked through
UNCHAINED = PREFIX + "record"  # list: the record of before it was chained, until it is moved
UNCHAINED_UNREAD = PREFIX + "record:unread"  # list: what of it could not be read
LIVE = PREFIX + "live"  # hash: "REPOSITORY ENVIRONMENT" → commit that went live last
HELD = PREFIX + "held"  # set: "REPOSITORY ENVIRONMENT" of lanes that are locked, or frozen by command
LANES_DUE = PREFIX + "lanes:due"  # zset: the same, of lanes whose cards are to be redrawn, by since when
UNSIGNED = PREFIX + "unsigned"  # zset: deploys that went past the rules and wait for a second person, by when
POLICY = PREFIX + "policy"  # hash: repository → its last good policy
CHANNELS = PREFIX + "channels"  # hash: "#name" → the channel id it was resolved to
INBOX = PREFIX + "inbox"  # zset: what GitHub told and is not done with yet, by when to look at it next
TURN = PREFIX + "turn"  # string: the repository that was polled last
INBOX_SINCE = PREFIX + "inbox:since"  # hash: the same → when it was told first

ALARMS = PREFIX + "alarms"  # hash: alarm id → what is wrong with the gate, and who was told
AUDITED = PREFIX + "audited"  # hash: "REPOSITORY ENVIRONMENT" → how far its deployments were looked at
PUBLIC_KEYS = PREFIX + "keys"  # hash: key id → public key, PEM, of whoever has signed
PULLS = PREFIX + "pulls"  # zset: pull requests whose human gates are to be looked at, by when
PULLS_SEEN = PREFIX + "pulls:seen"  # hash: repository → up to where its pull requests were looked through
ENVIRONMENTS = PREFIX + "environments"  # zset: names of environments, by when a deploy ended there last
LINKS = PREFIX + "links"  # hash: GitHub login → whose it is, and who has confirmed that
OWED = PREFIX + "owed"  # zset: deploys that owe what should be done by now, by since when
LINES = PREFIX + "lines"  # set: names of the lines in which somebody waits for Slack
METER = PREFIX + "meter"  # hash: what was counted since the beginning, for /metrics
STANDS = PREFIX + "stands"  # zset: deploys that are not over, by the number of where they stand
DEBTS = PREFIX + "debts"  # set: "DEPLOY EFFECT" of all that is owed
PROCESSES = PREFIX + "processes"  # zset: names of processes, by when they said last that they are there
FIGURES = PREFIX + "figures"  # string: the figures of the last 90 days, and the file id of their picture


def open_in(repository: str, environment: str) -> str:
    """Return the key of what is not over in one lane, however the repository is spelt."""
    return f"{OPEN}:lane:{repository.lower()}:{environment}"


def open_of(repository: str) -> str:
    return f"{OPEN}:repository:{repository.lower()}"


def open_by(run_id: str) -> str:
    return f"{OPEN}:run:{run_id}"


def by_environment(name: str) -> str:
    return f"{HISTORY}:environment:{name}"


def by_outcome(name: str) -> str:
    return f"{HISTORY}:outcome:{name}"


def by_person(name: str) -> str:
    return f"{HISTORY}:person:{name}"


def deploy(deploy_id: str) -> str:
    return f"{PREFIX}deploy:{deploy_id}"


def lane(repository: str, environment: str) -> str:
    """Return one key for a repository however it is spelt: that is no way around a lock, or the line."""
    return f"{PREFIX}lane:{repository.lower()}:{environment}"


def links_of(user_id: str) -> str:
    return f"{PREFIX}links:{user_id}"


def answer(name: str) -> str:
    return f"{PREFIX}slack:{name}"


def address(email: str) -> str:
    return f"{PREFIX}address:{email}"


def attestation(deploy_id: str) -> str:
    return f"{PREFIX}attestation:{deploy_id}"


def report(digest: str) -> str:
    return f"{PREFIX}report:{digest}"


def reports(deploy_id: str) -> str:
    return f"{PREFIX}reports:{deploy_id}"


def holders(digest: str) -> str:
    return f"{PREFIX}holders:{digest}"


def evidence(deploy_id: str) -> str:
    return f"{PREFIX}evidence:{deploy_id}"


def past(base: str, head: str) -> str:
    return f"{PREFIX}past:{base}:{head}"


def delivery(delivery_id: str) -> str:
    return f"{PREFIX}delivery:{delivery_id}"


def line(name: str) -> str:
    return f"{PREFIX}line:{name}"


def line_state(name: str) -> str:
    return f"{PREFIX}line:{name}:state"


def away(name: str) -> str:
    return f"{PREFIX}away:{name}"


def answered(name: str) -> str:
    return f"{PREFIX}away:{name}:answered"


def probing(name: str) -> str:
    return f"{PREFIX}away:{name}:probing"


def process(name: str) -> str:
    return f"{PREFIX}process:{name}"


def fault(digest: str) -> str:
    return f"{PREFIX}fault:{digest}"


def once(what: str) -> str:
    return f"{PREFIX}once:{what}"


def round_of(name: str) -> str:
    return f"{PREFIX}round:{name}"


def polled(repository: str) -> str:
    return f"{PREFIX}polled:{repository}"


def lease(name: str) -> str:
    return f"{PREFIX}lease:{name}"


def standing(tip: str, head: str, policy: str) -> str:
    return f"{PREFIX}standing:{tip}:{head}:{policy}"


def live_field(repository: str, environment: str) -> str:
    return f"{repository} {environment}"
