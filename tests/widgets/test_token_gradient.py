"""One gradient step, per token: the toy, its exact gradient, and what the chapter says of it."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest

from grpo_core import Clip, token_objective
from widgets.kit.controls import declared
from widgets.token_gradient import WIDGET
from widgets.token_gradient.controls import EPOCHS, PRESETS, SEED, Controls
from widgets.token_gradient.model import NEAR, compute, settings_of
from widgets.token_gradient.toy import (
    ANSWER,
    BRANCH,
    DONE,
    FIFTY_SIX,
    GROUP,
    LONGEST,
    SLIP,
    SO,
    START,
    VOCABULARY,
    WAIT,
    base_table,
    chances,
    context_after,
    is_right,
    rollouts_of,
)
from widgets.token_gradient.update import Settings, distribution, epoch_of, group_of

USUAL = settings_of(Controls())
PROSE = " ".join(
    (Path(__file__).parents[2] / "widgets/token_gradient/prose.md").read_text().split()
)
AGGREGATIONS = ("sequence", "token", "constant")
EVERYTHING = tuple(range(1, GROUP + 1))
SEEDS = range(1000)


def state(name):
    """The controls of a preset."""
    return replace(Controls(), **next(p.values for p in PRESETS if p.name == name))


def random_settings(count, seed=0):
    """Settings such as readers make, without those in which the KL term runs away."""
    dice = Random(seed)
    for _ in range(count):
        yield Settings(
            seed=dice.randrange(10_000),
            careful=dice.random() < 0.5,
            flipped=tuple(sorted(dice.sample(EVERYTHING, dice.randrange(GROUP + 1)))),
            learning_rate=10 ** dice.uniform(-1, 1.3),
            beta=dice.choice([0.0, 0.001, 0.02]),
            clip=10 ** dice.uniform(-1.5, 0.5),
            aggregation=dice.choice(AGGREGATIONS),
        )


def took(rollout):
    """What a rollout said at the branching point, one entry a visit."""
    pairs = zip(rollout.contexts, rollout.tokens, strict=True)
    return [token for context, token in pairs if context == BRANCH]


@cache
def groups(careful):
    """For each seed: which rollouts came past the branching point once, which waited, rewards."""
    found = {}
    for seed in SEEDS:
        group = group_of(seed, careful, ())
        visits = [took(rollout) for rollout in group.rollouts]
        found[seed] = (
            all(len(visit) == 1 for visit in visits),
            [WAIT in visit for visit in visits],
            list(group.right),
        )
    return found


def wait_gradient(seed, careful=True, flipped=(), aggregation="sequence", beta=0.001):
    settings = Settings(seed, careful, flipped, 10.0, beta, 0.2, aggregation)
    return epoch_of(settings, 1).gradient.get(BRANCH, [0.0] * len(VOCABULARY))[WAIT]


@cache
def usual_gradients():
    return [wait_gradient(seed) for seed in SEEDS]


# The toy


def test_the_rule():
    def says(text):
        return is_right(tuple(VOCABULARY.index(word) for word in text.split()))

    assert says("7 14 21 28 35 42 49 56 63 so done")
    assert says("56 62 so wait 56 63 so done")
    assert says("63 done")
    assert not says("7 14 21 28 35 42 49 56 62 so done")
    assert not says("56 63 so wait 62 done")
    assert not says("56 63 so")  # cut off
    assert not says("done")
    assert not says("so done")


def test_rollouts_are_what_they_say_of_themselves():
    for seed in range(200):
        for rollout in rollouts_of(seed, True):
            assert 1 <= len(rollout.tokens) <= LONGEST
            assert rollout.contexts[0] == START
            waited = False
            for token, context in zip(rollout.tokens, rollout.contexts[1:], strict=False):
                waited = waited or token == WAIT
                assert context == context_after(token, waited)
            assert rollout.waits is (WAIT in rollout.tokens)
            assert rollout.right is is_right(rollout.tokens)
            assert DONE not in rollout.tokens[:-1]
            assert rollout.tokens[-1] == DONE or len(rollout.tokens) == LONGEST


def test_a_more_careful_recount_changes_no_token_before_a_recount_has_come_to_56():
    for seed in range(100):
        for one, other in zip(rollouts_of(seed, True), rollouts_of(seed, False), strict=True):
            recounted = context_after(FIFTY_SIX, later=True)
            until = one.contexts.index(recounted) if recounted in one.contexts else LONGEST
            assert one.tokens[:until] == other.tokens[:until]


def test_the_policy_does_not_see_its_total_where_it_decides():
    after = {total: context_after(total, later=False) for total in (ANSWER, SLIP)}
    table = base_table(True)
    assert table[after[ANSWER]] == table[after[SLIP]]
    assert context_after(SO, later=False) == BRANCH  # whatever came before


def chain(table):
    """Expected reward by a transition matrix, to the power of the limit: the oracle."""
    size = 2 * len(table)  # context, and whether the last number was 63
    step, won = np.zeros((size, size)), np.zeros(size)
    for context, row in enumerate(table):
        for good in (0, 1):
            for token, z in enumerate(row):
                p = np.exp(z) / np.exp(row).sum()
                if token == DONE:
                    won[2 * context + good] += p * good
                    continue
                later = context >= len(VOCABULARY) or token == WAIT
                now = (token == ANSWER) if VOCABULARY[token].isdigit() else good
                step[2 * context + good, 2 * context_after(token, later) + now] += p
    value = np.zeros(size)
    for _ in range(LONGEST):
        value = won + step @ value
    return value[2 * START]


@pytest.mark.parametrize("careful", [True, False])
def test_exact_chances_agree_with_a_transition_matrix(careful):
    table = base_table(careful)
    exact, policy = chances(table), np.exp(table[BRANCH])
    assert exact.right == pytest.approx(chain(table), abs=1e-12)
    assert policy @ exact.after == pytest.approx(exact.branch, abs=1e-12)
    # ∂E[r]/∂z = visits · π · (worth of the token − worth of the branching point).
    for token in range(len(VOCABULARY)):
        moved = [list(map(list, table)) for _ in range(2)]
        moved[0][BRANCH][token] += 1e-5
        moved[1][BRANCH][token] -= 1e-5
        slope = (chain(moved[0]) - chain(moved[1])) / 2e-5
        expected = exact.visits * policy[token] * (exact.after[token] - exact.branch)
        assert slope == pytest.approx(expected, abs=1e-9)


def test_sampled_rollouts_are_right_as_often_as_computed():
    for careful in (True, False):
        right = [good for _, _, rewards in groups(careful).values() for good in rewards]
        p = chances(base_table(careful)).right
        assert abs(np.mean(right) - p) < 4 * np.sqrt(p * (1 - p) / len(right))


# The gradient


def objective(table, settings):
    """J of a table, written anew with numpy from DeepSeekMath's eq. 3 and the aggregations."""
    rollouts = rollouts_of(settings.seed, settings.careful)
    rewards = np.array(
        [r.right != (n in settings.flipped) for n, r in enumerate(rollouts, start=1)], float
    )
    spread = rewards.std()
    advantages = (rewards - rewards.mean()) / spread if spread else np.zeros(GROUP)
    old = base_table(settings.careful)
    total = 0.0
    for rollout, advantage in zip(rollouts, advantages, strict=True):
        weight = {
            "sequence": 1 / (GROUP * len(rollout.tokens)),
            "token": 1 / sum(len(r.tokens) for r in rollouts),
            "constant": 1 / (GROUP * LONGEST),
        }[settings.aggregation]
        for context, token in zip(rollout.contexts, rollout.tokens, strict=True):
            new, was = (np.exp(t[context][token]) / np.exp(t[context]).sum() for t in (table, old))
            ratio = new / was
            held = np.clip(ratio, 1 - settings.clip, 1 + settings.clip)
            k3 = was / new - np.log(was / new) - 1
            total += weight * (min(ratio * advantage, held * advantage) - settings.beta * k3)
    return total


