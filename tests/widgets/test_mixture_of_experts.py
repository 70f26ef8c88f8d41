"""The architecture beneath: the router and the loads against numpy, the bill against the sheet."""

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widgets.kit.data import stored
from widgets.mixture_of_experts import WIDGET, published
from widgets.mixture_of_experts.balance import (
    BATCHES,
    Plan,
    biases,
    counts,
    known,
    made,
    ratio_of,
    record,
    routed,
)
from widgets.mixture_of_experts.bill import (
    EXPERT,
    MOE_LAYERS,
    active_of,
    attention,
    parts,
    share_of,
    total_of,
)
from widgets.mixture_of_experts.controls import (
    BOUNDS,
    MOST,
    PRESETS,
    QUICK,
    STORED,
    Controls,
    available,
    plan_of,
)
from widgets.mixture_of_experts.model import background, compute, group_of
from widgets.mixture_of_experts.router import affinity, gates, group_scores, highest, route
from widgets.mixture_of_experts.take_home import to_csv, to_python
from widgets.mixture_of_experts.toy import (
    CONTEXT,
    DIMENSIONS,
    KINDS,
    WORDS,
    batch_of,
    experts_of,
    word_of,
)
from widgets.mixture_of_experts.view import _shares
from widgets.mixture_of_experts.view_balance import _stairs

ROOT = Path(__file__).parents[2]
V3 = json.loads((ROOT / "tests/facts.json").read_text("utf-8"))["v3_architecture"]
SEEDS = range(100)
RUNS = range(30)
"""Seeds of whole runs, which take a while."""


# ---- The router, against a second derivation by numpy ----


def scored(tokens, experts):
    """Affinities, one row a token."""
    return 1.0 / (1.0 + np.exp(-np.array(tokens) @ np.array(experts).T))


