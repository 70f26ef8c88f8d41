"""The configurations in hosting/, held to the one policy: real servers answer as ours does."""

import http.client
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sitebuild import hosting
from sitebuild.compress import compress_tree
from sitebuild.options import ROOT, parse
from tests.servers import HOSTING, serving

SERVERS = ("nginx", "caddy")
HEADERS = (
    *("Content-Type", "Content-Encoding", "Cache-Control", "Location"),
    *hosting.SECURITY_HEADERS,
)
"""What must be the same. Tags and dates are each server's own."""

PAGE = b"<!doctype html><title>R1</title>" * 1000
KEPT = "/runtime/0123456789abcdef"
SITE = {
    "index.html": PAGE,
    "404.html": PAGE[::-1],
    "about/index.html": b"<!doctype html>about",
    "widgets/simulator/index.html": PAGE + b"simulator",
    "r1-taken-apart.zip": b"PK" * 5000,
    "CITATION.cff": b"cff-version: 1.2.0\n" * 100,
    **{f"{KEPT[1:]}/file{suffix}": PAGE for suffix in hosting.CONTENT_TYPES},
    **{f"file{suffix}": b"p {}" for suffix in hosting.CONTENT_TYPES},
}
"""One file of each class of address, and of each type."""

PATHS = (
    *("/", "/about/", "/index.html", "/404.html", "/r1-taken-apart.zip", "/CITATION.cff"),
    *("/widgets/simulator/", "/widgets/simulator/?seed=7", "/widgets/simulator/index.html"),
    *(f"{KEPT}/file{suffix}" for suffix in hosting.CONTENT_TYPES),
    *(f"/file{suffix}" for suffix in hosting.CONTENT_TYPES),
    *("/about", "/widgets/simulator", "/widgets/simulator?seed=7&step=%3C"),
    *(
        "/nothing",
        "/nothing.css",
        f"{KEPT}/missing.wasm",
        "/widgets/nothing/",
        "/nothing?/widgets/",
    ),
    *("/widgets/", KEPT + "/"),
)

Ask = Callable[..., tuple[http.client.HTTPResponse, bytes]]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """A host's root, with the same site in a folder below it."""
    root: Path = tmp_path_factory.mktemp("site")
    for folder in (root, root / "below/it"):
        for name, data in SITE.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    compress_tree(root, tmp_path_factory.mktemp("cache"))
    return root


def asking(address: str) -> Ask:
    def ask(path, method="GET", **headers):
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Accept-Encoding": "identity", **named})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body

    return ask


@pytest.fixture(scope="module", params=SERVERS)
def ask(request, site, tmp_path_factory) -> Iterator[Ask]:
    with serving(request.param, site, tmp_path_factory.mktemp("work")) as address:
        yield asking(address)


def seen(response: http.client.HTTPResponse, body: bytes) -> dict[str, object]:
    """What counts of an answer. A redirect's own few words do not."""
    moved = response.status == 301
    names = [name for name in HEADERS if not (moved and name == "Content-Type")]
    return {
        "status": response.status,
        "body": b"" if moved else body,
        **{name: response.headers[name] for name in names},
    }


def wanted(site: Path, path: str, accept: str) -> dict[str, object]:
    """The same, as the site's own server answers."""
    given = hosting.answer(site, path, accept)
    moved = given.status == 301
    names = [name for name in HEADERS if not (moved and name == "Content-Type")]
    return {
        "status": given.status,
        "body": given.body,
        **{name: given.headers.get(name) for name in names},
    }


@pytest.mark.parametrize("accept", ["gzip, deflate, br, zstd", "gzip", "identity"])
def test_every_class_of_address_is_answered_as_by_our_own_server(ask, site, accept):
    for path in PATHS:
        answered = seen(*ask(path, Accept_Encoding=accept))
        assert answered == wanted(site, path, accept), path


def test_head_has_the_same_headers_and_no_body(ask, site):
    for path in ("/", "/widgets/simulator/", f"{KEPT}/file.wasm", "/nothing"):
        answered = seen(*ask(path, "HEAD", Accept_Encoding="br"))
        assert answered == {**wanted(site, path, "br"), "body": b""}


def test_caches_on_the_way_are_told_that_there_are_several_forms(ask):
    for accept in ("br", "gzip", "identity"):
        assert ask("/", Accept_Encoding=accept)[0].headers.get_all("Vary") == ["Accept-Encoding"]


def test_what_has_not_changed_is_not_sent_again_and_keeps_its_headers(ask, site):
    for path in ("/", "/widgets/simulator/", f"{KEPT}/file.wasm"):
        first, _ = ask(path, Accept_Encoding="br")
        again, body = ask(path, Accept_Encoding="br", If_None_Match=first.headers["ETag"])
        assert (again.status, body) == (304, b"")
        for name in ("Cache-Control", *hosting.SECURITY_HEADERS):
            assert again.headers[name] == first.headers[name]


