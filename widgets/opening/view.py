"""The opening's picture: one drawing of who holds the policy, step by step, and its table."""

from __future__ import annotations

from widgets.kit.markup import Markup
from widgets.kit.plot import Frame, panel, spread
from widgets.kit.roles import strategy_role
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import decimal, percent
from widgets.opening.controls import NAMES, STEPS
from widgets.opening.model import View, reasoned

__all__ = ["render", "table"]

HEIGHT = 150
MOMENTS = range(STEPS + 1)
FRAME = Frame(Linear(0, STEPS), Linear(0, 1), height=HEIGHT)
TENS = tuple(range(0, STEPS + 1, 10))
# Verify lies lowest and Derive on it, so that their common edge is what the two have together.
ORDER = tuple(reversed(range(len(NAMES))))
EDGE = "Derive + Verify"
UNDER_NAME = 20
"""Steps that the edge's name covers on a narrow screen."""


def render(view: View) -> Markup:
    """The picture: the four shares, piled on one another, over the steps."""
    run, now = view.run, view.run.policy_at(view.step)
    together = [reasoned(run.policy_at(step)) for step in MOMENTS]
    return panel(
        "Four ways to answer: their shares of the policy",
        FRAME.svg(
            "Share of each strategy in the policy over the steps",
            FRAME.y_axis(written=percent, ticks=(0, 0.5, 1)),
            FRAME.stack(
                MOMENTS,
                [[run.policy_at(step)[a] for step in MOMENTS] for a in ORDER],
                [strategy_role(a) for a in ORDER],
            ),
            FRAME.line(MOMENTS, together, "toy"),
            FRAME.future(view.step),
            FRAME.x_axis(ticks=TENS),
            FRAME.label("100%", "100%", "steps", style="tick", dx=11, dy=17),
            FRAME.rule(x=view.step, style="playhead"),
            FRAME.dot(view.step, together[view.step], "toy"),
            _edge_name(together),
            *_names(now),
            FRAME.drag("step"),
        ),
        size="full opening",
    )


def table(view: View) -> Table:
    """The run in numbers: every fifth step, and the one shown."""
    rows = []
    for number in sorted({*range(0, STEPS + 1, 5), view.step}):
        policy = view.run.policy_at(number)
        shares = [percent(share, 1) for share in (*policy, reasoned(policy))]
        reward = decimal(view.run.steps[number - 1].mean_reward, 3) if number else "–"
        rows.append((str(number), *shares, reward))
    columns = ("Step", *NAMES, "Derive and Verify", "Group’s mean reward")
    return Table("The run at every fifth step and at the one shown", columns, tuple(rows))


def _edge_name(together: list[float]) -> Markup:
    """What the dark edge is, at its start and on the side from which it moves away."""
    early = together[:UNDER_NAME]
    if early[-1] > early[0]:
        return FRAME.label(0, min(early), EDGE, style="name", dx=7, dy=16)
    return FRAME.label(0, max(early), EDGE, style="name", dx=7, dy=-7)


def _names(now: tuple[float, ...]) -> list[Markup]:
    """Each strategy's name and present share, at the right, beside its surface."""
    middles, floor = [], 0.0
    for a in ORDER:
        middles.append(floor + now[a] / 2)
        floor += now[a]
    places = spread(middles, gap=18 / HEIGHT, low=0.04, high=0.96)
    return [
        FRAME.key(place, strategy_role(a), NAMES[a], percent(now[a]))
        for a, place in zip(ORDER, places, strict=True)
    ]
