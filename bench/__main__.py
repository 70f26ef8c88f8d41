"""The command: python -m bench [all|boot|core|embeds|lighthouse|offline|scrub] [--runs N] …."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NAMES = ("boot", "scrub", "core", "embeds")
APART = ("offline", "lighthouse")
"""What `all` leaves out: these take minutes, and measure no promise, or by another's measure."""

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Options:
    """What the command line asks for.

    Attributes:
        names: Which benchmarks.
        runs: How often everything is measured; None for each one's usual number.
        json: The file for what was found; None for one a benchmark in bench/results.
    """

    names: tuple[str, ...]
    runs: int | None
    json: Path | None


def parse(args: Sequence[str]) -> Options:
    """Read the command line; ends the process on --help and on mistakes.

    >>> parse(["boot", "--runs", "3"])
    Options(names=('boot',), runs=3, json=None)
    """
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measures the built site beside its comparisons and prints plain tables.",
        epilog="What it finds depends on how busy the machine is; the ratios do so least.",
    )
    parser.add_argument("name", nargs="?", choices=(*NAMES, *APART, "all"), default="all")
    parser.add_argument("--runs", type=_count, metavar="N", help="how often everything is measured")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="where to write (default: bench/results)"
    )
    given = parser.parse_args(args)
    return Options(NAMES if given.name == "all" else (given.name,), given.runs, given.json)


def main(args: Sequence[str]) -> int:
    """Measure, print, write; return the exit code."""
    options = parse(args)
    try:
        from bench import measure  # needs what only the tests' requirements bring
    except ModuleNotFoundError as missing:
        print(f"error: There is no module {missing.name!r} in this Python.", file=sys.stderr)
        cure = "`python3 build.py --test` sets all up; then use .venv/bin/python."
        print(f"  cure: {cure}", file=sys.stderr)
        return 1
    return measure.run(options.names, options.runs, options.json or RESULTS)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
