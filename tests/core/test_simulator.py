"""The simulator: the vectorised derivation, the records, the command line, chapter 9's claims."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grpo_core import ESTIMATORS, Config, draws, simulate, steps, to_csv, to_json, to_python
from grpo_core.cli import main
from sitebuild.recipes import train

configs = st.builds(
    Config,
    rates=st.tuples(*[st.floats(0, 1)] * 4),
    start_logits=st.tuples(*[st.floats(-4, 4)] * 4),
    steps=st.integers(0, 12),
    group_size=st.integers(1, 20),
    learning_rate=st.floats(0, 5),
    beta=st.sampled_from([0.0, 0.001, 0.04, 1.0]),
    clip_low=st.sampled_from([0.2, 10.0]),
    clip_high=st.sampled_from([0.2, 0.28, 10.0]),
    inner_epochs=st.integers(1, 3),
    estimator=st.sampled_from(list(ESTIMATORS)),
    temperature=st.sampled_from([0.25, 0.7, 1.0, 4.0]),
    exact_kl=st.booleans(),
    seed=st.integers(0, 10_000),
)


def policies_of(config):
    run = simulate(config)
    return np.array([run.policy_at(step) for step in range(config.steps + 1)])


@settings(max_examples=100, deadline=None)
@given(configs)
def test_a_run_is_what_the_vectorised_derivation_says(config):
    policies = policies_of(config)
    # Great steps from a policy on an edge make much of a rounding error, whoever's it is.
    nudged = [z + 1e-13 * place for place, z in enumerate(config.start_logits)]
    assume(policies_of(replace(config, start_logits=nudged)) == pytest.approx(policies, abs=1e-9))
    assert policies == pytest.approx(train(config, [config.seed])[0], abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(configs)
def test_records_are_consistent(config):
    run = simulate(config)
    assert run == simulate(config)
    before = run.reference
    for number, step in enumerate(run.steps, start=1):
        assert step.number == number
        assert step.policy_before == before
        assert len(step.group) == config.group_size
        moved = [
            z + config.learning_rate * g
            for z, g in zip(step.logits_before, step.gradient, strict=True)
        ]
        assert step.logits == pytest.approx(moved)
        size = max(map(abs, step.gradient))
        assert sum(step.gradient) == pytest.approx(0.0, abs=1e-9 * max(size, 1.0))
        assert sum(step.policy) == pytest.approx(1.0)
        assert step.kl >= 0.0
        assert step.mean_reward == pytest.approx(np.mean([r.reward for r in step.group]))
        before = step.policy


def test_stepping_gives_the_same_run_as_running():
    config = Config(seed=3)
    training = steps(config)
    assert [next(training) for _ in range(10)] == list(simulate(config).steps[:10])


def test_luck_does_not_depend_on_the_group_size():
    small, large = (simulate(Config(steps=1, group_size=g)).steps[0] for g in (4, 32))
    assert [r.action for r in large.group[:4]] == [r.action for r in small.group]
    assert [r.reward for r in large.group[:4]] == [r.reward for r in small.group]


def test_draws_are_pinned():
    # The Mersenne Twister's own numbers: were they ever to change, every shared link would lie.
    first = list(draws(7, 1)[0][:3])
    assert first == [0.32383276483316237, 0.15084917392450192, 0.6509344730398537]


def test_groups_larger_than_the_shared_luck_still_run():
    assert len(simulate(Config(steps=1, group_size=200)).steps[0].group) == 200


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rates": (0.1, 0.2)}, "one entry each"),
        ({"rates": (0.1, 0.2, 0.3, 1.5)}, "rates"),
        ({"rates": (0.1, 0.2, 0.3, float("nan"))}, "rates"),
        ({"start_logits": (0.0, 0.0, 0.0, float("inf"))}, "start_logits"),
        ({"steps": -1}, "steps"),
        ({"group_size": 0}, "group_size"),
        ({"inner_epochs": 0}, "inner_epochs"),
        ({"learning_rate": -0.1}, "learning_rate"),
        ({"beta": float("nan")}, "beta"),
        ({"clip_high": float("inf")}, "clip_high"),
        ({"temperature": 0.0}, "temperature"),
        ({"estimator": "best"}, "estimator"),
        ({"seed": -1}, "seed"),
    ],
)
def test_bad_configurations_are_named(change, message):
    with pytest.raises(ValueError, match=message):
        Config(**change)


def test_exports_read_back_the_same():
    run = simulate(Config(seed=11, steps=5))
    record = json.loads(to_json(run))
    assert [tuple(s["policy"]) for s in record["steps"]] == [s.policy for s in run.steps]
    assert record["steps"][2]["group"][0]["advantage"] == run.steps[2].group[0].advantage
    rows = list(csv.DictReader(io.StringIO(to_csv(run))))
    assert [float(row["p_verify"]) for row in rows] == [run.policy_at(n)[3] for n in range(6)]
    odd = Config(strategies=('a,"b"', "c", "d", "e"), steps=1)
    assert 'p_a,"b"' in csv.DictReader(io.StringIO(to_csv(simulate(odd)))).fieldnames


def test_the_exported_python_reproduces_the_run(capsys):
    config = Config(seed=5, beta=0.3, rates=(0.2, 0.2, 0.9, 0.1), group_size=5)
    scope = {}
    exec(to_python(config), scope)
    assert scope["run"] == simulate(config)
    assert "derive" in capsys.readouterr().out


def test_the_command_line_prints_the_same_numbers(capsys):
    assert main(["simulate", "--steps", "50", "--seed", "7", "--json"]) == 0
    assert capsys.readouterr().out == to_json(simulate(Config(seed=7)))
    assert main(["simulate", "--rates", "0.5,0.5,0.5,0.5", "--csv", "--steps", "3"]) == 0
    assert capsys.readouterr().out == to_csv(simulate(Config(rates=(0.5,) * 4, steps=3)))


def test_the_command_line_says_what_is_wrong(capsys):
    for arguments, words in (
        (["simulate", "--rates", "0.5,7,0.5,0.5"], "rates must lie between 0 and 1, not 7.0"),
        (["simulate", "--steps", "many"], "invalid int value"),
        (["simulate", "--rates", "a,b"], "comma-separated float"),
    ):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 2
        assert words in capsys.readouterr().err


def test_the_module_runs():
    command = [sys.executable, "-m", "grpo_core", "simulate", "--steps", "1"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("step   guess")


class TestWhatTheChapterClaims:
    def test_the_best_strategy_ends_with_most_of_the_mass(self):
        final = train(Config(), range(1000))[:, -1, 3]
        assert (final > 0.5).mean() >= 0.95

    def test_strategies_that_do_not_pay_are_forgotten(self):
        policies = train(Config(), range(1000))
        assert (policies[:, -1, 0] < policies[:, 0, 0] / 4).mean() >= 0.95

    def test_without_an_anchor_entropy_collapses(self):
        config = Config(beta=0.0, learning_rate=2.0)
        final = train(config, range(1000))[:, -1]
        anchored = train(replace(config, beta=0.04), range(1000))[:, -1]

        def entropy(p):
            return -(p * np.log(p)).sum(axis=1)

        assert np.median(entropy(final)) < 0.1
        assert np.median(entropy(anchored)) > 2 * np.median(entropy(final))

    def test_equal_rates_drift(self):
        config = Config(rates=(0.5,) * 4, start_logits=(0.0,) * 4)
        final = train(config, range(1000))[:, -1]
        assert final.mean(axis=0) == pytest.approx([0.25] * 4, abs=0.02)  # no direction
        assert final.std(axis=0).min() > 0.08  # and yet each run goes somewhere

    def test_a_rare_gem_is_missed_in_fifty_steps(self):
        config = Config(start_logits=(0.0, 0.0, 0.0, -2.8))
        policies = train(config, range(1000))
        assert policies[0, 0, 3] == pytest.approx(0.02, abs=0.001)
        assert (policies[:, -1].argmax(axis=1) == 2).mean() >= 0.95

    def test_tiny_groups_carry_less_signal(self):
        silent = {}
        for size in (2, 8):
            runs = [simulate(Config(group_size=size, seed=s)) for s in range(100)]
            groups = [step.group for run in runs for step in run.steps]
            silent[size] = np.mean([not any(r.advantage for r in group) for group in groups])
        assert silent[2] > 0.4
        assert silent[8] < 0.2
        tiny = train(Config(group_size=2), range(1000))[:, -1, 3]
        usual = train(Config(), range(1000))[:, -1, 3]
        assert (tiny > 0.5).mean() < (usual > 0.5).mean() - 0.1
