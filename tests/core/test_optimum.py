"""The KL-regularised optimum: better than its neighbours, right at both ends."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grpo_core import kl, kl_regularised_optimum, penalised_reward, softmax

logits = st.lists(st.floats(-4, 4), min_size=3, max_size=3)
rewards = st.lists(st.floats(-2, 2), min_size=3, max_size=3)


@given(logits, rewards, st.floats(0.01, 10), logits)
def test_no_other_policy_scores_higher(reference_logits, r, beta, other_logits):
    reference = softmax(reference_logits)
    best = kl_regularised_optimum(reference, r, beta)
    score = penalised_reward(best, reference, r, beta)
    assert penalised_reward(softmax(other_logits), reference, r, beta) <= score + 1e-9
    partition = math.fsum(
        p * math.exp((v - max(r)) / beta) for p, v in zip(reference, r, strict=True)
    )
    assert score == pytest.approx(max(r) + beta * math.log(partition), abs=1e-6)


@given(logits, rewards)
def test_both_ends(reference_logits, r):
    reference = softmax(reference_logits)
    assert kl_regularised_optimum(reference, r, 1e9) == pytest.approx(reference, abs=1e-6)
    greedy = kl_regularised_optimum(reference, r, 0.0)
    assert sum(greedy) == pytest.approx(1.0)
    for p, reward in zip(greedy, r, strict=True):
        assert (p > 0) == (reward == max(r))


def test_kl_falls_as_beta_grows():
    reference, r = [0.5, 0.3, 0.2], [0.0, 0.5, 1.0]
    path = [kl(kl_regularised_optimum(reference, r, b), reference) for b in (0.1, 0.3, 1, 3, 10)]
    assert path == sorted(path, reverse=True)


def test_an_option_the_reference_never_takes_stays_at_zero():
    assert kl_regularised_optimum([0.5, 0.5, 0.0], [0.0, 0.0, 9.0], 0.1)[2] == 0.0
    assert kl_regularised_optimum([1.0, 0.0], [0.0, 9.0], 0.0) == [1.0, 0.0]


@pytest.mark.parametrize(
    ("reference", "r", "beta", "message"),
    [
        ([0.5, 0.5], [1.0, 0.0], -1.0, "beta"),
        ([0.5, 0.5], [1.0, 0.0], math.nan, "beta"),
        ([0.5, 0.5], [1.0], 1.0, "one entry per option"),
        ([0.0, 0.0], [1.0, 0.0], 1.0, "some option"),
    ],
)
def test_bad_input_is_refused(reference, r, beta, message):
    with pytest.raises(ValueError, match=message):
        kl_regularised_optimum(reference, r, beta)
