"""Everything that tells what waits on GitHub."""

from app.adapters.github.access import GitHub
from app.adapters.github.arrivals.deliveries import Deliveries
from app.adapters.github.arrivals.polling import Around, Ledger
from app.adapters.github.arrivals.run import Arrivals


class GitHubLookout(Arrivals, Around, Deliveries):
    """Implements `ports.Lookout`."""

    def __init__(self, github: GitHub, ledger: Ledger) -> None:
        Arrivals.__init__(self, github)
        Around.__init__(self, github, ledger)
        Deliveries.__init__(self, github)
