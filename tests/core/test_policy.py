"""The softmax policy, against numpy and at its edges."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grpo_core import entropy, log_softmax, sample, sample_group, softmax

logits = st.lists(st.floats(-1000, 1000), min_size=1, max_size=12)
temperatures = st.floats(0.05, 20)


@given(logits, temperatures)
def test_softmax_matches_numpy_and_sums_to_one(z, temperature):
    scaled = np.array(z) / temperature
    expected = np.exp(scaled - scaled.max())
    expected /= expected.sum()
    assert softmax(z, temperature) == pytest.approx(expected.tolist(), abs=1e-12)
    assert math.isclose(math.fsum(softmax(z, temperature)), 1.0, rel_tol=1e-12)


@given(logits, temperatures)
def test_log_softmax_is_finite_and_agrees_with_softmax(z, temperature):
    for lp, p in zip(log_softmax(z, temperature), softmax(z, temperature), strict=True):
        assert math.isfinite(lp)
        assert lp <= 1e-12
        assert math.exp(lp) == pytest.approx(p, abs=1e-12)


@given(logits, st.floats(-500, 500))
def test_softmax_does_not_see_a_common_shift(z, shift):
    assert softmax([v + shift for v in z]) == pytest.approx(softmax(z), abs=1e-9)


def test_higher_temperature_raises_entropy():
    values = [entropy(softmax([2.0, 1.0, 0.0], t)) for t in (0.25, 0.5, 1.0, 2.0, 4.0)]
    assert values == sorted(values)
    assert values[-1] < math.log(3)


@pytest.mark.parametrize("temperature", [0.0, -1.0, math.nan])
@pytest.mark.parametrize("function", [softmax, log_softmax])
def test_a_temperature_that_is_not_above_zero_is_refused(function, temperature):
    with pytest.raises(ValueError, match="temperature"):
        function([0.0], temperature)


@pytest.mark.parametrize("function", [softmax, log_softmax])
def test_no_logits_are_refused(function):
    with pytest.raises(ValueError, match="at least one"):
        function([])


@given(logits, st.floats(0, 1, exclude_max=True))
def test_a_draw_always_picks_an_option_that_has_probability(z, uniform):
    probabilities = softmax(z)
    chosen = sample(probabilities, uniform)
    assert probabilities[chosen] > 0.0


def test_draws_come_as_often_as_the_policy_says():
    probabilities, uniform = [0.1, 0.0, 0.6, 0.3], Random(1).random
    chosen = sample_group(probabilities, [uniform() for _ in range(20_000)])
    shares = [chosen.count(a) / 20_000 for a in range(4)]
    # Five standard deviations of a share of one half over 20,000 draws.
    assert shares == pytest.approx(probabilities, abs=5 * 0.5 / math.sqrt(20_000))
    assert shares[1] == 0.0


def test_the_largest_uniform_still_falls_inside():
    largest = math.nextafter(1.0, 0.0)
    for n in range(1, 200):
        assert sample([1 / n] * n, largest) == n - 1
