"""Running a grid: over any executor of `concurrent.futures`, in chunks, in the grid's order.

Whichever run is finished first, results come in the order of the grid. So what a sweep that was
interrupted has given is the beginning of what it would have given.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import Final, NamedTuple, ParamSpec, TypeAlias, TypeVar

from grpo_core.divergence import kl
from grpo_core.grid import SETTINGS, Cell, Grid
from grpo_core.policy import entropy, softmax
from grpo_core.simulator import Config, steps

__all__ = [
    "AHEAD",
    "CHUNK",
    "Job",
    "Outcome",
    "SweepError",
    "map_grid",
    "outcomes",
    "pool",
    "shown",
    "sweep",
]

P = ParamSpec("P")
R = TypeVar("R")

Job: TypeAlias = Callable[[Config, Sequence[int]], Iterable[R]]
"""What is done with a configuration under some seeds: one result for each, in their order."""

CHUNK: Final = 25
"""Runs that are handed to a worker at once, unless one says otherwise."""

AHEAD: Final = 64
"""Chunks that are handed out at a time, unless one says otherwise."""


class SweepError(Exception):
    """What keeps a sweep from starting or from going on. The message says what to do."""


class Outcome(NamedTuple):
    """Where a run stands after some step.

    Attributes:
        step: the step; 0 is the start.
        reward_so_far: mean over the groups of steps 1 to this one; None at the start.
        expected_reward: Σ_a π(a)·rate(a), no sampling in it.
        entropy: H(π), in nats.
        kl: KL(π ‖ π_ref), in nats.
        majority_step: the first step, up to this one, after which the strategies that pay best
            held more than half of the policy; None if they have not.
        policy: π, one probability per strategy.
    """

    step: int
    reward_so_far: float | None
    expected_reward: float
    entropy: float
    kl: float
    majority_step: int | None
    policy: tuple[float, ...]


def shown(config: Config, every: int | None) -> list[int]:
    """The steps of which a sweep tells: the last, and with `every` also 0 and its multiples.

    Example:
        >>> shown(Config(), None), shown(Config(), 20)
        ([50], [0, 20, 40, 50])
    """
    return sorted({config.steps, *(range(0, config.steps, every) if every else ())})


def outcomes(
    config: Config, seeds: Sequence[int], every: int | None = None
) -> list[tuple[Outcome, ...]]:
    """Run a configuration under some seeds; the `Job` of `sweep`.

    Args:
        config: what to run; its own seed is not used.
        seeds: one run each.
        every: also tell of step 0 and of every so many steps; None: of the last one only.

    Returns:
        For each seed what was found, step by step.

    Example:
        >>> [[last]] = outcomes(Config(), [7])
        >>> last.majority_step, round(last.expected_reward, 3)
        (23, 0.756)
    """
    wanted = set(shown(config, every))
    return [tuple(_run(replace(config, seed=seed), wanted)) for seed in seeds]


def _run(config: Config, wanted: Set[int]) -> Iterator[Outcome]:
    rates = config.rates
    best = [arm for arm, rate in enumerate(rates) if rate == max(rates)]
    start = tuple(softmax(config.start_logits, config.temperature))
    majority = 0 if sum(start[arm] for arm in best) > 0.5 else None
    if 0 in wanted:
        expected = sum(p * r for p, r in zip(start, rates, strict=True))
        yield Outcome(0, None, expected, entropy(start), kl(start, start), majority, start)
    rewards = 0.0
    for step in steps(config):
        rewards += step.mean_reward
        if majority is None and sum(step.policy[arm] for arm in best) > 0.5:
            majority = step.number
        if step.number in wanted:
            yield Outcome(
                step=step.number,
                reward_so_far=rewards / step.number,
                expected_reward=step.expected_reward,
                entropy=step.entropy,
                kl=step.kl,
                majority_step=majority,
                policy=step.policy,
            )


def sweep(
    grid: Grid,
    executor: Executor | None = None,
    *,
    every: int | None = None,
    chunk: int = CHUNK,
    ahead: int = AHEAD,
    start: int = 0,
) -> Iterator[tuple[Cell, Outcome]]:
    """Run a grid and tell where its runs end, in the grid's order.

    Args:
        grid: what to run.
        executor: who runs it: `pool()`, a thread pool, Dask's `client.get_executor()`; None runs
            everything here.
        every: also tell of step 0 and of every so many steps of each run.
        chunk: runs that are handed over at once.
        ahead: chunks that are handed out at a time; some times the number of workers.
        start: leave out the cells before this one.

    Raises:
        SweepError: a run failed; the message has its settings and its seed.

    Example:
        >>> grid = Grid.product([7], beta=[0.0, 0.04, 0.3])
        >>> [f"{outcome.kl:.2f}" for cell, outcome in sweep(grid)]
        ['1.48', '1.38', '0.65']
    """
    job = partial(outcomes, every=every)
    for cell, found in map_grid(job, grid, executor, chunk=chunk, ahead=ahead, start=start):
        for outcome in found:
            yield cell, outcome


def map_grid(
    job: Job[R],
    grid: Grid,
    executor: Executor | None = None,
    *,
    chunk: int = CHUNK,
    ahead: int = AHEAD,
    start: int = 0,
) -> Iterator[tuple[Cell, R]]:
    """Do any job with every run of a grid, and give the results in the grid's order.

    Args:
        job: asked with a configuration and those seeds of a chunk that it is run under. Where
            the executor has processes, the job and its results must be picklable.
        grid: what to run.
        executor: who runs it; None runs everything here.
        chunk: runs that are handed over at once, of all configurations.
        ahead: chunks that are handed out at a time.
        start: leave out the cells before this one.

    Raises:
        SweepError: the job failed; the message has the settings and the seed.

    Example:
        >>> def doubled(config, seeds):
        ...     return [2 * seed for seed in seeds]
        >>> [result for _, result in map_grid(doubled, Grid((Config(),), range(4)))]
        [0, 2, 4, 6]
    """
    if chunk < 1 or ahead < 1:
        raise ValueError("chunk and ahead must be 1 or more")
    begins = iter(range(start, len(grid), chunk))
    at_most = ahead if executor else 1
    asked: deque[tuple[range, Future[list[Iterable[R]]]]] = deque()
    try:
        while True:
            while len(asked) < at_most and (begin := next(begins, None)) is not None:
                places = range(begin, min(begin + chunk, len(grid)))
                parts = list(_parts(grid, places).values())
                asked.append((places, (executor or _Here()).submit(_do, job, parts)))
            if not asked:
                return
            places, answer = asked[0]
            results = _by_configuration(grid, places, answer.result())
            asked.popleft()
            for place in places:
                yield grid.cell(place), next(results[place % len(grid.configs)])
    finally:
        for _, answer in asked:
            answer.cancel()


@contextmanager
def pool(workers: int | None = None) -> Iterator[Executor]:
    """Processes for a sweep, which leave Ctrl-C to this one and end with it, however it ends.

    Left by an exception, it ends them in the middle of their work.

    Args:
        workers: how many; None: one a processor.

    Example:
        >>> with pool(1) as executor:
        ...     len(list(sweep(Grid((Config(steps=2),), range(3)), executor)))
        3
    """
    context = get_context("spawn")  # The same everywhere, and no copy of anybody's threads.
    heard, held = context.Pipe(duplex=False)
    count = workers or os.cpu_count() or 1
    if sys.platform == "win32":
        count = min(count, 61)  # Windows waits for no more than these
    executor = ProcessPoolExecutor(count, context, initializer=_heed, initargs=(heard,))
    try:
        with _deaf_to_interrupts():
            for _ in range(count):
                executor.submit(int)
        yield executor
    except BaseException:
        held.close()
        raise
    finally:
        executor.shutdown(cancel_futures=True)
        held.close()
        heard.close()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Ctrl-C waits until this is over, and what is started meanwhile never hears it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _heed(heard: Connection) -> None:
    """What a process of a pool does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(heard,), daemon=True).start()


