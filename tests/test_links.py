"""Every link and reference of the built site: it leads somewhere, and every page can be reached.

What is checked are rules, one function each; a small site that breaks them all shows that each rule
bites. Only the standard library reads the pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

ROOT = Path(__file__).parent.parent
ORIGIN = "https://here.invalid/"
"""Stands for wherever the site is hosted."""

ALONE = {"kit/index.html", "404.html"}
"""Pages that nothing links to on purpose: the builders' own, and the one for wrong addresses."""

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr"),
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
ADDRESSES = {"href", "src", "action", "poster", "xlink:href"}
ONE_ID = {"for", "list", "form", "popovertarget", "commandfor", "aria-activedescendant"}
MANY_IDS = {
    *("headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"),
    *("aria-details", "aria-flowto", "aria-errormessage"),
}


@dataclass
class Element:
    """A start tag."""

    tag: str
    attributes: dict[str, str]
    inside: set[str]
    """The classes of all elements around it."""


@dataclass(repr=False)
class Page(HTMLParser):
    """What the rules ask of a page."""

    name: str
    elements: list[Element] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    """What stands directly or deeper in elements of a kind, for titles and headings."""

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        inside = {name for element in self.open for name in classes(element)}
        element = Element(tag, attributes, inside)
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)
        self.texts.setdefault(tag, []).append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for tag in {element.tag for element in self.open}:
            self.texts[tag][-1] += data

    @cached_property
    def ids(self) -> Counter[str]:
        return Counter(e.attributes["id"] for e in self.elements if "id" in e.attributes)

    @property
    def address(self) -> str:
        return ORIGIN + self.name.removesuffix("index.html")

    def links(self) -> Iterator[tuple[Element, str, str]]:
        """Every element that names an address, the address as written and where it leads."""
        for element in self.elements:
            for name in ADDRESSES & element.attributes.keys():
                written = element.attributes[name]
                if not written.startswith("data:"):
                    yield element, written, urljoin(self.address, written)


def classes(element: Element) -> set[str]:
    return set(element.attributes.get("class", "").split())


@dataclass
class Site:
    folder: Path
    pages: dict[str, Page]

    def file(self, address: str) -> str | None:
        """The file that an address of the site names, or None if there is none."""
        name = unquote(urlsplit(address).path).removeprefix("/")
        if not name or name.endswith("/"):
            name += "index.html"
        return name if (self.folder / name).is_file() else None


def read_site(folder: Path) -> Site:
    pages = {}
    for path in sorted(folder.rglob("*.html")):
        page = Page(path.relative_to(folder).as_posix())
        page.feed(path.read_text("utf-8"))
        page.close()
        pages[page.name] = page
    return Site(folder, pages)


# --- the rules: each yields what breaks it ----------------------------------------------------


def dead_links(site: Site, page: Page) -> Iterator[str]:
    """A link inside the site leads to a file, and to an id if it names one."""
    for element, written, address in page.links():
        if not address.startswith(ORIGIN):
            continue
        name, anchor = site.file(address), unquote(urlsplit(address).fragment)
        if name is None:
            yield f"<{element.tag}> leads nowhere: {written}"
        elif anchor and name in site.pages and anchor not in site.pages[name].ids:
            yield f"<{element.tag}> leads to no id: {written}"


def dangling_references(site: Site, page: Page) -> Iterator[str]:
    """What refers to an id of its own page finds it: labels, lists, popovers, paint."""
    for element in page.elements:
        for name, value in element.attributes.items():
            wanted: Iterable[str] = ()
            if name in MANY_IDS:
                wanted = value.split() or [""]
            elif name in ONE_ID and element.tag != "mo":  # a MathML operator's form is a place
                wanted = [value]
            else:
                wanted = re.findall(r"url\(['\"]?#([^)'\"]*)", value)
            for one in wanted:
                if one not in page.ids:
                    yield f'<{element.tag} {name}="{value}"> refers to no id'


