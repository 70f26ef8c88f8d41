"""The pages as the build writes them: prose, citations, formulas, numbers, chapters that break."""

import re
import tomllib
from pathlib import Path

import pytest

from grpo_core import Config
from sitebuild import pages
from sitebuild.assets import content_hash
from sitebuild.errors import BuildError
from sitebuild.prose import Prose, read_references
from widgets.kit.widget import Widget
from widgets.simulator.controls import Controls

ROOT = Path(__file__).parent.parent
REFERENCES = read_references(ROOT / "site/references.toml")


@pytest.fixture(scope="module")
def prose():
    return Prose(REFERENCES)


def test_a_citation_links_to_its_source(prose):
    html = prose.html("GRPO drops the critic [@R1v2 §2.1].")
    assert '<span class="cite"><a href="#ref-r1v2">[R1v2 §2.1]</a></span>' in html


def test_an_unknown_source_stops_the_build(prose):
    with pytest.raises(BuildError, match="Smith2020"):
        prose.html("As shown [@Smith2020].")


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


def test_every_citation_in_the_texts_names_the_paper_version():
    for path in [*ROOT.glob("widgets/*/prose.md"), *ROOT.glob("site/*.md")]:
        text = path.read_text("utf-8")
        assert not re.search(r"\[@(R1|Paper)\b", text), f"{path}: which version?"


def test_numbers_in_prose_come_with_a_source():
    # A sentence with a number from the literature (four or more digits, or a KL weight) is cited.
    for path in ROOT.glob("widgets/*/prose.md"):
        for sentence in re.split(r"(?<=[.?!])\s", path.read_text("utf-8")):
            if re.search(r"\d,\d{3}|0\.00\d", sentence):
                assert "[@" in sentence, sentence


def placing():
    return pages.Placing("assets/0123456789ab/", (), "runtime/x/", "python/y/app.zip")


@pytest.fixture(scope="module")
def built():
    return dict(pages.make_pages(ROOT, pages.written_chapters(ROOT), placing()))


def test_there_is_an_explainer_a_page_for_each_widget_and_the_kit(built):
    alone = {f"widgets/{c.slug}/index.html" for c in pages.CHAPTERS if c.written}
    assert set(built) == {"index.html", "kit/index.html", *alone}


def test_pages_hold_no_inline_script_or_style_and_name_nobody_else(built):
    for path, html in built.items():
        assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", html), path
        links = re.findall(r'(?:src|href)="((?:https?:)?//[^"]+)"', html)
        assert links == [], path


def test_paths_are_relative_so_that_any_folder_will_do(built):
    for path, html in built.items():
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

    widget = pages.widget
    monkeypatch.setattr(pages, "widget", broken)
    first = next(chapter.slug for chapter in pages.CHAPTERS if chapter.written)
    with pytest.raises(BuildError, match=f"'{first}' cannot be rendered: ZeroDivisionError"):
        pages.written_chapters(ROOT)


def test_prose_without_a_place_for_the_picture_is_named(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/references.toml").write_text("")
    first = next(chapter for chapter in pages.CHAPTERS if chapter.written)
    folder = tmp_path / "widgets" / first.package
    folder.mkdir(parents=True)
    (folder / "prose.md").write_text("No picture here.")
    with pytest.raises(BuildError, match=r"\[widget\]"):
        pages.written_chapters(tmp_path)


def test_fingerprints_follow_content():
    one = content_hash({"a": b"1", "b": b"2"})
    assert one == content_hash({"b": b"2", "a": b"1"})
    assert one != content_hash({"a": b"1", "b": b"3"})
    assert one != content_hash({"a": b"12", "b": b""})


def test_the_published_numbers_of_the_prose_are_those_of_the_data_file():
    grpo = tomllib.loads((ROOT / "site/data/published.toml").read_text("utf-8"))["grpo"]
    text = " ".join((ROOT / "widgets/simulator/prose.md").read_text("utf-8").split())
    zero, maths = grpo["R1-Zero"], grpo["DeepSeekMath-RL"]
    assert (
        f"groups of {zero['group_size']}, a KL weight of {zero['kl_weight']}, {zero['steps']:,}"
        f" steps, and a reference that was replaced every {zero['reference_replaced_every']} of"
        f" them [@{zero['source']}]"
    ) in text
    assert f"its β of {maths['kl_weight']} is DeepSeekMath's [@{maths['source']}]" in text


def test_the_default_of_the_toy_is_the_published_weight_it_is_said_to_be():
    grpo = tomllib.loads((ROOT / "site/data/published.toml").read_text("utf-8"))["grpo"]
    assert Config().beta == Controls().beta == grpo["DeepSeekMath-RL"]["kl_weight"]
