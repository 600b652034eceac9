"""Which earlier change a change takes back, told from its message."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.past import Landed
from app.review.past.title import branch_of, number_of, title_of

DAY = 86_400  # seconds
OLDEST = 90 * DAY  # what is taken back later was not wrong, but outlived
_MOST_INNER = 30  # commits; a merge of more says nothing about one of them
_READ = 6_000  # characters of a message

# git writes "This reverts commit <id>."; people write lists of ids.
_VERB = r"revert(?:s|ed|ing)?"
_IDS = re.compile(
    rf"\b{_VERB}\s{{1,9}}(?:commits?\s{{1,9}})?((?:[0-9a-f]{{7,40}}[\s,.]{{0,9}}(?:and\s)?)+)", re.IGNORECASE
)
_ID = re.compile(r"[0-9a-f]{7,40}")
_TAG = r"\W{0,9}(?:\[[^\]]{0,60}\]\s?)?"  # as in "[stable] Revert …"
_QUOTED = re.compile(_TAG + _VERB + r":?\s{1,9}[\"“'](.{1,300}?)[\"”']?(?:\s*\(#\d+\))?\s*\Z", re.IGNORECASE)
_PULL = re.compile(
    rf"\b{_VERB}:?\s{{1,9}}(?:(?:pr|pull request|changes from)\s{{1,9}})?"
    r"(?:[\w.-]{1,60}/[\w.-]{1,60})?#(\d{1,9})",
    re.IGNORECASE,
)
_SAYS_SO = re.compile(
    _TAG + r'(?:merge "?|temporar\w+ )?'
    r"(?:revert(?:s|ed|ing)?|back(?:ed|ing)?[ -]?out|roll(?:ed|ing)?[ -]?back)\b",
    re.IGNORECASE,
)
# `Revert "Reapply "Revert "…"""`: one wrapping
_LAYER = re.compile(r"\W{0,9}(revert|re-?apply|re-?land|re-?introduce)\b", re.IGNORECASE)


@dataclass(slots=True)
class Reverts:
    """Fed with the main line, the oldest first; tells of each change which earlier ones it takes back."""

    _ids: dict[str, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    _titles: dict[str, int] = field(default_factory=dict)
    _pulls: dict[str, int] = field(default_factory=dict)
    _times: list[int] = field(default_factory=list)

    def add(self, change: Landed) -> list[int]:
        """Return the places in the main line, 0 for the first, of what `change` takes back."""
        found = set(self._told(change)) if len(change.inner) <= _MOST_INNER else set[int]()
        self._keep(change)
        return sorted(place for place in found if change.at - self._times[place] <= OLDEST)

    def _told(self, change: Landed) -> Iterator[int]:
        title = title_of(change.subject, change.body, [inner.subject for inner in change.inner])
        for subject, body in ((title, change.body), *((i.subject, i.body) for i in change.inner)):
            text = f"{subject}\n{body[:_READ]}"
            if "evert" not in text:
                continue
            for ids in _IDS.finditer(text):
                yield from self._named(ids[1])
            if (quoted := _QUOTED.match(subject)) and (
                place := self._titles.get(_plain(quoted[1]))
            ) is not None:
                yield place
            for pull in _PULL.finditer(text):
                if pull[1] in self._pulls:
                    yield self._pulls[pull[1]]

    def _named(self, ids: str) -> Iterator[int]:
        for told in _ID.findall(ids):
            yield from (place for sha, place in self._ids.get(told[:7], ()) if sha.startswith(told))

    def _keep(self, change: Landed) -> None:
        place = len(self._times)
        self._times.append(change.at)
        for sha in (change.sha, *(inner.sha for inner in change.inner)):
            self._ids[sha[:7]].append((sha, place))
        subjects = [inner.subject for inner in change.inner]
        for title in (*subjects, title_of(change.subject, change.body, subjects)):
            if plain := _plain(title):
                self._titles[plain] = place
        if number := number_of(change.subject):
            self._pulls[number] = place


def is_revert(title: str, subject: str = "") -> bool:
    """Whether a change says that it takes something back."""
    return _SAYS_SO.match(title) is not None or branch_of(subject).startswith("revert-")


def takes_back(title: str) -> bool:
    """Whether a title is that of a revert, and not of the revert of a revert, which brings back."""
    reverts, at = 0, 0
    while layer := _LAYER.match(title, at):
        reverts, at = reverts + layer[1].lower().startswith("revert"), layer.end()
    return is_revert(title) and (reverts == 0 or reverts % 2 == 1)


def _plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub(r"\(#\d+\)\s*\Z", "", title).lower()))
