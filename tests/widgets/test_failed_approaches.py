"""What did not work: each thing that the chapter says of its three toys, on the toys."""

import itertools
import json
import re
from dataclasses import replace
from math import exp, log, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grpo_core import kl, kl_regularised_optimum
from sitebuild.recipes import searches
from widgets.failed_approaches import WIDGET
from widgets.failed_approaches.controls import BUDGETS, DOUBLINGS, PRESETS, Controls
from widgets.failed_approaches.forest import (
    PAGE_TREES,
    Success,
    background,
    grown,
    kind_of,
    preset_kinds,
    stored_success,
)
from widgets.failed_approaches.grader import (
    STEPS,
    Grader,
    contests,
    pick_of,
    picks_of,
    scores_of,
)
from widgets.failed_approaches.learned import RIGHT, TRIES, answers_of, path_of, point_at
from widgets.failed_approaches.model import compute
from widgets.failed_approaches.published import CHESS, GO, TOKENS
from widgets.failed_approaches.search import (
    EXPLORATION,
    Tree,
    _values,
    ceiling_of,
    outcomes,
    paths_of,
    powers_of,
    search,
)
from widgets.failed_approaches.take_home import to_csv
from widgets.failed_approaches.words import shape_of
from widgets.kit.plot import GRID
from widgets.kit.words import percent

USUAL = Grader(0.75, 0.4, 0.06, 0.9)
FACTS = Path(__file__).parents[1] / "facts.json"


def finding(**changes):
    return compute(replace(Controls(), **changes)).finding


# ---- best of N ----


def sampled(grader, tries, contests_, seed):
    """Picks found by brute force: the share that is right, their mean score, standard errors."""
    random = np.random.default_rng(seed)
    shape = (contests_, tries, STEPS)
    wrong = random.random(shape) >= grader.right
    persuasive = wrong & (random.random(shape) < grader.fooled)
    means = np.where(persuasive, 1 + grader.appeal, np.where(wrong, 0.0, 1.0))
    scores = (means + grader.noise * random.standard_normal(shape)).mean(axis=2)
    best = scores.argmax(axis=1)
    rows = np.arange(contests_)
    right = ~wrong.any(axis=2)[rows, best]
    score = scores[rows, best]
    return right.mean(), score.mean(), score.std() / sqrt(contests_)


@pytest.mark.parametrize(
    "grader", [USUAL, Grader(0.8, 1.0, 0.0, 0.0), Grader(0.6, 0.2, 0.3, 1.5)], ids=str
)
@pytest.mark.parametrize("tries", [1, 2, 16, 128])
def test_best_of_n_is_what_brute_force_finds(grader, tries):
    right, score, error = sampled(grader, tries, 6000, seed=tries)
    exact = pick_of(grader, tries)
    assert abs(exact.right - right) < 4 * sqrt(0.25 / 6000)
    assert abs(exact.score - score) < 4 * error


@given(st.floats(0.5, 0.95), st.floats(0.1, 1.5), st.floats(0.0, 0.5), st.floats(0.0, 1.5))
@settings(deadline=None, max_examples=40)
def test_a_single_try_is_as_the_steps_say(right, noise, fooled, appeal):
    alone = pick_of(Grader(right, noise, fooled, appeal), 1)
    assert alone.right == pytest.approx(right**STEPS, abs=1e-9)
    mean = right + (1 - right) * fooled * (1 + appeal)
    assert alone.score == pytest.approx(mean, abs=1e-7)


@pytest.mark.parametrize("grader", [USUAL, Grader(0.6, 0.1, 0.5, 1.5)], ids=str)
@pytest.mark.parametrize("tries", [1, 64, 2**DOUBLINGS])
def test_the_quadrature_is_as_good_as_one_eight_times_as_fine(grader, tries, monkeypatch):
    coarse = pick_of(grader, tries)
    scores_of.cache_clear()
    monkeypatch.setattr("widgets.failed_approaches.grader.FINENESS", 48)
    fine = pick_of(grader, tries)
    scores_of.cache_clear()
    assert coarse.right == pytest.approx(fine.right, abs=1e-6)
    assert coarse.score == pytest.approx(fine.score, abs=1e-6)


