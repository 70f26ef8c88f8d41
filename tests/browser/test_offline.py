"""Keeping the site for offline: what is stored, what is answered from it, what is left alone."""

import json
import os
import shutil
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from sitebuild.hosting import FINGERPRINTED
from sitebuild.offline import LIST, offline_list
from sitebuild.serve import start_server
from tests.browser.test_reading import violations_in_both_schemes
from tests.browser.windows import READY

GONE = ("ERR_CONNECTION_REFUSED", "ERR_FAILED", "503", "ERR_INTERNET_DISCONNECTED")
"""What the browser notes when the site cannot be reached."""

STORED = """async () => ({
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).map(each => each.scope),
    databases: (await indexedDB.databases()).length,
    items: Object.keys(localStorage),
})"""
NOTHING = {"caches": [], "workers": [], "databases": 0, "items": []}


def mb(size: int) -> str:
    return f"{size / 1e6:.{1 if size < 1e7 else 0}f} MB"


class Host:
    """A copy of the site on a server that can be ended and come back at the same address.

    Attributes:
        travels, size, count: what keeping it fetches, stores, and in how many files.
        pages, size_of_pages: those of them that are widgets' own pages.
    """

    def __init__(self, folder) -> None:
        self.folder = folder
        self.running = ExitStack()
        self.url = self.running.enter_context(start_server(folder))
        made = json.loads((folder / LIST).read_bytes())
        self.travels = mb(made["travels"])
        self.count = len(made["files"])
        self.size = mb(sum(size for _, size, _ in made["files"]))
        pages = [size for path, size, _ in made["files"] if path.startswith("widgets/")]
        self.pages, self.size_of_pages = len(pages), mb(sum(pages))

    def stop(self) -> None:
        self.running.close()

    def start(self) -> None:
        self.running.enter_context(start_server(self.folder, int(self.url.rpartition(":")[2])))

    def write(self, path: str, data: bytes) -> None:
        """Replace a file, which is linked to that of the built site, and forget its copies."""
        for suffix in ("", ".br", ".gz"):
            (self.folder / f"{path}{suffix}").unlink(missing_ok=True)
        (self.folder / path).write_bytes(data)

    def publish(self, path: str, words: str) -> str:
        """Change a page as a new version of the site would, and return the version."""
        page = (self.folder / path).read_bytes().replace(b"</h1>", f" {words}</h1>".encode(), 1)
        self.write(path, page)
        made = offline_list(self.folder)
        self.write(LIST, made)
        return str(json.loads(made)["version"])


@pytest.fixture
def host(dist, tmp_path, watch):
    folder = tmp_path / "site"
    shutil.copytree(dist, folder, copy_function=os.link)
    host = Host(folder)
    watch.origin = host.url
    yield host
    host.stop()


@pytest.fixture
def reader(window, host):
    """A reader's page, in a browser that has nothing of the site."""
    return window(cold=True)


def place(page):
    """Where the site is kept for offline, once it says how things stand."""
    page.locator("#offline").scroll_into_view_if_needed()
    found = page.locator(".offline")
    expect(found).to_be_visible(timeout=READY)
    return found


def says(page, words):
    expect(place(page).get_by_role("status")).to_contain_text(words, timeout=READY)


def press(page, name):
    place(page).get_by_role("button", name=name).click()


def keep(page, host, path="/about/", under=""):
    page.goto(f"{host.url}{under}{path}")
    press(page, "Keep for offline")
    says(page, f"Kept for offline: {host.size}, version")


def live(page):
    page.wait_for_selector("html[data-live]", timeout=READY)


def test_kept_pages_open_and_their_widgets_are_live_without_a_network(reader, host, watch):
    watch.expect(*GONE)
    keep(reader, host)
    assert reader.evaluate(STORED)["workers"] == [f"{host.url}/"]
    host.stop()
    reader.goto(f"{host.url}/widgets/trust-region/?beta=0.1#y")
    live(reader)
    assert reader.locator('[name="beta"]').input_value() == "0.1"
    reader.goto(f"{host.url}/glossary/")
    expect(reader.locator("h1")).to_have_text("Glossary")
    reader.goto(f"{host.url}/widgets/pipeline")
    assert reader.url == f"{host.url}/widgets/pipeline/"
    reader.goto(f"{host.url}/")
    live(reader)
    reader.locator("#simulator [data-widget]").scroll_into_view_if_needed()
    reader.locator('[data-widget="simulator"][data-shown]').wait_for(timeout=READY)


def test_nothing_is_stored_unless_it_is_asked_for(reader, host):
    reader.goto(f"{host.url}/")
    live(reader)
    reader.goto(f"{host.url}/about/")
    says(reader, f"{host.count} files, {host.size} on this device; about {host.travels} to fetch.")
    assert reader.evaluate(STORED) == NOTHING


def test_removing_leaves_what_is_not_ours(reader, host):
    keep(reader, host)
    reader.evaluate("caches.open('of another site on this host')")
    press(reader, "Remove")
    expect(
        place(reader).get_by_role("button", name=f"Keep for offline ({host.size})")
    ).to_be_focused()
    assert reader.evaluate(STORED) == NOTHING | {"caches": ["of another site on this host"]}


