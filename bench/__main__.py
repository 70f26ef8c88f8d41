"""The command: python -m bench [all|boot|…|readme] [--runs N] [--quick] [--json FILE]."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NAMES = (
    "boot", "weight", "scrub", "core", "embeds", "memory", "build-time", "offline", "lighthouse",
)  # fmt: skip
"""What `all` runs, in this order."""

README = "readme"
"""Measures nothing: writes the latest figures into README."""

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Options:
    """What the command line asks for.

    Attributes:
        names: Which benchmarks; `README` alone for none.
        runs: How often everything is measured; None for each one's usual number.
        json: The file for what was found; None for one a benchmark in bench/results.
        quick: Whether this is a trial, whose figures are not kept unless `json` says where.
    """

    names: tuple[str, ...]
    runs: int | None
    json: Path | None
    quick: bool = False


def parse(args: Sequence[str]) -> Options:
    """Read the command line; ends the process on --help and on mistakes.

    >>> parse(["boot", "--runs", "3"])
    Options(names=('boot',), runs=3, json=None, quick=False)
    """
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measures the built site beside its comparisons and prints plain tables.",
        epilog="What it finds depends on how busy the machine is; the ratios do so least. "
        f"`{README}` measures nothing, but writes the latest figures into README.md.",
    )
    parser.add_argument("name", nargs="?", choices=(*NAMES, README, "all"), default="all")
    parser.add_argument("--runs", type=_count, metavar="N", help="how often everything is measured")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="where to write (default: bench/results)"
    )
    parser.add_argument(
        "--quick", action="store_true", help="only to see that it runs: once each, nothing kept"
    )
    given = parser.parse_args(args)
    if given.quick and given.runs:
        parser.error("--quick is --runs 1 without keeping the figures; give one of the two")
    names = NAMES if given.name == "all" else (given.name,)
    return Options(names, 1 if given.quick else given.runs, given.json, given.quick)


def main(args: Sequence[str]) -> int:
    """Measure, print, write; return the exit code."""
    options = parse(args)
    if options.names == (README,):
        from bench.readme import write_readme

        return write_readme()
    try:
        from bench import measure  # needs what only the tests' requirements bring
    except ModuleNotFoundError as missing:
        print(f"error: There is no module {missing.name!r} in this Python.", file=sys.stderr)
        cure = "`python3 build.py --test` sets all up; then use .venv/bin/python."
        print(f"  cure: {cure}", file=sys.stderr)
        return 1
    target = options.json or (None if options.quick else RESULTS)
    return measure.run(options.names, options.runs, target)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
