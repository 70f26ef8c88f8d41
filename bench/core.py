"""Core: the fifty-step run and a sweep of seeds, beside numpy and PyTorch, and how cost grows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from random import Random
from time import perf_counter
from typing import Final, Protocol

import numpy as np
from playwright.sync_api import Browser

from bench.answers import FRESH_BETA, FRESH_SEED, REMEMBERED, answers
from bench.browser import copied_site, fresh_page, live, script
from bench.stats import median, quantile, slope
from bench.table import Cell, Table
from grpo_core import Clip, Config, Run, per_sequence, simulate, token_objective
from grpo_core.rewards import language_consistency, rule_reward
from sitebuild.errors import BuildError
from sitebuild.progress import Log
from sitebuild.recipes import SEEDS, Floats, train

__all__ = [
    "Growth",
    "Peer",
    "Together",
    "agree",
    "completions",
    "core",
    "growths",
    "peers",
    "pytorch",
    "with_arms",
]

RUNS = 30
SWEEP_RUNS = 3
GROWTH_RUNS = 7
TOGETHER = 256
"""Seeds that numpy runs together where its growth with the others is measured."""

PLAIN = "grpo_core, CPython"
BROWSER = "grpo_core, browser"
NUMPY = "numpy"
TORCH = "PyTorch autograd"
WIDGET = "/widgets/simulator/"
CLOSE: Final = 1e-9
"""How near two ways to train must come, at every step, to be compared."""

CHECKED: Final = (Config(), Config(inner_epochs=3, temperature=0.7, beta=0.1, clip_high=0.28))
"""What they are compared in first; the second makes the clip and the KL term matter."""

ABSENT: Final = (
    "Not measured: PyTorch, which is not installed. `.venv/bin/python -m pip install torch` brings "
    "it; its build for processors alone is enough."
)


@dataclass(frozen=True)
class Peer:
    """One way to train.

    Attributes:
        name: what the table calls it.
        train: does it, with settings that the number makes new.
        runs: how many runs that makes.
    """

    name: str
    train: Callable[[int], object]
    runs: int = 1


@dataclass(frozen=True)
class Growth:
    """A cost as a function of one size.

    Attributes:
        peer: who does the work.
        what: the name of the size.
        sizes: where to measure.
        train: does it at a size, with settings that the number makes new.
    """

    peer: str
    what: str
    sizes: Sequence[int]
    train: Callable[[int, int], object]


class Together(Protocol):
    """A way to train many runs at once."""

    def __call__(self, config: Config, seeds: range, /) -> Floats:
        """Return probabilities, shaped (seeds, steps + 1, strategies)."""


def pytorch() -> Together | None:
    """PyTorch's way to train, if it is installed."""
    try:
        found: Together = import_module("bench.torch_peer").train
    except ModuleNotFoundError as missing:
        if missing.name != "torch":
            raise
        return None
    return found


def peers(torch: Together | None) -> list[Peer]:
    """Who trains a run, one at a time or as one of many."""
    plainly = [
        Peer(PLAIN, lambda number: simulate(Config(seed=number))),
        Peer(
            f"{PLAIN}, luck remembered",
            lambda number: simulate(Config(beta=0.04 + 1e-6 * (number + 1))),
        ),
    ]
    return plainly + [
        Peer(f"{name}, {what}", partial(_batch, way, count), count)
        for name, way in _ways(torch).items()
        for what, count in (("one seed", 1), (f"{SEEDS:,} seeds together", SEEDS))
    ]


def agree(way: Together) -> None:
    """Make sure that somebody trains what the core trains.

    Raises:
        BuildError: At some step of some run they differ by more than `CLOSE`.
    """
    seeds = range(20)
    for config in CHECKED:
        core = [_path(simulate(replace(config, seed=seed))) for seed in seeds]
        apart = float(np.abs(way(config, seeds) - np.array(core)).max())
        if not apart <= CLOSE:
            raise BuildError(
                f"The core and a peer of it differ by {apart:.1e}, so there is nothing to compare.",
                "Look at bench/torch_peer.py and at `train` in sitebuild/recipes.py.",
            )


