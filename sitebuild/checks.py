"""The checks that need no running code: style, types, and the HTML of the built pages."""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sitebuild.errors import BuildError
from sitebuild.node import Toolchain
from sitebuild.progress import Log, step


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
    _run_all(checks, toolchain.root, log)


def check_pages(pages: Path, toolchain: Toolchain, log: Log) -> None:
    """Run html-validate over every page of a built site.

    Raises:
        BuildError: It objected.
    """
    script = toolchain.modules / "html-validate" / "bin" / "html-validate.mjs"
    html = [str(path) for path in sorted(pages.rglob("*.html"))]
    _run_all({"html-validate": toolchain.command(script, *html)}, toolchain.root, log)


def _run_all(checks: dict[str, Sequence[str]], root: Path, log: Log) -> None:
    objections = list(checks)
    for name, command in checks.items():
        with suppress(subprocess.CalledProcessError), step(log, name):
            subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL, check=True)
            objections.remove(name)
    if objections:
        raise BuildError(
            f"{' and '.join(objections)} objected; see above.",
            "Mend that, then run it again. ruff mends much by itself: .venv/bin/ruff check --fix "
            "and .venv/bin/ruff format",
        )
