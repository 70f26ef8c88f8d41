"""The trust region: its closed forms, its climbs, its curves, and the words about them."""

import io
from contextlib import redirect_stdout
from dataclasses import replace
from itertools import combinations, product
from math import exp, inf, log, prod
from random import Random

import numpy as np
import pytest

from grpo_core import (
    KL_ESTIMATORS,
    kl,
    kl_regularised_optimum,
    leave_one_out,
    mean_baseline,
    penalised_reward,
    sample_group,
)
from grpo_core.simulator import draws
from widgets.kit.controls import read
from widgets.trust_region import WIDGET, marks
from widgets.trust_region.ascent import (
    ascend,
    balance_of,
    k3_balance,
    longest_step,
    luck_of,
    motion,
    pulls,
    rest_of,
    step_size,
)
from widgets.trust_region.controls import PRESETS, STEPS, Controls
from widgets.trust_region.levels import TARGETS, kl_rings
from widgets.trust_region.marks import PLACES, Wish, arrange, box_of
from widgets.trust_region.model import compute, landscape_of, measured_of, rewards_of
from widgets.trust_region.take_home import climb_of, to_csv, to_python

START, REFERENCE, REWARDS = (0.6, 0.3, 0.1), (0.45, 0.35, 0.2), (0.2, 0.5, 0.8)
ESTIMATORS = ("exact", "k1", "k2", "k3")


def finding(**changes):
    return compute(replace(Controls(), **changes)).finding


def gap(a, b):
    return max(abs(p - q) for p, q in zip(a, b, strict=True))


def mixture(random, least):
    """Three shares, uniform over the triangle of those that are at least so large."""
    while True:
        low, high = sorted((random.random(), random.random()))
        shares = (low, high - low, 1.0 - high)
        if min(shares) >= least:
            return shares


def states(count, least=0.05, low=0.05, seed=0):
    """Starts, references, rewards and weights β, drawn from the range that is promised."""
    random = Random(seed)
    for _ in range(count):
        rewards = tuple(random.random() for _ in range(3))
        beta = exp(random.uniform(log(low), log(10.0)))
        yield mixture(random, least), mixture(random, least), rewards, beta


def slope_of(measure, logits, step=1e-6):
    """Central differences of a function of three logits."""
    found = []
    for a in range(3):
        up, down = np.array(logits), np.array(logits)
        up[a] += step
        down[a] -= step
        found.append((measure(_softmax(up)) - measure(_softmax(down))) / (2 * step))
    return found


def _softmax(logits):
    weights = np.exp(logits - np.max(logits))
    return weights / weights.sum()


class TestTheClimb:
    def test_ends_at_the_balance_point_within_a_thousandth(self):
        for start, reference, rewards, beta in states(250):
            end = ascend(start, reference, rewards, beta).policies[-1]
            assert gap(end, kl_regularised_optimum(reference, rewards, beta)) < 1e-3, (start, beta)

    def test_does_so_where_it_is_hardest(self):
        # The worst that a search over twelve thousand states has found: a weak pull, and rewards
        # that differ little beside it, so that the last of the way is flat.
        hard = (
            ((0.052, 0.325, 0.623), (0.693, 0.244, 0.063), (1.0, 0.8, 0.007), 0.05),
            ((0.054, 0.301, 0.645), (0.104, 0.814, 0.082), (0.815, 1.0, 0.0), 0.05),
            ((0.05, 0.9, 0.05), (0.9, 0.05, 0.05), (0.5, 0.5, 0.5), 10.0),
            ((0.9, 0.05, 0.05), (0.9, 0.05, 0.05), (0.0, 0.0, 1.0), 0.05),
        )
        for start, reference, rewards, beta in hard:
            end = ascend(start, reference, rewards, beta).policies[-1]
            assert gap(end, kl_regularised_optimum(reference, rewards, beta)) < 1e-3

    @pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
    def test_ends_there_in_every_preset_without_sampling_or_a_moving_reference(self, preset):
        controls = replace(Controls(), **preset.values)
        end = climb_of(controls).policies[-1]
        balance = kl_regularised_optimum(controls.reference, rewards_of(controls), controls.beta)
        settles = controls.estimator == "exact" and not controls.refresh
        assert (gap(end, balance) < 1e-3) is settles

    def test_never_goes_down(self):
        for start, reference, rewards, beta in states(120, least=0.001, low=0.001, seed=1):
            heights = ascend(start, reference, rewards, beta).objective
            assert min(np.diff(heights)) > -1e-12, (start, reference, rewards, beta)

    def test_its_first_step_is_the_gradient_by_finite_differences(self):
        for start, reference, rewards, beta in states(20, seed=2):
            path = ascend(start, reference, rewards, beta, last=1)
            moved = np.log(path.policies[1]) - np.log(path.policies[0])
            slope = slope_of(
                lambda p, b=beta, q=reference, r=rewards: penalised_reward(list(p), q, r, b),
                np.log(start),
            )
            slope = np.array(slope)
            size = min(step_size(beta), longest_step(beta) / max(abs(slope)))
            # Logits are known up to a constant.
            expected = size * slope
            assert moved - moved.mean() == pytest.approx(expected - expected.mean(), abs=1e-7)

    def test_its_measures_are_those_of_its_policies(self):
        path = ascend(START, REFERENCE, REWARDS, 0.3, refresh=150)
        for step in (0, 1, 77, 150, 151, 300, 301, 400):
            policy, held = path.policies[step], path.reference_at(step)
            assert path.rewards[step] == pytest.approx(np.dot(policy, REWARDS))
            assert path.divergences[step] == pytest.approx(kl(policy, held), abs=1e-12)
            exact = penalised_reward(policy, held, REWARDS, 0.3)
            assert path.objective[step] == pytest.approx(exact)
        assert [since for since, _ in path.references] == [0, 151, 301]
        assert path.references[1][1] == path.policies[150]

    def test_keeps_its_length_when_it_arrives_early(self):
        path = ascend(REFERENCE, REFERENCE, (0.5, 0.5, 0.5), 10.0)
        assert {len(part) for part in path[:4]} == {STEPS + 1}
        assert path.policies[-1] == pytest.approx(REFERENCE)

    def test_from_a_wrong_corner_with_a_weak_pull_it_crawls_and_says_so(self):
        crawling = {
            "policy": (0.002, 0.137, 0.861),
            "reference": (0.411, 0.442, 0.147),
            "beta": 0.006,
            "reward_guess": 0.7246,
            "reward_derive": 0.7073,
            "reward_verify": 0.7499,
        }
        view = compute(replace(Controls(), **crawling))
        assert gap(view.policy, view.landscape.balance) > 0.01
        assert "has 99% Verify; at the balance point it would have 96%" in view.finding
        assert "It is still on its way: a rare strategy’s logit" in finding(**crawling)
        assert "still on its way" not in finding()


