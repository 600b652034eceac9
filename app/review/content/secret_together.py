"""Added lines of several files searched as one text: most hold no secret, and each search has its price."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from app.review.content.added import Added
from app.review.content.secret_key import find_keys
from app.review.content.secret_pragma import may_hold_pragma
from app.review.content.secret_token import find_tokens
from app.review.content.secret_url import find_urls

_AT_ONCE = 50_000  # characters: where one of the files holds something, all of them are searched again
_TO_TWO = "\u0130"  # the only character that is two in lower case; Unicode's SpecialCasing.txt


@dataclass(frozen=True, slots=True)
class Searched:
    """One file, and what its neighbours and itself do not hold."""

    added: Added
    lowered: str  # its text in lower case, each character still one character
    may_hold_form: bool  # of a key, a token or a URL
    may_hold_pragma: bool


def searched(texts: Sequence[Added]) -> Iterator[Searched]:
    """Yield each file that adds something, in order."""
    batch: list[Added] = []
    size = 0
    for added in texts:
        if added.text:
            batch.append(added)
            size += len(added.text)
        if size >= _AT_ONCE:
            yield from _together(batch)
            batch, size = [], 0
    yield from _together(batch)


def _together(batch: Sequence[Added]) -> Iterator[Searched]:
    text = "\n".join([added.text for added in batch])
    lowered = _lowered(text)
    # None of the forms goes over the end of a file, so what one file alone holds is found in all of them.
    forms = chain(find_keys(text), find_tokens(text), find_urls(text, lowered))
    may_hold_form, has_pragma = next(forms, None) is not None, may_hold_pragma(lowered)
    start = 0
    for added in batch:
        end = start + len(added.text)
        yield Searched(added, lowered[start:end], may_hold_form, has_pragma)
        start = end + 1


def _lowered(text: str) -> str:
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.replace(_TO_TWO, "i").lower()
