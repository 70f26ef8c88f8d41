"""Build time: the site from nothing, and again after the changes that a writer makes.

In a copy of the checkout that borrows its `.venv` and `node_modules`: what is installed once is not
counted, what the build computes and keeps is.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Final

from playwright.sync_api import Browser

from bench.stats import median
from bench.table import Cell, Table
from sitebuild.errors import BuildError, last_words
from sitebuild.options import ROOT
from sitebuild.processes import run
from sitebuild.progress import Log

__all__ = ["build_time", "changed"]

RUNS = 2
COLD = "cold"
CHAPTER: Final = "widgets/simulator"
LENT: Final = (".venv", "node_modules")
LEFT: Final = shutil.ignore_patterns(
    *LENT, ".git", ".cache", "dist", "_data", "__pycache__", ".*_cache", ".hypothesis"
)
"""What does not go into the copy: what was made, not written."""


def build_time(browser: Browser, runs: int | None, log: Log) -> list[Table]:  # noqa: ARG001
    """Measure builds.

    Args:
        browser: not needed; every benchmark is called in the same way.
        runs: how often each is built; None for the usual number.
        log: told how far it is.

    Raises:
        BuildError: The checkout is not set up, or a build failed.
    """
    absent = [name for name in LENT if not (ROOT / name).is_dir()]
    if absent:
        raise BuildError(f"There is no {' and no '.join(absent)}.", "Run: python3 build.py")
    changes: dict[str, Callable[[Path], object]] = {
        COLD: lambda _: None,
        "nothing changed": lambda _: None,
        "a chapter’s text": lambda root: changed(root / CHAPTER / "prose.md", "\nOne more.\n"),
        "a widget’s Python": lambda root: changed(root / CHAPTER / "view.py", "\nONE_MORE = 1\n"),
        "the core’s Python": lambda root: changed(root / "grpo_core/policy.py", "\nMORE = 1\n"),
    }
    times: dict[str, list[float]] = {name: [] for name in changes}
    for turn in range(runs or RUNS):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name).resolve() / "checkout"
            shutil.copytree(ROOT, root, ignore=LEFT)
            for lent in LENT:
                (root / lent).symlink_to(ROOT / lent, target_is_directory=True)
            for what, change in changes.items():
                log(f"build-time: round {turn + 1} of {runs or RUNS}, {what}")
                change(root)
                times[what].append(_seconds(root))
    return [_table(times)]


def changed(path: Path, text: str) -> None:
    """Add a line to a file, as one more word of its author's.

    Raises:
        BuildError: There is no such file.
    """
    if not path.is_file():
        raise BuildError(f"There is no {path.name} to change.", f"Name another one in {__file__}.")
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _seconds(root: Path) -> float:
    """How long a build takes, in seconds, the start of its Python included."""
    started = perf_counter()
    ran = run([sys.executable, root / "build.py"], cwd=root)
    took = perf_counter() - started
    if ran.returncode:
        raise BuildError(
            f"A build failed:\n{last_words(ran.stdout + ran.stderr)}",
            "See whether it does so here: python3 build.py",
        )
    return took


def _table(times: dict[str, list[float]]) -> Table:
    rows: list[list[Cell]] = [
        [
            what,
            len(found),
            median(found),
            max(found),
            median([one / cold for one, cold in zip(found, times[COLD], strict=True)]),
        ]
        for what, found in times.items()
    ]
    return Table(
        "build-time: seconds for the whole site after a change",
        ("what changed", "times", "s", "s most", "x cold"),
        rows,
        (
            "Cold: what the build keeps from one time to the next (computed data, the runtime, "
            "posters, compressed files) is not there; Python and npm packages are installed. The "
            "others follow in this order, each after the one before: `python3 build.py` builds "
            "everything each time, from what it has kept.",
            "A chapter’s text, a widget’s Python, the core’s Python: one line more in the "
            "simulator’s prose.md, in its view.py, in grpo_core/policy.py. Data that other "
            "chapters show is computed anew when the core changes.",
        ),
    )
