"""Two rewards: what is said of the model, the exploits and the training, held to the toy."""

import json
import re
import sys
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from math import exp, log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grpo_core import draws
from grpo_core.rewards import rule_reward
from widgets.kit.data import stored
from widgets.reward_hacking import WIDGET
from widgets.reward_hacking.controls import MOST_LINES, PRESETS, Controls
from widgets.reward_hacking.model import compute
from widgets.reward_hacking.prm import (
    FEATURES,
    LENGTH,
    NUMBERS,
    POOLINGS,
    learned,
    pooled,
    score_response,
    step_features,
    step_score,
    steps_of,
    tokens_of,
)
from widgets.reward_hacking.responses import (
    GOLD,
    HONEST,
    NONSENSE,
    OWN,
    PROBLEM,
    RESPONSES,
    STARTS,
    responses,
)
from widgets.reward_hacking.run import GROUP_SIZE, STEPS, expected, optimise
from widgets.reward_hacking.take_home import labelled_steps, to_csv, to_python
from widgets.reward_hacking.training import DIGITS, FOLDS, PENALTY, examples, fit, gradient, train

ROOT = Path(__file__).parents[2]
LABELLED = (ROOT / "site/data/labelled-steps.txt").read_text("utf-8")
EXAMPLES = examples(LABELLED)
EXPLOITS = RESPONSES[1:]
RIGHT = tuple(rule_reward(r.text, GOLD).accuracy for r in RESPONSES)
RULE = tuple(rule_reward(r.text, GOLD).total for r in RESPONSES)
START = tuple(r.start for r in RESPONSES)
SEEDS = range(150)


def score(text, pooling="mean"):
    return pooled(score_response(text, PROBLEM).scores, pooling)


def scores(pooling="mean"):
    return tuple(score(response.text, pooling) for response in RESPONSES)


def design():
    """The labelled steps as arrays: counts with a 1 before them, and labels."""
    rows = [(1.0, *step_features(e.text, e.problem)) for e in EXAMPLES]
    return np.array(rows), np.array([e.label == "good" for e in EXAMPLES], dtype=float)


def loss(weights, rows, labels):
    z = rows @ weights
    penalty = 0.5 * PENALTY * (weights[1:] ** 2).sum()
    return (np.logaddexp(0.0, z) - labels * z).sum() + penalty


def fitted(rows, labels):
    """The weights by numpy: iteratively reweighted least squares."""
    weights = np.zeros(rows.shape[1])
    ridge = np.diag([0.0, *[PENALTY] * (rows.shape[1] - 1)])
    for _ in range(60):
        p = 1 / (1 + np.exp(-rows @ weights))
        curvature = p * (1 - p)
        worked = rows @ weights + (labels - p) / curvature
        weights = np.linalg.solve(
            rows.T @ (curvature[:, None] * rows) + ridge, rows.T @ (curvature * worked)
        )
    return weights


# ---- The labelled steps ----


def total(expression):
    """What a sum of plain numbers comes to; None if it is not one."""
    plain = expression.translate(str.maketrans("×·−", "**-")).strip(" .,;:")
    if not re.fullmatch(r"[\d.+*/() -]*\d[\d.+*/() -]*", plain):
        return None
    exact = re.sub(r"\d+(?:\.\d+)?", lambda n: f"Fraction('{n.group()}')", plain)
    return eval(exact, {"Fraction": Fraction})


def sums(step):
    """The sides of each equation in a step that are plain sums; not those with an unknown."""
    plain = step.replace(r"\times", "×").replace("$", "")
    for clause in re.split(r"[,;:]\s|\band\b|\bso\b|\bthen\b|\bis\b|\bare\b", plain):
        if re.search(r"(?<![a-z])[xn]\b|\d[xn]\b", clause):
            continue
        sides = [re.sub(r"^[^\d(]*|[^\d)]*$", "", side) for side in clause.split("=")]
        values = [total(side) for side in sides]
        found = [value for value in values if value is not None]
        if len(found) > 1:
            yield found


def test_every_sum_of_a_good_step_is_right():
    checked = [found for e in EXAMPLES if e.label == "good" for found in sums(e.text)]
    assert len(checked) > 80
    for found in checked:
        assert len(set(found)) == 1, found


def test_the_check_of_sums_would_notice_a_wrong_one():
    assert list(sums("So 2 × 3 = 7 rolls, and 1 + 1 = 2.")) == [[6, 7], [2, 2]]
    wrong = [found for e in EXAMPLES if e.label == "wrong" for found in sums(e.text)]
    assert any(len(set(found)) > 1 for found in wrong)


