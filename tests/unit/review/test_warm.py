"""A worker loads before it forks what each of its jobs would load again."""

import sys

from app.review.content.sensitive_table import place_in
from app.review.warm import warm_up


def test_what_is_loaded_late_is_there_and_the_tables_of_each_language_are_made() -> None:
    place_in.cache_clear()
    warm_up()
    assert {"codeowners", "univers.versions", "packaging.specifiers"} <= sys.modules.keys()
    assert place_in.cache_info().currsize > 12