def test_behind_a_proxy_the_packed_copies_are_sent_too(ask):
    for accept in ("br", "gzip"):
        response, _ = ask("/", Accept_Encoding=accept, Via="1.1 proxy.example")
        assert response.headers["Content-Encoding"] == accept


def test_a_part_of_a_file_can_be_asked_for(ask):
    response, body = ask("/r1-taken-apart.zip", Range="bytes=0-3")
    assert (response.status, body) == (206, b"PKPK")


def test_nothing_is_said_of_the_servers_version(ask):
    for path in ("/", "/about", "/nothing"):
        assert not re.search(r"\d", ask(path)[0].headers.get("Server", ""))


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt"])
def test_nothing_above_the_root_is_served(ask, site, path):
    (site.parent / "secret.txt").write_text("secret", "utf-8")
    response, body = ask(path)
    assert response.status in {400, 404}
    assert b"secret" not in body


@pytest.mark.parametrize(
    "path", ["/widgets/..%2fabout/", "/widgets/%2e%2e/about/", "/widgets/../about/"]
)
def test_no_detour_lets_another_page_be_framed(ask, path):
    response, body = ask(path)
    framable = "frame-ancestors 'self'" not in response.headers.get("Content-Security-Policy", "")
    assert not (framable and response.status == 200 and b"about" in body)


@pytest.mark.parametrize(
    "path", ["/about%0d%0aX-Made-Up:%20yes", "/widgets%0d%0aX-Made-Up:%20yes/simulator"]
)
def test_an_address_cannot_make_up_headers(ask, path):
    response, _ = ask(path)
    assert response.headers["X-Made-Up"] is None


@pytest.mark.parametrize("server", SERVERS)
def test_in_a_folder_below_the_root_it_is_all_the_same(site, tmp_path, server):
    with serving(server, site, tmp_path, folder="/below/it") as address:
        ask = asking(address)
        for path in PATHS:
            answered = seen(*ask(f"/below/it{path}", Accept_Encoding="br"))
            assert answered == wanted(site / "below/it", path, "br"), path


# --- the files themselves, where there is no server to ask --------------------------------------


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_each_configuration_has_the_policy_word_by_word(name):
    text = (HOSTING / name).read_text("utf-8")
    policy = hosting.SECURITY_HEADERS["Content-Security-Policy"]
    assert text.count(policy) == 1
    assert f'"; {hosting.FRAMED_BY_OURSELVES}"' in text
    for header, value in hosting.SECURITY_HEADERS.items():
        assert re.search(rf"{header} (\"|{re.escape(value)})", text), header
    assert hosting.cache_control(f"{KEPT}/file.css") in text


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_each_configuration_knows_all_types(name):
    text = (HOSTING / name).read_text("utf-8")
    for suffix, kind in hosting.CONTENT_TYPES.items():
        plain = re.escape(kind.partition(";")[0])
        lines = [line for line in text.splitlines() if re.search(rf"(^|\s|\"){plain}[\s;\"]", line)]
        assert lines, f"{name} has no {kind}, for {suffix}"


def test_the_server_block_sets_all_headers_and_no_location_sets_one():
    # A location with an add_header of its own would lose all the others.
    text = (HOSTING / "nginx.conf").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip().startswith("add_header")]
    assert all(re.match(r"    add_header .* always;$", line) for line in lines)
    assert len(lines) == len(hosting.SECURITY_HEADERS) + 1


def test_the_container_takes_files_that_are_there_and_let_through():
    copied = re.findall(r"^COPY (\S+) ", (HOSTING / "Containerfile").read_text("utf-8"), re.M)
    assert copied == ["hosting/container.conf", "hosting/nginx.conf", "dist"]
    allowed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for path in copied:
        assert f"!{path.partition('/')[0]}" in allowed
        assert path == "dist" or (ROOT / path).is_file()


def test_the_workflow_pins_its_actions_may_little_and_asks_for_what_there_is():
    text = (ROOT / ".github/workflows/pages.yml").read_text("utf-8")
    actions = re.findall(r"uses: (\S+)", text)
    assert actions
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in actions)
    assert re.findall(r"^ +([a-z-]+): write", text, re.MULTILINE) == ["pages", "id-token"]
    asked = re.findall(r"python3 build\.py (.*)", text)
    assert [
        parse(line.replace('"$ADDRESS"', "https://someone.example/r1").split()).address
        for line in asked
    ] == ["https://someone.example/r1/"]
