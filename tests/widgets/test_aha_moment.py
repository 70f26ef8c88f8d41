"""The aha moment: its exact numbers, its training, its words, and what is said of the toy."""

import io
import tomllib
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cache
from itertools import pairwise, product
from math import exp, fsum, sqrt
from pathlib import Path
from random import Random

import numpy as np
import pytest

from grpo_core import (
    Clip,
    group_relative,
    log_softmax,
    logit_gradient,
    per_constant,
    per_sequence,
    token_objective,
)
from widgets.aha_moment import WIDGET, published
from widgets.aha_moment.agent import (
    ANSWER,
    FIRST,
    LEFT,
    NO_DRAWS,
    OPTIONS,
    STUCK,
    THINK,
    VERIFY,
    Solution,
    Task,
    action_of,
    breaking_price,
    chance_of,
    further_turns,
    policy_of,
    solve,
    start_logits,
)
from widgets.aha_moment.controls import PRESETS, SEED, Controls
from widgets.aha_moment.exact import accuracy_of, checking_of, length_of, outcomes_of
from widgets.aha_moment.luck import lay_out
from widgets.aha_moment.model import CHECKPOINTS, checks_in, compute, moment_of
from widgets.aha_moment.story import NUMBERS, turns_of
from widgets.aha_moment.take_home import to_csv, to_python
from widgets.aha_moment.training import (
    CONSTANT,
    MOST,
    STEPS,
    Training,
    gradient_of,
    group_at,
    luck_of,
    luck_shown,
    reward_of,
    train,
    weight_of,
)

SEEDS = range(40)
ROOT = Path(__file__).parents[2]


def finding(**changes):
    return compute(replace(Controls(), **changes)).finding


def random_logits(random, spread=1.5):
    return tuple(tuple(random.gauss(0.0, spread) for _ in options) for options in OPTIONS)


def random_task(random, limit):
    return Task(random.randint(1, 4), *(random.random() for _ in range(3)), limit)


def enumerated(task, policy):
    """Every solution there is, one by one: probability, length, checks and whether it is right."""
    ends = []

    def go(chance, turns, checks, done, fault, context):
        if chance == 0.0:
            return
        if turns == task.limit:
            ends.append((chance, turns, checks, False))
            return
        for option, share in zip(OPTIONS[context], policy[context], strict=True):
            now = chance * share
            if option == ANSWER:
                right = done == task.difficulty and fault == 0
                ends.append((now, turns + 1, checks, right))
            elif option == THINK:
                stubborn = task.slip * task.stubborn
                for new, odds in ((0, 1 - task.slip), (1, task.slip - stubborn), (2, stubborn)):
                    following = 1 if done + 1 == task.difficulty else LEFT
                    go(now * odds, turns + 1, checks, done + 1, max(fault, new), following)
            else:
                following = context if context in (LEFT, STUCK) else min(context + 1, 4)
                found = task.power if fault else 0.0
                go(now * (1 - found), turns + 1, checks + 1, done, fault, following)
                mended = 2 if fault == 2 else 0
                after = STUCK if fault == 2 else following
                go(now * found, turns + 1, checks + 1, done, mended, after)

    go(1.0, 0, 0, 0, 0, LEFT)
    return ends


@pytest.mark.parametrize("seed", range(12))
def test_the_exact_numbers_are_those_of_all_solutions_one_by_one(seed):
    random = Random(seed)
    task, policy = random_task(random, limit=6), policy_of(random_logits(random))
    ends, found = enumerated(task, policy), outcomes_of(task, policy)
    for length in range(task.limit + 1):
        for right, chances in ((True, found.right), (False, found.wrong)):
            whole = fsum(p for p, n, _, r in ends if n == length and r is right)
            assert chances[length] == pytest.approx(whole, abs=1e-12)
    assert found.checks == pytest.approx(fsum(p * checks for p, _, checks, _ in ends))
    assert found.unchecked == pytest.approx(fsum(p for p, _, checks, _ in ends if not checks))
    assert length_of(found) == pytest.approx(fsum(p * n for p, n, _, _ in ends))


