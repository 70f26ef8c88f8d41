"""What lies behind the curves: what the policy does in each context, and what a check is worth."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from widgets.aha_moment.agent import OPTIONS, VERIFY
from widgets.aha_moment.frames import SLUG, keys, when
from widgets.aha_moment.model import PLANS, View
from widgets.kit.markup import Markup, join
from widgets.kit.plot import Frame, panel, toolbar
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.words import decimal, percent
from widgets.kit.working import named, opens

__all__ = ["CONTEXTS", "policy", "worth"]

CONTEXTS: Final = (
    "before the work is done",
    "work done, not yet checked",
    "done, checked once",
    "done, checked twice",
    "done, checked three times or more",
    "sees a slip it cannot mend",
)
"""What the agent can see, in words."""

ROLES: Final[dict[str, Role]] = {"answer": "neutral", "think": "part-1", "verify": "part-4"}
"""The parts of the policy: thinking and checking look as they do in a solution. An answer is grey,
as the policy does not know whether it is right."""

KEYS: Final = (("wait", "checks"), ("think", "thinks"), ("answer", "answers"))
"""The parts' looks, and their names."""

TOP: Final = -0.3
"""Where the bars' drawing begins: above the first of them the column of numbers has its head."""

POLICIES: Final = Frame(Linear(0, 1), Linear(len(OPTIONS), TOP), height=277)
"""Where the policy is drawn: shares across, one context below the other."""


def policy(view: View) -> Markup:
    """The policy: in each context, how often it answers, thinks and checks."""
    bars, numbers = [], []
    for context, (options, row) in enumerate(zip(OPTIONS, view.policy, strict=True)):
        left = 0.0
        for option, share in sorted(
            zip(options, row, strict=True), key=lambda part: ORDER[part[0]]
        ):
            bars.append(
                POLICIES.bar((left, left + share), (context + 0.5, context + 0.86), ROLES[option])
            )
            left += share
        numbers.append(
            POLICIES.opens(
                SLUG,
                named("verify", context + 1),
                "100%",
                context + 0.24,
                percent(row[options.index(VERIFY)]),
                f"Checks when {CONTEXTS[context]}",
                entry=context == 0,
                style="end",
            )
        )
    return panel(
        f"What the policy does {when(view.step)}",
        keys(*KEYS),
        POLICIES.svg(
            "Shares of checking, thinking and answering in each context",
            *bars,
            _names(),
            toolbar("How often it checks", *numbers),
            role="group",
        ),
        size="half aha-policy",
    )


@cache
def _names() -> Markup:
    """What stands beside the bars, in every picture the same."""
    names = [
        POLICIES.label("0%", context + 0.24, name, style="start")
        for context, name in enumerate(CONTEXTS)
    ]
    return join((*names, POLICIES.label("100%", "0%", "checks", style="tick end", dy=0)))


ORDER: Final = {"verify": 0, "think": 1, "answer": 2}
"""Checks lie at the left, where their shares can be compared."""

OPENING: Final = (0, 1, PLANS - 1)
"""Plans whose chance is written."""


def worth(view: View) -> Markup:
    """How likely a plan of all the work and so many checks is to end right, and what it costs."""
    return _worth(view.worth, view.training.price, view.task.difficulty, view.breaking[0])


@lru_cache(maxsize=1)
def _worth(chances: tuple[float, ...], price: float, steps: int, breaking: float) -> Markup:
    """Remembered: neither luck nor the policy changes it."""
    frame = Frame(Linear(-0.5, PLANS - 0.5), Linear(0, 1), height=190)
    costs = [(checks, price * (steps + checks)) for checks in range(PLANS) if price]
    seen = [(checks, cost) for checks, cost in costs if cost <= 1.0]
    layers: list[Markup] = [
        frame.bar((checks - 0.32, checks + 0.32), (0, chance), "right")
        for checks, chance in enumerate(chances)
    ]
    if len(seen) > 1:
        xs, ys = zip(*seen, strict=True)
        layers.append(frame.line(xs, ys, "toy", "dashed"))
        layers.append(frame.label(*seen[-1], "price", style="name end", dx=-4, dy=-8))
    numbers = [
        frame.opens(
            SLUG,
            named("worth", place),
            checks,
            chances[checks],
            percent(chances[checks]),
            f"Chance of a right answer after {checks} checks",
            entry=place == 1,
            style="name middle",
            dy=-7,
        )
        for place, checks in enumerate(OPENING, start=1)
    ]
    return panel(
        "What checking is worth",
        frame.svg(
            "Chance of a right answer after all the work and so many checks",
            frame.y_axis(written=percent, ticks=(0, 0.5, 1)),
            *layers,
            toolbar("Chances", *numbers),
            frame.x_axis("checks after the work", ticks=range(PLANS)),
            role="group",
        ),
        size="half aha-worth",
        note=join(
            (
                "chance of a right answer; from a price of ",
                opens(SLUG, "breaking", decimal(breaking, 3), "Breaking price"),
                " a turn on, no such plan beats answering at once",
            )
        ),
    )
