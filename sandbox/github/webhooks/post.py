"""The App's one hook: what is told to whom, and every delivery that was tried."""

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from sandbox.github import repositories
from sandbox.github.person import simple_user
from sandbox.github.refusal import Json, Refusal
from sandbox.github.repository import Repository
from sandbox.github.webhooks.account import organization
from sandbox.github.webhooks.delivery import Delivery, signed
from sandbox.github.webhooks.mishap import Mishaps
from sandbox.github.webhooks.sender import Sender

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

ALWAYS = frozenset({"installation", "installation_repositories", "ping"})  # no App can do without
REMEMBERED = 10_000
GHOST = "github"


class Webhooks:
    """Touched only by whoever holds the hub's lock."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self.url: str | None = None
        self.mishaps = Mishaps()
        self.deliveries: dict[int, Delivery] = {}  # by id, oldest first
        self._sender: Sender | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Send from this loop from now on."""
        self._sender = Sender(self, loop)

    async def close(self) -> None:
        """Send no more. Call it in the loop."""
        if self._sender:
            await self._sender.close()

    def emit(self, event: str, repository: Repository | None, payload: Json) -> None:
        """Tell the App of an event, when it wants to know and is installed there."""
        installation = self._installation(repository, payload)
        if self.url is None or (
            event not in ALWAYS and (event not in self._hub.app_events or not installation)
        ):
            return
        told = payload | self._around(repository, installation, payload)
        self._send(
            Delivery(
                id=self._hub.new_id(),
                guid=str(uuid4()),
                event=event,
                action=payload.get("action"),
                body=json.dumps(told).encode(),
                at=self._hub.now(),
                installation=installation,
                repository=repository.id if repository else None,
            )
        )

    def again(self, delivery: Delivery) -> Delivery:
        """Deliver the same bytes under the same GUID once more; nothing befalls it."""
        return self._send(replace(delivery, id=self._hub.new_id(), at=self._hub.now(), is_again=True))

    def done(self, delivery: Delivery) -> None:
        """Keep how it went. Takes the lock."""
        with self._hub.lock:
            self.deliveries[delivery.id] = delivery
        self._hub.changed()

    def _send(self, delivery: Delivery) -> Delivery:
        mishap = self.mishaps.hit(delivery.event)
        secret = "forged" if mishap.is_forged else self._hub.webhook_secret
        delivery = replace(delivery, url=self.url or "", status="pending", status_code=0, answer="")
        delivery = replace(delivery, headers=signed(secret, delivery, self._hub.app_id))
        if mishap.is_lost:
            delivery = replace(delivery, status="failed to connect to host", status_code=502)
        self._keep(delivery)
        if self._sender and not mishap.is_lost:
            self._sender.send(delivery, mishap.late, copies=1 + mishap.is_twice)
        return delivery

    def _keep(self, delivery: Delivery) -> None:
        self.deliveries[delivery.id] = delivery
        while len(self.deliveries) > REMEMBERED:
            del self.deliveries[next(iter(self.deliveries))]
        self._hub.changed()

    def _installation(self, repository: Repository | None, payload: Json) -> int | None:
        """Return the installation that hears of it; a suspended one hears nothing."""
        if repository is None:
            told: int | None = payload.get("installation", {}).get("id")
            return told
        try:
            held = self._hub.installation_of(repository)
        except Refusal:
            return None
        return None if held.suspended_at else held.id

    def _around(self, repository: Repository | None, installation: int | None, payload: Json) -> Json:
        """Return what every payload carries beside its own."""
        sender = (
            {} if "sender" in payload else {"sender": simple_user(self._hub.person(GHOST), self._hub.origin)}
        )
        if repository is None:
            return sender
        owner = self._hub.person(repository.owner)
        shown: Json = {"repository": repositories.shown(self._hub, repository)}
        if owner.type == "Organization":
            shown["organization"] = organization(owner, self._hub)
        if installation:
            shown["installation"] = {"id": installation, "node_id": f"MDIz{installation}"}
        return sender | shown