def ratios_near_a_corner(settings, epoch, distance=1e-3):
    bounds = np.array([1 - settings.clip, 1 + settings.clip])
    old = group_of(settings.seed, settings.careful, settings.flipped).old_logp
    return any(
        np.abs(np.exp(lp - was) - bounds).min() < distance
        for row, old_row in zip(epoch.logp, old, strict=True)
        for lp, was in zip(row, old_row, strict=True)
    )


def test_the_gradient_is_that_of_the_objective_by_finite_differences():
    dice, seen = Random(5), set()
    for settings in random_settings(40, seed=2):
        for number in (1, 3):
            epoch = epoch_of(settings, number)
            if ratios_near_a_corner(settings, epoch):
                continue
            clipped = any(map(any, epoch.clipped))
            seen.add((number, settings.aggregation, clipped))
            contexts = dice.sample(sorted(epoch.gradient), 2)
            for context, token in [(c, dice.randrange(len(VOCABULARY))) for c in contexts]:
                up, down = (list(map(list, epoch.table)) for _ in range(2))
                up[context][token] += 1e-5
                down[context][token] -= 1e-5
                slope = (objective(up, settings) - objective(down, settings)) / 2e-5
                assert epoch.gradient[context][token] == pytest.approx(slope, abs=2e-8)
    assert {(3, name, True) for name in AGGREGATIONS} <= seen
    assert {(1, name, False) for name in AGGREGATIONS} <= seen