def test_with_persuasive_mistakes_the_pick_is_right_more_often_and_then_less():
    rights = [pick.right for pick in picks_of(USUAL)]
    best = max(range(len(rights)), key=rights.__getitem__)
    assert 0 < best < DOUBLINGS
    assert all(a < b for a, b in itertools.pairwise(rights[: best + 1]))
    assert all(a > b for a, b in itertools.pairwise(rights[best:]))
    assert rights[best] > 0.5
    assert rights[-1] < rights[0] < 0.2


@pytest.mark.parametrize("noise", [0.1, 0.4, 0.8, 1.5])
@pytest.mark.parametrize("right", [0.5, 0.75, 0.95])
def test_without_them_every_doubling_helps_however_noisy(right, noise):
    rights = [pick.right for pick in picks_of(Grader(right, noise, 0.0, 1.0))]
    assert all(b >= a - 1e-9 for a, b in itertools.pairwise(rights))
    assert rights[4] > rights[0] + 0.01


def test_more_noise_makes_choosing_slower():
    quiet, loud = (picks_of(Grader(0.75, noise, 0.0, 1.0)) for noise in (0.4, 1.0))
    assert all(a.right > b.right for a, b in zip(quiet[1:], loud[1:], strict=True))


@given(st.floats(0.5, 0.95), st.floats(0.1, 1.5), st.floats(0.0, 0.5), st.floats(0.0, 1.5))
@settings(deadline=None, max_examples=40)
def test_the_score_of_the_pick_rises_with_every_doubling(right, noise, fooled, appeal):
    scores = [pick.score for pick in picks_of(Grader(right, noise, fooled, appeal))]
    assert all(b > a for a, b in itertools.pairwise(scores))


def test_what_a_score_is_worth_turns_over_with_persuasive_mistakes_only():
    for grader, turns in ((USUAL, True), (USUAL._replace(fooled=0.0), False)):
        worth = scores_of(grader).worth
        best = max(range(len(worth)), key=worth.__getitem__)
        assert (worth[best] - worth[-1] > 0.3) is turns


@pytest.mark.parametrize("tries", [1, 32, 4096])
def test_the_drawn_picks_are_of_the_exact_distribution(tries):
    drawn = [each for seed in range(1000) for each in contests(USUAL, tries, seed)]
    exact = pick_of(USUAL, tries)
    share = sum(each.right for each in drawn) / len(drawn)
    assert abs(share - exact.right) < 4 * sqrt(exact.right * (1 - exact.right) / len(drawn))
    mean = sum(each.score for each in drawn) / len(drawn)
    spread = np.std([each.score for each in drawn]) / sqrt(len(drawn))
    assert abs(mean - exact.score) < 4 * spread


def test_the_more_tries_the_more_persuasive_mistakes_the_winner_has():
    random = np.random.default_rng(5)
    found = []
    for tries in (8, 64, 512):
        shape = (1500, tries, STEPS)
        wrong = random.random(shape) >= USUAL.right
        persuasive = wrong & (random.random(shape) < USUAL.fooled)
        means = np.where(persuasive, 1 + USUAL.appeal, np.where(wrong, 0.0, 1.0))
        scores = (means + USUAL.noise * random.standard_normal(shape)).mean(axis=2)
        winners = scores.argmax(axis=1)
        found.append(persuasive.sum(axis=2)[np.arange(1500), winners].mean())
    assert found[0] < found[1] - 0.05
    assert found[1] < found[2] - 0.05


def test_another_n_does_not_change_the_luck():
    few, many = (contests(USUAL, tries, 3) for tries in (8, 512))
    ranks = [np.argsort([each.score for each in drawn]).tolist() for drawn in (few, many)]
    assert ranks[0] == ranks[1]
    assert all(a.score < b.score for a, b in zip(few, many, strict=True))


