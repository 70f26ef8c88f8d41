"""The full system: the graph is the code's, its values the core's, and a change goes no further."""

import csv
import inspect
import json
import re
import tomllib
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cache
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from grpo_core import Clip, decision_gradient, group_relative, kl, log_softmax, softmax
from grpo_core.rewards import RuleReward, rule_reward
from widgets import CHAPTERS
from widgets.full_system import WIDGET, published
from widgets.full_system.about import ABOUT
from widgets.full_system.batch import WIRING, WORKS, Policy, Settings, send
from widgets.full_system.changes import CHANGES, changed_parts, sent, sources_of
from widgets.full_system.controls import ASKED, PRESETS, Controls
from widgets.full_system.layout import ARROWS_AT, BOX, HEIGHT, PLACES
from widgets.full_system.model import compute
from widgets.full_system.parts import ARROWS, GIVEN, NAMES, PARTS, after, reduced
from widgets.full_system.phase import REFERENCE, START, luck_of, weights
from widgets.full_system.take_home import to_csv, to_python
from widgets.full_system.texts import KINDS, LETTERS, QUESTIONS, wrong_answer

ROOT = Path(__file__).parents[2]
SEEDS = range(120)
USUAL = {"minibatch": 4, "group": 8, "epsilon": 0.2, "beta": 0.04, "rate": 0.3}


def view(**changes):
    return compute(replace(Controls(), **changes))


def preset(name):
    values = next(each.values for each in PRESETS if each.name == name)
    return compute(replace(Controls(), **values))


def tree(shown):
    return ElementTree.fromstring(f"<div>{WIDGET.render(shown)}</div>")


def boxes(shown):
    """The box of each part, by its key."""
    found = {each.get("id"): each for each in tree(shown).iter() if each.get("id")}
    return {part: found[f"full-system-part-{part}"] for part in PARTS}


@cache
def steps(change, **settings):
    """Sources and values over the seeds, without the change and with it."""
    found = []
    for seed in SEEDS:
        plain = sources_of(seed, **{**USUAL, **dict(settings)})
        made = CHANGES[change].made(plain)
        found.append((sent(plain), sent(made)))
    return found


# The graph


def test_there_are_twelve_parts_and_twelve_arrows():
    assert (len(PARTS), len(ARROWS)) == (12, 12)
    assert len({(arrow.giver, arrow.taker) for arrow in ARROWS}) == 12
    assert set(PARTS) == set(NAMES) == set(WIRING) == set(ABOUT) == set(PLACES)
    picture = tree(view())
    assert sum("fs-box" in (each.get("class") or "") for each in picture.iter()) == 12
    assert sum("fs-arrow" in (each.get("class") or "") for each in picture.iter()) == 12


def reach(pairs):
    """Which part can be reached from which, by powers of the adjacency matrix."""
    matrix = np.zeros((12, 12), dtype=int)
    for giver, taker in pairs:
        matrix[PARTS.index(giver), PARTS.index(taker)] = 1
    total, power = matrix.copy(), matrix.copy()
    for _ in range(12):
        power = (power @ matrix > 0).astype(int)
        total |= power
    return matrix, total


def test_the_graph_has_no_cycle_and_its_order_puts_givers_first():
    matrix, total = reach((arrow.giver, arrow.taker) for arrow in ARROWS)
    assert not np.trace(total)
    assert (matrix == np.triu(matrix, 1)).all()
    assert [PARTS[n] for n in range(12) if not matrix[:, n].any()] == list(GIVEN)


def test_the_arrows_are_what_is_left_of_what_the_code_reads():
    pairs = {(giver, taker) for taker, givers in WIRING.items() for giver in givers}
    drawn = {(arrow.giver, arrow.taker) for arrow in ARROWS}
    assert reduced(WIRING) == drawn
    # Independently: a pair is implied if a third part lies on a way between the two.
    _, total = reach(pairs)
    implied = {
        (a, b)
        for a, b in pairs
        if any(total[PARTS.index(a), n] and total[n, PARTS.index(b)] for n in range(12))
    }
    assert pairs - implied == drawn
    assert (reach(drawn)[1] == total).all()
    more = {taker for _, taker in pairs - drawn}
    assert more == {"advantages", "surrogate", "kl", "update"}  # half of the eight