def chosen_by(biased, groups, limit, top):
    """Group scores, kept groups and chosen experts of many tokens, by sorting whole arrays."""
    tokens, experts = biased.shape
    parts_of = biased.reshape(tokens, groups, -1)
    scores = np.sort(parts_of, axis=2)[:, :, -2:].sum(axis=2)
    kept = np.argsort(-scores, axis=1, kind="stable")[:, :limit]
    may = np.zeros((tokens, groups), dtype=bool)
    np.put_along_axis(may, kept, True, axis=1)
    open_to = np.repeat(may, experts // groups, axis=1)
    left = np.where(open_to, biased, -np.inf)
    return scores, kept, np.argsort(-left, axis=1, kind="stable")[:, :top]


@pytest.mark.parametrize(
    ("experts", "groups", "limit", "top"),
    [(256, 8, 4, 8), (256, 8, 8, 16), (64, 8, 1, 8), (128, 8, 2, 1), (12, 3, 2, 5), (6, 6, 2, 2)],
)
@pytest.mark.parametrize("ties", [False, True])
def test_the_router_is_that_of_the_published_code(experts, groups, limit, top, ties):
    draws = np.random.default_rng(experts + top)
    own = draws.random((400, experts))
    nudges = draws.normal(scale=0.1, size=experts)
    if ties:
        # Eighths: sums of them are exact, and many are equal.
        own, nudges = np.floor(8 * own) / 8, np.round(8 * nudges) / 8
        own += 0.125
    scores, kept, chosen = chosen_by(own + nudges, groups, limit, top)
    weights = np.take_along_axis(own, chosen, axis=1)
    weights = 2.5 * weights / weights.sum(axis=1, keepdims=True)
    for token in range(len(own)):
        found = route(
            tuple(own[token].tolist()),
            tuple(nudges.tolist()),
            groups=groups,
            limit=limit,
            top=top,
            scale=2.5,
        )
        assert found.scores == pytest.approx(scores[token], abs=1e-12)
        assert found.kept == tuple(kept[token])
        assert found.chosen == tuple(chosen[token])
        assert found.weights == pytest.approx(weights[token], abs=1e-12)


def test_of_equal_scores_the_lower_index_is_taken():
    found = route((0.5,) * 16, (0.0,) * 16, groups=8, limit=4, top=8, scale=2.5)
    assert found.kept == (0, 1, 2, 3)
    assert found.chosen == tuple(range(8))
    assert found.weights == pytest.approx([2.5 / 8] * 8)
    # The lower expert, not that of the better group.
    found = route((0.5, 0.1, 0.5, 0.4), (0.0,) * 4, groups=2, limit=2, top=2, scale=1.0)
    assert (found.kept, found.chosen) == ((1, 0), (0, 2))


def test_a_token_worked_by_hand():
    # Scores 0.9, 1.1, 1.3: the first of three groups is left out, though it has the best expert.
    own = (0.8, 0.1, 0.6, 0.5, 0.7, 0.6)
    found = route(own, (0.0,) * 6, groups=3, limit=2, top=2, scale=2.5)
    assert found.scores == pytest.approx((0.9, 1.1, 1.3))
    assert found.kept == (2, 1)
    assert found.chosen == (4, 2)
    assert found.weights == pytest.approx((2.5 * 7 / 13, 2.5 * 6 / 13))


def test_biases_choose_and_do_not_weigh():
    own, scale = (0.8, 0.7, 0.6, 0.5), 2.5
    plain = route(own, (0.0,) * 4, groups=2, limit=2, top=2, scale=scale)
    moved = route(own, (0.0, 0.0, 0.0, 0.9), groups=2, limit=2, top=2, scale=scale)
    assert (plain.chosen, moved.chosen) == ((0, 1), (3, 0))
    assert moved.weights == pytest.approx((2.5 * 5 / 13, 2.5 * 8 / 13))
    # Whatever the biases, the weights of those chosen are the affinities' alone.
    for step in range(BATCHES + 1):
        view = compute(Controls(step=step))
        shares = [view.routing.affinities[i] for i in view.routing.chosen]
        assert view.routing.weights == pytest.approx(np.array(shares) * scale / sum(shares))
        assert sum(view.routing.weights) == pytest.approx(scale)


@given(st.lists(st.floats(0.01, 1), min_size=8, max_size=8), st.integers(1, 4), st.integers(1, 8))
@settings(max_examples=200, deadline=None)
def test_no_token_leaves_its_groups(own, limit, top):
    found = route(own, (0.0,) * 8, groups=4, limit=limit, top=top, scale=2.5)
    assert len(found.chosen) == min(top, 2 * limit)
    assert {expert // 2 for expert in found.chosen} <= set(found.kept)
    assert len(found.kept) == limit


def test_experts_that_make_no_equal_groups_are_refused():
    with pytest.raises(ValueError, match="10 experts do not make 4 equal groups"):
        group_scores((0.5,) * 10, 4)
    with pytest.raises(ValueError, match="2 experts do not make 4 equal groups"):
        group_scores((0.5,) * 2, 4)


def test_the_affinity_is_a_sigmoid_and_holds_at_the_ends():
    for token, expert in [((0.3, -2.0), (1.5, 0.25)), ((-4.0, 1.0), (2.0, 3.0))]:
        assert affinity(token, expert) == pytest.approx(1 / (1 + np.exp(-np.dot(token, expert))))
    assert affinity((1e6,), (1e6,)) == 1.0
    assert affinity((-1e6,), (1e6,)) == 0.0
    assert highest((), 3) == []
    assert gates((0.5, 0.5), (1,), 2.5) == [2.5]


# ---- The bill, against the fact sheet ----


def test_the_sizes_are_those_of_the_configuration():
    config = V3["config"]
    names = {
        "VOCABULARY": "vocab_size",
        "WIDTH": "dim",
        "LAYERS": "n_layers",
        "DENSE_LAYERS": "n_dense_layers",
        "DENSE_WIDTH": "inter_dim",
        "EXPERT_WIDTH": "moe_inter_dim",
        "EXPERTS": "n_routed_experts",
        "SHARED": "n_shared_experts",
        "TOP": "n_activated_experts",
        "GROUPS": "n_expert_groups",
        "LIMIT": "n_limited_groups",
        "SCALE": "route_scale",
        "HEADS": "n_heads",
        "QUERY_RANK": "q_lora_rank",
        "KV_RANK": "kv_lora_rank",
        "KEY_PLAIN": "qk_nope_head_dim",
        "KEY_ROTARY": "qk_rope_head_dim",
        "VALUE": "v_head_dim",
    }
    assert set(names) == set(published.__all__)
    for name, entry in names.items():
        assert getattr(published, name) == config[entry], name


def test_the_count_is_that_of_the_sheet_to_the_unit():
    computed = V3["computed"]
    assert total_of() == computed["total"] == 671_026_419_200
    assert active_of() == computed["active_excl_embedding"] == 36_625_618_432
    assert active_of(embedding=True) == computed["active_incl_embedding"] == 37_552_297_472
    named = {part.name: part for part in parts()}
    head = named["output head"].active
    assert active_of() - head == computed["active_excl_embedding_and_head"]
    assert attention() == computed["per_layer_attention_sum"]
    assert EXPERT == computed["expert"] == 44_040_192
    whole, work = computed["components_total"], computed["components_active"]
    rest = ("final_norm", "layer_norms", "router_weights", "router_bias")
    expected = {
        "routed experts": ("routed_experts",),
        "attention": ("mla_attention_all_layers",),
        "shared experts": ("shared_experts",),
        "dense layers": ("dense_ffn_3_layers",),
        "output head": ("output_head",),
        "routers, norms": rest,
        "embedding": ("embedding",),
    }
    assert set(expected) == set(named)
    for name, entries in expected.items():
        assert named[name].total == sum(whole[entry] for entry in entries), name
        assert named[name].active == sum(work[entry] for entry in entries), name


def test_a_larger_k_is_a_larger_bill_by_whole_experts_and_not_in_proportion():
    for top in range(1, MOST):
        assert active_of(top=top + 1) - active_of(top=top) == MOE_LAYERS * EXPERT
        assert total_of() == sum(part.total for part in parts(top=top))
    assert active_of(top=16) < 1.6 * active_of(top=8)
    # Without any routed expert all the rest would still work.
    assert active_of(top=8) - active_of(top=0) == 8 * MOE_LAYERS * EXPERT


def test_fewer_experts_are_a_smaller_model_with_the_same_work_but_for_the_routers():
    for experts in (64, 128):
        missing = 256 - experts
        router = MOE_LAYERS * (published.WIDTH + 1)
        assert total_of() - total_of(experts) == missing * (MOE_LAYERS * EXPERT + router)
        assert active_of() - active_of(experts) == missing * router
        assert share_of(experts) > share_of()


def test_the_group_limit_changes_no_parameter_while_the_kept_groups_have_k_experts():
    for experts, top in (("256", 8), ("256", 16), ("128", 16), ("64", 16)):
        enough = [n for n in range(1, 9) if n * int(experts) // 8 >= top]
        views = [compute(Controls(experts=experts, top=top, limit=n)) for n in range(1, 9)]
        assert len({(views[n - 1].total, views[n - 1].active) for n in enough}) == 1
        full = views[-1].active
        assert [n for n in range(1, 9) if views[n - 1].active == full] == enough
    # One kept group of 8 experts has no sixteen.
    assert compute(Controls(experts="64", top=16, limit=1)).active < full


def test_most_of_the_model_is_routed_experts_and_most_of_it_rests():
    first = parts()[0]
    assert 0.974 < first.total / total_of() < 0.975
    assert 0.0545 < share_of() < 0.0547


def test_the_table_is_the_sheet_s():
    table = WIDGET.table(compute(Controls()))
    sums = {row[0]: row[3] for row in table.rows}
    assert sums["Sum, embedding not counted as at work"] == "36,625,618,432"
    assert sums["Sum, embedding counted as at work"] == "37,552,297,472"
    assert sums["Embedding"] == "(926,679,040)"
    assert table.columns[3].endswith("(in brackets: looked up)")
    assert {row[1] for row in table.rows[-2:]} == {"671,026,419,200"}


# ---- The toy ----


def test_words_and_experts_come_of_the_seed_and_settings_do_not_change_the_luck():
    assert [w for w, _ in WORDS] == [key for kind in KINDS for key, _ in kind.words]
    assert len({word_of(seed, "wait") for seed in SEEDS}) == len(SEEDS)
    assert len({experts_of(7, layer, 256) for layer in range(4, 62)}) == 58
    many = experts_of(7, 20, 256)
    for fewer in (64, 128):
        some = experts_of(7, 20, fewer)
        size = fewer // 8
        for group in range(8):
            mine = some[group * size : (group + 1) * size]
            assert mine == many[group * 32 : group * 32 + size]


def test_a_batch_is_its_words_as_often_as_said_moved_by_their_context():
    away = []
    for seed in (1, 2, 3):
        batch, at = batch_of(seed), 0
        for kind in KINDS:
            for key, _ in kind.words:
                word = np.array(word_of(seed, key))
                away += [np.array(token) - word for token in batch[at : at + kind.share]]
                at += kind.share
        assert at == len(batch) == 256
    assert np.std(away) == pytest.approx(CONTEXT, rel=0.03)
    assert abs(np.mean(away)) < 0.03


def test_words_of_a_kind_share_more_of_their_experts():
    alike, unlike = [], []
    for seed in SEEDS:
        own = scored([word_of(seed, key) for key, _ in WORDS], experts_of(seed, 20, 256))
        chosen = [set(row) for row in chosen_by(own, 8, 4, 8)[2].tolist()]
        for a in range(len(WORDS)):
            for b in range(a):
                common = len(chosen[a] & chosen[b])
                (alike if a // 4 == b // 4 else unlike).append(common)
    assert np.mean(alike) > 3 * np.mean(unlike)


def test_the_prose_says_what_the_toy_is():
    prose = (ROOT / "widgets/mixture_of_experts/prose.md").read_text("utf-8")
    assert f"random vectors of {DIMENSIONS} numbers" in prose
    assert f"The same {len(batch_of(7))} tokens" in prose
    assert "A word's vector is the same in every layer" in prose
    one, other = (compute(Controls(layer=layer)) for layer in (4, 61))
    assert one.vector == other.vector
    assert one.centroids != other.centroids


# ---- Balancing ----


@cache
def whole(plan):
    """The run of a plan, as the page would route it."""
    *_, loads = routed(plan)
    return loads


def by_numpy(plan):
    """All batches of a plan, by numpy."""
    own = scored(batch_of(plan.seed), experts_of(plan.seed, plan.layer, plan.experts))
    times, loads = np.zeros(plan.experts, dtype=int), []
    for _ in range(BATCHES + 1):
        chosen = chosen_by(own + plan.gamma * times, 8, plan.limit, plan.top)[2]
        loads.append(np.bincount(chosen.ravel(), minlength=plan.experts))
        times = times + np.sign(loads[-1].mean() - loads[-1]).astype(int)
    return np.array(loads)


def busiest(loads):
    return loads.max(axis=-1) / loads.mean(axis=-1)


@pytest.fixture(scope="module")
def usual():
    return [by_numpy(Plan(seed=seed)) for seed in RUNS]


@pytest.mark.parametrize(
    "plan",
    [
        *STORED,
        Plan(top=16),
        Plan(seed=3, layer=61, experts=64, top=5, limit=3, gamma=0.02),
        Plan(seed=11, layer=4, experts=128, gamma=0.005),
    ],
)
def test_the_batches_are_those_of_numpy(plan):
    loads = whole(plan)
    assert np.array_equal(np.array(loads), by_numpy(plan))
    assert set(map(sum, loads)) == {256 * plan.top}


def test_what_the_build_made_is_what_the_page_would_route():
    held = stored("mixture-of-experts-runs")
    assert held[2:3] == made(STORED[2:3])
    for plan, item in zip(STORED, held, strict=True):
        assert item == {"plan": list(plan), "loads": record(whole(plan))}
        assert known(plan) == whole(plan)
        assert [[ord(sign) - 35 for sign in text] for text in item["loads"]] == [
            list(load) for load in whole(plan)
        ]


def test_the_build_has_the_presets_runs_and_other_settings_work_for_theirs():
    for preset in PRESETS:
        controls = replace(Controls(), **preset.values)
        routed_here = preset.name == "sixteen"
        assert (background(controls) is not None) == routed_here, preset.name
        assert compute(controls).complete == (not routed_here), preset.name
    other = Controls(seed=8)
    job = background(other)
    assert job.key == plan_of(other)
    assert background(replace(other, step=3, token="the")).key == job.key
    *slices, loads = job.slices
    assert len(loads) == BATCHES + 1
    # The results so far are the beginning of the whole.
    assert all(loads[: len(part)] == part for part in slices)
    assert len(slices) > 2 * BATCHES


def test_balancing_evens_the_load_for_every_seed(usual):
    start = np.array([busiest(loads)[0] for loads in usual])
    end = np.array([busiest(loads)[-1] for loads in usual])
    assert start.min() > 5
    assert end.max() <= 3.25
    assert np.median(end) <= 2
    assert (end < start / 2).all()
    assert np.mean([(loads[0] == 0).sum() for loads in usual]) > 60
    assert max((loads[-1] == 0).sum() for loads in usual) <= 2


@pytest.mark.thorough
def test_balancing_evens_the_load_for_many_more_seeds():
    runs = [by_numpy(Plan(seed=seed)) for seed in range(len(RUNS), 150)]
    assert max(busiest(loads)[-1] for loads in runs) <= 3.25
    assert min(busiest(loads)[0] / busiest(loads)[-1] for loads in runs) > 2
    assert max((loads[-1] == 0).sum() for loads in runs) <= 2


def test_without_balancing_every_batch_is_the_first():
    still = by_numpy(Plan(gamma=0.0))
    assert (still == still[0]).all()
    off = [compute(Controls(balancing=False, step=step)) for step in (0, 12, BATCHES)]
    assert {view.load for view in off} == {tuple(still[0].tolist())}
    assert all(not any(view.biases) and not view.brought for view in off)


def test_a_large_gamma_overshoots_and_ends_less_even(usual):
    quick = [by_numpy(Plan(seed=seed, gamma=QUICK)) for seed in RUNS]
    for fast, slow in zip(quick, usual, strict=True):
        assert busiest(fast)[-1] > BOUNDS[1] > busiest(slow)[-1]

    # Who was overrun gets almost nothing next; who was idle is not overrun, but below the mean.
    for loads in quick:
        late = loads[5:]
        now, after = late[:-1], late[1:]
        many = now >= 2 * late.mean()
        assert many.any()
        assert after[many].mean() < late.mean() / 8
        assert (after[many] <= late.mean() / 2).mean() > 0.95
        assert after[now == 0].mean() < late.mean()


def test_a_small_gamma_needs_more_batches(usual):
    for seed in range(20):
        slow = by_numpy(Plan(seed=seed, gamma=0.001))
        assert busiest(slow)[-1] > busiest(usual[seed])[-1]


def test_biases_are_gamma_times_how_often_an_expert_was_below_less_above():
    loads = whole(Plan())
    total = np.zeros(256)
    for batch in range(BATCHES + 1):
        view = compute(Controls(step=batch))
        assert view.biases == pytest.approx(total, abs=1e-12)
        assert view.counts == counts(loads[:batch], 256)
        total += 0.01 * np.sign(8 - np.array(loads[batch]))
    assert biases((), 64, 0.5) == (0.0,) * 64
    assert ratio_of((1, 1, 1)) == 1.0


# ---- The words and the picture ----


def finding(**changes):
    return compute(replace(Controls(), **changes)).finding


def test_the_default_says_what_is_at_work_and_how_even_it_is():
    assert finding() == (
        "In layer 20, 8 of 256 routed experts (in 4 of the 8 groups) and the shared expert work on"
        " “wait”. Over all layers, 36.6 of 671.0 billion parameters work on the token, 5.5%. After"
        " 30 batches the busiest expert gets 1.6 times the mean load (10.2 times at the start), and"
        " every expert gets some tokens."
    )


def test_the_finding_follows_the_settings():
    assert "57.1 of 671.0 billion" in finding(top=16)
    assert "every batch is like the first" in finding(balancing=False)
    assert finding(step=0).count("Before any bias has moved") == 1
    assert "After 1 batch the" in finding(step=1)
    assert "1 of 256 routed experts (in 1 of the 8 groups) and the shared expert work" in finding(
        top=1
    )
    wide = [
        finding(limit=8, top=16, token=key, layer=layer) for key, _ in WORDS for layer in (4, 9)
    ]
    assert any("(in all 8 groups)" in text for text in wide)
    assert not any("8 of the 8" in text for text in wide)
    idle = compute(Controls(step=10)).load.count(0)
    assert f"and {idle} experts get no tokens." in finding(step=10)
    assert "16 were asked for, but 1 group of 8 experts has no more." in finding(
        experts="64", limit=1, top=16
    )
    assert "batches are being routed" in finding(seed=8)


def test_a_token_gets_no_more_experts_than_its_groups_have():
    for experts in ("64", "128", "256"):
        for limit in range(1, 9):
            for top in (1, 8, 16):
                controls = Controls(experts=experts, limit=limit, top=top)
                view = compute(controls)
                assert len(view.routing.chosen) == view.plan.top == available(controls)
                assert view.plan.top == min(top, limit * int(experts) // 8)


def test_a_star_is_at_those_that_affinity_alone_would_not_choose():
    view = compute(Controls())
    own = scored([view.vector], view.centroids)
    alone = set(chosen_by(own, 8, 4, 8)[2][0].tolist())
    assert set(view.brought) == set(view.routing.chosen) - alone
    assert len(view.brought) == 3
    picture = WIDGET.render(view)
    stars = re.findall(r"<span>(\d+)<span[^>]*> group \d</span> \*</span>", picture)
    assert {int(star) - 1 for star in stars} == set(view.brought)
    assert "*: affinity alone would not choose it" in picture
    start = WIDGET.render(compute(Controls(step=0)))
    assert "*" not in start[start.index("moe-list") :]


def test_the_largest_cells_of_the_kept_groups_are_those_at_work():
    for controls in (Controls(), Controls(gamma=QUICK), Controls(balancing=False, top=3)):
        view = compute(controls)
        shares = _shares(view)
        assert 0 < min(shares) < 0.05
        assert max(shares) == pytest.approx(1)
        kept = [i for i in range(256) if group_of(i, 256) in view.routing.kept]
        largest = sorted(kept, key=lambda i: -shares[i])[: view.plan.top]
        assert set(largest) == set(view.routing.chosen)


def test_a_prediction_hides_the_later_batches_and_is_judged_at_the_end():
    waiting = compute(Controls(predict="uneven", gamma=QUICK, step=29))
    assert waiting.secret
    assert "secret" in WIDGET.render(waiting)
    assert waiting.finding.endswith("Your prediction waits for the last batch.")
    load = "with γ = 0.1 the busiest expert’s load is over 4 times the mean."
    for answer, said in [
        ("uneven", "You were right: "),
        ("even", "You predicted under 2 times the mean, but "),
        ("between", "You predicted 2 to 4 times the mean, but "),
    ]:
        judged = compute(Controls(predict=answer, gamma=QUICK))
        assert not judged.secret
        assert judged.finding.endswith(said + load)
    # What was not asked is not judged.
    for step in (0, 12, BATCHES):
        other = finding(predict="even", step=step)
        assert other.endswith("Your prediction was for γ = 0.1; with γ = 0.01 it is not judged.")
        assert "You predicted" not in other
    assert finding(predict="even", balancing=False).endswith("it is off.")
    assert finding(predict="even", gamma=QUICK, seed=8).endswith("until all batches are routed.")


def test_the_workings_name_where_their_formulas_stand():
    view = compute(Controls())
    cited = {key: WIDGET.workings[key](view, 1).source for key in ("affinity", "weight", "group")}
    assert cited == {
        "affinity": "V3 eq. 15",
        "weight": "V3 eq. 13 and config_671B.json",
        "group": "V3 model.py",
    }


def test_hidden_batches_are_nowhere_in_the_picture():
    shown = {
        WIDGET.render(compute(Controls(predict="even", gamma=gamma, step=0)))
        for gamma in (Plan().gamma, QUICK)
    }
    curves = {re.findall(r'class="line r-toy" d="([^"]*)"', picture)[0] for picture in shown}
    assert len(curves) == 1


def test_a_run_on_its_way_is_shown_as_far_as_it_has_come():
    controls = Controls(seed=8)
    *_, loads = background(controls).slices
    nothing, some, all_of_it = (compute(controls, part) for part in ((), loads[:6], loads))
    assert (nothing.batch, nothing.load) == (0, ())
    assert (some.batch, some.load) == (5, loads[5])
    assert "After 5 batches (more are being routed)" in some.finding
    assert (all_of_it.batch, all_of_it.complete) == (BATCHES, True)
    assert "being routed" in WIDGET.render(nothing)


def test_what_is_filled_in_the_grid_is_what_works():
    picture = WIDGET.render(compute(Controls(top=5, step=0)))
    grid = picture[picture.index("moe-grid") : picture.index("moe-bill")]
    (filled,) = re.findall(r'class="cells r-toy" d="([^"]*)"', grid)
    assert filled.count("M") == 5
    rest = re.findall(r'class="cells r-neutral [a-z-]+" d="([^"]*)"', grid)
    assert sum(path.count("M") for path in rest) == 251
    assert {f"opened:weight-{n}" for n in range(1, 6)} <= set(re.findall(r'set="([^"]*)"', grid))


def test_the_stairs_of_loads_hold_every_expert_at_its_height():
    load = compute(Controls(step=3)).load
    places, heights = _stairs(sorted(load, reverse=True))
    pairs = list(zip(places, heights, strict=True))
    spans = [
        (left, right, height)
        for (left, height), (right, same) in zip(pairs[::2], pairs[1::2], strict=True)
        if height == same
    ]
    assert len(spans) == len(set(load))
    drawn = [height for left, right, height in spans for _ in range(right - left)]
    assert drawn == sorted(load, reverse=True)
    assert [left for left, _, _ in spans[1:]] == [right for _, right, _ in spans[:-1]]


def test_group_and_expert_are_counted_alike():
    for experts in (64, 128, 256):
        groups = [group_of(expert, experts) for expert in range(experts)]
        assert groups == sorted(groups)
        assert {groups.count(group) for group in range(8)} == {experts // 8}


# ---- What is taken home ----


@pytest.mark.parametrize(
    "controls", [Controls(), Controls(token="yinci", top=3, experts="64", layer=5, seed=2)]
)
def test_the_python_to_take_home_routes_the_same(controls, capsys):
    exec(to_python(controls), {})
    *rows, bill = capsys.readouterr().out.splitlines()
    view = compute(controls)
    assert [int(row.split()[0]) - 1 for row in rows] == list(view.routing.chosen)
    weights = [float(row.split()[1]) for row in rows]
    assert weights == pytest.approx(view.routing.weights, abs=1e-9)
    assert bill == f"{view.active:,} of {view.total:,} parameters at work"


def test_the_csv_has_every_expert():
    head, *rows = to_csv(Controls()).splitlines()
    assert head == "expert,group,affinity,bias,weight,load"
    assert len(rows) == 256
    columns = list(zip(*(row.split(",") for row in rows), strict=True))
    assert sum(map(float, columns[4])) == pytest.approx(2.5)
    assert sum(map(int, columns[5])) == 2048
    assert all(row.endswith(",") for row in to_csv(Controls(seed=8)).splitlines()[1:])


def test_no_draw_is_shared_between_seeds_and_layers():
    first = {Random(64 * seed + layer).random() for seed in range(50) for layer in range(4, 62)}
    assert len(first) == 50 * 58
