"""The command `sweep`: a grid's file into a table, with its progress, until done or interrupted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from contextlib import nullcontext
from pathlib import Path
from time import monotonic
from typing import Final, TextIO

from grpo_core.grid import read_grid
from grpo_core.sweep import AHEAD, CHUNK, SweepError, pool
from grpo_core.sweep_file import save

__all__ = ["Progress", "run_sweep"]

INTERRUPTED: Final = 130
"""The exit status of what Ctrl-C has ended."""


def run_sweep(
    grid: Path,
    output: Path | None = None,
    *,
    workers: int = 1,
    every: int | None = None,
    chunk: int = CHUNK,
    quiet: bool = False,
) -> int:
    """Run what a file describes, and say on standard error how far it is.

    Args:
        grid: the file, as `grpo_core.grid.read_grid` reads it.
        output: the table, `.csv` or `.parquet`; None: the grid's name with `.csv`.
        workers: processes; with 1 everything runs in this one.
        every: a row also for step 0 and for every so many steps.
        chunk: runs that a worker is handed at once.
        quiet: say nothing but what went wrong.

    Returns:
        The exit status: 0 if the table is whole, 1 if a run or the writing failed, 2 if the grid
        or the table cannot be used, 130 after Ctrl-C.
    """
    output = output or grid.with_suffix(".csv")
    try:
        cells = read_grid(grid.read_text("utf-8"))
    except (OSError, ValueError) as error:
        return _fail(2, str(error) if isinstance(error, OSError) else f"{grid}: {error}")
    total = len(cells)
    if not quiet:
        configs, seeds = len(cells.configs), len(cells.seeds)
        print(
            f"{configs:,} × {seeds:,} seeds = {total:,} runs, workers: {workers}, into {output}",
            file=sys.stderr,
        )
    progress = Progress(total, None if quiet else sys.stderr)
    try:
        with pool(workers) if workers > 1 else nullcontext() as executor:
            made = save(
                cells,
                output,
                executor,
                every=every,
                chunk=chunk,
                ahead=max(AHEAD, 8 * workers),
                progress=progress,
            )
    except KeyboardInterrupt:
        progress.close()
        return _fail(INTERRUPTED, f"stopped. {_kept(progress.done, total, output)}")
    except BrokenExecutor:
        progress.close()
        why = "a worker was ended from outside, perhaps for want of memory"
        return _fail(1, f"{why}. {_kept(progress.done, total, output)}")
    except SweepError as error:
        progress.close()
        return _fail(1 if progress.done is not None else 2, str(error))
    except OSError as error:
        progress.close()
        return _fail(1, f"{error}. {_kept(progress.done, total, output)}")
    progress.close()
    if not quiet:
        said = f"all {total:,} runs are in {output}" + ("" if made else " already: nothing to do")
        print(said, file=sys.stderr)
    return 0


class Progress:
    """How far a sweep is: on a terminal one line that changes, elsewhere a line now and then.

    Called with the number of runs that are there, first with those that were there before.

    Attributes:
        done: that number; None before the first call.

    Example:
        >>> times = iter([0.0, 10.0])
        >>> progress = Progress(400, sys.stdout, lambda: next(times))
        >>> progress(100)
        100 of 400 runs are there; going on
        >>> progress(200)
        200 of 400 runs, 50 %, 10 a second, 20 s left
    """

    def __init__(
        self, total: int, stream: TextIO | None, clock: Callable[[], float] = monotonic
    ) -> None:
        self.done: int | None = None
        self._total, self._stream, self._clock = total, stream, clock
        self._live = stream is not None and stream.isatty()
        self._pause = 0.1 if self._live else 5.0
        self._begun, self._before, self._told, self._width = 0.0, 0, 0.0, 0

    def __call__(self, done: int) -> None:
        """Take note of how many runs are there, and say so if it is time."""
        first, self.done = self.done is None, done
        if not self._stream:
            return
        now = self._clock()
        if first:
            self._begun = self._told = now
            self._before = done
            if 0 < done < self._total:
                going = f"{done:,} of {self._total:,} runs are there; going on"
                print(going, file=self._stream, flush=True)
        elif now - self._told >= self._pause:
            self._told = now
            self._say(done, (done - self._before) / (now - self._begun))

    def close(self) -> None:
        """End the line that changes."""
        if self._stream and self._width:
            print(file=self._stream, flush=True)
        self._width = 0

    def _say(self, done: int, rate: float) -> None:
        left = _lasting((self._total - done) / rate)
        share = f"{100 * done // self._total} %"
        text = f"{done:,} of {self._total:,} runs, {share}, {rate:,.0f} a second, {left} left"
        if self._live:
            print(f"\r{text:<{self._width}}", end="", file=self._stream, flush=True)
            self._width = len(text)
        else:
            print(text, file=self._stream, flush=True)


def _lasting(seconds: float) -> str:
    """A time in two units at most.

    Example:
        >>> _lasting(7.2), _lasting(130), _lasting(7300)
        ('8 s', '2 min 10 s', '2 h 1 min')
    """
    whole = -int(-seconds // 1)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if minutes else f"{rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def _kept(done: int | None, total: int, output: Path) -> str:
    if not done:
        return "Nothing is done yet."
    kept = output if output.suffix == ".csv" else f"{output}.csv"
    return f"{done:,} of {total:,} runs are in {kept}; the same command goes on from there"


def _fail(status: int, text: str) -> int:
    print(f"grpo_core: {text}", file=sys.stderr)
    return status
