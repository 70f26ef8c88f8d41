"""The thinking budget: exact curves, exact votes, the curve's parts, what is said of the toy."""

import io
import json
import re
from contextlib import redirect_stdout
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from math import fsum
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widgets.aha_moment import controls as chapter_4
from widgets.aha_moment.agent import LEFT, STUCK, Task, chance_of, solve
from widgets.aha_moment.exact import accuracy_of, length_of, outcomes_of
from widgets.aha_moment.luck import lay_out
from widgets.aha_moment.training import Training, train
from widgets.thinking_budget import WIDGET
from widgets.thinking_budget.controls import PRESETS, SEED, Controls, solver_of
from widgets.thinking_budget.forcing import right_when_forced
from widgets.thinking_budget.model import (
    ALIKE,
    DOUBLINGS,
    FLAT,
    SPLITS,
    STEEP,
    compute,
    gain_of,
    misled,
    over_budgets,
    regimes_of,
)
from widgets.thinking_budget.population import (
    BUDGETS,
    KINDS,
    LARGEST,
    WORK,
    Solver,
    answers_of,
    one_try,
    policy_of_solver,
    turns_used,
    used_within,
    votes,
)
from widgets.thinking_budget.printed import printed
from widgets.thinking_budget.published import CONTESTS, PAIRS, PROBLEMS
from widgets.thinking_budget.take_home import to_csv, to_python
from widgets.thinking_budget.view import POINTS
from widgets.thinking_budget.vote import MOST_TRIES, vote

FACTS = json.loads((Path(__file__).parents[1] / "facts.json").read_text("utf-8"))
USUAL = Controls()
SEEDS = range(60)
ALL_WORK = [steps for work in WORK for steps in work]
by_preset = pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
solvers = st.builds(Solver, st.floats(0, 1), st.booleans(), st.integers(0, 50), st.booleans())


def finding(**changes):
    return compute(replace(USUAL, **changes)).finding


# One try, at every budget.


@pytest.mark.parametrize("trained", [True, False])
@pytest.mark.parametrize("steps", [2, 5, 14])
def test_a_budget_is_a_limit_of_turns(steps, trained):
    # The curve is read off one pass; here each budget has a pass of its own, with that limit.
    solver = Solver(0.6, trained, 20)
    found = answers_of(solver, steps)
    used = used_within(found)
    for budget in (1, 2, 3, 7, 15, 16, 40, LARGEST):
        task = Task(difficulty=steps, power=0.6, limit=budget)
        outcomes = outcomes_of(task, policy_of_solver(solver))
        assert found.right[budget] == pytest.approx(accuracy_of(outcomes), abs=1e-12)
        assert used[budget] == pytest.approx(length_of(outcomes), abs=1e-9)


def test_sampled_tries_come_to_the_exact_shares():
    solver, random, tries = Solver(0.6, True, 20), Random(1), 20_000
    policy = policy_of_solver(solver)
    for steps, budget in ((3, 6), (6, 10), (10, 14)):
        task = Task(difficulty=steps, power=0.6, limit=budget)
        luck = lay_out(random, 2 * budget * tries)
        right = sum(is_right for _, is_right in solve(task, policy, luck, tries))
        exact = answers_of(solver, steps).right[budget]
        assert abs(right / tries - exact) < 5 * (exact * (1 - exact) / tries) ** 0.5


@settings(max_examples=40, deadline=None)
@given(solver=solvers)
def test_more_budget_never_costs_right_answers(solver):
    for curve in one_try(solver):
        assert all(later >= earlier for earlier, later in pairwise(curve))
    for curve in turns_used(solver):
        assert all(0 <= later - earlier <= 1 + 1e-12 for earlier, later in pairwise(curve))