def repeated_ids(site: Site, page: Page) -> Iterator[str]:
    """An id stands once on a page."""
    for name, times in page.ids.items():
        if times > 1:
            yield f"{times} times id={name!r}"


def loose_ways_out(site: Site, page: Page) -> Iterator[str]:
    """Only sources lead out of the site, as links that hand nothing over."""
    for element, _, address in page.links():
        if address.startswith(ORIGIN):
            continue
        if element.tag == "link" and element.attributes.get("rel") in ("canonical", "alternate"):
            continue  # the page's own address, and its oEmbed: a browser fetches neither
        if element.tag != "a":
            yield f"<{element.tag}> asks another origin: {address}"
        elif "noopener" not in element.attributes.get("rel", "").split():
            yield f"without rel=noopener: {address}"
        elif not {"card", "bibliography"} & element.inside:
            yield f"neither in a card nor in the bibliography: {address}"


def missing_head(site: Site, page: Page) -> Iterator[str]:
    """A page has a language, a title and a description, and one heading of the first level."""
    html = next((e for e in page.elements if e.tag == "html"), None)
    if html is None or not html.attributes.get("lang"):
        yield "no lang"
    told = [text.strip() for text in page.texts.get("title", [])]
    if not told or not told[0]:
        yield "no title"
    described = [
        element.attributes.get("content", "").strip()
        for element in page.elements
        if element.tag == "meta" and element.attributes.get("name") == "description"
    ]
    if len(described) != 1 or not described[0]:
        yield f"{len(described)} descriptions, or an empty one"
    first = [text.strip() for text in page.texts.get("h1", [])]
    if len(first) != 1 or not first[0]:
        yield f"{len(first)} headings of the first level, or an empty one"


def skipped_levels(site: Site, page: Page) -> Iterator[str]:
    """Headings go down one level at a time, and the first is the page's own."""
    above = 0
    for element in page.elements:
        if level := HEADINGS.get(element.tag):
            if level > above + 1:
                name = element.attributes.get("id", "")
                yield f"<{element.tag}> {name} comes after " + (f"<h{above}>" if above else "none")
            above = level


RULES: tuple[Callable[[Site, Page], Iterator[str]], ...] = (
    *(dead_links, dangling_references, repeated_ids, loose_ways_out, missing_head),
    skipped_levels,
)


def unreachable(site: Site) -> set[str]:
    """The pages that no chain of links leads to from the first one."""
    seen, waiting = set(), ["index.html"]
    while waiting:
        page = site.pages[waiting.pop()]
        seen.add(page.name)
        named = {site.file(address) for e, _, address in page.links() if e.tag == "a"}
        waiting += [name for name in named if name in site.pages and name not in seen]
    return site.pages.keys() - seen


def shared_titles(site: Site) -> dict[str, list[str]]:
    """Titles that several pages have."""
    by_title: dict[str, list[str]] = {}
    for page in site.pages.values():
        by_title.setdefault("".join(page.texts.get("title", [])[:1]).strip(), []).append(page.name)
    return {title: names for title, names in by_title.items() if len(names) > 1}


# --- the built site -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built() -> Site:
    assert (ROOT / "dist/index.html").is_file(), "no built site: run python3 build.py first"
    return read_site(ROOT / "dist")


needs_built_site = pytest.mark.browser  # as what drives a browser does: --quick builds none


@needs_built_site
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_page_keeps_the_rule(built, rule):
    pages = built.pages.values()
    broken = [f"{page.name}: {trouble}" for page in pages for trouble in rule(built, page)]
    assert not broken, f"{rule.__doc__}\n" + "\n".join(broken)


@needs_built_site
def test_every_page_can_be_reached_from_the_first(built):
    assert unreachable(built) == ALONE & built.pages.keys()


@needs_built_site
def test_no_two_pages_have_the_same_title(built):
    assert shared_titles(built) == {}


# --- the rules themselves -------------------------------------------------------------------

HEAD = '<html lang="en"><title>{}</title><meta name="description" content="What it is.">'
GOOD = HEAD + "<h1>A heading</h1>"


