"""Progress in plain lines: each step says that it starts, and how long it took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

Log: TypeAlias = Callable[[str], None]


@contextmanager
def step(log: Log, title: str) -> Iterator[None]:
    """Announce a step, then its time, or that it failed."""
    log(f"{title} ...")
    start = time.perf_counter()
    try:
        yield
    except Exception:
        log(f"{title}: failed after {time.perf_counter() - start:.1f} s")
        raise
    log(f"{title}: {time.perf_counter() - start:.1f} s")