def ever_right(policy, steps, power, slip=0.2, stubborn=0.2):
    """The chance of a right answer without any limit: an absorbing chain, solved by numpy."""
    states = [(done, fault, 0) for done in range(steps) for fault in range(3)]
    states += [(steps, fault, context) for fault in range(3) for context in range(1, 5)]
    place = {state: number for number, state in enumerate(states)}
    matrix, ends = np.eye(len(states)), np.zeros(len(states))
    for (done, fault, context), row in place.items():
        answer, *think, check = policy[context]
        if context and fault == 0:
            ends[row] += answer
        for worse, odds in ((0, 1 - slip), (1, slip * (1 - stubborn)), (2, slip * stubborn)):
            if think:
                after = (done + 1, max(fault, worse), int(done + 1 == steps))
                matrix[row, place[after]] -= think[0] * odds
        later = min(context + 1, 4) if context else 0
        missed = 1 - power if fault else 1
        matrix[row, place[done, fault, later]] -= check * missed
        if fault == 1:
            matrix[row, place[done, 0, later]] -= check * power
    return np.linalg.solve(matrix, ends)[place[0, 0, 0]]


@pytest.mark.parametrize("trained", [True, False])
def test_the_flat_part_is_at_what_would_be_right_without_a_limit(trained):
    solver = Solver(0.6, trained, 20)
    for steps in ALL_WORK:
        limitless = ever_right(policy_of_solver(solver), steps, 0.6)
        assert answers_of(solver, steps).right[LARGEST] == pytest.approx(limitless, abs=1e-6)


def test_nothing_is_right_before_the_work_is_done_and_answered():
    for steps in ALL_WORK:
        right = answers_of(solver_of(USUAL), steps).right
        assert right[steps] == 0.0 < right[steps + 2]


def test_the_solver_mostly_checks_twice_and_answers():
    # Contexts 1 to 3: the work is done, with no check since, one, two.
    policy = policy_of_solver(solver_of(USUAL))
    assert [row[1] > 0.5 for row in policy[1:4]] == [True, True, False]
    # That is so at this v; where a check finds every slip one is enough, where it finds none, none.
    once, never = (policy_of_solver(solver_of(replace(USUAL, power=v))) for v in (1.0, 0.0))
    assert [row[1] > 0.5 for row in once[1:4]] == [True, False, False]
    assert not any(row[1] > 0.5 for row in never[1:4])


def test_a_solver_that_is_stuck_goes_on_until_it_is_cut_off():
    solver = solver_of(USUAL)
    assert policy_of_solver(solver)[STUCK][1] > 0.95
    view = compute(USUAL)
    assert view.single[64] - view.single[32] < 0.001
    assert view.used[64] - view.used[32] > 2


# A try that is made to go on.


def test_a_forced_try_that_checks_only_after_the_work_is_right_as_chapter_4_says():
    # Without a check before the work is done, d thoughts, then checks, then the answer: eq. of
    # `chance_of`, which says nothing of turns.
    straight = ((0.3, 0.7, 0.0), *((0.5, 0.5),) * 5)
    for steps in (1, 4, 9):
        task = Task(difficulty=steps, power=0.6, limit=30)
        right = right_when_forced(task, straight)
        assert right[: steps + 1] == (0.0,) * (steps + 1)
        for budget in range(steps + 1, 31):
            assert right[budget] == pytest.approx(chance_of(task, budget - 1 - steps), abs=1e-12)


def test_sampled_forced_tries_come_to_the_exact_shares():
    solver, draw, tries = Solver(0.6, False, 20, True), Random(2).random, 20_000
    _, think, check = policy_of_solver(solver)[LEFT]
    for steps, budget in ((2, 5), (5, 9)):
        right = 0
        for _ in range(tries):
            done, fault = 0, 0
            for _ in range(budget - 1):
                if done < steps and draw() < think / (think + check):
                    done, slipped = done + 1, draw()
                    fault = 2 if slipped < 0.04 else max(fault, 1) if slipped < 0.2 else fault
                elif fault == 1 and draw() < 0.6:
                    fault = 0
            right += done == steps and fault == 0
        exact = answers_of(solver, steps).right[budget]
        assert abs(right / tries - exact) < 5 * (exact * (1 - exact) / tries) ** 0.5


def test_forcing_ends_where_only_slips_that_cannot_be_mended_are_left_whatever_the_weights():
    ceilings = [fsum(0.96**steps for steps in work) / len(work) for work in WORK]
    for seed in SEEDS:
        for trained in (False, True):
            forced = one_try(Solver(0.6, trained, seed, True))
            for kind, ceiling in zip(forced, ceilings, strict=True):
                assert kind[LARGEST] == pytest.approx(ceiling, abs=1e-4)
        for trained in (False, True):
            unforced = one_try(Solver(0.6, trained, seed))
            for kind, ceiling in zip(unforced, ceilings, strict=True):
                assert kind[LARGEST] < ceiling - 0.03