class TestTheBalance:
    def test_the_objective_is_a_distance_from_the_balance_point(self):
        random = Random(3)
        for _, reference, rewards, beta in states(200, least=0.01, seed=3):
            balance = np.array(reference) * np.exp(np.array(rewards) / beta)
            balance /= balance.sum()
            policy = np.array(mixture(random, 0.001))

            def height(p, q=reference, r=rewards, b=beta):
                return np.dot(p, r) - b * np.sum(p * np.log(p / np.array(q)))

            fallen = beta * np.sum(policy * np.log(policy / balance))
            assert height(policy) == pytest.approx(height(balance) - fallen, abs=1e-9)

    def test_a_weak_pull_leads_to_the_best_corner_and_a_strong_one_to_the_reference(self):
        for start, reference, rewards, _ in states(40, seed=4):
            best = [float(r == max(rewards)) for r in rewards]
            margin = sorted(rewards)[2] - sorted(rewards)[1]
            if margin > 0.05:
                assert gap(balance_of(reference, rewards, 1e-3), best) < 1e-6
                assert gap(ascend(start, reference, rewards, 1e-3).policies[-1], best) < 0.01
            assert gap(balance_of(reference, rewards, 1e4), reference) < 1e-4
            # At the slider's own end, β = 10, a reward of 1 still moves a share by up to 1/40.
            end = ascend(start, reference, rewards, 10.0).policies[-1]
            assert gap(end, reference) < 0.025

    def test_the_ridge_runs_from_the_corner_to_the_reference_through_the_summit(self):
        land = landscape_of(REFERENCE, REWARDS, 0.3)
        assert land.ridge[0] == (0.0, 0.0, 1.0)
        assert land.ridge[-1] == REFERENCE
        shares = [policy[2] for policy in land.ridge]
        assert shares == sorted(shares, reverse=True)
        for beta in (0.02, 0.3, 4.0):
            balance = balance_of(REFERENCE, REWARDS, beta)
            assert min(gap(balance, policy) for policy in land.ridge) < 0.05
        assert landscape_of(REFERENCE, (0.5, 0.5, 0.5), 0.3).ridge == (REFERENCE,)


