"""The site where others put it: in their frames, or unpacked from its zip in some folder."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack

import pytest
from playwright.sync_api import Page

from sitebuild.archive import ARCHIVE_NAME
from sitebuild.serve import start_server
from tests.browser.conftest import Watch, WidgetPage
from tests.browser.elsewhere import bare_server
from tests.browser.windows import SIZE
from tests.servers import serving

DEEP = "somewhere/deep"
TOP = ARCHIVE_NAME.removesuffix(".zip")


@pytest.fixture(scope="session")
def unpacked(dist, tmp_path_factory):
    """A host's root with the unpacked zip deep in it, and nothing else."""
    root = tmp_path_factory.mktemp("host")
    with zipfile.ZipFile(dist / ARCHIVE_NAME) as zipped:
        zipped.extractall(root / DEEP)
    return root


@pytest.fixture
def serve() -> Iterator[Callable[[AbstractContextManager[str]], str]]:
    """Starts a server that goes on until the pages on it are closed: asked for before `below`."""
    with ExitStack() as servers:
        yield servers.enter_context


@pytest.fixture
def below(browser) -> Iterator[Callable[[str, str], Page]]:
    """Opens a page below an address in a fresh context that may ask for nothing outside of it."""
    opened = []

    def below(address, path):
        context, watch, answers = browser.new_context(viewport=SIZE), Watch(address), []
        watch.follow(context)
        context.on("response", lambda answer, answers=answers: answers.append(answer))
        opened.append((context, watch, answers))
        page = context.new_page()
        page.goto(address + path)
        return page

    yield below
    for context, watch, answers in opened:
        context.close()
        watch.check()
        assert not [(answer.status, answer.url) for answer in answers if answer.status >= 400]


@pytest.fixture(params=["our own server", "python3 -m http.server", "nginx", "caddy"])
def host(request, unpacked, tmp_path) -> Iterator[str]:
    """The address of that root on each server that the documentation speaks of."""
    servers = {
        "our own server": lambda: start_server(unpacked),
        "python3 -m http.server": lambda: bare_server(unpacked),
    }
    start = servers.get(request.param, lambda: serving(request.param, unpacked, tmp_path))
    with start() as address:
        yield address


def goes_live(below, address: str) -> None:
    """A reader's first look: the explainer, and a widget whose slider moves."""
    WidgetPage(below(address, "/"), "opening").live()
    widget = WidgetPage(below(address, "/widgets/trust-region/"), "trust-region").live()
    before = widget.finding()
    widget.slide("beta", 900)
    assert widget.finding() != before


# --- in frames ------------------------------------------------------------------------------

HOST = "<!doctype html><title>A host</title><link rel=icon href=data:><iframe src='{}'></iframe>"


@pytest.fixture(params=["another site", "a file"])
def framing(request, tmp_path) -> Iterator[Callable[[str], str]]:
    """Writes a page that frames an address, and says where it is: slides may lie on a disk."""
    with bare_server(tmp_path) as address:
        folder = tmp_path.as_uri() if request.param == "a file" else address

        def framing(framed):
            (tmp_path / "host.html").write_text(HOST.format(framed), "utf-8")
            return f"{folder}/host.html"

        yield framing


@pytest.mark.parametrize(
    ("path", "shown"),
    [("/widgets/trust-region/?beta=1", True), ("/about/", False), ("/", False)],
)
def test_anybody_may_frame_a_widget_and_nobody_else_another_page(
    browser, site, framing, path, shown
):
    context = browser.new_context()
    page = context.new_page()
    page.goto(framing(site + path))
    frame = page.frames[1]
    frame.wait_for_load_state()
    assert frame.locator("main").count() == shown
    assert (frame.url == site + path) == shown
    context.close()


def test_the_site_may_frame_its_own_pages(open_page, site):
    page = open_page("/about/")
    frame = (
        "src => {const f = document.createElement('iframe'); f.src = src; document.body.append(f)}"
    )
    page.evaluate(frame, "/glossary/")
    page.frames[1].locator("h1", has_text="Glossary").wait_for()


# --- in a folder ----------------------------------------------------------------------------


def test_unpacked_in_any_folder_it_works_and_asks_for_nothing_outside(host, below):
    goes_live(below, f"{host}/{DEEP}/{TOP}")


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_what_the_build_made_works_as_it_is(dist, serve, below, tmp_path, server):
    goes_live(below, serve(serving(server, dist, tmp_path)))


@pytest.mark.parametrize("path", ["/about/", "/api/", "/field-report/", "/widgets/reward/?x=1"])
def test_unpacked_the_other_pages_find_all_their_files_too(unpacked, serve, below, path):
    host = serve(start_server(unpacked))
    assert below(f"{host}/{DEEP}/{TOP}", path).locator("h1").is_visible()
