"""Chosen pictures have not changed unseen; see tests/goldens."""

import pytest

from tests.goldens import folders, rendered
from widgets import written


@pytest.mark.parametrize("folder", list(folders()), ids=lambda f: f"{f.parent.name}/{f.name}")
def test_the_picture_is_the_one_somebody_looked_at(folder):
    for name, text in rendered(folder).items():
        assert (folder / name).read_text("utf-8") == text, f"{folder.name}/{name}"


def test_every_written_chapter_has_goldens():
    assert {chapter.slug for chapter in written()} == {folder.parent.name for folder in folders()}