@pytest.mark.parametrize("limit", [1, 3, 4])
def test_a_limit_below_the_work_cuts_everything_off(limit):
    policy = policy_of(random_logits(Random(3)))
    task = Task(difficulty=4, limit=limit)
    found = outcomes_of(task, policy)
    assert accuracy_of(found) == 0.0
    assert found.unchecked == pytest.approx(
        fsum(p for p, _, checks, _ in enumerated(task, policy) if not checks)
    )


@pytest.mark.parametrize("seed", range(6))
def test_sampled_solutions_agree_with_the_exact_numbers(seed):
    random = Random(seed)
    task = random_task(random, limit=24)
    policy = policy_of(random_logits(random))
    solutions = solved(task, policy, random, 4000)
    exact = outcomes_of(task, policy)
    for sampled, expected in (
        ([float(s.right) for s in solutions], accuracy_of(exact)),
        ([len(s.choices) for s in solutions], length_of(exact)),
        ([checks_in(s) for s in solutions], exact.checks),
        ([float(checks_in(s) == 0) for s in solutions], exact.unchecked),
    ):
        error = np.std(sampled) / sqrt(len(sampled))
        # What happens once in a million is not among four thousand.
        assert abs(np.mean(sampled) - expected) <= 4.5 * error + 2 / len(sampled)


@pytest.mark.parametrize("seed", range(20))
def test_all_chances_add_up_to_one(seed):
    random = Random(seed)
    found = outcomes_of(random_task(random, limit=24), policy_of(random_logits(random, 4.0)))
    assert fsum(found.right) + fsum(found.wrong) == pytest.approx(1.0)
    assert min(*found.right, *found.wrong) >= 0.0


def solved(task, policy, random, count):
    """Solutions with the next draws of a generator."""
    luck = lay_out(random, 2 * task.limit * count)
    return [Solution(*found) for found in solve(task, policy, luck, count)]


def planned(checks):
    """A policy that does all the work, checks so often (at most three times) and answers."""
    rows = [(0.0, 1.0, 0.0)]
    rows += [(0.0, 1.0) if context <= checks else (1.0, 0.0) for context in range(1, 5)]
    return (*rows, (1.0, 0.0))


@pytest.mark.parametrize("checks", [0, 1, 2, 3])
def test_the_worth_of_a_plan_is_its_exact_accuracy(checks):
    random = Random(checks)
    for _ in range(20):
        task = random_task(random, limit=24)
        exact = accuracy_of(outcomes_of(task, planned(checks)))
        assert chance_of(task, checks) == pytest.approx(exact)


def test_from_the_breaking_price_on_no_plan_earns_more_than_answering_at_once():
    plans = [
        ((1.0, 0.0, 0.0), *((1.0, 0.0),) * 5),
        *(
            ((0.0, 1.0, 0.0), *done, stuck)
            for *done, stuck in product([(1.0, 0.0), (0.0, 1.0)], repeat=5)
        ),
    ]
    random = Random(1)
    for _ in range(20):
        task = random_task(random, limit=24)
        price, checks = breaking_price(task)
        earned = [
            accuracy_of(outcomes_of(task, plan)) - price * length_of(outcomes_of(task, plan))
            for plan in plans
        ]
        assert max(earned) <= -price + 1e-12
        # And a little below it, one plan does.
        if checks <= 3:
            outcomes = outcomes_of(task, planned(checks))
            lower = 0.99 * price
            assert accuracy_of(outcomes) - lower * length_of(outcomes) > -lower


def test_at_the_breaking_price_no_policy_at_all_earns_more_than_answering_at_once():
    # Of the default task: from many policies, each followed uphill.
    price = breaking_price(Task())[0]
    random = Random(2)

    def earned(logits):
        outcomes = outcomes_of(Task(), policy_of(logits))
        return accuracy_of(outcomes) - price * (length_of(outcomes) - 1.0)

    best = -1.0
    for _ in range(25):
        logits = random_logits(random, 2.0)
        value = earned(logits)
        for size in (*[3.0] * 60, *[1.0] * 40):
            tried = tuple(tuple(z + random.gauss(0, size) for z in row) for row in logits)
            tried = tuple(tuple(max(min(z, 12), -12) for z in row) for row in tried)
            if (new := earned(tried)) > value:
                logits, value = tried, new
        best = max(best, value)
    assert -0.05 < best < 1e-3


