"""The thinking budget: exact curves, exact votes, the curve's parts, what is said of the toy."""

import io
import json
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
from widgets.thinking_budget.published import CONTESTS, PAIRS
from widgets.thinking_budget.take_home import to_csv, to_python
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
    solver, draw, tries = Solver(0.6, True, 20), Random(1).random, 20_000
    policy = policy_of_solver(solver)
    for steps, budget in ((3, 6), (6, 10), (10, 14)):
        task = Task(difficulty=steps, power=0.6, limit=budget)
        right = sum(
            solve(task, policy, [draw() for _ in range(2 * budget)]).right for _ in range(tries)
        )
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
        for kind, ceiling in zip(one_try(Solver(0.6, True, seed)), ceilings, strict=True):
            assert kind[LARGEST] < ceiling - 0.03


def test_a_forced_try_takes_its_whole_budget():
    assert turns_used(Solver(0.6, True, 20, True))[0] == tuple(map(float, BUDGETS))


# The parts of the curve.


def test_the_usual_curve_is_steep_then_long_then_flat():
    view = compute(USUAL)
    assert [part.name for part in view.regimes] == ["too short", "steep", "long", "flat"]
    assert "steep up to 8 turns, long up to 32 turns and flat beyond" in view.finding
    assert [part[2] for part in view.regimes[1:]] == [8, 32, 64]


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
        assert all(gain < FLAT for name in ("too short", "flat") for gain in named.get(name, []))
        assert all(gain < STEEP for gain in named.get("long", []))
        assert named.get("steep", [STEEP])[-1] >= STEEP
        assert named.get("long", [FLAT])[-1] >= FLAT


def test_most_seeds_give_the_three_parts_and_the_same_ends():
    ends = []
    for seed in SEEDS:
        one = over_budgets(USUAL.mix, one_try(solver_of(replace(USUAL, seed=seed))))
        parts = {p.name: p.high for p in regimes_of(tuple(gain_of(one, b) for b in DOUBLINGS))}
        ends.append((parts.get("steep"), parts.get("long"), parts.get("flat")))
    assert ends.count((8, 32, 64)) >= 0.9 * len(SEEDS)


def test_kinds_flatten_later_and_lower_the_harder_they_are():
    for seed in SEEDS:
        kinds = one_try(solver_of(replace(USUAL, seed=seed)))
        assert kinds[0][LARGEST] > kinds[1][LARGEST] > kinds[2][LARGEST]
        half = [next(b for b in BUDGETS if kind[b] >= kind[LARGEST] / 2) for kind in kinds]
        assert half == sorted(set(half))


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
            assert f"from {view.ahead} turns on the vote is ahead" in view.finding


@by_preset
def test_the_best_split_is_the_best_of_all_splits(preset):
    controls = replace(USUAL, **preset.values)
    solver = solver_of(controls)
    for budget, (tries, right) in zip((*DOUBLINGS, LARGEST), compute(controls).best, strict=True):
        rated = {
            k: over_budgets(controls.mix, votes(solver, controls.tempting, k))[budget]
            for k in SPLITS
        }
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
    assert f"{100 * view.single[20]:.1f}% of the mix right within 20 turns" in view.finding
    assert f"5 turns each, the budget gives {100 * view.vote[20]:.1f}%" in view.finding
    assert "A vote needs more than one try." in finding(tries=1)
    assert "less than a turn" in finding(budget=3)
    assert f"takes {compute(USUAL).used[40]:.1f} of them on average" in finding(budget=40)
    forced = finding(budget=40, ending="forced", policy="base")
    assert forced.startswith("Made to go on, the solver before training gets ")
    assert "on average" not in forced


@pytest.mark.parametrize(("said", "word"), [("more", "more"), ("fewer", "less"), ("none", "")])
def test_the_prediction_is_judged_by_both_weights(said, word):
    judged = finding(predict=said, policy="base", budget=64)
    base, trained = (
        over_budgets(USUAL.mix, one_try(Solver(0.6, weights, USUAL.seed)))
        for weights in (False, True)
    )
    gains = [f"{100 * (one[64] - one[8]):.1f}" for one in (base, trained)]
    assert f"gain {gains[0]} points, the trained ones {gains[1]}" in judged
    expected = f"You predicted {word}; it is next to nothing" if word else "and so it is"
    assert expected in judged
    # The verdict is the same whichever weights are on the screen.
    assert (
        judged.partition("You predicted")[2] == finding(predict=said).partition("You predicted")[2]
    )


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
        name.removeprefix("OpenAI-").removeprefix("Distill-").removeprefix("DeepSeek-"): cells
        for name, cells in FACTS["test_time"]["aime24_pass1_vs_vote"].items()
    }
    sheet["GPT-4o"] = sheet.pop("GPT-4o-0513")
    for name, one, elected in PAIRS:
        assert [one, elected] == sheet[name][:2]
    assert [pair.one for pair in PAIRS] == sorted(pair.one for pair in PAIRS)
    contests = FACTS["test_time"]["contests_2024"]
    assert list(CONTESTS[0][1:]) == list(contests["GPT-4o-0513"].values())
    assert list(CONTESTS[1][1:]) == list(contests["R1"].values())


def test_no_panel_has_both_computed_and_published_marks():
    root = ElementTree.fromstring(f"<div>{WIDGET.render(compute(USUAL))}</div>")
    kinds = []
    for panel in root:
        classes = " ".join(element.get("class", "") for element in panel.iter())
        kinds.append(("r-toy" in classes.split(), "r-published" in classes.split()))
        said = "published" in "".join(panel.itertext())
        assert said == kinds[-1][1]
    assert kinds == [(True, False)] * 3 + [(False, True)] * 2
    assert {mark.kind for mark in WIDGET.marks} == {"toy", "published", "inference"}


def test_the_weights_are_those_that_chapter_4_shows():
    shown = chapter_4.Controls()
    task, training = chapter_4.task_of(shown), chapter_4.training_of(shown)
    assert SEED == chapter_4.SEED
    assert policy_of_solver(solver_of(USUAL)) == train(task, training).policies[-1]


def test_the_kinds_are_what_the_form_says():
    assert [(work[0], work[-1]) for work in WORK] == [(2, 3), (4, 7), (8, 14)]
    assert KINDS == ("easy", "medium", "hard")
