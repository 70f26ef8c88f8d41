"""The picture: what one language costs, a chain of thought, the policy, and its training."""

from __future__ import annotations

from typing import Final

from widgets.alignment_tax.chain import SLUG, chain
from widgets.alignment_tax.frontier import frontier
from widgets.alignment_tax.model import View
from widgets.alignment_tax.thoughts import CHINESE, KINDS, LANGUAGES, THOUGHTS
from widgets.alignment_tax.training import STEPS
from widgets.kit.markup import Markup, join
from widgets.kit.plot import Frame, panel, spread, toolbar
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import percent
from widgets.kit.working import named

__all__ = ["render", "table"]

SHARE: Final = Linear(0, 1)
TIME: Final = Linear(0, STEPS)
MOMENTS: Final = range(STEPS + 1)
ROW: Final = 30
"""Height of a thought's row, in CSS pixels."""
TALL: Final = 190
"""Height of the curves, in CSS pixels."""
GAP: Final = 20
"""Between the names of two curves, in CSS pixels."""


def render(view: View) -> Markup:
    """The picture: the frontier, the chain, the five probabilities, the training."""
    return join((frontier(view), chain(view), _policy(view), _training(view)))


def table(view: View) -> Table:
    """Every fifth step and the one shown, in numbers."""
    target = LANGUAGES[view.settings.target].name
    rows = []
    for step in sorted({*range(0, STEPS + 1, 5), view.step}):
        shares = [_asked(view, p) for p in view.run.chinese[step]]
        rows.append(
            (
                str(step),
                percent(view.accuracy[step], 1),
                percent(view.consistency[step], 1),
                *(percent(share, 1) for share in shares),
            )
        )
    columns = ("Step", "Accuracy", "Consistency", *(thought.name for thought in THOUGHTS))
    caption = f"Accuracy, consistency, and the probability of {target} for each thought"
    return Table(caption, columns, tuple(rows))


def _asked(view: View, chinese: float) -> float:
    """The probability of the target language."""
    return chinese if view.settings.target == CHINESE else 1.0 - chinese


def _policy(view: View) -> Markup:
    """The probability of the target language for each thought."""
    target = LANGUAGES[view.settings.target].name
    start = _asked(view, view.settings.start)
    frame = Frame(SHARE, Linear(KINDS, 0), height=ROW * KINDS)
    parts: list[Markup] = [frame.rule(x=0, style="zero")]
    for place, (thought, chinese) in enumerate(zip(THOUGHTS, view.chinese, strict=True)):
        share = _asked(view, chinese)
        rows = (place + 0.2, place + 0.8)
        parts += [
            frame.label("0%", place + 0.5, thought.name, style="tick end", dx=-8),
            frame.bar((0, share), rows, "policy"),
            frame.segment((start, rows[0]), (start, rows[1]), "neutral", "tax-halo"),
            frame.segment((start, rows[0]), (start, rows[1]), "neutral", "tax-start"),
            frame.opens(
                SLUG,
                named("share", place + 1),
                "100%",
                place + 0.5,
                percent(share),
                f"Probability of {target} for {thought.name}",
                entry=place == 0,
                dx=12,
            ),
        ]
    return panel(
        f"Probability of {target}",
        frame.svg(
            f"Probability of {target} for each thought",
            frame.x_axis(written=percent, ticks=(0, 0.5, 1)),
            toolbar("Probabilities", *parts),
            role="group",
        ),
        size="half tax-policy",
        note="for each thought; upright tick: before training",
    )


def _training(view: View) -> Markup:
    """Accuracy and consistency over the steps."""
    frame = Frame(TIME, SHARE, height=TALL)
    step = view.step
    at = step if view.secret else STEPS
    compared = bool(view.settings.weight) and not view.secret
    curves = [
        ("accuracy", view.accuracy, ""),
        ("consistency", view.consistency, "dashed"),
    ]
    ends = [curve[at] for _, curve, _ in curves]
    if compared:
        ends.append(view.plain[-1])
    places = spread([SHARE(end) for end in ends], gap=GAP / TALL, low=0.05, high=0.95)
    names: list[Markup] = []
    for (name, curve, _), height in zip(curves, places[:2], strict=True):
        key = "accuracy" if name == "accuracy" else "average"
        names += [
            frame.label("100%", height, name, role="toy", style="name", dx=8),
            frame.opens(
                SLUG,
                key,
                "100%",
                height,
                percent(curve[step]),
                f"{name.capitalize()} of the policy",
                entry=name == "accuracy",
                dx=82,
            ),
        ]
    others: list[Markup] = []
    if compared:
        others.append(frame.line(MOMENTS, view.plain, "neutral", "tax-plain"))
        names.append(
            frame.label(
                "100%",
                places[2],
                f"with λ = 0, {percent(view.plain[step])}",
                style="name tax-light",
                dx=8,
            )
        )
    return panel(
        "Over training",
        frame.svg(
            "Accuracy and language consistency over the steps",
            frame.y_axis(written=percent, ticks=(0, 0.5, 1)),
            *(frame.line(MOMENTS, curve, "toy", style) for _, curve, style in curves),
            *others,
            frame.future(step, secret=view.secret),
            frame.x_axis("step", ticks=(0, 25, 50)),
            frame.rule(x=step, style="playhead"),
            *(frame.dot(step, curve[step], "toy") for _, curve, _ in curves),
            toolbar("Present values", *names),
            frame.drag("step"),
            role="group",
        ),
        size="half tax-training",
        note=f"exact means of the policy; in numbers at step {step}",
    )
