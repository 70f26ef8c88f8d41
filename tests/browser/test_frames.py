"""A widget in somebody else's page: what it looks like, what it says and hears, what it needs."""

from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest

from sitebuild.browser import find_browser
from tests.browser.conftest import Watch
from tests.browser.embedding import (
    HOSTS,
    SCENARIOS,
    WIDEST,
    content_height,
    follows,
    frame_height,
    frame_of,
    live,
    observe,
    serve_hosts,
)
from tests.browser.test_reading import SLUGS, violations


@pytest.fixture(scope="module")
def hosts(site):
    with serve_hosts(site) as hosts:
        yield hosts


@pytest.fixture(scope="module")
def near_hosts(site):
    """The same at another origin of the built site's own site: no process more for the frame."""
    with serve_hosts(site, "127.0.0.1") as hosts:
        yield hosts


@pytest.fixture
def host_page(window, site, hosts, near_hosts, watch):
    """Opens a host page, near or in a window where no frame of another site has been."""

    def host_page(name="frame.html", *, path="simulator/", near=False, options=None, **values):
        address = (near_hosts if near else hosts)(name, src=f"{site}/widgets/{path}", **values)
        watch.expect(f"request to another origin: {address.partition('?')[0]}")
        size = {"width": 740, "height": 900}
        page = window(fresh=not near, **{"viewport": size, **(options or {})})
        page.goto(address)
        return page

    return host_page


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_what_works_where(browser, site, scenario):
    assert observe(browser, site, scenario) == scenario.seen


HEIGHTS = "heard.filter(({ data }) => data.type === 'embed-size').map(({ data }) => data.height)"


def test_a_framed_page_is_compact(host_page):
    frame = live(frame_of(host_page()))
    assert frame.locator("h1").inner_text() == "The simulator"
    assert frame.locator(".figure-name .mark").inner_text() == "toy model"
    for gone in (".masthead", ".colophon", ".point", ".model-code", ".figure-name a", ".unframed"):
        assert not frame.locator(gone).first.is_visible(), gone
    assert frame.locator(".credit").inner_text().startswith("R1, taken apart")
    assert not frame.locator(".stranded").is_visible()


def test_a_page_by_itself_shows_nothing_of_a_frame(open_page):
    page = open_page("/widgets/simulator/")
    assert page.locator(".masthead").is_visible()
    assert page.locator(".unframed").is_visible()
    for gone in (".credit", ".stranded"):
        assert not page.locator(gone).is_visible(), gone


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_scrolls_sideways_in_a_narrow_frame(host_page, slug):
    narrow = {"viewport": {"width": 336, "height": 700}, "python": False}
    page = host_page(path=f"{slug}/", near=True, options=narrow)
    frame = frame_of(page)
    assert frame.evaluate("innerWidth") == 320
    assert frame.evaluate(WIDEST) <= 0
    assert follows(page, frame)


def test_the_credit_opens_the_article_in_the_state_that_is_shown(host_page):
    page = host_page(path="simulator/?seed=5&theme=dark&hide=caption&utm_source=x")
    frame = live(frame_of(page))
    frame.locator('[data-control="step"] input[type=range]').fill("12")
    live(frame)
    frame.wait_for_function("() => location.search.includes('step')")
    with page.context.expect_page() as opened:
        frame.locator(".credit a").click()
    article = opened.value
    article.wait_for_selector("html[data-live]")
    parts = urlsplit(article.url)
    assert parse_qs(parts.query) == {"simulator.seed": ["5"], "simulator.step": ["12"]}
    assert (parts.path, parts.fragment) == ("/", "simulator")
    figure = article.locator('[data-widget="simulator"]')
    assert figure.locator('[name="seed"]').input_value() == "5"
    assert article.evaluate("window.opener") is None


def test_links_out_of_a_frame_open_in_a_tab_of_their_own(host_page):
    # The pages around the widgets refuse to stand in a frame.
    page = host_page(path="pipeline/")
    frame = live(frame_of(page))
    inside = frame.url
    frame.locator(".take-home summary").click()
    with page.context.expect_page():
        frame.locator("[data-alone]").click()
    assert frame.url == inside


LIGHT, DARK = "rgb(253, 252, 249)", "rgb(22, 24, 27)"


def paper(frame):
    return frame.evaluate("getComputedStyle(document.body).backgroundColor")


