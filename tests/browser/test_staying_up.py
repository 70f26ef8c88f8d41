"""Nothing that a visitor, a host page or a bad network does breaks a page.

The picture stays, the page goes on by itself or says plainly what to do, and the console has
nothing but what the browser itself notes of a request that failed.
"""

import json
import random
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from sitebuild.browser import find_browser
from tests.browser.bad_network import bad_network
from tests.browser.conftest import WidgetPage
from tests.browser.embedding import serve_hosts
from tests.browser.monkey import ALL_DRAWN, ALL_SETTLED, FOUND, SAID, STAY, WAKE, Monkey
from tests.browser.windows import READY
from widgets import CHAPTERS, runtime, widget

SLUGS = [chapter.slug for chapter in CHAPTERS]
LATE = 20_000
"""Milliseconds after which something is said of what does not come."""
FAILED = ("net::ERR_", "status of 404", "MIME type")
"""What browsers note of a request that failed."""

HOST = [
    f"/{name}.js"
    for name in (
        "host", "engine", "interpreter", "figure", "form", "address", "player", "hands",
        "idiomorph.esm",
    )
]  # fmt: skip
"""Scripts without which nothing moves."""
PYTHON = [
    "/pyodide.mjs", "/pyodide.asm.mjs", "/pyodide.asm.wasm", "/python_stdlib.zip", "/app.zip",
    "/trust-region.zip",
]  # fmt: skip
BOOT = ["/worker.js", "/boot.js", *PYTHON]
AROUND = ["/page.js", "/style.css", "/source-serif-4-latin-wght-normal.woff2"]
FIRST = ["/theme.js", *AROUND, *HOST, *BOOT]
"""All that the first visit of a widget's page fetches, but for the page itself and other fonts."""

KILL = """
window.workers = [];
window.Worker = class extends Worker {
    constructor(...given) {
        super(...given);
        workers.push(this);
        this.addEventListener("message", ({ data }) => {
            if (workers.length === 1 && (%s)) this.terminate();
        });
    }
};
"""
"""Kills the page's first worker when what it says meets a condition."""


def expected(slug="simulator", **texts):
    return json.loads(runtime.answer(slug, json.dumps(texts)))["finding"]


@pytest.fixture
def network(dist):
    with bad_network(dist) as network:
        yield network


@pytest.fixture
def visitor(window, network, watch):
    """Opens a page of the site on the bad network; time can be moved on."""
    watch.origin = network.url

    def visitor(path="/widgets/trust-region/?beta=0.1", slug="trust-region", **options):
        page = window(clock=True, cold=True, **options)
        page.goto(network.url + path, wait_until="commit")
        page.wait_for_function("() => document.readyState !== 'loading'")
        return WidgetPage(page, slug)

    yield visitor
    network.mend()


def offered(widget):
    """What the widget says beside its button; the picture must be there."""
    button = widget.root.get_by_role("button", name="Try again")
    expect(button).to_be_visible(timeout=READY)
    expect(widget.root.locator("[data-picture] svg").first).to_be_visible()
    return widget.root.locator("[data-status]").inner_text()


def try_again(widget):
    widget.root.get_by_role("button", name="Try again").click()


def goes_on(widget):
    """The state is the reader's, and nothing more is said."""
    widget.live()
    assert widget.finding() == expected("trust-region", beta="0.1")
    assert widget.root.locator("[data-status]").inner_text() == ""


def wait_until_asked(network, page, piece):
    for _ in range(READY // 20):
        if any(piece in path for path in network.asked):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"{piece} was not asked for")


STYLED = "() => [...document.querySelectorAll('link[rel=stylesheet]')].every((link) => link.sheet)"


def wait_in_vain(network, widget, piece):
    """Let the browser come to where it waits for a file and nothing else, then let time pass."""
    wait_until_asked(network, widget.page, piece)
    if piece != "/style.css":
        # Seconds later the page would give this up for lost, however close it is by now.
        widget.page.wait_for_function(STYLED, polling=20, timeout=READY)
    widget.page.clock.fast_forward(LATE)


# --- files that do not come -----------------------------------------------------------------


def test_the_tables_here_name_every_file_of_a_first_visit(visitor, network):
    goes_on(visitor())
    asked = {f"/{path.rpartition('/')[2]}" for path in network.asked if "/widgets/" not in path}
    unharmful = (".woff2", ".ico", ".svg", ".webmanifest")
    assert {piece for piece in asked if not piece.endswith(unharmful)} == {
        piece for piece in FIRST if not piece.endswith(unharmful)
    }


