"""HTML in which everything is text unless it was made here."""

from html import escape


class Html(str):
    """Text that is HTML already; any other text is escaped where it is put."""

    __slots__ = ()


Part = str | int | None


def tag(name: str, *inside: Part, **attributes: Part) -> Html:
    """Return an element; `class_` is class, `data_fault` is data-fault, an attribute of None is left out."""
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{shown}>{many(*inside)}</{name}>")


def many(*parts: Part) -> Html:
    """Return the parts one after the other; None is nothing."""
    return Html(
        "".join(part if isinstance(part, Html) else escape(str(part)) for part in parts if part is not None)
    )


def link(words: Part, to: str, class_: str | None = None) -> Html:
    return tag("a", words, href=to, class_=class_)


def table(heads: tuple[str, ...], rows: list[tuple[Part, ...]]) -> Html:
    """Return a table, whose cells are text or HTML."""
    head = tag("thead", tag("tr", *(tag("th", one, scope="col") for one in heads)))
    body = tag("tbody", *(tag("tr", *(tag("td", cell) for cell in row)) for row in rows))
    return tag("div", tag("table", head, body), class_="scrolls", tabindex="0", role="group")


def section(title: str, *inside: Part) -> Html:
    return tag("section", tag("h2", title), *inside)


def quiet(words: str) -> Html:
    return tag("p", words, class_="quiet")
