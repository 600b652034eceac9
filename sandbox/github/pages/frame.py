"""What is around every page: the bar, the way back, and the switch that lets the next run fail."""

from collections.abc import Callable
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from sandbox.github.pages.html import Html, link, many, tag
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

LAYOUT = Template((files("sandbox.github.pages") / "layout.html").read_text("utf-8"))
TABS = ("Actions", "Deployments")
FAULTS = {"fail": "Let the next run fail", "hang": "Let the next run hang", "none": "Let all go well"}

Page = Callable[["Hub"], str]


def whole(title: str, *inside: Html) -> str:
    """Return a page of HTML."""
    return LAYOUT.substitute(title=tag("title", f"{title} · GitHub"), main=many(*inside))


def crumbs(repository: Repository, current: str | None = None) -> Html:
    """Return the repository's name and its tabs; `current` is the one that is open."""
    base = f"/{repository.full_name}"
    visibility = "Private" if repository.is_private else "Public"
    name = tag(
        "p", link(repository.full_name, base), " ", tag("span", visibility, class_="badge"), class_="name"
    )
    tabs = [
        tag("a", words, href=f"{base}/{words.lower()}", aria_current="page" if words == current else None)
        for words in TABS
    ]
    return many(name, tag("nav", *tabs, aria_label="Repository"))


def switch(hub: "Hub") -> Html:
    """Return the buttons that say how the next run goes."""
    buttons = [tag("button", words, type="button", data_fault=kind) for kind, words in FAULTS.items()]
    armed = ["fail" if fate.fails else "hang" for fate in hub.actions.fates]
    words = (
        f"Armed: the next run will {', then '.join(armed)}." if armed else "Nothing is armed: runs go well."
    )
    return tag(
        "section",
        tag("h2", "The next run that starts"),
        tag("div", *buttons, class_="buttons"),
        tag("p", words, class_="quiet", role="status"),
    )
