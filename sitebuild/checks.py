"""The checks that need no running code: style, types, and the HTML of the built pages."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from sitebuild.errors import BuildError
from sitebuild.node import Toolchain
from sitebuild.nu import NuChecker, find_nu
from sitebuild.progress import Log, step

Check: TypeAlias = Callable[[], bool]
"""Prints what it objects to and says whether all is well."""


def check_sources(toolchain: Toolchain, log: Log) -> None:
    """Run ruff, mypy and tsc over the sources, all of them even if the first one objects.

    Raises:
        BuildError: At least one objected.
    """
    python = (sys.executable, "-m")
    tsc = toolchain.modules / "typescript" / "bin" / "tsc"
    checks: dict[str, Sequence[str]] = {
        "ruff": (*python, "ruff", "check", "."),
        "ruff format": (*python, "ruff", "format", "--check", "."),
        "mypy": (*python, "mypy", "--strict"),
        "tsc": toolchain.command(tsc, "--project", "tsconfig.json"),
    }
    _run_all(
        {name: _program(command, toolchain.root) for name, command in checks.items()},
        "ruff mends much by itself: .venv/bin/ruff check --fix and .venv/bin/ruff format",
        log,
    )


def check_pages(pages: Path, toolchain: Toolchain, log: Log) -> None:
    """Run html-validate over every page of a built site, and the Nu checker where Java is at hand.

    Raises:
        BuildError: At least one objected.
    """
    script = toolchain.modules / "html-validate" / "bin" / "html-validate.mjs"
    html = [str(path) for path in sorted(pages.rglob("*.html"))]
    checks = {"html-validate": _program(toolchain.command(script, *html), toolchain.root)}
    if nu := find_nu(toolchain, log):
        checks["Nu HTML checker"] = _nu(nu, pages, log)
    _run_all(checks, "Most of it stands in templates/ or in the kit's markup.", log)


def _program(command: Sequence[str], root: Path) -> Check:
    def check() -> bool:
        return subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL).returncode == 0

    return check


def _nu(checker: NuChecker, pages: Path, log: Log) -> Check:
    def check() -> bool:
        found = checker.check(pages)
        for objection in found:
            log(objection)
        return not found

    return check


class _ObjectionError(Exception):
    """A check has said what is wrong."""


def _run_all(checks: Mapping[str, Check], hint: str, log: Log) -> None:
    objections = list(checks)
    for name, check in checks.items():
        with suppress(_ObjectionError), step(log, name):
            if not check():
                raise _ObjectionError
            objections.remove(name)
    if objections:
        raise BuildError(
            f"{' and '.join(objections)} objected; see above.",
            f"Mend that, then run it again. {hint}",
        )