def core(browser: Browser, runs: int | None, log: Log) -> list[Table]:
    """Measure the run and its growth.

    Args:
        browser: a running one.
        runs: how often everything is measured; None for the usual numbers.
        log: told how far it is.

    Raises:
        BuildError: The site is not built, or a page gave no answer.
    """
    torch = pytorch()
    for way in _ways(torch).values():
        agree(way)
    sweeps = min(runs or SWEEP_RUNS, SWEEP_RUNS)
    with copied_site() as site:
        log("core: in the browser")
        asked = answers(browser, site, 4 * (runs or RUNS))
        there = _swept_there(browser, site, sweeps)
    trainers = peers(torch)
    costs: dict[str, list[float]] = {peer.name: [] for peer in trainers}
    for turn in range((runs or RUNS) + 1):
        if turn % 10 == 0:
            log(f"core: round {turn} of {runs or RUNS}" + ("" if turn else ", not counted"))
        for peer in trainers:
            cost = _milliseconds(peer.train, 10_000 + turn) / peer.runs
            if turn:
                costs[peer.name].append(cost)
    log("core: a sweep")
    here = _swept(sweeps, torch)
    swept = {PLAIN: here[PLAIN], BROWSER: there, **here}
    log("core: how cost grows")
    grown = _growth(growths(torch), min(runs or GROWTH_RUNS, GROWTH_RUNS))
    return [_one_run(costs, asked, torch), _sweep(swept, torch), grown]


def with_arms(count: int) -> Config:
    """The usual configuration with another number of strategies, two or more.

    >>> with_arms(3).rates
    (0.1, 0.45, 0.8)
    """
    rates = tuple(round(0.1 + 0.7 * arm / (count - 1), 6) for arm in range(count))
    names = tuple(f"arm {arm}" for arm in range(count))
    return Config(strategies=names, rates=rates, start_logits=(0.0,) * count)


@cache
def completions(tokens: int) -> list[list[float]]:
    """Made-up log-probabilities of a group of eight completions, the same each time.

    >>> [len(row) for row in completions(3)]
    [3, 3, 3, 3, 3, 3, 3, 3]
    """
    uniform = Random(tokens).uniform
    return [[uniform(-3.0, -0.01) for _ in range(tokens)] for _ in range(8)]


def growths(torch: Together | None = None) -> list[Growth]:
    """What is varied, by whom: sizes of a run by all, seeds too, and tokens by the core."""
    configs: dict[str, tuple[Sequence[int], Callable[[int], Config]]] = {
        "steps": ((25, 50, 100, 200, 400), lambda size: Config(steps=size)),
        "group size": ((4, 8, 16, 32, 64), lambda size: Config(group_size=size)),
        "arms": ((2, 4, 8, 16, 32), with_arms),
    }
    found = []
    for what, (sizes, config) in configs.items():
        found.append(Growth(PLAIN, what, sizes, _plainly(config)))
        for name, way in _ways(torch).items():
            found.append(Growth(f"{name}, {TOGETHER} seeds", what, sizes, _at_once(way, config)))
    seeds = (1, 4, 16, 64, 256)
    found.append(Growth(PLAIN, "seeds", seeds[:4], _one_by_one))
    for name, way in _ways(torch).items():
        found.append(Growth(name, "seeds", seeds, partial(_seeds_at_once, way)))
    tokens = (64, 256, 1024, 4096)
    found.append(Growth(PLAIN, "tokens, objective", tokens, _objective))
    found.append(Growth(PLAIN, "tokens, rule rewards", tokens, _rewards))
    return found


def _ways(torch: Together | None) -> dict[str, Together]:
    return {NUMPY: train} | ({TORCH: torch} if torch else {})


def _batch(way: Together, count: int, number: int) -> object:
    return way(Config(), range(number, number + count))


def _path(run: Run) -> list[tuple[float, ...]]:
    return [run.policy_at(step) for step in range(len(run.steps) + 1)]


def _one_by_one(count: int, number: int) -> list[Run]:
    return [simulate(Config(seed=seed)) for seed in range(count * number, count * (number + 1))]


def _seeds_at_once(way: Together, count: int, number: int) -> object:
    return way(Config(), range(count * number, count * (number + 1)))


def _plainly(config: Callable[[int], Config]) -> Callable[[int, int], object]:
    return lambda size, number: simulate(replace(config(size), seed=number))


def _at_once(way: Together, config: Callable[[int], Config]) -> Callable[[int, int], object]:
    return lambda size, number: way(config(size), range(number, number + TOGETHER))


