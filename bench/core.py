"""Core: the fifty-step run in plain Python, in numpy and in the browser, and how cost grows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from playwright.sync_api import Browser

from bench.answers import FRESH_BETA, FRESH_SEED, REMEMBERED, answers
from bench.browser import copied_site
from bench.stats import median, quantile, slope
from bench.table import Cell, Table
from grpo_core import Config, Run, simulate
from sitebuild.progress import Log
from sitebuild.recipes import SEEDS, train

__all__ = ["Growth", "Peer", "core", "growths", "with_arms"]

RUNS = 30
GROWTH_RUNS = 7
TOGETHER = 256
"""Seeds that numpy runs together where its growth with the others is measured."""

PLAIN = "grpo_core, CPython"
NUMPY = "numpy"


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


PEERS = (
    Peer(PLAIN, lambda number: simulate(Config(seed=number))),
    Peer(
        f"{PLAIN}, luck remembered",
        lambda number: simulate(Config(beta=0.04 + 1e-6 * (number + 1))),
    ),
    Peer(f"{NUMPY}, one seed", lambda number: train(Config(), [number])),
    Peer(f"{NUMPY}, {SEEDS:,} seeds together", lambda _: train(Config(), range(SEEDS)), SEEDS),
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
    with copied_site() as site:
        log("core: in the browser")
        asked = answers(browser, site, 4 * (runs or RUNS))
    costs: dict[str, list[float]] = {peer.name: [] for peer in PEERS}
    for turn in range((runs or RUNS) + 1):
        if turn % 10 == 0:
            log(f"core: round {turn} of {runs or RUNS}" + ("" if turn else ", not counted"))
        for peer in PEERS:
            cost = _milliseconds(peer.train, 10_000 + turn) / peer.runs
            if turn:
                costs[peer.name].append(cost)
    log("core: how cost grows")
    return [_one_run(costs, asked), _growth(runs or GROWTH_RUNS)]


def with_arms(count: int) -> Config:
    """The usual configuration with another number of strategies, two or more.

    >>> with_arms(3).rates
    (0.1, 0.45, 0.8)
    """
    rates = tuple(round(0.1 + 0.7 * arm / (count - 1), 6) for arm in range(count))
    names = tuple(f"arm {arm}" for arm in range(count))
    return Config(strategies=names, rates=rates, start_logits=(0.0,) * count)


def growths() -> list[Growth]:
    """What is varied, by whom: steps, group size and arms by both, seeds by numpy too."""
    configs: dict[str, tuple[Sequence[int], Callable[[int], Config]]] = {
        "steps": ((25, 50, 100, 200, 400), lambda size: Config(steps=size)),
        "group size": ((4, 8, 16, 32, 64), lambda size: Config(group_size=size)),
        "arms": ((2, 4, 8, 16, 32), with_arms),
    }
    found = []
    for what, (sizes, config) in configs.items():
        found.append(Growth(PLAIN, what, sizes, _plainly(config)))
        found.append(Growth(f"{NUMPY}, {TOGETHER} seeds", what, sizes, _in_numpy(config)))
    seeds = (1, 4, 16, 64, 256)
    found.append(Growth(PLAIN, "seeds", seeds[:4], _one_by_one))
    found.append(Growth(NUMPY, "seeds", seeds, _together))
    return found


def _one_by_one(count: int, number: int) -> list[Run]:
    return [simulate(Config(seed=seed)) for seed in range(count * number, count * (number + 1))]


def _together(count: int, number: int) -> object:
    return train(Config(), range(count * number, count * (number + 1)))


def _plainly(config: Callable[[int], Config]) -> Callable[[int, int], object]:
    return lambda size, number: simulate(replace(config(size), seed=number))


def _in_numpy(config: Callable[[int], Config]) -> Callable[[int, int], object]:
    return lambda size, number: train(config(size), range(number, number + TOGETHER))


def _milliseconds(train: Callable[..., object], *numbers: int) -> float:
    started = perf_counter()
    train(*numbers)
    return 1000 * (perf_counter() - started)


def _one_run(costs: dict[str, list[float]], asked: dict[str, list[float]]) -> Table:
    drawn = [
        [whole - shown for whole, shown in zip(asked[kind], asked[REMEMBERED], strict=True)]
        for kind in (FRESH_SEED, FRESH_BETA)
    ]
    names = ("grpo_core, browser", "grpo_core, browser, luck remembered")
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
        ),
    )


def _growth(runs: int) -> Table:
    grown = growths()
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
        ),
    )
