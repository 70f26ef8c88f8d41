"""The pages as the build writes them: prose, cites, formulas, links, chapters that break."""

import re
from pathlib import Path

import pytest

from grpo_core import Config
from sitebuild import chapters, pages
from sitebuild.assets import content_hash
from sitebuild.contents import AROUND, read_argument
from sitebuild.errors import BuildError
from sitebuild.library import Equation, read_library
from sitebuild.prose import Prose
from widgets import CHAPTERS
from widgets.kit.widget import Widget
from widgets.simulator.controls import Controls

ROOT = Path(__file__).parent.parent
LIBRARY = read_library(ROOT / "site", {"advantage": Equation("2.1", "")})


@pytest.fixture
def prose():
    return Prose(LIBRARY)


def test_a_cite_opens_its_source_without_a_script(prose):
    html = prose.html("GRPO drops the critic [@R1v2 §2.1].")
    opener = '<button class="cite" popovertarget="cite-r1v2-s2-1" type="button">'
    assert f"{opener}[R1v2 §2.1]</button>" in html
    assert prose.cites == {"cite-r1v2-s2-1": ("R1v2", "§2.1")}


def test_two_places_never_open_one_note(prose):
    prose.html("[@R1v2 §2.1]")
    with pytest.raises(BuildError, match="would open one note"):
        prose.html("[@R1v2 §2-1]")


def test_an_unknown_source_stops_the_build(prose):
    with pytest.raises(BuildError, match="Smith2020"):
        prose.html("As shown [@Smith2020].")


def test_a_published_number_comes_from_the_data(prose):
    html = prose.html("It took [=r1zero.steps] steps [@R1v2 §2.1].")
    assert '<data data-fact="r1zero.steps" value="10400">10,400</data> steps' in html
    with pytest.raises(BuildError, match=r"r1zero\.stepz"):
        prose.html("[=r1zero.stepz]")


def test_a_term_leads_to_the_glossary_and_is_remembered():
    prose = Prose(LIBRARY, "../", "primer/")
    html = prose.html("Its [[advantage|advantages]] differ.")
    assert 'href="../glossary/#advantage"' in html
    assert ">advantages</a>" in html
    assert list(prose.terms) == ["advantage"]
    with pytest.raises(BuildError, match="'advantag'"):
        prose.html("[[advantag]]")


def test_links_inside_the_site_know_where_they_stand(prose):
    text = "[a](chapter:simulator) [b](page:field-report#recipe) [c](page:primer) [eq:advantage]"
    here, there = prose.html(text), Prose(LIBRARY, "../", "primer/").html(text)
    for address in ('"#simulator"', '"field-report/#recipe"', '"primer/"', '"#eq-advantage"'):
        assert address in here
    for address in ('"../#simulator"', '"../field-report/#recipe"', '"../#eq-advantage"'):
        assert address in there
    with pytest.raises(BuildError, match="'primmer'"):
        prose.html("[d](page:primmer)")
    with pytest.raises(BuildError, match="'advantages'"):
        prose.html("[eq:advantages]")


def test_a_labelled_formula_has_its_number_and_its_address(prose):
    html = prose.html("So:\n\n$$A = r$$ {#advantage}\n\nand on.")
    assert 'id="eq-advantage"' in html
    assert 'aria-label="Equation 2.1">(2.1)</a>' in html
    assert "{#" not in html


def test_headings_have_an_address_below_their_chapters(prose):
    html = prose.html("### In the critic's place\n\nText.", "group-advantage-")
    assert '<h3 id="group-advantage-in-the-critics-place">' in html
    assert 'href="#group-advantage-in-the-critics-place"' in html


def test_formulas_become_mathml(prose):
    html = prose.html("Sample $G$ of them:\n\n$$A_i = \\frac{r_i}{s}$$\n\nand compare.")
    assert html.count("<math") == 2
    assert 'display="block"' in html
    assert "$" not in html


def test_a_formula_that_cannot_be_read_stops_the_build(prose):
    with pytest.raises(BuildError, match="cannot be read"):
        prose.html("$\\left( x$")


def test_markup_in_running_text_is_not_swallowed(prose):
    assert "&lt;think&gt;" in prose.html("The tag `<think>` opens it.")


def test_the_argument_has_the_sixteen_in_order(tmp_path):
    parts = read_argument(ROOT / "site/data/argument.toml")
    assert [step.chapter for part in parts for step in part.steps] == list(CHAPTERS)
    text = (ROOT / "site/data/argument.toml").read_text("utf-8")
    (tmp_path / "argument.toml").write_text(text.replace('"simulator"', '"reward"', 1))
    with pytest.raises(BuildError, match="every chapter once, in order"):
        read_argument(tmp_path / "argument.toml")


def placing():
    return pages.Placing("assets/0123456789ab/", (), "runtime/x/", "python/y/app.zip")


