"""The built site on this machine's loopback address, for readers, tests and benchmarks alike."""

import os
import socket
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sitebuild.errors import BuildError
from sitebuild.hosting import LOST, Answer, answer, security_headers
from sitebuild.progress import Log

HOST = "127.0.0.1"


@contextmanager
def start_server(
    root: Path, port: int = 0, *, spare_ports: int = 0, log: Log = lambda _: None
) -> Iterator[str]:
    """Serve a folder for as long as the context lasts.

    Args:
        root: The folder, which may be replaced by another meanwhile.
        port: Where to listen; 0 for any free port.
        spare_ports: How many of the next ports to try while they turn out to be in use.
        log: Told what goes wrong, such as a page that is missing.

    Yields:
        The address of the site's root, without a slash at the end.

    Raises:
        BuildError: No port could be had.
    """
    server = _listen(root, range(port, port + spare_ports + 1), log)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class SiteServer(ThreadingHTTPServer):
    """Listens on the loopback address, each connection in a thread of its own."""

    daemon_threads = False  # so that closing waits for them
    allow_reuse_address = os.name != "nt"  # there it would let two servers share a port
    allow_reuse_port = False

    def __init__(self, root: Path, port: int, log: Log) -> None:
        self.root = root
        self.log = log
        self._connections: set[socket.socket] = set()
        super().__init__((HOST, port), SiteHandler)

    def server_bind(self) -> None:
        """Bind without HTTPServer's look-up of the machine's name, which may ask a network."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a connection and remember it, since keep-alive may hold it open for long."""
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def close_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Close a connection and forget it."""
        if isinstance(request, socket.socket):
            self._connections.discard(request)
        super().close_request(request)

    def server_close(self) -> None:
        """Stop listening, end the connections that are still open and wait for their threads."""
        for connection in tuple(self._connections):
            with suppress(OSError):  # the client was faster
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Report an error, unless it only says that the client hung up."""
        error = sys.exception()
        if not isinstance(error, ConnectionError):
            self.log(f"server: {error!r} for {client_address}")


class SiteHandler(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 for `hosting.answer`."""

    server: SiteServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_version = "r1"
    sys_version = ""

    def do_GET(self) -> None:
        """Send what the address names."""
        given = answer(
            self.server.root,
            self.path,
            self.headers.get("Accept-Encoding", ""),
            self.headers.get("If-None-Match", ""),
        )
        if given.status >= 400:
            self.log_error("%d %r", given.status, self.path)
        self._send(given)

    do_HEAD = do_GET  # noqa: N815

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no request for a file."""
        self.log_error("%d %s", code, message or "")
        headers = {"Connection": "close", "Content-Type": "text/plain; charset=utf-8"}
        status = HTTPStatus(code)
        self._send(Answer(status, {**headers, **security_headers(LOST)}, status.phrase.encode()))

    def _send(self, given: Answer) -> None:
        self.send_response(given.status)
        for name, value in given.headers.items():
            self.send_header(name, value)
        if given.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(given.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(given.body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing about what goes well."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Hand what goes wrong to the server's log."""
        self.server.log(f"server: {format % args}")


def _listen(root: Path, ports: range, log: Log) -> SiteServer:
    for port in ports:
        try:
            server = SiteServer(root, port, log)
        except (OSError, OverflowError) as error:
            reason = error
        else:
            if port != ports.start:
                log(f"port {ports.start} is in use, so this is on port {port}")
            return server
    raise BuildError(
        f"Could not listen on {HOST}, ports {ports.start} to {ports[-1]}: {reason}",
        "Choose another with --port, for example: python3 build.py --serve --port 9000",
    )
