"""What is wrong with the App and its installations: permissions, events, webhooks that nobody takes."""

from collections.abc import Iterator

from app.adapters.github import permissions
from app.adapters.github.access import GitHub
from app.adapters.github.app import (
    MOST_REPOSITORIES,
    Installation,
    OurApp,
    installations,
    recent_deliveries,
    repositories,
)
from app.adapters.github.audit.sight import Sight
from app.domain.alarm import Alarm, Aspect, Kind, Place, unchecked

FAILED_IN_A_ROW = 3  # webhooks; one may fail while `web` starts anew


def app_alarms(app: OurApp, *, hears: bool) -> Iterator[Alarm]:
    """Yield what the App does not ask for. `hears`: whether webhooks are set up."""
    place = Place(Aspect.APP)
    if lacks := permissions.lacking(app.permissions):
        words = f"The App {app.name} does not ask for {permissions.named(lacks)}."
        mend = "Add it on the App's page under “Permissions & events”; owners accept it where it is in use."
        yield Alarm(Kind.LACKS_PERMISSION, place, words, mend, app.url)
    if hears and (events := sorted(permissions.EVENTS.keys() - app.events)):
        words = f"The App {app.name} is not subscribed to {', '.join(events)}."
        mend = "Tick it on the App's page under “Permissions & events”."
        yield Alarm(Kind.LACKS_EVENT, place, words, mend, app.url)


def webhook_alarms(github: GitHub) -> Iterator[Alarm]:
    """Yield an alarm when the last webhooks did not arrive; polling and redelivery do the work meanwhile."""
    last = recent_deliveries(github)[:FAILED_IN_A_ROW]
    if len(last) == FAILED_IN_A_ROW and not any(each.is_received for each in last):
        words = f"The last {len(last)} webhooks of GitHub were not taken ({last[0].status})."
        mend = (
            "Check that GitHub reaches AIRLOCK_URL and that GITHUB_WEBHOOK_SECRET is the App's secret; "
            "the App's page shows them under “Advanced”."
        )
        yield Alarm(Kind.WEBHOOKS_FAIL, Place(Aspect.WEBHOOKS), words, mend)


def installation_alarms(app: OurApp, held: Installation) -> Iterator[Alarm]:
    """Yield what an owner has to do about the App."""
    place = Place(Aspect.INSTALLATION, held.owner)
    if held.is_suspended:
        words = f"The App is suspended at {held.owner}: it sees and decides nothing there."
        yield Alarm(Kind.SUSPENDED, place, words, f"An owner of {held.owner} can unsuspend it.", held.url)
    unasked = permissions.lacking(app.permissions)
    if lacks := {n: level for n, level in permissions.lacking(held.permissions).items() if n not in unasked}:
        words = f"{held.owner} has not accepted that the App may use {permissions.named(lacks)}."
        mend = f"An owner of {held.owner} accepts it on the installation's page."
        yield Alarm(Kind.LACKS_PERMISSION, place, words, mend, held.url)


def look(github: GitHub, app: OurApp, sight: Sight) -> frozenset[str]:
    """Add what is wrong with each installation; return the repositories that the App may see."""
    held, names = list[Installation](), set[str]()

    def read() -> Iterator[Alarm]:
        held.extend(installations(github))
        if not held:
            words = f"The App {app.name} is installed nowhere: it sees and decides nothing."
            yield Alarm(Kind.NOT_INSTALLED, place, words, "Install it where it is to guard.", app.url)

    place = Place(Aspect.INSTALLATION)
    sight.is_whole &= sight.look(place, read)
    for each in held:
        names |= _repositories(github, app, each, sight)
    if len(names) > MOST_REPOSITORIES:
        words = f"the App sees more than {MOST_REPOSITORIES} repositories; install it on those that it gates."
        sight.seen[place] += (unchecked(place, words, may_pass=False),)
    return frozenset(sorted(names)[:MOST_REPOSITORIES])


def _repositories(github: GitHub, app: OurApp, held: Installation, sight: Sight) -> set[str]:
    names = set[str]()

    def read() -> Iterator[Alarm]:
        yield from installation_alarms(app, held)
        if not held.is_suspended:
            names.update(each.name for each in repositories(github, held))

    could = sight.look(Place(Aspect.INSTALLATION, held.owner), read)
    sight.is_whole &= could and not held.is_suspended
    return names