@pytest.mark.parametrize("part", PARTS)
def test_what_comes_after_a_part_is_what_its_arrows_lead_to(part):
    _, total = reach((arrow.giver, arrow.taker) for arrow in ARROWS)
    assert after(part) == {part} | {PARTS[n] for n in range(12) if total[PARTS.index(part), n]}


@pytest.mark.parametrize("part", WORKS)
def test_each_function_takes_the_settings_and_what_its_wiring_names(part):
    taken = list(inspect.signature(WORKS[part]).parameters)
    assert len(taken) == 1 + len(WIRING[part])
    others = {"kl": "divergence", "reward": "rewards"}
    assert taken[1:] == [others.get(each, each) for each in WIRING[part]]


def test_arrows_go_straight_down_between_the_boxes_they_join_and_over_no_other():
    for arrow in ARROWS:
        x, giver, taker = (
            ARROWS_AT[arrow.giver, arrow.taker],
            PLACES[arrow.giver],
            PLACES[arrow.taker],
        )
        for end in (giver, taker):
            assert end.left + 0.3 < x < end.right - 0.3
        assert giver.top + BOX + 12 < taker.top
        for part, place in PLACES.items():
            if part not in (arrow.giver, arrow.taker) and giver.row < place.row < taker.row:
                assert not place.left - 0.2 < x < place.right + 0.2, (arrow, part)
    assert len(ARROWS_AT) == 12
    assert max(place.top + BOX for place in PLACES.values()) < HEIGHT


# A change goes along the arrows, and no further


@pytest.mark.parametrize("minibatch", [1, 4, 16])
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_reaches_nothing_that_no_arrow_leads_to(change, minibatch):
    for was, now in steps(change, minibatch=minibatch):
        assert changed_parts(now, was) <= after(CHANGES[change].origin)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_reaches_each_part_that_an_arrow_leads_to_under_some_seed(change):
    origin = CHANGES[change].origin
    reached = frozenset().union(*(changed_parts(now, was) for was, now in steps(change)))
    assert reached == after(origin)


def test_together_the_changes_leave_no_part_untried():
    origins = {change.origin for change in CHANGES.values()}
    assert frozenset().union(*map(after, origins)) == set(PARTS)
    assert set(GIVEN) <= origins


def test_another_gold_answer_turns_the_update_and_leaves_rollouts_and_kl():
    turned = 0
    for was, now in steps("gold"):
        assert (was["rollouts"], was["kl"]) == (now["rollouts"], now["kl"])
        assert was["policy"] == now["policy"]
        turned += was["update"] != now["update"]
    assert turned == len(SEEDS)


def test_in_the_first_mini_batch_all_ratios_are_one_and_the_clip_cannot_act():
    for was, now in steps("epsilon", minibatch=1):
        assert was["policy"].sampling == was["policy"].now
        assert set(was["surrogate"].ratios) == {1.0}
        assert abs(was["surrogate"].mean) < 1e-12
        assert changed_parts(now, was) == set()
    late = [was for was, _ in steps("epsilon", minibatch=16)]
    assert sum(any(each["surrogate"].clipped) for each in late) > 0.9 * len(late)


# The values are the core's