def test_contexts_that_the_group_never_visits_stay_as_they_are():
    epoch = epoch_of(USUAL, 3)
    visited = {c for r in rollouts_of(USUAL.seed, True) for c in r.contexts}
    assert set(epoch.gradient) == visited
    for context, row in enumerate(epoch.after):
        assert (row == base_table(True)[context]) is (context not in visited)


def test_every_row_sums_to_zero():
    for settings in random_settings(40):
        for number in (1, 4):
            for row in epoch_of(settings, number).gradient.values():
                assert abs(sum(row)) < 1e-12
    for epoch in (1, 5):
        for rollout in EVERYTHING:
            for row in compute(Controls(rollout=rollout, epoch=epoch)).rows:
                assert abs(sum(row)) < 1e-12


def test_the_rows_of_all_rollouts_add_up_to_the_table_s_gradient():
    total = np.zeros((len(base_table(True)), len(VOCABULARY)))
    for rollout in EVERYTHING:
        view = compute(Controls(rollout=rollout, epoch=4))
        for context, row in zip(
            rollouts_of(SEED, True)[rollout - 1].contexts, view.rows, strict=True
        ):
            total[context] += row
    for context, row in epoch_of(USUAL, 4).gradient.items():
        assert total[context] == pytest.approx(row, abs=1e-15)


# One number, every token


def test_in_the_first_epoch_a_rollout_s_tokens_share_one_credit():
    for settings in random_settings(30, seed=3):
        epoch = epoch_of(settings, 1)
        for slopes in epoch.slopes:
            assert len(set(slopes)) == 1


def test_rollout_8_credits_its_slip_and_every_other_rollout_lowers_it():
    assert "rollout 8 credits its slip to 62 like the “wait” that mended it" in PROSE
    assert "the wrong ones by saying it, the right ones by saying 63 instead" in PROSE
    view = compute(Controls(rollout=8, position=9))
    slip = view.said[8]
    assert VOCABULARY[slip.token] == "62"
    assert view.members[7].right
    assert slip.push > 0
    assert slip.credit == view.said[10].credit  # of “wait”
    assert view.after[SLIP] < view.before[SLIP]
    where = context_after(FIFTY_SIX, later=False)
    total = 0.0
    for place, rollout in enumerate(rollouts_of(SEED, True), start=1):
        pushes = [
            (token, row[SLIP])
            for context, token, row in zip(
                rollout.contexts, rollout.tokens, compute(Controls(rollout=place)).rows, strict=True
            )
            if context == where
        ]
        (token, push_on_slip), *none = pushes
        assert not none
        total += push_on_slip
        if place == 8:
            assert push_on_slip > 0
        else:
            assert push_on_slip < 0
            assert token == (ANSWER if rollout.right else SLIP)
    assert total == pytest.approx(epoch_of(USUAL, 1).gradient[where][SLIP])


def test_a_sure_token_hardly_moves_and_wait_keeps_most_of_its_credit():
    said = compute(Controls()).said
    sure, wait = said[0], said[10]
    assert sure.probability == pytest.approx(0.99)
    assert sure.push / sure.credit == pytest.approx(0.01)
    assert wait.probability == pytest.approx(0.37)
    assert wait.push / wait.credit == pytest.approx(0.63)
    assert max(said, key=lambda token: token.push).token == WAIT


# “wait” at the branching point


