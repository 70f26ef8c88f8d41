"""The picture of whichever idea is shown, and the table of its numbers."""

from __future__ import annotations

from widgets.failed_approaches.grader_view import grading_picture, grading_table
from widgets.failed_approaches.learned_view import learning_picture, learning_table
from widgets.failed_approaches.model import View
from widgets.failed_approaches.search_view import search_picture, search_table
from widgets.kit.markup import Markup
from widgets.kit.widget import Table

__all__ = ["render", "table"]


def render(view: View) -> Markup:
    """The picture."""
    if view.searching:
        return search_picture(view.searching)
    if view.learning:
        return learning_picture(view.learning)
    assert view.grading
    return grading_picture(view.grading)


def table(view: View) -> Table:
    """Its numbers."""
    if view.searching:
        return search_table(view.searching)
    if view.learning:
        return learning_table(view.learning)
    assert view.grading
    return grading_table(view.grading)
