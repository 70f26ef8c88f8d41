"""The opening's model: what it says of three rewards is what a thousand runs of each did."""

import re
from dataclasses import replace

import pytest

from grpo_core import Config, simulate
from widgets.opening import WIDGET
from widgets.opening.controls import NAMES, STEPS, Controls, config_of
from widgets.opening.model import (
    COIN_LEADERS,
    LEAST_GUESSED,
    LEAST_REASONED,
    SEEDS,
    compute,
    reasoned,
)

REWARDS = ("right", "wrong", "coin")


@pytest.fixture(scope="module")
def ends():
    """The last policies of all the runs that the findings speak of, by what is rewarded."""
    return {
        rewarded: [
            simulate(config_of(Controls(rewarded=rewarded, seed=seed))).final
            for seed in range(SEEDS)
        ]
        for rewarded in REWARDS
    }


def finding(**changes):
    return compute(replace(Controls(), **changes)).finding


def whole(share):
    """The whole percentage just below a share, as a share."""
    return int(100 * share) / 100


def test_nothing_but_the_reward_differs():
    usual = Config(seed=3)
    for rewarded in REWARDS:
        assert replace(config_of(Controls(rewarded=rewarded, seed=3)), rates=usual.rates) == usual
    assert config_of(Controls()).rates == usual.rates
    wrong = config_of(Controls(rewarded="wrong")).rates
    assert [a + b for a, b in zip(wrong, usual.rates, strict=True)] == pytest.approx([1] * 4)


@pytest.mark.parametrize("rewarded", REWARDS)
def test_what_is_drawn_is_the_run(rewarded):
    view = compute(Controls(rewarded=rewarded, seed=11))
    assert view.run == simulate(config_of(Controls(rewarded=rewarded, seed=11)))


@pytest.mark.thorough
def test_with_right_answers_rewarded_derive_and_verify_grow_under_every_seed(ends):
    least = min(map(reasoned, ends["right"]))
    assert whole(least) == LEAST_REASONED > reasoned(simulate(Config()).reference)


@pytest.mark.thorough
def test_with_wrong_answers_rewarded_guess_wins_and_derive_and_verify_shrink(ends):
    start = simulate(Config()).reference
    assert whole(min(end[0] for end in ends["wrong"])) == LEAST_GUESSED
    assert max(map(reasoned, ends["wrong"])) < 0.1 < reasoned(start)


@pytest.mark.thorough
def test_with_a_coin_rewarded_the_lead_is_luck(ends):
    leaders = [max(range(4), key=end.__getitem__) for end in ends["coin"]]
    assert tuple(leaders.count(a) for a in range(4)) == COIN_LEADERS
    # No strategy is favoured: each one's mean share stays where it began, within three points.
    start = simulate(Config()).reference
    for a in range(4):
        mean = sum(end[a] for end in ends["coin"]) / SEEDS
        assert mean == pytest.approx(start[a], abs=0.03)


def test_the_default_is_the_end_of_the_run_and_makes_the_point():
    assert Controls().step == STEPS
    assert finding() == (
        "Only right answers are rewarded, never a way to find them. In 50 steps Derive and Verify"
        " together grew from 35% to 95%; with seeds 0 to 999 they always pass 88%."
    )


def test_the_other_rewards_say_what_grew():
    assert finding(rewarded="wrong") == (
        "Only wrong answers are rewarded, and nothing else is changed. In 50 steps Guess grew"
        " from 37% to 95%; with seeds 0 to 999 it always passes 79%."
    )
    assert finding(rewarded="coin").endswith(
        "After 50 steps Guess leads with 52%; with seeds 0 to 999 the leader is"
        " Guess in 551, Recall in 294, Derive in 121 and Verify in 34 runs."
    )


@pytest.mark.parametrize("rewarded", REWARDS)
def test_before_the_end_nothing_is_said_of_how_runs_end(rewarded):
    for step in (0, 1, 25, STEPS - 1):
        assert "seeds" not in finding(rewarded=rewarded, step=step)


@pytest.mark.parametrize(("rewarded", "part"), [("right", reasoned), ("wrong", lambda p: p[0])])
def test_the_words_follow_the_direction(rewarded, part):
    directions = set()
    for seed in range(120):
        view = compute(Controls(rewarded=rewarded, seed=seed, step=1))
        before, after = part(view.run.reference), part(view.run.policy_at(1))
        verb = re.search(r" (grew|fell|stayed) ", view.finding).group(1)
        same = f"{before:.0%}" == f"{after:.0%}"
        assert verb == ("stayed" if same else "grew" if after > before else "fell")
        directions.add(verb)
    assert {"grew", "fell"} <= directions


@pytest.mark.parametrize("rewarded", REWARDS)
@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_the_name_of_the_dark_edge_stands_clear_of_it(rewarded, seed):
    view = compute(Controls(rewarded=rewarded, seed=seed))
    found = re.search(r'y="([\d.]+)%" dx="7" dy="(-?\d+)"[^>]*>Derive \+ Verify', picture(view))
    place, shift = 1 - float(found[1]) / 100, int(found[2])
    early = [reasoned(view.run.policy_at(step)) for step in range(20)]
    if shift > 0:
        assert place <= min(early) + 1e-3
    else:
        assert place >= max(early) - 1e-3


def picture(view):
    return str(WIDGET.render(view))


def test_the_names_carry_the_shares_of_the_moment():
    view = compute(Controls(step=20))
    for a, name in enumerate(NAMES):
        share = f"{view.run.policy_at(20)[a]:.0%}"
        assert f'{name}<tspan class="light"> {share}' in picture(view)


def test_the_picture_is_small():
    assert picture(compute(Controls())).count("<") / 2 < 60


def test_each_button_says_how_often_its_reward_is_earned():
    right, wrong, _ = WIDGET.presets
    assert right.why == "Right: Guess 10%, Recall 30%, Derive 55%, Verify 80%."
    assert wrong.why == "Wrong: Guess 90%, Recall 70%, Derive 45%, Verify 20%."


def test_the_table_shows_the_chosen_step_too():
    rows = WIDGET.table(compute(Controls(step=17))).rows
    assert [row[0] for row in rows].count("17") == 1
    assert rows[0][-1] == "–"
