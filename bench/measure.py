"""Runs benchmarks one after the other in one browser, prints what they find, and writes it down."""

import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from playwright.sync_api import Browser

from bench.boot import boot
from bench.browser import chromium
from bench.build_time import build_time
from bench.core import core
from bench.embeds import embeds
from bench.lighthouse import lighthouse
from bench.memory import memory
from bench.offline import offline
from bench.record import circumstances, record, write
from bench.scrub import scrub
from bench.table import Table
from bench.weight import weight
from sitebuild.errors import BuildError
from sitebuild.progress import Log, step

__all__ = ["BENCHMARKS", "run"]

Benchmark: TypeAlias = Callable[[Browser, int | None, Log], list[Table]]

BENCHMARKS: dict[str, Benchmark] = {
    "boot": boot,
    "weight": weight,
    "scrub": scrub,
    "core": core,
    "embeds": embeds,
    "memory": memory,
    "build-time": build_time,
    "offline": offline,
    "lighthouse": lighthouse,
}


def run(names: Sequence[str], runs: int | None, target: Path | None) -> int:
    """Run benchmarks. One that fails says so and keeps none of the others from being run.

    Args:
        names: keys of `BENCHMARKS`.
        runs: how often everything is measured; None for each one's usual number.
        target: a folder, for a file a benchmark; or a file for them all, ending in .json; None for
            nothing to be written.

    Returns:
        The exit code: 1 if one of them failed.
    """
    records = {}
    failed = []
    for name in names:
        try:
            with chromium() as browser, step(_say, name):
                given = circumstances(browser.version)
                tables = BENCHMARKS[name](browser, runs, _say)
        except BuildError as error:
            print(f"error: {error}", file=sys.stderr)
            failed.append(name)
            continue
        except Exception:
            # A page or a browser may fail in any way; the hours spent on the others are not lost.
            traceback.print_exc()
            failed.append(name)
            continue
        records[name] = record(name, given, tables)
        print()
        print(*(table.text() for table in tables), sep="\n\n")
        print("\n" + ", ".join(f"{key} {value}" for key, value in given.items()) + "\n")
        if target and target.suffix != ".json":
            write(target / f"{name}.json", records[name])
    if target and target.suffix == ".json":
        write(target, records)
    if failed:
        print(f"error: failed, see above: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _say(line: str) -> None:
    """Progress goes where it is not in the way of the tables."""
    print(line, file=sys.stderr, flush=True)
