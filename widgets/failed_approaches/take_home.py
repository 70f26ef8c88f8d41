"""What is shown, taken home: the numbers of the present curve as CSV."""

from __future__ import annotations

from widgets.failed_approaches.controls import BUDGETS, Controls
from widgets.failed_approaches.model import compute
from widgets.failed_approaches.search import outcomes

__all__ = ["to_csv"]


def to_csv(controls: Controls) -> str:
    """The curve of the idea that is shown; of a search, what became of the tree that is drawn.

    Example:
        >>> to_csv(Controls()).splitlines()[0]
        'tries,right,score'
        >>> to_csv(Controls(tab="search")).splitlines()[-1]
        '512,1'
        >>> to_csv(Controls(tab="learned")).splitlines()[0]
        'beta,kl,right,learned'
    """
    view = compute(controls)
    rows: list[tuple[object, ...]]
    if view.grading:
        rows = [("tries", "right", "score")]
        rows += [(2**n, *pick) for n, pick in enumerate(view.grading.picks)]
    elif view.learning:
        rows = [("beta", "kl", "right", "learned")]
        rows += [(p.beta, p.kl, p.truth, p.learned) for p in view.learning.path]
    else:
        assert view.searching
        found = outcomes(view.searching.tree)
        rows = [("simulations", "right")]
        rows += [(2**n, int(found[n])) for n in range(BUDGETS + 1)]
    return "".join([",".join(map(str, row)) + "\n" for row in rows])