def test_the_data_is_as_large_as_it_says_and_holds_all_labels():
    model = learned()
    assert model.steps == len(EXAMPLES) >= 200
    assert model.good == sum(e.label == "good" for e in EXAMPLES)
    assert model.problems == len({e.problem for e in EXAMPLES})
    assert {e.label for e in EXAMPLES} == {"good", "wrong", "idle"}
    with pytest.raises(ValueError, match="neither a problem nor a labelled step"):
        examples("splendid | 1 + 1 = 2")


def test_the_model_was_not_trained_on_the_problem_or_the_responses():
    known = {e.text.strip().lower() for e in EXAMPLES} | {e.problem for e in EXAMPLES}
    ours = {line.strip().lower() for r in RESPONSES for line in r.text.splitlines()}
    assert not known & ours
    assert PROBLEM not in known
    assert "cinema" not in LABELLED.lower()


@pytest.mark.parametrize(
    "key", ["words", "numbers", "maths", "problem", "links", "order", "checks"]
)
def test_good_steps_look_careful(key):
    place = [feature.key for feature in FEATURES].index(key)
    rows, labels = design()
    counts = rows[:, place + 1]
    assert counts[labels == 1].mean() > 1.3 * counts[labels == 0].mean()


def test_idle_steps_are_short_and_without_numbers_and_most_exploits_are_not():
    idle = [step_features(e.text, e.problem) for e in EXAMPLES if e.label == "idle"]
    assert sum(row[NUMBERS] == 0 for row in idle) / len(idle) > 0.9
    longest = max(row[LENGTH] for row in idle)
    assert np.mean([row[LENGTH] for row in idle]) < 0.5 * longest
    long_and_empty = [
        r.key
        for r in EXPLOITS
        if np.mean([row[LENGTH] for row in score_response(r.text, PROBLEM).features]) >= longest
        and "=" not in r.text
    ]
    assert long_and_empty == ["filler", "restating", "theatre"]


# ---- The training ----


def test_the_slope_is_that_of_the_loss():
    rows, labels = design()
    weights = np.linspace(-0.5, 0.5, rows.shape[1])
    slope = gradient(rows.tolist(), labels.tolist(), weights.tolist(), PENALTY)
    for place, shift in enumerate(np.eye(rows.shape[1]) * 1e-6):
        exact = (loss(weights + shift, rows, labels) - loss(weights - shift, rows, labels)) / 2e-6
        assert slope[place] == pytest.approx(exact, abs=1e-5)


def test_training_ends_where_the_slope_is_zero_and_numpy_ends_there_too():
    rows, labels = design()
    weights = fit(rows.tolist(), labels.tolist())
    assert max(map(abs, gradient(rows.tolist(), labels.tolist(), weights, PENALTY))) < 1e-10
    assert weights == pytest.approx(fitted(rows, labels).tolist(), abs=1e-9)


def test_the_stored_model_is_what_its_recipe_makes():
    assert json.loads(json.dumps(train(LABELLED))) == stored("reward-hacking-model")
    rows, labels = design()
    exact = fitted(rows, labels)
    model = learned()
    assert (model.bias, *model.weights) == tuple(round(float(w), DIGITS) for w in exact)


def test_the_shares_of_steps_judged_rightly_are_counted_rightly():
    rows, labels = design()
    model = learned()
    judged = (rows @ np.array((model.bias, *model.weights)) > 0) == (labels == 1)
    assert model.right == judged.mean()
    problems = list(dict.fromkeys(e.problem for e in EXAMPLES))
    fold = np.array([problems.index(e.problem) % FOLDS for e in EXAMPLES])
    right = 0
    for part in range(FOLDS):
        weights = fitted(rows[fold != part], labels[fold != part])
        right += ((rows[fold == part] @ weights > 0) == (labels[fold == part] == 1)).sum()
    assert model.held_out == right / len(labels)


def test_it_is_a_fair_model_on_problems_that_it_has_not_seen():
    model = learned()
    always = max(model.good, model.steps - model.good) / model.steps
    assert model.held_out > 0.8 > always + 0.2


# ---- What the model sees ----