@pytest.mark.parametrize("minibatch", [1, 4, 16])
def test_the_parts_give_what_the_core_gives_whole(minibatch):
    for seed in SEEDS:
        found = sent(sources := sources_of(seed, **{**USUAL, "minibatch": minibatch}))
        rewards = [rule_reward(text, sources.gold) for _, text in found["rollouts"]]
        assert list(found["reward"]) == rewards
        assert list(found["advantages"]) == group_relative([r.total for r in rewards])
        row = sources.question
        whole = decision_gradient(
            sources.policy.now[row],
            log_softmax(sources.policy.sampling[row]),
            log_softmax(sources.reference[row]),
            [place for place, _ in found["rollouts"]],
            found["advantages"],
            clip=Clip.symmetric(0.2),
            beta=0.04,
        )
        assert found["objective"].value == pytest.approx(whole.value, abs=1e-12)
        assert found["update"].gradient == pytest.approx(whole.gradient, abs=1e-12)
        assert sum(found["surrogate"].clipped) == whole.clipped


def by_numpy(z, old, ref, actions, advantages, epsilon, beta):
    """J of R1 v1 eq. 1, by numpy."""
    logp, old_logp, ref_logp = (row - np.log(np.exp(row).sum()) for row in (z, old, ref))
    ratio = np.exp(logp - old_logp)[actions]
    held = np.clip(ratio, 1 - epsilon, 1 + epsilon)
    r = np.exp(ref_logp - logp)[actions]
    gain = np.minimum(ratio * advantages, held * advantages)
    return (gain - beta * (r - np.log(r) - 1)).mean()


def test_the_gradient_is_that_of_the_objective_by_finite_differences():
    for seed in range(40):
        sources = sources_of(seed, **{**USUAL, "minibatch": 7, "beta": 0.5})
        found = sent(sources)
        rewards = np.array([reward.total for reward in found["reward"]])
        std = rewards.std()
        advantages = (rewards - rewards.mean()) / std if std else np.zeros(8)
        assert found["baseline"] == pytest.approx((rewards.mean(), std), abs=1e-12)
        given = (
            np.array(sources.policy.sampling[0]),
            np.array(REFERENCE[0]),
            np.array([place for place, _ in found["rollouts"]]),
            advantages,
            0.2,
            0.5,
        )
        z, h = np.array(found["update"].before), 1e-6
        assert found["objective"].value == pytest.approx(by_numpy(z, *given), abs=1e-12)
        slopes = [
            (by_numpy(z + h * e, *given) - by_numpy(z - h * e, *given)) / (2 * h) for e in np.eye(6)
        ]
        assert found["update"].gradient == pytest.approx(slopes, abs=1e-8)
        moved = z + 0.3 * np.array(found["update"].gradient)
        assert found["update"].logits == pytest.approx(moved, abs=1e-12)


def test_a_small_step_makes_the_objective_grow():
    # Up to the clip's corners, where J has none: nothing but the gradient says so beforehand.
    for seed in SEEDS:
        sources = sources_of(seed, **{**USUAL, "minibatch": 1, "rate": 0.01})
        found = sent(sources)
        again = sources._replace(
            policy=Policy(START, (found["update"].logits, sources.policy.now[1]))
        )
        assert sent(again)["objective"].value >= found["objective"].value - 1e-12


def test_the_kl_estimate_is_right_on_average_for_rollouts_of_the_policy_itself():
    rows = (START[0], REFERENCE[0])
    policy, reference = map(softmax, rows)
    settings = Settings((), 8, 0.2, 0.04, 0.3)
    luck = np.random.default_rng(0).random((400, 8))
    found = [
        send(settings._replace(luck=tuple(row)), 0, Policy(START, START), "391", REFERENCE)["kl"]
        for row in luck.tolist()
    ]
    estimate = np.mean([each.mean for each in found])
    spread = np.std([each.mean for each in found]) / 20
    assert abs(estimate - kl(policy, reference)) < 4 * spread
    assert min(min(each.terms) for each in found) >= 0.0


def test_equal_rewards_leave_only_the_reference_to_pull():
    silent = 0
    for seed in range(400):
        sources = sources_of(seed, **{**USUAL, "group": 4})
        found = sent(sources)
        if found["baseline"].std:
            assert any(found["advantages"])
            continue
        silent += 1
        assert set(found["advantages"]) == {0.0}
        assert found["surrogate"].mean == 0.0
        assert any(found["update"].gradient)
        still = sent(sources._replace(settings=sources.settings._replace(beta=0.0)))
        assert still["update"].logits == still["update"].before
    assert silent > 10


