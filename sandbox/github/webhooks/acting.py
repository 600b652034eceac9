"""The facade's part about webhooks: where they go, what befalls them, and sending them again."""

from datetime import timedelta

from sandbox.github.running import Running
from sandbox.github.webhooks.delivery import HOOK, Delivery
from sandbox.github.webhooks.mishap import Mishap

LATE = timedelta(milliseconds=300)


class Telling(Running):
    def set_webhook(self, url: str | None) -> None:
        """Say where the App's webhooks go; None: nowhere."""
        with self._held() as hub:
            hub.webhooks.url = url

    def subscribe(self, *events: str) -> None:
        """Say which events the App wants, beside those that no App can do without."""
        with self._held() as hub:
            hub.app_events = events
            for installation in hub.installations.values():
                installation.events = events

    @property
    def deliveries(self) -> list[Delivery]:
        """Return every delivery that was tried, oldest first."""
        return self._look(lambda hub: list(hub.webhooks.deliveries.values()))

    def ping(self) -> None:
        """Send what GitHub sends when a hook is made."""
        with self._held() as hub:
            config = {"content_type": "json", "insecure_ssl": "0", "url": hub.webhooks.url or ""}
            made = hub.started_at.isoformat()
            hook = {
                "type": "App",
                "id": HOOK,
                "name": "web",
                "active": True,
                "events": list(hub.app_events),
                "config": config,
                "created_at": made,
                "updated_at": made,
                "app_id": hub.app_id,
            }
            hub.emit("ping", None, {"zen": "Keep it logically awesome.", "hook_id": HOOK, "hook": hook})

    def redeliver(self, delivery: Delivery | str) -> None:
        """Send a delivery again, given as itself or by its GUID. Raises LookupError."""
        guid = delivery if isinstance(delivery, str) else delivery.guid
        with self._held() as hub:
            held = [one for one in hub.webhooks.deliveries.values() if one.guid == guid]
            if not held:
                raise LookupError(f"nothing was delivered as {guid}")
            hub.webhooks.again(held[0])

    def deliver_twice(self, times: int = 1, event: str | None = None) -> None:
        """Let the next deliveries arrive twice, with the same GUID."""
        self._befall(Mishap(is_twice=True, event=event), times)

    def deliver_late(self, delay: timedelta | float = LATE, times: int = 1, event: str | None = None) -> None:
        """Let the next deliveries arrive after a delay, given as timedelta or seconds."""
        late = delay if isinstance(delay, timedelta) else timedelta(seconds=delay)
        self._befall(Mishap(late=late, event=event), times)

    def lose_next_delivery(self, times: int = 1, event: str | None = None) -> None:
        """Let the next deliveries not arrive; GitHub lists them as failed and does not try again."""
        self._befall(Mishap(is_lost=True, event=event), times)

    def forge_next_delivery(self, times: int = 1, event: str | None = None) -> None:
        """Let the next deliveries be signed with another secret."""
        self._befall(Mishap(is_forged=True, event=event), times)

    def _befall(self, mishap: Mishap, times: int) -> None:
        with self._held() as hub:
            hub.webhooks.mishaps.next.extend([mishap] * times)
