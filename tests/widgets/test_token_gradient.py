"""One gradient step, per token: the toy, its exact gradient, and what the chapter says of it."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest

from widgets.token_gradient import WIDGET
from widgets.token_gradient.controls import EPOCHS, PRESETS, SEED, Controls
from widgets.token_gradient.model import compute, settings_of
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


def test_a_right_rollout_credits_its_slip_and_the_whole_group_lowers_it():
    view = compute(Controls(rollout=8, position=9))
    slip = view.said[8]
    assert VOCABULARY[slip.token] == "62"
    assert view.members[7].right
    assert slip.push > 0
    assert slip.credit == view.said[10].credit  # of “wait”
    assert view.after[SLIP] < view.before[SLIP]
    for place in (2, 3, 4):  # those that end wrong
        wrong = compute(Controls(rollout=place)).said[8]
        assert wrong.token == SLIP
        assert wrong.push < 0


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
    assert "With GRPO's weights their lengths have a say too." in PROSE
    assert (differ, clean) == (25, 642)


def test_luck_misleads_about_one_group_in_seven():
    assert "luck misleads about one group in seven" in PROSE
    signs = [np.sign(np.round(gained, 14)) for gained in usual_gradients()]
    up, down = signs.count(1), signs.count(-1)
    assert 6.5 < (up + down) / down < 7.5


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
        assert cell.value == pytest.approx(cell.weight * cell.pull * cell.room, rel=1e-12)
        assert cell.value == pytest.approx(view.rows[view.position][cell.token], rel=1e-9)
        numerator = [float(part) for part in cell.divisor.split(" × ")]
        assert cell.weight == pytest.approx(1 / np.prod(numerator))


def test_a_token_that_is_held_keeps_only_the_kl_term():
    view = compute(state("fifth-epoch"))
    cell = view.cell
    assert view.said[view.position].held
    assert cell.ratio > 1.2
    assert cell.pull == -cell.beta * (1 - cell.drift)
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
        "Rollout 8 waited and is right, like 4 of the other 7: its advantage is +0.77, and each of"
        " its 22 tokens gets the same credit, +0.0044. “wait” at position 11 had 37%: its own"
        " logit gets +0.0028. With the whole group it rises from 37% to 45%. In the long run,"
        " waiting there ends right 89% of the time and stopping 56%."
    )
    assert [member.waits for member in view.members] == [False] * 5 + [True] * 3
    assert all(member.right for member in view.members if member.waits)


def test_presets_do_what_they_say():
    careless = compute(state("careless"))
    assert not any(member.right for member in careless.members if member.waits)
    assert "falls from 37% to 31%" in careless.finding
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
    laid = {"rollout": 8, "position": 9, "seed": SEED}
    said = {answer: compute(Controls(predict=answer, **laid)).finding for answer in ("up", "down")}
    assert "for the slip, and so it is: a reward that sees only the answer" in said["up"]
    assert "You predicted a push down for the slip; it gets a push up" in said["down"]
    assert "this rollout has none" in compute(Controls(predict="up", rollout=1)).finding


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


def test_each_strip_names_the_first_wait_or_what_the_reward_would_push_most():
    view = compute(Controls())
    assert [member.word for member in view.members] == ["63", "62", "62", "62", "63"] + ["wait"] * 3
    fifth = compute(state("fifth-epoch")).members
    assert [member.held for member in fifth] == [False, True, True, True, False] + [True] * 3


def test_distributions_sum_to_one():
    for row in epoch_of(USUAL, 4).after:
        assert sum(distribution(row)) == pytest.approx(1.0)