def test_a_framed_page_neither_keeps_nor_takes_a_kept_theme(open_page, site, watch):
    with serve_hosts(site, "127.0.0.1") as same_site:  # another site's frame has no storage here
        page = open_page("/about/")
        page.locator("[data-theme-switch]").click()
        page.locator("[data-theme-switch]").click()
        kept = page.evaluate("Object.entries(localStorage)")
        assert kept == [["theme", "dark"]]
        address = same_site("frame.html", src=f"{site}/widgets/simulator/?theme=light")
        watch.expect(f"request to another origin: {address.partition('?')[0]}")
        page.goto(address)
        frame = frame_of(page)
        assert paper(frame) == LIGHT
        assert not frame.locator("[data-theme-switch]").is_visible()
        frame.goto(f"{site}/widgets/simulator/")
        assert paper(frame) == LIGHT
        page.goto(f"{site}/about/")
        assert page.evaluate("Object.entries(localStorage)") == kept


def test_a_framed_page_has_the_theme_of_the_system_or_the_host(host_page):
    for system, query, seen in (
        ("light", "", LIGHT),
        ("dark", "", DARK),
        ("light", "?theme=dark", DARK),
        ("dark", "?theme=light", LIGHT),
    ):
        options = {"color_scheme": system, "python": False}
        page = host_page(path=f"simulator/{query}", options=options)
        assert paper(frame_of(page)) == seen, (system, query)


CONTROLS = (".presets", ".why", ".settings", ".step")
CAPTION = (".finding", ".marks")


@pytest.mark.parametrize(
    ("words", "gone", "left"),
    [
        ("controls", CONTROLS, CAPTION),
        ("caption", CAPTION, (".presets", ".settings", ".step")),
        ("controls,caption", CONTROLS + CAPTION, ()),
        ("everything,CONTROLS,", (), CONTROLS + CAPTION),
    ],
)
def test_a_host_may_hide_parts(host_page, words, gone, left):
    page = host_page(path=f"simulator/?hide={words}&step=20", near=True)
    frame = live(frame_of(page))
    for selector in left:
        assert frame.locator(selector).first.bounding_box()["height"] > 10, selector
    for selector in gone:
        box = frame.locator(selector).first.bounding_box()
        assert box is None or box["height"] <= 1, selector
    # What kind of numbers these are is always said, and the picture is that of the state.
    assert frame.locator(".figure-name .mark").is_visible()
    assert "20 steps" in frame.locator("[data-finding]").text_content()
    assert frame.locator("[data-notices] li").count() == 0
    assert follows(page, frame)


def test_axe_finds_nothing_in_a_framed_page(host_page):
    for path in (
        "simulator/?step=20",
        "trust-region/?hide=controls,caption",
        "pipeline/?theme=dark",
    ):
        page = host_page(path=path, near=True, options={"bypass_csp": True})
        assert violations(live(frame_of(page))) == [], path
    page = host_page(attributes='sandbox="allow-scripts"', options={"bypass_csp": True})
    assert violations(frame_of(page)) == []


# Height


@pytest.fixture(scope="module")
def scroll_bars(browser):
    """A browser whose scroll bars take room, as on most desks; the tests' own has none."""
    found = find_browser()
    running = browser.browser_type.launch(
        executable_path=str(found.executable) if found.executable else None,
        args=list(found.flags),
        ignore_default_args=["--hide-scrollbars"],
    )
    yield running
    running.close()


@pytest.mark.parametrize("fit", ["exact", "less", "half", "ignore"])
def test_telling_the_height_never_goes_on_by_itself(scroll_bars, site, hosts, fit):
    watch = Watch(site)
    context = scroll_bars.new_context(viewport={"width": 740, "height": 900})
    context.on("console", watch.console)
    context.on("weberror", watch.weberror)
    page = context.new_page()
    page.goto(hosts("frame.html", src=f"{site}/widgets/simulator/", fit=fit))
    frame = live(frame_of(page))
    frame.evaluate(
        """() => {
            const root = document.documentElement;
            window.gutters = new Set();
            new ResizeObserver(() => gutters.add(innerWidth - root.offsetWidth)).observe(root);
        }"""
    )
    start = page.evaluate("heard.length")
    changes = 0
    for preset in frame.locator("[data-preset]").all() * 2:
        preset.click()
        live(frame)
        changes += 1
    for summary in frame.locator(".foot summary").all():
        if summary.is_visible():
            summary.click()
            changes += 1
    for _ in range(20):
        live(frame)
    heights = page.evaluate(HEIGHTS)
    assert heights[-1] == content_height(frame)
    assert all(one != other for one, other in pairwise(heights))
    # Two messages a height; a change makes at most two heights, before and after its notices.
    assert page.evaluate("heard.length") - start <= 4 * changes
    assert len(frame.evaluate("[...gutters]")) == 1
    wanted = {"exact": heights[-1], "less": heights[-1] - 10, "half": heights[-1] / 2}
    assert frame_height(page) == wanted.get(fit, 720)
    context.close()
    watch.check()


