"""One meaning, one look, one word: the table that all sixteen pictures share.

A widget asks for a role, never for a colour. Colours live in the style sheet, one rule a role
(`.r-policy` and so on) for light and dark; shape, dash and word are here, because colour alone
must never carry a meaning.

What holds beyond single roles:

- Blue is the policy and its shares, and nothing else. What a toy computes is ink.
- Up is above the line and filled. Down is below it; where nothing lies below, it is hollow.
- Filled is now; hollow is before, or pinned, or no longer in force. What is still to come is pale.
- The chosen thing has an outline in ink or a bold name; in other panels its shadow is a grey band.
- A line's name stands where the line ends; a present value stands at the present dot or in a note.
- What can be dragged is a ring; what can be pressed is a button, or changes under the pointer.
- A number with dots under it opens, and shows how it was computed.

Words: a *try* is one sampled answer (where its tokens matter, a *rollout*), a *step* is one sampled
group, an *update* one change of the logits. The *reference* *pulls*. *Credit* is what a token's
log-probability gets, *push* what reaches a logit.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

__all__ = ["ROLES", "Look", "Role", "strategy_role"]

Role = Literal[
    "policy",
    "reference",
    "right",
    "wrong",
    "gain",
    "loss",
    "kl",
    "pinned",
    "published",
    "toy",
    "objective",
    "neutral",
    "part-1",
    "part-2",
    "part-3",
    "part-4",
]


class Look(NamedTuple):
    """How a role is told apart without colour.

    Attributes:
        word: what it is called in captions.
        sign: the shape, dash or glyph that goes with the colour.
        colour: the colour's name, for people who write about the pictures.
    """

    word: str
    sign: str
    colour: str


ROLES: Final[dict[Role, Look]] = {
    "policy": Look("policy π", "solid line", "blue"),
    "reference": Look("reference π_ref", "dashed line or ring", "grey"),
    "right": Look("right answer", "✓", "green"),
    "wrong": Look("wrong answer", "✗", "vermilion"),
    "gain": Look("positive advantage, push up", "above the line, filled", "green"),
    "loss": Look("negative advantage, push down", "below the line, or hollow", "vermilion"),
    "kl": Look("KL divergence", "solid line", "purple"),
    "pinned": Look("pinned run", "thin line, hollow mark", "ink"),
    "published": Look("published number", "diamond, dark outline", "ink"),
    "toy": Look("toy model's number", "round, filled", "ink"),
    "objective": Look("objective J", "solid line; stronger shade is more", "ink"),
    "neutral": Look("anything else", "thin line", "grey"),
    "part-1": Look("first part of a policy", "its label", "palest blue"),
    "part-2": Look("second part of a policy", "its label", "pale blue"),
    "part-3": Look("third part of a policy", "its label", "middle blue"),
    "part-4": Look("fourth part of a policy", "its label", "deep blue"),
}

PARTS: Final[tuple[Role, ...]] = ("part-1", "part-2", "part-3", "part-4")


def strategy_role(index: int) -> Role:
    """The role of a policy's n-th part, counted from 0; four are told apart.

    Example:
        >>> strategy_role(3)
        'part-4'
    """
    return PARTS[index % len(PARTS)]
