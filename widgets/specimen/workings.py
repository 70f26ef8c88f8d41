"""How the two numbers of the specimen that open were computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from widgets.kit import formula as f
from widgets.kit.words import decimal, plain
from widgets.kit.working import Working
from widgets.specimen.model import View, mean_of

__all__ = ["WORKINGS"]


def _value(view: View, _: int) -> Working:
    left = f.row(f.num("1"), f.op("−"), f.num(decimal(1 - view.rate, 3)))
    fall = f.row(f.op("−"), f.num(plain(view.pace, 4)), f.op("×"), f.num(str(view.step)))
    return Working(
        title=f"The curve at step {view.step}",
        left=f.sym("c"),
        letters=f.row(
            f.num("1"),
            f.op("−"),
            f.fenced(f.num("1"), f.op("−"), f.text("rate")),
            f.power(f.sym("e"), f.row(f.op("−"), f.text("pace"), f.op("×"), f.text("step"))),
        ),
        steps=(f.row(left, f.op("×"), f.power(f.sym("e"), fall)),),
        result=decimal(view.curve[view.step]),
        function="widgets.specimen.model.rise",
    )


def _mean(view: View, _: int) -> Working:
    rewards = view.rewards
    return Working(
        title=f"The mean of {len(rewards)} rewards",
        left=f.sym("m"),
        letters=f.frac(f.total("i", f.sym("r", "i")), f.text("tries")),
        steps=(f.frac(f.num(str(sum(rewards))), f.num(str(len(rewards)))),),
        result=decimal(mean_of(rewards)),
        function="widgets.specimen.model.mean_of",
        words="One for every try that is right, nothing for the others.",
    )


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "value": _value,
    "mean": _mean,
}
"""By key."""
