"""The names of everything Airlock keeps in Redis; docs/redis.md tells what each holds."""

PREFIX = "airlock:"

OPEN = PREFIX + "open"  # zset: deploys that are not over, by the time they were queued
HISTORY = PREFIX + "history"  # zset: deploys that are over, by the time they ended
DUE = PREFIX + "due"  # zset: when to look at a deploy next
RECORD = PREFIX + "record"  # list: the decision record, oldest first
LIVE = PREFIX + "live"  # hash: "REPOSITORY ENVIRONMENT" → commit that went live last
POLICY = PREFIX + "policy"  # hash: repository → its last good policy
CHANNELS = PREFIX + "channels"  # hash: "#name" → the channel id it was resolved to


def deploy(deploy_id: str) -> str:
    return f"{PREFIX}deploy:{deploy_id}"


def report(digest: str) -> str:
    return f"{PREFIX}report:{digest}"


def evidence(deploy_id: str) -> str:
    return f"{PREFIX}evidence:{deploy_id}"


def past(base: str, head: str) -> str:
    return f"{PREFIX}past:{base}:{head}"


def live_field(repository: str, environment: str) -> str:
    return f"{repository} {environment}"