def test_a_forced_try_takes_its_whole_budget():
    assert turns_used(Solver(0.6, True, 20, True))[0] == tuple(map(float, BUDGETS))


# The parts of the curve.


def test_the_usual_curve_is_too_short_then_steep_then_slow_then_flat():
    view = compute(USUAL)
    assert [part.name for part in view.regimes] == ["too short", "steep", "slow", "flat"]
    assert "The curve is steep from 4 turns to 16, then slow to 32, then flat." in view.finding
    assert [part[2] for part in view.regimes] == [4, 16, 32, 64]


def test_what_is_called_too_short_buys_next_to_nothing_in_the_presets():
    for preset in PRESETS:
        view = compute(replace(USUAL, **preset.values))
        assert view.regimes[0].name == "too short"
        assert view.single[view.regimes[0].high] < 0.1


def test_a_curve_that_never_gains_a_point_is_flat():
    assert [part.name for part in regimes_of((0.0, 0.4, 0.9, 0.0, 0.0, 0.0))] == ["flat"]
    assert "No doubling of the budget adds a point." in finding(
        policy="base", mix=(0.001, 0.001, 0.998)
    )


def test_the_parts_are_as_the_panel_says_and_leave_no_gap():
    random = Random(3)
    for _ in range(500):
        gains = [random.choice((0.0, 0.4, 1.0, 7.0, 25.0, 60.0)) for _ in DOUBLINGS]
        found = regimes_of(tuple(gains))
        assert [found[0].low, found[-1].high] == [1, LARGEST]
        assert all(a.high == b.low for a, b in pairwise(found))
        named = {
            part.name: [
                g for b, g in zip(DOUBLINGS, gains, strict=True) if part.low <= b < part.high
            ]
            for part in found
        }
        assert all(gain < FLAT for gain in named.get("flat", []))
        early = STEEP if "steep" in named else FLAT
        assert all(gain < early for gain in named.get("too short", []))
        assert all(gain < STEEP for gain in named.get("slow", []))
        steep = named.get("steep", [STEEP])
        assert min(steep[0], steep[-1]) >= STEEP
        assert named.get("slow", [FLAT])[-1] >= FLAT
        assert ("steep" in named) == (max(gains) >= STEEP)


def test_most_seeds_give_the_three_parts_and_the_same_ends():
    ends = []
    for seed in SEEDS:
        one = over_budgets(USUAL.mix, one_try(solver_of(replace(USUAL, seed=seed))))
        parts = {p.name: p.high for p in regimes_of(tuple(gain_of(one, b) for b in DOUBLINGS))}
        ends.append((parts.get("steep"), parts.get("slow"), parts.get("flat")))
    assert ends.count((16, 32, 64)) >= 0.9 * len(SEEDS)


def test_kinds_flatten_later_and_lower_the_harder_they_are():
    for seed in SEEDS:
        kinds = one_try(solver_of(replace(USUAL, seed=seed)))
        assert kinds[0][LARGEST] > kinds[1][LARGEST] > kinds[2][LARGEST]
        half = [next(b for b in BUDGETS if kind[b] >= kind[LARGEST] / 2) for kind in kinds]
        assert half == sorted(set(half))


def test_the_steep_part_reaches_easy_and_medium_problems_and_the_slow_one_hard_ones():
    view = compute(USUAL)
    low, high = view.regimes[1][1:]
    for kind, more in zip(view.kinds, (0.7, 0.7, 0.4), strict=True):
        assert kind[high] - kind[low] > more
    after = [kind[32] - kind[high] for kind in view.kinds]
    assert after[2] > 0.1 > 0.01 > max(after[:2])


