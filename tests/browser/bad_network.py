"""The built site on a server that misbehaves as a test wants: what a bad network does to files."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

from sitebuild.hosting import Answer, answer
from sitebuild.serve import SiteHandler, SiteServer

How = str | Callable[[bytes], bytes]
"""`fails`, `is cut`, `stalls`, `is gone`, `is a portal's`, or what becomes of its bytes."""

PORTAL = b"<!doctype html><title>Welcome</title><p>Sign in to use this network."


class BadNetwork:
    """What goes wrong, by a piece of the path asked for.

    Attributes:
        url: The site's address.
        asked: The paths that were asked for.
    """

    def __init__(self, server: SiteServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}"
        self.asked: list[str] = []
        self._rules: dict[str, How] = {}
        self._released = threading.Event()

    def spoil(self, how: How, *pieces: str) -> None:
        """From now on, what has one of these pieces in its path goes wrong in this way."""
        self._released.clear()
        self._rules |= dict.fromkeys(pieces, how)

    def mend(self, *, late: bool = True) -> None:
        """From now on nothing goes wrong; what has stalled comes late, or never."""
        self._rules.clear()
        if late:
            self._released.set()

    def how(self, path: str) -> How | None:
        return next((how for piece, how in self._rules.items() if piece in path), None)

    def stall(self) -> None:
        self._released.wait()


class Handler(SiteHandler):
    """Answers as the site's server does, unless it is to misbehave."""

    network: BadNetwork

    def do_GET(self) -> None:  # noqa: N802
        self.network.asked.append(self.path)
        how = self.network.how(self.path)
        if how is None:
            super().do_GET()
        elif callable(how):
            given = answer(self.server.root, self.path)
            self._send(Answer(given.status, given.headers, how(given.body)))
        elif how == "is gone":
            self._send(answer(self.server.root, "/gone"))
        elif how == "is a portal's":
            self._send(
                Answer(
                    HTTPStatus.OK,
                    {"Content-Type": "text/html", "Cache-Control": "no-store"},
                    PORTAL,
                )
            )
        elif how == "stalls":
            self.network.stall()
            super().do_GET()
        else:
            self._break_off(how)

    def _break_off(self, how: str) -> None:
        if how == "is cut":
            given = answer(self.server.root, self.path)
            self.send_response(given.status)
            for name, value in given.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(given.body)))
            self.end_headers()
            self.wfile.write(given.body[: len(given.body) // 2])
        self.close_connection = True
        with suppress(OSError):  # the browser was faster
            self.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def bad_network(root: Path) -> Iterator[BadNetwork]:
    """Serves a built site, badly where it is told to, for as long as the context lasts."""
    server = SiteServer(root, 0, lambda _: None)
    network = BadNetwork(server)
    server.RequestHandlerClass = type("Spoilt", (Handler,), {"network": network})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield network
    finally:
        network.mend()
        server.shutdown()
        thread.join()
        server.server_close()
