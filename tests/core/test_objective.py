"""The objective and its gradient: finite differences, a numpy derivation, degenerate input."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grpo_core import (
    AGGREGATIONS,
    Clip,
    clipped_surrogate,
    decision_gradient,
    log_softmax,
    logit_gradient,
    per_constant,
    per_sequence,
    per_token,
    softmax,
    token_objective,
)

small = st.floats(-3, 3)


@st.composite
def token_batches(draw):
    """A group of completions over a small vocabulary: logits per position, and all else."""
    vocabulary = draw(st.integers(2, 5))
    lengths = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))

    def rows():
        row = st.lists(small, min_size=vocabulary, max_size=vocabulary)
        return [[draw(row) for _ in range(n)] for n in lengths]

    chosen = [[draw(st.integers(0, vocabulary - 1)) for _ in range(n)] for n in lengths]
    mask = [[float(draw(st.booleans())) for _ in range(n)] for n in lengths]
    advantages = [draw(small) for _ in lengths]
    return rows(), rows(), rows(), chosen, mask, advantages


def _logp(logits, chosen):
    return [
        [log_softmax(z)[c] for z, c in zip(row, picks, strict=True)]
        for row, picks in zip(logits, chosen, strict=True)
    ]


def _objective(logits, old, ref, chosen, mask, advantages, name, clip, beta):
    return token_objective(
        _logp(logits, chosen),
        _logp(old, chosen),
        _logp(ref, chosen),
        advantages,
        AGGREGATIONS[name](mask, 8.0),
        clip=clip,
        beta=beta,
    )


@settings(max_examples=60)
@given(token_batches(), st.sampled_from(list(AGGREGATIONS)), st.floats(0, 1))
def test_the_token_gradient_matches_finite_differences(batch, name, beta):
    logits, old, ref, chosen, mask, advantages = batch
    clip, h = Clip(0.2, 0.28), 1e-6
    result = _objective(logits, old, ref, chosen, mask, advantages, name, clip, beta)
    for i, row in enumerate(logits):
        for t, z in enumerate(row):
            ratio = math.exp(_logp(logits, chosen)[i][t] - _logp(old, chosen)[i][t])
            if min(abs(ratio - 0.8), abs(ratio - 1.28)) < 1e-4:
                continue  # a corner of the clip has two derivatives
            gradient = logit_gradient(softmax(z), chosen[i][t], result.slopes[i][t])
            assert sum(gradient) == pytest.approx(0.0, abs=1e-12)
            for v in range(len(z)):
                values = []
                for sign in (1, -1):
                    logits[i][t] = [w + sign * h * (k == v) for k, w in enumerate(z)]
                    moved = _objective(logits, old, ref, chosen, mask, advantages, name, clip, beta)
                    values.append(moved.value)
                logits[i][t] = z
                numeric = (values[0] - values[1]) / (2 * h)
                assert gradient[v] == pytest.approx(numeric, rel=1e-4, abs=1e-5)


@given(token_batches(), st.sampled_from(list(AGGREGATIONS)), st.floats(0, 1))
def test_the_token_objective_matches_numpy(batch, name, beta):
    logits, old, ref, chosen, mask, advantages = batch
    result = _objective(logits, old, ref, chosen, mask, advantages, name, Clip(0.2, 0.28), beta)
    width = max(map(len, chosen))

    def padded(rows):
        out = np.zeros((len(rows), width))
        for i, row in enumerate(rows):
            out[i, : len(row)] = row
        return out

    m = padded(mask)
    lp, lo, lr = (padded(_logp(z, chosen)) for z in (logits, old, ref))
    ratio, a = np.exp(lp - lo), np.array(advantages)[:, None]
    gain = np.minimum(ratio * a, np.clip(ratio, 0.8, 1.28) * a)
    term = gain - beta * (np.exp(lr - lp) - (lr - lp) - 1)
    lengths = np.maximum(m.sum(axis=1), 1)
    expected = {
        "sequence": ((term * m).sum(axis=1) / lengths).mean(),
        "token": (term * m).sum() / max(m.sum(), 1),
        "constant": (term * m).sum() / (len(mask) * 8.0),
    }
    assert result.value == pytest.approx(expected[name], rel=1e-9, abs=1e-9)
    assert result.value == pytest.approx(result.surrogate - beta * result.kl, abs=1e-9)


@st.composite
def decisions(draw):
    n = draw(st.integers(2, 5))
    z, old, ref = (draw(st.lists(small, min_size=n, max_size=n)) for _ in range(3))
    size = draw(st.integers(1, 12))
    actions = [draw(st.integers(0, n - 1)) for _ in range(size)]
    advantages = [draw(st.sampled_from([-1.5, -0.5, 0.0, 0.5, 2.0])) for _ in range(size)]
    return z, old, ref, actions, advantages


@given(decisions(), st.floats(0, 2), st.floats(0.5, 2), st.booleans())
def test_the_decision_gradient_matches_finite_differences(case, beta, temperature, exact):
    z, old, ref, actions, advantages = case
    clip, h = Clip(0.2, 0.3), 1e-6

    def result(logits):
        return decision_gradient(
            logits,
            log_softmax(old, temperature),
            log_softmax(ref, temperature),
            actions,
            advantages,
            clip=clip,
            beta=beta,
            temperature=temperature,
            exact_kl=exact,
        )

    now, before = log_softmax(z, temperature), log_softmax(old, temperature)
    ratios = [math.exp(a - b) for a, b in zip(now, before, strict=True)]
    if any(min(abs(r - 0.8), abs(r - 1.3)) < 1e-4 for r in ratios):
        return
    gradient = result(z).gradient
    assert sum(gradient) == pytest.approx(0.0, abs=1e-9)
    for v in range(len(z)):
        up, down = ([w + s * h * (k == v) for k, w in enumerate(z)] for s in (1, -1))
        numeric = (result(up).value - result(down).value) / (2 * h)
        assert gradient[v] == pytest.approx(numeric, rel=1e-3, abs=2e-4)


@given(decisions(), st.floats(0, 2), st.sampled_from(list(AGGREGATIONS)))
def test_one_decision_is_a_completion_of_one_token(case, beta, name):
    z, old, ref, actions, advantages = case
    clip = Clip(0.2, 0.3)
    logp, old_logp, ref_logp = map(log_softmax, (z, old, ref))
    rows = [[[values[a]] for a in actions] for values in (logp, old_logp, ref_logp)]
    weights = AGGREGATIONS[name]([[1.0]] * len(actions), 1.0)
    tokens = token_objective(*rows, advantages, weights, clip=clip, beta=beta)
    decision = decision_gradient(z, old_logp, ref_logp, actions, advantages, clip=clip, beta=beta)
    assert decision.value == pytest.approx(tokens.value, abs=1e-9)
    summed = np.zeros(len(z))
    for action, (slope,) in zip(actions, tokens.slopes, strict=True):
        summed += logit_gradient(softmax(z), action, slope)
    assert decision.gradient == pytest.approx(summed.tolist(), abs=1e-9)
    assert decision.clipped == sum(map(sum, tokens.clipped))


@pytest.mark.parametrize(
    ("ratio", "advantage", "flat"),
    [(1.5, 1, True), (0.5, 1, False), (1.5, -1, False), (0.5, -1, True), (1.0, 1, False)],
)
def test_the_clip_only_stops_what_it_should(ratio, advantage, flat):
    _, slope = clipped_surrogate(ratio, advantage, Clip.symmetric(0.2))
    assert (slope == 0.0) is flat


def test_the_clip_of_r1_never_binds_below():
    # Nature's first RL stage used ε = 10: the lower bound is −9, and no ratio is negative.
    assert clipped_surrogate(1e-9, -1.0, Clip.symmetric(10.0))[1] != 0.0
    assert clipped_surrogate(11.5, 1.0, Clip.symmetric(10.0))[1] == 0.0


def test_aggregations_weigh_long_completions_differently():
    mask = [[1.0] * 2, [1.0] * 8]
    assert sum(per_sequence(mask)[0]) == pytest.approx(sum(per_sequence(mask)[1]))
    assert sum(per_token(mask)[1]) == pytest.approx(4 * sum(per_token(mask)[0]))
    assert per_constant(mask, 8)[0][0] == per_constant(mask, 8)[1][0]


@pytest.mark.parametrize("name", list(AGGREGATIONS))
def test_empty_and_masked_out_completions_are_zeros(name):
    weights = AGGREGATIONS[name]([[], [0.0, 0.0]], 4.0)
    result = token_objective(
        *([[], [-math.inf, 0.0]] for _ in range(3)),
        [1.0, 1.0],
        weights,
        clip=Clip.symmetric(0.2),
        beta=1.0,
    )
    assert (result.value, result.slopes) == (0.0, [[], [0.0, 0.0]])


def test_a_completion_of_65_000_tokens_is_exact():
    n = 65_000
    row = [-0.5] * n
    result = token_objective(
        [row], [row], [row], [2.0], per_sequence([[1.0] * n]), clip=Clip.symmetric(0.2), beta=0.1
    )
    assert result.value == pytest.approx(2.0, abs=1e-9)
    assert set(result.slopes[0]) == {1 / n * 2.0}


def test_ratios_beyond_floating_point_saturate():
    lp = [[0.0]]
    result = token_objective(
        lp, [[-5000.0]], [[5000.0]], [-1.0], [[1.0]], clip=Clip.symmetric(0.2), beta=0.01
    )
    assert math.isfinite(result.value)


def test_shapes_that_disagree_are_refused():
    with pytest.raises(ValueError, match="argument"):
        token_objective(
            [[0.0]], [[0.0, 0.0]], [[0.0]], [1.0], [[1.0]], clip=Clip(0.2, 0.2), beta=0.0
        )
    with pytest.raises(ValueError, match="clip ranges"):
        Clip(-0.1, 0.2)
    with pytest.raises(ValueError, match="length"):
        per_constant([[1.0]], 0)