def test_counts_agree_with_another_way_of_counting():
    for example in (*EXAMPLES, *(e._replace(text=line) for e, line in zip(
        EXAMPLES, (line for r in RESPONSES for line in r.text.splitlines()), strict=False
    ))):  # fmt: skip
        text = re.sub(r"</?(?:think|answer)>", " ", example.text)
        plain = re.sub(r"\\[A-Za-z]+|[Ss]tep \d+:", " ", text)
        words = re.findall(r"[A-Za-z]+", plain)
        found = step_features(example.text, example.problem)
        assert found[0] == len(words) / 10
        assert found[1] == len(re.findall(r"\d+(?:[.,]\d+)*", plain))
        assert found[2] == text.count("=")
        for place, feature in enumerate(FEATURES):
            if feature.words:
                assert found[place] == sum(word.lower() in feature.words for word in words)


def test_the_model_does_not_compute():
    # The same counts, another result: the same score.
    model = learned()
    said = [step_features(f"The hall holds 17 × 23 = {n} seats.", PROBLEM) for n in (391, 381)]
    assert said[0] == said[1]
    assert 0.0 < step_score(said[0], model.bias, model.weights) < 1.0


@pytest.mark.parametrize("chosen", [r.key for r in RESPONSES])
def test_the_weights_of_the_lit_pieces_add_up_to_the_score(chosen):
    model = learned()
    view = compute(Controls(chosen=chosen))
    for line in view.lines:
        if line.score is None:
            continue
        lit = sum(weight for _, weight in line.parts)
        z = model.bias + lit + model.weights[LENGTH] * line.features[LENGTH]
        assert line.score == pytest.approx(1 / (1 + exp(-z)), abs=1e-12)


@pytest.mark.parametrize("response", RESPONSES, ids=lambda r: r.key)
def test_the_lit_text_is_the_text(response):
    view = compute(Controls(chosen=response.key))
    shown = ["".join(text for text, _ in line.parts) for line in view.lines]
    assert shown == [line for line in response.text.splitlines() if line.strip()]
    scored = [line.score for line in view.lines if line.score is not None]
    assert tuple(scored) == score_response(response.text, PROBLEM).scores
    assert view.more == 0


def test_what_follows_the_answer_tag_is_no_step():
    text = "One.\n\n  \nTwo. <answer>3\nChecked, checked.</answer>\nVerified."
    assert [text[a:b] for a, b in steps_of(text)] == ["One.", "Two. "]
    assert steps_of("<think>\n</think>") == []
    assert pooled([], "least") == pooled([], "mean") == 0.0


# ---- Any text whatever ----