def test_a_step_changes_the_row_of_its_question_only_and_neither_policy_nor_reference():
    sources = sources_of(7, **USUAL)
    found = sent(sources)
    assert found["policy"] == sources.policy
    assert found["reference"] == REFERENCE
    assert found["update"].before == sources.policy.now[0]


def test_the_phase_makes_a_real_update_for_each_earlier_mini_batch():
    now = START
    for earlier in range(3):
        rows = []
        for place, question in enumerate(QUESTIONS):
            luck = luck_of(7)[place][earlier][:8]
            actions = [int(np.searchsorted(np.cumsum(softmax(START[place])), u)) for u in luck]
            rewards = [rule_reward(question.texts[a], question.gold).total for a in actions]
            found = decision_gradient(
                now[place],
                log_softmax(START[place]),
                log_softmax(REFERENCE[place]),
                actions,
                group_relative(rewards),
                clip=Clip.symmetric(0.2),
                beta=0.04,
            )
            rows.append(tuple(np.array(now[place]) + 0.3 * np.array(found.gradient)))
        now = tuple(rows)
    policy = weights(7, 4, 8, 0.2, 0.04, 0.3)
    assert policy.sampling == START
    assert np.allclose(policy.now, now, atol=1e-12)


def test_luck_stays_when_a_setting_changes():
    few, many = (view(group=size).values["rollouts"] for size in (4, 16))
    assert many[:4] == few
    assert view(minibatch=16, learning_rate=2.0).values["rollouts"] == many[:8]


# Texts


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_the_rule_finds_the_texts_to_be_what_they_are_called(question):
    right, wrong = RuleReward(1.0, 1.0), RuleReward(0.0, 1.0)
    found = [rule_reward(text, question.gold) for text in question.texts]
    assert found == [right, right, wrong, RuleReward(1.0, 0.0), RuleReward(0, 0), RuleReward(0, 0)]
    assert len(question.texts) == len(KINDS) == len(LETTERS) == 6
    a, b = map(int, re.findall(r"\d+", question.asked))
    assert question.gold == str(a * b)
    for left, value in re.findall(r"(\d+ × \d+) = (\d+)", question.texts[0]):
        x, y = map(int, left.split(" × "))
        assert x * y == int(value)
    tens, ones, sum_ = map(int, re.findall(r"(?:= |together )(\d+)", question.texts[0]))
    assert tens + ones == sum_ == a * b
    for text, paid in zip(question.texts, (1, 1, 2, 0, 1, 0), strict=True):
        assert rule_reward(text, wrong_answer(question)).total == paid


# Words, picture and play


def test_the_default_is_said_as_it_is():
    found = view()
    assert found.finding == (
        "Mini-batch 1 of 16, the question 17 × 23. Of 8 rollouts, 3 earn a reward of 2, 2 earn a"
        " reward of 1 and 3 earn nothing. The policy is still the one that sampled them, so all"
        " ratios are 1. The update moves text E (wrong answer, no thinking) most: from 19.3% to"
        " 17.1%."
    )
    assert set(found.values["surrogate"].ratios) == {1.0}
    assert found.values["policy"].sampling == found.values["policy"].now


@pytest.mark.parametrize("minibatch", [1, 4, 16])
def test_what_is_said_of_clipped_rollouts_holds(minibatch):
    told = 0
    for seed in range(60):
        found = view(seed=seed, minibatch=minibatch)
        surrogate, said = found.values["surrogate"], found.finding
        assert said.startswith(f"Mini-batch {minibatch} of 16")
        several = found.values["baseline"].std > 0.0
        clipped = sum(surrogate.clipped)
        told += clipped > 0
        assert (f"{clipped} of the 8 are clipped" in said) == (clipped > 0 and several)
        assert ("only the reference" in said) == (not any(surrogate.slopes))
    assert bool(told) == (minibatch > 1)


