"""What is computed once for everybody: runs under many seeds, searches, loads, a reward model.

`train` is a second derivation of the simulator, over all seeds at once by numpy, with none of the
core's code; even the draws are numpy's, though the same numbers. The build takes the bands from
it, and the tests hold the core to it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grpo_core import SHARED_DRAWS, Config
from grpo_core.divergence import MAX_EXPONENT
from grpo_core.grid import Grid
from grpo_core.sweep import map_grid, pool
from sitebuild.language_sweeps import language_sweeps
from widgets.failed_approaches.forest import grown, preset_kinds
from widgets.mixture_of_experts.balance import made as loads_made
from widgets.mixture_of_experts.controls import STORED
from widgets.reward_hacking.training import train as train_reward_model
from widgets.simulator.bands import LEVELS
from widgets.simulator.controls import PRESETS, Controls, config_of

__all__ = ["SEEDS", "TREES", "Floats", "luck", "searches", "simulator_bands", "train", "write_all"]

Floats = NDArray[np.float64]

SEEDS = 2000
TOGETHER = 500
"""Seeds that one process trains at once."""
TREES = 1000


def train(config: Config, seeds: Sequence[int]) -> Floats:
    """The policy at every step of every run.

    Args:
        config: what to train; its own seed is not used.
        seeds: one run each.

    Returns:
        Probabilities, shaped (seeds, steps + 1, strategies).
    """
    runs, arms = len(seeds), len(config.rates)
    uniform = luck(config, seeds)
    logits = np.tile(np.array(config.start_logits), (runs, 1))
    rates = np.array(config.rates)
    ref_logp = _log_softmax(logits, config.temperature)
    policies = [np.exp(ref_logp)]
    for step in range(config.steps):
        old_logp = _log_softmax(logits, config.temperature)
        edges = np.cumsum(np.exp(old_logp), axis=1)
        chosen = (uniform[:, step, :, :1] * edges[:, None, -1:] >= edges[:, None, :]).sum(axis=2)
        rewards = (uniform[:, step, :, 1] < rates[chosen]).astype(float)
        advantages = _advantages(rewards, config.estimator)
        taken = np.eye(arms)[chosen]
        for _ in range(config.inner_epochs):
            logp = _log_softmax(logits, config.temperature)
            policy = np.exp(logp)
            ratio = _ratio(np.take_along_axis(logp - old_logp, chosen, axis=1))
            bounded = np.clip(ratio, 1 - config.clip_low, 1 + config.clip_high)
            free = ratio * advantages <= bounded * advantages
            slope = np.where(free, ratio * advantages, 0.0)
            if not config.exact_kl:
                pull = _ratio(np.take_along_axis(ref_logp - logp, chosen, axis=1)) - 1
                slope = slope + config.beta * pull
            gradient = (slope[:, :, None] * (taken - policy[:, None, :])).mean(axis=1)
            if config.exact_kl:
                gap = logp - ref_logp
                divergence = (policy * gap).sum(axis=1, keepdims=True)
                gradient = gradient - config.beta * policy * (gap - divergence)
            logits = logits + config.learning_rate * gradient / config.temperature
        policies.append(np.exp(_log_softmax(logits, config.temperature)))
    return np.stack(policies, axis=1)


def luck(config: Config, seeds: Sequence[int]) -> Floats:
    """The uniform numbers that decide runs, the same as the core's.

    Args:
        config: its steps and group size; its own seed is not used.
        seeds: one run each.

    Returns:
        Shaped (seeds, steps, group size, 2): which strategy, and whether it succeeds.
    """
    width = max(SHARED_DRAWS, config.group_size)
    drawn = [_draws(seed, config.steps, width)[:, : config.group_size] for seed in seeds]
    return np.stack(drawn)


def simulator_bands(seeds: int = SEEDS, executor: Executor | None = None) -> dict[str, Any]:
    """The bands of every preset of the simulator.

    Args:
        seeds: how many, counted from 0.
        executor: who trains; None trains here.

    Returns:
        By preset: `seeds`; `curves`, per strategy and per level of `LEVELS` a share in
        thousandths for every step; `majority`, per strategy the share of runs that end with it
        above one half.
    """
    configs = [config_of(replace(Controls(), **preset.values)) for preset in PRESETS]
    grid = Grid(configs, range(seeds), [preset.name for preset in PRESETS])
    runs: dict[str, list[Floats]] = {preset.name: [] for preset in PRESETS}
    for cell, policies in map_grid(train, grid, executor, chunk=TOGETHER * len(configs)):
        runs[cell.name].append(policies)
    bands = {}
    for name, found in runs.items():
        policies = np.stack(found)
        quantiles = np.quantile(policies, LEVELS, axis=0)
        bands[name] = {
            "seeds": seeds,
            "curves": np.rint(1000 * quantiles).astype(int).transpose(2, 0, 1).tolist(),
            "majority": (policies[:, -1] > 0.5).mean(axis=0).round(4).tolist(),
        }
    return bands


def searches(trees: int = TREES) -> dict[str, Any]:
    """How often tree searches find the right path, for every preset that shows one.

    Args:
        trees: how many; their seeds are counted from 0.

    Returns:
        By preset: `trees`, and `found`, the number of searches that chose the right path, after 1,
        2, 4, … simulations.
    """
    made = {}
    for name, kind in preset_kinds().items():
        *_, success = grown(kind, trees)
        made[name] = success._asdict()
    return made


def write_all(folder: Path) -> None:
    """Computes every data file and writes it into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    labelled = (folder.parents[1] / "site/data/labelled-steps.txt").read_text("utf-8")
    with pool() as executor:
        # The longest first; what is short is done here meanwhile.
        found = executor.submit(searches)
        sweeps = executor.submit(language_sweeps)
        made = {
            "simulator-bands": simulator_bands(executor=executor),
            "reward-hacking-model": train_reward_model(labelled),
            "reward-hacking-steps": labelled,
            "mixture-of-experts-runs": loads_made(STORED),
            "alignment-tax-sweeps": sweeps.result(),
            "failed-approaches-searches": found.result(),
        }
    for name, record in made.items():
        text = json.dumps(record, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def _draws(seed: int, steps: int, width: int) -> Floats:
    """The numbers of `grpo_core.draws`, drawn by numpy's twister from the state of Python's.

    Returns:
        Shaped (steps, width, 2).
    """
    *key, position = Random(seed).getstate()[1]
    twister = np.random.RandomState()
    twister.set_state(("MT19937", np.array(key, dtype=np.uint32), position, 0, 0.0))
    return twister.random_sample((steps, width, 2))


def _log_softmax(logits: Floats, temperature: float) -> Floats:
    scaled = (logits - logits.max(axis=1, keepdims=True)) / temperature
    return np.asarray(scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True)))


def _ratio(log_ratio: Floats) -> Floats:
    return np.asarray(np.exp(np.minimum(log_ratio, MAX_EXPONENT)))


def _advantages(rewards: Floats, estimator: str) -> Floats:
    """Advantages of many groups, one a row; by matrices rather than by the core's formulas."""
    size = rewards.shape[1]
    if estimator == "none":
        return rewards
    centre = np.eye(size) - np.full((size, size), 1 / size)
    deviations = np.asarray(rewards @ centre)
    if estimator == "leave_one_out":
        return np.asarray(deviations * (size / max(size - 1, 1)))
    if estimator == "mean":
        return deviations
    ddof = 0 if estimator == "mean_std" else 1
    std = rewards.std(axis=1, ddof=min(ddof, size - 1), keepdims=True)
    return np.asarray(np.divide(deviations, std, out=np.zeros_like(deviations), where=std > 0))
