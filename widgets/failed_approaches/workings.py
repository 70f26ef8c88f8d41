"""How the numbers of the three ideas were computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp, fsum, log
from typing import Final, NamedTuple

from widgets.failed_approaches.grader import STEPS, weights_of
from widgets.failed_approaches.learned import TRIES
from widgets.failed_approaches.model import Grading, Learning, View
from widgets.failed_approaches.published import TOKENS
from widgets.failed_approaches.search import EXPLORATION, ceiling_of, powers_of
from widgets.kit import formula as f
from widgets.kit.markup import Markup
from widgets.kit.words import count, decimal, percent
from widgets.kit.working import Working

__all__ = ["WORKINGS"]

QUARTERS: Final = 4
"""Parts into which a sum over scores is gathered."""

SHOWN: Final = 4
"""Terms of a long sum that are written out: the largest."""

LARGE: Final = 30.0
"""Exponents beyond which e to their power is no number to read."""

Maker = Callable[[View, int], Working | None]


class Part(NamedTuple):
    """Some of the scores that a pick may have.

    Attributes:
        chance: how likely the pick's score is among them.
        right: how likely the pick is right if it is.
        score: the mean score if it is.
    """

    chance: float
    right: float
    score: float


def _parts(grading: Grading) -> list[Part]:
    """The scores of the pick from low to high, gathered into about four equally likely parts."""
    scores = grading.scores
    groups: list[list[tuple[float, float, float]]] = [[] for _ in range(QUARTERS)]
    below = 0.0
    for weight, worth, point in zip(
        weights_of(scores, grading.tries), scores.worth, scores.points, strict=True
    ):
        groups[min(int(QUARTERS * below), QUARTERS - 1)].append((weight, worth, point))
        below += weight
    parts = []
    for group in groups:
        chance = fsum([weight for weight, _, _ in group])
        if chance > 0.0:
            right = fsum([weight * worth for weight, worth, _ in group]) / chance
            score = fsum([weight * point for weight, _, point in group]) / chance
            parts.append(Part(chance, right, score))
    return parts


def _picked(view: View, _: int) -> Working | None:
    """The chance that the best of N is right, over all scores it may have."""
    if view.grading is None:
        return None
    grading = view.grading
    terms = [
        f.row(f.value(part.chance, 4), f.op("×"), f.value(part.right, 4))
        for part in _parts(grading)
    ]
    return Working(
        title=f"The pick among {grading.tries:,} is right",
        left=f.row(f.sym("P"), f.fenced(f.text("right"))),
        letters=f.total(
            "s", f.row(f.sym("P"), f.fenced(f.text("pick scores "), f.sym("s"))), _worth()
        ),
        steps=(f.added(*terms),),
        result=percent(grading.pick.right),
        function="widgets.failed_approaches.grader.pick_of",
        words=(
            "How likely the pick has a score, times how often tries with that score are right. It"
            " is a sum over fine points; here they are gathered into parts, the low scores first."
        ),
    )


def _worth() -> Markup:
    return f.row(f.op("×"), f.sym("P"), f.fenced(f.text("right at "), f.sym("s")))


def _score(view: View, _: int) -> Working | None:
    """The mean of the pick's score."""
    if view.grading is None:
        return None
    grading = view.grading
    terms = [
        f.row(f.value(part.chance, 4), f.op("×"), f.value(part.score, 4, fenced_if_negative=True))
        for part in _parts(grading)
    ]
    return Working(
        title=f"Score of the pick among {grading.tries:,}, on average",
        left=f.row(f.sym("E"), f.fenced(f.sym("s"))),
        letters=f.total(
            "s",
            f.row(f.sym("P"), f.fenced(f.text("pick scores "), f.sym("s"))),
            f.op("×"),
            f.sym("s"),
        ),
        steps=(f.added(*terms),),
        result=decimal(grading.pick.score),
        function="widgets.failed_approaches.grader.pick_of",
        words="A sum over fine points; here they are gathered into parts, the low scores first.",
    )


def _alone(view: View, _: int) -> Working | None:
    """All steps are right."""
    if view.grading is None:
        return None
    grader = view.grading.grader
    return Working(
        title="A single try is right",
        left=f.row(f.sym("P"), f.fenced(f.text("right"))),
        letters=f.power(f.sym("q"), f.sym("L")),
        steps=(f.power(f.given(grader.right), f.num(str(STEPS))),),
        result=percent(view.grading.picks[0].right),
        function="widgets.failed_approaches.grader.right_alone",
        words=f"All of its {STEPS} steps are right, each with the same chance.",
    )