@pytest.fixture(scope="module")
def built(sources):
    return dict(pages.make_pages(sources, placing()))


def test_there_is_an_explainer_what_is_around_it_and_a_page_for_each_widget(built):
    places = [f"widgets/{c.slug}/" for c in CHAPTERS if c.written]
    alone = {f"{place}{page}" for place in places for page in ("index.html", "model/index.html")}
    around = {f"{slug}/index.html" for slug in AROUND}
    assert set(built) == {"index.html", "404.html", "kit/index.html", *around, *alone}


def test_pages_hold_no_inline_script_or_style_and_name_nobody_else(built):
    for path, html in built.items():
        # What stands in a snippet as text has its quotes escaped.
        inline = r"\sstyle=(?!&#34;)|<style|<script(?![^>]*\ssrc=)|\son\w+="
        assert not re.search(inline, html), path
        assert not re.search(r'(?:src|srcset)="(?:https?:)?//', html), path
        for tag in re.findall(r'<\w+[^>]*href="(?:https?:)?//[^>]+>', html):
            assert tag.startswith("<a ") and 'rel="external noopener"' in tag, (path, tag)


def test_paths_are_relative_so_that_any_folder_will_do(built):
    for path, html in built.items():
        if path == "404.html":  # it is shown at any depth, so it can only start at the host's root
            continue
        for address in re.findall(r'(?:src|href|data-root)="([^"]*)"', html):
            assert not address.startswith("/"), (path, address)
    assert 'data-root="../../"' in built["widgets/simulator/index.html"]


def test_ids_are_unique(built):
    for path, html in built.items():
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), path


def test_a_broken_chapter_is_named_with_its_cause(monkeypatch):
    def broken(slug):
        def compute(*_):
            raise ZeroDivisionError("a step of nothing")

        real = widget(slug)
        return Widget(**{**real.__dict__, "compute": compute})

    widget = chapters.widget
    monkeypatch.setattr(chapters, "widget", broken)
    first = next(chapter.slug for chapter in CHAPTERS if chapter.written)
    with pytest.raises(BuildError, match=f"'{first}' cannot be rendered: ZeroDivisionError"):
        chapters.written_chapters(ROOT)


def test_prose_without_a_place_for_the_picture_is_named(tmp_path):
    first = next(chapter for chapter in CHAPTERS if chapter.written)
    folder = tmp_path / "widgets" / first.package
    folder.mkdir(parents=True)
    (folder / "prose.md").write_text("No picture here.")
    with pytest.raises(BuildError, match=r"\[widget\]"):
        chapters.written_chapters(tmp_path)


def test_fingerprints_follow_content():
    one = content_hash({"a": b"1", "b": b"2"})
    assert one == content_hash({"b": b"2", "a": b"1"})
    assert one != content_hash({"a": b"1", "b": b"3"})
    assert one != content_hash({"a": b"12", "b": b""})


def test_the_default_of_the_toy_is_the_published_weight_it_is_said_to_be():
    assert Config().beta == Controls().beta == LIBRARY.published["dsm.kl_weight"].value
    prose = (ROOT / "widgets/simulator/prose.md").read_text("utf-8")
    assert "its β of [=dsm.kl_weight] is DeepSeekMath's" in prose


def test_every_published_number_on_a_page_is_that_of_the_data(built):
    seen = set()
    for html in built.values():
        for key, value, shown in re.findall(
            r'<data data-fact="([^"]+)" value="([^"]+)">([^<]+)</data>', html
        ):
            number = LIBRARY.published[key]
            assert (float(value), shown) == (pytest.approx(number.value), number.shown)
            seen.add(key)
    assert len(seen) > 60


def test_a_card_for_every_cite_and_every_term(built):
    for path, html in built.items():
        wanted = set(re.findall(r'popovertarget="(cite-[^"]+)"', html))
        wanted |= set(re.findall(r'data-term="([^"]+)"', html))
        cards = set(re.findall(r'<div class="card" id="([^"]+)"', html))
        assert wanted == cards, path


def test_every_page_knows_its_way_home(built):
    for path, html in built.items():
        if path != "404.html":
            assert 'class="home" href="' in html, path
    for slug in AROUND:
        assert f'href="../{slug}/" aria-current="page"' in built[f"{slug}/index.html"]


def test_a_link_card_names_the_poster_that_it_shows(built):
    glossary, simulator = built["glossary/index.html"], built["widgets/simulator/index.html"]
    assert 'property="og:title" content="Glossary"' in glossary
    assert 'property="og:image:alt" content="A card with the title “R1, taken apart”' in glossary
    assert 'property="og:image" content="../../posters/simulator.png"' in simulator
    assert 'property="og:image:alt" content="A card with the title “The simulator”' in simulator
