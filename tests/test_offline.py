"""What is kept for offline: all that kept pages need, and nothing that only others need."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from sitebuild.offline import LIST, WORKER, kept_files, offline_list

HERE = "https://here.invalid/"
NOT_KEPT = re.compile(r"(?:embed|oembed|posters|kit)/|.*\.(?:whl|zip)$|sitemap\.xml$|robots\.txt$")
"""What pages may name although it is not kept: it is for other sites, or to be taken home."""


class Named(HTMLParser):
    """The addresses that a page fetches or leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A site with a little of everything."""
    for path in (
        *("index.html", "about/index.html", "kit/index.html", "embed/index.html", "404.html"),
        *("assets/0123456789ab/page.js", "python/0123456789ab/app.zip", "posters/simulator.png"),
        *("r1-taken-apart.zip", "grpo_core-1.whl", "licences.txt", "sitemap.xml", WORKER, LIST),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path, encoding="utf-8")
        (tmp_path / f"{path}.br").write_bytes(b"12")
        (tmp_path / f"{path}.gz").write_bytes(b"123")
    return tmp_path


def test_pages_and_what_they_run_on_are_kept_and_nothing_else(small):
    assert kept_files(small) == [
        "about/index.html",
        "assets/0123456789ab/page.js",
        "index.html",
        "licences.txt",
        "python/0123456789ab/app.zip",
    ]


def test_a_page_is_listed_by_its_address_and_travels_compressed(small):
    made = json.loads(offline_list(small))
    assert [path for path, _, _ in made["files"]][:3] == [
        "about/",
        "assets/0123456789ab/page.js",
        "",
    ]
    assert made["travels"] == 2 * len(made["files"])


def test_the_version_changes_with_any_file_that_is_kept_and_with_no_other(small):
    def version() -> str:
        return str(json.loads(offline_list(small))["version"])

    first = version()
    (small / "kit/index.html").write_text("changed", encoding="utf-8")
    assert version() == first
    (small / "index.html").write_text("INDEX.HTML", encoding="utf-8")
    second = version()
    (small / "about/index.html").unlink()
    assert len({first, second, version()}) == 3


def test_the_built_list_is_that_of_the_built_site(dist):
    assert (dist / LIST).read_bytes() == offline_list(dist)
    assert (dist / WORKER).is_file()


def test_whatever_kept_pages_name_is_kept(dist):
    kept = set(kept_files(dist))
    for page in sorted(path for path in kept if path.endswith(".html")):
        for address in Named((dist / page).read_text("utf-8")).found:
            parts = urlsplit(urljoin(HERE + page, address))
            path = unquote(parts.path).removeprefix("/")
            if f"{parts.scheme}://{parts.netloc}/" != HERE or NOT_KEPT.match(path):
                continue
            assert (path + "index.html" if path.endswith("/") or not path else path) in kept, page
