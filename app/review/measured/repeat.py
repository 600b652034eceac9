"""The same case more than once: attempts of one test, rows of one test, or several runs of it.

Only what surely is another attempt makes a failure good; everything else that failed anywhere, failed.
"""

from collections.abc import Iterable, Mapping, Sequence

from app.review.measured.case import Case, Outcome

Key = tuple[str, str, str]


def settle_in_file(cases: Sequence[Case], *, are_attempts: bool) -> None:
    """Let the last attempt stand for a case that comes several times in one file.

    `are_attempts`: the suite counts fewer tests than it lists. pytest-rerunfailures 16 writes each attempt as
    a case of its own that way, and those before the last without the failure that they ended with.
    """
    if len({case.key for case in cases}) == len(cases):
        return
    repeated = {key: each for key, each in _by_key(cases).items() if len(each) > 1}
    # Nobody runs a test again that has passed: such a file repeats names for another reason.
    has_rows = not are_attempts and any(_goes_on_after_a_pass(each) for each in repeated.values())
    for each in repeated.values():
        failed = any(case.outcome is Outcome.FAILED for case in each)
        if are_attempts or (failed and not has_rows):
            _settle(each, each[-1])
            each[-1].is_flaky |= each[-1].outcome is Outcome.PASSED
        elif failed:
            _settle_as_failed(each)


def settle_files(files: Sequence[Sequence[Case]]) -> None:
    """Settle cases that failed in one file and are in others too.

    A file that holds nothing but a part of what failed in another file is a second attempt. Otherwise the
    files are as likely runs on several machines, and a failure on one of them is a failure.
    """
    if len(files) == 1 or not any(_has(cases, Outcome.FAILED) for cases in files):
        return
    counted = [_by_key(case for case in cases if case.counts) for cases in files]
    failed = [{key for key, each in file.items() if _has(each, Outcome.FAILED)} for file in counted]
    reruns = [file for index, file in enumerate(counted) if _is_rerun(index, counted, failed)]
    for key in sorted(set().union(*failed)):
        each = [case for file in counted for case in file.get(key, ())]
        attempts = [case for file in reruns for case in file.get(key, ())]
        passed = [case for case in attempts if case.outcome is Outcome.PASSED]
        if passed:
            passed[-1].is_flaky = True
            _settle(each, passed[-1])
        elif attempts or _has(each, Outcome.PASSED):
            _settle_as_failed(each)


def _is_rerun(index: int, files: Sequence[Mapping[Key, object]], failed: Sequence[set[Key]]) -> bool:
    file = files[index]
    return any(
        file.keys() <= failed[other] and len(file) < len(files[other])
        for other in range(len(files))
        if other != index
    )


def _settle_as_failed(cases: Sequence[Case]) -> None:
    first = next(case for case in cases if case.outcome is Outcome.FAILED)
    first.is_flaky = _has(cases, Outcome.PASSED)
    _settle(cases, first)


def _settle(cases: Iterable[Case], standing: Case) -> None:
    for case in cases:
        case.counts = case is standing


def _by_key(cases: Iterable[Case]) -> dict[Key, list[Case]]:
    by_key: dict[Key, list[Case]] = {}
    for case in cases:
        by_key.setdefault(case.key, []).append(case)
    return by_key


def _has(cases: Iterable[Case], outcome: Outcome) -> bool:
    return any(case.outcome is outcome for case in cases)


def _goes_on_after_a_pass(cases: Sequence[Case]) -> bool:
    return any(case.outcome is Outcome.PASSED for case in cases[:-1])