def test_a_move_is_told_only_if_it_can_be_seen():
    for seed in range(60):
        for settings in ({}, {"learning_rate": 0.01}, {"minibatch": 16}, {"group": 4}):
            found = view(seed=seed, **settings)
            before, now = (
                np.array(softmax(row))
                for row in (found.values["update"].before, found.values["update"].logits)
            )
            said = found.finding
            assert ("as much as 0.1 points" in said) == (abs(now - before).max() < 0.001)
            moved = re.search(r"from ([\d.]+%) to ([\d.]+%)", said)
            assert not moved or moved[1] != moved[2]
            told = view(seed=seed, step=2, minibatch=4, learning_rate=0.01).finding
            moved = re.search(r"from (\d+%) to (\d+%)", told)
            assert not moved or moved[1] != moved[2]


def test_the_reference_has_one_likeliest_text_on_each_question():
    for row in REFERENCE:
        assert sorted(row)[-1] > sorted(row)[-2]


def test_the_picture_tells_the_two_policies_apart():
    def hollow(shown):
        box = boxes(shown)["policy"]
        return sum("fs-before" in (each.get("class") or "") for each in box.iter())

    assert (hollow(view()), hollow(view(minibatch=4))) == (0, 6)
    assert "π_old" in WIDGET.render(view(part="rollouts"))
    policy = WIDGET.render(view(part="policy"))
    assert "when sampled, π_old" in policy
    assert "now, π" in policy


def test_beside_a_changed_value_stands_what_it_was_in_the_order_of_the_table():
    found = view(change="gold", part="reward")
    rows = [
        ["".join(cell.itertext()) for cell in row]
        for row in tree(found).iter("tr")
        if len(list(row)) == 6
    ]
    assert rows[0][-2:] == ["reward", "was"]
    assert len(rows) - 1 == len(found.sampled)
    for letter, *_, now, was in rows[1:]:
        at = found.first(LETTERS.index(letter))
        assert now == f"{found.values['reward'][at].total:.0f}"
        assert was == f"{found.was['reward'][at].total:.0f}"


@pytest.mark.parametrize("minibatch", [1, 16])
@pytest.mark.parametrize("part", [part for part in PARTS if part not in GIVEN])
def test_no_line_of_a_formula_is_too_long_for_a_phone(part, minibatch):
    checked = 0
    for seed in range(3):
        found = view(part=part, minibatch=minibatch, group=16, seed=seed)
        for key, at in re.findall(
            r'data-set="opened:([a-z0-9]+?)(?:-(\d))?"', WIDGET.render(found)
        ):
            working = WIDGET.workings[key](found, int(at or 0))
            for line in (working.letters, *working.steps):
                text = "".join(ElementTree.fromstring(line).itertext()).replace("\u2061", "")
                assert len(text.replace(" ", "")) <= 26, (key, text)
                checked += 1
    assert checked


@pytest.mark.parametrize("minibatch", [1, 5, 16])
@pytest.mark.parametrize("name", ["surrogate", "kl", "std", "share"])
def test_a_sum_told_in_words_comes_to_what_stands_above_or_below_the_line(name, minibatch):
    part = {"std": "baseline", "share": "rollouts"}.get(name, name)
    for seed in range(20):
        found = view(seed=seed, minibatch=minibatch, part=part)
        place = found.sampled[0] + 1 if name == "share" else 0
        working = WIDGET.workings[name](found, place)
        words = working.words.replace("−", "-")
        if name == "std":
            terms = re.findall(r"(\d+) × \((\d+) - ([\d.]+)\)²", words)
            total = sum(int(n) * (float(r) - float(mean)) ** 2 for n, r, mean in terms)
        elif name == "share":
            total = sum(np.exp(float(z)) for z in re.findall(r"-?\d+\.\d+", words))
        else:
            total = sum(int(n) * float(t) for n, t in re.findall(r"(\d+) × (-?[\d.]+\d)", words))
        numbers = [
            float(n.replace("−", "-")) for n in re.findall(r"<mn>(.*?)</mn>", working.steps[0])
        ]
        shown = numbers[-1] if name == "share" else numbers[0]
        assert total == pytest.approx(shown, abs=1e-3)


