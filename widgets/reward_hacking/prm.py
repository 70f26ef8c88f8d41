"""The reward model: a logistic regression on what the words of a step look like.

It never computes anything that a step says. It counts: words, numbers, equals signs, headings, and
words of six kinds. How likely such a step is to be good it has learned from labelled steps
(`training`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import exp, fsum
from typing import Final, NamedTuple

from widgets.kit.data import stored

__all__ = [
    "FEATURES",
    "POOLINGS",
    "Feature",
    "Model",
    "Scored",
    "Token",
    "learned",
    "pooled",
    "score_response",
    "step_features",
    "step_score",
    "steps_of",
    "tokens_of",
]


class Feature(NamedTuple):
    """What the model counts in a step.

    Attributes:
        key: for tests and classes.
        label: what it is called on the page.
        words: the words of that kind, in lower case; empty where a rule says it.
    """

    key: str
    label: str
    words: frozenset[str] = frozenset()


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


FEATURES: Final = (
    Feature("words", "ten words"),
    Feature("numbers", "a number"),
    Feature("equals", "an equals sign"),
    Feature("maths", "LaTeX, a heading"),
    Feature("problem", "a problem’s word"),
    Feature(
        "links",
        "so, therefore …",
        _words("so therefore thus hence because since gives follows"),
    ),
    Feature(
        "order",
        "first, then …",
        _words("first second third then next now finally after let"),
    ),
    Feature(
        "checks",
        "check, verify …",
        _words(
            "check checks checked checking verify verifies verified verifying confirm confirms"
            " confirmed correct consistent agrees matches match"
        ),
    ),
    Feature(
        "sure",
        "clearly …",
        _words("clearly obviously certainly definitely surely exactly indeed simply"),
    ),
    Feature(
        "doubt",
        "maybe, wait …",
        _words("maybe perhaps probably guess roughly about around might wait hmm unsure think"),
    ),
)
"""In the order of the weights."""

LENGTH: Final = 0
NUMBERS: Final = 1
EQUALS: Final = 2
MATHS: Final = 3
PROBLEM: Final = 4
KIND_OF: Final[Mapping[str, int]] = {
    word: number for number, feature in enumerate(FEATURES) for word in feature.words
}

COMMON: Final = _words(
    "a an the and or of in on to by is are be it its he she his her has had have how many much what"
    " does do did at for from with that there which they them then than if as each all"
)
"""Words that say nothing of a problem, and are not counted as words of it."""

_PIECES: Final = re.compile(
    r"(?P<tag></?(?:think|answer)>)"
    r"|(?P<maths>\\[A-Za-z]+|\*\*|\$|#+|[Ss]tep \d+:)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<equals>=)"
    r"|(?P<word>[^\W\d_]+)"
)
"""What a step is made of; whatever is none of these is passed over. Each piece is found in one go
from left to right, so the time grows linearly with the text."""

POOLINGS: Final = ("mean", "least")
"""How the scores of steps become the score of a response."""

LARGE: Final = 700.0
"""Beyond it e to the power is too large, or too small, to be held."""


class Token(NamedTuple):
    """A piece of a text that the model counts.

    Attributes:
        start: where it stands in the text.
        end: where it ends.
        kind: index of its feature, or `LENGTH` for a word of no kind.
        word: whether it also counts as a word.
    """

    start: int
    end: int
    kind: int
    word: bool


class Model(NamedTuple):
    """A trained model.

    Attributes:
        bias: what every step starts from.
        weights: one per feature, per count; for the length per ten words.
        steps: labelled steps it was trained on.
        good: how many of them are labelled good.
        problems: how many problems they belong to.
        right: share of them that it judges rightly, above and below one half.
        held_out: the same for steps of problems that it was not trained on, by cross-validation.
    """

    bias: float
    weights: tuple[float, ...]
    steps: int
    good: int
    problems: int
    right: float
    held_out: float


class Scored(NamedTuple):
    """A response with what the model says of it.

    Attributes:
        spans: where each step stands in the text.
        features: one row of counts per step.
        scores: one number per step, between 0 and 1.
    """

    spans: tuple[tuple[int, int], ...]
    features: tuple[tuple[float, ...], ...]
    scores: tuple[float, ...]


@cache
def learned() -> Model:
    """The model that the build has trained (`training.train`)."""
    record = stored("reward-hacking-model")
    return Model(**{**record, "weights": tuple(record["weights"])})


@lru_cache(maxsize=64)
def problem_words(problem: str) -> frozenset[str]:
    """The words of a problem that a step may repeat.

    Example:
        >>> sorted(problem_words("How many seats has the hall?"))
        ['hall', 'seats']
    """
    words = {found["word"].lower() for found in _PIECES.finditer(problem) if found["word"]}
    return frozenset(words) - COMMON - KIND_OF.keys()


def tokens_of(text: str, start: int, end: int, problem: str) -> list[Token]:
    """The pieces of a stretch of text that the model counts.

    Args:
        text: any text whatever.
        start: where the stretch begins.
        end: where it ends.
        problem: the problem that it is an answer to.

    Example:
        >>> [token.kind for token in tokens_of("So 2 = 2 seats", 0, 14, "How many seats?")]
        [5, 1, 2, 1, 4]
    """
    repeated = problem_words(problem)
    found = []
    for piece in _PIECES.finditer(text, start, end):
        group = piece.lastgroup
        if group == "tag":
            continue
        if group == "word":
            word = piece.group().lower()
            kind = KIND_OF.get(word, PROBLEM if word in repeated else LENGTH)
        else:
            kind = MATHS if group == "maths" else NUMBERS if group == "number" else EQUALS
        found.append(Token(*piece.span(), kind, group == "word"))
    return found


def step_features(text: str, problem: str) -> tuple[float, ...]:
    """The counts of a step, one per feature; the first is its words by tens.

    Args:
        text: any text whatever.
        problem: the problem that it is an answer to.

    Example:
        >>> step_features("So 2 + 2 = 4.", "")
        (0.1, 3.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    """
    return _counted(tokens_of(text, 0, len(text), problem))


def _counted(tokens: Sequence[Token]) -> tuple[float, ...]:
    counts = [0] * len(FEATURES)
    words = 0
    for _, _, kind, word in tokens:
        words += word
        if kind != LENGTH:
            counts[kind] += 1
    return (words / 10, *map(float, counts[1:]))


def step_score(features: Sequence[float], bias: float, weights: Sequence[float]) -> float:
    """How likely a step is to be good, says the model: 1/(1 + e^−z), z = bias + Σ weight·count.

    Example:
        >>> step_score((2.0, 1.0), 0.0, (0.5, -1.0))
        0.5
        >>> step_score((1e9,), 0.0, (-1.0,))
        0.0
    """
    z = bias + fsum([w * x for w, x in zip(weights, features, strict=True) if x])
    return 0.0 if z < -LARGE else 1.0 / (1.0 + exp(-z))


def steps_of(response: str) -> list[tuple[int, int]]:
    r"""Where the steps of a response stand: its lines before the answer that say something.

    Args:
        response: any text whatever.

    Example:
        >>> text = "<think>One.\n\nTwo.</think>\n<answer>3</answer>"
        >>> [text[a:b] for a, b in steps_of(text)]
        ['<think>One.', 'Two.</think>']
    """
    end = response.find("<answer>")
    end = len(response) if end < 0 else end
    found, start = [], 0
    while start < end:
        stop = response.find("\n", start, end)
        stop = end if stop < 0 else stop
        if any(piece.lastgroup != "tag" for piece in _PIECES.finditer(response, start, stop)):
            found.append((start, stop))
        start = stop + 1
    return found


@lru_cache(maxsize=32)
def score_response(response: str, problem: str) -> Scored:
    """The steps of a response and their scores, remembered.

    Args:
        response: any text whatever.
        problem: the problem that it is an answer to.
    """
    model = learned()
    spans = steps_of(response)
    features = [_counted(tokens_of(response, start, end, problem)) for start, end in spans]
    scores = [step_score(row, model.bias, model.weights) for row in features]
    return Scored(tuple(spans), tuple(features), tuple(scores))


def pooled(scores: Sequence[float], pooling: str) -> float:
    """The score of a response from those of its steps; 0 for a response without one.

    Args:
        scores: one per step.
        pooling: a name from `POOLINGS`.

    Example:
        >>> pooled([0.5, 1.0], "mean"), pooled([0.5, 1.0], "least"), pooled([], "mean")
        (0.75, 0.5, 0.0)
    """
    if not scores:
        return 0.0
    return fsum(scores) / len(scores) if pooling == "mean" else min(scores)
