"""The code on the page is the code that runs: listings of models, and the reference of the core."""

import ast
import doctest
import importlib
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import grpo_core
import grpo_core.rewards
from sitebuild.doctext import blocks
from sitebuild.errors import BuildError
from sitebuild.highlight import highlight, outline
from sitebuild.listing import model_listings
from sitebuild.reference import Module, read_api, resolve
from widgets import CHAPTERS

ROOT = Path(__file__).parents[1]
WRITTEN = [chapter for chapter in CHAPTERS if chapter.written]
MODULES = [
    importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for path in sorted(ROOT.glob("grpo_core/**/*.py"))
    if not path.stem.startswith("__")
]
PACKAGES = [grpo_core, grpo_core.rewards]
PUBLIC = [f"{module.__name__}.{name}" for module in MODULES + PACKAGES for name in module.__all__]
LEAST_CONTRAST = 4.5


class Anatomy(HTMLParser):
    """What a page has: text, identifiers, links, and elements that are not closed in their turn."""

    def __init__(self, html):
        super().__init__()
        self.text, self.ids, self.hrefs, self.open, self.crossed = "", [], [], [], []
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids += [values["id"]] if "id" in values else []
        self.hrefs += [values["href"]] if "href" in values else []
        self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def templates():
    """The site's templates, in a page that is nothing but its main block."""
    page = DictLoader({"page.html": "{% block main %}{% endblock %}"})
    return Environment(
        loader=ChoiceLoader([page, FileSystemLoader(ROOT / "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@pytest.fixture(scope="module")
def api():
    return read_api(ROOT)


@pytest.fixture(scope="module")
def page(templates, api):
    return Anatomy(
        templates.get_template("api.html").render(
            api=api, root="../", wheel="a.whl", address=None, example="https://r1.example/"
        )
    )


@pytest.fixture(scope="module")
def listings():
    return {chapter.slug: model_listings(chapter, ROOT) for chapter in WRITTEN}


def entries(api):
    """Whatever has a docstring: modules, entries, and members of classes."""
    for module in api:
        yield module.name, module
        for entry in module.entries:
            for each in (entry, *entry.members):
                yield each.anchor, each


def told(each):
    """What the page says of a module or an entry."""
    parts = [each.summary, getattr(each, "body", "")]
    for section in getattr(each, "sections", ()):
        parts += [section.text, *(f"{item.name} {item.text}" for item in section.items)]
    return Anatomy(re.sub("<su[bp]>", " ", "\n".join(map(str, parts)))).text


def documented(dotted):
    """What has a dotted name: a module, or something inside one."""
    try:
        return importlib.import_module(dotted)
    except ModuleNotFoundError:
        above, _, name = dotted.rpartition(".")
        return getattr(documented(above), name)


# Listings.


@pytest.mark.parametrize("chapter", WRITTEN, ids=lambda chapter: chapter.slug)
def test_a_listing_is_its_file_to_the_letter(chapter, listings):
    for listing in listings[chapter.slug]:
        source = (ROOT / listing.module.replace(".", "/")).with_suffix(".py").read_text("utf-8")
        shown = Anatomy(listing.html)
        assert shown.text == source
        assert not shown.crossed and not shown.open
        assert listing.lines == source.count("\n")


@pytest.mark.parametrize("chapter", WRITTEN, ids=lambda chapter: chapter.slug)
def test_a_listing_has_what_the_model_needs_and_nothing_that_draws(chapter, listings):
    names = [listing.name for listing in listings[chapter.slug]]
    assert names[0] == "model.py"
    assert "controls.py" in names
    assert not {"view.py", "__init__.py", "take_home.py", "script.py"} & set(names)
    for listing in listings[chapter.slug]:
        text = Anatomy(listing.html).text
        for needed in re.findall(rf"^from widgets\.{chapter.package}\.(\w+)", text, re.MULTILINE):
            assert f"{needed}.py" in names


def test_a_listing_has_what_a_model_takes_from_another_chapter(listings):
    names = [listing.name for listing in listings["thinking-budget"]]
    own = [name for name in names if "/" not in name]
    assert names[: len(own)] == own
    others = ("agent", "exact", "luck", "training")
    assert {*names} - {*own} == {f"aha_moment/{name}.py" for name in others}


@pytest.mark.parametrize("chapter", WRITTEN, ids=lambda chapter: chapter.slug)
def test_links_of_a_listing_lead_somewhere(chapter, listings, templates, page):
    widget = SimpleNamespace(slug=chapter.slug, title=chapter.title, address="widgets/x/")
    files = templates.from_string(
        "{% import 'code.html' as code with context %}{{ code.files(w, files) }}"
    )
    shown = Anatomy(files.render(w=widget, files=listings[chapter.slug], root="../../../"))
    assert len(set(shown.ids)) == len(shown.ids)
    core = [href for href in shown.hrefs if href.startswith("../../../api/#")]
    inside = [href for href in shown.hrefs if href.startswith("#")]
    assert inside
    texts = (Anatomy(listing.html).text for listing in listings[chapter.slug])
    assert bool(core) == any(re.search(r"^from grpo_core", text, re.MULTILINE) for text in texts)
    assert set(shown.hrefs) == {*core, *inside, "../../../api/"}
    assert {href.partition("#")[2] for href in core} <= set(page.ids)
    assert {href[1:] for href in inside} <= set(shown.ids)
    panel = templates.from_string(
        "{% import 'code.html' as code with context %}{{ code.panel(w) }}"
    )
    assert Anatomy(panel.render(w=widget, root="")).hrefs == ["widgets/x/model/"]


def test_each_name_of_a_listing_is_an_anchor(listings):
    for listing in [each for files in listings.values() for each in files]:
        shown = Anatomy(listing.html)
        named = outline(shown.text, listing.module).keys()
        assert set(shown.ids) == {name for name in named if not name.endswith("__")}


def hrefs(source):
    return Anatomy(Markup().join(highlight(source, "m", href=lambda dotted: f"#{dotted}"))).hrefs


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from a import kl\nkl(1)\n", ["#a", "#a.kl", "#a.kl"]),
        ("from a import kl as k\nk(1)\n", ["#a", "#a.kl", "#a.kl"]),
        ("from a import kl\ndef f(kl): return kl\n", ["#a", "#a.kl"]),
        ("from a import kl\nx = [kl for kl in y]\n", ["#a", "#a.kl"]),
        ("from a import kl\nx = lambda kl: kl\n", ["#a", "#a.kl"]),
        ("from a import kl\ndef f(): return g(kl=1)\n", ["#a", "#a.kl"]),
        ("import a.b\na.b.kl(1)\n", ["#a.b", "#a.b.kl"]),
        ("from a import C\n'π'; C.make(2).kl\n", ["#a", "#a.C", "#a.C.make"]),
        ("def f(): ...\ndef g(): return f()\n", ["#m.f"]),
    ],
)
def test_a_name_links_to_what_it_stands_for(source, expected):
    assert hrefs(source) == expected


def test_nothing_of_a_source_becomes_markup():
    shown = Anatomy(Markup().join(highlight('x = "<b>&amp;</b>"  # <i>\n', "m", href=str)))
    assert shown.text == 'x = "<b>&amp;</b>"  # <i>\n'


# The reference.


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_has_an_entry(name, api, page):
    anchor = resolve(name)
    assert page.ids.count(anchor) == 1
    assert anchor in dict(entries(api))


def test_a_name_that_is_handed_on_has_the_anchor_of_its_definition():
    for name in grpo_core.__all__:
        found = getattr(grpo_core, name)
        if home := getattr(found, "__module__", "").removeprefix("collections.abc"):
            assert resolve(f"grpo_core.{name}") == f"{home}.{name}"


@pytest.mark.parametrize(
    "name", ["grpo_core.nothing", "grpo_core.advantage._standardised", "grpo_core.objective.Rows"]
)
def test_what_is_not_public_is_not_found(name):
    with pytest.raises(KeyError, match=name):
        resolve(name)


def test_fields_and_methods_have_anchors(page):
    for name in PUBLIC:
        found = documented(resolve(name))
        if isinstance(found, type):
            fields = getattr(found, "_fields", getattr(found, "__dataclass_fields__", ()))
            methods = [each for each in vars(found) if not each.startswith("_")]
            for member in {*fields, *methods}:
                assert resolve(f"{name}.{member}") in page.ids


def test_every_link_of_the_reference_has_its_target(page):
    assert not page.crossed and not page.open
    assert len(set(page.ids)) == len(page.ids)
    outside = {href for href in page.hrefs if not href.startswith("#")}
    assert outside == {"../a.whl"}
    assert {href[1:] for href in {*page.hrefs} - outside} <= set(page.ids)


def test_examples_shown_are_those_that_run(api):
    on_page = dict(entries(api))
    expected, shown = Counter(), Counter()
    for module in MODULES + PACKAGES:
        for test in doctest.DocTestFinder().find(module, module.__name__):
            for example in test.examples if test.name in on_page else ():
                expected.update(line for line in example.source.splitlines())
                expected.update(
                    line for line in example.want.splitlines() if line not in ("", "<BLANKLINE>")
                )
    for each in on_page.values():
        html = "".join(
            [str(getattr(each, "body", "")), *(s.text for s in getattr(each, "sections", ()))]
        )
        for block in re.findall(r'<pre class="py example"[^>]*>(.*?)</pre>', html, re.DOTALL):
            lines = Anatomy(block).text.splitlines()
            shown.update(re.sub(r"^(>>>|\.\.\.) ", "", line) for line in lines if line)
    assert expected.total() > 100
    assert shown == expected


def test_no_word_of_a_docstring_is_lost(api):
    def words(text):
        return set(re.findall(r"\w{2,}", re.sub(r"[_’']", " ", text)))

    titles = words("Args Returns Raises Attributes Example BLANKLINE")
    for name, each in entries(api):
        if isinstance(each, Module) or each.kind not in ("constant", "type"):
            assert words(documented(name).__doc__) - titles <= words(told(each)), name


def bare(tree):
    """A syntax tree without docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)


def test_a_source_shown_is_the_source_without_docstrings(api):
    checked = 0
    for module in api:
        path = ROOT / module.name.replace(".", "/")
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        defined = outline(path.read_text("utf-8"), module.name)
        for entry in module.entries:
            if entry.source:
                (shown,) = ast.parse(Anatomy(entry.source).text).body
                assert bare(shown) == bare(defined[entry.anchor]), entry.anchor
                checked += 1
    assert checked > 50


def test_what_a_module_keeps_to_itself_is_shown_too(api, page):
    for module in api:
        if not module.names:
            path = (ROOT / module.name.replace(".", "/")).with_suffix(".py")
            for dotted in outline(path.read_text("utf-8"), module.name):
                assert dotted in page.ids or dotted.endswith(".__all__")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('"""P."""\n__all__ = ["f"]\ndef f(): ...\n', "grpo_core.f has no docstring"),
        ('"""P.\n\nNote:\n    Hm.\n"""\n__all__ = []\n', "has a section 'Note'"),
    ],
)
def test_a_docstring_that_cannot_be_shown_stops_the_build(tmp_path, source, message):
    (tmp_path / "grpo_core").mkdir()
    (tmp_path / "grpo_core/__init__.py").write_text(source, encoding="utf-8")
    with pytest.raises(BuildError, match=message):
        read_api(tmp_path)


def test_a_type_variable_keeps_its_name(api):
    (entry,) = [e for module in api for e in module.entries if e.name == "map_grid"]
    signature = Anatomy(entry.signature).text
    assert "job: Job[R]" in signature
    assert signature.endswith("Iterator[tuple[Cell, R]]")


def test_text_of_docstrings_is_escaped():
    html = blocks("A <b> & `<i>`.\n\n    <u> x", Markup("<code>{}</code>").format, Markup)
    assert Anatomy(html).text == "A <b> & <i>.\n<u> x"


# Colours.


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_code_can_be_read_in_both_themes():
    sheet = (ROOT / "site/css/6-code.css").read_text("utf-8")
    tokens = (ROOT / "site/css/1-tokens.css").read_text("utf-8")
    colours = re.findall(r"--code-\w+: light-dark\((#\w{6}), (#\w{6})\)", sheet)
    assert len(colours) == len(set(re.findall(r"var\((--code-\w+)\)", sheet)))
    for theme, block in enumerate(re.split(r'\[data-theme="dark"\] \{', tokens)[:2]):
        grounds = [
            re.search(rf"--{g}: (#\w{{6}})", block)[1] for g in ("paper", "raised", "sunken")
        ]
        for ground in grounds:
            for pair in colours:
                low, high = sorted([luminance(ground), luminance(pair[theme])])
                assert (high + 0.05) / (low + 0.05) >= LEAST_CONTRAST, (ground, pair[theme])
