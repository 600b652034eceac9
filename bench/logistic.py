"""Logistic regression over many repositories, in which each counts alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.kamei import Floats

_STEPS = 50
_CLOSE = 1e-8
_RIDGE = 1e-2  # of the whole weight, which is 1; EXP, REXP and SEXP say nearly the same


@dataclass(frozen=True)
class Sample:
    """The changes of one repository."""

    measures: Floats  # one row a change
    is_reverted: Floats  # 0 or 1
    weight: Floats  # how many changes each stands for

    @property
    def centred(self) -> Floats:
        """Return the measures less the repository's own means, so that only its changes are compared."""
        centred: Floats = self.measures - np.average(self.measures, axis=0, weights=self.weight)
        return centred

    @property
    def share(self) -> Floats:
        """Return each change's share of the repository, so that each repository weighs 1."""
        share: Floats = self.weight / self.weight.sum()
        return share


def trained(samples: Sequence[Sample]) -> Floats:
    """Return the coefficient of each measure, fitted by Newton's method (IRLS)."""
    x = np.vstack([sample.centred for sample in samples])
    y = np.concatenate([sample.is_reverted for sample in samples])
    weight = np.concatenate([sample.share for sample in samples]) / len(samples)
    spread = np.sqrt(np.average(x**2, axis=0, weights=weight)) + _CLOSE
    x = np.column_stack([np.ones(len(x)), x / spread])
    coefficients = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        step = _step(x, y, weight, coefficients)
        coefficients += step
        if np.abs(step).max() < _CLOSE:
            break
    fitted: Floats = coefficients[1:] / spread
    return fitted


def _step(x: Floats, y: Floats, weight: Floats, coefficients: Floats) -> Floats:
    ridge = np.full(len(coefficients), _RIDGE)
    ridge[0] = 0  # how seldom a revert is needs no shrinking
    chance = 1 / (1 + np.exp(-x @ coefficients))
    slope = x.T @ (weight * (y - chance)) - ridge * coefficients
    curve = (x.T * (weight * chance * (1 - chance))) @ x + np.diag(ridge)
    return np.asarray(np.linalg.solve(curve, slope), dtype=np.float64)