def best_gain(task, price):
    """What the best plan there is, whatever it remembers, earns beyond answering at once.

    It may check at any time, and know what it has found and mended. A plan is followed through all
    that can happen to it, and given up where even being right at the next turn would not pay.
    """
    d, s, v, u, _ = task

    def go(done, none, mild, hard, left):
        whole = none + mild + hard
        now = (none if done == d else 0.0) - price * whole
        if left == 1:
            return now
        values = [now]
        if done < d:
            mended, stubborn = s * (1 - u), s * u
            thought = (
                none * (1 - s),
                none * mended + mild * (1 - stubborn),
                (none + mild) * stubborn + hard,
            )
            values.append(go(done + 1, *thought, left - 1) - price * whole)
        if mild + hard:
            stuck = -price * v * hard
            found = go(done, v * mild, 0.0, 0.0, left - 1)
            on = go(done, none, (1 - v) * mild, (1 - v) * hard, left - 1)
            values.append(stuck + found + on - price * whole)
        return max(values)

    # More turns than this cost more than a right answer pays.
    return go(0, 1.0, 0.0, 0.0, min(task.limit, int(1 / price) + 2)) + price


def test_at_the_presets_price_no_plan_of_any_kind_beats_answering_at_once():
    assert best_gain(Task(), 0.15) == pytest.approx(0.0, abs=1e-12)
    assert best_gain(Task(), 0.12) > 0.01


def test_a_plan_that_also_checks_during_the_work_can_bear_a_higher_price():
    # So the breaking price is said of plans that work first and check after, and of no others.
    task = Task(difficulty=8, slip=0.5, power=1.0)
    price = breaking_price(task)[0]
    assert price == pytest.approx(0.0478, abs=1e-4)

    def gain(policy):
        outcomes = outcomes_of(task, policy)
        return accuracy_of(outcomes) - price * (length_of(outcomes) - 1.0)

    def moved(left, done):
        return ((0.0, 1.0 - left, left), (1.0 - done, done), *((1.0, 0.0),) * 4)

    assert max(gain(moved(0.0, done / 20)) for done in range(21)) <= 1e-12
    assert (
        max(gain(moved(left / 20, done / 20)) for left, done in product(range(20), range(21))) > 0
    )


def test_the_further_turns_of_a_plan_are_its_exact_length():
    random = Random(4)
    for checks in range(4):
        task = random_task(random, limit=24)
        exact = length_of(outcomes_of(task, planned(checks)))
        assert further_turns(task, checks) == pytest.approx(exact - 1.0)


@pytest.mark.parametrize("by_length", [True, False])
def test_the_gradient_is_the_cores_turn_by_turn(by_length):
    task = Task()
    training = Training(by_length=by_length, price=0.01)
    for number in range(1, 6):
        logits = random_logits(Random(number), 0.7)
        policy = policy_of(logits)
        group = group_at(task, training, policy, number)
        logp, weights, advantages = in_core(training, logits, group)
        core = token_objective(
            logp, logp, logp, advantages, weights, clip=Clip.symmetric(0.2), beta=0.0
        )
        expected = [[0.0] * len(row) for row in logits]
        for solution, slopes in zip(group, core.slopes, strict=True):
            for choice, slope in zip(solution.choices, slopes, strict=True):
                context, option = placed(choice)
                for place, g in enumerate(logit_gradient(policy[context], option, slope)):
                    expected[context][place] += g
        found = gradient_of(training, policy, group)
        for ours, theirs in zip(found, expected, strict=True):
            assert ours == pytest.approx(theirs, abs=1e-12)
            assert fsum(ours) == pytest.approx(0.0, abs=1e-12)


def placed(choice):
    """The context and the option of one of the thirteen choices."""
    context = max(c for c in range(6) if FIRST[c] <= choice)
    return context, choice - FIRST[context]


