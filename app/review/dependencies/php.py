"""PHP's manifest and lock file."""

from app.review.dependencies.entry import LOCAL, Entry, Listing, asked, listing
from app.review.dependencies.source import place_of
from app.review.dependencies.structured import items, read_json, within, word


def read_composer(text: str) -> Listing:
    tree = read_json(text)
    entries = []
    for kind, development in (("require", False), ("require-dev", True)):
        for name, spec in within(tree, kind).items():
            if "/" in name:  # "php" and "ext-json" are the machine's
                floating = "any version will do" if spec == "*" else ""
                floating = "it follows a branch" if str(spec).startswith("dev-") else floating
                entries.append(asked(name.lower(), str(spec), development=development, floating=floating))
    places = (place_of(word(one, "url")) for one in items(tree, "repositories"))
    return listing(entries, filter(None, places))


def read_composer_lock(text: str) -> Listing:
    tree = read_json(text)
    entries = []
    for kind, development in (("packages", False), ("packages-dev", True)):
        for one in items(tree, kind):
            source, dist = within(one, "source"), within(one, "dist")
            place = place_of(word(source, "url") or word(dist, "url"))
            place = place_of(word(one, "notification-url")) if word(one, "notification-url") else place
            kept = LOCAL if word(dist, "type") == "path" else place.removesuffix("/downloads")
            hashes = {f"sha1:{word(dist, 'shasum')}"} if word(dist, "shasum") else set()
            entries.append(
                Entry(
                    word(one, "name").lower(),
                    word(one, "version"),
                    kept,
                    frozenset(hashes),
                    development=development,
                )
            )
    return listing(entries)