@pytest.mark.own_window
def test_one_may_stop_and_go_on(reader, host):
    reader.add_init_script("""{
        const { fetch } = globalThis;
        const going = new Promise((go) => addEventListener("go", go));
        globalThis.fetch = (url, init) => fetch(url, init).then(async (response) => {
            if (String(url).includes("/widgets/")) {
                document.documentElement.dataset.held = "";
                await going;
            }
            return response;
        });
    }""")
    reader.goto(f"{host.url}/about/")
    press(reader, "Keep for offline")
    expect(place(reader).locator("[data-offline-count]")).to_contain_text(
        f"{host.count - host.pages} of {host.count} files, "
    )
    stop = place(reader).get_by_role("button", name="Stop")
    expect(stop).to_be_focused()
    stop.click()
    reader.evaluate("dispatchEvent(new Event('go'))")
    says(reader, f"Stopped. {host.count - host.pages} of {host.count} files are here.")
    expect(
        place(reader).get_by_role("button", name=f"Go on ({host.size_of_pages})")
    ).to_be_focused()
    assert reader.evaluate(STORED)["workers"] == []
    asked = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.reload()
    press(reader, "Go on")
    reader.wait_for_selector("html[data-held]")
    reader.evaluate("dispatchEvent(new Event('go'))")
    says(reader, f"Kept for offline: {host.size}")
    assert not [url for url in asked if "/runtime/" in url]


def test_a_page_that_is_not_kept_says_so(reader, host, watch):
    watch.expect(*GONE)
    keep(reader, host)
    host.stop()
    reader.goto(f"{host.url}/kit/?x=1")
    expect(reader.locator("h1")).to_have_text("Not kept for offline")
    assert "Source Serif" in reader.evaluate("getComputedStyle(document.body).fontFamily")
    assert reader.url == f"{host.url}/kit/?x=1"
    host.start()
    reader.reload()
    expect(reader.locator("h1")).to_have_text("The kit")


def test_with_a_network_pages_are_those_of_the_site(reader, host):
    keep(reader, host)
    host.publish("primer/index.html", "anew")
    reader.goto(f"{host.url}/primer/")
    expect(reader.locator("h1")).to_contain_text("anew")


def test_with_a_network_the_worker_keeps_out_of_the_way(reader, host):
    keep(reader, host)
    reader.goto("about:blank")
    answers = []
    reader.context.on("response", lambda answer: answers.append(answer))
    reader.goto(f"{host.url}/widgets/simulator/")
    live(reader)
    named = [each for each in answers if FINGERPRINTED.search(each.url)]
    assert len(named) > 20
    assert not [each.url for each in named if each.from_service_worker]


def test_a_page_goes_on_when_the_network_goes_while_it_is_read(reader, host, watch):
    watch.expect(*GONE)
    keep(reader, host)
    # What was stored passed through the browser's own cache, which would do here.
    reader.context.new_cdp_session(reader).send("Network.clearBrowserCache")
    reader.goto(f"{host.url}/")
    live(reader)
    reader.context.set_offline(True)
    host.stop()
    reader.locator('[data-widget="simulator"]').scroll_into_view_if_needed()
    reader.locator('[data-widget="simulator"][data-shown]').wait_for(timeout=READY)


def test_a_new_version_takes_the_place_of_the_old_when_it_is_whole(reader, host, watch):
    watch.expect(*GONE)
    keep(reader, host)
    (old,) = reader.evaluate(STORED)["caches"]
    new = host.publish("primer/index.html", "anew")
    page = host.folder / "primer/index.html"
    right = page.read_bytes()
    host.write("primer/index.html", right + b"\n")
    reader.reload()
    says(reader, f"The site has a newer version, {new}.")
    press(reader, "Update (0.0 MB)")
    says(reader, "primer/ is not what the site's list says.")
    host.stop()
    reader.goto(f"{host.url}/primer/")
    assert "anew" not in reader.locator("h1").inner_text()
    host.start()
    host.write("primer/index.html", right)
    reader.goto(f"{host.url}/about/")
    press(reader, "Update")
    says(reader, f"Kept for offline: {host.size}, version {new}, fetched on")
    assert reader.evaluate(STORED)["caches"] == [f"r1-offline / {new}"] != [old]
    host.stop()
    reader.goto(f"{host.url}/primer/")
    expect(reader.locator("h1")).to_contain_text("anew")


def test_a_network_that_goes_away_is_said_and_gone_on_from(reader, host, watch):
    watch.expect(*GONE, "404")
    missing = host.folder / "widgets/trust-region/index.html"
    page = missing.read_bytes()
    for file in missing.parent.glob("index.html*"):  # and its compressed copies
        file.unlink()
    reader.goto(f"{host.url}/about/")
    press(reader, "Keep for offline")
    says(reader, "widgets/trust-region/ is not what the site's list says.")
    says(reader, f"of {host.count} files are here.")
    host.stop()
    press(reader, "Go on (")
    status = place(reader).get_by_role("status")
    expect(status).to_have_text("The site cannot be reached.", timeout=READY)
    host.start()
    missing.write_bytes(page)
    press(reader, "Go on")
    says(reader, f"Kept for offline: {host.size}")