def in_core(training, logits, group):
    """A group as the core's objective takes it."""
    rows = [log_softmax(row) for row in logits]
    logp = [[rows[c][o] for c, o in map(placed, solution.choices)] for solution in group]
    mask = [[1.0] * len(row) for row in logp]
    weights = per_sequence(mask) if training.by_length else per_constant(mask, CONSTANT)
    advantages = group_relative([reward_of(solution, training.price) for solution in group])
    return logp, weights, advantages


@pytest.mark.parametrize("by_length", [True, False])
def test_the_gradient_agrees_with_finite_differences(by_length):
    training = Training(by_length=by_length)
    logits = start_logits(0.2)
    group = group_at(Task(), training, policy_of(logits), 3)
    old, weights, advantages = in_core(training, logits, group)

    def objective(moved):
        logp, _, _ = in_core(training, moved, group)
        return token_objective(
            logp, old, old, advantages, weights, clip=Clip.symmetric(0.2), beta=0.0
        ).value

    found = gradient_of(training, policy_of(logits), group)
    for context, row in enumerate(logits):
        for place in range(len(row)):
            up, down = ([list(each) for each in logits] for _ in range(2))
            up[context][place] += 1e-6
            down[context][place] -= 1e-6
            slope = (objective(up) - objective(down)) / 2e-6
            assert found[context][place] == pytest.approx(slope, abs=1e-7)


def test_a_weight_is_the_cores():
    lengths = [3, 8, 24]
    mask = [[1.0] * length for length in lengths]
    for training, weights in (
        (Training(group_size=3), per_sequence(mask)),
        (Training(by_length=False, group_size=3), per_constant(mask, CONSTANT)),
    ):
        for length, row in zip(lengths, weights, strict=True):
            assert weight_of(training, length) == pytest.approx(row[0])


def test_a_group_that_is_all_wrong_moves_nothing():
    wrong = [Solution((0,), False), Solution((1, 0), False)]
    assert gradient_of(Training(), policy_of(start_logits(0.1)), wrong) is None
    assert gradient_of(Training(price=0.1), policy_of(start_logits(0.1)), wrong) is not None


def test_the_choices_are_named():
    assert [action_of(choice) for choice in range(13)] == [
        option for options in OPTIONS for option in options
    ]


def test_luck_is_laid_out_in_advance():
    policy = policy_of(start_logits(0.3))
    sixteen, four = (group_at(Task(), Training(group_size=g), policy, 5) for g in (16, 4))
    assert sixteen[:4] == four
    assert luck_of.__wrapped__(3) == luck_of(3)
    assert luck_of(3)[0] != luck_of(4)[0]


@pytest.mark.parametrize("seed", [0, 1, 7, SEED, 9999])
def test_luck_is_what_random_draws_one_by_one(seed):
    draw = Random(seed).random
    for luck in luck_of(seed):
        expected = [draw() for _ in range(MOST * NO_DRAWS)]
        assert luck.draws() == expected
        assert list(luck.tops) == [int(256 * u) for u in expected]
    shown = luck_of(seed)[0].draws()[3 * NO_DRAWS : 4 * NO_DRAWS]
    assert luck_shown(Training(seed=seed), 3).draws() == shown


def solved_by_whole_draws(task, policy, luck):
    """What `solve` has to come to, with every draw looked at in full."""
    choices, context, done, fault = [], LEFT, 0, 0
    for picks, happens in zip(luck[::2], luck[1::2], strict=True):
        row = policy[context]
        leaves, checks = row[0], 1.0 - row[-1] if context == LEFT else row[0]
        place = 0 if picks < leaves else 1 if picks < checks else len(row) - 1
        choices.append(FIRST[context] + place)
        if place == 0:
            return tuple(choices), context not in (LEFT, STUCK) and fault == 0
        found = place == len(row) - 1 and fault > 0 and context != STUCK and happens < task.power
        if context == LEFT and place == 1:
            done += 1
            if fault < 2 and happens < task.slip:
                fault = 2 if happens < task.slip * task.stubborn else 1
            context = 1 if done == task.difficulty else LEFT
        elif found and fault == 2:
            context = STUCK
        elif 1 <= context < STUCK - 1:
            context += 1
        if found and fault == 1:
            fault = 0
    return tuple(choices), False


