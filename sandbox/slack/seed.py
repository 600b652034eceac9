"""The workspace that a fresh sandbox starts with."""

from dataclasses import dataclass

from sandbox.slack.people import App, Channel, Group, User

AIRLOCK = App("A0AIRLOCK1", "Airlock", "U0AIRLOCK1", "B0AIRLOCK1")
CI = App("A0CI000001", "CI", "U0CIBOT001", "B0CI000001")


@dataclass(frozen=True)
class Seed:
    team_id: str
    team_name: str
    app: App  # the one under test: the only one that gets events and sockets
    users: tuple[User, ...]
    groups: tuple[Group, ...]
    channels: tuple[Channel, ...]
    other_apps: tuple[App, ...] = ()


USERS = (
    User("U0ANA00001", "ana", "Ana Lima", "ana@harbour.example", "7a3e9d"),
    User("U0BO000001", "bo", "Bo Chen", "bo@harbour.example", "1264a3"),
    User("U0CY000001", "cy", "Cy Okafor", "cy@harbour.example", "007a5a"),
    User("U0DEE00001", "dee", "Dee Novak", "dee@harbour.example", "b3541e"),
    User("U0ELI00001", "eli", "Eli Brandt", "eli@harbour.example", "8f1d4f"),
    User("U0GIL00001", "gil", "Gil Moss", "gil@contractor.example", "616061", is_restricted=True),
    User("U0HAL00001", "hal", "Hal Ruiz", "hal@harbour.example", "616061", deleted=True),
    User(
        "U0IVY00001",
        "ivy",
        "Ivy Stone",
        "ivy@other.example",
        "616061",
        is_stranger=True,
        team_id="T0OTHER001",
    ),
    User("USLACKBOT", "slackbot", "Slackbot", color="757575", is_bot=True),  # the real one says it is no bot
    User(AIRLOCK.user_id, "airlock", "Airlock", color="1d1c1d", is_bot=True),
    User(CI.user_id, "ci", "CI", color="3f4650", is_bot=True),
)

PEOPLE = frozenset({"U0ANA00001", "U0BO000001", "U0CY000001", "U0DEE00001", "U0ELI00001", "U0GIL00001"})
BOTS = frozenset({AIRLOCK.user_id, CI.user_id})

SEED = Seed(
    team_id="T0HARBOUR1",
    team_name="Harbour",
    app=AIRLOCK,
    users=USERS,
    groups=(
        Group("S0RELEASE1", "release-owners", ("U0ANA00001", "U0BO000001", "U0CY000001")),
        Group("S0DBA00001", "dba", ("U0DEE00001",)),
        Group("S0SECURITY", "security", ("U0CY000001",)),
        Group("S0ENGLEADS", "eng-leads", ("U0ELI00001",)),
    ),
    channels=(
        Channel("C0APPROVAL", "deploy-approval", "What waits for a yes", PEOPLE | BOTS),
        Channel("C0ENGLEADS", "eng-leads", "Escalations", PEOPLE | {AIRLOCK.user_id}),
        Channel("C0DEPLOYS1", "deploys", "What went live", PEOPLE | BOTS),
        Channel("C0GENERAL1", "general", "Everybody", PEOPLE),
    ),
    other_apps=(CI,),
)