@pytest.fixture
def small(tmp_path):
    """Makes a small site of pages by name, or of a body below a good head."""

    def small(body: str = "", **pages: str) -> Site:
        (tmp_path / "index.html").write_text(GOOD.format("first") + body, "utf-8")
        for name, text in pages.items():
            (tmp_path / name).mkdir()
            (tmp_path / name / "index.html").write_text(text, "utf-8")
        return read_site(tmp_path)

    return small


def found(site: Site, rule: Callable[[Site, Page], Iterator[str]]) -> list[str]:
    return list(rule(site, site.pages["index.html"]))


def test_what_is_well_made_keeps_every_rule(small):
    body = (
        '<h2 id="a">A</h2><h3>B</h3><h2>C</h2><label for="i" id="l">L</label>'
        '<input id="i" list="d" aria-labelledby="l a"><datalist id="d"></datalist>'
        '<svg><rect fill="url(#g)" id="g"/></svg><button popovertarget="c">?</button>'
        '<a href="#a"></a><a href=""></a><a href="there/?x=1#b%20c"></a>'
        '<a href="there/index.html"></a><math><mo form="prefix">-</mo></math>'
        '<img src="data:image/png;base64,AA"><aside class="card" id="c">'
        '<p><a href="https://arxiv.org/" rel="external noopener">Source</a></p></aside>'
    )
    site = small(body, there=GOOD.format("there") + '<p id="b c"><a href="../">Back</a>')
    assert [trouble for rule in RULES for trouble in found(site, rule)] == []
    assert unreachable(site) == set()
    assert shared_titles(site) == {}


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        (dead_links, '<a href="nowhere/">'),
        (dead_links, '<a href="#nowhere">'),
        (dead_links, '<a href="there/#nowhere">'),
        (dead_links, '<script src="missing.js"></script>'),
        (dead_links, '<svg><use href="#nothing"/></svg>'),
        (dangling_references, '<label for="nobody">'),
        (dangling_references, '<p id="one" aria-labelledby="one two">'),
        (dangling_references, '<button popovertarget="">'),
        (dangling_references, '<svg><path clip-path="url(#gone)"/></svg>'),
        (repeated_ids, '<p id="one"><p id="one">'),
        (loose_ways_out, '<p class="card"><a href="https://arxiv.org/" rel="external">'),
        (loose_ways_out, '<a href="https://arxiv.org/" rel="noopener">'),
        (loose_ways_out, '<p class="card">A card.</p><a href="//arxiv.org/" rel="noopener">'),
        (loose_ways_out, '<img src="https://elsewhere.example/a.png" class="card">'),
        (missing_head, "<h1>Another</h1>"),
        (skipped_levels, "<h3>Too deep</h3>"),
        (skipped_levels, "<h2>A</h2><h3>B</h3><h2>C</h2><h4>D</h4>"),
    ],
)
def test_each_rule_bites(small, rule, body):
    assert len(found(small(body, there=GOOD.format("there")), rule)) == 1


@pytest.mark.parametrize(
    "page",
    [
        HEAD.format("no heading"),
        GOOD.format(" "),
        GOOD.format("no language").replace(' lang="en"', ""),
        GOOD.format("undescribed").replace("What it is.", " "),
        GOOD.format("described by another name").replace("description", "keywords"),
    ],
)
def test_a_page_without_its_head_is_found(small, page):
    site = small('<a href="there/">There</a>', there=page)
    assert len(list(missing_head(site, site.pages["there/index.html"]))) == 1


def test_a_page_that_nobody_links_to_is_found(small):
    there, island = GOOD.format("there"), GOOD.format("island") + '<a href="../">Home</a>'
    site = small('<a href="there/#top">There</a>', there=there, island=island)
    assert unreachable(site) == {"island/index.html"}


def test_a_title_that_comes_twice_is_found(small):
    titles = shared_titles(small(there=GOOD.format("first")))
    assert titles == {"first": ["index.html", "there/index.html"]}
