"""An emulated phone: a browser all of whose threads get a share of the processor's time.

What the browser itself offers for this slows down the scripts of pages, but neither workers nor
WebAssembly. So its processes are stopped for most of each moment, all at once, by the system.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page

from bench.stats import median
from sitebuild.errors import BuildError

__all__ = ["POSSIBLE", "SLOWER", "slowdown", "slowed"]

POSSIBLE: Final = hasattr(signal, "SIGSTOP")
"""Whether this system can stop processes and let them run on."""

SLOWER: Final = 4.0
"""How many times as slow, as Lighthouse has it for its phone."""

STOPPER = Path(__file__).with_name("stopper.py")
SPINS: Final = 5
SPIN = """async (path) => {
    const { spin, apart } = await import(new URL(path, location.href).href);
    return [spin(), await apart()];
}"""
"""Work of a fixed size, in the page and in a worker, in JavaScript and in WebAssembly."""


@contextmanager
def slowed(browser: Browser, times: float = SLOWER) -> Iterator[None]:
    """Slow down a browser, with all that it starts meanwhile.

    Args:
        browser: a running one, in a group of processes of its own, as Playwright starts it.
        times: how many times as slow.

    Raises:
        BuildError: Not all of its processes are of one group, or ours is of that group, too.
    """
    command = [sys.executable, str(STOPPER), str(_group(browser)), str(times)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as stopper:
        assert stopper.stdin is not None
        assert stopper.stdout is not None
        stopper.stdout.readline()  # it has begun
        try:
            yield
        finally:
            stopper.stdin.close()  # that ends it


def slowdown(page: Page, spin: str) -> dict[str, float]:
    """Measure how much slower than before each kind of work is under `slowed`.

    Args:
        page: any page of the site.
        spin: where it finds `spin.js`.

    Returns:
        A ratio for each kind of work.
    """
    browser = page.context.browser
    assert browser is not None
    page.evaluate(SPIN, spin)  # in which the browser compiles it
    free = _spun(page, spin)
    with slowed(browser):
        slow = _spun(page, spin)
    return {kind: slow[kind] / free[kind] for kind in free}


def _spun(page: Page, spin: str) -> dict[str, float]:
    turns: list[list[dict[str, float]]] = [page.evaluate(SPIN, spin) for _ in range(SPINS)]
    return {
        f"{kind} in {where}": median([turn[at][kind] for turn in turns])
        for at, where in enumerate(("a page", "a worker"))
        for kind in ("JavaScript", "WebAssembly")
    }


def _group(browser: Browser) -> int:
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    groups = {os.getpgid(process["id"]) for process in told["processInfo"]}
    if len(groups) != 1 or groups == {os.getpgrp()}:
        raise BuildError(
            "The browser's processes are not a group of their own, so they cannot be slowed down.",
            "Start the benchmark from an ordinary shell, with a browser that is not wrapped.",
        )
    return groups.pop()
