"""Which of many words stand anywhere in a text, told at the price of splitting it once.

Code says the same things again and again: each token is searched only the first time that it is met.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

_AT_ONCE = 500_000  # characters whose new tokens are searched together: a search has its own price
_FEW = 24  # words; so many are searched sooner than a text is split


class Vocabulary:
    """Remembers which tokens hold which of the wanted words; one for the files of one kind and language."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = _telling(wanted)
        self._known: set[str] = set()
        self._holding: dict[str, set[str]] = {}

    def words_in(self, texts: Iterable[str]) -> Iterator[set[str]]:
        """Yield the wanted words that each lower-cased text may hold; what it holds is always among them."""
        if len(self._wanted) <= _FEW:
            for text in texts:
                yield {word for word, _ in self._wanted if word in text}
            return
        batch: list[set[str]] = []  # the tokens of each text
        size = 0
        for text in texts:
            batch.append(set(text.split()))
            size += len(text)
            if size >= _AT_ONCE:
                yield from self._told(batch)
                batch, size = [], 0
        yield from self._told(batch)

    def _told(self, batch: list[set[str]]) -> Iterator[set[str]]:
        holding = self._holding
        self._learn(set().union(*batch) - self._known)
        for tokens in batch:
            yield {word for token in holding.keys() & tokens for word in holding[token]}

    def _learn(self, fresh: set[str]) -> None:
        self._known |= fresh
        text = "\n".join(("", *fresh, ""))
        for word, told in self._wanted:
            at = text.find(told)
            while at >= 0:
                end = text.index("\n", at)
                token = text[text.rindex("\n", 0, at) + 1 : end]
                self._holding.setdefault(token, set()).add(word)
                at = text.find(told, end)


@lru_cache(maxsize=512)
def _telling(wanted: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return each word with what tells it, of a phrase its longest word: a token holds no blank."""
    return tuple((word, max(word.split(" "), key=len)) for word in wanted)
