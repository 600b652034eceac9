"""The list of deliveries, and delivering one again."""

from sandbox.github.refusal import Json, Refusal, not_found
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, of_app
from sandbox.github.times import iso
from sandbox.github.webhooks.delivery import Delivery


def deliveries(request: Request) -> Reply:
    """Return a page of what was delivered, newest first; the cursor is where the next page begins."""
    held = [one for one in reversed(request.hub.webhooks.deliveries.values()) if _is_wanted(request, one)]
    start = _start(held, request.query.get("cursor"))
    shown = held[start : start + request.per_page]
    rest = held[start + request.per_page :]
    url = f"{request.url}?per_page={request.per_page}"
    status = request.query.get("status")
    url += f"&status={status}" if status else ""
    headers = {"Link": f'<{url}&cursor=v1_{rest[0].id}>; rel="next"'} if rest else {}
    return Reply([_item(one) for one in shown], headers=headers)


def delivery(request: Request) -> Reply:
    one = _named(request)
    answer = {"headers": {}, "payload": one.answer}
    asked = {"headers": dict(one.headers), "payload": one.payload}
    return Reply(_item(one) | {"url": one.url, "request": asked, "response": answer})


def attempts(request: Request) -> Reply:
    """Deliver again."""
    request.hub.webhooks.again(_named(request))
    return Reply({}, 202)


def _named(request: Request) -> Delivery:
    held = request.hub.webhooks.deliveries.get(int(request.path["delivery_id"]))
    if held is None:
        raise not_found()
    return held


def _is_wanted(request: Request, one: Delivery) -> bool:
    wanted = request.query.get("status")
    return one.is_over and (wanted is None or (wanted == "failure") == one.has_failed)


def _start(held: list[Delivery], cursor: str | None) -> int:
    if cursor is None:
        return 0
    for index, one in enumerate(held):
        if cursor == f"v1_{one.id}":
            return index
    raise Refusal(422, "Invalid cursor")


def _item(one: Delivery) -> Json:
    return {
        "id": one.id,
        "guid": one.guid,
        "delivered_at": iso(one.at),
        "redelivery": one.is_again,
        "duration": round(one.took.total_seconds(), 2),
        "status": one.status,
        "status_code": one.status_code,
        "event": one.event,
        "action": one.action,
        "installation_id": one.installation,
        "repository_id": one.repository,
        "throttled_at": None,
    }


TABLE: Table = {
    "GET /app/hook/deliveries": of_app(deliveries),
    "GET /app/hook/deliveries/{delivery_id}": of_app(delivery),
    "POST /app/hook/deliveries/{delivery_id}/attempts": of_app(attempts),
}