@pytest.mark.parametrize("seed", range(60))
def test_a_look_at_the_top_of_a_draw_decides_as_the_whole_draw_does(seed):
    random = Random(seed)
    task, policy = random_task(random, limit=24), policy_of(random_logits(random))
    luck = lay_out(random, 200 * NO_DRAWS)
    draws = luck.draws()
    # Probabilities that are draws of this very table, so that tops are often the same, and the
    # certain and the impossible.
    task = task._replace(
        power=random.choice([0.0, 1.0, task.power, draws[1], draws[3]]),
        slip=random.choice([0.0, 1.0, task.slip, draws[1], draws[3]]),
        stubborn=random.choice([0.0, 1.0, task.stubborn]),
    )
    if seed % 2:
        answers = sorted(draws[:2])
        left = (answers[0], answers[1] - answers[0], 1.0 - answers[1])
        policy = (left, *[(u, 1.0 - u) for u in draws[4:14:2]])
    found = solve(task, policy, luck, 200)
    for at, solution in enumerate(found):
        row = draws[at * NO_DRAWS : (at + 1) * NO_DRAWS]
        assert solution == solved_by_whole_draws(task, policy, row)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_the_script_trains_the_same_agent(preset):
    controls = replace(Controls(), **preset.values)
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(to_python(controls), "taken home", "exec"), {})
    rows = [tuple(map(float, line.split())) for line in printed.getvalue().splitlines()]
    view = compute(controls)
    for row, ours in zip(rows, view.policy, strict=True):
        assert row == pytest.approx(ours, abs=1e-6)


def test_the_csv_is_the_training():
    lines = to_csv(Controls()).splitlines()
    assert len(lines) == STEPS + 2
    assert float(lines[-1].split(",")[1]) == compute(Controls()).now.length


# What the prose says of the toy, over many seeds.


@cache
def ends(changes=(), seeds=SEEDS):
    """The exact numbers before and after training, for each seed."""
    settings = dict(changes)
    task = Task()._replace(**{k: v for k, v in settings.items() if k in Task._fields})
    training = Training()._replace(**{k: v for k, v in settings.items() if k not in Task._fields})
    found = []
    for seed in seeds:
        policies = train(task, training._replace(seed=seed)).policies
        found.append(tuple(moment_of(task, policies[step]) for step in (0, STEPS)))
    return found


def last(attribute, **changes):
    return [getattr(end, attribute) for _, end in ends(tuple(changes.items()))]


@pytest.mark.parametrize("by_length", [True, False])
def test_length_checking_and_accuracy_grow_though_only_accuracy_is_paid(by_length):
    for start, end in ends((("by_length", by_length),)):
        assert end.length > 1.9 * start.length
        assert end.checking > 1.5 * start.checking
        assert end.accuracy > 5 * start.accuracy
    assert np.mean(last("length", by_length=by_length)) > 2.3 * 3.01


def test_right_solutions_grow_too():
    for start, end in ends():
        assert end.right_length > start.right_length + 0.3
    assert np.mean(last("right_length")) > 6.8


@pytest.mark.thorough
def test_harder_problems_end_in_longer_solutions():
    means = [np.mean(last("length", difficulty=d)) for d in range(2, 9)]
    assert all(b > a + 0.4 for a, b in pairwise(means))
    easy, hard = last("length", difficulty=2), last("length", difficulty=8)
    assert all(b > a + 2.0 for a, b in zip(easy, hard, strict=True))
    accuracies = [np.mean(last("accuracy", difficulty=d)) for d in (2, 4, 8)]
    assert accuracies == sorted(accuracies, reverse=True)


@pytest.mark.parametrize("by_length", [True, False])
def test_without_power_checking_does_not_grow_and_thinking_does(by_length):
    changes = (("by_length", by_length), ("power", 0.0))
    start = ends(changes)[0][0].checking
    shares = last("checking", power=0.0, by_length=by_length)
    assert np.mean(shares) < 0.7 * start
    assert np.mean([share < start for share in shares]) > 0.8
    assert max(shares) < min(last("checking")) + 0.05
    assert all(end.length > 1.6 * begin.length for begin, end in ends(changes))