def test_in_expectation_wait_is_raised_exactly_where_waiting_pays():
    careful, careless = (chances(base_table(flag)) for flag in (True, False))
    assert careful.after[WAIT] > careful.branch > careful.after[DONE]
    assert careless.after[WAIT] < careless.branch < careless.after[DONE]
    assert (round(careful.after[WAIT], 2), round(careful.after[DONE], 2)) == (0.89, 0.56)
    assert (round(careless.after[WAIT], 2), round(careless.after[DONE], 2)) == (0.55, 0.56)


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
def test_wait_gains_if_whoever_waited_is_right_and_all_others_wrong_and_loses_if_reversed(
    aggregation,
):
    tested = 0
    for seed, (_, waited, rewards) in list(groups(True).items())[:400]:
        if not any(waited) or not any(took(r) for r in rollouts_of(seed, True)):
            continue
        if all(waited):
            continue
        tested += 1
        pairs = list(enumerate(zip(waited, rewards, strict=True), start=1))
        paid = tuple(n for n, (waits, right) in pairs if waits is not right)
        unpaid = tuple(n for n, (waits, right) in pairs if waits is right)
        assert wait_gradient(seed, flipped=paid, aggregation=aggregation) > 0
        assert wait_gradient(seed, flipped=unpaid, aggregation=aggregation) < 0
    assert tested > 300


@pytest.mark.parametrize("careful", [True, False])
@pytest.mark.parametrize("wanted", [True, False])
def test_equal_rewards_give_exactly_no_gradient_in_any_epoch(careful, wanted):
    for seed in range(20):
        rewards = groups(careful)[seed][2]
        flipped = tuple(n for n, right in enumerate(rewards, start=1) if right is not wanted)
        settings = Settings(seed, careful, flipped, 10.0, 0.02, 0.2, "sequence")
        for number in (1, EPOCHS):
            for row in epoch_of(settings, number).gradient.values():
                assert not any(row)


@pytest.mark.parametrize("careful", [True, False])
@pytest.mark.parametrize("aggregation", ["token", "constant"])
def test_wait_gains_when_and_only_when_whoever_waited_did_better(careful, aggregation):
    """Exactly so if all eight come past the branching point once and all tokens weigh alike."""
    tested = 0
    for seed, (once, waited, rewards) in list(groups(careful).items())[:800]:
        if not once or all(waited) or not any(waited) or len(set(rewards)) == 1:
            continue
        tested += 1
        scores = np.array(rewards, float)
        better = scores[waited].mean() - scores[np.logical_not(waited)].mean()
        gained = wait_gradient(seed, careful, aggregation=aggregation)
        assert np.sign(np.round(gained, 14)) == np.sign(np.round(better, 12)), seed
    assert tested > 400


def test_with_the_weights_of_grpo_lengths_have_a_say_too():
    differ = clean = 0
    gradients = usual_gradients()
    for seed, (once, waited, rewards) in groups(True).items():
        if not once or all(waited) or not any(waited) or len(set(rewards)) == 1:
            continue
        clean += 1
        scores = np.array(rewards, float)
        better = scores[waited].mean() - scores[np.logical_not(waited)].mean()
        gained = gradients[seed]
        differ += np.sign(np.round(gained, 14)) != np.sign(np.round(better, 12))
    assert "With DeepSeekMath's weights their lengths have a say too." in PROSE
    assert (differ, clean) == (25, 642)


def test_luck_lowers_wait_in_about_13_percent_of_groups():
    """Of all seeds that the button can give, by the sum written out: advantage over length.

    Times one-hot minus π at the branching point, that is what “wait” gains, but for 1/G.
    """
    assert "by luck about 13% of groups lower “wait”" in PROSE
    lowered, gradients = 0, usual_gradients()
    for seed in range(10_000):
        rollouts = rollouts_of(seed, True)
        rewards = [float(rollout.right) for rollout in rollouts]
        mean = sum(rewards) / GROUP
        spread = (mean * (1 - mean)) ** 0.5 or 1.0
        gained = sum(
            (reward - mean) / spread / len(rollout.tokens) * ((token == WAIT) - 0.37)
            for rollout, reward in zip(rollouts, rewards, strict=True)
            if BRANCH in rollout.contexts
            for token in took(rollout)
        )
        if seed < len(gradients):
            assert gained / GROUP == pytest.approx(gradients[seed], abs=1e-12)
        lowered += gained < -1e-12
    assert round(lowered / 100) == 13


# Ratio, clip, weights


