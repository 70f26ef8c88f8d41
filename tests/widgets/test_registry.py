"""The registry checks itself: every written chapter has all that a chapter needs."""

from dataclasses import replace
from pathlib import Path

import pytest

import widgets
from widgets import CHAPTERS, OPENING, widget, written
from widgets.kit.controls import declared, read, text_of
from widgets.kit.roles import ROLES

ROOT = Path(__file__).parents[2]
WRITTEN = [chapter for chapter in CHAPTERS if chapter.written]


def test_there_are_sixteen_chapters_in_the_agreed_order():
    order = (
        "imitate-or-explore group-advantage reward aha-moment pipeline distillation "
        "failed-approaches full-system simulator token-gradient trust-region reward-hacking "
        "alignment-tax readability mixture-of-experts thinking-budget"
    )
    assert " ".join(chapter.slug for chapter in CHAPTERS) == order


def test_every_folder_of_a_chapter_is_registered():
    folder = Path(widgets.__file__).parent
    found = {path.parent.name for path in folder.glob("*/prose.md")}
    assert found == {chapter.package for chapter in WRITTEN}


def test_the_opening_has_a_widget_and_is_no_chapter():
    assert OPENING in written()
    assert OPENING not in CHAPTERS


@pytest.mark.parametrize("chapter", written(), ids=lambda chapter: chapter.slug)
class TestWidget:
    def test_slug_and_folder_agree(self, chapter):
        assert widget(chapter.slug).slug == chapter.slug

    def test_controls_are_labelled_and_explained(self, chapter):
        for name, control in declared(widget(chapter.slug).controls).items():
            assert control.label, name
            assert control.help or control.section or control.kind in {"step", "prediction"}, name
            other, _, wanted = control.when.partition("=")
            decides = declared(widget(chapter.slug).controls).get(other)
            assert not other or (decides and decides.parse(wanted or "1") is not None)

    def test_defaults_survive_the_way_through_an_address(self, chapter):
        owner = widget(chapter.slug).controls
        assert read(owner, text_of(owner())) == (owner(), [])

    def test_there_are_presets_and_a_mark(self, chapter):
        chosen = widget(chapter.slug)
        assert len(chosen.presets) >= 2
        assert len({preset.name for preset in chosen.presets}) == len(chosen.presets)
        assert chosen.marks

    def test_presets_are_states_that_the_controls_allow(self, chapter):
        chosen = widget(chapter.slug)
        for preset in chosen.presets:
            assert preset.why
            state = replace(chosen.controls(), **preset.values)
            assert read(chosen.controls, text_of(state)) == (state, []), preset.name

    def test_predictions_lay_out_states_that_the_controls_allow(self, chapter):
        chosen = widget(chapter.slug)
        for control in declared(chosen.controls).values():
            if control.kind == "prediction":
                _, notices = read(chosen.controls, dict(control.values))
                assert notices == []


@pytest.mark.parametrize("chapter", WRITTEN, ids=lambda chapter: chapter.slug)
class TestChapter:
    def test_there_is_a_prediction(self, chapter):
        controls = declared(widget(chapter.slug).controls).values()
        assert "prediction" in {control.kind for control in controls}

    def test_prose_has_its_length_and_its_picture(self, chapter):
        text = (ROOT / "widgets" / chapter.package / "prose.md").read_text("utf-8")
        assert text.count("\n[widget]\n") == 1
        assert 150 <= len(text.split()) <= 450


def test_every_role_has_a_colour_and_every_colour_a_role():
    css = (ROOT / "site/css/3-picture.css").read_text("utf-8")
    for role in ROLES:
        assert f".r-{role}" in css, role


def test_an_unwritten_chapter_has_no_widget():
    with pytest.raises(KeyError, match="there is no widget"):
        widget("no-such-chapter")
