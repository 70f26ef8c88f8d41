"""An emulated link: everything between browser and server passes through a narrow, long pipe.

It stands outside the browser, so it holds for workers, for preloads and for new connections alike.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Final
from urllib.parse import urlsplit

__all__ = ["RATE", "ROUND_TRIP", "Wire", "link"]

RATE: Final = 10e6 / 8
"""Bytes a second, each way: 10 Mbit/s."""

ROUND_TRIP: Final = 0.040
"""Seconds from a question to the first byte of its answer, and to open a connection."""

PIECE: Final = 4096
"""Bytes that travel at a time; pieces of several connections take turns."""

ACCEPTING: Final = 0.01
"""Seconds in which a connection that came last of all is seen to have come."""

AHEAD: Final = 0.02
"""Seconds for which the wire has work in hand, so that it stays busy when we are woken late."""


class Wire:
    """One direction of a link, which all connections share.

    Attributes:
        rate: bytes a second.
        free: when it has sent all that it was given, in seconds of the clock in use.
    """

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.free = 0.0

    def sent(self, size: int, now: float) -> float:
        """Take some bytes to send after all others, and say when the last of them is on its way.

        >>> wire = Wire(rate=1000.0)
        >>> wire.sent(500, now=7.0), wire.sent(500, now=7.1), wire.sent(500, now=9.0)
        (7.5, 8.0, 9.5)
        """
        self.free = max(self.free, now) + size / self.rate
        return self.free


@contextmanager
def link(address: str, *, rate: float = RATE, round_trip: float = ROUND_TRIP) -> Iterator[str]:
    """Lead to a server on this machine by a slow way.

    Args:
        address: where it listens, such as `http://127.0.0.1:8000`.
        rate: bytes a second, each way.
        round_trip: seconds there and back.

    Yields:
        The address of the slow way's other end.
    """
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        way = _Link(address, rate, round_trip)
        port = asyncio.run_coroutine_threadsafe(way.open(), loop).result()
        yield f"http://127.0.0.1:{port}"
        asyncio.run_coroutine_threadsafe(way.close(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Link:
    def __init__(self, address: str, rate: float, round_trip: float) -> None:
        self.place = urlsplit(address)
        self.up, self.down = Wire(rate), Wire(rate)
        self.round_trip = round_trip
        self.connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def open(self) -> int:
        self.server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return int(self.server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening and hang up; each connection then ends by itself."""
        await asyncio.sleep(ACCEPTING)
        self.server.close()
        for writer in self.connections.values():
            writer.close()
        await asyncio.gather(*self.connections)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections[asyncio.create_task(self._join(reader, writer))] = writer

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.round_trip)  # which opening a connection takes
        answers, questions = await asyncio.open_connection(self.place.hostname, self.place.port)
        await asyncio.gather(
            self._carry(reader, questions, self.up), self._carry(answers, writer, self.down)
        )
        await _closed(questions)
        await _closed(writer)

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wire: Wire
    ) -> None:
        """Carry all that comes, piece by piece, each after its time on the wire and on the way."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivering = asyncio.create_task(self._deliver(under_way, writer))
        clock = asyncio.get_running_loop().time
        with suppress(ConnectionError):  # who sent has gone
            while piece := await reader.read(PIECE):
                gone = wire.sent(len(piece), clock())
                under_way.put_nowait((gone + self.round_trip / 2, piece))
                await asyncio.sleep(gone - clock() - AHEAD)
        under_way.put_nowait((0.0, b""))
        await delivering

    async def _deliver(
        self, under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        clock = asyncio.get_running_loop().time
        with suppress(OSError):  # who was to receive has gone
            while True:
                due, piece = await under_way.get()
                await asyncio.sleep(due - clock())
                if not piece:
                    writer.write_eof()
                    return
                writer.write(piece)
                await writer.drain()


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