@pytest.mark.parametrize("honest", [True, False])
@pytest.mark.own_window
def test_a_device_without_room_says_so_and_keeps_nothing(reader, host, honest):
    # Browsers may tell less room than there is, or more.
    told = 5_000_000 if honest else 10**12
    reader.add_init_script(
        f"navigator.storage.estimate = async () => ({{quota: {told}, usage: 0}})"
    )
    reader.goto(f"{host.url}/about/")
    limit = {"origin": host.url, "quotaSize": 5_000_000}
    reader.context.new_cdp_session(reader).send("Storage.overrideQuotaForOrigin", limit)
    press(reader, "Keep for offline")
    says(reader, "There is not enough room")
    expect(
        place(reader).get_by_role("button", name=f"Keep for offline ({host.size})")
    ).to_be_visible()
    assert reader.evaluate(STORED) == NOTHING


@pytest.mark.own_window
def test_a_browser_that_stores_nothing_is_told(reader, host):
    reader.add_init_script("""CacheStorage.prototype.keys = async () => {
        throw new DOMException("it is off", "SecurityError"); };""")
    reader.goto(f"{host.url}/about/")
    says(reader, "This browser lets the site store nothing: it is off")
    expect(place(reader).get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize(
    "garbled",
    [
        b"<!doctype html><title>Sign in to this network</title>",
        b"null",
        b"[]",
        b'{"version":"0123456789ab","files":[]}',
        b'{"version":"0123456789ab","files":"abc"}',
        b'{"version":"../../x","files":[["",1,"0123456789abcdef"]]}',
        b'{"version":"0123456789ab","files":[["",1,"0123456789abcdef"],null]}',
        b'{"version":"0123456789ab","files":[["https://other.invalid/",1,"0123456789abcdef"]]}',
        b'{"version":"0123456789ab","files":[["//other.invalid/",1,"0123456789abcdef"]]}',
        b'{"version":"0123456789ab","files":[["http://[",1,"0123456789abcdef"]]}',
        b'{"version":"0123456789ab","files":[["",-1,"0123456789abcdef"]]}',
        b'{"version":"0123456789ab","files":[["",1,"<img>"]]}',
    ],
)
def test_a_list_that_is_none_is_not_followed(reader, host, garbled):
    host.write(LIST, garbled)
    reader.goto(f"{host.url}/about/")
    says(reader, "The site's list of files cannot be read")
    expect(place(reader).get_by_role("button")).to_have_count(0)
    assert reader.evaluate(STORED) == NOTHING


def test_a_copy_can_be_removed_whatever_the_network_answers(reader, host):
    keep(reader, host)
    host.write(LIST, b"<!doctype html><title>Sign in to this network</title>")
    reader.reload()
    says(reader, "cannot be read, so nothing can be kept. Please tell whoever runs this site. Kept")
    press(reader, "Remove")
    says(reader, "The site's list of files cannot be read")
    assert reader.evaluate(STORED) == NOTHING


def test_axe_finds_nothing_where_it_is_offered(open_page):
    page = open_page("/about/", bypass_csp=True)
    place(page)
    assert violations_in_both_schemes(page) == []


def test_it_works_in_a_folder_of_a_host_beside_another_copy(reader, host, watch):
    watch.expect(*GONE)
    inner = host.folder / "deep/r1"
    host.folder.rename(host.folder.with_name("whole"))
    inner.parent.mkdir(parents=True)
    shutil.copytree(host.folder.with_name("whole"), inner, copy_function=os.link)
    shutil.copytree(inner, host.folder / "deep", copy_function=os.link, dirs_exist_ok=True)
    keep(reader, host, under="/deep/r1")
    keep(reader, host, under="/deep")
    press(reader, "Remove")
    expect(place(reader).get_by_role("button", name="Keep for offline")).to_be_visible()
    assert reader.evaluate(STORED)["workers"] == [f"{host.url}/deep/r1/"]
    host.stop()
    reader.goto(f"{host.url}/deep/r1/widgets/simulator/")
    live(reader)
    reader.goto(f"{host.url}/deep/r1/nowhere")
    reader.get_by_role("link", name="R1, taken apart").click()
    assert reader.url == f"{host.url}/deep/r1/"


def test_in_a_frame_and_without_scripts_it_is_not_offered(reader, host, browser, watch):
    host.write("frame.html", b'<!doctype html><iframe src="about/" height="5000"></iframe>')
    reader.goto(f"{host.url}/frame.html")
    inner = reader.frame_locator("iframe")
    expect(inner.locator("h1")).to_have_text("About")
    reader.wait_for_load_state("networkidle")
    assert not inner.locator(".offline").is_visible()
    reader.goto(f"{host.url}/widgets/simulator/")
    assert reader.locator("#offline").count() == 0
    still = browser.new_page(java_script_enabled=False)
    still.goto(f"{host.url}/about/")
    assert not still.locator(".offline").is_visible()
    still.close()