def test_the_prediction_is_hidden_until_the_last_doubling():
    waiting, done = (
        compute(Controls(predict="falls", fooled=0.0, doublings=n)) for n in (13, DOUBLINGS)
    )
    assert waiting.grading.secret
    assert not done.grading.secret
    pictures = [WIDGET.render(view) for view in (waiting, done)]
    assert ["secret" in picture for picture in pictures] == [True, False]
    assert waiting.finding.startswith("Without persuasive mistakes, the pick among 8,192 is right")
    assert "16,384" not in waiting.finding
    assert "16,384" not in {row[0] for row in WIDGET.table(waiting).rows}
    assert "16,384" in {row[0] for row in WIDGET.table(done).rows}
    assert done.finding.endswith("They are right more and more often.")


@given(st.sampled_from(["falls", "stays", "rises"]), st.floats(0.01, 0.5), st.integers(0, 14))
@settings(deadline=None, max_examples=30)
def test_a_prediction_is_not_judged_on_a_grader_that_it_was_not_about(said, fooled, doublings):
    view = compute(Controls(predict=said, fooled=fooled, doublings=doublings))
    assert not view.grading.secret
    assert "That is so" not in view.finding
    assert "You predicted" not in view.finding
    assert "about a grader without persuasive mistakes" in view.finding


@pytest.mark.parametrize("said", ["falls", "stays", "rises"])
def test_a_prediction_is_judged_by_the_curve(said):
    laid = dict(next(iter(Controls.__dataclass_fields__.values())).metadata)["control"].values
    controls = replace(Controls(), predict=said, fooled=float(dict(laid)["fooled"]), doublings=14)
    assert ("That is so" in compute(controls).finding) is (said == "rises")


# ---- the search ----


def by_the_book(tree, simulations):
    """UCT written anew, with a dictionary and numpy; the path chosen at the end."""
    right, values = _values(tree)
    del right
    most = min(tree.cap, tree.branching)
    visits, sums = {}, {}
    for _ in range(simulations):
        path = [0]
        while len(path) <= tree.depth:
            node = path[-1]
            children = [node * tree.branching + 1 + n for n in range(most)]
            fresh = [child for child in children if child not in visits]
            if fresh:
                path.append(fresh[0])
                break
            n = np.array([visits[child] for child in children])
            mean = np.array([sums[child] for child in children]) / n
            scores = mean + EXPLORATION * np.sqrt(np.log(visits[node]) / n)
            path.append(children[int(scores.argmax())])
        for node in path:
            visits[node] = visits.get(node, 0) + 1
            sums[node] = sums.get(node, 0.0) + values[path[-1]]
    node, chosen = 0, [0]
    for _ in range(tree.depth):
        children = [node * tree.branching + 1 + n for n in range(tree.branching)]
        known = [child for child in children if child in visits]
        node = max(known, key=lambda n: (visits[n], sums[n] / visits[n])) if known else children[0]
        chosen.append(node)
    return visits, tuple(chosen)


@pytest.mark.parametrize("simulations", [1, 7, 100, 512])
@pytest.mark.parametrize("kind", [(4, 4, 0.5, 5), (3, 5, 0.3, 2), (2, 2, 0.0, 1)], ids=str)
def test_the_search_is_uct_by_the_book(kind, simulations):
    tree = Tree(*kind, 11)
    found = search(tree, simulations)
    visits, chosen = by_the_book(tree, simulations)
    assert found.chosen == chosen
    assert {n: count for n, count in enumerate(found.visits) if count} == visits
    assert found.visits[0] == simulations


def test_the_outcomes_on_the_way_are_those_of_shorter_searches():
    for seed in range(12):
        tree = Tree(4, 4, 0.4, 5, seed)
        shorter = [search(tree, 2**n).succeeded for n in range(BUDGETS + 1)]
        assert outcomes(tree) == tuple(shorter)


def share(kind, trees=300):
    *_, success = grown(kind, trees)
    return success