@pytest.mark.parametrize("reached", range(13))
def test_at_each_step_that_many_parts_have_values_and_the_others_say_not(reached):
    said = [box.get("aria-label") for box in boxes(view(step=reached)).values()]
    assert ["not reached yet" not in each for each in said] == [n < reached for n in range(12)]


@pytest.mark.parametrize("part", PARTS)
def test_a_chosen_box_lights_what_it_needs_and_what_needs_it(part):
    shown = boxes(view(part=part))
    near = {a.giver for a in ARROWS if a.taker == part} | {
        a.taker for a in ARROWS if a.giver == part
    }
    assert {each for each in PARTS if "fs-near" in shown[each].get("class")} == near
    assert [each for each in PARTS if shown[each].get("aria-pressed") == "true"] == [part]
    assert [each for each in PARTS if shown[each].get("tabindex") == "0"] == [part]
    picture = WIDGET.render(view(part=part))
    buttons = re.findall(r'id="full-system-(?:needs|gives)-\d" data-set="part:(\w+)"', picture)
    assert sorted(buttons) == sorted(near)
    assert f'href="root:#{ABOUT[part].chapter}"' in picture


def test_the_panel_follows_the_batch_if_it_is_told_to():
    assert [view(part="follow", step=n).part for n in range(13)] == ["", *PARTS]
    # It is, unless a reader presses a box; while a prediction plays it is again.
    assert Controls().part == "follow"
    shown = boxes(view(step=5))
    assert [part for part in PARTS if "fs-here" in shown[part].get("class")] == ["rollouts"]
    assert shown["rollouts"].get("aria-pressed") == "true"


def test_marks_stand_on_what_was_reached_only_and_tell_what_changed():
    for reached in range(13):
        found = view(change="gold", step=reached)
        for n, (part, box) in enumerate(boxes(found).items()):
            mark = box.get("aria-label").rpartition(", ")[2]
            expected = "changed" if part in found.changed else "same"
            assert (mark == expected) == (n < reached), part


def test_a_change_is_told_with_what_it_reached():
    said = view(change="gold").finding
    assert said.startswith(
        "A wrong gold answer, 381 instead of 391, changes all computed parts but the rollouts and"
        " the KL estimate."
    )
    assert "changes none of the 8 computed parts" in view(change="epsilon").finding
    asked = view(change="question").finding
    assert asked.startswith(
        "The question 16 × 24 instead of 17 × 23, still graded by 391, changes all 8 computed"
    )
    assert "changes only the KL estimate; the other 7" in view(change="reference", beta=0.0).finding


@pytest.mark.parametrize("change", CHANGES)
def test_mid_run_each_part_is_compared_with_itself_without_the_change(change):
    for reached in range(5, 12):
        found = view(change=change, step=reached)
        stays = "as it was without the change" in found.finding
        assert stays == (PARTS[reached - 1] not in found.changed)


@pytest.mark.parametrize("said", ASKED)
def test_a_prediction_is_judged_at_the_end_only(said):
    for reached in (0, 5, 11):
        found = view(predict=said, change="reference", step=reached).finding
        assert found.endswith(f"You predicted that the {NAMES[said]} would stay.")
    judged = view(predict=said, change="reference").finding
    if said == "surrogate":
        assert judged.endswith("You predicted that the surrogate would stay, and it does.")
    else:
        assert judged.endswith("would stay, but its value changed.")
    # Moved on, it judges what is there, or nothing.
    assert "and it does" in view(predict=said, change="reference", beta=0.0).finding
    for other in {"nothing", *CHANGES} - {"reference"}:
        moved_on = view(predict=said, change=other).finding
        assert moved_on.endswith("choose that under “Change one thing”.")


