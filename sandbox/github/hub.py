"""Everything that one running local GitHub consists of, in one place."""

from collections import deque
from collections.abc import Callable
from secrets import token_hex
from threading import RLock
from typing import TYPE_CHECKING

from sandbox.github.checks import Checks
from sandbox.github.faults import Faults
from sandbox.github.installation import APP_PERMISSIONS, EVENTS
from sandbox.github.integrations import ACTIONS, ACTIONS_ID
from sandbox.github.limits import Limits
from sandbox.github.rates import Rates
from sandbox.github.refusal import Json
from sandbox.github.registry import Registry
from sandbox.github.repository import Repository
from sandbox.github.statuses import Status
from sandbox.github.violation import Call, Violation

if TYPE_CHECKING:
    from sandbox.github.actions.engine import Actions
    from sandbox.github.webhooks.post import Webhooks

REMEMBERED_CALLS = 50_000
FIRST_ID = 1001
OWNER = "octo-operator"  # whose personal token the sandbox hands out


class Hub(Registry):
    """Touched only by whoever holds `lock`; every request and every call of the facade does."""

    actions: "Actions"  # both are put in by `attached`
    webhooks: "Webhooks"

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        self.lock = RLock()
        self.changed = changed
        self.origin = ""  # http://127.0.0.1:PORT, known once the server listens
        self.app_id, self.app_slug, self.client_id = 4242, "airlock", "Iv23liSandbox"
        self.webhook_secret = token_hex(20)
        self.personal_tokens = {f"ghp_{token_hex(18)}": OWNER}  # token → login
        self.app_permissions: dict[str, str] = dict(APP_PERMISSIONS)
        self.app_events: tuple[str, ...] = EVENTS
        self.faults, self.rates = Faults(), Rates()
        self.calls: deque[Call] = deque(maxlen=REMEMBERED_CALLS)
        self.violations: list[Violation] = []
        self.limits = Limits()
        self.owner = OWNER  # of the App
        self.other_apps = {ACTIONS: ACTIONS_ID}  # slug → id
        self.is_away = False
        self.asked_at: deque[float] = deque(maxlen=REMEMBERED_CALLS)  # away or not, in seconds since 1970
        self.checks = Checks(self.new_id, self.now)
        self.statuses: list[Status] = []
        self.emit: Callable[[str, Repository | None, Json], None] = lambda *_: None
        self.started_at = self.now()
        self.add_person(OWNER)
        self.add_person(f"{self.app_slug}[bot]", kind="Bot")

    @property
    def api_url(self) -> str:
        return f"{self.origin}/api/v3"
