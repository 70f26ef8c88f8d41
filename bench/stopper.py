"""A program of its own: stops a group of processes for most of each moment, until it is ended.

It needs nothing but a pipe: when that is closed, be it because the benchmark has gone, the group
runs freely again.
"""

import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

__all__ = ["moments", "pace"]

MOMENT: Final = 0.02
"""Seconds in which a group runs once and is stopped once: shorter than most of what is measured."""


def moments(times: float) -> tuple[float, float]:
    """How long a group runs and how long it is stopped, in seconds, to be so many times as slow.

    >>> moments(4.0)
    (0.005, 0.015)
    """
    runs = MOMENT / times
    return runs, MOMENT - runs


def pace(
    times: float, stop: Callable[[], None], go: Callable[[], None], ended: Callable[[float], bool]
) -> None:
    """Stop and go in turns; whatever happens, the last thing is to go.

    Args:
        times: how many times as slow, 1 or more.
        stop: stops the group.
        go: lets it run on.
        ended: waits for so many seconds, or until there is an end, and says whether there is one.
    """
    runs, rests = moments(times)
    try:
        while not ended(runs):
            stop()
            if ended(rests):
                break
            go()
    finally:
        go()


def main(group: int, times: float) -> None:
    """Slow down a group of processes until standard input ends."""

    def ended(seconds: float) -> bool:
        return bool(select.select([sys.stdin], [], [], seconds)[0])

    def send(number: int) -> None:
        os.killpg(group, number)

    print("begun", flush=True)
    with suppress(ProcessLookupError):  # the group has ended
        pace(times, lambda: send(signal.SIGSTOP), lambda: send(signal.SIGCONT), ended)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