def _child(view: View, place: int) -> Working | None:
    """The UCT score of a child of the root."""
    if view.searching is None or place > len(view.searching.children):
        return None
    child = view.searching.children[place - 1]
    if child.score is None:
        return None
    parent = view.searching.found.visits[0]
    letters = f.row(
        f.sym("v"),
        f.op("+"),
        f.sym("c"),
        f.root(f.frac(f.log(f.sym("N")), f.sym("n"))),
    )
    numbers = f.row(
        f.value(child.mean, 4),
        f.op("+"),
        f.given(EXPLORATION),
        f.op("×"),
        f.root(f.frac(f.log(f.given(parent)), f.given(child.visits))),
    )
    return Working(
        title=f"UCT score of child {place}",
        left=f.row(f.text("UCT"), f.fenced(f.num(str(place)))),
        letters=letters,
        steps=(numbers,),
        result=decimal(child.score),
        function="widgets.failed_approaches.search.uct",
        words=(
            f"Its mean value, and more the less it was looked at: {count(child.visits, 'visit')} of"
            f" {parent}. Once every child that may be looked at has been seen, the next simulation"
            " goes to the one whose score is highest."
        ),
    )


def _ceiling(view: View, _: int) -> Working | None:
    """The chance that a cap leaves the right path in."""
    if view.searching is None:
        return None
    tree = view.searching.tree
    ceiling = ceiling_of(tree.cap, tree.branching, tree.depth)
    if ceiling >= 1.0:
        return None
    ratio = f.fenced(f.frac(f.given(tree.cap), f.given(tree.branching)))
    return Working(
        title="Right paths that can be reached at all",
        left=f.text("ceiling"),
        letters=f.power(f.fenced(f.frac(f.text("cap"), f.sym("b"))), f.sym("D")),
        steps=(f.power(ratio, f.num(str(tree.depth))),),
        result=percent(ceiling),
        function="widgets.failed_approaches.search.ceiling_of",
        words="At each of the choices the right child must be among those that are looked at.",
    )


def _paths(view: View, _: int) -> Working | None:
    """The number of paths of the toy's tree, as a power of ten."""
    if view.searching is None:
        return None
    tree = view.searching.tree
    return _powers("Paths in this tree, as a power of ten", tree.branching, tree.depth, 1)


def _tokens(view: View, _: int) -> Working | None:
    """The number of texts of R1's mean length."""
    if view.searching is None:
        return None
    title = "Answers of so many tokens, as a power of ten"
    return _powers(title, TOKENS.branching, TOKENS.depth, 0)


def _powers(title: str, branching: int, depth: int, digits: int) -> Working:
    powers = powers_of(branching, depth)
    return Working(
        title=title,
        left=f.row(f.text("log₁₀"), f.fenced(f.power(f.sym("b"), f.sym("D")))),
        letters=f.row(f.sym("D"), f.op("×"), f.frac(f.log(f.sym("b")), f.log(f.num("10")))),
        steps=(
            f.row(f.given(depth), f.op("×"), f.frac(f.log(f.given(branching)), f.log(f.num("10")))),
        ),
        result=f"{powers:,.{digits}f}",
        function="widgets.failed_approaches.search.powers_of",
        words="Choices at each place, to the power of how many places there are.",
    )


def _share(view: View, place: int) -> Working | None:
    """The optimum's share of an answer."""
    if view.learning is None or place > len(view.learning.best):
        return None
    learning, beta = view.learning, view.learning.now.beta
    learned = learning.answers.learned
    chosen = learning.best[place - 1]
    top = max(learned)
    weights = [exp((reward - top) / beta) for reward in learned]
    rest = fsum(weights[n] for n in range(TRIES) if n not in learning.best[:SHOWN])
    terms = [_weight(learned[n] - top, beta) for n in learning.best[:SHOWN]]
    above = _weight(learned[chosen] - top, beta)
    further = f.under(f.value(rest, 4), f"{TRIES - SHOWN} further answers")
    gap = f.fenced(f.sym("r", "y"), f.op("−"), f.text("max"))
    exponent = f.row(gap, f.op("/"), f.sym("β"))
    letter = f.power(f.sym("e"), exponent)
    return Working(
        title=f"Share of the answer at place {place}",
        left=f.row(f.sym("π"), f.fenced(f.sym("y"))),
        letters=f.frac(letter, f.total("y", letter)),
        steps=(f.frac(above, f.added(*terms, further)), f.value(learning.policy[chosen], 4)),
        result=percent(learning.policy[chosen]),
        function="widgets.failed_approaches.learned.optimum",
        words=(
            "The reference takes all answers alike, so it cancels. The highest learned reward is"
            " subtracted first, which changes nothing."
        ),
    )


