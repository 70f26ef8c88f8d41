"""What several folders of tests need: the built site, a server of it, and one running browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from sitebuild.browser import find_browser
from sitebuild.pages import Site
from sitebuild.serve import start_server

ROOT = Path(__file__).parents[1]

settings.register_profile("quick", max_examples=15)
"""What the quick part makes up, where a test does not say how many it needs."""


def pytest_addoption(parser):
    parser.addoption(
        "--monkey", type=int, default=40, help="how much the monkey does (tests/browser/monkey.py)"
    )


@pytest.fixture(scope="session")
def sources() -> Site:
    """What the pages are made of, read and rendered once."""
    return Site(ROOT)


@pytest.fixture(scope="session")
def dist() -> Path:
    folder = ROOT / "dist"
    assert (folder / "index.html").is_file(), "there is no built site: run python3 build.py first"
    return folder


@pytest.fixture(scope="session")
def site(dist) -> Iterator[str]:
    with start_server(dist) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = find_browser()
    assert found, "there is no browser: python3 build.py --test finds or installs one"
    with sync_playwright() as playwright:
        path = str(found.executable) if found.executable else None
        # Baseline code only: a page lives for seconds here, too short for optimising its Python.
        flags = [*found.flags, "--js-flags=--liftoff-only"]
        running = playwright.chromium.launch(executable_path=path, args=flags)
        yield running
        running.close()