HOSTILE = {
    "one word": lambda n: "a" * n,
    "words": lambda n: "check " * (n // 6),
    "lines": lambda n: "so 1\n" * (n // 5),
    "empty lines": lambda n: "\n" * n,
    "digits": lambda n: "1" * n,
    "points": lambda n: "1.," * (n // 3),
    "dollars": lambda n: "$" * n,
    "backslashes": lambda n: "\\" * n,
    "headings": lambda n: "Step 1" * (n // 6),
    "a long step": lambda n: "Step " + "1" * n,
    "half tags": lambda n: "<thin" * (n // 5),
    "tags": lambda n: "<think>" * (n // 7),
    "answers": lambda n: "<answer>" * (n // 8),
    "control characters": lambda n: "\x00\x0b\x85\u2028" * (n // 4),
    "surrogates": lambda n: "\ud800" * n,
    "right to left": lambda n: "\u202eשלום 12 " * (n // 9),
    "letters with marks": lambda n: "e\u0301" * (n // 2),
}


@contextmanager
def counted_lines():
    """Counts the lines of Python that are executed in the chapter's own files."""
    lines = [0]

    def trace(frame, event, _):
        if "reward_hacking" not in frame.f_code.co_filename:
            return None
        lines[0] += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield lines
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("family", HOSTILE)
def test_four_times_the_length_is_at_most_four_times_the_work(family):
    counts = []
    for size in (5_000, 20_000):
        text = HOSTILE[family](size)
        with counted_lines() as lines:
            score_response.__wrapped__(text, PROBLEM)
        counts.append(lines[0])
    assert counts[1] <= 4 * counts[0] + 1_000


@pytest.mark.thorough
@pytest.mark.parametrize("family", HOSTILE)
def test_a_megabyte_of_anything_gets_a_score(family):
    text = HOSTILE[family](1_000_000)
    scored = score_response.__wrapped__(text, PROBLEM)
    assert all(0.0 <= value <= 1.0 for value in scored.scores)
    assert all(0.0 <= pooled(scored.scores, pooling) <= 1.0 for pooling in POOLINGS)


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.characters(), max_size=300), st.sampled_from(POOLINGS))
def test_any_text_is_read_piece_by_piece(text, pooling):
    assert 0.0 <= pooled(score_response(text, PROBLEM).scores, pooling) <= 1.0
    place = 0
    for start, end in steps_of(text):
        assert place <= start < end <= len(text)
        place = end
    place = 0
    for token in tokens_of(text, 0, len(text), PROBLEM):
        assert place <= token.start < token.end <= len(text)
        assert 0 <= token.kind < len(FEATURES)
        place = token.end


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="so 1=\n$<think>answer/**Step:check\u202e\x00", max_size=400))
def test_whatever_a_reader_writes_is_shown_and_scored(text):
    view = compute(Controls(chosen="own", own=text))
    assert len(view.lines) <= MOST_LINES
    WIDGET.render(view)
    if text.strip():
        assert len(view.judged) == 7
        assert view.judged[OWN].score == score(text)
        assert view.judged[OWN].rule == rule_reward(text, GOLD).total
    else:
        assert len(view.judged) == 6


# ---- The exploits ----


@pytest.mark.parametrize("pooling", POOLINGS)
@pytest.mark.parametrize("exploit", EXPLOITS, ids=lambda r: r.key)
def test_each_exploit_beats_the_honest_solution_under_the_model_alone(exploit, pooling):
    honest = RESPONSES[HONEST]
    assert score(exploit.text, pooling) > score(honest.text, pooling) + 0.05
    paid, due = (rule_reward(r.text, GOLD) for r in (exploit, honest))
    assert paid.total <= due.total - 1.0
    assert (paid.accuracy, due.accuracy, due.format) == (0.0, 1.0, 1.0)


def test_the_gold_answer_is_the_answer():
    rows, seats, taken = (int(n) for n in re.findall(r"\d+", PROBLEM))
    assert int(GOLD) == rows * seats - taken


def test_every_panel_has_the_order_of_the_table():
    view = compute(Controls(step=20, seed=3))
    picture = WIDGET.render(view)
    names = [view.judged[place].response.name for place in view.order]
    parts = re.split(r'class="panel-title"', picture)
    for title in (">The policy", ">The group"):
        (part,) = (p for p in parts if p.startswith(title))
        assert re.findall(rf">(?:\d+ × )?({'|'.join(names)})</text>", part) == names
    assert [row[0] for row in WIDGET.table(view).rows] == names


def test_a_group_of_equals_is_one_sentence():
    views = (compute(Controls(reward="rule", step=step)) for step in range(1, STEPS + 1))
    (view, *_) = (v for v in views if not any(v.run.steps[v.step - 1].advantages))
    picture = WIDGET.render(view)
    assert "All 16 tries earned the same, so every advantage is 0." in picture
    assert "reward-hacking-advantage" not in picture
    assert all(WIDGET.workings["advantage"](view, place) is None for place in range(1, 8))


def test_the_picture_ranks_them_so():
    picture = WIDGET.render(compute(Controls()))
    rows = re.findall(r'id="reward-hacking-row-(\w+)"', picture)
    by_score = sorted(RESPONSES, key=lambda r: -score(r.text))
    assert rows == [*(r.key for r in by_score), "own"]
    assert rows[5] == "honest"


# ---- The training of the policy ----


def ends(rewards, beta=0.04, learning_rate=0.3):
    """Share of right answers and what is earned, at the start and at the end, for each seed."""
    for seed in SEEDS:
        run = optimise(rewards, START, learning_rate, beta, seed)
        first, last = run.policies[0], run.policies[STEPS]
        yield tuple(expected(p, v) for v in (RIGHT, rewards) for p in (first, last))


@pytest.mark.parametrize("pooling", POOLINGS)
def test_optimising_the_learned_score_lowers_accuracy_and_raises_the_score(pooling):
    for before, after, earned, earned_after in ends(scores(pooling)):
        assert before == pytest.approx(0.5)
        assert after < 0.05
        assert earned_after > earned + 0.2


def test_optimising_the_rule_raises_accuracy():
    for before, after, earned, earned_after in ends(RULE):
        assert after > 0.95 > before
        assert earned_after > earned + 0.4


@pytest.mark.parametrize("pooling", POOLINGS)
def test_a_strong_pull_limits_the_harm_and_does_not_mend_it(pooling):
    weak = list(ends(scores(pooling), beta=0.04))
    strong = list(ends(scores(pooling), beta=1.0))
    for (_, low, *_), (before, high, *_) in zip(weak, strong, strict=True):
        assert low + 0.05 < high < before - 0.2


def test_at_no_weight_of_the_pull_does_accuracy_rise():
    for beta in (0.0, 0.001, 0.01, 0.1, 0.5, 1.5, 3.0):
        assert all(after < before for before, after, *_ in ends(scores(), beta))


def test_both_rewards_meet_the_same_luck():
    runs = [optimise(rewards, START, 0.3, 0.04, 7) for rewards in (scores(), RULE)]
    assert runs[0].steps[0].actions == runs[1].steps[0].actions
    still = [optimise(rewards, START, 0.0, 0.04, 7) for rewards in (scores(), RULE)]
    assert [s.actions for s in still[0].steps] == [s.actions for s in still[1].steps]


def objective(z, old, reference, actions, advantages, beta):
    """R1 v1 eq. 1 with eq. 2 for one decision, term by term."""
    logp = z - np.log(np.exp(z).sum())
    value = 0.0
    for action, advantage in zip(actions, advantages, strict=True):
        ratio = np.exp(logp[action] - old[action])
        gain = min(ratio * advantage, np.clip(ratio, 0.8, 1.2) * advantage)
        r = np.exp(reference[action] - logp[action])
        value += (gain - beta * (r - np.log(r) - 1)) / len(actions)
    return value


@pytest.mark.parametrize("beta", [0.0, 0.04, 1.0])
def test_a_run_is_grpo_derived_anew(beta):
    rewards = np.array(scores())
    run = optimise(tuple(rewards), START, 0.3, beta, 11)
    z = np.log(np.array(START))
    reference = z - np.log(np.exp(z).sum())
    for step, luck in zip(run.steps, draws(11, STEPS, GROUP_SIZE // 2), strict=True):
        old = z - np.log(np.exp(z).sum())
        edges = np.cumsum(np.exp(old))
        actions = np.searchsorted(edges, np.array(luck) * edges[-1], side="right")
        paid = rewards[actions]
        assert step.actions == tuple(actions)
        spread = paid.std()
        advantages = (paid - paid.mean()) / spread if np.ptp(paid) else np.zeros(len(paid))
        assert step.advantages == pytest.approx(advantages.tolist())
        slope = [
            (
                objective(z + h, old, reference, actions, advantages, beta)
                - objective(z - h, old, reference, actions, advantages, beta)
            )
            / 2e-6
            for h in np.eye(6) * 1e-6
        ]
        assert step.gradient == pytest.approx(slope, abs=1e-6)
        z = z + 0.3 * np.array(step.gradient)
    assert run.logits[-1] == pytest.approx(z.tolist())
    assert run.policies[-1] == pytest.approx((np.exp(z) / np.exp(z).sum()).tolist())


# ---- The reader's own response ----


def test_it_joins_with_a_small_share_and_takes_as_much_from_each():
    shares = compute(Controls(own="346", step=0)).policy
    assert shares[OWN] == pytest.approx(0.05, abs=0.003)
    usual = compute(Controls(step=0)).policy
    assert [a / b for a, b in zip(shares, usual, strict=False)] == pytest.approx(
        [1 - shares[OWN]] * 6
    )
    assert responses(" \n\t") == RESPONSES


def test_a_rule_pays_nonsense_like_the_honest_solution():
    assert rule_reward(NONSENSE, GOLD).total == RULE[HONEST] == 2.0
    assert score(NONSENSE) < score(RESPONSES[HONEST].text)


def test_the_last_of_several_answers_counts():
    text = dict(STARTS)["Hedging, the right answer last"]
    found = rule_reward(text, GOLD)
    assert (found.accuracy, found.format) == (1.0, 0.0)
    turned = text.replace("<answer>336</answer> <answer>346", "<answer>346</answer> <answer>336")
    assert turned != text
    assert rule_reward(turned, GOLD).total == 0.0


def test_an_honest_solution_can_please_both():
    text = dict(STARTS)["Honest, made to please"]
    assert rule_reward(text, GOLD).total == 2.0
    assert score(text) > 0.95


def test_the_field_may_hold_every_text_to_begin_with():
    picture = WIDGET.render(compute(Controls(chosen="own")))
    assert picture.count('id="reward-hacking-start-') == len(STARTS)
    assert "Nothing is written yet" in picture


# ---- What is said ----


def finding(**changes):
    return compute(replace(Controls(), **changes)).finding


def test_the_finding_says_what_both_rewards_say_and_what_training_did():
    low, high = (pick(scores()[1:]) for pick in (min, max))
    run = optimise(scores(), START, 0.3, 0.04, 7)
    ends_at = [[expected(run.policies[n], v) for n in (0, 20, 50)] for v in (scores(), RIGHT)]
    (before, earned, after), (was, right, left) = ends_at
    assert finding().startswith(
        f"Paid by the learned score, right answers fall from {was:.0%} to {left:.0%} in 50 steps,"
        f" while the score rises from {before:.2f} to {after:.2f}. "
    )
    assert (
        f"The learned model scores the honest solution {scores()[0]:.2f}, less than the five"
        f" exploits ({low:.2f} to {high:.2f}); the rule pays it 2, and the exploits 1 at most."
    ) in finding()
    assert f"from {was:.0%} to {right:.0%} in 20 steps" in finding(step=20)
    assert f"rises from {before:.2f} to {earned:.2f}. " in finding(step=20)
    paid = optimise(RULE, START, 0.3, 0.04, 7)
    (low, high), (least, most) = [
        [expected(paid.policies[n], v) for n in (0, 50)] for v in (RIGHT, RULE)
    ]
    assert finding(reward="rule").startswith(
        f"Paid by the rule, right answers rise from {low:.0%} to {high:.0%} in 50 steps, and the"
        f" reward rises from {least:.2f} to {most:.2f}. "
    )
    assert finding(step=0, reward="rule").startswith("Before training, paid by the rule, 50% of")
    still = finding(learning_rate=0.0)
    assert f"right answers stay at 50% in 50 steps, and the score stays at {before:.2f}. " in still


def test_the_finding_places_the_readers_response():
    plain = (
        "<think>\n17 × 23 = 391 seats, then check 391 − 45 = 346.\n</think>\n<answer>346</answer>"
    )
    between = sum(s > score(plain) for s in scores())
    assert 0 < between < 6
    word = ("one", "two", "three", "four", "five")[between - 1]
    assert f"less than {word} of the six, and 2 from" in finding(own=plain)
    assert "less than all six, and 2 from the rule, which finds the right" in finding(own=NONSENSE)
    assert "0 from the rule, which does not find the right answer" in finding(own="none")


@pytest.mark.parametrize(("reward", "truth"), [("learned", "falls"), ("rule", "rises")])
@pytest.mark.parametrize("said", ["rises", "stays", "falls"])
def test_a_prediction_is_judged_at_the_end_only(said, reward, truth):
    waiting = compute(Controls(predict=said, reward=reward, step=STEPS - 1))
    assert waiting.secret
    assert "secret" in WIDGET.render(waiting)
    assert "it " + truth not in waiting.finding
    done = compute(Controls(predict=said, reward=reward))
    assert not done.secret
    assert done.finding.endswith("and it does." if said == truth else f"; it {truth}.")


def test_a_policy_that_does_not_move_stays():
    assert finding(predict="stays", learning_rate=0.0).endswith("and it does.")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.name)
def test_presets_show_what_their_line_says(preset):
    view = compute(replace(Controls(), **preset.values))
    first, last = (expected(view.run.policies[n], view.rights) for n in (0, STEPS))
    assert (last > first) == view.by_rule
    if preset.name == "blind-spot":
        assert view.judged[OWN].rule == view.judged[HONEST].rule


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.name)
def test_the_python_to_take_home_prints_this_run(preset, capsys):
    controls = replace(Controls(), **preset.values)
    exec(to_python(controls), {})
    printed = dict(line.split() for line in capsys.readouterr().out.splitlines())
    view = compute(controls)
    shares = {
        item.response.key: share
        for item, share in zip(view.judged, view.run.policies[STEPS], strict=True)
    }
    shares["right"] = expected(view.run.policies[STEPS], view.rights)
    assert printed == {name: f"{share:.4f}" for name, share in shares.items()}


def test_the_labelled_steps_to_take_home_are_those_it_was_trained_on():
    assert labelled_steps(Controls()) == LABELLED


def test_the_csv_holds_every_step():
    head, *rows = to_csv(Controls(own="346")).splitlines()
    assert head.split(",")[1:7] == [r.key for r in RESPONSES]
    assert len(rows) == STEPS + 1
    view = compute(Controls(own="346"))
    for row, policy in zip(rows, view.run.policies, strict=True):
        assert tuple(map(float, row.split(",")[1:8])) == policy


def test_logits_are_the_shares():
    run = optimise(scores(), START, 0.3, 0.04, 7)
    for logits, policy in zip(run.logits, run.policies, strict=True):
        whole = log(sum(map(exp, logits)))
        assert policy == pytest.approx([exp(z - whole) for z in logits])