def test_small_errors_need_only_patience_and_larger_ones_stop_being_helped():
    none, small, large, huge = (share((4, 4, noise, 4)) for noise in (0.0, 0.2, 0.7, 2.0))
    assert none.share(BUDGETS) == 1.0
    assert small.share(BUDGETS) > 0.95
    assert small.share(5) < 0.3
    assert 0.1 < large.share(BUDGETS) < 0.35
    assert large.share(BUDGETS) - large.share(7) < 0.05
    assert huge.share(BUDGETS) < 0.06


def test_with_nothing_but_noise_a_search_is_a_guess():
    # Noise a thousand times as large as the truth drowns it.
    guessing = share((2, 3, 1000.0, 2), trees=1600)
    low, high = guessing.band(BUDGETS)
    assert low < 1 / paths_of(2, 3) < high


def test_a_search_that_fails_mostly_settles_on_a_path_that_is_overrated():
    failures = overrated = 0
    for seed in range(200):
        tree = Tree(4, 4, 0.7, 5, seed)
        found = search(tree, 512)
        if not found.succeeded:
            values = _values(tree)[1]
            failures += 1
            overrated += values[found.chosen[-1]] > values[found.right[-1]]
    assert failures > 100
    assert overrated / failures > 0.7


@pytest.mark.parametrize("cap", [1, 2, 3])
def test_a_cap_is_a_ceiling_that_a_faultless_search_reaches(cap):
    ceiling = ceiling_of(cap, 4, 3)
    success = share((4, 3, 0.0, cap), trees=400)
    low, high = success.band(BUDGETS)
    assert low <= ceiling <= high
    for seed in range(100):
        tree = Tree(4, 3, 0.0, cap, seed)
        right = _values(tree)[0]
        reachable = all((node - 1) % 4 < cap for node in right[1:])
        assert search(tree, 512).succeeded == reachable


def test_the_luck_of_a_tree_stays_when_its_noise_or_its_cap_changes():
    right, values = _values(Tree(4, 4, 1.0, 5, 3))
    other, doubled = _values(Tree(4, 4, 2.0, 2, 3))
    assert right == other
    wrong = next(n for n in range(1, 5) if n not in right)
    assert doubled[wrong] == pytest.approx(2 * values[wrong])


@pytest.mark.parametrize("name", list(preset_kinds()))
def test_the_stored_searches_are_what_their_recipe_makes(name):
    kind = preset_kinds()[name]
    stored = stored_success(kind)
    assert stored.trees == 1000
    fresh = Success(**searches(trees=60)[name])
    for doublings in range(BUDGETS + 1):
        gap = abs(stored.share(doublings) - fresh.share(doublings))
        assert gap < 4 * sqrt(0.25 / 60)
    controls = next(replace(Controls(), **p.values) for p in PRESETS if p.name == name)
    assert background(controls) is None


def test_the_background_grows_until_the_page_has_all_its_trees():
    controls = Controls(tab="search", value_noise=0.9)
    work = background(controls)
    assert work.key == kind_of(controls)
    assert background(replace(controls, budget=3, seed=4)).key == work.key
    assert background(replace(controls, cap=2)).key != work.key
    assert background(replace(controls, tab="grader")) is None
    first = next(work.slices)
    assert (first.trees, compute(controls, first).searching.complete) == (1, False)
    assert "1 of 200 trees searched so far" in WIDGET.render(compute(controls, first))
    assert "0 of 200 trees searched so far" in WIDGET.render(compute(controls))
    *_, last = work.slices
    assert last.trees == PAGE_TREES
    assert compute(controls, last).searching.complete


def test_the_sizes_are_those_of_the_fact_sheet():
    facts = json.loads(FACTS.read_text("utf-8"))
    text = json.dumps(facts)
    assert f'"vocab_size": {TOKENS.branching}' in text
    assert f'"avg_thinking_tokens": {TOKENS.depth}' in text
    exact = len(str(TOKENS.branching**50)) / 50
    assert powers_of(TOKENS.branching, 1) == pytest.approx(exact, abs=0.02)
    assert powers_of(CHESS.branching, CHESS.depth) == pytest.approx(
        len(str(CHESS.branching**CHESS.depth)), abs=1
    )
    assert len(str(GO.branching**GO.depth)) - powers_of(GO.branching, GO.depth) < 1