def _end_with(heard: Connection) -> None:
    """Waits until the other end is closed, by us or because we are no more."""
    with suppress(EOFError, OSError):
        heard.recv_bytes()
    os._exit(1)


class _Here(Executor):
    """Does at once, in this process, whatever it is handed."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        future: Future[R] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def _parts(grid: Grid, places: range) -> dict[int, tuple[Config, list[int]]]:
    """What is to be done at some places of a grid, by configuration."""
    parts: dict[int, tuple[Config, list[int]]] = {}
    for place in places:
        turn, which = divmod(place, len(grid.configs))
        parts.setdefault(which, (grid.configs[which], []))[1].append(grid.seeds[turn])
    return parts


def _do(job: Job[R], parts: list[tuple[Config, list[int]]]) -> list[Iterable[R]]:
    """One chunk, in the worker."""
    return [_asked(job, config, seeds) for config, seeds in parts]


def _asked(job: Job[R], config: Config, seeds: list[int]) -> Iterable[R]:
    try:
        return job(config, seeds)
    except Exception as error:
        if len(seeds) > 1:
            for seed in seeds:  # Which one? It says so itself.
                _asked(job, config, [seed])
        raise SweepError(f"{_told(config, seeds)} failed: {error!r}") from error


def _by_configuration(
    grid: Grid, places: range, results: list[Iterable[R]]
) -> dict[int, Iterator[R]]:
    found = {}
    for (which, (config, seeds)), result in zip(_parts(grid, places).items(), results, strict=True):
        listed = list(result)
        if len(listed) != len(seeds):
            raise SweepError(
                f"{_told(config, seeds)}: the job gave {len(listed)} results for {len(seeds)} seeds"
            )
        found[which] = iter(listed)
    return found


def _told(config: Config, seeds: Sequence[int]) -> str:
    """A configuration by what is not usual in it, with its seeds."""
    usual = Config()
    changed = [
        f"{name} = {getattr(config, name)!r}"
        for name in SETTINGS
        if getattr(config, name) != getattr(usual, name)
    ]
    which = f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {seeds[0]} to {seeds[-1]}"
    return ", ".join([*changed, which])
