"""Snippets for other pages: what is in them when they are pasted; oEmbed; who is told of it."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sitebuild import pages
from sitebuild.embeds import FORMS, Embed, oembed_files, oembed_path, read_embeds, snippet
from sitebuild.errors import BuildError
from sitebuild.meta import EXAMPLE
from tests.embedding_table import BETWEEN, PAGE, tables
from widgets import CHAPTERS

ROOT = Path(__file__).parent.parent
ADDRESS = "https://someone.example/r1/"
NASTY = Embed("simulator", "\"R1\" <b> & 'so' [on](x) *_`\\", (800, 500, 700, 400))
BY_NAME = {form.name: form for form in FORMS}
SLUGS = [chapter.slug for chapter in CHAPTERS if chapter.written]


class Tags(HTMLParser):
    """The start tags of a text, and all its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data


def test_the_frame_is_lazy_titled_and_as_high_as_the_widget():
    [(tag, attributes)] = Tags(snippet(BY_NAME["frame"], NASTY, ADDRESS)).tags
    assert tag == "iframe"
    assert attributes == {
        "src": f"{ADDRESS}widgets/simulator/",
        "title": f"{NASTY.title} · R1, taken apart",
        "width": "100%",
        "height": "800",
        "loading": "lazy",
        "style": "border:0",
    }


def test_the_element_names_its_script_and_holds_a_link_for_want_of_it():
    read = Tags(snippet(BY_NAME["element"], NASTY, ADDRESS))
    assert read.tags == [
        ("script", {"async": None, "src": f"{ADDRESS}embed/r1-widget.js"}),
        ("r1-widget", {"name": "simulator", "height": "800"}),
        ("a", {"href": f"{ADDRESS}widgets/simulator/"}),
    ]
    assert read.words.strip() == f"{NASTY.title} · R1, taken apart"


def test_the_picture_is_a_link_that_says_what_it_shows():
    (_, link), (tag, picture) = Tags(snippet(BY_NAME["picture"], NASTY, ADDRESS)).tags
    assert link == {"href": f"{ADDRESS}widgets/simulator/"}
    assert (tag, picture["src"]) == ("img", f"{ADDRESS}posters/simulator.png")
    assert picture["alt"] == f"{NASTY.title} · R1, taken apart"


def test_in_markdown_a_title_is_nothing_but_words():
    markdown = pytest.importorskip("markdown")
    text = snippet(BY_NAME["markdown"], NASTY, "https://a.example/r(1)/")
    (_, paragraph), (_, link), (_, picture) = Tags(markdown.markdown(text)).tags
    assert paragraph == {}
    assert link == {"href": "https://a.example/r%281%29/widgets/simulator/"}
    assert picture["src"] == "https://a.example/r%281%29/posters/simulator.png"
    assert picture["alt"] == f"{NASTY.title} · R1, taken apart"


def test_without_an_address_a_snippet_names_the_example():
    assert f'src="{EXAMPLE}widgets/simulator/"' in snippet(BY_NAME["frame"], NASTY, None)


def test_a_widget_without_its_heights_stops_the_build(tmp_path, sources):
    sections = sources.sections
    lines = (ROOT / "site/data/frame-heights.toml").read_text("utf-8").splitlines(keepends=True)
    assert set(read_embeds(ROOT / "site/data/frame-heights.toml", sections)) == set(SLUGS)
    for broken in ("", "simulator = [900, 800, 700]\n"):
        kept = [line for line in lines if not line.startswith("simulator =")]
        (tmp_path / "heights.toml").write_text("".join([*kept, broken]), "utf-8")
        with pytest.raises(BuildError, match="'simulator'"):
            read_embeds(tmp_path / "heights.toml", sections)


def test_oembed_tells_all_that_its_type_requires():
    told = json.loads(oembed_files([NASTY], ADDRESS)["oembed/simulator.json"])
    assert (told["version"], told["type"]) == ("1.0", "rich")
    assert told["title"] == NASTY.title
    assert told["html"] == snippet(BY_NAME["frame"], NASTY, ADDRESS)
    assert (told["width"], told["height"]) == (700, 800)
    assert told["provider_url"] == ADDRESS
    assert told["thumbnail_url"] == f"{ADDRESS}posters/simulator.png"
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (1200, 630)
    assert told["cache_age"] > 0


def own_page(slug: str) -> str:
    return f"widgets/{slug}/index.html"


def link_to_oembed(html: str) -> list[str]:
    return re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]*)"', html)


@pytest.mark.parametrize("address", [None, ADDRESS])
def test_a_widgets_page_leads_to_its_oembed_where_the_address_is_known(sources, address):
    built = dict(pages.make_pages(sources, pages.Placing("assets/x/", (), "r/", "a.zip", address)))
    files = oembed_files(sources.embeds.values(), address)
    assert set(files) == ({oembed_path(slug) for slug in SLUGS} if address else set())
    for path, html in built.items():
        named = [ADDRESS + oembed_path(slug) for slug in SLUGS if path == own_page(slug)]
        assert link_to_oembed(html) == (named if address else []), path
    shown = built["embed/index.html"]
    assert (EXAMPLE in shown) == (address is None)
    for slug in SLUGS:
        assert f"{address or EXAMPLE}widgets/{slug}/&#34;" in shown


def test_only_what_has_a_chapter_offers_snippets(sources):
    built = dict(pages.make_pages(sources, pages.Placing("assets/x/", (), "r/", "a.zip")))
    for path, html in built.items():
        offers = re.findall(r'<a href="([^"]*)" class="button" data-embed', html)
        dialogs = html.count("<dialog")
        if path == "index.html":
            wanted = [f"embed/#{slug}" for slug in SLUGS]
        else:
            wanted = [f"../../embed/#{slug}" for slug in SLUGS if path == own_page(slug)]
        assert (offers, dialogs) == (wanted, int(bool(wanted))), path


def test_the_tables_in_the_documentation_are_what_is_tested_and_measured():
    assert BETWEEN.search(PAGE.read_text("utf-8"))[0] == tables()