@pytest.mark.thorough
def test_above_the_breaking_price_nothing_is_left_but_answering_at_once():
    assert breaking_price(Task())[0] == pytest.approx(0.1347, abs=1e-4)
    for _, end in ends((("price", 0.15),)):
        assert end.length < 1.05
        assert end.accuracy < 0.01
    # Well below it most runs still learn to solve the problem; close to it few do.
    assert np.mean([length > 5 for length in last("length", price=0.02)]) > 0.7
    assert np.mean([length > 5 for length in last("length", price=0.12)]) < 0.4


def test_wrong_solutions_run_on_under_one_over_the_length_and_right_ones_do_not():
    by_length, constant = (last("wrong_length", by_length=b) for b in (True, False))
    assert np.mean([a > b for a, b in zip(by_length, constant, strict=True)]) >= 0.9
    assert np.mean(by_length) - np.mean(constant) > 4.0
    right = [np.mean(last("right_length", by_length=b)) for b in (True, False)]
    assert abs(right[0] - right[1]) < 0.5
    accuracy = [np.mean(last("accuracy", by_length=b)) for b in (True, False)]
    assert abs(accuracy[0] - accuracy[1]) < 0.05


def test_where_nothing_helps_one_over_the_length_rewards_going_on_and_a_constant_does_not():
    # The gradient of one very large group, whose advantages are those of the policy itself.
    task, policy = Task(), policy_of(start_logits(0.3))
    random = Random(5)
    group = solved(task, policy, random, 30_000)
    stuck = [s for s in group if any(choice >= FIRST[STUCK] for choice in s.choices)]
    assert not any(solution.right for solution in stuck)
    for by_length in (True, False):
        training = Training(by_length=by_length, group_size=len(group))
        advantages = group_relative([reward_of(s, 0.0) for s in group])
        terms = []
        for solution, advantage in zip(group, advantages, strict=True):
            on = sum(choice == FIRST[STUCK] + 1 for choice in solution.choices)
            off = sum(choice == FIRST[STUCK] for choice in solution.choices)
            slope = on * policy[STUCK][0] - off * policy[STUCK][1]
            terms.append(
                len(group) * advantage * weight_of(training, len(solution.choices)) * slope
            )
        mean, error = np.mean(terms), np.std(terms) / sqrt(len(terms))
        assert gradient_of(training, policy, group)[STUCK][1] == pytest.approx(mean)
        assert (mean > 5 * error) if by_length else (abs(mean) < 3.5 * error)


@pytest.mark.thorough
def test_once_stuck_it_goes_on_mostly_up_to_the_limit():
    shares = []
    for seed in SEEDS:
        policy = train(Task(), Training(seed=seed)).policies[STEPS]
        random = Random(seed)
        group = solved(Task(), policy, random, 800)
        stuck = [s for s in group if any(choice >= FIRST[STUCK] for choice in s.choices)]
        shares.append(np.mean([s.choices[-1] == FIRST[STUCK] + 1 for s in stuck]))
        assert policy[STUCK][1] > 0.6
    assert np.mean(shares) > 0.55
    assert np.mean([share > 0.5 for share in shares]) > 0.7


def test_solutions_of_the_base_that_go_on_and_check_are_right_more_often():
    policy, random = policy_of(start_logits(0.08)), Random(1)
    group = solved(Task(), policy, random, 20_000)
    done = [s for s in group if any(choice >= FIRST[1] for choice in s.choices)]
    early = [s for s in group if all(choice < FIRST[1] for choice in s.choices)]
    assert not any(s.right for s in early)
    after = [s for s in done if any(action_of(c) == VERIFY for c in s.choices if c >= FIRST[1])]
    none = [s for s in done if all(action_of(c) != VERIFY for c in s.choices if c >= FIRST[1])]
    assert np.mean([s.right for s in after]) > np.mean([s.right for s in none]) + 0.1
    # In a group of both kinds it is the right ones that stand above the mean.
    for number in range(20):
        few = group[16 * number : 16 * number + 16]
        if 0 < sum(s.right for s in few) < 16:
            rewards = [reward_of(s, 0.0) for s in few]
            above = [advantage > 0 for advantage in group_relative(rewards)]
            assert above == [s.right for s in few]