def _objective(tokens: int, number: int) -> object:
    """The objective of eight completions and each token's slope, as the policy moves on."""
    old = completions(tokens)
    logp = [[lp - 1e-6 * number for lp in row] for row in old]
    weights = per_sequence([[1] * tokens] * len(old))
    advantages = [1.0, -1.0] * (len(old) // 2)
    clip = Clip.symmetric(0.2)
    return token_objective(logp, old, old, advantages, weights, clip=clip, beta=0.04)


def _rewards(tokens: int, number: int) -> object:
    """Accuracy, format and language of one completion of so many words."""
    thought = f"wait, {number} " * (tokens // 2)
    text = f"<think>{thought}</think> <answer>{number}</answer>"
    return rule_reward(text, str(number)), language_consistency(text, "en")


def _swept(rounds: int, torch: Together | None) -> dict[str, list[float]]:
    """Train under many seeds, here, in turns; milliseconds a round."""
    ways: dict[str, Callable[[int, int], object]] = {PLAIN: _one_by_one}
    ways |= {name: partial(_seeds_at_once, way) for name, way in _ways(torch).items()}
    costs: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            costs[name].append(_milliseconds(way, SEEDS, number))
    return costs


def _swept_there(browser: Browser, site: str, rounds: int) -> list[float]:
    """The same in the browser, one run after the other."""
    with fresh_page(browser) as page:
        page.goto(site + WIDGET)
        live(page)
        times: list[float] = page.evaluate(script("runs.js"), [SEEDS, rounds])
    return times


def _milliseconds(train: Callable[..., object], *numbers: int) -> float:
    started = perf_counter()
    train(*numbers)
    return 1000 * (perf_counter() - started)


def _one_run(
    costs: dict[str, list[float]], asked: dict[str, list[float]], torch: Together | None
) -> Table:
    drawn = [
        [whole - shown for whole, shown in zip(asked[kind], asked[REMEMBERED], strict=True)]
        for kind in (FRESH_SEED, FRESH_BETA)
    ]
    names = (BROWSER, f"{BROWSER}, luck remembered")
    everything = {**costs, **dict(zip(names, drawn, strict=True))}
    base = median(costs[PLAIN])
    rows: list[list[Cell]] = [
        [
            name,
            len(values),
            median(values),
            quantile(values, 0.25),
            quantile(values, 0.75),
            median(values) / base,
        ]
        for name, values in everything.items()
    ]
    return Table(
        "core: milliseconds for one run of 50 steps, groups of 8, four strategies",
        ("who", "times", "ms", "ms q1", "ms q3", f"x {PLAIN}"),
        rows,
        (
            "In turns. Each run has a seed of its own and draws its 6,400 random numbers, except "
            "where luck is remembered: there only beta is new, as under a slider.",
            f"numpy: the same runs, vectorised over seeds (sitebuild.recipes.train); of {SEEDS:,} "
            "together, the share of one. It keeps the policies, grpo_core every record.",
            "The browser: an answer with a new run, less one that shows a remembered run.",
            *_of_torch(torch),
        ),
    )


def _of_torch(torch: Together | None) -> Iterator[str]:
    if not torch:
        yield ABSENT
        return
    version = import_module("bench.torch_peer").VERSION
    yield (
        f"{TORCH}: PyTorch {version} finds the gradient of the objective by itself "
        "(bench/torch_peer.py); the same draws, double precision, one thread as all others. Its "
        f"policies and numpy's agree with the core's to {CLOSE:g} at every step of 20 runs of two "
        "configurations, which is seen to before anything is timed."
    )


def _sweep(costs: dict[str, list[float]], torch: Together | None) -> Table:
    base = median(costs[PLAIN])
    return Table(
        f"core: seconds for {SEEDS:,} runs, each with a seed of its own",
        ("who", "times", "s", "s least", f"x {PLAIN}"),
        [
            [name, len(values), median(values) / 1e3, min(values) / 1e3, median(values) / base]
            for name, values in costs.items()
        ],
        (
            "One process and one thread each. grpo_core trains one run after the other and keeps "
            "every record; the others train all together and keep the policies.",
            *([] if torch else [ABSENT]),
        ),
    )


def _growth(grown: Sequence[Growth], runs: int) -> Table:
    costs: dict[tuple[int, int], list[float]] = {}
    for turn in range(runs):
        for index, growth in enumerate(grown):
            for size in growth.sizes:
                cost = _milliseconds(growth.train, size, 20_000 + turn)
                costs.setdefault((index, size), []).append(cost)
    rows: list[list[Cell]] = []
    for index, growth in enumerate(grown):
        middles = [median(costs[index, size]) for size in growth.sizes]
        first, last = growth.sizes[0], growth.sizes[-1]
        rows.append(
            [
                growth.what,
                growth.peer,
                f"{first} to {last}",
                middles[0],
                middles[-1],
                slope(growth.sizes, middles),
                slope(growth.sizes[-2:], middles[-2:]),
            ]
        )
    return Table(
        "core: how the cost grows with one size, the others as usual",
        ("size", "who", "from, to", "ms first", "ms last", "slope", "slope at end"),
        rows,
        (
            "Slope: k of the power law cost ~ size^k through all sizes, and between the last two. "
            "1 is linear, below 1 a fixed cost shows through. Every run draws its luck anew.",
            "Tokens: the clipped objective with its slopes over a group of eight completions of so "
            "many tokens; and accuracy, format and language rewards of one completion of so many "
            "words.",
        ),
    )