def test_no_doubling_can_add_more_than_the_axis_of_the_bars_shows():
    # A right answer needs all steps free of slips that cannot be mended, whatever the budget.
    ceilings = [fsum(0.96**steps for steps in work) / len(work) for work in WORK]
    assert 100 * max(ceilings) < 90.4 < POINTS.high
    for solver in (Solver(1.0, True, 8), Solver(0.8, True, 7), Solver(1.0, True, 20, True)):
        for kind, ceiling in zip(one_try(solver), ceilings, strict=True):
            assert kind[LARGEST] <= ceiling + 1e-9


def test_easy_problems_flatten_early_and_hard_ones_late():
    easy, hard = (compute(replace(USUAL, **p.values)) for p in PRESETS[1:3])
    assert gain_of(easy.single, 16) < FLAT < gain_of(easy.single, 8) < 5
    assert hard.single[8] < 0.1
    assert gain_of(hard.single, 8) > STEEP > gain_of(hard.single, 16) > FLAT


def test_weights_trained_on_longer_problems_do_no_better_on_hard_ones():
    def hard(trained_on, seed):
        policy = train(Task(difficulty=trained_on), Training(seed=seed)).policies[-1]
        found = [outcomes_of(Task(difficulty=d, limit=LARGEST), policy) for d in WORK[2]]
        return fsum(map(accuracy_of, found)) / len(found)

    four, eight = (fsum(hard(d, seed) for seed in SEEDS) / len(SEEDS) for d in (4, 8))
    assert eight < four


def test_the_weights_before_training_use_no_more_than_eight_turns():
    for power in (0.0, 0.6, 1.0):
        one = over_budgets(USUAL.mix, one_try(Solver(power, False, 20)))
        assert 100 * (one[LARGEST] - one[8]) < FLAT
    one = over_budgets(USUAL.mix, one_try(Solver(0.6, False, 20)))
    for seed in SEEDS:
        trained = over_budgets(USUAL.mix, one_try(Solver(0.6, True, seed)))
        assert trained[LARGEST] - trained[8] > 10 * (one[LARGEST] - one[8])


# The vote.


def enumerated(right, wrong, tempting, tries):
    """All ways in which tries can fall, one by one, in fractions; single answers have a number."""
    odds = {
        "right": right,
        "tempting": wrong * tempting,
        "single": wrong * (1 - tempting),
        "none": 1 - right - wrong,
    }
    won = Fraction(0)
    for fallen in product(odds, repeat=tries):
        chance = Fraction(1)
        for each in fallen:
            chance *= odds[each]
        named = [f"single {n}" if each == "single" else each for n, each in enumerate(fallen)]
        counts = {each: named.count(each) for each in named if each != "none"}
        winners = [each for each, count in counts.items() if count == max(counts.values())]
        won += chance * Fraction("right" in winners, max(len(winners), 1))
    return won


@pytest.mark.parametrize("tries", range(1, 6))
@pytest.mark.parametrize(
    ("right", "wrong", "tempting"),
    [("1/2", "1/3", "1/2"), ("1/5", "4/5", "1"), ("3/10", "2/5", "0"), ("2/5", "3/5", "1/4")],
)
def test_a_vote_is_the_sum_over_all_ways_in_which_tries_can_fall(right, wrong, tempting, tries):
    given_odds = [Fraction(text) for text in (right, wrong, tempting)]
    exact = enumerated(*given_odds, tries)
    assert vote(*map(float, given_odds), tries) == pytest.approx(float(exact), abs=1e-12)


def test_large_votes_agree_with_sampled_ones():
    random, runs = np.random.default_rng(5), 40_000
    for right, wrong, tempting, tries in ((0.4, 0.4, 0.5, 16), (0.2, 0.7, 0.6, 11)):
        odds = [right, wrong * tempting, wrong * (1 - tempting), 1 - right - wrong]
        r, s, others, _ = random.multinomial(tries, odds, size=runs).T
        most = np.maximum(np.maximum(r, s), np.minimum(others, 1))
        rivals = (s == most) + np.where(most == 1, others, 0)
        won = np.where((r == most) & (r > 0), 1 / (1 + rivals), 0.0).mean()
        assert vote(right, wrong, tempting, tries) == pytest.approx(won, abs=0.012)