# ---- the learned reward ----


def test_the_curve_is_the_optimum_of_the_core():
    answers = answers_of(0.2, 0.5, 7)
    reference = [1 / TRIES] * TRIES
    for point in path_of(answers)[::6]:
        policy = kl_regularised_optimum(reference, answers.learned, point.beta)
        assert point.kl == pytest.approx(kl(policy, reference), abs=1e-9)
        assert point.truth == pytest.approx(sum(policy[:RIGHT]))
        assert point.learned == pytest.approx(float(np.dot(policy, answers.learned)))
        same = point_at(answers, point.beta)
        assert same[1:] == pytest.approx(point[1:], abs=1e-9)


def test_no_policy_as_near_the_reference_has_a_higher_learned_reward():
    answers = answers_of(0.2, 0.5, 7)
    now = point_at(answers, 0.3)
    learned = np.array(answers.learned)
    random = np.random.default_rng(0)
    for _ in range(300):
        logits = learned / 0.3 + 0.5 * random.standard_normal(TRIES)
        policy = np.exp(logits - logits.max())
        policy /= policy.sum()
        distance = float(np.sum(policy * np.log(policy * TRIES)))
        assert policy @ learned - 0.3 * distance <= now.learned - 0.3 * now.kl + 1e-12


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(0, 999))
@settings(deadline=None, max_examples=60)
def test_the_learned_reward_rises_with_kl_whatever_the_error(size, tail, seed):
    path = path_of(answers_of(size, tail, seed))
    for a, b in itertools.pairwise(path):
        assert b.kl >= a.kl - 1e-9
        assert b.learned >= a.learned - 1e-9


def turned(size, tail, seeds=range(200)):
    """In which share of draws right tries end up rarer than at the start."""
    ends = [path_of(answers_of(size, tail, seed))[-1].truth for seed in seeds]
    return sum(end < RIGHT / TRIES for end in ends) / len(ends)


def test_a_heavy_tail_turns_most_draws_over_and_small_normal_errors_none():
    assert turned(0.2, 0.5) > 0.55
    assert turned(0.2, 0.8) > 0.7
    assert turned(0.2, 0.0) == 0.0
    assert turned(0.4, 0.0) == 0.0


def test_large_normal_errors_turn_some_draws_over_but_far_fewer():
    assert 0.0 < turned(1.0, 0.0) < 0.3


@pytest.mark.parametrize("seed", range(5))
def test_without_error_truth_and_learned_reward_are_the_same_and_rise(seed):
    path = path_of(answers_of(0.0, 0.5, seed))
    for a, b in itertools.pairwise(path):
        assert b.truth >= a.truth - 1e-12
    assert all(point.truth == pytest.approx(point.learned) for point in path)
    assert "Without error the two are the same." in finding(tab="learned", error=0.0, seed=seed)


def test_what_takes_the_policy_is_one_answer_that_is_overrated():
    view = compute(Controls(tab="learned", beta=0.02)).learning
    top = view.best[0]
    assert view.answers.truth[top] == 0.0
    assert view.answers.learned[top] == max(view.answers.learned)
    assert view.policy[top] > 0.9


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
@settings(deadline=None, max_examples=20)
def test_size_and_tail_do_not_change_the_luck(size, tail):
    # The larger the luck, the larger the error, whatever its tail.
    usual = np.argsort(np.array(answers_of(1.0, 0.0, 5).learned[RIGHT:]))
    changed = np.array(answers_of(size, tail, 5).learned[RIGHT:])
    assert np.all(np.diff(changed[usual]) >= 0)


def test_the_tail_is_a_power_law_of_the_index_that_the_help_promises():
    # z = √(2 log(1/p) …): the error grows like p^(−tail), up to logarithms.
    def error(z):
        return z * exp(0.5 * z * z / 2)

    z = 8.0
    step = 1e-4
    slope = (log(error(z + step)) - log(error(z))) / (-z * step)
    assert slope == pytest.approx(-0.5, abs=0.02)