class TestTheMovingReference:
    def test_ends_in_the_corner_that_a_fixed_reference_keeps_it_from(self):
        preset = next(preset for preset in PRESETS if preset.name == "moving-reference")
        moving = replace(Controls(), **preset.values)
        fixed = replace(moving, refresh=0)
        assert climb_of(moving).policies[-1][2] > 0.98
        assert climb_of(fixed).policies[-1][2] == pytest.approx(0.283, abs=1e-3)

    def test_the_corner_is_the_limit_whatever_the_pull(self):
        for start, reference, rewards, beta in states(25, low=0.3, seed=5):
            if sorted(rewards)[2] - sorted(rewards)[1] < 0.1:
                continue
            best = rewards.index(max(rewards))
            path = ascend(start, reference, rewards, beta, refresh=10, last=12_000)
            assert path.policies[-1][best] > 0.99, (start, reference, rewards, beta)
            assert balance_of(reference, rewards, beta)[best] < path.policies[-1][best]

    def test_reaches_the_corner_only_if_it_moves_often_enough(self):
        ends = {
            beta: ascend(START, REFERENCE, REWARDS, beta, refresh=40).policies[-1][2]
            for beta in (0.3, 3.0)
        }
        assert ends[0.3] > 0.99
        # Nine replacements are ten references: what one would do at a tenth of the weight.
        assert ends[3.0] == pytest.approx(0.51, abs=0.005)
        assert ends[3.0] == pytest.approx(balance_of(REFERENCE, REWARDS, 0.3)[2], abs=0.002)

    def test_sets_the_price_of_the_present_policy_to_zero(self):
        path = ascend(START, REFERENCE, REWARDS, 1.0, refresh=40)
        assert path.divergences[40] > 0.01
        assert kl(path.policies[40], path.reference_at(41)) == 0.0
        assert path.divergences[41] < path.divergences[40] / 10

    def test_every_setting_of_the_control_replaces_it_within_the_run(self):
        values, notices = read(Controls, {"refresh": "400"})
        assert (values.refresh, len(notices)) == (200, 1)
        assert len(climb_of(values).references) == 2

    @pytest.mark.parametrize(("references", "beta"), [(2, 0.3), (4, 1.0), (5, 1.0)])
    def test_that_settle_do_together_what_one_does_at_a_smaller_weight(self, references, beta):
        every = STEPS // references
        end = ascend(START, REFERENCE, REWARDS, beta, refresh=every).policies[-1]
        assert gap(end, balance_of(REFERENCE, REWARDS, beta / references)) < 1e-3
        assert gap(end, balance_of(REFERENCE, REWARDS, beta)) > 0.05

    def test_a_reference_is_in_force_until_the_step_after_its_replacement(self):
        view = compute(replace(Controls(), refresh=40, step=40))
        assert view.in_force == REFERENCE
        assert view.left is None
        view = compute(replace(Controls(), refresh=40, step=41))
        assert view.in_force == view.path.policies[40]
        assert view.left == balance_of(REFERENCE, REWARDS, 0.3)
        assert "has been replaced once" in view.finding

    def test_replaced_after_every_step_it_never_pulls(self):
        path = ascend(START, REFERENCE, REWARDS, 5.0, refresh=1, last=50)
        free = ascend(START, REFERENCE, REWARDS, 5.0, refresh=0, last=50)
        assert path.rewards[-1] > free.rewards[-1]
        assert min(np.diff(path.rewards[1:])) > 0.0
        assert len(path.references) == 50


