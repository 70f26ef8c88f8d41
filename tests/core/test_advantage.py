"""Advantages, against matrices and at degenerate groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grpo_core import ESTIMATORS, group_relative, group_relative_sample_std, leave_one_out

rewards = st.lists(st.floats(-10, 10).map(lambda r: round(r, 3)), min_size=2, max_size=64)


@given(rewards)
def test_advantages_match_numpy(r):
    values = np.array(r)
    n = len(r)
    others = (values.sum() - values) / (n - 1)
    expected = {"none": values, "mean": values - values.mean(), "leave_one_out": values - others}
    for name, ddof in (("mean_std", 0), ("mean_std_sample", 1)):
        std = values.std(ddof=ddof)
        flat = values.max() == values.min()
        expected[name] = np.zeros(n) if flat else (values - values.mean()) / std
    for name, estimator in ESTIMATORS.items():
        assert estimator(r) == pytest.approx(expected[name].tolist(), abs=1e-7), name


@pytest.mark.parametrize("name", [name for name in ESTIMATORS if name != "none"])
@pytest.mark.parametrize("reward", [0.0, 1.0, 0.1, -3.3])
@pytest.mark.parametrize("size", [0, 1, 2, 3, 16])
def test_all_equal_groups_give_exact_zeros(name, reward, size):
    assert ESTIMATORS[name]([reward] * size) == [0.0] * size


@given(rewards)
def test_standardised_advantages_have_mean_zero_and_mean_square_one(r):
    advantages = group_relative(r)
    assert sum(advantages) == pytest.approx(0.0, abs=1e-7)
    if any(advantages):
        assert np.mean(np.square(advantages)) == pytest.approx(1.0)


@pytest.mark.parametrize("apart", [5e-324, 2.5e-162, 3e-162])
def test_rewards_closer_than_floats_can_square_give_zeros(apart):
    assert group_relative([0.0, apart]) == [0.0, 0.0]


@pytest.mark.parametrize(
    ("right", "population", "sample"),
    [
        (1, (3.873, -0.258), (3.750, -0.250)),
        (2, (2.646, -0.378), (2.562, -0.366)),
        (4, (1.732, -0.577), (1.677, -0.559)),
        (8, (1.000, -1.000), (0.968, -0.968)),
        (12, (0.577, -1.732), (0.559, -1.677)),
        (15, (0.258, -3.873), (0.250, -3.750)),
    ],
)
def test_the_advantages_of_a_group_of_sixteen(right, population, sample):
    group = [1.0] * right + [0.0] * (16 - right)
    for estimator, expected in ((group_relative, population), (group_relative_sample_std, sample)):
        advantages = estimator(group)
        assert (round(advantages[0], 3), round(advantages[-1], 3)) == expected


def test_leave_one_out_is_the_mean_baseline_scaled_up():
    group = [1.0, 0.0, 0.0, 1.0, 0.5]
    scaled = [5 / 4 * (r - np.mean(group)) for r in group]
    assert leave_one_out(group) == pytest.approx(scaled)
