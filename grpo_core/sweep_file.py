"""A sweep as a table in a file, which an interrupted sweep goes on with.

A row begins with all that decides it: the version of this package, every setting, the seed, the
step. So a file says by itself which grid it belongs to, down to the run, and nothing is kept
beside it. Rows stand in the grid's order, so what is there is done and the rest is not.

Parquet cannot be appended to: there the rows are gathered in a CSV file beside it, which becomes
the Parquet file in one move at the end.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Final

from grpo_core import __version__
from grpo_core.grid import SETTINGS, Grid
from grpo_core.simulator import Config
from grpo_core.sweep import AHEAD, CHUNK, Outcome, SweepError, map_grid, outcomes, shown

if sys.platform != "win32":
    import fcntl

__all__ = ["columns", "save"]

PER_STRATEGY: Final = {"rates": "rate", "start_logits": "start_logit"}
"""Settings that have one column a strategy, with what these columns' names begin with."""

MEASURES: Final = tuple(name for name in Outcome._fields if name not in ("step", "policy"))

MARK: Final = b"grpo_core.sweep"
"""Where a Parquet file keeps the fingerprint of what it holds."""

BLOCK: Final = 1 << 26
"""Bytes of CSV that become one group of rows in a Parquet file."""


def save(
    grid: Grid,
    path: str | Path,
    executor: Executor | None = None,
    *,
    every: int | None = None,
    chunk: int = CHUNK,
    ahead: int = AHEAD,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Run a grid into a file, or what of it is not there yet.

    Args:
        grid: what to run.
        path: of the table, `.csv` or `.parquet`.
        executor: who runs it; None runs everything here.
        every: a row also for step 0 and for every so many steps; None: for the last one only.
        chunk: runs that are handed over at once.
        ahead: chunks that are handed out at a time.
        progress: told how many runs are there, at the start and after each.

    Returns:
        How many runs were made; 0 if all were there.

    Raises:
        SweepError: a run failed, or the file cannot be used; the message says why. What was
            done until then is in the file.
        OSError: the file cannot be written.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "runs.csv")
        ...     first = save(Grid.product(range(3), beta=[0.0, 0.3]), path)
        ...     first, save(Grid.product(range(5), beta=[0.0, 0.3]), path)
        (6, 4)
    """
    path = Path(path)
    table = _Table(grid, every)
    told = progress or (lambda _: None)
    if path.suffix not in (".csv", ".parquet"):
        raise SweepError(f"{path}: the table's name must end in .csv or .parquet")
    rows = path
    if path.suffix == ".parquet":
        if not find_spec("pyarrow"):
            raise SweepError(
                "Parquet needs pyarrow: install grpo_core[parquet], or let the name end in .csv"
            )
        rows = path.with_name(f"{path.name}.csv")
        if path.exists():
            table.check_parquet(path)
            rows.unlink(missing_ok=True)
            told(len(grid))
            return 0
    with _alone(rows) as file:
        before = done = table.resume(file, rows)
        told(done)
        job = partial(outcomes, every=every)
        for cell, found in map_grid(job, grid, executor, chunk=chunk, ahead=ahead, start=done):
            file.write(table.rows(cell.place, found))
            file.flush()
            done += 1
            told(done)
        if rows != path:
            table.to_parquet(rows, path)
    if rows != path:
        rows.unlink()
    return done - before


def columns(grid: Grid) -> tuple[str, ...]:
    """The columns of a grid's table.

    First those that decide a row: `grpo_core`, its version; `name`, if the configurations have
    names; the settings, with `rate_` and `start_logit_` of each strategy; `seed`; `step`. Then
    those of `Outcome`, with the policy as `p_` of each strategy. A strategy that a configuration
    does not have leaves its columns empty.

    Example:
        >>> columns(Grid((Config(strategies=("a",), rates=(0.5,), start_logits=(0.0,)),), [1]))[:5]
        ('grpo_core', 'rate_a', 'start_logit_a', 'steps', 'group_size')
    """
    return _Table(grid, None).columns


class _Table:
    """The rows of a grid, as lines of text."""

    def __init__(self, grid: Grid, every: int | None) -> None:
        if every is not None and every < 1:
            raise SweepError(f"every must be 1 step or more, not {every}")
        self.grid = grid
        self.arms = _in_one_order(grid.configs)
        self.steps = [shown(config, every) for config in grid.configs]
        names = ("name",) if grid.names else ()
        settings = [title for name in SETTINGS for title in self._titles(name)]
        self.deciding = ("grpo_core", *names, *settings, "seed", "step")
        self.columns = (*self.deciding, *MEASURES, *(f"p_{arm}" for arm in self.arms))
        self.header = f"{_line(self.columns)}\n".encode()
        self.begins = []
        for at, config in enumerate(grid.configs):
            values = [value for name in SETTINGS for value in self._values(name, config)]
            self.begins.append(_line([__version__, *grid.names[at : at + 1], *values]))

    def deciders(self, start: int = 0) -> Iterator[list[bytes]]:
        """For every run, how its rows begin: with all that decides them."""
        for place in range(start, len(self.grid)):
            turn, which = divmod(place, len(self.begins))
            begin = f"{self.begins[which]},{self.grid.seeds[turn]}"
            yield [f"{begin},{step},".encode() for step in self.steps[which]]

    def rows(self, place: int, found: Sequence[Outcome]) -> bytes:
        """The rows of one run."""
        arms = self.grid.configs[place % len(self.begins)].strategies
        lines = []
        for begin, outcome in zip(next(self.deciders(place)), found, strict=True):
            shares = dict(zip(arms, outcome.policy, strict=True))
            measures = [getattr(outcome, name) for name in MEASURES]
            values = [*measures, *(shares.get(arm) for arm in self.arms)]
            lines.append(begin + f"{_line(values)}\n".encode())
        return b"".join(lines)

    def resume(self, file: BinaryIO, path: Path) -> int:
        """Leave nothing in a file but the header and whole runs, and say how many these are."""
        header = file.readline()
        if not header.endswith(b"\n") and self.header.startswith(header):
            file.truncate(0)
            file.write(self.header)
            return 0
        if header != self.header:
            raise SweepError(f"{path} has other columns than this sweep. {OTHER}")
        done, end, number = 0, len(header), 1
        for begins in self.deciders():
            there = end
            for begin in begins:
                line, number = file.readline(), number + 1
                if not line.endswith(b"\n"):  # where it was cut, or all that there is
                    file.truncate(end)
                    return done
                if not line.startswith(begin):
                    differs = self._difference(line, begin)
                    raise SweepError(f"{path}, line {number}: {differs}. {OTHER}")
                there += len(line)
            done, end = done + 1, there
        if file.read(1):
            raise SweepError(f"{path} goes on after the last run of this grid. {OTHER}")
        return done

    def to_parquet(self, rows: Path, path: Path) -> None:
        """Write the table anew, and put it into its place when it is whole."""
        from pyarrow import csv as reader
        from pyarrow import parquet

        convert = reader.ConvertOptions(column_types=self._types(), null_values=[""])
        fresh = path.with_name(f"{path.name}.new")
        with reader.open_csv(
            rows, reader.ReadOptions(block_size=BLOCK), convert_options=convert
        ) as batches:
            schema = batches.schema.with_metadata({MARK: self._fingerprint()})
            with parquet.ParquetWriter(fresh, schema) as writer:
                for batch in batches:
                    writer.write_batch(batch)
        fresh.replace(path)

    def check_parquet(self, path: Path) -> None:
        """Refuse a Parquet file that holds anything but this whole sweep."""
        from pyarrow import ArrowException, parquet

        try:
            marks = parquet.read_schema(path).metadata or {}
        except ArrowException as error:
            raise SweepError(f"{path} cannot be read: {error}. {OTHER}") from None
        if marks.get(MARK) != self._fingerprint():
            raise SweepError(f"{path} holds another sweep, or another version's. {OTHER}")

    def _fingerprint(self) -> bytes:
        digest = hashlib.sha256(self.header)
        for begins in self.deciders():
            digest.update(b"".join(begins))
        return digest.hexdigest().encode()

    def _types(self) -> dict[str, Any]:
        """The type of each column in Parquet; of settings, that of their usual value."""
        import pyarrow

        types = {bool: pyarrow.bool_(), int: pyarrow.int64(), str: pyarrow.string()}
        found = dict.fromkeys(self.columns, pyarrow.float64())
        found |= {
            name: types.get(type(getattr(Config(), name)), pyarrow.float64())
            for name in SETTINGS
            if name in found
        }
        found |= dict.fromkeys(("seed", "step", "majority_step"), pyarrow.int64())
        return found | {name: pyarrow.string() for name in ("grpo_core", "name") if name in found}

    def _difference(self, line: bytes, begin: bytes) -> str:
        found, wanted = (
            next(csv.reader([text.decode("utf-8", "replace")])) for text in (line, begin)
        )
        for title, here, there in zip(self.deciding, wanted, found, strict=False):
            if here != there:
                return f"{title} is {there or 'empty'} there and {here or 'empty'} in this sweep"
        return "it is no row of this sweep"

    def _titles(self, setting: str) -> list[str]:
        if setting == "strategies":
            return []  # they are in the names of the others
        if setting in PER_STRATEGY:
            return [f"{PER_STRATEGY[setting]}_{arm}" for arm in self.arms]
        return [setting]

    def _values(self, setting: str, config: Config) -> list[object]:
        if setting == "strategies":
            return []
        value = getattr(config, setting)
        if setting in PER_STRATEGY:
            by_arm = dict(zip(config.strategies, value, strict=True))
            return [by_arm.get(arm) for arm in self.arms]
        return [value]


OTHER: Final = "Choose another name for the table, or move that file away."


@contextmanager
def _alone(path: Path) -> Iterator[BinaryIO]:
    """A file to read and to append to, which no other sweep writes meanwhile."""
    with path.open("a+b") as file:
        if sys.platform != "win32":
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SweepError(f"{path} is being written by another sweep") from None
            except OSError:
                pass  # a file system that has no locks
        file.seek(0)
        yield file


def _in_one_order(configs: Iterable[Config]) -> tuple[str, ...]:
    """The names of all strategies, which must stand in this order in every configuration."""
    longest_first = sorted(configs, key=lambda config: -len(config.strategies))
    all_of_them = dict.fromkeys(name for config in longest_first for name in config.strategies)
    for config in configs:
        if list(config.strategies) != [name for name in all_of_them if name in config.strategies]:
            raise SweepError(
                "the strategies' names are columns, so no name may come twice and their order must "
                f"be the same in all configurations; {', '.join(config.strategies)} is not in order"
            )
    for name in all_of_them:
        if not name.isprintable():
            raise SweepError(f"a strategy's name must be one line of text, not {name!r}")
    return tuple(all_of_them)


def _line(values: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(values)
    return text.getvalue()
