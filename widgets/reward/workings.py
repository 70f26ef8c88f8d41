"""How the numbers that open were computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from widgets.kit import formula as f
from widgets.kit.words import decimal
from widgets.kit.working import Working
from widgets.reward.model import View
from widgets.reward.timing import FAR, NEAR

__all__ = ["WORKINGS"]


def _reward(view: View, _: int) -> Working | None:
    answer = view.answer
    if answer is None or answer.reward is None or answer.accuracy is None:
        return None
    parts = (answer.accuracy.right, answer.kept)
    return Working(
        title="The reward of this completion",
        left=f.sym("r"),
        letters=f.row(f.sym("r", "accuracy"), f.op("+"), f.sym("r", "format")),
        steps=(f.added(*(f.num("1" if paid else "0") for paid in parts)),),
        result=decimal(answer.reward, 0),
        function="widgets.reward.grading.reward_of",
        words="Version 2 gives both parts the same weight. It pays 1 for a match; the format"
        " reward’s size is not printed, and the 1 there is ours.",
        source="R1 v2 §2.2",
    )


def _share(view: View, _: int) -> Working | None:
    run = view.run
    if run is None or run.share is None or not run.finished or not run.tests:
        return None
    return Working(
        title="The reward of this program",
        left=f.sym("r"),
        letters=f.frac(f.text("tests passed"), f.text("tests")),
        steps=(f.frac(f.num(str(run.passed)), f.num(str(len(run.tests)))),),
        result=decimal(run.share),
        function="widgets.reward.program.share_of",
        words="Whether the paper pays for a part of the tests is not published; this does.",
    )


def _grown(view: View, _: int) -> Working | None:
    answer = view.answer
    if answer is None or answer.grown is None:
        return None
    times = dict(answer.rule)
    return Working(
        title="How many times as long grading took",
        left=f.text("times as long"),
        letters=f.frac(f.text(f"{FAR:,} tokens"), f.text(f"{NEAR:,} tokens")),
        steps=(
            f.frac(
                f.value(times[FAR] * 1000, 4),
                f.value(times[NEAR] * 1000, 4),
            ),
        ),
        result=decimal(answer.grown, 1),
        function="widgets.reward.timing.grown",
        words="In milliseconds on this machine, each the best of a few rounds.",
    )


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "reward": _reward,
    "share": _share,
    "grown": _grown,
}
"""By key."""
