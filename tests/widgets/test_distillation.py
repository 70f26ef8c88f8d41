"""Distillation: the chain by enumeration, GRPO by the core, the presets over seeds, the tables."""

import csv
import json
from dataclasses import replace
from functools import cache
from io import StringIO
from itertools import product
from math import comb, isclose
from pathlib import Path

import numpy as np
import pytest

from grpo_core import (
    Clip,
    draws,
    group_relative,
    log_softmax,
    logit_gradient,
    softmax,
    token_objective,
)
from sitebuild.library import read_library
from widgets.distillation import WIDGET
from widgets.distillation.chain import (
    BATCH,
    MOST_DECISIONS,
    MOST_TRIES,
    ROW,
    UPDATES,
    Group,
    chance_right,
    expected_push,
    group_push,
    groups_until,
    luck_of,
    right_tries,
    sampled_group,
    signal_share,
    success,
    trace_loss,
    trace_push,
)
from widgets.distillation.controls import MODELS, PRESETS, Controls, as_asked
from widgets.distillation.course import (
    DONE,
    HIGH,
    LEARN,
    RATE,
    STEPS,
    Model,
    budget_at,
    explored,
    group_cost,
    margin_of,
    taught,
)
from widgets.distillation.model import LITTLE, compute, one_in, rare, units
from widgets.distillation.published import (
    AT_32B,
    BENCHMARKS,
    COMPARED,
    QWQ,
    SMALL_RL,
    STUDENTS,
    gap_at_32b,
)
from widgets.distillation.take_home import to_csv, to_python
from widgets.kit.controls import declared

FACTS = json.loads((Path(__file__).parents[1] / "facts.json").read_text())
SEEDS = range(100)
RIGHTS = (0.9, 0.55, 0.7)
SLIP = 0.1


def state(preset="default", **changes):
    chosen = next(each for each in PRESETS if each.name == preset)
    return replace(Controls(), **{**chosen.values, **changes})


@cache
def ends(preset, **changes):
    """The views of a preset at the end of the axis, under many seeds."""
    return [compute(state(preset, seed=seed, **changes)) for seed in SEEDS]


# ---- one try, one group: every case counted ----


def tries(rights, slip):
    """Every way in which a try can go: choices (True is the right option), success, probability."""
    for fates in product(("right", "slipped", "wrong"), repeat=len(rights)):
        chance = 1.0
        for fate, q in zip(fates, rights, strict=True):
            chance *= {"right": q * (1 - slip), "slipped": q * slip, "wrong": 1 - q}[fate]
        choices = tuple(fate != "wrong" for fate in fates)
        yield choices, all(fate == "right" for fate in fates), chance


def test_success_is_the_sum_over_all_ways():
    found = sum(chance for _, right, chance in tries(RIGHTS, SLIP) if right)
    assert success(RIGHTS, SLIP) == pytest.approx(found, abs=1e-12)


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize("p", [1e-9, 0.03, 0.5, 0.97])
def test_the_share_of_groups_with_a_signal_is_that_of_all_groups(p, size):
    found = sum(
        p ** sum(group) * (1 - p) ** (size - sum(group))
        for group in product((0, 1), repeat=size)
        if any(group_relative([float(r) for r in group]))
    )
    assert signal_share(p, size) == pytest.approx(found, rel=1e-6)


def test_a_group_without_a_signal_has_no_advantage_at_all():
    for right in (0, 8):
        assert group_relative([1.0] * right + [0.0] * (8 - right)) == [0.0] * 8