def test_in_the_first_epoch_every_ratio_is_exactly_one_and_nothing_is_held():
    for settings in random_settings(40, seed=4):
        group = group_of(settings.seed, settings.careful, settings.flipped)
        epoch = epoch_of(settings, 1)
        assert tuple(map(tuple, epoch.logp)) == group.old_logp
        assert not any(map(any, epoch.clipped))
    assert all(token.ratio == 1.0 for token in compute(Controls()).said)
    assert compute(Controls()).cell.drift == 1.0


def test_in_every_later_epoch_of_the_usual_state_the_clip_holds_some_token():
    for number in range(2, EPOCHS + 1):
        assert any(map(any, epoch_of(USUAL, number).clipped)), number


def test_the_clip_does_not_bound_the_ratio():
    assert "it does not bound the ratio" in PROSE
    for number in (3, 5, 7):
        assert any(token.ratio > 1.3 for token in compute(Controls(epoch=number)).said)


@pytest.mark.parametrize(
    ("ratio", "advantage", "held"),
    [
        (12.0, 1.0, True),
        (10.9, 1.0, False),
        (1e-6, 1.0, False),
        (12.0, -1.0, False),
        (1e-6, -1.0, False),
    ],
)
def test_a_clip_of_ten_bites_above_11_and_only_for_a_positive_advantage(ratio, advantage, held):
    assert "only the upper bound, 11, can bite, and only for a positive advantage" in PROSE
    found = token_objective(
        [[np.log(ratio)]],
        [[0.0]],
        [[0.0]],
        [advantage],
        [[1.0]],
        clip=Clip.symmetric(10.0),
        beta=0.0,
    )
    assert found.clipped == [[held]]


def test_every_rollout_has_the_same_total_weight_per_sequence():
    assert "every rollout has the same total weight" in PROSE
    view = compute(Controls())
    totals = [w * member.length for w, member in zip(view.weights[0], view.members, strict=True)]
    assert totals == pytest.approx([1 / GROUP] * GROUP)


def test_a_clip_of_ten_has_no_lower_side():
    wide = USUAL._replace(clip=10.0)
    for number in range(1, EPOCHS + 1):
        assert not any(map(any, epoch_of(wide, number).clipped))


def test_tokens_of_short_rollouts_weigh_more_per_sequence_and_only_there():
    view = compute(Controls())
    lengths = [member.length for member in view.members]
    assert sorted(set(lengths)) == [11, 22, 33]
    by_sequence, by_token, constant = view.weights
    for weight, length in zip(by_sequence, lengths, strict=True):
        assert weight == pytest.approx(1 / (GROUP * length))
    assert len(set(by_token)) == len(set(constant)) == 1
    assert by_token[0] == pytest.approx(1 / sum(lengths))
    assert constant[0] == pytest.approx(1 / (GROUP * LONGEST))


# The view and its words


def test_the_factors_multiply_to_the_number_in_the_picture():
    for controls in (
        Controls(),
        Controls(token="done", epoch=3, beta=0.02),
        Controls(rollout=2, position=9, token="63", epoch=5, aggregation="token"),
        Controls(rollout=7, position=30, token="7", epoch=2, aggregation="constant"),
    ):
        view = compute(controls)
        cell = view.cell
        wants = 0.0 if cell.held else cell.ratio * cell.advantage
        credit = cell.weight * (wants - cell.beta * (1 - cell.drift))
        assert cell.credit == pytest.approx(credit, rel=1e-12)
        assert cell.credit == pytest.approx(view.said[view.position].credit, rel=1e-9)
        assert cell.value == pytest.approx(cell.credit * cell.room, rel=1e-12)
        assert cell.value == pytest.approx(view.rows[view.position][cell.token], rel=1e-9)
        numerator = [float(part) for part in cell.divisor.split(" × ")]
        assert cell.weight == pytest.approx(1 / np.prod(numerator))


def test_a_token_that_is_held_keeps_only_the_kl_term():
    view = compute(state("fifth-epoch"))
    cell = view.cell
    assert view.said[view.position].held
    assert cell.ratio > 1.2
    assert cell.credit == pytest.approx(-cell.weight * cell.beta * (1 - cell.drift), rel=1e-12)
    assert "is held: its ratio, 1.41, is above 1.2, so only the KL term is left" in view.finding