@pytest.mark.thorough
def test_what_the_base_hardly_does_is_hardly_found():
    rare, usual, often = (np.mean(last("checking", checking=c)) for c in (0.005, 0.08, 0.4))
    assert rare < 0.08 < usual < often
    # Most runs have not found out after a hundred steps that it pays.
    unfound = [end.checking < 0.05 for _, end in ends((("checking", 0.005),))]
    assert np.mean(unfound) > 0.7


def test_the_numbers_that_the_prose_names():
    assert [round(chance_of(Task(), checks), 2) for checks in (0, 1)] == [0.41, 0.67]
    start = moment_of(Task(), policy_of(start_logits(0.08)))
    assert round(start.length, 1) == 3.0
    answers, thinks, _ = policy_of(start_logits(0.08))[LEFT]
    assert (thinks / (thinks + answers)) ** 4 < 0.25  # So most answer before the work is done.
    assert (Task().slip, Task().stubborn) == (0.2, 0.2)
    assert round(start.accuracy, 2) == 0.11


def test_the_usual_seed_is_a_usual_run():
    view = compute(Controls())
    for attribute in ("length", "accuracy", "checking", "right_length", "wrong_length"):
        ranked = sorted(last(attribute))
        assert ranked[2] < getattr(view.now, attribute) < ranked[-3]


# Words.


def test_the_words_tell_what_happened():
    random = Random(11)
    seen = set()
    for _ in range(3000):
        task = Task(random.randint(2, 8), 0.4 * random.random(), random.random(), 0.3)
        luck = lay_out(random, NO_DRAWS)
        solution = Solution(*solve(task, policy_of(random_logits(random, 1.0)), luck, 1)[0])
        turns = turns_of(task, solution, luck.draws())
        assert [turn.action for turn in turns] == [action_of(c) for c in solution.choices]
        done, true = 0, NUMBERS[0]
        for turn in turns:
            if turn.action == THINK:
                done += 1
                true += NUMBERS[done]
            if turn.number and (turn.action != ANSWER or done == task.difficulty):
                assert (int(turn.number) != true) == turn.slipped
            if " No," in turn.said:
                assert int(turn.number) == true
            seen.add(" ".join(word for word in turn.said.split() if not word.strip("?").isdigit()))
        if turns[-1].action == ANSWER:
            final = turns[-1]
            solved = done == task.difficulty and int(final.number) == true
            assert solution.right == solved == (not final.slipped)
        else:
            assert not solution.right
            assert len(turns) == task.limit
    assert seen == {
        "+ =",
        "Wait, is it Yes,",
        "Wait, is it No,",
        "Wait, cannot be right",
        "Wait, let me read it again",
        "So it is",
        "I say",
        "I leave it at",
    }


def test_the_default_says_what_grew_and_what_was_paid():
    assert finding() == (
        "After 100 steps a solution takes 8.9 turns on average, 3.0 before training; 45% of them"
        " are checks, 8% before; 77% of solutions are right, 11% before. Only right answers were"
        " paid. Wrong solutions run on: they take 14.8 turns, right ones 7.1."
    )
    assert finding(step=0).endswith("most solutions answer earlier: 11% are right.")


def test_other_settings_are_said():
    assert "A check finds nothing here" in finding(power=0.0)
    assert "there is nothing to find" in finding(slip=0.0)
    assert "from 0.135 on, plans that work first and check after earn no more" in finding(
        price=0.15
    )
    assert "from 0.135 on, plans that work first and check after would earn" in finding(price=0.05)
    assert "run on" not in finding(aggregation="constant")