@pytest.mark.parametrize("how", ["fails", "is cut", "is a portal's", "is gone"])
@pytest.mark.parametrize("piece", ["/host.js", "/figure.js", "/idiomorph.esm.js"])
def test_without_the_scripts_of_widgets_the_page_says_so(visitor, network, watch, piece, how):
    watch.expect(*FAILED)
    network.spoil(how, piece)
    widget = visitor()
    assert "The scripts of this page have not arrived" in offered(widget)
    expect(widget.root.locator(".settings")).to_be_hidden()  # nobody would answer
    network.mend()
    try_again(widget)
    widget.page.wait_for_url("**/*?beta=0.1")
    expect(widget.root.locator(".settings")).to_be_visible()


@pytest.mark.parametrize("piece", HOST)
def test_scripts_that_stall_are_said_and_take_over_when_they_come(visitor, network, watch, piece):
    watch.expect(*FAILED)
    network.spoil("stalls", piece)
    widget = visitor()
    wait_in_vain(network, widget, piece)
    assert "The scripts of this page have not arrived" in offered(widget)
    expect(widget.root.locator(".settings")).to_be_hidden()
    network.mend()
    expect(widget.root.locator(".settings")).to_be_visible()
    expect(widget.root.locator("[data-retry]")).to_be_hidden()


@pytest.mark.parametrize("how", ["fails", "is cut"])
@pytest.mark.parametrize("piece", ["/theme.js", *AROUND])
def test_a_page_goes_on_without_what_widgets_do_not_need(visitor, network, watch, piece, how):
    watch.expect(*FAILED)
    network.spoil(how, piece)
    widget = visitor()
    expect(widget.root.locator(".settings")).to_be_visible()
    if piece == "/style.css":  # one boot is enough to show it
        goes_on(widget)


@pytest.mark.parametrize("piece", AROUND)
def test_a_page_goes_on_while_what_widgets_do_not_need_stalls(visitor, network, watch, piece):
    watch.expect(*FAILED)
    network.spoil("stalls", piece)
    widget = visitor()
    if piece == "/style.css":
        wait_in_vain(network, widget, piece)
    expect(widget.root.locator("[data-picture] svg").first).to_be_visible()
    expect(widget.root.locator(".settings")).to_be_visible()
    expect(widget.page.locator("html[data-hosted]")).to_be_visible()


@pytest.mark.parametrize("how", ["fails", "is cut", "is a portal's", "is gone"])
@pytest.mark.parametrize("piece", BOOT)
def test_a_file_of_python_that_does_not_come_is_named(visitor, network, watch, piece, how):
    watch.expect(*FAILED)
    network.spoil(how, piece)
    widget = visitor()
    said = offered(widget)
    assert said.startswith("Python could not run: ")
    assert (piece[1:] if piece in PYTHON else "its script could not be loaded") in said
    assert "The picture stays as it is" in said
    assert "reload the page" in said


@pytest.mark.parametrize("piece", ["/worker.js", "/pyodide.asm.wasm", "/trust-region.zip"])
def test_a_file_of_python_that_comes_after_all_is_taken(visitor, network, watch, piece):
    watch.expect(*FAILED)
    network.spoil("fails", piece)
    widget = visitor()
    offered(widget)
    network.mend()
    try_again(widget)
    goes_on(widget)


@pytest.mark.parametrize("piece", BOOT)
def test_a_file_of_python_that_stalls_is_said(visitor, network, watch, piece):
    watch.expect(*FAILED)
    network.spoil("stalls", piece)
    widget = visitor()
    wait_in_vain(network, widget, piece)
    said = offered(widget)
    assert said.startswith("This is taking long: ")
    assert "You can wait, or try again." in said
    network.mend(late=piece == "/boot.js")
    if piece == "/app.zip":
        try_again(widget)
    if piece in {"/boot.js", "/app.zip"}:
        goes_on(widget)


def test_a_widget_whose_code_stalls_can_be_tried_again_and_the_others_go_on(visitor, network):
    network.spoil("stalls", "/trust-region.zip")
    opening = visitor("/", "opening").live()
    late = WidgetPage(opening.page, "trust-region")
    late.root.scroll_into_view_if_needed()
    wait_in_vain(network, late, "/trust-region.zip")
    assert offered(late).startswith("This is taking long: what this needs")
    opening.page.locator("[data-preset]").nth(1).click()
    opening.settled()
    network.mend(late=False)
    try_again(late)
    late.settled()
    assert late.root.locator("[data-status]").inner_text() == ""