def test_what_a_framed_page_says(host_page, site):
    page = host_page(path="simulator/?step=20")
    frame = live(frame_of(page))
    given = f"{site}/widgets/simulator/?step=20"
    frame.locator("[data-preset]").nth(1).click()
    live(frame)
    frame.locator("[data-table] summary").click()
    assert follows(page, frame)
    assert frame.url != given
    heard = page.evaluate("heard")
    assert len(heard) >= 4
    for text, thing in zip(heard[::2], heard[1::2], strict=True):
        assert text["own"]
        assert thing["own"]
        height = thing["data"]["height"]
        # The address is the one the host gave, by which Embedly's listeners find the frame.
        assert text["data"] == f'{{"src":"{given}","context":"iframe.resize","height":{height}}}'
        assert thing["data"] == {
            "sentinel": "amp",
            "type": "embed-size",
            "subject": "lti.frameResize",
            "height": height,
        }


# Strangers


RUBBISH = (HOSTS / "rubbish.js").read_text("utf-8").partition("\n")[2].strip()
"""What a page might be sent: of every kind, and in the words of our own messages."""


def test_a_framed_page_hears_nothing(host_page):
    page = host_page()
    frame = live(frame_of(page))
    assert follows(page, frame)
    state = "[document.documentElement.outerHTML, location.href]"
    before = frame.evaluate(state)
    heard = page.evaluate("heard.length")
    sent = page.evaluate(
        f"{RUBBISH}.map((one) => frame.contentWindow.postMessage(one, '*')).length",
    )
    assert sent >= 50
    live(frame)
    assert frame.evaluate(state) == before
    assert page.evaluate("heard.length") == heard


# The element


SCRIPT = "/embed/r1-widget.js"


@pytest.fixture
def element_page(host_page, site):
    """Opens the page with an element; each script tag is made of its attributes."""

    def element_page(attributes='name="simulator"', *, before=(), after=(), options=None, **values):
        options = {"python": False, **(options or {})}
        tags = {
            place: "".join(f'<script src="{site}{SCRIPT}" {kind}></script>' for kind in kinds)
            for place, kinds in (("before", before), ("after", after))
        }
        values |= {"attributes": attributes, **tags}
        return host_page("element.html", near=True, options=options, **values)

    return element_page


@pytest.mark.parametrize(
    ("before", "after"),
    [(["async"], []), (["defer"], []), ([""], []), ([], [""]), (["async", "defer"], ["async", ""])],
    ids=["async", "defer", "before", "after", "four times"],
)
def test_the_script_may_stand_anywhere(element_page, before, after):
    page = element_page(before=before, after=after)
    frame = frame_of(page)
    assert page.locator("iframe").count() == 1
    assert not page.locator("r1-widget a").is_visible()
    assert follows(page, frame)


def test_the_element_hands_on_what_it_is_given(element_page, site):
    given = 'name="trust-region" state="beta=0.1&amp;step=20" theme="dark" hide="controls"'
    page = element_page(f'{given} height="500"', after=["async"])
    frame = frame_of(page)
    assert frame.url == (f"{site}/widgets/trust-region/?beta=0.1&step=20&theme=dark&hide=controls")
    given = page.locator("iframe")
    assert given.get_attribute("loading") == "lazy"
    assert given.get_attribute("title") == "trust-region (R1, taken apart)"
    assert follows(page, frame)


def test_without_a_script_the_element_shows_what_stands_in_it(element_page):
    page = element_page(after=["async"], options={"java_script_enabled": False})
    assert page.locator("r1-widget a").is_visible()
    assert page.locator("iframe").count() == 0


@pytest.mark.parametrize("attributes", ["", 'name=""', 'name="../../evil"', 'name="a b"'])
def test_without_a_name_the_element_shows_what_stands_in_it(element_page, attributes):
    page = element_page(attributes, after=[""])
    assert page.locator("iframe").count() == 0
    assert page.locator("r1-widget a").first.inner_text() == "The simulator"


def test_an_element_without_name_and_content_is_a_link(element_page, site):
    page = element_page(after=[""])
    page.evaluate("document.body.append(document.createElement('r1-widget'))")
    assert page.locator("r1-widget").last.locator("a").get_attribute("href") == f"{site}/"


