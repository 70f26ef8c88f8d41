"""The group's advantages, and the exact noise: against brute force, numpy and grpo_core."""

import contextlib
import io
import re
from dataclasses import replace
from itertools import product
from math import comb, exp, prod, sqrt
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grpo_core import ESTIMATORS
from widgets.group_advantage import WIDGET
from widgets.group_advantage.controls import PRESETS, Controls
from widgets.group_advantage.group import group_of, luck, row, std, sums, tries
from widgets.group_advantage.model import APART, ROWS, compute
from widgets.group_advantage.noise import (
    SIZES,
    binomial,
    break_even_error,
    estimate,
    helpfulness,
    pair,
    silent_share,
)
from widgets.group_advantage.take_home import to_csv, to_python
from widgets.group_advantage.words import short

RATES = (0.05, 0.2, 0.4, 0.5, 0.8, 0.95)
DENSE = [percent / 100 for percent in range(1, 100)]
OF_THE_GROUP = ("mean", "leave_one_out", "mean_std", "mean_std_sample")
PROSE = (Path(WIDGET.compute.__code__.co_filename).parent / "prose.md").read_text("utf-8")


def state(**changes):
    return replace(Controls(), **changes)


def finding(**changes):
    return compute(state(**changes)).finding


def preset(name):
    return state(**next(p.values for p in PRESETS if p.name == name))


def relative(estimator, size, rate, error=0.0):
    return estimate(estimator, size, rate, error).relative


# The exact noise


def enumerated(estimator, size, rate, error):
    """Mean and std of g by walking through everything a group can be, one outcome at a time."""
    delta = rate * (1 - rate) / 2
    outcomes = []  # of one try: probability, habit, reward, error of the critic's guess
    signs = (1, -1) if estimator == "critic" else (0,)
    for habit, reward, sign in product((1, 0), (1.0, 0.0), signs):
        success = rate + delta if habit else rate - delta
        chance = 0.5 * (success if reward else 1 - success) / len(signs)
        outcomes.append((chance, habit, reward, sign * error))
    total = square = 0.0
    for group in product(outcomes, repeat=size):
        chance = prod([each[0] for each in group])
        rewards = [each[2] for each in group]
        if estimator == "critic":
            advantages = [r - (rate + e) for _, _, r, e in group]
        else:
            advantages = ESTIMATORS[estimator](rewards)
        g = sum(a * (each[1] - 0.5) for a, each in zip(advantages, group, strict=True)) / size
        total += chance * g
        square += chance * g * g
    return total, sqrt(max(square - total * total, 0.0))


@pytest.mark.parametrize("estimator", ROWS)
def test_the_noise_is_what_walking_through_all_outcomes_gives(estimator):
    # Four outcomes a try, eight with a critic: 4,096 of a group of six, or of four.
    most = 4 if estimator == "critic" else 6
    for size, (rate, error) in product(range(1, most + 1), ((0.3, 0.2), (0.9, 0.45))):
        found = estimate(estimator, size, rate, error)
        mean, deviation = enumerated(estimator, size, rate, error)
        assert found.mean == pytest.approx(mean, abs=1e-12)
        assert found.std == pytest.approx(deviation, abs=1e-9)