class TestSampledLosses:
    """Every group that can be drawn, weighed by its probability: no sampling in these tests."""

    @staticmethod
    def average(policy, reference, rewards, beta, estimator, size, advantages=None):
        """The mean of the gradient over all groups of so many tries, from its definition."""
        slopes = {
            "k1": lambda *_: 1.0,
            "k2": lambda p, q: log(p / q),
            "k3": lambda p, q: 1.0 - q / p,
        }[estimator]
        mean = np.zeros(3)
        for group in product(range(3), repeat=size):
            weight = prod(policy[a] for a in group)
            made = (advantages or leave_one_out)([rewards[a] for a in group])
            for a, advantage in zip(group, made, strict=True):
                scale = advantage - beta * slopes(policy[a], reference[a])
                mean += weight / size * scale * (np.eye(3)[a] - np.array(policy))
        return mean

    @staticmethod
    def walked(policy, reference, rewards, beta, estimator, size):
        """The same mean from the steps that `ascend` makes, given a draw for each group."""
        edges = np.cumsum((0.0, *policy))
        middle = (edges[:-1] + edges[1:]) / 2
        mean = np.zeros(3)
        for group in product(range(3), repeat=size):
            weight = prod(policy[a] for a in group)
            luck = [sorted(middle[a] for a in group)]
            path = ascend(policy, reference, rewards, beta, estimator=estimator, luck=luck, last=1)
            moved = np.log(path.policies[1]) - np.log(path.policies[0])
            mean += weight * (moved - moved.mean()) / step_size(beta, sampled=True)
        return mean

    @pytest.mark.parametrize("estimator", ESTIMATORS[1:])
    @pytest.mark.parametrize("size", [2, 3])
    def test_average_to_the_two_pulls(self, estimator, size):
        state = ((0.5, 0.3, 0.2), (0.3, 0.3, 0.4), REWARDS, 0.7)
        expected = np.sum(pulls(*state, estimator), axis=0)
        assert self.average(*state, estimator, size) == pytest.approx(expected, abs=1e-12)
        # No step of these is long enough to be shortened, so the walk averages to the same.
        assert self.walked(*state, estimator, size) == pytest.approx(expected, abs=1e-9)

    @pytest.mark.parametrize("estimator", ESTIMATORS[1:])
    def test_of_one_try_learn_nothing_from_the_reward(self, estimator):
        state = ((0.5, 0.3, 0.2), (0.3, 0.3, 0.4), REWARDS, 0.7)
        alone = pulls(*state, estimator, 1)
        assert alone.reward == (0.0, 0.0, 0.0)
        assert alone.kl == pulls(*state, estimator, 2).kl
        assert self.walked(*state, estimator, 1) == pytest.approx(alone.kl, abs=1e-9)
        assert pulls(*state, "exact", 1) == pulls(*state)

    def test_k3_times_the_ratio_to_the_old_policy_pulls_as_the_divergence_does(self):
        # The tries may come from any policy: an inner epoch later the old one is another.
        random = Random(17)

        def k3s(policy, reference):
            pairs = zip(np.log(policy), np.log(reference), strict=True)
            return np.array([KL_ESTIMATORS["k3"](*pair) for pair in pairs])

        for policy, reference, _, _ in states(20, seed=17):
            old, q, logits = np.array(mixture(random, 0.05)), reference, np.log(policy)
            exact = slope_of(lambda p, q=q: kl(list(p), q), logits)
            product = slope_of(lambda p, q=q, w=old: np.sum(w * (p / w) * k3s(p, q)), logits)
            alone = slope_of(lambda p, q=q, w=old: np.sum(w * k3s(p, q)), logits)
            assert product == pytest.approx(exact, abs=1e-6)
            assert gap(alone, exact) > 1e-3

    def test_with_the_groups_own_mean_would_shrink_the_reward(self):
        state = ((0.5, 0.3, 0.2), (0.3, 0.3, 0.4), REWARDS, 0.0)
        shrunk = self.average(*state, "k1", 3, advantages=mean_baseline)
        assert shrunk == pytest.approx(2 / 3 * np.array(pulls(*state).reward), abs=1e-12)

    def test_k2_pulls_exactly_as_the_divergence_does(self):
        for policy, reference, rewards, beta in states(20, seed=6):
            found = pulls(policy, reference, rewards, beta, "k2").kl
            slope = slope_of(lambda p, b=beta, q=reference: -b * kl(list(p), q), np.log(policy))
            assert found == pytest.approx(slope, abs=1e-6)

    def test_k3_pulls_as_the_divergence_the_other_way_round(self):
        for policy, reference, rewards, beta in states(20, seed=7):
            found = pulls(policy, reference, rewards, beta, "k3").kl
            slope = slope_of(lambda p, b=beta, q=reference: -b * kl(q, list(p)), np.log(policy))
            assert found == pytest.approx(slope, abs=1e-6)

    def test_k1_does_not_pull_at_all(self):
        for policy, reference, _, beta in states(5, seed=8):
            one = TestSampledLosses.average(policy, reference, (0, 0, 0), beta, "k1", 2)
            assert one == pytest.approx(np.zeros(3), abs=1e-12)

    def test_values_and_pulls_are_two_questions(self):
        for policy, reference, _, _ in states(50, seed=9):
            exact, k1, k2, k3 = measured_of(policy, reference)
            assert k1.mean == pytest.approx(exact.mean, abs=1e-12)
            assert k3.mean == pytest.approx(exact.mean, abs=1e-12)
            assert abs(k2.mean - exact.mean) > 1e-9
        view = compute(Controls())
        assert view.measured[2].mean == pytest.approx(0.316, abs=1e-3)

    def test_means_and_spreads_are_those_of_many_tries(self):
        policy, tries = (0.2, 0.3, 0.5), 200_000
        drawn = np.random.default_rng(1).choice(3, size=tries, p=policy)
        for measured in measured_of(policy, REFERENCE)[1:]:
            estimate = KL_ESTIMATORS[measured.name]
            values = np.array(
                [estimate(log(p), log(q)) for p, q in zip(policy, REFERENCE, strict=True)]
            )[drawn]
            # Four standard errors.
            error = 4 * measured.std / tries**0.5
            assert abs(values.mean() - measured.mean) < error
            assert values.std() == pytest.approx(measured.std, rel=0.02)

    def test_luck_is_that_of_the_core_and_larger_groups_keep_it(self):
        rows, raw = luck_of(7, 16), draws(7, STEPS, 32)
        assert rows[123] == sorted(raw[123][:16])
        assert set(luck_of(7, 8)[5]) < set(rows[5])
        policy = (0.2, 0.3, 0.5)
        drawn = sample_group(policy, raw[9][:16])
        path = ascend(policy, REFERENCE, REWARDS, 0.3, estimator="k1", luck=[rows[9]], last=1)
        counts = [drawn.count(a) for a in range(3)]
        advantages = leave_one_out([REWARDS[a] for a in drawn])
        moved = np.log(path.policies[1]) - np.log(policy)
        weights = np.zeros(3)
        for a, advantage in zip(drawn, advantages, strict=True):
            weights[a] += (advantage - 0.3) / 16
        step = step_size(0.3, sampled=True) * (weights - np.array(policy) * weights.sum())
        assert moved - moved.mean() == pytest.approx(step - step.mean(), abs=1e-12)
        assert sum(counts) == 16