@settings(max_examples=200, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(1, MOST_TRIES))
def test_a_vote_is_a_probability_and_one_try_votes_for_itself(right, wrong, tempting, tries):
    wrong = min(wrong, 1 - right)
    assert -1e-12 <= vote(right, wrong, tempting, tries) <= 1 + 1e-12
    assert vote(right, wrong, tempting, 1) == pytest.approx(right, abs=1e-12)


def test_where_the_tempting_answer_is_commoner_more_votes_do_harm_and_else_they_help():
    for right, sign in ((0.4, -1), (0.6, 1)):
        odd = [vote(right, 1 - right, 1.0, tries) for tries in range(1, MOST_TRIES, 2)]
        assert all(sign * (b - a) > 0 for a, b in pairwise(odd))


@settings(max_examples=200, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, MOST_TRIES))
def test_without_a_tempting_answer_a_vote_does_no_harm(right, wrong, tries):
    # So where a vote does worse than a single one of its tries, the tempting answer is the reason.
    assert vote(right, min(wrong, 1 - right), 0.0, tries) >= right - 1e-12


def test_a_vote_settles_on_the_right_answer_as_long_as_no_wrong_one_is_commoner():
    for right, wrong, tempting in ((0.4, 0.6, 0.5), (0.4, 0.6, 0.9), (0.1, 0.3, 0.2)):
        chances = [vote(right, wrong, tempting, tries) for tries in (1, 4, 16)]
        commoner = wrong * tempting > right
        assert chances == sorted(chances, reverse=commoner)


def test_one_try_and_the_vote_have_the_same_budget_and_not_the_same_turns():
    view = compute(USUAL)
    assert round(view.used[64]) == 14
    assert round(4 * view.used[16]) == 36
    picture = str(WIDGET.render(compute(replace(USUAL, budget=64))))
    assert "one try 74.4%, taking 13.6 turns on average; 4 tries of 16" in picture
    assert "together 35.7." in picture


def test_a_vote_never_has_more_turns_than_the_one_try():
    solver = solver_of(USUAL)
    for tries in (2, 3, 7, 16):
        for kind, work in zip(votes(solver, 0.5, tries), WORK, strict=True):
            for budget in (5, 23, 64):
                each = budget // tries
                assert tries * each <= budget
                elected = [
                    vote(
                        answers_of(solver, d).right[each],
                        answers_of(solver, d).wrong[each],
                        0.5,
                        tries,
                    )
                    for d in work
                ]
                assert kind[budget] == pytest.approx(fsum(elected) / len(elected), abs=1e-12)


def test_on_the_steep_part_one_try_is_better_and_where_it_is_flat_the_vote():
    for seed in SEEDS:
        solver = solver_of(replace(USUAL, seed=seed))
        one = over_budgets(USUAL.mix, one_try(solver))
        elected = over_budgets(USUAL.mix, votes(solver, USUAL.tempting, USUAL.tries))
        assert all(elected[budget] < one[budget] for budget in range(4, 17))
        assert elected[LARGEST] > one[LARGEST] + 0.02
        assert elected[LARGEST] > one[16]


def test_the_vote_is_ahead_from_the_budget_that_is_said():
    for preset in PRESETS:
        view = compute(replace(USUAL, **preset.values))
        lead = [b - a for a, b in zip(view.single, view.vote, strict=True)]
        if view.ahead is None:
            assert lead[LARGEST] <= ALIKE
        else:
            assert all(each > ALIKE for each in lead[view.ahead :])
            assert lead[view.ahead - 1] <= ALIKE
            said = (
                "as it is from {} turns on"
                if view.budget >= view.ahead
                else ("from {} turns on the vote is ahead")
            )
            assert said.format(view.ahead) in view.finding


def test_what_is_said_of_the_vote_does_not_contradict_itself():
    # Ahead at the budget, but not to the end.
    lost = finding(budget=45, tries=2, mix=(0.001, 0.02, 0.979), power=0.2, tempting=0.3)
    assert "the vote is better; at 64 turns 2 tries are not ahead any more" in lost
    assert "one try is better" in (small := finding(power=0.2, tempting=0.9, tries=16, budget=48))
    assert "at 64 turns 16 tries are not ahead." in small
    assert "none right: no try can be done by then" in finding(tries=8)
    for budget in range(1, LARGEST + 1):
        view = compute(replace(USUAL, tries=8, budget=budget))
        assert ("no try can be done" in view.finding) == (budget >= 8 and not view.vote[budget])


