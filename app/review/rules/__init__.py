"""Every rule, one module a family. What a rule is worth stands in `app.review.verdict.points`."""

from collections.abc import Mapping
from types import MappingProxyType

from app.review.rules import (
    config,
    content,
    coverage,
    dependency,
    history,
    migration,
    path,
    secret,
    sensitive,
    size,
    tests,
)
from app.review.verdict.rule import Rule

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        **config.RULES,
        **content.RULES,
        **coverage.RULES,
        **dependency.RULES,
        **history.RULES,
        **migration.RULES,
        **path.RULES,
        **secret.RULES,
        **sensitive.RULES,
        **size.RULES,
        **tests.RULES,
    }
)