def test_a_position_past_the_end_is_the_last_one():
    assert compute(Controls(rollout=1, position=LONGEST)).position == 10
    assert compute(Controls(rollout=1, position=LONGEST)).said[-1].token == DONE


def test_the_distribution_after_is_the_update_of_the_whole_group():
    view, epoch = (
        compute(Controls(learning_rate=3.0)),
        epoch_of(USUAL._replace(learning_rate=3.0), 1),
    )
    row = np.array(base_table(True)[BRANCH]) + 3.0 * np.array(epoch.gradient[BRANCH])
    assert view.after == pytest.approx(np.exp(row) / np.exp(row).sum())
    assert view.before == pytest.approx(np.exp(base_table(True)[BRANCH]))


def test_the_usual_state_is_the_one_that_its_words_tell():
    view = compute(Controls())
    assert view.finding == (
        "Rollout 8 waited and is right, so all its tokens get the same credit, +0.0044. “wait” at"
        " position 11 gets +0.0028 on its own logit; the whole group, at learning rate 10, raises"
        " it from 37% to 45%. In the long run, waiting there pays."
    )
    assert [member.waits for member in view.members] == [False] * 5 + [True] * 3
    assert all(member.right for member in view.members if member.waits)


def test_presets_do_what_they_say():
    whys = {preset.name: preset.why for preset in PRESETS}
    assert "89% of those that wait end right, 56% of those that stop" in whys["default"]
    assert "55% against 56% in the long run" in whys["careless"]
    careless = compute(state("careless"))
    assert sum(member.waits for member in careless.members) == 3
    assert not any(member.right for member in careless.members if member.waits)
    assert "lowers it from 37% to 31%" in careless.finding
    assert "waiting there makes hardly any difference: this group’s is luck" in careless.finding
    silent = compute(state("silent"))
    assert all(member.right for member in silent.members)
    assert not any(p for member in silent.members for p in member.pushes)
    assert silent.after == pytest.approx(silent.before)
    assert "nothing to compare" in silent.finding
    short = compute(state("short-and-wrong"))
    assert short.said[short.position].token == DONE
    assert short.position == compute(Controls()).position
    assert short.cell.weight == pytest.approx(2 * compute(Controls()).cell.weight)


def test_a_group_misled_by_luck_is_told_so():
    told = [
        "luck points the other way" in compute(Controls(seed=seed)).finding for seed in range(40)
    ]
    assert told == [wait_gradient(seed) < -1e-12 for seed in range(40)]
    assert {True, False} == set(told)


def test_predictions_are_judged():
    laid = {"rollout": 8, "position": 11, "epoch": 5, "seed": SEED}
    asked = declared(Controls)["predict"]
    assert dict(asked.values) == {name: str(value) for name, value in laid.items()}
    said = {
        answer: compute(Controls(predict=answer, **laid)).finding
        for answer in ("up", "down", "nothing")
    }
    assert "no push for “wait”, and so it is: the clip has dropped its reward" in said["nothing"]
    for answer in ("up", "down"):
        assert f"You predicted a push {answer} for “wait”; its reward gives it no" in said[answer]
    # In the first epoch it was pushed up: the picture before the answer does not give it away.
    assert (
        "You predicted a push up for “wait”, and so it is."
        in compute(Controls(predict="up")).finding
    )
    assert "this rollout has none" in compute(Controls(predict="up", rollout=1)).finding


def test_a_finding_has_at_most_three_sentences():
    dice = Random(8)
    for settings in random_settings(80, seed=8):
        controls = Controls(
            **settings._asdict(),
            rollout=dice.choice(EVERYTHING),
            position=dice.randrange(1, LONGEST + 1),
            token=dice.choice(("", *VOCABULARY)),
            epoch=dice.randrange(1, EPOCHS + 1),
            predict=dice.choice(("", "up")),
        )
        finding = compute(controls).finding
        assert 1 <= len(re.findall(r"[.?!](?=\s|$)", finding)) <= 3, finding


def test_a_kl_term_that_runs_away_is_still_a_picture():
    worst = Controls(seed=86, flipped=(4, 7, 8), learning_rate=30.0, beta=0.1, epoch=8, rollout=4)
    assert max(abs(z) for row in epoch_of(settings_of(worst), 8).after for z in row) > 1e6
    for rollout in EVERYTHING:
        view = compute(replace(worst, rollout=rollout))
        picture = WIDGET.render(view)
        assert not re.search(r"\bnan\b|\binf\b|e\+|[1-9]\d{5}", picture)
        assert not re.search(r"\bnan\b|\binf\b|e\+|[1-9]\d{5}", view.finding)