def test_that_votes_gather_on_the_tempting_answer_is_said_where_they_do():
    harmed = compute(replace(USUAL, **PRESETS[4].values))
    assert "for the votes gather on the tempting answer" in harmed.finding
    assert misled(harmed.vote[64], harmed.single[16])
    assert "gather" not in finding()
    assert "gather" not in finding(**PRESETS[4].values | {"tempting": 0.0})


@by_preset
def test_the_best_split_is_the_best_of_all_splits(preset):
    controls = replace(USUAL, **preset.values)
    solver = solver_of(controls)
    curves = {k: over_budgets(controls.mix, votes(solver, controls.tempting, k)) for k in SPLITS}
    for budget, (tries, right) in zip(BUDGETS, compute(controls).best, strict=True):
        rated = {k: curve[budget] for k, curve in curves.items()}
        assert right == pytest.approx(max(rated.values()), abs=1e-12)
        assert tries == 0 if right == 0 else rated[tries] == pytest.approx(right, abs=1e-12)


def test_votes_help_in_one_preset_and_harm_in_another():
    presets = {preset.name: compute(replace(USUAL, **preset.values)) for preset in PRESETS}
    helped, harmed = presets["votes"], presets["tempted"]
    assert helped.vote[64] > helped.single[64] + 0.1
    assert "the vote is better" in helped.finding
    assert harmed.vote[64] < 0.6 * harmed.single[64]
    assert "one try is better" in harmed.finding
    # There each try has all the turns that it needs, so the harm is the vote's alone.
    assert all(kind[16] > kind[64] - 0.002 for kind in harmed.kinds)
    for d in WORK[2]:
        found = answers_of(harmed.solver, d)
        assert found.wrong[16] > found.right[16]


# Words, prediction, table, what is taken home.


def test_the_budget_in_the_words_is_the_budget_of_the_picture():
    view = compute(replace(USUAL, budget=20))
    said = f"Within 20 turns the solver gets {100 * view.single[20]:.1f}% of the mix right"
    assert said in view.finding
    assert f"5 turns each, the budget gives {100 * view.vote[20]:.1f}%" in view.finding
    assert "A vote needs more than one try." in finding(tries=1)
    assert "less than a turn" in finding(budget=3)
    assert f"takes {compute(USUAL).used[40]:.1f} of them on average" in finding(budget=40)
    forced = finding(budget=40, ending="forced", policy="base")
    assert forced.startswith("Within 40 turns the solver before training, made to go on, gets ")
    assert "on average" not in forced


@pytest.mark.parametrize(
    ("said", "word"), [("more", "more"), ("fewer", "less, but 1 point or more"), ("none", "")]
)
def test_the_prediction_is_judged_by_both_weights(said, word):
    judged = finding(predict=said, policy="base", budget=64)
    base, trained = (
        over_budgets(USUAL.mix, one_try(Solver(0.6, weights, USUAL.seed)))
        for weights in (False, True)
    )
    gains = [f"{100 * (one[64] - one[8]):.1f}" for one in (base, trained)]
    assert f"gain {gains[0]}, the trained ones {gains[1]} points" in judged
    expected = f"You predicted {word}; it is less than 1 point" if word else "and so it is"
    assert expected in judged
    # The verdict is on what was asked, whichever weights, budget and ending are on the screen.
    for changes in ({}, {"policy": "base", "ending": "forced"}, {"budget": 12, "tries": 2}):
        after = finding(predict=said, **changes)
        assert after.partition("You predicted")[2] == judged.partition("You predicted")[2]


def test_the_answers_to_the_prediction_exclude_each_other_and_one_is_right():
    random = Random(6)
    for _ in range(60):
        a, b = sorted((random.random(), random.random()))
        settings = {"mix": (a, b - a, 1 - b), "power": random.random(), "seed": random.randrange(5)}
        judged = [finding(predict=said, **settings) for said in ("more", "fewer", "none")]
        assert [text.count("and so it is") for text in judged] == [0, 0, 1]


