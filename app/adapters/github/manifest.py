"""The App's registration: as a manifest to keep, and as a link that fills in GitHub's form."""

from typing import Any
from urllib.parse import quote, urlencode

from app.adapters.github.permissions import EVENTS, REQUIRED_PERMISSIONS

NAME = "Airlock"
HOME = "https://github.com"  # GitHub wants a page of the App; the address of Airlock where it is public
DESCRIPTION = "A gate in front of production: evidence first, then a person."
WEBHOOKS = "/webhooks/github"


def manifest(url: str | None, name: str = NAME) -> dict[str, Any]:
    """Return the manifest: docs.github.com/en/apps/sharing-github-apps, “from a manifest”.

    `url`: where GitHub reaches `web`, None when it does not; then Airlock looks for waiting runs by itself.
    """
    hook = {"hook_attributes": {"url": url + WEBHOOKS, "active": True}} if url else {}
    return {
        "name": name,
        "url": url or HOME,
        "description": DESCRIPTION,
        **hook,
        "public": False,
        "default_permissions": dict(REQUIRED_PERMISSIONS),
        "default_events": list(EVENTS),  # GitHub asks it of rules, whether or not anything is sent
    }


def registration(web_url: str, organization: str | None, told: dict[str, Any]) -> str:
    """Return the link that opens GitHub's form filled in; the same page's “using URL parameters”.

    GitHub asks whoever opens it to log in, shows everything, and makes nothing before they say so.
    """
    hook = told.get("hook_attributes") or {"active": False}
    asked: list[tuple[str, str]] = [
        ("name", told["name"]),
        ("description", told["description"]),
        ("url", told["url"]),
        ("public", "false"),
        ("webhook_active", "true" if hook["active"] else "false"),
        *([("webhook_url", hook["url"])] if hook["active"] else []),
        *told["default_permissions"].items(),
        *(("events[]", event) for event in told["default_events"]),
    ]
    owner = f"/organizations/{quote(organization, safe='')}" if organization else ""
    return f"{web_url}{owner}/settings/apps/new?{urlencode(asked)}"