@pytest.mark.parametrize("estimator", ROWS)
def test_the_noise_is_what_sampling_finds(estimator):
    size, rate, error, groups = 16, 0.4, 0.2, 60_000
    chance = np.random.default_rng(1)
    habit = chance.random((groups, size)) < 0.5
    delta = rate * (1 - rate) / 2
    reward = (chance.random((groups, size)) < np.where(habit, rate + delta, rate - delta)) * 1.0
    mean = reward.mean(axis=1, keepdims=True)
    total = reward.sum(axis=1, keepdims=True)
    deviations = {
        "mean_std": reward.std(axis=1, keepdims=True),
        "mean_std_sample": reward.std(axis=1, ddof=1, keepdims=True),
    }
    if estimator == "none":
        advantage = reward
    elif estimator == "critic":
        advantage = reward - rate - error * chance.choice((-1, 1), (groups, size))
    elif estimator == "leave_one_out":
        advantage = reward - (total - reward) / (size - 1)
    else:
        divisor = deviations.get(estimator, np.ones_like(mean))
        advantage = np.divide(reward - mean, divisor, out=np.zeros_like(reward), where=divisor > 0)
    g = (advantage * (habit - 0.5)).mean(axis=1)
    found = estimate(estimator, size, rate, error)
    # Five standard errors: of the mean, and of the variance by its fourth moment.
    assert abs(g.mean() - found.mean) < 5 * g.std() / sqrt(groups)
    fourth = ((g - g.mean()) ** 4).mean()
    assert abs(g.var() - found.std**2) < 5 * sqrt((fourth - g.var() ** 2) / groups)


@pytest.mark.parametrize("estimator", [name for name in ROWS if name != "critic"])
def test_closed_forms_are_the_advantages_of_the_core(estimator):
    for size in (1, 2, 3, 16, 64):
        for right in range(size + 1):
            advantages = ESTIMATORS[estimator]([1.0] * right + [0.0] * (size - right))
            up, down = pair(estimator, size, right)
            if right:
                assert up == pytest.approx(advantages[0], abs=1e-12)
            if right < size:
                assert down == pytest.approx(advantages[-1], abs=1e-12)


def test_an_unknown_estimator_is_refused():
    with pytest.raises(KeyError):
        pair("median", 4, 2)
    with pytest.raises(KeyError):
        estimate("median", 4, 0.5)


