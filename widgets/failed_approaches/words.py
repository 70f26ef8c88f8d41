"""The finding: what the picture shows now, in a few sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from widgets.failed_approaches.controls import BUDGETS, DOUBLINGS
from widgets.failed_approaches.forest import PAGE_TREES, Success
from widgets.failed_approaches.published import TOKENS
from widgets.failed_approaches.search import ceiling_of, paths_of, powers_of
from widgets.kit.words import count, decimal, percent, plain

if TYPE_CHECKING:
    from widgets.failed_approaches.learned import Point
    from widgets.failed_approaches.model import Grading, Learning, Searching

__all__ = [
    "finding_of_grading",
    "finding_of_learning",
    "finding_of_search",
    "peak_of",
    "shape_of",
]

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


def peak_of(shares: list[float]) -> int:
    """The place of the largest share, the first if there are several.

    Example:
        >>> peak_of([0.2, 0.5, 0.3])
        1
    """
    return max(range(len(shares)), key=shares.__getitem__)


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
    """What becomes of the pick as N grows, why, and where it stands now."""
    if grading.secret:
        now = _now(grading)
        return (
            f"Without persuasive mistakes, {now[0].lower()}{now[1:]} Its score is"
            f" {decimal(grading.pick.score)} on average. You predicted that picks among more tries"
            f" are {PREDICTED[predicted]}."
        )
    sentences = [_as_more(grading), _now(grading)]
    if predicted:
        sentences.append(_verdict(grading, predicted))
    return " ".join(sentences)


def _verdict(grading: Grading, predicted: str) -> str:
    """Whether a prediction came true; it is about a grader without persuasive mistakes."""
    if grading.grader.fooled:
        return (
            "Your prediction was about a grader without persuasive mistakes: set “Persuasive"
            " mistakes” to 0."
        )
    found = shape_of([pick.right for pick in grading.picks])
    verdict = "That is so" if found == predicted else f"They are {PREDICTED[found]}"
    return f"You predicted, without persuasive mistakes: {PREDICTED[predicted]}. {verdict}."


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
    """What becomes of the pick from one try to the most, and why."""
    rights = [pick.right for pick in grading.picks]
    first, last = grading.picks[0], grading.picks[-1]
    best = peak_of(rights)
    scores = f"its score climbs all the way, from {decimal(first.score)} to {decimal(last.score)}"
    most = f"{percent(last.right)} among {2**DOUBLINGS:,}"
    shape, why = shape_of(rights), _why(grading)
    if shape == "stays":
        return f"However many tries there are, the pick is right about as often, and {scores}{why}"
    if shape == "rises" and best < DOUBLINGS:
        return (
            f"More tries help, up to {percent(rights[best])} among {2**best:,}, and beyond hardly"
            f" change anything; {scores}{why}"
        )
    if shape == "rises":
        return f"The more tries, the more often the pick is right, up to {most}, and {scores}{why}"
    if best == 0:
        return (
            f"The more tries, the less often the pick is right, down to {most}. Yet {scores}{why}"
        )
    return (
        f"More tries help up to {2**best:,}, where the pick is right {percent(rights[best])} of"
        f" the time, and then harm: {most}. Yet {scores}{why}"
    )


def _why(grading: Grading) -> str:
    """Where a turn comes from, or why there is none; the end of a sentence and perhaps another."""
    grader = grading.grader
    if not grader.fooled:
        return ". No mistake scores above a right step on average: noise is slow, not harmful."
    if not grader.appeal:
        return (
            ". Persuasive mistakes score like right steps here, so no number of tries tells them"
            " apart."
        )
    why = ": the more tries, the more persuasive mistakes the pick has"
    if shape_of([pick.right for pick in grading.picks]) == "rises":
        return f"{why}, which does not outweigh the rest up to {2**DOUBLINGS:,}."
    return f"{why}."


def _settled(success: Success) -> str:
    """What a larger budget than some does, where it has stopped helping short of certainty."""
    early, late = success.share(FLAT_FROM), success.share(BUDGETS)
    if late - early >= FLAT or late >= 1.0 - FLAT:
        return ""
    helps = "does not help" if late <= early else "hardly helps"
    return f"Beyond {2**FLAT_FROM} simulations a larger budget {helps}."


def finding_of_search(searching: Searching) -> str:
    """What this search chose, how often searches are right, and why that says little of text."""
    tree = searching.tree
    chosen = "the right path" if searching.found.succeeded else "a wrong path"
    paths = paths_of(tree.branching, tree.depth)
    sentences = [
        f"With {count(searching.budget, 'simulation')} this search chooses {chosen} among"
        f" {paths:,}.",
        _often(searching),
    ]
    success = searching.success if searching.telling else None
    if ceiling_of(tree.cap, tree.branching, tree.depth) < 1.0:
        sentences.append(_capped(searching))
    elif not tree.noise:
        sentences.append(
            "The value model makes no mistake: where a search fails, it had too few simulations."
        )
    elif success:
        sentences.append(_settled(success))
    tokens = powers_of(TOKENS.branching, TOKENS.depth)
    sentences.append(
        "But token by token, an answer as long as R1’s is one of 10 to the"
        f" power of {tokens:,.0f}: no budget visits more than a trace of those."
    )
    return " ".join([sentence for sentence in sentences if sentence])


def _often(searching: Searching) -> str:
    """On how many other trees such a search is right."""
    tree, success = searching.tree, searching.success
    if success is None or not searching.telling:
        done = success.trees if success else 0
        return f"{PAGE_TREES} trees like it are being searched; {done} are done."
    trees = f"{success.trees:,} trees like it"
    if not searching.complete:
        trees = f"{success.trees} of {PAGE_TREES} trees like it, searched so far"
    now, most = success.share(searching.doublings), success.share(BUDGETS)
    ends = f" ({percent(most)} with {2**BUDGETS})" if searching.doublings < BUDGETS else ""
    guess = percent(1 / paths_of(tree.branching, tree.depth), 1)
    return f"On {trees}, {percent(now)} of searches are right{ends}, and {guess} of blind guesses."


def _capped(searching: Searching) -> str:
    """What a cap costs."""
    tree = searching.tree
    looked = f"No more than {tree.cap} of the {tree.branching} children of each node are"
    if tree.cap == 1:
        looked = f"Only one of the {tree.branching} children of each node is"
    share = percent(ceiling_of(tree.cap, tree.branching, tree.depth))
    return f"{looked} looked at, so in {share} of trees the right path can be reached at all."


def finding_of_learning(learning: Learning) -> str:
    """What becomes of the right tries as β falls, where they stand now, and why."""
    now = learning.now
    sentences = [
        _as_beta_falls(learning.path),
        f"With β = {plain(now.beta)}, {percent(now.truth)} are right.",
    ]
    if not learning.size:
        return " ".join([*sentences, "Without error the two are the same."])
    top = max(range(len(learning.policy)), key=learning.answers.learned.__getitem__)
    kind = "right" if learning.answers.truth[top] else "wrong"
    sentences.append(
        f"The answer that the learned reward likes best is {kind}; it holds"
        f" {percent(learning.policy[top])} of the policy."
    )
    return " ".join(sentences)


def _as_beta_falls(path: tuple[Point, ...]) -> str:
    """What becomes of right tries and of the learned reward along the curve."""
    truths = [point.truth for point in path]
    best, last = path[peak_of(truths)], path[-1]
    start, end = percent(truths[0]), percent(last.truth)
    learned = f"from {decimal(path[0].learned)} to {decimal(last.learned)}"
    shape = shape_of(truths)
    if shape == "falls" and best.truth - truths[0] > NEAR:
        return (
            f"As β falls, right tries first grow more common, from {start} to"
            f" {percent(best.truth)} at a KL of {decimal(best.kl, 1)}, and then rarer, to {end}."
            f" Yet the learned reward rises all the way, {learned}."
        )
    if shape == "falls":
        return (
            f"As β falls, right tries only grow rarer, from {start} to {end}. Yet the learned"
            f" reward rises all the way, {learned}."
        )
    if shape == "stays":
        return (
            f"As β falls, right tries stay about as common, {start} and in the end {end}, while"
            f" the learned reward rises all the way, {learned}."
        )
    return (
        f"As β falls, both rise: right tries from {start} to {end}, the learned reward of a try"
        f" {learned}."
    )
