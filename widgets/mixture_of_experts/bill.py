"""Counts parameters from the configuration: how many there are, and how many work on a token."""

from __future__ import annotations

from typing import Final, NamedTuple

from widgets.mixture_of_experts.published import (
    DENSE_LAYERS,
    DENSE_WIDTH,
    EXPERT_WIDTH,
    EXPERTS,
    HEADS,
    KEY_PLAIN,
    KEY_ROTARY,
    KV_RANK,
    LAYERS,
    QUERY_RANK,
    SHARED,
    TOP,
    VALUE,
    VOCABULARY,
    WIDTH,
)

__all__ = [
    "EXPERT",
    "MOE_LAYERS",
    "PARTS",
    "TABLE",
    "Part",
    "active_of",
    "attention",
    "parts",
    "share_of",
    "total_of",
]

MATRICES: Final = 3
"""A feed-forward network with a gate (SwiGLU) is three matrices."""

EXPERT: Final = MATRICES * WIDTH * EXPERT_WIDTH
"""Parameters of one expert."""

MOE_LAYERS: Final = LAYERS - DENSE_LAYERS
"""Layers whose feed-forward network is a mixture of experts."""

TABLE: Final = VOCABULARY * WIDTH
"""Parameters of the embedding; the output head has as many, and they are not shared."""


class Part(NamedTuple):
    """A component of the model.

    Attributes:
        name: what it is.
        total: its parameters.
        active: those that work on a token.
        counted: whether they count as active. The embedding’s do not: a token takes one row of
            the table, and nothing is multiplied.
    """

    name: str
    total: int
    active: int
    counted: bool = True


def attention() -> int:
    """Parameters of one layer’s attention (MLA), with the norms inside it.

    Example:
        >>> attention()
        187107328
    """
    queries = WIDTH * QUERY_RANK + QUERY_RANK + QUERY_RANK * HEADS * (KEY_PLAIN + KEY_ROTARY)
    compressed = WIDTH * (KV_RANK + KEY_ROTARY) + KV_RANK
    keys_and_values = KV_RANK * HEADS * (KEY_PLAIN + VALUE)
    return queries + compressed + keys_and_values + HEADS * VALUE * WIDTH


def parts(experts: int = EXPERTS, top: int = TOP) -> tuple[Part, ...]:
    """The components of the main model, largest at work first; the embedding last.

    The module for predicting a second token (MTP) is not among them.

    Args:
        experts: routed experts of a layer.
        top: how many of them work on a token.

    Example:
        >>> [part.name for part in parts()][:2], parts()[0].active
        (['routed experts', 'attention'], 20434649088)
    """
    dense = DENSE_LAYERS * MATRICES * WIDTH * DENSE_WIDTH
    # Each router is a matrix and a bias per expert; each layer has two norms, and one stands last.
    rest = MOE_LAYERS * experts * (WIDTH + 1) + (2 * LAYERS + 1) * WIDTH
    everywhere = {
        "attention": LAYERS * attention(),
        "shared experts": MOE_LAYERS * SHARED * EXPERT,
        "dense layers": dense,
        "output head": TABLE,
        "routers, norms": rest,
    }
    return (
        Part("routed experts", MOE_LAYERS * experts * EXPERT, MOE_LAYERS * top * EXPERT),
        *(Part(name, size, size) for name, size in everywhere.items()),
        Part("embedding", TABLE, TABLE, counted=False),
    )


PARTS: Final = len(parts())
"""How many components there are."""


def total_of(experts: int = EXPERTS) -> int:
    """All parameters of the main model.

    Args:
        experts: routed experts of a layer.

    Example:
        >>> total_of()
        671026419200
    """
    return sum(part.total for part in parts(experts))


def active_of(experts: int = EXPERTS, top: int = TOP, *, embedding: bool = False) -> int:
    """The parameters that work on a token.

    Args:
        experts: routed experts of a layer; each costs its row of the router.
        top: how many of them work.
        embedding: whether the whole embedding table counts, of which a token takes one row.

    Example:
        >>> active_of(), active_of(embedding=True)
        (36625618432, 37552297472)
    """
    return sum(part.active for part in parts(experts, top) if part.counted or embedding)


def share_of(experts: int = EXPERTS, top: int = TOP) -> float:
    """The share of all parameters that works on a token, the embedding not counted as working.

    Example:
        >>> round(share_of(), 4)
        0.0546
    """
    return active_of(experts, top) / total_of(experts)
