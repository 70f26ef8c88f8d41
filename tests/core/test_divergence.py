"""KL and its estimators: exact values, expectations, saturation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grpo_core import KL_ESTIMATORS, k1, k2, k3, kl, log_softmax, softmax
from grpo_core.divergence import k3_slope

pairs = st.integers(2, 8).flatmap(
    lambda n: st.tuples(*(st.lists(st.floats(-5, 5), min_size=n, max_size=n) for _ in range(2)))
)


@given(pairs)
def test_kl_matches_numpy_is_never_negative_and_has_a_direction(both):
    p, q = (np.array(softmax(z)) for z in both)
    assert kl(p.tolist(), q.tolist()) == pytest.approx(float((p * np.log(p / q)).sum()), abs=1e-9)
    assert kl(p.tolist(), q.tolist()) >= 0.0
    assert kl(p.tolist(), p.tolist()) == 0.0


def test_the_two_directions_differ():
    assert kl([0.9, 0.1], [0.5, 0.5]) != pytest.approx(kl([0.5, 0.5], [0.9, 0.1]))


@given(pairs)
def test_k1_and_k3_are_unbiased_under_the_policy(both):
    policy, logp, ref = softmax(both[0]), log_softmax(both[0]), log_softmax(both[1])
    exact = kl(policy, softmax(both[1]))
    for estimator in (k1, k3):
        rows = zip(policy, logp, ref, strict=True)
        mean = math.fsum(p * estimator(lp, lr) for p, lp, lr in rows)
        assert mean == pytest.approx(exact, rel=1e-6, abs=1e-9)


@given(st.floats(-50, 0), st.floats(-50, 0))
def test_k2_and_k3_are_never_negative(logp, ref):
    assert k2(logp, ref) >= 0.0
    assert k3(logp, ref) >= -1e-12


@given(st.floats(-20, 0), st.floats(-20, 0))
def test_the_slope_of_k3_is_its_derivative(logp, ref):
    h = 1e-6
    numeric = (k3(logp + h, ref) - k3(logp - h, ref)) / (2 * h)
    assert k3_slope(logp, ref) == pytest.approx(numeric, rel=1e-4, abs=1e-6)


def test_disjoint_support_is_infinite_and_unequal_lengths_are_refused():
    assert kl([0.5, 0.5], [1.0, 0.0]) == math.inf
    with pytest.raises(ValueError, match="argument 2 is"):
        kl([0.5, 0.5], [1.0])


@pytest.mark.parametrize("estimator", KL_ESTIMATORS.values())
def test_extreme_log_ratios_stay_finite(estimator):
    for logp, ref in ((-2000.0, 0.0), (0.0, -2000.0)):
        assert math.isfinite(estimator(logp, ref))