class TestWhereSampledClimbsRest:
    def ends(self, estimator, beta, seeds=40, last=STEPS):
        paths = [
            ascend(
                START, REFERENCE, REWARDS, beta, estimator=estimator, luck=luck_of(seed, 16),
                last=last,
            )
            for seed in range(seeds)
        ]  # fmt: skip
        return np.array([path.policies[-1] for path in paths])

    def test_k2_rests_at_the_balance_point(self):
        ends = self.ends("k2", 0.3)
        assert ends.mean(axis=0) == pytest.approx(balance_of(REFERENCE, REWARDS, 0.3), abs=0.005)
        assert ends.std(axis=0).max() < 0.02

    def test_k3_rests_at_a_point_of_its_own(self):
        ends, own = self.ends("k3", 0.3), k3_balance(REFERENCE, REWARDS, 0.3)
        assert ends.mean(axis=0) == pytest.approx(own, abs=0.005)
        assert gap(own, balance_of(REFERENCE, REWARDS, 0.3)) == pytest.approx(0.073, abs=0.001)
        assert ends.std(axis=0).max() < 0.02

    def test_k1_walks_towards_the_corner(self):
        ends = self.ends("k1", 0.3)
        assert ends[:, 2].min() > 0.95
        assert ends[:, 2].mean() > self.ends("k1", 0.3, seeds=10, last=150)[:, 2].mean()

    @pytest.mark.parametrize("estimator", ["k2", "k3"])
    def test_in_groups_of_one_the_reference_is_where_it_rests(self, estimator):
        assert rest_of(REFERENCE, REWARDS, 0.3, estimator, 1) == REFERENCE
        ends = [
            ascend(START, REFERENCE, REWARDS, 0.3, estimator=estimator, luck=luck_of(seed, 1))
            for seed in range(8)
        ]
        mean = np.mean([path.policies[-1] for path in ends], axis=0)
        assert mean == pytest.approx(REFERENCE, abs=0.02)
        view = compute(replace(Controls(), estimator=estimator, group_size=1, step=20))
        assert (view.rest, view.lone, view.reward_tip) == (REFERENCE, True, view.policy)
        assert gap(view.kl_tip, view.policy) > 0.05
        arrived = compute(replace(Controls(), estimator=estimator, group_size=1))
        assert arrived.kl_tip == arrived.policy

    def test_only_a_sampled_loss_rests_elsewhere(self):
        for estimator, size in product(ESTIMATORS, (1, 2, 16)):
            found = rest_of(REFERENCE, REWARDS, 0.3, estimator, size)
            if found is None:
                assert estimator in {"exact", "k1"} or (estimator, size > 1) == ("k2", True)
                continue
            both = np.sum(pulls(found, REFERENCE, REWARDS, 0.3, estimator, size), axis=0)
            assert both == pytest.approx(np.zeros(3), abs=1e-9)

    def test_k1_in_groups_of_one_has_nothing_but_noise(self):
        acting = pulls((0.2, 0.3, 0.5), REFERENCE, REWARDS, 0.3, "k1", 1)
        assert np.abs(acting).max() == 0.0
        assert rest_of(REFERENCE, REWARDS, 0.3, "k1", 1) is None

    def test_k3_leaves_more_to_strategies_that_hardly_pay(self):
        # With a weak pull π* gives up on them exponentially, k3's own point only as β falls.
        own, balance = (f(REFERENCE, REWARDS, 0.01) for f in (k3_balance, balance_of))
        assert own[0] > 0.005
        assert balance[0] < 1e-9

    def test_k3s_own_point_is_where_its_pulls_cancel(self):
        for _, reference, rewards, beta in states(200, least=0.001, low=0.001, seed=10):
            own = k3_balance(reference, rewards, beta)
            assert sum(own) == pytest.approx(1.0, abs=1e-9)
            assert min(own) > 0.0
            both = np.sum(pulls(own, reference, rewards, beta, "k3"), axis=0)
            assert both == pytest.approx(np.zeros(3), abs=1e-9)
            earned = np.dot(own, rewards)
            told = [beta * q / (beta + earned - r) for q, r in zip(reference, rewards, strict=True)]
            assert own == pytest.approx(told, rel=1e-6)

    def test_k3s_own_point_is_the_summit_of_the_other_divergence(self):
        own = k3_balance(REFERENCE, REWARDS, 0.3)
        random, best = Random(11), np.dot(own, REWARDS) - 0.3 * kl(REFERENCE, own)
        for _ in range(500):
            policy = mixture(random, 0.001)
            assert np.dot(policy, REWARDS) - 0.3 * kl(REFERENCE, policy) <= best


