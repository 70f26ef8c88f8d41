"""The policy: a tree of tokens, with logits wherever there is a choice.

Traces that begin alike share their first tokens. Where they part stands a row of logits, one a
token that can follow; everywhere else only one token can follow, and nothing is to be learned.
The probability of a trace is the product of those of its tokens, as in a language model.
"""

from __future__ import annotations

from math import exp, log
from typing import Final, NamedTuple

from grpo_core import log_softmax
from widgets.imitate_or_explore.traces import RATES, TRACES

__all__ = [
    "NODES",
    "PATHS",
    "Choice",
    "Node",
    "Table",
    "accuracy",
    "loss_of",
    "share_of",
    "shares_of",
    "start_table",
    "token_losses",
]

Table = tuple[tuple[float, ...], ...]
"""One row of logits a node."""


class Node(NamedTuple):
    """A place where traces part.

    Attributes:
        said: the tokens before it.
        options: the tokens that can follow.
    """

    said: tuple[str, ...]
    options: tuple[str, ...]


class Choice(NamedTuple):
    """One choice on the way of a trace.

    Attributes:
        node: where, as an index into `NODES`.
        option: what it takes there.
        place: which of its tokens that is, counted from 0.
    """

    node: int
    option: int
    place: int


def _nodes(said: tuple[str, ...] = ()) -> list[Node]:
    """The places below some tokens where traces part, from the first token on."""
    deep = len(said)
    following = dict.fromkeys(
        trace.tokens[deep]
        for trace in TRACES
        if trace.tokens[:deep] == said and deep < len(trace.tokens)
    )
    here = [Node(said, tuple(following))] if len(following) > 1 else []
    return here + [node for token in following for node in _nodes((*said, token))]


NODES: Final = tuple(_nodes())
"""Four of them: after nothing, after “=”, after “= 17 × (” and after “17”."""

PATHS: Final = tuple(
    tuple(
        Choice(number, node.options.index(trace.tokens[len(node.said)]), len(node.said))
        for number, node in enumerate(NODES)
        if trace.tokens[: len(node.said)] == node.said
    )
    for trace in TRACES
)
"""The choices of every trace, in order."""

FIRST: Final = {"=": 0.26, "17": 0.32, "≈": 0.42}
"""How the starting policy begins."""
SPLIT: Final = 0.65
"""How often it then splits 23 into 20 + 3 rather than 25 − 2."""
LONG: Final = 0.65
"""How often it multiplies by digits rather than adds."""


def start_table(best: float) -> Table:
    """The policy before training, as log-probabilities; also the reference.

    Args:
        best: share of the surest trace, above 0 and below the share of its first token.

    Example:
        >>> [round(share_of(start_table(0.06), trace), 3) for trace in range(6)]
        [0.06, 0.07, 0.13, 0.208, 0.112, 0.42]
    """
    found = best / FIRST["="]
    shares = (
        {**FIRST},
        {"(20 − 3)": found, "17 × (": 1.0 - found},
        {"25 − 2)": 1.0 - SPLIT, "20 + 3)": SPLIT},
        {"× 3": LONG, "+ 17": 1.0 - LONG},
    )
    return tuple(
        tuple(log(share[token]) for token in node.options)
        for node, share in zip(NODES, shares, strict=True)
    )


def share_of(table: Table, trace: int) -> float:
    """The probability of a whole trace: Π_t π(o_t | o_<t).

    Example:
        >>> round(share_of(start_table(0.06), 2), 4)
        0.13
    """
    return shares_of([log_softmax(row) for row in table])[trace]


def shares_of(logp: list[list[float]]) -> tuple[float, ...]:
    """The probability of every trace.

    Args:
        logp: log π of every option, one row a node.
    """
    return tuple([exp(sum([logp[node][option] for node, option, _ in path])) for path in PATHS])


def token_losses(table: Table, trace: int) -> tuple[float, ...]:
    """What supervised fine-tuning pays for each token of a trace: −log π(o_t | o_<t).

    Args:
        table: the policy's logits.
        trace: the one that was demonstrated.

    Returns:
        One loss a token, in nats; exactly 0 where only one token can follow.

    Example:
        >>> [round(loss, 2) for loss in token_losses(start_table(0.06), 2)]
        [1.35, 0.26, 0.43, 0.0, 0.0, 0.0, 0.0]
    """
    losses = [0.0] * len(TRACES[trace].tokens)
    for node, option, place in PATHS[trace]:
        losses[place] = 0.0 - log_softmax(table[node])[option]
    return tuple(losses)


def loss_of(table: Table, trace: int) -> float:
    """The loss of a whole trace: the sum over its tokens, −log of its probability.

    Example:
        >>> round(loss_of(start_table(0.06), 2), 2)
        2.04
    """
    return sum(token_losses(table, trace))


def accuracy(shares: tuple[float, ...]) -> float:
    """How often a policy is right: Σ π(trace) · rate(trace). Nothing is sampled.

    Example:
        >>> accuracy((0.0, 0.0, 0.0, 0.0, 0.0, 1.0)) == RATES[5]
        True
    """
    return sum([share * rate for share, rate in zip(shares, RATES, strict=True)])