def flipped(body):
    """Every thousandth byte is another."""
    spoilt = bytearray(body)
    for at in range(len(spoilt) // 2, len(spoilt), 1000):
        spoilt[at] ^= 0x55
    return bytes(spoilt)


@pytest.mark.parametrize(
    ("piece", "what"),
    [
        ("/pyodide.asm.wasm", flipped),
        ("/pyodide.asm.wasm", lambda body: body[: len(body) // 2]),
        ("/app.zip", lambda body: body[: len(body) // 2]),
        ("/app.zip", lambda body: body.replace(b"widgets/runtime", b"widgets/puntime")),
        ("/python_stdlib.zip", flipped),
    ],
    ids=["flipped wasm", "half a wasm", "half a zip", "a member missing", "flipped zip"],
)
def test_a_damaged_runtime_is_said(visitor, network, watch, piece, what):
    watch.expect("")  # whatever Python itself says of it
    network.spoil(what, piece)
    said = offered(visitor())
    assert said.startswith("Python could not run: ")
    assert "reload the page" in said


def test_a_page_older_than_the_site_says_what_helps(visitor, network, watch):
    watch.expect(*FAILED)
    network.spoil("is gone", "/worker.js", "/runtime/", "/python/", "/take-home.js")
    widget = visitor()
    assert "If trying again does not help, reload the page." in offered(widget)
    widget.root.locator("[data-code] summary").click()
    widget.root.get_by_role("button", name="Copy link").click()
    expect(widget.root.locator("[data-status]")).to_contain_text("That did not work")
    expect(widget.root.locator("[data-status]")).to_contain_text("reload the page")
    network.mend()
    widget.page.reload()
    goes_on(widget)


@pytest.mark.parametrize("piece", ["/take-home.js", "/embed.js", "/export.js"])
def test_what_is_loaded_at_a_press_can_be_pressed_again(visitor, network, watch, piece):
    watch.expect(*FAILED)
    network.spoil("fails", piece)
    widget = visitor().live()  # what is said of Python's start would take the place of the rest
    widget.root.locator("[data-code] summary").click()
    button = widget.root.get_by_role("button", name="SVG")
    button.click()
    expect(widget.root.locator("[data-status]")).to_contain_text("Press it again")
    network.mend()
    with widget.page.expect_download():
        button.click()


def test_a_bench_that_does_not_come_is_said_and_can_be_tried_again(visitor, network, watch):
    watch.expect(*FAILED)
    network.spoil("fails", "/bench.js")
    shown = visitor("/kit/?errand=short", "specimen")
    shown.root.scroll_into_view_if_needed()
    assert "Python could not run" in offered(shown)
    network.mend()
    try_again(shown)
    shown.settled()
    assert shown.root.locator("[data-picture] .errand").inner_text() == "It is done."


@pytest.mark.parametrize("how", ["fails", "is cut", "is gone"])
def test_the_python_of_a_model_that_does_not_come_leaves_its_link(visitor, network, watch, how):
    watch.expect(*FAILED)
    network.spoil(how, "/widgets/trust-region/model/")
    widget = visitor()
    panel = widget.root.locator("[data-model]")
    panel.locator("summary").click()
    expect(panel.get_by_role("link")).to_be_visible()
    widget.page.wait_for_timeout(200)
    network.mend()
    panel.locator("> summary").click()
    panel.locator("> summary").click()
    expect(panel.locator("pre").first).to_be_visible()


def test_keeping_for_offline_is_offered_once_its_script_comes(visitor, network, watch):
    watch.expect(*FAILED)
    network.spoil("fails", "/offline.js")
    page = visitor("/about/").page
    page.locator("#offline").scroll_into_view_if_needed()
    wait_until_asked(network, page, "/offline.js")
    page.wait_for_timeout(100)
    network.mend()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(200)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(".offline")).to_be_visible()


def test_a_framed_page_works_without_what_tells_its_height(visitor, network, watch):
    watch.expect(*FAILED)
    network.spoil("fails", "/frame.js")
    widget = visitor()
    widget.page.route(
        "**/host",
        lambda route: route.fulfill(
            body=f'<iframe src="{network.url}/widgets/trust-region/?beta=0.1"></iframe>',
            content_type="text/html",
        ),
    )
    widget.page.goto(f"{network.url}/host")
    frame = widget.page.frames[1]
    frame.wait_for_selector("html[data-live]", state="attached", timeout=READY)


# --- a worker that is killed ----------------------------------------------------------------


@pytest.fixture
def killed(open_page):
    """A page whose first worker is killed when what it says meets a condition."""

    def killed(condition, query=""):
        def prepare(page):
            page.clock.install()
            page.add_init_script(KILL % condition)

        page = open_page(f"/widgets/simulator/{query}", prepare=prepare)
        return WidgetPage(page, "simulator")

    return killed


def patience_ends(widget, seconds):
    widget.page.clock.fast_forward(1000 * seconds)
    widget.page.wait_for_function("() => workers.length === 2", timeout=READY)


def test_killed_while_it_starts(killed):
    widget = killed("data.type === 'stage' && data.stage === 'starting Python'", "?step=7")
    expect(widget.root.locator("[data-status]")).to_have_text("starting Python…", timeout=READY)
    patience_ends(widget, 20)
    widget.live()
    assert widget.finding() == expected(step="7")
    assert widget.root.locator("[data-status]").inner_text() == ""


def test_killed_in_background_work(killed):
    widget = killed("data.more", "?group_size=5&step=7")
    widget.page.wait_for_selector("[data-refining=true]", timeout=READY)
    patience_ends(widget, 5)
    widget.settled()
    state = json.dumps({"group_size": "5", "step": "7"})
    while runtime.work("simulator", state):
        pass
    assert widget.finding() == expected(group_size="5", step="7")


def test_killed_while_it_plays(killed):
    widget = killed("data.type === 'answer' && data.values.step === '3'").live()
    widget.root.get_by_role("button", name="Play").click()
    widget.page.wait_for_function(
        "() => document.querySelector('[name=step]').value === '4'", timeout=READY
    )
    patience_ends(widget, 5)
    widget.root.get_by_role("button", name="Pause").wait_for()  # it still plays
    widget.page.wait_for_function(
        "() => document.querySelector('[data-widget]').dataset.shown > 8", timeout=READY
    )
    widget.root.get_by_role("button", name="Pause").click()
    widget.settled()
    assert widget.finding() == expected(step=widget.number("step").input_value())


def test_killed_while_the_reader_drags(killed):
    widget = killed("false").live()
    handle = widget.handle("step")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    mouse = widget.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    widget.page.evaluate("workers[0].terminate()")
    for share in (0.3, 0.5, 0.8):
        mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
    patience_ends(widget, 5)
    mouse.up()
    widget.settled()
    step = widget.number("step").input_value()
    assert int(step) > 30
    assert widget.finding() == expected(step=step)


# --- rubbish, and a monkey ------------------------------------------------------------------

TEXTS = (
    "", "-1", "1e999", "NaN", "-Infinity", "0x10", "9" * 400, "\x00", "<script>alert(1)</script>",
    "%", "%zz", "\u202e\u0661", "\U0001f600", "1,2,3!9", "a;b:c", "constructor", "1.5.2",
)  # fmt: skip
NAMES = ("", "__proto__", "constructor", "toString", "nonsense", "step", "seed", "\x00", "<b>")


def rubbish(seed):
    """A query that names every widget, and means nothing."""
    chance = random.Random(seed)
    pairs = []
    for slug in (*SLUGS, "opening"):
        known = list(widget(slug).controls.__dataclass_fields__)
        for _ in range(6):
            name = chance.choice([*known, *known, *NAMES])
            pairs.append(f"{slug}.{quote(name)}={quote(chance.choice(TEXTS))}")
    chance.shuffle(pairs)
    return "?" + "&".join([*pairs, *pairs[:9], "%=%zz", "&&==", "=%ff%fe", "theme=<b>", "hide=%00"])


@pytest.fixture
def explainer(open_page):
    def explainer(query="", **options):
        page = open_page(f"/{query}", **options)
        page.evaluate(WAKE)
        page.wait_for_function(ALL_DRAWN, timeout=READY)
        return page

    return explainer


def test_rubbish_in_the_address_comes_to_notices_at_most(explainer):
    page = explainer(rubbish(0))
    for query in (
        *map(rubbish, range(1, 4)),
        "?simulator.seed=" + "9" * 100_000,
        "?" + "%" * 100_000,
    ):
        page.evaluate(
            """query => {
                history.pushState(null, "", location.pathname + query);
                dispatchEvent(new PopStateEvent("popstate"));
            }""",
            query,
        )
        page.wait_for_function(ALL_DRAWN, timeout=READY)
        assert page.evaluate(SAID) == ""
    page.evaluate("history.pushState(null, '', '/'); dispatchEvent(new PopStateEvent('popstate'))")
    page.wait_for_function(ALL_SETTLED, timeout=READY)
    assert page.evaluate(FOUND) == {slug: expected(slug) for slug in ("opening", *SLUGS)}


ROOM = {
    "JSHeapUsedSize": 1_000_000, "Nodes": 4000, "JSEventListeners": 100, "Documents": 0,
    "workers": 0,
}  # fmt: skip
"""What the monkey may leave behind, whatever it does."""


@pytest.mark.parametrize(("path", "share", "seed"), [("/", 0.2, 1), ("/widgets/simulator/", 1, 2)])
def test_a_monkey_leaves_nothing_behind(open_page, watch, request, path, share, seed):
    actions = max(10, int(request.config.getoption("--monkey") * share))
    page = open_page(path, prepare=lambda page: page.add_init_script(STAY), accept_downloads=False)
    monkey = Monkey(page, seed)
    monkey.rest()
    monkey.act(actions)
    before = monkey.rest()
    monkey.act(2 * actions)
    after = monkey.rest()
    assert watch.left() == [], monkey.done[-20:]
    found = monkey.found()
    assert found == {slug: expected(slug) for slug in found}
    assert monkey.said() == ""
    # An undo history and the like fill up; what leaks with every action would be far more.
    for name, count in before.items():
        assert after[name] <= 1.3 * count + ROOM[name], (name, before, after)


# --- other people's pages, and other tabs ---------------------------------------------------


@contextmanager
def launched(browser):
    """A browser as people have it: pages left are kept, and shared workers work across sites.

    Chromium refuses these to frames that come from the machine itself.
    """
    found = find_browser()
    running = browser.browser_type.launch(
        executable_path=str(found.executable) if found.executable else None,
        args=[
            *found.flags, "--js-flags=--liftoff-only",
            "--disable-features=LocalNetworkAccessChecksWorkers",
        ],
        ignore_default_args=["--disable-back-forward-cache"],
    )  # fmt: skip
    try:
        yield running
    finally:
        running.close()


@pytest.fixture(scope="module")
def as_people_have_it(browser):
    with launched(browser) as running:
        yield running


@pytest.fixture
def page(as_people_have_it, watch):
    context = as_people_have_it.new_context(viewport={"width": 1920, "height": 1300})
    context.on("console", watch.console)
    context.on("weberror", watch.weberror)
    yield context.new_page()
    context.close()
    watch.check()


def shared_workers(browser):
    session = browser.new_browser_cdp_session()
    targets = session.send("Target.getTargets")["targetInfos"]
    session.detach()
    return sum(target["type"] == "shared_worker" for target in targets)


def test_frames_come_and_go_on_another_site(page, site, as_people_have_it):
    places = " ".join(f"{site}/widgets/{slug}/" for slug in SLUGS)
    with serve_hosts(site) as hosts:
        page.goto(hosts("many.html", src=places))

        def all_live():
            frames = page.frames[1:]
            assert len(frames) == len(SLUGS)
            for frame, slug in zip(frames, SLUGS, strict=True):
                frame.wait_for_selector("html[data-live]", state="attached", timeout=READY)
                frame.wait_for_function(ALL_SETTLED, timeout=READY)
                assert frame.evaluate(FOUND) == {slug: expected(slug)}
            assert shared_workers(as_people_have_it) == 1

        def removed():
            page.evaluate("document.querySelector('main').replaceChildren()")
            for _ in range(500):
                if shared_workers(as_people_have_it) == 0:
                    return
                page.wait_for_timeout(20)
            raise AssertionError("an interpreter outlived its frames")

        all_live()
        removed()
        for _ in range(8):  # most of them leave before Python is there
            page.evaluate("show(4)")
            page.frames[-1].wait_for_selector("[data-picture]", state="attached")
            removed()
        page.evaluate("show(99)")
        all_live()


def test_a_page_that_was_left_is_there_again_as_it_was(page, site):
    page.goto(f"{site}/widgets/simulator/?step=5")
    widget = WidgetPage(page, "simulator").live()
    widget.slide("step", 21)
    page.evaluate("addEventListener('pageshow', ({ persisted }) => { window.kept = persisted; })")
    page.wait_for_function("() => location.search === '?step=21'")
    page.goto(f"{site}/about/")
    page.go_back(wait_until="commit")
    page.wait_for_function("() => window.kept === true")
    assert widget.finding() == expected(step="21")
    widget.slide("step", 30)
    assert widget.finding() == expected(step="30")


def test_a_tab_that_was_frozen_while_it_played_goes_on(widget_page):
    widget = widget_page().live()
    session = widget.page.context.new_cdp_session(widget.page)
    widget.root.get_by_role("button", name="Play").click()
    for state in ("frozen", "active"):
        session.send("Page.setWebLifecycleState", {"state": state})
    widget.page.wait_for_function(
        "() => Number(document.querySelector('[name=step]').value) > 4", timeout=READY
    )
    widget.root.get_by_role("button", name="Pause").click()
    widget.settled()
    assert widget.finding() == expected(step=widget.number("step").input_value())
    assert widget.root.locator("[data-status]").inner_text() == ""
