"""The alignment tax: real texts, exact tables, the training, and what the chapter says of them."""

import csv
import re
from dataclasses import replace
from functools import cache
from io import StringIO
from itertools import pairwise, product
from math import prod
from pathlib import Path

import numpy as np
import pytest

from grpo_core import (
    Clip,
    decision_gradient,
    group_relative,
    log_softmax,
    logit_gradient,
    softmax,
    token_objective,
)
from grpo_core.rewards import TARGET_LANGUAGES, language_consistency
from sitebuild.language_sweeps import language_sweeps, train_all
from widgets import alignment_tax
from widgets.alignment_tax import WIDGET
from widgets.alignment_tax.chain import ROOM
from widgets.alignment_tax.controls import (
    LITTLE,
    LOOSE,
    PRESETS,
    TIGHT,
    Controls,
    settings_of,
)
from widgets.alignment_tax.exact import (
    CHOICES,
    HOLDS,
    LEAST,
    MOST,
    TOKENS,
    WAYS,
    edge_of,
    expected,
    fit,
    tables_of,
)
from widgets.alignment_tax.model import compute, course_of
from widgets.alignment_tax.sweep import PAGE_SEEDS, WEIGHTS, background, stored_sweep
from widgets.alignment_tax.take_home import to_csv, to_python
from widgets.alignment_tax.tax import tax_of
from widgets.alignment_tax.thoughts import (
    CHINESE,
    ENGLISH,
    FEET,
    HEADS,
    KINDS,
    LANGUAGES,
    LENGTHS,
    MISSES,
    PAUSES,
    RABBITS,
    THOUGHTS,
    consistency_of,
    numbers_of,
    tokens_of,
    words_of,
)
from widgets.alignment_tax.training import (
    STEPS,
    Settings,
    chinese_of,
    gradient_of,
    group_at,
    slip_at,
    train,
)
from widgets.kit.controls import declared

USUAL = Settings(0.0, ENGLISH, TIGHT, 16, 1.0, 0.5, 7)
SEEDS = 300
BITS = np.array(CHOICES)
RESTATE, SUPPOSE, COMPARE, DIVIDE, CONCLUDE = range(KINDS)
SHORTER_IN_CHINESE = [True, True, False, True, False]
TARGETS = pytest.mark.parametrize("target", [ENGLISH, CHINESE], ids=["en", "zh"])


def view(**changes):
    return compute(replace(Controls(), **changes))


def finding(**changes):
    return view(**changes).finding.replace("\u00a0", " ")


def sentence(place, language, slip=0, miss=0):
    return "".join(tokens_of(place, language, slip, miss))


def text_of_try(each):
    """What a try says within its budget, as the core's reward is given it."""
    parts = []
    for place in range(each.begun):
        tokens = tokens_of(place, each.languages[place], each.slip, each.miss)
        parts.append("".join(tokens[: each.written] if place == each.begun - 1 else tokens))
    return " ".join(parts)


@cache
def ends(**changes):
    """The probabilities of Chinese that training ends with, under many seeds, by numpy."""
    return train_all(USUAL._replace(**changes), SEEDS)[:, -1]


def means(**changes):
    """Exact accuracy and mean consistency of each of those policies."""
    settings = USUAL._replace(**changes)
    tables = tables_of(settings.budget, settings.target)
    last = ends(**changes)
    shares = np.where(BITS, last[:, None, :], 1 - last[:, None, :]).prod(axis=2)
    return shares @ np.array(tables.accuracy), shares @ np.array(tables.consistency)


def both(last):
    """Which policies are mostly Chinese in one thought and mostly English in another."""
    return (last > 0.5).any(axis=1) & (last < 0.5).any(axis=1)


# ---- the texts ----


def test_the_puzzle_comes_out():
    assert (RABBITS, HEADS - RABBITS) == (12, 23)
    assert 4 * RABBITS + 2 * (HEADS - RABBITS) == FEET
    assert numbers_of()["last"] == RABBITS


