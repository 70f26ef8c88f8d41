"""The chapter's model: which of the three ideas is shown, in what state."""

from __future__ import annotations

from typing import NamedTuple

from widgets.failed_approaches.controls import DOUBLINGS, Controls
from widgets.failed_approaches.forest import TELLING, Success, kind_of, stored_success, tree_of
from widgets.failed_approaches.grader import (
    Contest,
    Grader,
    Pick,
    Scores,
    contests,
    picks_of,
    scores_of,
)
from widgets.failed_approaches.learned import (
    Answers,
    Point,
    answers_of,
    optimum,
    path_of,
    point_at,
)
from widgets.failed_approaches.search import Child, Found, Tree, children_of, search
from widgets.failed_approaches.words import (
    finding_of_grading,
    finding_of_learning,
    finding_of_search,
)

__all__ = ["Grading", "Learning", "Searching", "View", "compute"]


class Grading(NamedTuple):
    """Best of N by a grader's score.

    Attributes:
        grader: the problem and its grader.
        doublings: N is 2 to this power.
        picks: the best of 1, 2, 4, … tries.
        scores: how single tries score.
        drawn: some picks among N tries, drawn.
        secret: whether larger N are hidden, because a prediction waits for them. It is about a
            grader without persuasive mistakes, so with others nothing is.
    """

    grader: Grader
    doublings: int
    picks: tuple[Pick, ...]
    scores: Scores
    drawn: tuple[Contest, ...]
    secret: bool

    @property
    def tries(self) -> int:
        """N."""
        return int(2**self.doublings)

    @property
    def pick(self) -> Pick:
        """The best of the present N."""
        return self.picks[self.doublings]


class Searching(NamedTuple):
    """A tree search.

    Attributes:
        tree: the tree that is drawn.
        doublings: the budget is 2 to this power.
        found: what a search with this budget has made of it.
        children: of the root.
        success: searches of many trees like it; None until there are some.
        complete: whether that has all the trees it will have.
    """

    tree: Tree
    doublings: int
    found: Found
    children: tuple[Child, ...]
    success: Success | None
    complete: bool

    @property
    def telling(self) -> bool:
        """Whether there are trees enough to speak of a share of them."""
        return self.success is not None and self.success.trees >= TELLING

    @property
    def budget(self) -> int:
        """Simulations."""
        return int(2**self.doublings)


class Learning(NamedTuple):
    """The optimum of a learned reward.

    Attributes:
        answers: what the policy chooses among.
        size: of the errors.
        tail: of the errors.
        path: the optima from a strong pull to hardly any.
        now: the optimum of the present β.
        policy: its shares.
        best: the answers with the largest shares, first the largest.
    """

    answers: Answers
    size: float
    tail: float
    path: tuple[Point, ...]
    now: Point
    policy: tuple[float, ...]
    best: tuple[int, ...]


class View(NamedTuple):
    """What the picture shows: one of the three.

    Attributes:
        finding: the picture in a few sentences.
        grading: best of N; None on the other tabs.
        searching: a tree search; None on the other tabs.
        learning: a learned reward; None on the other tabs.
    """

    finding: str
    grading: Grading | None = None
    searching: Searching | None = None
    learning: Learning | None = None


def compute(controls: Controls, latest: Success | None = None) -> View:
    """The view of a state.

    Args:
        controls: the reader's settings.
        latest: how searches of other trees have fared, as far as `background` has come.

    Example:
        >>> compute(Controls()).grading.tries
        4096
    """
    if controls.tab == "search":
        searching = _searching(controls, latest)
        return View(finding_of_search(searching), searching=searching)
    if controls.tab == "learned":
        learning = _learning(controls)
        return View(finding_of_learning(learning), learning=learning)
    grading = _grading(controls)
    return View(finding_of_grading(grading, controls.predict), grading=grading)


def _grading(controls: Controls) -> Grading:
    grader = Grader(controls.right, controls.noise, controls.fooled, controls.appeal)
    return Grading(
        grader=grader,
        doublings=controls.doublings,
        picks=picks_of(grader),
        scores=scores_of(grader),
        drawn=contests(grader, 2**controls.doublings, controls.seed),
        secret=bool(controls.predict) and not grader.fooled and controls.doublings < DOUBLINGS,
    )


def _searching(controls: Controls, latest: Success | None) -> Searching:
    tree = tree_of(controls)
    found = search(tree, 2**controls.budget)
    known = stored_success(kind_of(controls))
    return Searching(
        tree=tree,
        doublings=controls.budget,
        found=found,
        children=children_of(tree, found),
        success=known or latest,
        complete=known is not None or (latest is not None and latest.finished),
    )


def _learning(controls: Controls) -> Learning:
    answers = answers_of(controls.error, controls.tail, controls.seed)
    policy = optimum(answers.learned, controls.beta)
    order = sorted(range(len(policy)), key=lambda place: -policy[place])
    return Learning(
        answers=answers,
        size=controls.error,
        tail=controls.tail,
        path=path_of(answers),
        now=point_at(answers, controls.beta),
        policy=tuple(policy),
        best=tuple(order[:5]),
    )