def _weight(gap: float, beta: float) -> Markup:
    """The exponential of a gap over β, or the number where the exponent says nothing."""
    if abs(gap) / beta > LARGE:
        return f.value(exp(gap / beta), 4)
    if not gap:
        return f.power(f.sym("e"), f.num("0"))
    return f.power(f.sym("e"), f.row(f.num(decimal(gap, 5)), f.op("/"), f.given(beta)))


def _kl(view: View, _: int) -> Working | None:
    """KL to the reference, which takes all answers alike."""
    if view.learning is None:
        return None
    learning = view.learning
    shares = [learning.policy[place] for place in learning.best[:SHOWN]]
    rest = learning.now.kl - fsum([_term(share) for share in shares if share > 0.0])
    terms = [
        f.row(
            f.value(share, 5), f.op("×"), f.log(f.row(f.given(TRIES), f.op("×"), f.value(share, 5)))
        )
        for share in shares
    ]
    further = f.under(f.value(rest, 4, fenced_if_negative=True), f"{TRIES - SHOWN} further answers")
    ratio = f.frac(_pi(), f.row(f.sym("π", "ref"), f.fenced(f.sym("y"))))
    return Working(
        title="KL to the reference",
        left=f.row(f.text("KL"), f.fenced(f.sym("π"), f.op("‖"), f.sym("π", "ref"))),
        letters=f.total("y", _pi(), f.log(ratio)),
        steps=(f.added(*terms, further),),
        result=decimal(learning.now.kl),
        function="widgets.failed_approaches.learned.divergence",
        words=f"In nats. The reference takes each of the {TRIES} answers alike.",
    )


def _term(share: float) -> float:
    """What an answer adds to the KL."""
    return share * log(TRIES * share)


def _pi() -> Markup:
    return f.row(f.sym("π"), f.fenced(f.sym("y")))


def _earned(view: View, _: int) -> Working | None:
    """The mean learned reward of a try."""
    if view.learning is None:
        return None
    learning = view.learning
    return _mean(
        learning,
        learning.answers.learned,
        "Learned reward of a try, on average",
        f.sym("r", "y"),
        decimal(learning.now.learned),
    )


def _accuracy(view: View, _: int) -> Working | None:
    """How often a try is right."""
    if view.learning is None:
        return None
    learning = view.learning
    return _mean(
        learning,
        learning.answers.truth,
        "A try is right",
        f.sym("t", "y"),
        percent(learning.now.truth),
    )


def _mean(
    learning: Learning, values: Sequence[float], title: str, letter: Markup, result: str
) -> Working:
    """A sum of shares times values, the largest shares first."""
    places = learning.best[:SHOWN]
    terms = [
        f.row(
            f.value(learning.policy[n], 5),
            f.op("×"),
            f.value(values[n], 5, fenced_if_negative=True),
        )
        for n in places
    ]
    rest = fsum([learning.policy[n] * values[n] for n in range(TRIES) if n not in places])
    further = f.under(f.value(rest, 5, fenced_if_negative=True), f"{TRIES - SHOWN} further answers")
    return Working(
        title=title,
        left=f.row(f.sym("E"), f.fenced(letter)),
        letters=f.total("y", _pi(), letter),
        steps=(f.added(*terms, further),),
        result=result,
        function="widgets.failed_approaches.learned.expected",
        words="Each answer’s share of the policy times what it has, the likeliest first.",
    )


WORKINGS: Final[Mapping[str, Maker]] = {
    "picked": _picked,
    "score": _score,
    "alone": _alone,
    "child": _child,
    "ceiling": _ceiling,
    "paths": _paths,
    "tokens": _tokens,
    "share": _share,
    "kl": _kl,
    "earned": _earned,
    "accuracy": _accuracy,
}
"""By key."""
