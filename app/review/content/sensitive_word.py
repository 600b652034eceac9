"""Which of many words stand anywhere in a text, told at the price of splitting it once.

Code says the same things again and again: each token is searched only the first time that it is met.
"""

from collections.abc import Iterable, Iterator

_AT_ONCE = 500_000  # characters whose new tokens are searched together: a search has its own price


class Vocabulary:
    """Remembers which tokens hold which of the wanted words; one for the files of one kind and language."""

    def __init__(self, wanted: Iterable[str]) -> None:
        # A phrase is told by its longest word: a token holds no blank.
        self._wanted = {word: max(word.split(" "), key=len) for word in wanted}
        self._known: set[str] = set()
        self._holding: dict[str, set[str]] = {}
        self._telling: set[str] = set()

    def words_in(self, texts: Iterable[str]) -> Iterator[set[str]]:
        """Yield the wanted words that each lower-cased text may hold; what it holds is always among them."""
        batch: list[tuple[set[str], set[str]]] = []  # what is told by known tokens, and the new ones
        size = 0
        for text in texts:
            tokens = set(text.split())
            batch.append((self._told(tokens), tokens - self._known))
            size += len(text)
            if size >= _AT_ONCE:
                yield from self._learnt(batch)
                batch, size = [], 0
        yield from self._learnt(batch)

    def _learnt(self, batch: Iterable[tuple[set[str], set[str]]]) -> Iterator[set[str]]:
        self._learn(set[str]().union(*[fresh for _, fresh in batch]))
        for told, fresh in batch:
            yield told | self._told(fresh)

    def _told(self, tokens: set[str]) -> set[str]:
        return set[str]().union(*[self._holding[token] for token in self._telling & tokens])

    def _learn(self, fresh: set[str]) -> None:
        self._known |= fresh
        text = "\n".join(("", *fresh, ""))
        for word, told in self._wanted.items():
            at = text.find(told)
            while at >= 0:
                end = text.index("\n", at)
                token = text[text.rindex("\n", 0, at) + 1 : end]
                self._holding.setdefault(token, set()).add(word)
                at = text.find(told, end)
        self._telling = set(self._holding)