# ---- all three ----


def test_the_findings_say_what_the_pictures_show():
    assert finding().startswith(
        "More tries help up to 32, where the pick is right 52% of the time, and then harm: 15%"
        " among 16,384. Yet its score climbs all the way, from 0.78 to 1.67: the more tries, the"
        " more persuasive mistakes the pick has."
    )
    assert "The more tries, the more often the pick is right" in finding(fooled=0.0)
    assert "there is nothing to pick" in finding(doublings=0)
    assert "69% of searches are right (82% with 512), and 0.4% of blind" in finding(tab="search")
    assert "one of 10 to the power of 44,946" in finding(tab="search")
    assert "Beyond 128 simulations" not in finding(tab="search")
    assert "right tries first grow more common, from 20% to" in finding(tab="learned")
    assert "both rise" in finding(tab="learned", tail=0.0)


def test_what_a_larger_n_does_after_a_peak_that_is_hardly_one_is_said_so():
    told = finding(fooled=0.2, noise=1.5)
    assert told.startswith("More tries help, up to 26% among 512, and beyond hardly change")
    assert "the pick has, which does not outweigh the rest up to 16,384." in told
    rights = [pick.right for pick in picks_of(Grader(0.75, 1.5, 0.2, 0.9))]
    assert rights.index(max(rights)) == 9
    assert 0.0 < max(rights) - rights[-1] < 0.01


def test_mistakes_that_score_like_right_steps_bound_what_choosing_can_do():
    told = finding(right=0.5, fooled=0.5, appeal=0.0)
    assert "no number of tries tells them apart" in told
    bound = (0.5 / (0.5 + 0.5 * 0.5)) ** STEPS
    rights = [pick.right for pick in picks_of(Grader(0.5, 0.4, 0.5, 0.0))]
    assert 0.8 * bound < max(rights) < bound


@pytest.mark.parametrize("cap", [1, 2, 3])
def test_a_cap_is_told_as_the_trees_that_it_leaves_possible(cap):
    told = finding(tab="search", cap=cap)
    ceiling = percent(ceiling_of(cap, 4, 4))
    assert f"so in {ceiling} of trees the right path can be reached at all" in told
    assert ("Only one of the 4 children of each node is looked at" in told) is (cap == 1)
    assert ("left out" in WIDGET.render(compute(Controls(tab="search", cap=cap)))) is True
    assert "left out" not in WIDGET.render(compute(Controls(tab="search")))


def test_a_larger_budget_that_has_stopped_helping_is_said_so_whatever_the_success():
    found = {"flat": (1, 5, 9, 20, 40, 60, 100, 150, 160, 154), "worse": (0,) * 7 + (40, 38, 30)}
    controls = Controls(tab="search", value_noise=2.0)
    told = {name: compute(controls, Success(200, each)).finding for name, each in found.items()}
    assert "Beyond 128 simulations a larger budget hardly helps." in told["flat"]
    assert "Beyond 128 simulations a larger budget does not help." in told["worse"]
    poor = compute(controls, Success(200, (0,) * 7 + (8, 8, 8))).finding
    assert "a larger budget does not help." in poor
    rising = compute(controls, Success(200, (0,) * 7 + (40, 60, 80))).finding
    assert "larger budget" not in rising


def test_few_trees_are_not_quoted_as_a_share():
    controls = Controls(tab="search", value_noise=0.9)
    few, some = (compute(controls, Success(n, (0,) * 9 + (2,))) for n in (29, 100))
    assert "200 trees like it are being searched; 29 are done." in few.finding
    assert "%" not in few.finding
    assert "On 100 of 200 trees like it, searched so far, " in some.finding
    assert ["line r-right dashed" in WIDGET.render(view) for view in (few, some)] == [True, False]