class TestTheCurves:
    def centres(self):
        random = Random(12)
        for _, reference, rewards, beta in states(60, least=0.001, low=0.001, seed=12):
            logits = np.log(reference) + np.array(rewards) / beta
            yield logits - logits.max() - log(np.exp(logits - logits.max()).sum())
            yield np.log(mixture(random, 0.001))

    @staticmethod
    def divergence(point, log_centre):
        point = np.array(point)
        own = np.where(point > 0, point * np.log(np.where(point > 0, point, 1.0)), 0.0)
        return float(np.sum(own - point * log_centre))

    def test_lie_at_their_divergence_or_on_the_boundary_inside_it(self):
        for log_centre in self.centres():
            deepest = -min(log_centre)
            radii = [deepest * share for share in (0.03, 0.2, 0.6, 0.9)]
            for radius, ring in zip(radii, kl_rings(log_centre, radii), strict=True):
                assert len(ring) >= len(TARGETS)
                for point in ring:
                    assert min(point) >= 0.0
                    assert sum(point) == pytest.approx(1.0)
                    far = self.divergence(point, log_centre)
                    if min(point) > 0.0:
                        assert far == pytest.approx(radius, rel=2e-3)
                    else:
                        assert far < radius * 1.002

    def test_meet_their_rays_where_bisection_does(self):
        centre = np.array([0.7, 0.2, 0.1])
        for radius in (0.05, 0.3, 1.0):
            (ring,) = kl_rings(np.log(centre), [radius])
            for target in TARGETS:
                end = np.array(target)
                if self.divergence(end, np.log(centre)) <= radius:
                    assert target in ring
                    continue
                low, high = 0.0, 1.0
                for _ in range(50):
                    t = (low + high) / 2
                    beyond = self.divergence(centre + t * (end - centre), np.log(centre)) > radius
                    low, high = (low, t) if beyond else (t, high)
                found = centre + low * (end - centre)
                assert min(gap(found, point) for point in ring) < 5e-4

    def test_keep_their_order_whatever_the_order_of_the_radii(self):
        forth, back = (0.05, 0.2, 0.5), (0.5, 0.2, 0.05)
        logs = np.log(REFERENCE)
        assert kl_rings(logs, forth) == kl_rings(logs, back)[::-1]

    def test_stand_where_a_share_of_the_centre_is_too_small_for_a_float(self):
        land = landscape_of((0.001, 0.001, 0.998), (1.0, 0.0, 0.5), 0.001)
        points = [p for ring in land.terrain for p in ring] + [p for _, r in land.rings for p in r]
        assert all(0.0 <= share <= 1.0 for point in points for share in point)
        # There J is all but the expected reward, so its contours are lines of equal reward.
        inner = [p for p in land.terrain[0] if min(p) > 0.0]
        earned = [p[0] + 0.5 * p[2] for p in inner]
        assert max(earned) - min(earned) < 0.01

    def test_contours_are_of_equal_height_and_rings_of_equal_divergence(self):
        for _, reference, rewards, beta in states(30, seed=13):
            land = landscape_of(reference, rewards, beta)
            heights = []
            for contour in land.terrain:
                inner = [p for p in contour if min(p) > 0.0]
                found = [penalised_reward(p, reference, rewards, beta) for p in inner]
                span = land.summit - min(
                    penalised_reward(corner, reference, rewards, beta)
                    for corner in ((1, 0, 0), (0, 1, 0), (0, 0, 1))
                )
                assert max(found) - min(found) < 2e-3 * span
                heights.append(found[0])
            assert heights == sorted(heights)
            assert heights[-1] < land.summit
            for nats, ring in land.rings:
                for point in ring:
                    if min(point) > 0.0:
                        assert kl(point, reference) == pytest.approx(nats, rel=2e-3)

    def test_dragging_the_policy_moves_no_curve(self):
        before = landscape_of.cache_info().misses
        compute(replace(Controls(), policy=(0.123, 0.456, 0.421)))
        compute(replace(Controls(), policy=(0.223, 0.356, 0.421)))
        assert landscape_of.cache_info().misses <= before + 1


PLACE = np.array([[0.0, 1.0, 0.5], [0.0, 0.0, 3**0.5 / 2]])
"""Shares to places in a triangle whose side is 1."""


class TestTheArrows:
    def test_cancel_at_the_balance_point(self):
        for _, reference, rewards, beta in states(50, seed=14):
            balance = balance_of(reference, rewards, beta)
            acting = pulls(balance, reference, rewards, beta)
            assert np.sum(acting, axis=0) == pytest.approx(np.zeros(3), abs=1e-9)
        view = compute(Controls())
        middle = [(a + b) / 2 for a, b in zip(view.reward_tip, view.kl_tip, strict=True)]
        assert middle == pytest.approx(view.policy, abs=1e-5)
        assert gap(view.reward_tip, view.policy) > 0.05

    def test_kls_need_not_aim_at_the_reference_because_rare_strategies_move_little(self):
        view, angles = compute(Controls()), []
        for place in (view.policy, (0.8, 0.15, 0.05), (0.05, 0.05, 0.9)):
            move = np.array(motion(place, pulls(place, REFERENCE, REWARDS, 0.3).kl))
            aim = PLACE @ (np.array(REFERENCE) - np.array(place))
            drawn = PLACE @ move
            cosine = drawn @ aim / np.linalg.norm(drawn) / np.linalg.norm(aim)
            angles.append(np.degrees(np.arccos(cosine)))
        assert max(angles) > 20
        for start, reference, rewards, beta in states(40, least=0.002, seed=21):
            gradient = pulls(start, reference, rewards, beta).kl
            for share, moved in zip(start, motion(start, gradient), strict=True):
                assert abs(moved) <= share * (max(gradient) - min(gradient)) + 1e-12

    def test_are_what_a_small_step_does_to_the_shares(self):
        policy, gradient, small = (0.2, 0.3, 0.5), (0.3, -0.1, -0.2), 1e-6
        moved = _softmax(np.log(policy) + small * np.array(gradient))
        expected = (moved - np.array(policy)) / small
        assert motion(policy, gradient) == pytest.approx(expected, abs=1e-6)

    def test_have_one_scale_stay_in_the_triangle_and_are_no_stubs(self):
        left_out = 0
        for start, reference, rewards, beta in states(60, least=0.002, seed=15):
            start, reference = (
                (round(a, 3), round(b, 3), round(1 - round(a, 3) - round(b, 3), 3))
                for a, b, _ in (start, reference)
            )
            names = ("reward_guess", "reward_derive", "reward_verify")
            controls = Controls(
                policy=start, reference=reference, beta=beta, step=0,
                **dict(zip(names, rewards, strict=True)),
            )  # fmt: skip
            view = compute(controls)
            acting = pulls(start, reference, rewards, beta)
            exact = [np.array(motion(start, gradient)) for gradient in acting]
            drawn = [np.array(tip) - np.array(start) for tip in (view.reward_tip, view.kl_tip)]
            lengths = [np.linalg.norm(PLACE @ move) for move in exact]
            if not np.any(drawn):
                # No room for either: the policy stands beside a corner or a side.
                assert min(start) < 0.1
                continue
            longer = int(np.argmax(lengths))
            scale = np.linalg.norm(PLACE @ drawn[longer]) / lengths[longer]
            for arrow, move, length in zip(drawn, exact, lengths, strict=True):
                whole = scale * length > 0.06
                assert arrow == pytest.approx(scale * move * whole, abs=1e-9)
            left_out += not all(map(np.any, drawn))
            assert min(min(view.reward_tip), min(view.kl_tip)) >= 0.0
        assert 0 < left_out < 30

    def test_the_words_below_say_which_is_missing(self):
        def words(**changes):
            return WIDGET.render(compute(replace(Controls(), **changes)))

        assert "The pull need not aim straight at the reference." in words()
        assert "Here the pull is too short to draw." in words(step=15)
        assert "Here both are too short to draw." in words(beta=0.01)
        assert "k1 has no pull." in words(estimator="k1", step=30)
        assert "With one try in a group there is no push." in words(estimator="k3", group_size=1)
        assert "at the purple target" in words(estimator="k3")

    def test_of_k1_there_is_only_one(self):
        view = compute(replace(Controls(), estimator="k1", step=40))
        assert view.kl_tip == view.policy
        assert gap(view.reward_tip, view.policy) > 0.05