def test_what_a_group_teaches_on_average_is_a_share_of_a_right_trace_at_every_decision():
    # All groups of three tries, each of which can go in 27 ways; advantages from the core.
    rights, size = RIGHTS, 3
    ways = list(tries(rights, SLIP))
    mean = np.zeros(len(rights))
    for group in product(ways, repeat=size):
        advantages = group_relative([float(right) for _, right, _ in group])
        chance = np.prod([each for _, _, each in group])
        for advantage, (choices, _, _) in zip(advantages, group, strict=True):
            mean += chance * advantage / size * (np.array(choices) - np.array(rights))
    share = expected_push(success(rights, SLIP), size)
    assert mean == pytest.approx(share * np.array(trace_push(rights)), abs=1e-12)


@pytest.mark.parametrize("size", [2, 16, 32])
@pytest.mark.parametrize("p", [1e-6, 0.2, 0.9])
def test_the_share_is_a_mean_over_the_binomial(p, size):
    weights = [comb(size, k) * p**k * (1 - p) ** (size - k) for k in range(size + 1)]
    mean = np.dot(weights, [np.sqrt(k * (size - k)) / size for k in range(size + 1)])
    assert expected_push(p, size) == pytest.approx(mean / (1 - p), rel=1e-9)
    # It stays below what a trace teaches, and vanishes with P.
    assert expected_push(p, size) < size * p * 2


def objective(logits, group, rewards):
    """GRPO's objective of a group at these logits, by the core: whole outputs, ratio 1, no KL."""
    whole = [
        [sum(log_softmax(row)[0 if c else 1] for row, c in zip(logits, choices, strict=True))]
        for choices in group
    ]
    return whole, group_relative(rewards)


def described(group, rewards):
    """A group as the toy sees it."""
    wrong = [c for c, r in zip(group, rewards, strict=True) if not r]
    return Group(int(sum(rewards)), tuple(sum(not c[t] for c in wrong) for t in range(len(RIGHTS))))


def random_group(seed, size=6):
    """A group with a signal, each try tossed decision by decision."""
    dice = np.random.default_rng(seed)
    while True:
        choices = dice.random((size, len(RIGHTS))) < RIGHTS
        kept = dice.random((size, len(RIGHTS))) >= SLIP
        rewards = (choices & kept).all(axis=1).astype(float).tolist()
        if 0 < sum(rewards) < size:
            return [tuple(map(bool, row)) for row in choices], rewards


