"""The finding: what the picture shows now, in a few sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from widgets.failed_approaches.controls import BUDGETS, DOUBLINGS
from widgets.failed_approaches.forest import PAGE_TREES, Success
from widgets.failed_approaches.search import ceiling_of, paths_of
from widgets.kit.words import count, decimal, percent, plain

if TYPE_CHECKING:
    from widgets.failed_approaches.model import Grading, Learning, Searching

__all__ = ["finding_of_grading", "finding_of_learning", "finding_of_search", "shape_of"]

NEAR: Final = 0.01
"""A change of a share below which it stayed about the same."""

FLAT_FROM: Final = BUDGETS - 2
"""Doublings of the budget from which it may have stopped helping."""

FLAT: Final = 0.05
"""A gain in success below which it has."""

PREDICTED: Final = {
    "falls": "more often right at first and then less",
    "stays": "right about as often",
    "rises": "right more and more often",
}


def shape_of(shares: list[float]) -> str:
    """What shares do from the first to the last: a key of the prediction.

    Example:
        >>> shape_of([0.2, 0.5, 0.3]), shape_of([0.2, 0.2]), shape_of([0.2, 0.5])
        ('falls', 'stays', 'rises')
    """
    peak = max(shares)
    if peak - shares[-1] > NEAR:
        return "falls"
    return "rises" if peak - shares[0] > NEAR else "stays"


def finding_of_grading(grading: Grading, predicted: str) -> str:
    """What becomes of the pick as N grows, where it stands now, and why."""
    if grading.secret:
        now = grading.pick
        return (
            f"{_now(grading)} Its score is {decimal(now.score)} on average. You predicted that"
            f" picks among more tries are {PREDICTED[predicted]}."
        )
    sentences = [_as_more(grading), _now(grading), _why(grading)]
    if predicted:
        found = shape_of([pick.right for pick in grading.picks])
        verdict = "That is so" if found == predicted else f"They are {PREDICTED[found]}"
        sentences.append(f"You predicted: {PREDICTED[predicted]}. {verdict}.")
    return " ".join(sentences)


def _now(grading: Grading) -> str:
    """The pick among the present N."""
    right = percent(grading.pick.right)
    if grading.tries == 1:
        return f"A single try is right {right} of the time: there is nothing to pick."
    return (
        f"The pick among {grading.tries:,} is right {right} of the time, a single try"
        f" {percent(grading.picks[0].right)}."
    )


def _as_more(grading: Grading) -> str:
    """What becomes of the pick from one try to the most."""
    rights = [pick.right for pick in grading.picks]
    first, last = grading.picks[0], grading.picks[-1]
    best = max(range(len(rights)), key=rights.__getitem__)
    scores = f"its score climbs all the way, from {decimal(first.score)} to {decimal(last.score)}"
    most = f"{percent(last.right)} among {2**DOUBLINGS:,}"
    shape = shape_of(rights)
    if shape == "stays":
        return f"However many tries there are, the pick is right about as often, and {scores}."
    if shape == "rises":
        return f"The more tries, the more often the pick is right, up to {most}, and {scores}."
    if best == 0:
        return f"The more tries, the less often the pick is right, down to {most}; yet {scores}."
    return (
        f"More tries help the pick up to {2**best:,} of them, where it is right"
        f" {percent(rights[best])} of the time, and then harm it: {most}. Yet {scores}."
    )


def _why(grading: Grading) -> str:
    """Where a turn-over would come from."""
    grader = grading.grader
    if not grader.fooled or not grader.appeal:
        return (
            "No mistake is liked better than a right step, on average: noise makes choosing slow,"
            " not harmful."
        )
    return (
        f"Of the wrong steps {percent(grader.fooled)} score {decimal(1 + grader.appeal)} on average"
        " where a right one scores 1, and the more tries there are, the more of these the winner"
        " has."
    )


def _flat(success: Success) -> bool:
    """Whether the success has settled, short of certainty and above nothing."""
    early, late = success.share(FLAT_FROM), success.share(BUDGETS)
    return late - early < FLAT and FLAT < late < 1.0 - FLAT


def finding_of_search(searching: Searching) -> str:
    """What this search chose, how often searches are right, and what stands in their way."""
    tree = searching.tree
    chosen = "the right path" if searching.found.succeeded else "a wrong path"
    paths = paths_of(tree.branching, tree.depth)
    sentences = [
        f"With {count(searching.budget, 'simulation')} this search chooses {chosen} among"
        f" {paths:,}."
    ]
    success = searching.success
    if success is None:
        sentences.append(f"Searches of {PAGE_TREES} other trees are on their way.")
    else:
        trees = count(success.trees, "tree")
        if not searching.complete:
            trees = f"the first {trees} of {PAGE_TREES}"
        now, most = success.share(searching.doublings), success.share(BUDGETS)
        ends = f", and with {2**BUDGETS} in {percent(most)}"
        sentences.append(
            f"On {trees} like it, a search with this budget is right in {percent(now)} of cases"
            f"{ends if searching.doublings < BUDGETS else ''}; a blind guess would be in"
            f" {percent(1 / paths, 1)}."
        )
    ceiling = ceiling_of(tree.cap, tree.branching, tree.depth)
    if ceiling < 1.0:
        sentences.append(
            f"At most {tree.cap} of the {tree.branching} children of a node are looked at, so only"
            f" {percent(ceiling)} of the right paths can be reached, whatever the budget."
        )
    elif not tree.noise:
        sentences.append("The value model makes no mistake, so the search needs only simulations.")
    elif success and _flat(success):
        sentences.append(f"Beyond {2**FLAT_FROM} simulations a larger budget hardly helps.")
    return " ".join(sentences)


def finding_of_learning(learning: Learning) -> str:
    """What becomes of the right tries as β falls, where they stand now, and why."""
    now, path = learning.now, learning.path
    best = max(path, key=lambda point: point.truth)
    first, last = path[0], path[-1]
    start, end = percent(first.truth), percent(last.truth)
    if shape_of([point.truth for point in path]) == "falls":
        told = (
            f"As β falls, right tries first grow more common, from {start} to"
            f" {percent(best.truth)} at a KL of {decimal(best.kl, 1)}, and then rarer, to {end}."
            f" Yet the learned reward rises all the way, from {decimal(first.learned)} to"
            f" {decimal(last.learned)}."
        )
    else:
        told = (
            f"As β falls, both rise to the end: right tries from {start} to {end}, the learned"
            f" reward of a try from {decimal(first.learned)} to {decimal(last.learned)}."
        )
    sentences = [told, f"With β = {plain(now.beta)}, {percent(now.truth)} are right."]
    if not learning.size:
        return " ".join([*sentences, "Without error the two are the same."])
    top = max(range(len(learning.policy)), key=learning.answers.learned.__getitem__)
    kind = "right" if learning.answers.truth[top] else "wrong"
    sentences.append(
        f"The answer that the learned reward likes best is {kind}; it holds"
        f" {percent(learning.policy[top])} of the policy."
    )
    return " ".join(sentences)
