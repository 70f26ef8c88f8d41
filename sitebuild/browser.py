"""A Chromium to test with: the one we are told of, one that is here, or one that we can get."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sitebuild.errors import BuildError, last_words
from sitebuild.processes import run
from sitebuild.progress import Log, step

VARIABLE = "R1_BROWSER"
"""The environment variable that names the browser to use."""

NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge", "msedge",
)  # fmt: skip

MAC_PLACES = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_PLACES = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)

FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

ACROSS_SITES = "--disable-features=LocalNetworkAccessChecksWorkers"
"""What tests of frames on other sites need besides: Chromium keeps a shared worker from a server on
this very machine if a page of another site frames it. On the web there is no such case."""

ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


@dataclass(frozen=True)
class Browser:
    """What to give to Playwright's `chromium.launch`.

    Attributes:
        executable: The program, or None for the browser that Playwright installed itself.
        flags: Its arguments: no sandbox as root, where Chromium has none, and nothing that
            calls home.
    """

    executable: Path | None
    flags: tuple[str, ...]


def find_browser() -> Browser | None:
    """Return the first Chromium there is: R1_BROWSER, Playwright's own, or one of this machine.

    Raises:
        BuildError: R1_BROWSER names a file that does not exist.
    """
    flags = ("--no-sandbox", *FLAGS) if _is_root() else FLAGS
    if told := os.environ.get(VARIABLE):
        if not Path(told).is_file():
            raise BuildError(f"{VARIABLE} names {told}, which does not exist.", "Correct it.")
        return Browser(Path(told), flags)
    if _playwright_has_one():
        return Browser(None, flags)
    return next((Browser(path, flags) for path in _candidates() if _starts(path)), None)


def ensure_browser(log: Log) -> Browser:
    """Return a Chromium, installed first if there is none and we may.

    Raises:
        BuildError: There is none and none could be had.
    """
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    apt = shutil.which("apt-get")
    commands = [playwright]
    if apt and _is_root():
        commands += [[apt, "update"], [apt, "install", "-y", "chromium"]]
    said = ""
    while (found := find_browser()) is None:
        if not commands:
            line = "sudo apt install chromium" if apt else " ".join(playwright)
            raise BuildError(
                f"There is no Chromium or Chrome to test with, and none could be had:\n{said}",
                f"Install one, for example so: {line}   (or set {VARIABLE} to the path of one)",
            )
        said = _install(commands.pop(0), log) or said
    return found


def _is_root() -> bool:
    return getattr(os, "geteuid", lambda: None)() == 0  # Windows has no such function


def _playwright_has_one() -> bool:
    # In a process of its own, since this may be called while Playwright runs in ours.
    asked = run([sys.executable, "-c", ASK_PLAYWRIGHT])
    return asked.returncode == 0 and _starts(Path(asked.stdout.strip()))


def _candidates() -> Iterator[Path]:
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        yield from (folder / place for place in MAC_PLACES)
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder_name := os.environ.get(variable):
            yield from (Path(folder_name, place) for place in WINDOWS_PLACES)


def _starts(path: Path) -> bool:
    """Say whether this browser runs: it may be a stub, or lack a library of the system's."""
    if not path.is_file():
        return False
    if os.name == "nt":  # there --version opens a window
        return True
    try:
        return run([path, "--version"], seconds=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install(command: list[str], log: Log) -> str:
    """Run an installer, for ten minutes at most, and return its last words if it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        with step(log, f"no browser yet: {' '.join(command)}"):
            run(command, env=environment, seconds=600).check_returncode()
    except subprocess.TimeoutExpired:
        return f"    {' '.join(command)} was not done after ten minutes"
    except subprocess.CalledProcessError as error:
        return last_words(error.stdout + error.stderr)
    return ""