def test_the_script_prints_the_number_of_the_picture(capsys):
    for controls in (Controls(), Controls(rollout=2, epoch=3, token="wait", aggregation="token")):
        exec(WIDGET.code(controls), {})
        printed = float(capsys.readouterr().out.split()[-1])
        assert printed == pytest.approx(compute(controls).cell.value, rel=1e-12)


def test_the_download_holds_the_whole_gradient():
    lines = WIDGET.exports[0].make(Controls()).splitlines()
    view = compute(Controls())
    assert len(lines) == 1 + len(view.said)
    assert [float(cell) for cell in lines[11].split(",")[6:]] == list(view.rows[10])


def test_each_strip_names_the_tokens_that_had_room_at_their_own_bars():
    names = [member.names for member in compute(Controls()).members]
    stopped = {good: ((8, "63" if good else "62"), (10, "done")) for good in (True, False)}
    assert names[:5] == [stopped[good] for good in (True, False, False, False, True)]
    assert names[5] == ((8, "63"), (10, "wait"))
    assert names[6] == ((8, "63"), (10, "wait"), (21, "wait"))
    assert names[7] == ((8, "62"), (10, "wait"))


def test_names_are_few_enough_to_stand_beside_each_other():
    for seed in range(120):
        for member in compute(Controls(seed=seed)).members:
            places = [place for place, _ in member.names]
            assert all(b - a > 1 for a, b in pairwise(places))
            assert all(c - a >= NEAR for a, c in zip(places, places[2:], strict=False))


def test_what_the_clip_drops_is_what_the_reward_would_push():
    view, epoch = compute(state("fifth-epoch")), epoch_of(USUAL, 5)
    for member, logp, old, held, weights in zip(
        view.members,
        epoch.logp,
        group_of(SEED, True, ()).old_logp,
        epoch.clipped,
        view.weights[0],
        strict=True,
    ):
        reward = np.exp(np.subtract(logp, old)) * member.advantage * weights
        assert member.unheld == pytest.approx(np.where(held, reward * (1 - np.exp(logp)), 0.0))
    assert sum(any(member.unheld) for member in view.members) > 4


def test_the_heat_map_draws_what_is_above_two_percent_and_nothing_else():
    for controls in (Controls(), Controls(rollout=7, epoch=4)):
        rows = np.array(compute(controls).rows)
        large = np.abs(rows) >= 0.02 * np.abs(rows).max()
        picture = WIDGET.render(compute(controls))
        drawn = re.findall(r'<path class="cells r-(gain|loss)[^"]*" d="([^"]*)"', picture)
        counted = {role: outline.count("M") for role, outline in drawn}
        assert counted == {"gain": (large & (rows > 0)).sum(), "loss": (large & (rows < 0)).sum()}
    assert (np.abs(np.array(compute(Controls()).rows)) > 0).all()


def test_tokens_under_one_percent_are_summed_and_nothing_is_lost():
    for controls in (Controls(), Controls(token="7"), Controls(position=1)):
        view = compute(controls)
        assert view.cell.token in view.shown
        for policy, rest in ((view.before, view.rest_before), (view.after, view.rest_after)):
            assert sum(policy[token] for token in view.shown) + rest == pytest.approx(1.0)
            assert all(p < 0.01 for t, p in enumerate(policy) if t not in view.shown)
    assert [VOCABULARY[token] for token in compute(Controls()).shown] == ["wait", "done"]


def test_the_legend_says_that_the_credit_is_shared_only_while_it_is():
    for epoch in (1, 5):
        view = compute(Controls(epoch=epoch))
        shared = len({token.credit for token in view.said}) == 1
        assert shared is (epoch == 1)
        assert ("which all of them share" in WIDGET.render(view)) is shared


def test_the_picture_tells_the_task():
    assert "Prompt: <b>9 × 7 = ?</b> counted in sevens. Right answer: 63. A slip: 62." in (
        WIDGET.render(compute(Controls()))
    )


def test_distributions_sum_to_one():
    for row in epoch_of(USUAL, 4).after:
        assert sum(distribution(row)) == pytest.approx(1.0)
