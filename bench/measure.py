"""Runs benchmarks one after the other in one browser, prints what they find, and writes it down."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from playwright.sync_api import Browser

from bench.boot import boot
from bench.browser import chromium
from bench.core import core
from bench.embeds import embeds
from bench.lighthouse import lighthouse
from bench.offline import offline
from bench.record import circumstances, record, write
from bench.scrub import scrub
from bench.table import Table
from sitebuild.errors import BuildError
from sitebuild.progress import Log, step

__all__ = ["BENCHMARKS", "run"]

Benchmark: TypeAlias = Callable[[Browser, int | None, Log], list[Table]]

BENCHMARKS: dict[str, Benchmark] = {
    "boot": boot,
    "scrub": scrub,
    "core": core,
    "embeds": embeds,
    "offline": offline,
    "lighthouse": lighthouse,
}


def run(names: Sequence[str], runs: int | None, target: Path) -> int:
    """Run benchmarks.

    Args:
        names: keys of `BENCHMARKS`.
        runs: how often everything is measured; None for each one's usual number.
        target: a folder, for a file a benchmark; or a file for them all, ending in .json.

    Returns:
        The exit code: 1 if something is missing, which it then says.
    """
    records = {}
    try:
        for name in names:
            with chromium() as browser, step(_say, name):
                given = circumstances(browser.version)
                tables = BENCHMARKS[name](browser, runs, _say)
            records[name] = record(name, given, tables)
            print()
            print(*(table.text() for table in tables), sep="\n\n")
            print("\n" + ", ".join(f"{key} {value}" for key, value in given.items()) + "\n")
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if target.suffix == ".json":
        write(target, records)
    else:
        for name, content in records.items():
            write(target / f"{name}.json", content)
    return 0


def _say(line: str) -> None:
    """Progress goes where it is not in the way of the tables."""
    print(line, file=sys.stderr, flush=True)