class TestTheWordsInTheTriangle:
    def test_do_not_collide(self):
        random, silent = Random(16), 0
        for start, reference, rewards, beta in states(150, least=0.002, low=0.001, seed=16):
            names = ("reward_guess", "reward_derive", "reward_verify")
            view = compute(
                Controls(
                    policy=start, reference=reference, beta=beta, step=random.randint(0, STEPS),
                    estimator=random.choice(ESTIMATORS), refresh=random.choice((0, 0, 25)),
                    **dict(zip(names, rewards, strict=True)),
                )
            )  # fmt: skip
            for width in marks.WIDTHS:
                boxes = [box_of(label, width) for label in view.labels]
                for a, b in combinations(boxes, 2):
                    assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])
            silent += not any(label.text.startswith("policy") for label in view.labels)
        assert silent == 0

    def test_every_ring_is_named_and_the_name_lies_on_it(self):
        random, nats = Random(20), {"0.05": 0.05, "0.2": 0.2, "0.5 nats": 0.5}
        for _ in range(60):
            view = compute(
                replace(Controls(), policy=mixture(random, 0.02), step=random.choice((0, 30, 400)))
            )
            named = {label.text: label.at for label in view.labels if label.text in nats}
            assert named.keys() == nats.keys()
            for text, place in named.items():
                assert kl(place, REFERENCE) == pytest.approx(nats[text], rel=2e-3)

    def test_a_word_without_room_is_left_out_unless_it_is_needed(self):
        middle = (1 / 3, 1 / 3, 1 / 3)
        full = [(middle, 200.0)]
        assert arrange([Wish("a", middle, None, needed=False)], full) == []
        (label,) = arrange([Wish("a", middle, None)], full)
        assert (label.side, label.dx, label.dy) == PLACES[0]
        # Words never stand on words, needed or not.
        many = arrange([Wish("a word", middle, None) for _ in range(40)], full)
        assert 4 <= len(many) <= len(PLACES)