def test_the_band_does_not_rise_above_a_ceiling():
    success = Success(29, (0, 0, 0, 0, 1, 3, 6, 9, 9, 9))
    view = compute(Controls(tab="search", cap=3), success)
    assert success.band(9)[1] > ceiling_of(3, 4, 4)
    outline = re.search(r'class="area r-right band" d="M([^"]*)Z"', WIDGET.render(view)).group(1)
    top = min(int(point.split()[1]) for point in outline.split("L"))
    assert top >= round(GRID * (1 - ceiling_of(3, 4, 4)))


def test_once_a_child_is_unseen_its_turn_comes_before_any_score():
    for budget in (0, 1):
        view = compute(Controls(tab="search", budget=budget))
        card = WIDGET.workings["child"](view, 1)
        assert "Once every child that may be looked at has been seen" in card.words
        after = search(view.searching.tree, view.searching.budget + 1)
        fresh = [child.visits for child in view.searching.children].index(0)
        assert after.visits[1 + fresh] == 1


@pytest.mark.parametrize(
    ("size", "tail", "seed", "said"),
    [
        (1.0, 1.0, 7, "right tries only grow rarer, from 20% to"),
        (0.5, 0.8, 5, "right tries only grow rarer, from 20% to"),
        (1.0, 1.0, 15, "right tries only grow rarer, from 20% to"),
        (0.2, 0.5, 7, "first grow more common, from 20% to 51%"),
        (0.2, 0.0, 7, "both rise: right tries from 20% to"),
    ],
)
def test_what_becomes_of_right_tries_is_told_from_the_reference_on(size, tail, seed, said):
    path = path_of(answers_of(size, tail, seed))
    assert path[0].kl == 0.0
    assert path[0].truth == RIGHT / TRIES
    assert path[1].kl < 0.3
    assert said in finding(tab="learned", error=size, tail=tail, seed=seed)


@given(st.floats(0.1, 1.0), st.floats(0.0, 1.0), st.integers(0, 999))
@example(0.3203125, 0.32421875, 660)  # from 20% to 60%, then to 52%
@settings(deadline=None, max_examples=60)
def test_no_first_rise_is_told_where_there_is_none(size, tail, seed):
    truths = [point.truth for point in path_of(answers_of(size, tail, seed))]
    told = finding(tab="learned", error=size, tail=tail, seed=seed)
    risen_and_fallen = max(truths) > max(truths[0], truths[-1]) + 0.01
    assert ("first grow more common" in told) == risen_and_fallen
    assert ("only grow rarer" in told) <= (max(truths) <= truths[0] + 0.01)
    assert ("both rise" in told) <= (truths[-1] > truths[0])


def test_the_defaults_findings_are_short():
    for tab in ("grader", "search", "learned"):
        assert len(finding(tab=tab).split()) <= 60


def test_where_more_tries_begin_to_harm_is_marked():
    assert "52% at 32" in WIDGET.render(compute(Controls()))
    assert " at 16,384" not in WIDGET.render(compute(Controls(fooled=0.0)))


def test_shapes_are_told_by_more_than_a_hair():
    assert shape_of([0.2, 0.205, 0.2]) == "stays"
    assert shape_of([0.2, 0.5, 0.495]) == "rises"
    assert shape_of([0.5, 0.2]) == "falls"


@pytest.mark.parametrize("tab", ["grader", "search", "learned"])
def test_the_table_of_each_idea_is_about_it(tab):
    table = WIDGET.table(compute(Controls(tab=tab)))
    assert {len(row) for row in table.rows} == {len(table.columns)}
    assert len(table.rows) >= 10


@pytest.mark.parametrize("tab", ["grader", "search", "learned"])
def test_what_is_taken_home_are_the_numbers_of_the_curve(tab):
    view = compute(Controls(tab=tab))
    head, *rows = [line.split(",") for line in to_csv(Controls(tab=tab)).splitlines()]
    assert {len(row) for row in rows} == {len(head)}
    if view.grading:
        assert [float(row[1]) for row in rows] == [pick.right for pick in view.grading.picks]
    elif view.learning:
        assert [float(row[2]) for row in rows] == [point.truth for point in view.learning.path]
    else:
        assert rows[view.searching.doublings][1] == str(int(view.searching.found.succeeded))