@pytest.mark.parametrize("seed", range(8))
def test_the_push_of_a_group_is_the_cores_gradient(seed):
    group, rewards = random_group(seed)
    logits = [[margin_of(q), 0.0] for q in RIGHTS]
    whole, advantages = objective(logits, group, rewards)
    weights = [[1.0 / len(group)]] * len(group)
    found = token_objective(
        whole, whole, whole, advantages, weights, clip=Clip.symmetric(0.2), beta=0.0
    )
    gradient = np.zeros((len(RIGHTS), 2))
    for (slope,), choices in zip(found.slopes, group, strict=True):
        for t, (row, right) in enumerate(zip(logits, choices, strict=True)):
            gradient[t] += logit_gradient(softmax(row), 0 if right else 1, slope)
    push = group_push(described(group, rewards), len(group))
    assert gradient[:, 0] == pytest.approx(push, abs=1e-12)
    assert gradient[:, 1] == pytest.approx([-g for g in push], abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_the_push_of_a_group_is_that_of_finite_differences(seed):
    group, rewards = random_group(seed)
    logits = [[margin_of(q), 0.0] for q in RIGHTS]
    old, advantages = objective(logits, group, rewards)
    weights = [[1.0 / len(group)]] * len(group)

    def value(moved):
        new, _ = objective(moved, group, rewards)
        return token_objective(
            new, old, old, advantages, weights, clip=Clip.symmetric(0.2), beta=0.0
        ).value

    push = group_push(described(group, rewards), len(group))
    for t in range(len(RIGHTS)):
        up = [[z + 1e-6 * (i == t), w] for i, (z, w) in enumerate(logits)]
        down = [[z - 1e-6 * (i == t), w] for i, (z, w) in enumerate(logits)]
        assert (value(up) - value(down)) / 2e-6 == pytest.approx(push[t], abs=1e-7)


def test_the_push_of_a_trace_is_minus_the_slope_of_its_loss():
    for t, push in enumerate(trace_push(RIGHTS)):
        moved = [
            [chance_right(margin_of(q) + (i == t) * h) for i, q in enumerate(RIGHTS)]
            for h in (1e-6, -1e-6)
        ]
        slope = (trace_loss(moved[0]) - trace_loss(moved[1])) / 2e-6
        assert slope == pytest.approx(-push, abs=1e-7)
        row = softmax([margin_of(RIGHTS[t]), 0.0])
        assert logit_gradient(row, 0, 1.0)[0] == pytest.approx(push, abs=1e-12)


# ---- what is sampled has the right distribution ----


def test_groups_are_awaited_as_long_as_tossing_for_each_takes():
    share, dice = 0.2, np.random.default_rng(1)
    waits = np.array([groups_until(u, share) for u in dice.random(200_000)])
    for number in (1, 2, 5, 9):
        assert (waits == number).mean() == pytest.approx(
            share * (1 - share) ** (number - 1), abs=0.003
        )


@pytest.mark.parametrize("p", [0.01, 0.4, 0.95])
def test_the_number_of_right_tries_is_the_binomial_between_none_and_all(p):
    size, grid = 8, (np.arange(40_000) + 0.5) / 40_000
    found = np.bincount([right_tries(u, p, size) for u in grid], minlength=size + 1) / 40_000
    weights = np.array([comb(size, k) * p**k * (1 - p) ** (size - k) for k in range(size + 1)])
    weights[[0, size]] = 0.0
    assert found == pytest.approx(weights / weights.sum(), abs=1e-4)


@pytest.mark.thorough
def test_sampled_groups_are_like_groups_tossed_decision_by_decision():
    size, found, tossed = 6, [], []
    for seed in range(60):
        for row in luck_of(seed):
            group = sampled_group(RIGHTS, SLIP, size, row)
            found.append((group.right, *group.wrongs))
    for seed in range(12_000):
        group = described(*random_group(seed, size))
        tossed.append((group.right, *group.wrongs))
    ours, theirs = np.array(found, float), np.array(tossed, float)
    assert ours.mean(axis=0) == pytest.approx(theirs.mean(axis=0), abs=0.05)
    assert np.cov(ours.T) == pytest.approx(np.cov(theirs.T), abs=0.08)


def test_luck_does_not_depend_on_the_settings_and_is_long_enough():
    rows = list(luck_of(7))
    assert len(rows) == UPDATES
    assert list(luck_of(7)) == rows == draws(7, UPDATES, ROW // 2)
    assert {len(row) for row in rows} == {2 + MOST_TRIES + MOST_DECISIONS}
    small = Model(8, 0.0, 4, 1.0)
    start = (margin_of(0.7),) * 8
    assert explored(small, start, 7) == explored(small, start, 7)
    first = [explored(small._replace(price=price), start, 7).margins for price in (1.0, 9.0)]
    assert first[0] == first[1]


# ---- trainings and their bills ----


def test_a_state_is_reached_when_its_groups_are_paid():
    model = Model(6, 0.0, 8, 3.0)
    course = explored(model, (margin_of(0.6),) * 6, 3)
    assert group_cost(model) == 8 * 6 * 3.0 * (1 + LEARN)
    for spent in course.spent:
        assert isclose(spent / group_cost(model), round(spent / group_cost(model)))
    for place, spent in enumerate(course.spent):
        assert course.at(spent) == place
        assert course.at(spent - 0.5) == max(place - 1, 0)
    assert course.successes[-1] >= DONE * model.ceiling > course.successes[-2]


@pytest.mark.thorough
def test_trainings_end_near_the_ceiling_or_with_the_axis():
    slips, starts = (0.0, 0.005, 0.015), (0.5, 0.75, 0.85, 0.95)
    for m, size, slip, p in product((4, 20, 40), (2, 5, 32), slips, starts):
        model = Model(m, slip, size, 1.0)
        course = explored(model, (margin_of(p),) * m, 5)
        assert len(course.successes) <= UPDATES
        assert course.cost == HIGH or course.successes[-1] >= DONE * model.ceiling


def test_a_training_is_the_sum_of_its_pushes():
    model, start = Model(5, 0.01, 4, 1.0), (margin_of(0.6),) * 5
    course = explored(model, start, 11)
    margins = np.array(start)
    for row, after in zip(luck_of(11), course.margins[1:], strict=False):
        rights = [chance_right(z) for z in margins]
        margins += 2 * RATE * np.array(group_push(sampled_group(rights, 0.01, 4, row), 4))
        assert margins == pytest.approx(after, abs=1e-12)


def test_a_students_bill_is_tries_and_traces():
    model = Model(10, 0.0, 16, 1.0)
    course = taught(model, 0.0, 40, 0.25, 8.0, 500.0)
    each = 10 * 8.0 / 0.25 + 10 * LEARN
    assert course.spent == pytest.approx((500, 500 + 16 * each, 500 + 32 * each, 500 + 40 * each))
    z = 0.0
    for after in course.margins[1:]:
        z += 2 * RATE * (1 - 1 / (1 + np.exp(-z)))
        assert after == pytest.approx((z,) * 10, abs=1e-12)


def test_it_takes_one_over_p_tries_to_get_a_right_one():
    dice, p = np.random.default_rng(2), 0.07
    assert dice.geometric(p, 400_000).mean() == pytest.approx(1 / p, rel=0.01)
    view = compute(Controls())
    assert view.bill.tries == 1 / view.source


@pytest.mark.thorough
def test_no_model_passes_its_ceiling():
    for preset in PRESETS:
        for view in ends(preset.name)[:20]:
            for which in range(3):
                assert view.success(which) <= view.model(which).ceiling


# ---- what the chapter says of the presets, over a hundred seeds ----


def test_long_chain_the_taught_model_wins_under_every_seed():
    for view in ends("default"):
        large, small, pupil = (view.success(which) for which in range(3))
        assert small < 0.01
        assert 0.7 < pupil < view.small.ceiling
        assert large > 0.95
        assert len(view.courses[1].successes) == 1


def test_long_chain_it_also_wins_with_the_teacher_paid():
    for view in ends("whole"):
        assert view.courses[2].spent[0] == view.bill.teacher == view.courses[0].cost
        assert view.bill.total < 0.1 * HIGH
        assert view.success(2) > view.success(1) + 0.7
        # By itself the taught model is cheap; with its teacher it comes after the large one.
        assert view.bill.sampling + view.bill.learning < view.bill.teacher / 4
        assert view.courses[2].spent[1] > view.courses[0].spent[-1]


def asked(**changes):
    """The settings of the prediction, at the end of the axis."""
    named = declared(Controls)["predict"].values
    chosen = {name: declared(Controls)[name].parse(text) for name, text in named}
    return replace(Controls(), **{**chosen, "step": STEPS, **changes})


PREDICTED = {
    "level": "take it as far as teaching, or further",
    "behind": "move it, but not as far as teaching",
    "flat": "hardly move it",
}


def test_the_prediction_is_asked_of_more_than_ten_times_the_compute():
    for seed in SEEDS:
        view = compute(asked(seed=seed))
        assert 10 * view.bill.total < HIGH
        # What the question asks for: RL ends above the taught model, within ten times its bill.
        assert view.success(1) > view.success(2)
        assert view.courses[1].cost < 10 * view.bill.total
    # No first picture has these settings.
    assert not any(as_asked(state(preset.name)) for preset in PRESETS)


def test_a_prediction_is_judged_by_the_settings_that_it_was_about():
    for answer, said in PREDICTED.items():
        finding = compute(asked(predict=answer, seed=3, benchmark="forces")).finding
        right = f"{said}, and so it is."
        wrong = f"{said}, but it has taken it as far, or further."
        assert finding.endswith(right if answer == "level" else wrong)
        for moved in ({"large": 0.5}, {"small": 0.55}, {"on_top": True}, {"price": 21.0}):
            finding = compute(asked(predict=answer, **moved)).finding
            assert finding.endswith(f"{said}; the settings are others now.")


def test_nothing_tells_the_end_while_a_prediction_plays():
    for step in (0, 20, 45, STEPS - 1):
        view = compute(asked(predict="level", step=step))
        assert view.secret
        assert "In full" not in view.finding
        assert view.finding.endswith(f"{PREDICTED['level']}.")
        picture = WIDGET.render(view)
        assert 'class="bar r-neutral veil secret"' in picture
        assert "shown once the run has ended" in picture
        for key in ("tries", "sampling", "learning", "rl", "total"):
            assert WIDGET.working(view, key) is None


# ---- the finding is true of every state ----


def hostile(count):
    """Settings of all kinds, the same each time."""
    dice = np.random.default_rng(6)
    for _ in range(count):
        yield Controls(
            step=int(dice.integers(0, STEPS + 1)),
            decisions=int(dice.integers(2, MOST_DECISIONS + 1)),
            small=round(dice.uniform(0.3, 0.95), 2),
            large=round(dice.uniform(0.5, 0.99), 2),
            group_size=int(dice.integers(2, MOST_TRIES + 1)),
            traces=float(dice.choice([16, 64, 256, 1024])),
            on_top=bool(dice.integers(2)),
            whole=bool(dice.integers(2)),
            teacher=str(dice.choice(["after", "before"])),
            price=float(dice.choice([1.0, 20.0, 100.0])),
            slip=float(dice.choice([0.0, 0.005, 0.015])),
            seed=int(dice.integers(1, 50)),
        )


@pytest.mark.thorough
def test_nobody_is_said_to_have_been_moved_who_was_not():
    seen = set()
    for controls in hostile(300):
        view = compute(controls)
        start = view.courses[1].successes[0]
        small, pupil = (view.success(which) - start >= LITTLE for which in (1, 2))
        sentence = view.finding.split(". ")[0]
        if "neither" in sentence:
            case, holds = "neither", not (small or pupil)
        elif "about as well" in sentence:
            case, holds = "even", small and pupil
        else:
            case = "left" if "left it at" in sentence else "both"
            holds = (small and pupil) if case == "both" else small != pupil
        assert holds, (controls, sentence)
        seen.add((case, sentence.startswith("its own", sentence.index("each, ") + 6)))
    assert {case for case, _ in seen} == {"neither", "even", "left", "both"}
    assert ("left", True) in seen  # teaching has left it, its own RL has not


def test_the_bill_has_the_rl_on_top():
    for seed in range(20):
        for whole in (False, True):
            view = compute(state("few", seed=seed, whole=whole))
            spent = view.topped.cost + (0.0 if whole else view.bill.teacher)
            assert view.bill.total == pytest.approx(spent, rel=1e-12)
            # RL on top is most of what the taught model costs by itself.
            assert view.bill.topped > 20 * view.bill.lesson
            assert f"RL on top {units(view.bill.topped).removesuffix(' units')}" in view.finding
    assert compute(Controls()).bill.topped == 0.0
    assert "RL on top" not in WIDGET.render(compute(Controls()))


def test_the_default_finding_is_short():
    assert len(compute(Controls()).finding.split()) <= 55


def test_groups_that_are_all_right_teach_nothing_either():
    view = compute(state("easy"))
    alike = 1 - signal_share(view.success(1), view.small.size)
    assert alike > 0.3
    said = f"in {round(100 * alike)}% of groups all 16 tries are alike, right or wrong"
    assert said in WIDGET.render(view)


def test_sixteen_tries_teach_as_much_as_a_trace_where_about_half_are_right():
    for p in (0.55, 0.8, 0.97):
        assert expected_push(p, 16) > 1
    for p in (0.5, 0.1, 1e-6):
        assert expected_push(p, 16) < 1
    # Of two tries, never: the share is P itself.
    assert expected_push(0.9, 2) == pytest.approx(0.9)


def test_a_tick_stands_where_a_training_ended():
    assert WIDGET.render(compute(Controls())).count('"di-stop"') == 2
    assert WIDGET.render(compute(state("easy"))).count('"di-stop"') == 3
    assert compute(Controls()).courses[1].cost == HIGH


def test_easy_task_rl_takes_the_small_model_as_far_for_less():
    for view in ends("easy"):
        assert abs(view.success(1) - view.success(2)) < 0.05
        assert view.courses[1].cost < view.courses[2].cost / 4
        assert "about as well by its own RL" in view.finding


def test_a_better_base_finds_its_first_right_tries_late_and_catches_up():
    later = 0
    for view in ends("better-base"):
        assert view.success(1) > view.success(2) - 0.05
        own, copied = view.courses[1], view.courses[2]
        passed = next(
            s for s, p in zip(own.spent, own.successes, strict=True) if p >= copied.successes[-1]
        )
        later += passed > copied.cost
    assert later >= 75


def test_sixteen_traces_are_not_enough_alone_but_enough_to_begin():
    for view in ends("few"):
        copied, topped = view.courses[2].successes, view.topped
        assert len(copied) == 2
        assert copied[-1] < 0.05
        assert topped.successes[-1] >= DONE * view.small.ceiling
        assert topped.cost < view.bill.teacher / 4
        assert view.success(1) < 0.01


def test_rl_on_top_never_takes_back_and_goes_on_to_the_ceiling():
    for view in ends("default", on_top=True):
        assert view.topped.successes[-1] > view.courses[2].successes[-1] + 0.05


def test_an_untrained_teacher_teaches_the_same_and_its_traces_cost_more():
    before, after = (compute(state(teacher=when)) for when in ("before", "after"))
    assert before.courses[2].margins == after.courses[2].margins
    assert before.bill.teacher == 0.0
    assert before.bill.sampling > 20 * after.bill.sampling


def test_more_right_traces_never_do_harm():
    found = [compute(state(traces=float(n))).success(2) for n in (16, 64, 256, 1024, 2048)]
    assert found == sorted(set(found))


def test_the_batches_are_sixteen():
    assert BATCH == 16
    assert len(compute(state(traces=40.0)).courses[2].spent) == 1 + 3


def test_the_axis_has_equal_factors():
    ratios = {round(budget_at(k + 1) / budget_at(k), 9) for k in range(STEPS)}
    assert len(ratios) == 1
    assert budget_at(STEPS) == HIGH


def test_whatever_costs_more_than_the_axis_holds_is_said():
    view = compute(state(large=0.5, decisions=40, teacher="before"))
    assert view.success(2) == view.courses[2].successes[0]
    assert "cost more than the axis holds" in view.finding


def test_words_for_large_and_small_numbers():
    assert units(100.0) == "100 units"
    assert units(999_999.0) == "1 million units"
    for tiny in (9e-14, 3e-15, 1e-30):
        assert one_in(tiny) == "fewer than one in 10,000 billion"
    assert one_in(2e-12) == "one in 500 billion"
    assert [rare(share) for share in (0.0, 2e-21, 0.0042, 0.9999)] == [
        "0%",
        "10⁻²¹",
        "0.42%",
        "over 99%",
    ]
    assert one_in(0.0101) == "1%"


# ---- taken home ----


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
@pytest.mark.parametrize(
    "more",
    [{}, {"teacher": "before", "traces": 100.0}, {"whole": True, "on_top": True, "group_size": 5}],
    ids=str,
)
def test_the_script_trains_all_three_again(preset, more, capsys):
    controls = replace(Controls(seed=11), **{**preset.values, **more})
    exec(to_python(controls), {})
    said = capsys.readouterr().out.splitlines()
    view = compute(controls)
    assert [line[:-11].rstrip() for line in said] == list(MODELS)
    found = [float(line[-11:]) for line in said]
    assert found == pytest.approx([view.success(which) for which in range(3)], abs=1e-8)


def test_the_csv_has_every_place_of_the_axis():
    rows = list(csv.DictReader(StringIO(to_csv(Controls()))))
    view = compute(Controls(step=41))
    assert [float(row["compute"]) for row in rows] == [budget_at(k) for k in range(STEPS + 1)]
    assert float(rows[41]["small_taught"]) == view.success(2)
    assert float(rows[41]["large_by_rl"]) == view.success(0)


def test_the_table_shows_the_chosen_place_too():
    rows = WIDGET.table(compute(Controls(step=17))).rows
    assert [row[0] for row in rows].count(f"{budget_at(17):,.0f}") == 1


# ---- published ----


def test_tables_5_and_6_are_printed_to_the_digit():
    rows = FACTS["distill_table5"]["rows"]
    for student in STUDENTS:
        assert rows[student.name] == list(student.scores)
        assert FACTS["distill_bases"][student.name][0] == student.base
    assert [name for name in rows if "Distill" in name] == [s.name for s in STUDENTS]
    assert len(FACTS["distill_table5"]["cols"]) == len(BENCHMARKS)
    compared = FACTS["distill_vs_rl_table6"]["rows"]
    assert list(QWQ) == compared["QwQ-32B-Preview"] == rows["QwQ-32B-Preview"][:5]
    by_rl, distilled = AT_32B
    assert list(by_rl) == next(v for k, v in compared.items() if "R1-Zero-Qwen-32B" in k)
    assert list(distilled) == compared["DeepSeek-R1-Distill-Qwen-32B"]


def test_table_17_is_printed_to_the_digit():
    rows = FACTS["qwen2_math_7b_zero"]["rows"]
    assert set(rows) - set(SMALL_RL) == {"GPT-4o-0513"}
    for name, scores in SMALL_RL.items():
        assert list(scores) == rows[name]


def test_the_gaps_are_those_of_the_fact_sheet():
    found = [round(gap_at_32b(place), 1) for place in range(len(COMPARED))]
    assert found == [25.6, 23.3, 2.7, 7.1, 17.0]


def test_the_sites_numbers_agree_with_the_tables():
    number = read_library(Path(__file__).parents[2] / "site", {}).published
    aime = {s.name: s.scores[0] for s in STUDENTS}
    assert number["student.qwen_1_5b"].value == aime["DeepSeek-R1-Distill-Qwen-1.5B"]
    assert number["student.qwen_7b"].value == aime["DeepSeek-R1-Distill-Qwen-7B"]
    assert number["student.qwen_32b"].value == aime["DeepSeek-R1-Distill-Qwen-32B"]
    assert number["student.llama_8b"].value == aime["DeepSeek-R1-Distill-Llama-8B"]
    assert number["student.llama_70b"].value == aime["DeepSeek-R1-Distill-Llama-70B"]
    assert (number["student.rl_32b"].value, number["student.distilled_32b"].value) == (
        AT_32B[0][0],
        AT_32B[1][0],
    )
    assert number["student.gap_32b"].value == round(gap_at_32b(0), 1)
    assert number["student.qwq"].value == QWQ[0]
    assert number["student.rl_7b"].value == SMALL_RL["Qwen2-Math-7B-Zero"][0]
    assert number["student.rl_7b_instruct"].value == SMALL_RL["Qwen2-Math-7B-Instruct"][0]