class TestTheFinding:
    def test_says_where_the_policy_stands_and_what_it_pays(self):
        assert finding() == (
            "After 400 steps the policy is at the balance point, with 51% Verify. It earns 0.607"
            " and pays 0.090 for its distance from the reference: any move from here would gain no"
            " more than it costs."
        )
        assert finding(step=0) == (
            "Before the first step the policy has 10% Verify; at the balance point it would have"
            " 51%. J is 0.333; 0.517 would be the most."
        )

    def test_any_move_from_the_balance_point_costs_more_than_it_gains(self):
        random, view = Random(18), compute(Controls())
        for _ in range(300):
            other = mixture(random, 0.001)
            gain = np.dot(np.subtract(other, view.policy), REWARDS)
            cost = 0.3 * (kl(other, REFERENCE) - kl(view.policy, REFERENCE))
            assert gain < cost + 1e-9

    def test_has_three_sentences_at_most(self):
        for predict, estimator, refresh, step, size in product(
            ("", "corner"), ESTIMATORS, (0, 20), (0, 10, 30, STEPS), (1, 16)
        ):
            said = finding(
                predict=predict, estimator=estimator, refresh=refresh, step=step, group_size=size
            )
            assert 2 <= len(said.split(". ")) <= 3, said

    def test_tells_places_apart_by_numbers_that_differ(self):
        random = Random(19)
        for start, reference, rewards, beta in states(80, seed=19):
            values = compute(
                Controls(
                    policy=start, reference=reference, beta=beta, step=random.randint(0, 60),
                    reward_guess=rewards[0], reward_derive=rewards[1], reward_verify=rewards[2],
                )
            )  # fmt: skip
            first = values.finding.split(". ")[0]
            if "would have" in first:
                here, there = (part.split("%")[0].split()[-1] for part in first.split(";"))
                assert here != there

    def test_says_what_a_moving_reference_did(self):
        said = finding(beta=1.0, refresh=20)
        assert "replaced 19 times: had it stayed, the policy would have settled at 28%" in said
        assert "will be replaced after step 40" in finding(refresh=40, step=3)
        alike = {f"reward_{name}": 0.5 for name in ("guess", "derive", "verify")}
        assert "would have settled where it is now" in finding(refresh=40, **alike)

    def test_says_what_stands_in_the_loss(self):
        assert "leads to a point of its own, with 55% Verify." in finding(estimator="k3")
        assert "leads to all but the same point" in finding(estimator="k3", beta=10.0)
        assert "has no pull on average: it only adds noise" in finding(estimator="k1")
        assert "exactly as KL itself" in finding(estimator="k2")
        for estimator in ("k2", "k3"):
            alone = finding(estimator=estimator, group_size=1)
            assert "only the pull is left, and it leads to the reference" in alone
        assert "nothing but noise is left" in finding(estimator="k1", group_size=1)

    @pytest.mark.parametrize("said", ["balance", "corner", "reference"])
    def test_judges_a_prediction_at_the_end_only(self, said):
        state = {"predict": said, "refresh": 40}
        waiting, done = (compute(replace(Controls(), **state, step=s)) for s in (399, STEPS))
        names = {
            "balance": "the first balance point",
            "corner": "the best corner",
            "reference": "the first reference",
        }
        assert waiting.finding.endswith(f" You predicted {names[said]}.")
        assert (waiting.secret, waiting.ahead, done.secret) == (True, [], False)
        if said == "corner":
            assert done.finding.endswith("You predicted the best corner, and there it ends.")
        else:
            told = f"You predicted {names[said]}; it ends nearest to the best corner."
            assert done.finding.endswith(told)

    def test_places_that_coincide_are_all_right_answers(self):
        alike = {f"reward_{name}": 0.5 for name in ("guess", "derive", "verify")}
        for said in ("balance", "reference"):
            assert "and there it ends" in finding(predict=said, refresh=40, **alike)
        tied = finding(predict="balance", refresh=20, reward_derive=0.8)
        assert "nearest to the side of the best strategies" in tied

    def test_the_prediction_lays_out_a_climb_that_ends_in_the_corner(self):
        values, notices = read(Controls, {"refresh": "40", "predict": "corner"})
        assert notices == []
        end = climb_of(values).policies[-1]
        assert end[2] > 0.99
        assert gap(end, balance_of(REFERENCE, REWARDS, 0.3)) > 0.4


class TestTakenHome:
    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"beta": 0.01, "policy": (0.9, 0.05, 0.05)},
            {"beta": 1.0, "refresh": 20},
            {"estimator": "k1"},
            {"estimator": "k2", "group_size": 3, "seed": 5},
            {"estimator": "k3", "refresh": 100, "beta": 0.05},
        ],
        ids=str,
    )
    def test_the_script_makes_the_same_climb(self, changes):
        controls = replace(Controls(), **changes)
        view, printed = compute(controls), io.StringIO()
        with redirect_stdout(printed):
            exec(compile(to_python(controls), "taken home", "exec"), {})
        policy, balance = (line.split()[1:] for line in printed.getvalue().splitlines())
        assert policy == [f"{share:.4f}" for share in view.policy]
        assert balance == [f"{share:.4f}" for share in view.landscape.balance]

    def test_the_csv_has_every_step(self):
        lines = to_csv(Controls()).splitlines()
        assert len(lines) == STEPS + 2
        shares = [float(cell) for cell in lines[-1].split(",")[1:4]]
        assert shares == list(compute(Controls()).policy)

    def test_the_table_has_the_step_shown_and_the_balance_point(self):
        rows = WIDGET.table(compute(replace(Controls(), step=17))).rows
        assert [row[0] for row in rows].count("17") == 1
        assert rows[-1] == ("π*", "15.6%", "33.0%", "51.3%", "0.607", "0.299", "0.517")


def test_the_extremes_of_every_control_give_finite_numbers():
    corners = ((0.998, 0.001, 0.001), (0.001, 0.998, 0.001), (0.001, 0.001, 0.998))
    for start, reference, beta, estimator in product(corners, corners, (0.001, 10.0), ESTIMATORS):
        view = compute(
            Controls(
                policy=start, reference=reference, beta=beta, estimator=estimator,
                reward_guess=0.0, reward_derive=1.0, reward_verify=1.0, group_size=2,
            )
        )  # fmt: skip
        for measure in (view.path.rewards, view.path.divergences, view.path.objective):
            assert -inf < min(measure) <= max(measure) < inf
        assert all(min(policy) >= 0.0 for policy in view.path.policies)
        assert "nan" not in WIDGET.render(view)