@pytest.mark.parametrize("language", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_every_equation_that_is_written_holds_if_nothing_slips(language):
    found = 0
    for place in range(KINDS):
        for equation in re.findall(r"\d+ ?[×−÷] ?\d+ ?= ?\d+", sentence(place, language)):
            left, right = equation.replace("×", "*").replace("−", "-").replace("÷", "/").split("=")
            assert eval(left) == int(right)
            found += 1
    assert found == 3


@pytest.mark.parametrize("slip", range(1, KINDS + 1))
@pytest.mark.parametrize("miss", MISSES)
def test_a_slip_changes_the_answer_and_what_follows_in_either_language(slip, miss):
    assert numbers_of(slip, miss)["last"] != RABBITS
    for language in (ENGLISH, CHINESE):
        changed = [
            sentence(place, language, slip, miss) != sentence(place, language)
            for place in range(KINDS)
        ]
        assert not any(changed[: slip - 1])
        assert changed[slip - 1]
        assert changed[CONCLUDE]
        # Only the thought that slips has an equation that does not hold.
        for place in range(KINDS):
            for equation in re.findall(
                r"\d+ ?[×−÷] ?\d+ ?= ?\d+", sentence(place, language, slip, miss)
            ):
                python = equation.replace("×", "*").replace("−", "-").replace("÷", "/")
                left, right = python.split("=")
                assert (eval(left) == int(right)) == (place != slip - 1)


def test_a_slip_keeps_every_number_positive():
    for slip, miss in product(range(1, KINDS + 1), MISSES):
        assert min(numbers_of(slip, miss).values()) > 0


def test_sentences_are_in_the_language_that_they_are_said_to_be_in():
    for place in range(KINDS):
        for language, other in ((ENGLISH, CHINESE), (CHINESE, ENGLISH)):
            text = sentence(place, language)
            assert language_consistency(text, LANGUAGES[language].key) == 1.0
            assert language_consistency(text, LANGUAGES[other].key) == 0.0
    assert {language.key for language in LANGUAGES} == set(TARGET_LANGUAGES)


def test_neither_language_is_shorter_throughout():
    assert [zh < en for en, zh in LENGTHS] == SHORTER_IN_CHINESE
    slips = [[wording.slip for wording in thought.wordings] for thought in THOUGHTS]
    assert {np.sign(en - zh) for en, zh in slips} == {-1, 0, 1}


def test_compare_has_two_words_in_english():
    assert sum(words_of(token)[ENGLISH] for token in tokens_of(COMPARE, ENGLISH)) == 2


@TARGETS
def test_the_consistency_of_any_beginning_is_what_the_core_finds_in_its_text(target):
    key = LANGUAGES[target].key
    begun = {choice[:length] for choice in CHOICES for length in range(1, KINDS + 1)}
    for languages in begun:
        *whole, last = [tokens_of(place, each) for place, each in enumerate(languages)]
        for written in range(1, len(last) + 1):
            text = " ".join(map("".join, [*whole, last[:written]]))
            assert consistency_of(languages, written, key) == language_consistency(text, key)


# ---- the exact tables ----


def test_ways_to_pause_are_a_convolution():
    for number, row in enumerate(WAYS):
        counted = np.array([1])
        for _ in range(number):
            counted = np.convolve(counted, np.ones(PAUSES, dtype=int))
        assert list(row) == counted.tolist()


def test_tokens_and_slips_of_a_choice_are_those_of_its_thoughts():
    for choice, tokens, hold in zip(CHOICES, TOKENS, HOLDS, strict=True):
        lengths = [len(tokens_of(place, language)) for place, language in enumerate(choice)]
        assert tokens == sum(lengths)
        slips = [THOUGHTS[place].wordings[language].slip for place, language in enumerate(choice)]
        assert hold == pytest.approx(prod(1 - slip for slip in slips), abs=1e-15)
    assert (min(TOKENS), max(TOKENS) + 5 * 15) == (LEAST, MOST)


@TARGETS
@pytest.mark.parametrize("budget", [60, 84, TIGHT, LOOSE])
def test_the_tables_are_what_counting_all_pauses_gives(target, budget):
    pauses = np.indices((PAUSES,) * KINDS).reshape(KINDS, -1)
    tables = tables_of(budget, target)
    for place in (0, 5, 21, 26, 31):
        choice = CHOICES[place]
        lengths = np.array([LENGTHS[k][language] for k, language in enumerate(choice)])
        ends_at = np.cumsum(pauses + lengths[:, None], axis=0)
        starts = ends_at - lengths[:, None]
        written = np.clip(budget - starts, 0, lengths[:, None]).sum(axis=0)
        text, shares = "", [1.0]
        for k, language in enumerate(choice):
            for token in tokens_of(k, language):
                text += token
                shares.append(language_consistency(text, LANGUAGES[target].key))
            text += " "
        fits = (ends_at[-1] <= budget).mean()
        assert tables.fits[place] == pytest.approx(fits, abs=1e-12)
        assert fit(TOKENS[place], budget) == tables.fits[place]
        assert tables.accuracy[place] == pytest.approx(HOLDS[place] * fits, abs=1e-12)
        assert tables.consistency[place] == pytest.approx(np.array(shares)[written].mean())


def test_a_policys_mean_is_the_sum_over_all_choices():
    values = np.random.default_rng(3).random(32)
    policy = (0.1, 0.9, 0.3, 0.75, 0.5)
    shares = np.where(BITS, policy, 1 - np.array(policy)).prod(axis=1)
    assert expected(policy, tuple(values)) == pytest.approx(shares @ values, abs=1e-12)


def test_nothing_beats_what_is_on_the_edge_and_something_beats_the_rest():
    tables = tables_of(TIGHT, ENGLISH)
    points = list(zip(tables.consistency, tables.accuracy, strict=True))
    edge = set(edge_of(tables))
    for place, (x, y) in enumerate(points):
        beaten = any(a >= x and b >= y and (a, b) != (x, y) for a, b in points)
        assert beaten == (place not in edge)


# ---- the training ----


@pytest.mark.parametrize(
    "settings",
    [
        USUAL,
        Settings(1.0, ENGLISH, TIGHT, 16, 1.0, 0.5, 0),
        Settings(0.3, CHINESE, 90, 32, 2.0, 0.2, 0),
        Settings(2.0, CHINESE, 60, 3, 0.4, 0.9, 0),
    ],
)
def test_the_run_is_what_numpy_trains(settings):
    runs = train_all(settings, 6)
    for seed in range(6):
        found = np.array(train(settings._replace(seed=seed)).chinese)
        assert np.abs(found - runs[seed]).max() < 1e-9


def group_for_gradients():
    settings = USUAL._replace(weight=0.4, start=0.35)
    run = train(settings)
    return run.logits[4], run.chinese[4], run.groups[4]


def test_the_gradient_is_that_of_the_cores_objective():
    logits, chinese, group = group_for_gradients()
    found = gradient_of(chinese, group.choices, group.advantages)
    logp = [log_softmax(pair) for pair in logits]
    whole = [
        [sum(logp[k][language] for k, language in enumerate(CHOICES[choice]))]
        for choice in group.choices
    ]
    weights = [[1 / len(whole)]] * len(whole)
    objective = token_objective(
        whole, whole, whole, group.advantages, weights, clip=Clip.symmetric(0.2), beta=0.0
    )
    for k, pair in enumerate(logits):
        total = np.zeros(2)
        for choice, (slope,) in zip(group.choices, objective.slopes, strict=True):
            total += logit_gradient(softmax(pair), CHOICES[choice][k], slope)
        assert [-found[k], found[k]] == pytest.approx(list(total), abs=1e-12)
        one = decision_gradient(
            pair,
            logp[k],
            logp[k],
            [CHOICES[choice][k] for choice in group.choices],
            group.advantages,
            clip=Clip.symmetric(0.2),
            beta=0.0,
        )
        assert one.gradient == pytest.approx(list(total), abs=1e-12)


def test_the_gradient_is_that_of_finite_differences():
    logits, chinese, group = group_for_gradients()
    start = np.array(logits)
    picked = BITS[list(group.choices)]

    def objective(z):
        def logp(table):
            rows = table - np.log(np.exp(table).sum(axis=1, keepdims=True))
            return rows[np.arange(KINDS), picked].sum(axis=1)

        return (np.exp(logp(z) - logp(start)) * group.advantages).mean()

    found = gradient_of(chinese, group.choices, group.advantages)
    for k in range(KINDS):
        for language, sign in ((ENGLISH, -1), (CHINESE, 1)):
            step = np.zeros_like(start)
            step[k, language] = 1e-6
            slope = (objective(start + step) - objective(start - step)) / 2e-6
            assert slope == pytest.approx(sign * found[k], abs=1e-7)


def test_a_step_climbs_by_the_learning_rate():
    settings = USUAL._replace(learning_rate=0.3)
    run = train(settings)
    for step in (0, 20, STEPS - 1):
        group = run.groups[step]
        gradient = gradient_of(run.chinese[step], group.choices, group.advantages)
        for before, after, slope in zip(
            run.logits[step], run.logits[step + 1], gradient, strict=True
        ):
            assert after[CHINESE] - before[CHINESE] == pytest.approx(0.3 * slope, abs=1e-12)
            assert after[ENGLISH] - before[ENGLISH] == pytest.approx(-0.3 * slope, abs=1e-12)


@pytest.mark.parametrize("pair", [(0.0, 0.0), (3.0, -2.0), (-800.0, 800.0), (900.0, -900.0)])
def test_the_policy_is_the_cores_softmax(pair):
    assert chinese_of(pair) == pytest.approx(softmax(pair)[CHINESE], abs=1e-15)


def test_the_groups_tries_are_paid_by_their_texts():
    for settings in (USUAL, USUAL._replace(weight=0.7, budget=88, target=CHINESE)):
        cut = 0
        for step in (1, 9, STEPS):
            group = group_at(settings, step)
            assert len(group) == settings.group_size
            rewards = []
            for each in group:
                fits = each.tokens <= settings.budget
                cut += not fits
                assert each.right == (fits and each.slip == 0)
                key = LANGUAGES[settings.target].key
                share = language_consistency(text_of_try(each), key)
                assert each.consistency == pytest.approx(share, abs=1e-12)
                assert each.reward == pytest.approx(each.right + settings.weight * share)
                rewards.append(each.reward)
            advantages = [each.advantage for each in group]
            assert advantages == pytest.approx(group_relative(rewards), abs=1e-9)
        assert cut > 3


def test_one_number_says_whether_and_where_a_try_slips():
    grid = (np.arange(20_000) + 0.5) / 20_000
    for choice, hold in zip(CHOICES[::5], HOLDS[::5], strict=True):
        slips = [THOUGHTS[k].wordings[language].slip for k, language in enumerate(choice)]
        found = np.bincount([slip_at(choice, u) for u in grid], minlength=KINDS + 1) / 20_000
        first = [slip * prod(1 - s for s in slips[:k]) for k, slip in enumerate(slips)]
        assert found == pytest.approx(np.array([hold, *first]), abs=2e-4)


def test_training_agrees_with_its_own_odds():
    # Tries of the first group, sampled at one half, against the exact table: over many seeds.
    rights = [
        right for seed in range(120) for right in train(USUAL._replace(seed=seed)).groups[0].right
    ]
    exact = expected((0.5,) * KINDS, tables_of(TIGHT, ENGLISH).accuracy)
    spread = (exact * (1 - exact) / len(rights)) ** 0.5
    assert abs(np.mean(rights) - exact) < 4 * spread


def test_changing_a_setting_does_not_change_the_luck():
    one, other = (group_at(USUAL._replace(weight=w, budget=b), 1) for w, b in ((0, 60), (2, 150)))
    assert [each.pauses for each in one] == [each.pauses for each in other]
    assert [each.languages for each in one] == [each.languages for each in other]
    fewer = group_at(USUAL._replace(group_size=5), 1)
    assert [each.pauses for each in fewer] == [each.pauses for each in one[:5]]


# ---- what the chapter says ----


def test_without_a_language_reward_every_run_ends_in_two_languages():
    last = ends()
    assert both(last).all()
    # And by length: three thoughts in Chinese, two in English.
    assert ((last > 0.5) == SHORTER_IN_CHINESE).all(axis=1).mean() > 0.9


@pytest.mark.thorough
@TARGETS
def test_accuracy_falls_and_consistency_rises_with_the_weight(target):
    found = [means(target=target, weight=weight) for weight in WEIGHTS]
    accuracies = [float(accuracy.mean()) for accuracy, _ in found]
    consistencies = [float(share.mean()) for _, share in found]
    assert all(b < a for a, b in pairwise(accuracies))
    assert all(b > a for a, b in pairwise(consistencies))


def test_one_language_costs_a_fifth_under_the_tight_budget():
    free, paid = (means(weight=weight)[0] for weight in (0.0, 1.0))
    assert round(100 * free.mean()) == 87
    assert round(100 * paid.mean()) == 66
    assert (free - paid).min() > 0.15
    assert (ends(weight=1.0) < 0.5).all(axis=1).mean() > 0.98


@pytest.mark.thorough
@TARGETS
def test_the_tax_shrinks_with_a_looser_budget_and_nearly_vanishes(target):
    taxes = []
    for budget in (TIGHT, 115, LOOSE):
        free, paid = (
            means(target=target, budget=budget, weight=weight)[0] for weight in (0.0, 1.0)
        )
        taxes.append(float((free - paid).mean()))
    assert taxes[0] > taxes[1] > taxes[2]
    assert taxes[0] > 0.05
    assert abs(taxes[2]) < 0.01


def test_under_the_loose_budget_luck_leaves_most_policies_in_both():
    last = ends(budget=LOOSE)
    assert both(last).mean() > 0.9
    # By luck: no thought is in one language in nearly all runs.
    shares = (last > 0.5).mean(axis=0)
    assert (shares > 0.3).all()
    assert (shares < 0.7).all()
    fits = tables_of(LOOSE, ENGLISH).fits
    assert min(fits) > 0.99


def test_asked_for_chinese_most_policies_still_compare_in_english():
    last = ends(target=CHINESE, weight=1.0)
    assert (last[:, COMPARE] < 0.5).mean() > 0.6
    # Because it is shorter, so only where tokens are scarce.
    assert LENGTHS[COMPARE][CHINESE] - LENGTHS[COMPARE][ENGLISH] == 6
    assert (ends(target=CHINESE, weight=1.0, budget=LOOSE)[:, COMPARE] > 0.5).all()
    assert (np.delete(last, COMPARE, axis=1) > 0.5).all(axis=1).mean() > 0.9
    tight = [means(target=target, weight=1.0)[0].mean() for target in (ENGLISH, CHINESE)]
    assert tight[1] > tight[0] + 0.1


def test_a_weak_pull_leaves_two_languages():
    last = ends(weight=0.2)
    assert both(last).mean() > 0.98


def test_the_prose_says_these_numbers():
    prose = (Path(alignment_tax.__file__).parent / "prose.md").read_text("utf-8")
    assert "Three thoughts are shorter in Chinese, two in English" in prose
    assert f"all of {'three hundred' if SEEDS == 300 else SEEDS} runs" in prose
    assert "ends at 66% on average, in place of 87%" in prose
    assert "These 21 points" in prose
    assert f"a tight budget ({TIGHT} tokens)" in prose
    assert f"Under the loose budget ({LOOSE}) it is less than a point" in prose
    assert "six tokens shorter, and its two words" in prose
    assert f"pauses (0 to {PAUSES - 1} tokens before a thought)" in prose
    slips = [wording.slip for thought in THOUGHTS for wording in thought.wordings]
    assert f"slip rates ({100 * min(slips):.0f} to {100 * max(slips):.0f}%)" in prose
    assert language_consistency("a", "en") == language_consistency("", "en") == 1.0
    assert words_of(" a") == (0, 0)


# ---- what the finding says ----


def test_the_default_names_languages_and_accuracy():
    assert finding() == (
        "Without a language reward, the policy mixes: Restate, Suppose and Divide mostly in"
        " Chinese, Compare and Conclude mostly in English. Of all chains 87% are right, up from 68%"
        " before training; on average 32% of a chain’s words are English. With λ = 1, English costs"
        " 21 points of accuracy on average: the tax."
    )
    assert "With λ = 1, English costs less than a point on average" in finding(budget=LOOSE)


@TARGETS
@pytest.mark.parametrize("budget", [TIGHT, LOOSE])
def test_the_usual_tax_is_that_of_many_runs(target, budget):
    key = LANGUAGES[target].key
    free, paid = (means(target=target, budget=budget, weight=w)[0].mean() for w in (0.0, 1.0))
    told = tax_of(view(target=key, budget=budget))
    assert told is None or abs(told.points - 100 * (free - paid)) < 1.5
    if told is None:
        assert (target, budget) == (CHINESE, LOOSE)  # no preset, so the page does the means


def test_a_finding_is_short():
    for preset in PRESETS:
        for step in (0, 20, STEPS):
            assert len(finding(**{**preset.values, "step": step}).split()) <= 60


def test_one_language_is_compared_with_none_asked_for():
    shown = view(weight=1.0)
    free = course_of(USUAL)[0][-1]
    said = finding(weight=1.0)
    free_at_20 = course_of(USUAL)[0][20]
    assert f"{free_at_20:.0%} would be right: the tax so far is" in finding(weight=1.0, step=20)
    assert "tax" not in finding(weight=1.0, step=0)
    assert "With λ = 1, all five thoughts are mostly in English." in said
    assert f"With λ = 0 and the same luck {free:.0%} would be right: the tax is 19 points." in said
    assert tax_of(shown).points == round(100 * free) - round(100 * shown.accuracy[-1]) == 19
    assert "the tax is less than a point" in finding(weight=1.0, budget=LOOSE)


def test_the_start_and_a_budget_that_nothing_fits():
    assert finding(step=0).startswith(
        "Before training, a thought is in Chinese with probability 50%. Of all chains 68% are"
        " right;"
    )
    assert "Hardly any chain fits the budget." in finding(budget=60)
    assert "so it taught nothing" in finding(budget=60)


@pytest.mark.parametrize("said", ["much", "some", "little"])
def test_a_prediction_is_judged_at_the_end_only(said):
    state = {"weight": 1.0, "budget": LOOSE, "predict": said}
    costs = {"much": "15 points or more", "some": "3 to 14 points", "little": "fewer than 3 points"}
    assert finding(**state, step=49).endswith(f"You predicted that it costs {costs[said]}.")
    assert "tax" not in finding(**state, step=49)
    link = "right" if said == "little" else "no"
    assert finding(**state).endswith(
        f"You predicted {costs[said]}: {link}, it costs less than one."
    )
    assert abs(tax_of(view(**state)).points) < LITTLE


@pytest.mark.parametrize("changed", [{"weight": 0.0}, {"budget": TIGHT}, {"target": "zh"}])
def test_a_prediction_is_not_judged_in_other_settings(changed):
    state = {"weight": 1.0, "budget": LOOSE, "predict": "little", **changed}
    for step in (49, STEPS):
        assert finding(**state, step=step).endswith(
            "You predicted fewer than 3 points for English with λ = 1 and 140 tokens; these are"
            " other settings."
        )


def test_a_prediction_hides_what_is_to_come():
    state = {"weight": 1.0, "budget": LOOSE, "predict": "much"}
    waiting, answered = (WIDGET.render(view(**state, step=step)) for step in (49, 50))
    assert "Hidden until step 50" in waiting
    assert "secret" in waiting
    assert "λ = 0" not in waiting
    assert "Hidden" not in answered
    assert "secret" not in answered


# ---- the picture ----


def test_chinese_is_marked_as_chinese_and_glossed():
    shown = view()
    picture = WIDGET.render(shown)
    chinese = re.findall(r'<span lang="zh-Hans">([^<]+)</span>', picture)
    assert chinese == [line.sentence for line in shown.lines if line.language == CHINESE]
    english = re.findall(r'<span lang="en">([^<]+)</span>', picture)
    assert english == [line.sentence for line in shown.lines if line.language == ENGLISH]
    outside = re.sub(r'<(\w+) lang="zh-Hans">[^<]*</\1>', "", picture)
    assert not re.search(r"[\u4e00-\u9fff]", outside)
    for line in shown.lines:
        assert (f'"tax-gloss">{line.gloss}<' in picture) == (line.language == CHINESE)
    assert "tax-gloss" not in WIDGET.render(view(translated=False))


def test_what_is_cut_off_is_struck_out_and_the_rest_is_what_was_said():
    shown = view(weight=1.0)
    assert shown.read.tokens > shown.settings.budget
    written = " ".join(line.sentence for line in shown.lines if line.sentence)
    assert written == text_of_try(shown.read)
    assert "<s " in WIDGET.render(shown)
    assert "cut off, so wrong." in WIDGET.render(shown)
    assert "<s " not in WIDGET.render(view())


def test_a_slip_is_named():
    for number, each in enumerate(group_at(USUAL, STEPS), start=1):
        picture = WIDGET.render(view(shown=number))
        slipped = each.slip and each.tokens <= TIGHT
        if slipped:
            assert "✗ slips" in picture
            assert f"wrong: {THOUGHTS[each.slip - 1].name} slips." in picture


def test_what_was_not_said_is_not_marked_as_a_slip():
    unsaid = 0
    for step in range(1, STEPS + 1):
        for number, each in enumerate(
            group_at(USUAL._replace(weight=1.0, budget=90), step), start=1
        ):
            if not each.slip:
                continue
            shown = view(weight=1.0, budget=90, step=step, shown=number)
            line = shown.lines[each.slip - 1]
            unsaid += bool(line.lost)
            assert ("✗ slips" in WIDGET.render(shown)) == (not line.lost)
    assert unsaid > 3


def test_the_group_says_why_its_tries_are_wrong():
    for changes in ({}, {"weight": 1.0}, {"weight": 1.0, "step": 30}):
        shown = view(**changes)
        right = sum(each.right for each in shown.group)
        cut = sum(each.tokens > TIGHT for each in shown.group)
        slipped = sum(each.tokens <= TIGHT and each.slip > 0 for each in shown.group)
        told = f"{right} of 16 tries right, {cut} cut off, {slipped} slipped."
        assert told in WIDGET.render(shown)
        assert right + cut + slipped == 16


def test_a_row_has_its_length_in_both_languages():
    picture = WIDGET.render(view())
    for place, line in enumerate(view().lines):
        own, other = LENGTHS[place][line.language], LENGTHS[place][1 - line.language]
        assert f">{line.pause} + {own} ({other})<" in picture


def test_the_tax_is_a_gap_as_high_as_its_points():
    for changes in (
        {},
        {"weight": 1.0},
        {"weight": 1.0, "target": "zh"},
        {"weight": 1.0, "step": 9},
    ):
        shown = view(**changes)
        picture = WIDGET.render(shown)
        (y1, y2) = re.search(
            r'y1="([\d.]+)%" x2="100%" y2="([\d.]+)%" class="rule r-toy tax-gap"', picture
        ).groups()
        low = 0.25 if min(shown.tables.accuracy) >= 0.25 else 0.0
        assert (float(y2) - float(y1)) * (1 - low) == pytest.approx(tax_of(shown).points, abs=1.01)
        assert f">{tax_of(shown).points} points<" in picture
    loose = WIDGET.render(view(weight=1.0, budget=LOOSE))
    assert "tax-gap" not in loose
    assert ">under 1 point<" in loose
    assert "tax-ghost" in loose
    assert "tax-ghost" not in WIDGET.render(view())


def test_rings_that_lie_on_one_another_share_a_name():
    assert ">λ ≥ 1<" in WIDGET.render(view())
    assert ">λ ≥ 0.1<" in WIDGET.render(view(budget=LOOSE))


def test_the_bar_has_room_for_any_chain_and_any_budget():
    assert max(MOST, declared(Controls)["budget"].high) <= ROOM


# ---- the sweep ----


def test_every_preset_has_a_sweep_from_the_build():
    for preset in PRESETS:
        controls = replace(Controls(), **preset.values, seed=12345)
        assert stored_sweep(settings_of(controls)).seeds == 200
        assert background(controls) is None


def test_the_stored_sweeps_are_what_their_recipe_makes():
    fresh = language_sweeps(seeds=40)
    for preset in PRESETS:
        found = stored_sweep(settings_of(Controls(**preset.values)))
        assert len(found.points) == len(WEIGHTS)
    for name, record in fresh.items():
        preset = next(preset for preset in PRESETS if preset.name == name)
        found = stored_sweep(settings_of(Controls(**preset.values)))
        assert np.abs(np.array(record["points"]) - np.array(found.points)).max() < 0.04


def test_the_sweep_made_on_the_page_agrees_with_numpy():
    controls = Controls(budget=98, target="zh")
    *_, last = background(controls).slices
    assert last.seeds == PAGE_SEEDS
    settings = settings_of(controls)
    tables = tables_of(98, CHINESE)
    for weight, point in zip(WEIGHTS, last.points, strict=True):
        policies = train_all(settings._replace(weight=weight), PAGE_SEEDS)[:, -1]
        shares = np.where(BITS, policies[:, None, :], 1 - policies[:, None, :]).prod(axis=2)
        exact = [
            float((shares @ np.array(t)).mean()) for t in (tables.consistency, tables.accuracy)
        ]
        assert point == pytest.approx(exact, abs=1e-9)


# ---- taken home ----


def test_the_csv_is_the_run():
    controls = Controls(weight=0.4)
    rows = list(csv.DictReader(StringIO(to_csv(controls))))
    accuracy, consistency = course_of(settings_of(controls))
    assert [float(row["accuracy"]) for row in rows] == list(accuracy)
    assert [float(row["consistency"]) for row in rows] == list(consistency)


@pytest.mark.parametrize(
    "changes", [{}, {"weight": 0.6, "target": "zh", "budget": 92, "group_size": 9, "start": 0.3}]
)
def test_the_python_that_is_taken_home_trains_the_same_policy(changes, capsys):
    controls = replace(Controls(), **changes)
    exec(to_python(controls), {})
    printed = [float(line) for line in capsys.readouterr().out.split()]
    assert printed == pytest.approx(train(settings_of(controls)).chinese[-1], abs=1e-6)