def test_no_preset_shows_what_the_prediction_asks_about():
    assert all(preset.values.get("change") != "reference" for preset in PRESETS)


def test_of_the_parts_asked_about_only_one_stays_whatever_the_seed():
    for was, now in steps("reference"):
        assert set(ASKED) - changed_parts(now, was) == {"surrogate"}


def test_presets_show_what_they_say():
    assert set(preset("silent").values["advantages"]) == {0.0}
    assert "every advantage is 0" in preset("silent").finding
    values = next(each.values for each in PRESETS if each.name == "last")
    silenced = 0
    for seed in SEEDS:
        late = compute(replace(Controls(), **values, seed=seed)).values["surrogate"]
        assert all(abs(ratio - 1.0) > 1e-4 for ratio in late.ratios)
        silenced += any(late.clipped)
    assert silenced > 0.95 * len(SEEDS)
    gold = preset("gold")
    assert "reward" in gold.changed
    assert "kl" not in gold.changed


# Taken home, and from the literature


@pytest.mark.parametrize("change", ["nothing", *CHANGES])
def test_the_python_taken_home_makes_the_same_step(change):
    controls = Controls(change=change, seed=11, minibatch=9)
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(to_python(controls), "step.py", "exec"), {})
    found = compute(controls).values
    lines = {
        line.split()[0]: line.partition(" ")[2].strip() for line in printed.getvalue().splitlines()
    }
    assert json.loads(lines["rewards"]) == [reward.total for reward in found["reward"]]
    assert json.loads(lines["advantages"]) == pytest.approx(found["advantages"], abs=1e-6)
    assert float(lines["J"]) == pytest.approx(found["objective"].value, abs=1e-6)
    after_it = softmax(found["update"].logits)
    assert json.loads(lines["policy"]) == pytest.approx(after_it, abs=1e-6)


def test_the_csv_has_a_line_a_rollout():
    rows = list(csv.DictReader(StringIO(to_csv(Controls(group=16)))))
    found = view(group=16).values
    assert "".join(row["text"] for row in rows) == "".join(LETTERS[p] for p, _ in found["rollouts"])
    assert [float(row["ratio"]) for row in rows] == list(found["surrogate"].ratios)


def test_published_numbers_are_those_of_the_site():
    texts = [path.read_text("utf-8") for path in (ROOT / "site/data/published").glob("*.toml")]
    tables = {}
    for text in texts:
        tables |= tomllib.loads(text)
    zero = {key: entry["value"] for key, entry in tables["r1zero"].items()}
    assert (
        zero["questions_per_step"],
        zero["group_size"],
        zero["outputs_per_step"],
    ) == (published.QUESTIONS, published.GROUP, published.OUTPUTS)
    assert (
        zero["rollout_outputs"],
        zero["minibatches"],
        zero["temperature"],
    ) == (published.SAMPLED, published.MINIBATCHES, published.TEMPERATURE)
    assert (
        zero["kl_weight"],
        zero["learning_rate"],
        zero["steps"],
    ) == (published.KL_WEIGHT, published.LEARNING_RATE, published.STEPS)
    assert zero["reference_replaced_every"] == published.REFERENCE_REPLACED
    assert tables["r1rl"]["clip"]["value"] == published.CLIP_R1
    # They fit one another.
    assert published.QUESTIONS * published.GROUP == published.OUTPUTS
    assert published.SAMPLED == published.OUTPUTS * published.MINIBATCHES


def test_every_part_is_taken_apart_in_a_written_chapter():
    there = {chapter.slug for chapter in CHAPTERS if chapter.written}
    assert {about.chapter for about in ABOUT.values()} <= there
    modules = {each for about in ABOUT.values() for each in about.module.split(" and ")}
    assert modules == {"rollout", "inference", "rule-based reward", "training"}
