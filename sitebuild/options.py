"""What one can ask of build.py: the command line, read and checked, nothing done yet."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent

MODES = {
    "serve": "build, then serve the site at a printed address",
    "test": "check the sources, build, and run every test, those in a real browser too",
    "check": "only check: ruff, mypy, tsc, and html-validate on the site as built last",
}


@dataclass(frozen=True)
class Options:
    """What the command line asks for.

    Attributes:
        mode: `build`, `serve`, `test` or `check`.
        out: The folder of the built site.
        port: Where to serve.
        watch: Whether to build again when a source changes.
        quick: Whether to leave out the tests that need the built site.
        address: Where the site will stand, with a slash at its end; None if nobody said.
        pytest: Arguments for pytest.
    """

    mode: str
    out: Path
    port: int
    watch: bool
    quick: bool
    address: str | None
    pytest: tuple[str, ...]


def parse(args: Sequence[str]) -> Options:
    """Read the command line; ends the process on --help and on mistakes.

    >>> parse(["--test", "--quick", "-k", "advantage"]).pytest
    ('-k', 'advantage')
    """
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Builds the site. What it needs it installs into .venv and node_modules.",
        epilog="Any further arguments of --test go to pytest, for example: --test -k advantage",
        allow_abbrev=False,
    )
    modes = parser.add_mutually_exclusive_group()
    for mode, text in MODES.items():
        modes.add_argument(f"--{mode}", dest="mode", action="store_const", const=mode, help=text)
    parser.set_defaults(mode="build")
    parser.add_argument("--out", metavar="DIR", type=Path, help="where to build (default: dist)")
    parser.add_argument(
        "--address",
        metavar="URL",
        type=read_address,
        help="where the site will stand, for link cards, oEmbed, the site map and the 404 page",
    )
    parser.add_argument("--port", type=int, help="with --serve (default: 8000)")
    parser.add_argument("--watch", action="store_true", help="with --serve: build on change")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="with --test: no build, no browser, no Pyodide, no thousands of texts or runs",
    )
    known, rest = parser.parse_known_args(args)
    if rest and known.mode != "test":
        parser.error(f"unknown: {' '.join(rest)}")
    if known.quick and known.mode != "test":
        parser.error("--quick goes with --test")
    if (known.watch or known.port is not None) and known.mode != "serve":
        parser.error("--watch and --port go with --serve")
    if known.address and known.mode in {"check", "test"}:
        parser.error("--address goes with a build, not with --check or --test")
    if known.out and known.mode == "test":
        parser.error("--test builds and tests dist; --out does not go with it")
    return Options(
        mode=known.mode,
        out=(known.out or ROOT / "dist").resolve(),
        port=8000 if known.port is None else known.port,
        watch=known.watch,
        quick=known.quick,
        address=known.address,
        pytest=tuple(rest[1:] if rest[:1] == ["--"] else rest),
    )


def read_address(text: str) -> str:
    """Read the address of a site.

    Returns:
        The address with a slash at its end.

    Raises:
        argparse.ArgumentTypeError: It is no address that a site can have; says why.

    >>> read_address("https://someone.example/r1")
    'https://someone.example/r1/'
    """
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no address: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise argparse.ArgumentTypeError(f"{text!r} must begin with https:// or http:// and a host")
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise argparse.ArgumentTypeError(f"{text!r} must not have a query or a fragment")
    if parts.username is not None:
        raise argparse.ArgumentTypeError(f"{text!r} must not name a user")
    path = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~")
    return f"{parts.scheme}://{parts.netloc}{path}/"