def test_the_trained_curve_is_drawn_beside_the_one_before_training():
    view = compute(replace(USUAL, policy="base"))
    assert view.after == compute(USUAL).single
    assert ">trained</text>" in WIDGET.render(view)
    assert ">trained</text>" not in WIDGET.render(compute(USUAL))


@by_preset
@pytest.mark.parametrize("ending", ["itself", "forced"])
def test_the_script_gives_the_same_numbers(preset, ending):
    controls = replace(USUAL, **preset.values, tries=3, ending=ending)
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(to_python(controls), "taken home", "exec"), {})
    view = compute(controls)
    one, elected = map(float, printed.getvalue().split())
    assert one == pytest.approx(view.single[controls.budget], abs=1e-6)
    assert elected == pytest.approx(view.vote[controls.budget], abs=1e-6)


def test_the_csv_is_the_curves():
    lines = to_csv(USUAL).splitlines()
    assert len(lines) == LARGEST + 1
    assert float(lines[-1].split(",")[4]) == compute(USUAL).single[LARGEST]


def test_the_table_has_the_budget_shown_once_and_the_best_split_at_the_doublings():
    rows = WIDGET.table(compute(replace(USUAL, budget=20))).rows
    assert [row[0] for row in rows] == ["1", "2", "4", "8", "16", "20", "32", "64"]
    assert [row[-1] for row in rows] == ["–", "–", "1", "1", "1", "", "2", "4"]


# The published layer is kept apart from the toy.


def test_published_pairs_are_those_of_the_sheet():
    sheet = {
        name.removeprefix("OpenAI-")
        .removeprefix("DeepSeek-")
        .replace("Distill-", "R1-Distill-"): cells
        for name, cells in FACTS["test_time"]["aime24_pass1_vs_vote"].items()
    }
    sheet["GPT-4o"] = sheet.pop("GPT-4o-0513")
    for name, one, elected in PAIRS:
        assert [one, elected] == sheet[name][:2]
    assert [pair.one for pair in PAIRS] == sorted((pair.one for pair in PAIRS), reverse=True)
    # The others' votes are over 64, as the panel says.
    other = {name: sheet[name][2] for name, *_ in PAIRS if sheet[name][2] != 64}
    assert set(other) == {"R1", "R1-Zero (v2)"}
    contests = FACTS["test_time"]["contests_2024"]
    assert contests["problems"] == PROBLEMS
    assert list(CONTESTS[0][1:]) == list(contests["GPT-4o-0513"].values())
    assert list(CONTESTS[1][1:]) == list(contests["R1"].values())


def test_each_published_pair_has_its_name_and_both_its_values():
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", str(printed()))
    for name, one, elected in PAIRS:
        at = texts.index(name)
        assert texts[at + 1 : at + 3] == [f"{one:.1f}", f"{elected:.1f}"]
    # Nobody is to take R1's students for Qwen's and Meta's own models.
    assert all("R1-Distill-" in name for name, *_ in PAIRS if "Qwen" in name or "Llama" in name)


def test_no_panel_has_both_computed_and_published_marks():
    root = ElementTree.fromstring(f"<div>{WIDGET.render(compute(USUAL))}</div>")
    kinds = []
    for panel in root:
        classes = " ".join(element.get("class", "") for element in panel.iter())
        kinds.append(("r-toy" in classes.split(), "r-published" in classes.split()))
        said = "published" in "".join(panel.itertext())
        assert said == kinds[-1][1]
    assert kinds == [(True, False)] * 3 + [(False, True)]
    assert {mark.kind for mark in WIDGET.marks} == {"toy", "published", "inference"}


def test_the_weights_are_those_that_chapter_4_shows():
    shown = chapter_4.Controls()
    task, training = chapter_4.task_of(shown), chapter_4.training_of(shown)
    assert SEED == chapter_4.SEED
    assert policy_of_solver(solver_of(USUAL)) == train(task, training).policies[-1]


def test_the_kinds_are_what_the_form_says():
    assert [(work[0], work[-1]) for work in WORK] == [(2, 3), (4, 7), (8, 14)]
    assert KINDS == ("easy", "medium", "hard")
