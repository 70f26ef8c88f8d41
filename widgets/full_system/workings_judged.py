"""How rollouts, rewards, baseline and advantages were computed."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, fsum
from typing import Final

from widgets.full_system.batch import policy_row
from widgets.full_system.model import View
from widgets.full_system.shown import Maker, of_part
from widgets.full_system.texts import LETTERS
from widgets.kit import formula as f
from widgets.kit.words import decimal, percent, plain, signed
from widgets.kit.working import Working

__all__ = ["JUDGED"]

BATCH: Final = "widgets.full_system.batch"


@of_part("rollouts")
def _share(view: View, place: int) -> Working:
    """A softmax over the sampling weights."""
    logits = view.values["policy"].sampling[view.values["question"]]
    share, letter = policy_row(logits)[place - 1], LETTERS[place - 1]

    below = f.total("b", f.power(f.sym("e"), f.sym("z", "b")))
    return Working(
        title=f"Share of text {letter} when the rollouts were sampled",
        left=f.row(f.sym("π", "old"), f.fenced(f.text(letter))),
        letters=f.frac(f.power(f.sym("e"), f.sym("z", letter)), below),
        steps=(
            f.frac(
                f.power(f.sym("e"), f.num(decimal(logits[place - 1], 2))),
                f.value(fsum(map(exp, logits)), 5),
            ),
        ),
        result=percent(share),
        function=f"{BATCH}.policy_row",
        words="Below the line, e to the power of each of the six sampling logits, added up: "
        + ", ".join(decimal(logit, 2) for logit in logits)
        + ".",
    )


@of_part("reward")
def _total(view: View, place: int) -> Working:
    """The rule's two rewards."""
    found = view.values["reward"][view.first(place - 1)]
    return Working(
        title=f"Reward of text {LETTERS[place - 1]}",
        left=f.sym("r"),
        letters=f.row(f.text("accuracy"), f.op("+"), f.text("format")),
        steps=(f.added(f.num(f"{found.accuracy:.0f}"), f.num(f"{found.format:.0f}")),),
        result=f"{found.total:.0f}",
        function="grpo_core.rewards.rule.rule_reward",
        words=f"The rule has read the whole text; the gold answer is {view.values['gold']}.",
        source="R1 v2 §2.2",
    )


@of_part("baseline")
def _mean(view: View, _: int) -> Working:
    """The group's mean."""
    totals = [reward.total for reward in view.values["reward"]]
    return Working(
        title="Mean of the group’s rewards",
        left=f.text("mean"),
        letters=f.frac(f.total("i", f.sym("r", "i")), f.sym("G")),
        steps=(f.frac(f.num(f"{fsum(totals):.0f}"), f.num(str(len(totals)))),),
        result=decimal(view.values["baseline"].mean),
        function=f"{BATCH}.baseline_of",
        source="R1 v1 eq. 3",
    )


@of_part("baseline")
def _std(view: View, _: int) -> Working:
    """The population's standard deviation, by how many rewards there are of each kind."""
    totals = [reward.total for reward in view.values["reward"]]
    mean, std = view.values["baseline"]
    terms = [
        f"{totals.count(kind)} × ({kind:.0f} − {plain(mean, 5)})²"
        for kind in sorted(set(totals), reverse=True)
    ]
    deviation = f.fenced(f.sym("r", "i"), f.op("−"), f.text("mean"))
    return Working(
        title="Standard deviation of the group’s rewards",
        left=f.text("std"),
        letters=f.root(f.frac(f.total("i", f.power(deviation, f.num("2"))), f.sym("G"))),
        steps=(
            f.root(f.frac(f.num(decimal(std * std * len(totals), 4)), f.num(str(len(totals))))),
        ),
        result=decimal(view.values["baseline"].std),
        function=f"{BATCH}.baseline_of",
        words=f"Above the line: {' + '.join(terms)}. Divided by G, as for a population; the papers"
        " do not say which they mean.",
        source="R1 v1 eq. 3",
    )


@of_part("advantages")
def _advantage(view: View, place: int) -> Working:
    """A rollout's reward against its group."""
    at = view.first(place - 1)
    mean, std = view.values["baseline"]
    above = f.row(f.sym("r", "i"), f.op("−"), f.text("mean"))
    reward = f.num(f"{view.values['reward'][at].total:.0f}")
    given = f.row(reward, f.op("−"), f.value(mean, 6))
    return Working(
        title=f"Advantage of text {LETTERS[place - 1]}",
        left=f.sym("A", "i"),
        letters=f.frac(above, f.text("std")),
        steps=(f.frac(given, f.value(std, 6)),) if std else (),
        result=signed(view.values["advantages"][at]),
        function=f"{BATCH}.advantages_of",
        words="" if std else "All rewards are equal: nothing to compare, so exactly zero.",
        source="R1 v1 eq. 3",
    )


JUDGED: Final[Mapping[str, Maker]] = {
    "share": _share,
    "total": _total,
    "mean": _mean,
    "std": _std,
    "advantage": _advantage,
}
"""By key."""
