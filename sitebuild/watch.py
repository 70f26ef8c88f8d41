"""Noticing that a source has changed, by looking at the files twice a second."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

GENERATED = frozenset({"__pycache__", "_data"})
"""Folders below the sources that the build itself writes."""

Snapshot = dict[Path, tuple[int, int]]


def snapshot(sources: Sequence[Path]) -> Snapshot:
    """Return when each file below the sources was last written, and its size."""
    seen: Snapshot = {}
    for source in sources:
        for path in (source, *source.rglob("*")):
            if GENERATED.isdisjoint(path.parts) and path.is_file():
                with suppress(FileNotFoundError):  # gone since, like an editor's temporary file
                    status = path.stat()
                    seen[path] = (status.st_mtime_ns, status.st_size)
    return seen


def changes(
    sources: Sequence[Path], wait: Callable[[], object] = lambda: time.sleep(0.5)
) -> Iterator[list[Path]]:
    """Yield, for ever, the files that changed since the last time, once they have settled.

    The first batch comes at once and is empty, for a first build. What changes while the
    caller is busy with one batch makes up the next one.

    Args:
        sources: Files and folders to look at.
        wait: Called between two looks.
    """
    known = snapshot(sources)
    yield []
    while True:
        wait()
        now = snapshot(sources)
        if now == known:
            continue
        while True:  # an editor or a checkout may be half way through
            wait()
            earlier, now = now, snapshot(sources)
            if now == earlier:
                break
        changed = {path for path, _ in known.items() ^ now.items()}
        known = now
        yield sorted(changed)