@given(size=st.integers(1, 64), rate=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_the_binomial_is_the_binomial(size, rate):
    found = binomial(size, rate)
    assert sum(found) == pytest.approx(1)
    for right, chance in enumerate(found):
        exact = comb(size, right) * rate**right * (1 - rate) ** (size - right)
        assert chance == pytest.approx(exact, rel=1e-9, abs=1e-12)
    assert silent_share(size, rate) == pytest.approx(found[0] + found[-1], abs=1e-12)


@given(rate=st.floats(0, 1))
def test_the_toy_is_a_probability_and_its_signal_the_slope_of_success(rate):
    delta = helpfulness(rate)
    assert 0 <= rate - delta <= rate + delta <= 1

    def success(z):
        habit = 1 / (1 + exp(-z))
        return habit * (rate + delta) + (1 - habit) * (rate - delta)

    slope = (success(1e-4) - success(-1e-4)) / 2e-4
    assert estimate("none", 7, rate).mean == pytest.approx(slope, abs=1e-8)


# What the chapter says of it


@pytest.mark.parametrize("rate", RATES)
def test_siblings_differ_by_a_factor_and_have_the_same_noise(rate):
    for size in SIZES[1:]:
        for name, other in APART.items():
            assert relative(name, size, rate) == pytest.approx(relative(other, size, rate))
        here, there = (estimate(name, size, rate) for name in ("leave_one_out", "mean"))
        assert here.mean / there.mean == pytest.approx(size / (size - 1))
    # With the mean of the others the estimate is unbiased; a mean that contains the try shrinks it.
    assert estimate("leave_one_out", 8, rate).mean == pytest.approx(helpfulness(rate) / 2)
    assert estimate("mean", 8, rate).mean == pytest.approx(helpfulness(rate) / 2 * 7 / 8)


def test_the_mean_of_sixteen_brings_the_noise_to_the_root_of_one_minus_p_within_4_percent():
    assert "√(1 − *p*) of what it is with no baseline, within 4%" in PROSE
    for rate in DENSE:
        ratio = relative("mean", 16, rate) / relative("none", 16, rate)
        assert ratio == pytest.approx(sqrt(1 - rate), rel=0.04)
    assert relative("mean", 16, 0.05) >= relative("none", 16, 0.05)  # no gain where it is rare
    assert relative("mean", 16, 0.95) < relative("none", 16, 0.95) / 4


def test_a_group_pays_for_making_its_own_baseline():
    for size, told in ((2, "1.42 to 1.46 times as large"), (16, "1.03 to 1.04 times")):
        ratios = [relative("mean", size, p) / relative("critic", size, p) for p in DENSE]
        assert told.startswith(f"{min(ratios):.2f} to {max(ratios):.2f} ")
        assert told in PROSE
    for rate in (0.05, 0.2, 0.4):  # two tries at a hard question had better make no baseline
        assert relative("mean", 2, rate) > relative("none", 2, rate)


def test_the_habit_of_the_prose_is_the_toys():
    rate = Controls().rate
    with_it, without = rate + helpfulness(rate), rate - helpfulness(rate)
    told = f"*p* of {rate} those succeed {with_it:.0%} of the time, the others {without:.0%}"
    assert told in PROSE


@given(
    group=st.lists(st.tuples(st.floats(0.01, 0.99), st.floats(-5, 5)), min_size=2, max_size=6),
    baseline=st.floats(-10, 10),
)
def test_a_baseline_that_does_not_depend_on_the_try_leaves_the_expected_gradient(group, baseline):
    shares = np.array([weight for weight, _ in group]) / sum(weight for weight, _ in group)
    rewards = np.array([reward for _, reward in group])
    scores = np.eye(len(group)) - shares  # one row a try: one-hot − π, the logits' derivative
    bare = shares @ (rewards[:, None] * scores)
    compared = shares @ ((rewards - baseline)[:, None] * scores)
    assert compared == pytest.approx(bare, abs=1e-9)


@pytest.mark.parametrize("rate", RATES)
def test_the_std_hardly_changes_the_noise(rate):
    for size, most in ((2, 0.001), (8, 0.01), (16, 0.015), (64, 0.05)):
        assert relative("mean_std", size, rate) == pytest.approx(
            relative("mean", size, rate), rel=most
        )


@pytest.mark.parametrize("rate", RATES)
def test_a_critic_without_error_is_the_best_constant_baseline(rate):
    delta = helpfulness(rate)

    def noise(baseline):
        """Std of one try's (r − b)·s, from its four outcomes."""
        moments = [0.0, 0.0]
        for habit, reward in product((1, 0), (1, 0)):
            success = rate + delta if habit else rate - delta
            term = (reward - baseline) * (habit - 0.5)
            for order in (1, 2):
                chance = 0.5 * (success if reward else 1 - success)
                moments[order - 1] += chance * term**order
        return sqrt(moments[1] - moments[0] ** 2)

    best = estimate("critic", 1, rate).std
    assert best == pytest.approx(noise(rate))
    assert all(noise(b / 100) >= best - 1e-12 for b in range(-50, 151))
    errors = [estimate("critic", 16, rate, e / 20).std for e in range(11)]
    assert errors == sorted(errors)
    assert errors[0] < errors[1]


@pytest.mark.parametrize("rate", RATES)
def test_at_the_break_even_error_critic_and_mean_are_equally_noisy(rate):
    for size in (2, 16, 64):
        error = break_even_error(size, rate)
        assert relative("critic", size, rate, error) == pytest.approx(relative("mean", size, rate))


def test_the_prose_gives_the_break_even_error_of_the_default():
    usual = Controls()
    error = break_even_error(usual.group_size, usual.rate)
    assert f"±{error:.2f}" in PROSE


def test_dividing_by_the_std_lends_weight_to_nearly_unanimous_groups():
    lifted = [pair("mean_std", 16, k)[0] / pair("mean", 16, k)[0] for k in range(1, 16)]
    assert lifted[:8] == sorted(lifted[:8], reverse=True)
    assert lifted[7:] == sorted(lifted[7:])


def test_alone_a_group_has_no_signal_and_its_curves_start_at_two():
    for name in OF_THE_GROUP:
        assert estimate(name, 1, 0.4) == (0.0, 0.0)
    for measure in ("relative", "absolute"):
        for curve in compute(state(measure=measure)).curves:
            starts = 1 if curve.estimator in ("none", "critic") else 2
            assert curve.sizes == SIZES[starts - 1 :]


def test_where_nothing_varies_there_is_no_signal():
    for name, rate in product(ROWS, (0.0, 1.0)):
        assert estimate(name, 16, rate, 0.2).mean == 0.0
    # What is subtracted or not then still makes noise, or none.
    assert estimate("none", 16, 1.0).std > 0 == estimate("none", 16, 0.0).std
    assert estimate("critic", 16, 1.0, 0.2).std > 0 == estimate("mean", 16, 1.0).std


def test_sixteen_times_the_tries_are_a_quarter_of_the_noise_without_a_group_baseline():
    for name in ("none", "critic"):
        ratio = relative(name, 4, 0.3, 0.1) / relative(name, 64, 0.3, 0.1)
        assert ratio == pytest.approx(4)


# The group


def test_one_right_of_sixteen_is_worth_almost_four():
    view = compute(preset("one-in-sixteen"))
    assert view.right == 1
    assert sorted({round(each.advantage, 3) for each in view.tries}) == [-0.258, 3.873]
    assert "+3.87" in view.finding


def test_presets_show_what_they_promise():
    assert 0 < compute(Controls()).right < 16
    assert compute(preset("all-right")).right == 16
    assert compute(preset("alone")).size == 1
    poor = preset("poor-critic")
    noise = [relative(n, 16, poor.rate, poor.critic_error) for n in ("critic", "none", "mean")]
    assert noise == sorted(noise, reverse=True)
    # "here": at a higher rate even such a critic is better than nothing.
    assert relative("critic", 16, 0.6, 0.5) < relative("none", 16, 0.6)


def test_presets_that_keep_the_seed_promise_nothing_that_luck_could_break():
    kept = {p.name for p in PRESETS if "seed" not in p.values}
    assert kept == {"default", "alone", "poor-critic"}
    for number in range(40):
        usual = compute(state(seed=number))
        assert {each.baseline for each in usual.tries} == {usual.right / 16}
        alone = compute(replace(preset("alone"), seed=number))
        assert [each.baseline for each in alone.tries] == [alone.right]
        poor = compute(replace(preset("poor-critic"), seed=number))
        assert poor.noise == compute(preset("poor-critic")).noise


@pytest.mark.parametrize("estimator", OF_THE_GROUP)
def test_the_rewards_of_all_right_or_all_wrong_teach_nothing_and_it_is_said_loudly(estimator):
    for rate, word in ((1.0, "right"), (0.0, "wrong")):
        view = compute(state(rate=rate, estimator=estimator))
        assert not any(each.advantage for each in view.tries)
        assert view.finding.startswith(
            f"All 16 {word}: nothing to compare, so these rewards give no gradient and teach"
            " nothing."
        )
        alone = finding(rate=rate, estimator=estimator, group_size=1)
        why = "there are no others to compare it with"
        if estimator != "leave_one_out":
            why = "it is its own mean"
        assert alone == f"One try, {word}: {why}, and its reward teaches nothing."


def test_how_often_a_group_is_silent_is_said():
    chance = 0.95**16 + 0.05**16
    assert f"At p = 0.95, {chance:.0%} of all groups are as silent." in finding(rate=0.95)


def test_without_a_baseline_all_right_still_moves():
    told = "each try still has an advantage of +1 and the group a gradient"
    assert told in finding(rate=1.0, estimator="none")
    assert all(each.advantage == 1 for each in compute(state(rate=1.0, estimator="none")).tries)
    assert "so they give no gradient and teach nothing" in finding(rate=0.0, estimator="none")


@given(
    seed=st.integers(0, 10_000),
    sizes=st.tuples(st.integers(1, 64), st.integers(1, 64)),
    rates=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@settings(max_examples=50, deadline=None)
def test_luck_is_laid_out_in_advance(seed, sizes, rates):
    small, large = sorted(sizes)
    low, high = sorted(rates)
    few, many = (group_of(state(seed=seed, group_size=n, rate=low)) for n in (small, large))
    assert many.rewards[:small] == few.rewards
    assert many.guesses[:small] == few.guesses
    better = group_of(state(seed=seed, group_size=large, rate=high))
    assert all(a <= b for a, b in zip(many.rewards, better.rewards, strict=True))


def test_rewards_come_as_often_as_the_rate_says():
    drawn = [first < 0.4 for seed in range(200) for first, _ in luck(seed)]
    count, error = len(drawn), sqrt(0.4 * 0.6 / len(drawn))
    assert abs(sum(drawn) / count - 0.4) < NormalDist().inv_cdf(1 - 1e-6) * error


@pytest.mark.parametrize("estimator", ROWS)
def test_turning_one_over_moves_everybody_only_where_there_is_a_group_baseline(estimator):
    before = tries(estimator, group_of(Controls()))
    after = tries(estimator, group_of(state(flipped=(3,))))
    assert [each.place for each in after if each.turned] == [3]
    assert after[2].right is not before[2].right
    moved = [a.advantage != b.advantage for a, b in zip(before, after, strict=True) if a.place != 3]
    assert all(moved) if estimator in OF_THE_GROUP else not any(moved)
    told = finding(estimator=estimator, flipped=(3,))
    if estimator in OF_THE_GROUP:
        assert "You turned over try 3: the group’s mean went from 0.44 to 0.50" in told
    else:
        assert "no other try notices" in told


def test_a_place_beyond_the_group_turns_nothing_over():
    assert compute(state(flipped=(50,))) == compute(Controls())
    assert "You turned over 2 tries, and the group’s mean is 0.44 as before" in finding(
        flipped=(1, 2)
    )


@given(
    size=st.integers(1, 64),
    rate=st.floats(0, 1),
    estimator=st.sampled_from(ROWS),
    error=st.floats(0, 0.5),
    flipped=st.sets(st.integers(1, 64), max_size=6),
    measure=st.sampled_from(["relative", "absolute"]),
    seed=st.integers(0, 99),
)
@settings(max_examples=80, deadline=None)
def test_what_is_drawn_fits_its_axes(size, rate, estimator, error, flipped, measure, seed):
    view = compute(
        Controls(
            group_size=size,
            rate=rate,
            estimator=estimator,
            critic_error=error,
            flipped=tuple(sorted(flipped)),
            measure=measure,
            seed=seed,
        )
    )
    assert len(view.tries) == size
    assert view.right == sum(each.right for each in view.tries)
    for each in view.tries:
        assert view.floor <= each.baseline <= view.ceiling
        if estimator not in ("mean_std", "mean_std_sample"):
            assert each.advantage == pytest.approx(
                each.right - each.baseline if size > 1 or estimator in ("none", "critic") else 0
            )
    for answer in view.rows:
        assert all(abs(a) <= view.reach for a in answer.right + answer.wrong)
    for curve in view.curves:
        assert all(view.low <= noise <= view.high for noise in curve.noise)
        assert curve.sizes == tuple(sorted(curve.sizes))
    assert sum(curve.chosen for curve in view.curves) <= 1
    picture = WIDGET.render(view)
    assert not re.search(r'="[^"]*(nan|inf|\de[+-]\d)', picture)
    assert view.finding.endswith((".", "?", "!"))
    assert not re.search(r"\bnan\b|\binf\b|None|<|>", view.finding)


# The words and the picture


def test_the_finding_of_the_default():
    ratio = [f"{relative(name, 16, 0.4):.2f}" for name in ("mean_std", "none")]
    assert finding() == (
        "7 of 16 right: measured from the group’s mean in units of its std, a right try has an"
        " advantage of +1.13 and a wrong one of −0.88. In the toy behind the curves one group’s"
        f" gradient has a std of {ratio[0]} times its mean; with no baseline, {ratio[1]} times."
    )


def test_the_words_give_the_numbers_of_each_estimator():
    for name, told in (
        (
            "mean",
            "the group’s mean, a right try has an advantage of +0.56 and a wrong one of −0.44",
        ),
        ("leave_one_out", "the mean of the others, a right try has an advantage of +0.60"),
        ("mean_std_sample", "in units of its sample std, a right try has an advantage of +1.10"),
        ("none", "nothing pushes it down directly"),
        ("critic", "the critic’s guess for each is 0.20 too high or too low"),
        ("critic", "Up to an error of ±0.13 the critic does as well."),
    ):
        assert told in finding(estimator=name)
    assert "guesses 0.40 for each, which is the true" in finding(
        estimator="critic", critic_error=0.0
    )
    absolute = estimate("mean_std", 16, 0.4)
    told = f"a mean of {absolute.mean:.3f} and a std of {absolute.std:.3f}."
    assert told in finding(measure="absolute")


@given(
    size=st.integers(1, 64),
    rate=st.floats(0, 1),
    estimator=st.sampled_from(ROWS),
    flipped=st.sets(st.integers(1, 64), max_size=6),
    said=st.sampled_from(["", "mean", "std"]),
)
@settings(max_examples=60, deadline=None)
def test_a_finding_is_three_sentences_at_most_and_few_numbers(size, rate, estimator, flipped, said):
    told = finding(
        group_size=size,
        rate=rate,
        estimator=estimator,
        flipped=tuple(sorted(flipped)),
        predict=said,
    )
    told = told.replace("Dr. GRPO", "")
    assert len(re.findall(r"[.?!](?= [A-Z]|$)", told)) <= 3
    # "7 of 16" is one number, "2.14 times" another.
    assert len(re.findall(r"[\d.,]*\d", re.sub(r"(\d+) of (\d+)", r"\1", told))) <= 8


def test_what_is_turned_over_takes_the_place_of_the_noise():
    assert "std of" in finding()
    assert "std of" not in finding(flipped=(3,))


@pytest.mark.parametrize("said", ["mean", "reward", "std", "size"])
def test_a_prediction_is_judged_in_the_state_that_it_is_about(said):
    asked = preset("one-in-sixteen")
    told = compute(replace(asked, predict=said)).finding
    assert ("and almost 4 it is" in told) is (said == "std")
    assert ("it is almost 4" in told) is (said != "std")
    assert "which is another state" in finding(predict=said)


def test_wrong_answers_are_what_they_are_called():
    asked = group_of(preset("one-in-sixteen"))
    assert f"{row('mean', asked).right[0]:.2f}" == "0.94"
    assert row("none", asked).right == (1.0,)


def test_the_arithmetic_shown_is_the_advantage():
    for estimator, size in product(ROWS, (1, 2, 16)):
        group = group_of(state(estimator=estimator, group_size=size))
        spread = std(estimator, size, group.right)
        if spread:
            ddof = estimator == "mean_std_sample"
            assert spread == pytest.approx(np.std(group.rewards, ddof=ddof))
        for each in sums(estimator, group):
            if each.whole:
                assert each.part / each.whole == pytest.approx(each.baseline)
            if spread != 0.0 and (each.whole or estimator in ("none", "critic")):
                shown = (each.right - each.baseline) / (spread or 1.0)
                assert shown == pytest.approx(each.advantage)


def test_a_silent_group_shows_nought_by_nought():
    silent = WIDGET.render(compute(state(rate=1.0)))
    assert "0/0 is taken as 0" in silent
    assert "0/0" not in WIDGET.render(compute(Controls()))


def test_every_try_is_a_button_that_says_what_it_is():
    picture = WIDGET.render(compute(state(flipped=(3,), group_size=40)))
    assert picture.count('data-flip="flipped:') == 40
    assert 'data-flip="flipped:40"' in picture
    assert 'aria-label="Try 3: right, turned over, advantage +' in picture
    assert len(re.findall(r"<[a-z]", WIDGET.render(compute(Controls())))) <= 360


def test_the_levels_of_the_bars_are_named():
    for changes, levels in (
        ({}, ["right = 1", "wrong = 0", "mean 0.44"]),
        ({"estimator": "none"}, ["right = 1", "wrong = 0"]),
        ({"estimator": "critic"}, ["right = 1", "wrong = 0", "guess 0.20", "guess 0.60"]),
        ({"estimator": "leave_one_out"}, ["right = 1", "wrong = 0", "others 0.40", "others 0.47"]),
        ({"estimator": "leave_one_out", "group_size": 1}, ["right = 1", "wrong = 0"]),
    ):
        picture = WIDGET.render(compute(state(**changes)))
        scale = re.search(r'<svg class="scale".*?</svg>', picture).group()
        assert sorted(re.findall(r">([^<]+)</text>", scale)) == sorted(levels)


def test_curves_have_the_methods_names_and_siblings_share_one():
    def names(**changes):
        view = compute(state(**changes))
        picture = WIDGET.render(view)
        end = re.findall(r'<text x="100%"[^>]*class="label r-[^>]*>(.*?)</text>', picture)
        return sorted(re.sub("<.*?>", "", each) for each in end)

    assert names() == ["Dr. GRPO, RLOO", "GRPO either std", "PPO", "REINFORCE"]
    assert names(measure="absolute") == sorted(
        ["Dr. GRPO", "RLOO", "GRPO", "GRPO sample std", "PPO", "REINFORCE"]
    )


def test_a_try_turned_over_is_explained():
    assert "Dashed: turned over." in WIDGET.render(compute(state(flipped=(3,))))
    assert "Dashed: turned over." not in WIDGET.render(compute(state(flipped=(40,))))


def test_a_row_chooses_its_estimator_and_the_memory_follows():
    picture = WIDGET.render(compute(state(estimator="critic")))
    assert all(f'data-set="estimator:{name}"' in picture for name in ROWS)
    assert '<div class="store chosen"><b>PPO</b>' in picture
    assert '<div class="store chosen"><b>RLOO</b>' in WIDGET.render(
        compute(state(estimator="leave_one_out"))
    )


def test_the_table_holds_every_estimator():
    table = WIDGET.table(compute(preset("one-in-sixteen")))
    found = {cells[0]: cells[1:] for cells in table.rows}
    assert len(found) == 6
    assert found["GRPO: mean and std"][:2] == ("+3.873", "−0.258")
    assert found["GRPO: sample std"][:2] == ("+3.750", "−0.250")
    assert WIDGET.table(compute(state(rate=1.0))).rows[0][-1] == "–"


@pytest.mark.parametrize("estimator", ROWS)
def test_the_code_prints_the_advantages_of_the_picture(estimator):
    controls = state(estimator=estimator, flipped=(2, 9), rate=0.3, seed=11, group_size=12)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(to_python(controls), {})
    lines = [line.split() for line in printed.getvalue().splitlines()]
    view = compute(controls)
    assert [line[0] for line in lines] == [str(int(each.right)) for each in view.tries]
    assert [line[1] for line in lines] == [f"{each.advantage:+.4f}" for each in view.tries]
    rows = [line.split(",") for line in to_csv(controls).splitlines()[1:]]
    assert [float(cells[3]) for cells in rows] == [each.advantage for each in view.tries]


def test_numbers_in_little_room():
    assert [short(value) for value in (0.598, 1.0263, 16330.0, 5e11)] == [
        "0.598",
        "1.03",
        "16,330",
        "10¹²",
    ]