@pytest.mark.parametrize("said", ["longer", "same", "shorter"])
def test_a_prediction_is_judged_at_the_end_only(said):
    words = "about as long" if said == "same" else said
    assert f"You predicted that a solution will be {words}. Wrong" in finding(predict=said, step=99)
    verdict = "and so it is" if said == "longer" else "it is longer"
    assert f"{verdict}, 2.9 times as long as before." in finding(predict=said)
    assert "it is shorter" in finding(predict="longer", price=0.15)


def test_a_prediction_hides_what_is_to_come():
    waiting, answered = (compute(Controls(predict="same", step=step)) for step in (40, 100))
    assert (waiting.secret, answered.secret) == (True, False)
    hidden = WIDGET.render(waiting)
    assert hidden.count("veil secret") == 4
    assert "one try" not in hidden
    assert "The published curves are shown once your run has ended." in hidden
    assert "one try" in WIDGET.render(answered)
    assert "r-published" not in hidden
    assert "secret" not in WIDGET.render(compute(Controls(step=40)))
    # The mean of all is drawn up to now and no further.
    ahead = WIDGET.render(compute(Controls(step=40)))
    assert "faint" in ahead
    assert "faint" not in hidden


def test_while_a_prediction_waits_no_scale_tells_how_it_ends():
    # Solution 11 runs into the limit of turns; there is room for that only once it has happened.
    ticks = []
    for predict in ("", "same"):
        picture = WIDGET.render(compute(Controls(predict=predict, step=8, solution=11)))
        ticks.append(">24</text>" in picture.split("in words")[0])
    assert ticks == [True, False]


def test_the_column_of_a_step_is_the_solution_told_at_that_step():
    for step in (0, 40, 100):
        view = compute(Controls(step=step))
        turns, right = view.curves.columns[CHECKPOINTS.index(step)]
        assert turns == tuple(turn.action == VERIFY for turn in view.chosen.turns)
        assert right == view.chosen.right
        member = view.members[view.chosen.number - 1]
        assert member == (len(turns), sum(turns), right)


def test_a_solution_beyond_the_group_is_its_last():
    view = compute(Controls(group_size=4, solution=16))
    assert view.chosen.number == len(view.members) == 4


def test_the_present_moment_is_on_the_curves():
    task, view = Task(), compute(Controls(step=42))
    exact = outcomes_of(task, view.policy)
    assert view.now.length == length_of(exact)
    assert view.now.checking == checking_of(exact)
    assert view.now.accuracy == accuracy_of(exact)
    assert [row[0] for row in WIDGET.table(view).rows].count("42") == 1
    assert view.policy == policy_of(view.logits)
    assert view.policy[LEFT][0] == pytest.approx(
        exp(view.logits[LEFT][0]) / fsum(map(exp, view.logits[LEFT]))
    )


def test_the_seed_of_the_default_is_the_one_named():
    assert Controls().seed == SEED


# Published.


def test_the_digitised_curves_agree_with_the_published_numbers():
    numbers = {}
    for path in (ROOT / "site/data/published").glob("*.toml"):
        numbers |= tomllib.loads(path.read_text("utf-8"))
    grew = {key: entry["value"] for key, entry in numbers["grew"].items()}
    assert published.ACCURACY_STEPS[0] == grew["figure_first_step"]
    assert published.LAST_STEP == published.ACCURACY_STEPS[-1] == grew["figure_last_step"]
    assert round(100 * published.ACCURACY[0], 1) == grew["aime_start_v1"]
    assert round(100 * published.ACCURACY[-1], 1) == grew["aime_end_v1"]
    assert round(100 * published.VOTE[-1], 1) == grew["vote_v1"]
    assert published.LENGTH[0] == grew["length_start"]
    assert round(published.LENGTH[-1], -1) == round(grew["length_end"], -1) + 10


def test_the_digitised_curves_are_sound():
    for steps, values in (
        (published.ACCURACY_STEPS, published.ACCURACY),
        (published.ACCURACY_STEPS, published.VOTE),
        (published.LENGTH_STEPS, published.LENGTH),
    ):
        assert len(steps) == len(values)
        assert list(steps) == sorted(set(steps))
    for accuracy in published.ACCURACY:
        assert abs(480 * accuracy - round(480 * accuracy)) < 0.03