def test_a_wrong_name_shows_a_page_with_a_link(element_page, watch, site):
    watch.expect("404")
    page = element_page('name="no-such-chapter"', after=[""])
    frame = page.locator("iframe").element_handle().content_frame()
    assert frame.locator("h1").inner_text() == "There is no page here"
    with page.context.expect_page():
        frame.locator("article a").first.click()


def test_elements_made_and_changed_later(element_page):
    page = element_page(before=["async"])
    follows(page, frame_of(page))
    steps = page.evaluate("history.length")
    page.evaluate(
        """() => {
            const made = document.createElement("r1-widget");
            made.setAttribute("name", "trust-region");
            document.querySelector("r1-widget").replaceWith(made);
            made.setAttribute("state", "beta=0.2");
            made.setAttribute("theme", "dark");
        }"""
    )
    frame = frame_of(page)
    assert page.locator("iframe").count() == 1
    assert frame.url.endswith("/widgets/trust-region/?beta=0.2&theme=dark")
    assert follows(page, frame)
    assert page.evaluate("history.length") == steps


def test_an_element_that_is_taken_out_leaves_nothing_behind(element_page):
    page = element_page(after=[])
    counted = page.evaluate(
        """src => new Promise((resolve) => {
            let listening = 0;
            for (const [name, by] of [["addEventListener", 1], ["removeEventListener", -1]]) {
                const method = window[name];
                window[name] = (...all) => { listening += by; method(...all); };
            }
            const script = document.createElement("script");
            script.src = src;
            script.onload = () => {
                const element = document.querySelector("r1-widget");
                const counts = [listening];
                element.remove();
                counts.push(listening);
                document.body.append(element);
                element.setAttribute("state", "step=3");
                counts.push(listening);
                element.remove();
                resolve([...counts, listening]);
            };
            document.head.append(script);
        })""",
        page.locator("a").get_attribute("href").replace("/widgets/simulator/", SCRIPT),
    )
    assert counted == [1, 0, 1, 0]


def post(page, sender, script):
    """Posts from a frame to the page above it, and waits until the page has it."""
    page.evaluate(
        """() => { window.last = new Promise((resolve) => {
            addEventListener("message", ({ data }) => data === "last" && resolve(true));
        }); }"""
    )
    sender.evaluate(f"() => {{ {script}; parent.postMessage('last', '*'); }}")
    assert page.evaluate("last")


OWN = "document.querySelector('r1-widget').offsetHeight"


def test_the_element_hears_its_own_frame_alone(element_page):
    page = element_page(before=["async"])
    frame = frame_of(page)
    assert follows(page, frame)
    height = page.evaluate(OWN)
    # From the host itself, and from another frame of the same site.
    post(page, page, f"for (const one of {RUBBISH}) postMessage(one, '*')")
    page.evaluate(
        """src => new Promise((resolve) => {
            const other = document.createElement("iframe");
            other.onload = () => resolve();
            other.src = src;
            document.body.append(other);
        })""",
        frame.url,
    )
    stranger = page.frames[-1]
    assert stranger.url == frame.url
    post(page, stranger, "parent.postMessage({ type: 'embed-size', height: 50 }, '*')")
    assert page.evaluate(OWN) == height
    # From its own frame: what is not of the right shape, and what is too much.
    misshapen = f"{RUBBISH}.filter((one) => one?.type !== 'embed-size' || one.height !== 5)"
    post(page, frame, f"for (const one of {misshapen}) parent.postMessage(one, '*')")
    assert page.evaluate(OWN) == height
    frame.evaluate("parent.postMessage({ type: 'embed-size', height: 1e9 }, '*')")
    page.wait_for_function(f"{OWN} === 20000")


def test_the_element_hears_nothing_from_a_frame_that_went_elsewhere(
    element_page, near_hosts, watch
):
    page = element_page(before=["async"])
    frame = frame_of(page)
    assert follows(page, frame)
    height = page.evaluate(OWN)
    elsewhere = near_hosts("embedly.html", src="about:blank")
    watch.expect(f"request to another origin: {elsewhere}")
    page.evaluate(
        "to => { document.querySelector('r1-widget').frame.contentWindow.location = to; }",
        elsewhere,
    )
    page.wait_for_function(
        "document.querySelector('r1-widget').frame.contentDocument?.readyState === 'complete'"
    )
    frame = next(each for each in page.frames if each.url == elsewhere)
    post(page, frame, "parent.postMessage({ type: 'embed-size', height: 50 }, '*')")
    assert page.evaluate(OWN) == height


def test_the_host_script_is_small(dist):
    assert (dist / "embed/r1-widget.js").stat().st_size < 2048
