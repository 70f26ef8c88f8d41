"""What travels: a server of the built site that counts the bytes of each answer, headers included.

The server counts, and not the browser, because a browser tells nothing of what its shared workers
fetch, and of a worker's own script no size.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final

from bench.browser import built_site
from sitebuild.serve import HOST, SiteHandler, SiteServer

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

__all__ = ["KINDS", "Fetched", "kind_of", "listening_site"]

KINDS: Final = ("html", "css", "js", "fonts", "python", "other")
"""What the parts of a visit are called."""

SUFFIXES: Final = {"": "html", ".html": "html", ".css": "css", ".js": "js", ".woff2": "fonts"}
PYTHON: Final = ("runtime", "python")
"""Folders that only Python needs."""


@dataclass(frozen=True)
class Fetched:
    """One answer of the server.

    Attributes:
        path: what was asked for.
        size: bytes on the wire, headers included.
    """

    path: str
    size: int

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        return kind_of(self.path)


def kind_of(path: str) -> str:
    """What a path of the site holds: one of `KINDS`.

    >>> kind_of("/widgets/simulator/?step=7"), kind_of("/runtime/0123456789ab/pyodide.mjs")
    ('html', 'python')
    """
    path = path.partition("?")[0]
    if path.split("/")[1] in PYTHON:
        return "python"
    return SUFFIXES.get(Path(path).suffix, "other") if not path.endswith("/") else "html"


@contextmanager
def listening_site() -> Iterator[tuple[str, list[Fetched]]]:
    """Serve a copy of the built site and note every answer.

    Yields:
        The address of the site's root, without a slash at the end, and what was fetched so far, to
        be read and cleared.

    Raises:
        BuildError: The site has not been built.
    """
    built = built_site()
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        shutil.copytree(built, site)
        server = _Server(site)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_port}", server.fetched
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Server(SiteServer):
    def __init__(self, root: Path) -> None:
        super().__init__(root, 0, print)
        self.RequestHandlerClass = _Handler
        self.fetched: list[Fetched] = []


class _Handler(SiteHandler):
    server: _Server

    def setup(self) -> None:
        """Count at the way out, so that whatever is sent is counted."""
        super().setup()
        self.counter = _Counter(self.wfile)
        self.wfile = self.counter

    def do_GET(self) -> None:  # noqa: N802
        """Send what the address names, and note how much that was."""
        before = self.counter.count
        super().do_GET()
        self.server.fetched.append(Fetched(self.path, self.counter.count - before))


class _Counter(BufferedIOBase):
    def __init__(self, out: BufferedIOBase) -> None:
        self.out = out
        self.count = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        self.count += len(memoryview(data))
        return self.out.write(data)
