"""The three trainings at a budget of compute, and what to say of them."""

from __future__ import annotations

from math import floor, log10
from typing import Final, NamedTuple

from widgets.distillation.chain import chance_right, signal_share
from widgets.distillation.controls import Controls, as_asked, large_of, small_of
from widgets.distillation.course import (
    HIGH,
    STEPS,
    Course,
    Model,
    bill_of,
    budget_at,
    explored,
    margin_of,
    taught,
    tries_per_trace,
)
from widgets.distillation.published import BENCHMARKS
from widgets.kit.words import percent

__all__ = ["EVEN", "LITTLE", "MOVED", "Bill", "View", "compute", "one_in", "rare", "units"]

EVEN: Final = 0.05
"""A difference in P that counts as none."""
LITTLE: Final = 0.005
"""A rise of P too small to be noticed."""
MOVED: Final = 0.05
"""A rise of P below which a model has hardly moved."""
UNITS: Final = " units"
RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
FEWEST: Final = 1e-13
"""A share below which only a bound is given."""


class Bill(NamedTuple):
    """What the taught model costs, in units of compute, when all trainings have ended.

    Attributes:
        tries: of the large model for one right trace, on average.
        sampling: getting the traces.
        learning: imitating them.
        topped: the taught model's own RL after that; 0 without.
        teacher: the large model's RL, if it came before its teaching.
    """

    tries: float
    sampling: float
    learning: float
    topped: float
    teacher: float

    @property
    def lesson(self) -> float:
        """The traces and learning from them."""
        return self.sampling + self.learning

    @property
    def total(self) -> float:
        """Everything."""
        return self.lesson + self.topped + self.teacher


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        step: which place on the axis of compute.
        large: the large model.
        small: the small one; the taught model is another copy of it.
        courses: of the three, in the order of `MODELS`.
        topped: the taught model's RL after its teaching, or None.
        traces: how many right traces are copied.
        source: P of the large model when it teaches.
        bill: of the taught model.
        whole: whether the taught model's line begins with the large model's RL.
        seed: fixes all luck.
        benchmark: of the published students, an index.
        secret: whether the rest of the run is hidden, because a prediction waits for it.
    """

    finding: str
    step: int
    large: Model
    small: Model
    courses: tuple[Course, Course, Course]
    topped: Course | None
    traces: int
    source: float
    bill: Bill
    whole: bool
    seed: int
    benchmark: int
    secret: bool

    @property
    def budget(self) -> float:
        """Compute spent, in units."""
        return budget_at(self.step)

    def rights(self, which: int) -> list[float]:
        """q_t of a model at the present budget; 0 large, 1 small, 2 taught."""
        course = self.present(which)
        return [chance_right(z) for z in course.margins[course.at(self.budget)]]

    def present(self, which: int) -> Course:
        """The course that a model is on at the present budget: the taught one's RL, once begun."""
        if which == 2 and self.topped and self.budget >= self.topped.spent[0]:
            return self.topped
        return self.courses[which]

    def success(self, which: int) -> float:
        """P of a model at the present budget."""
        course = self.present(which)
        return course.successes[course.at(self.budget)]

    def model(self, which: int) -> Model:
        """What decides its training; the taught model is a small one."""
        return self.small if which else self.large


def compute(controls: Controls) -> View:
    """The trainings at the chosen budget, and the finding.

    Args:
        controls: the reader's settings.
    """
    large, small = large_of(controls), small_of(controls)
    m, traces = controls.decisions, round(controls.traces)
    low, high = margin_of(controls.small), margin_of(controls.large)
    discovered = explored(large, (high,) * m, controls.seed)
    after = controls.teacher == "after"
    source = discovered.successes[-1 if after else 0]
    sampling, learning = bill_of(small, traces, source, large.price)
    teacher = discovered.cost if after else 0.0
    offset = teacher if controls.whole else 0.0
    copied = taught(small, low, traces, source, large.price, offset)
    topped = None
    if controls.on_top and copied.cost < HIGH:
        topped = explored(small, copied.margins[-1], controls.seed, copied.cost)
    later = topped.cost - copied.cost if topped else 0.0
    bill = Bill(tries_per_trace(source), sampling, learning, later, teacher)
    view = View(
        finding="",
        step=controls.step,
        large=large,
        small=small,
        courses=(discovered, explored(small, (low,) * m, controls.seed), copied),
        topped=topped,
        traces=traces,
        source=source,
        bill=bill,
        whole=controls.whole,
        seed=controls.seed,
        benchmark=[key for key, _ in BENCHMARKS].index(controls.benchmark),
        secret=bool(controls.predict) and controls.step < STEPS,
    )
    return view._replace(finding=" ".join(_said(view, controls)))


def units(compute: float) -> str:
    """An amount of compute in words, to two or three digits.

    Example:
        >>> units(31622.8), units(5.12e6), units(1e8), units(2.6e10)
        ('31,600 units', '5.1 million units', '100 million units', '26 billion units')
    """
    return _large(compute) + UNITS


def one_in(share: float) -> str:
    """A small share in words.

    Example:
        >>> one_in(0.34), one_in(0.004), one_in(6.7e-8)
        ('34%', 'one in 250', 'one in 15 million')
    """
    if share >= 0.01:
        return percent(share)
    return f"one in {_large(1.0 / share)}" if share > FEWEST else "fewer than one in 10,000 billion"


def rare(share: float) -> str:
    """A share as a short number that says how small it is: as a power of ten if need be.

    Example:
        >>> rare(0.34), rare(0.0042), rare(6.7e-8)
        ('34%', '0.42%', '10⁻⁷')
    """
    if share >= 0.01 or share <= 0.0:
        return percent(share)
    if share >= 1e-3:
        return percent(share, 2)
    return "10" + str(round(log10(share))).translate(RAISED)


def _large(number: float) -> str:
    """A large number to two digits, three where it is written out."""
    for size, name in ((1e9, " billion"), (1e6, " million")):
        if number >= 0.9995 * size:
            scaled = number / size
            written = f"{scaled:.1f}".removesuffix(".0") if scaled < 10 else f"{scaled:,.0f}"
            return written + name
    unit = 10.0 ** max(floor(log10(max(number, 1.0))) - 2, 0)
    return f"{round(number / unit) * unit:,.0f}"


def _said(view: View, controls: Controls) -> list[str]:
    """The finding, sentence by sentence."""
    told = [_moment(view), _signal(view)]
    if view.secret:
        told.append(_large_model(view))
    else:
        told.append(_cost(view))
    if controls.predict:
        told.append(_verdict(view, controls))
    return told


def _moment(view: View) -> str:
    """Where the small model stands by either way."""
    small, pupil = view.success(1), view.success(2)
    start = view.courses[1].successes[0]
    spent = f"With up to {units(view.budget)} of compute each"
    if max(small, pupil) < start + LITTLE:
        return (
            f"{spent}, neither teaching nor its own RL has noticeably moved the small model:"
            f" {_right(small)}."
        )
    if abs(pupil - small) < EVEN and min(small, pupil) >= start + LITTLE:
        return (
            f"{spent}, the small model does about as well by its own RL, {_right(small)}, as"
            f" by being taught, {one_in(pupil)}."
        )
    if small > pupil:
        moved = "brought it to" if pupil >= start + LITTLE else "left it at"
        return (
            f"{spent}, its own RL has brought the small model to {_right(small)};"
            f" {_teaching(view)} has {moved} {one_in(pupil)}."
        )
    moved = "brought it to" if small >= start + LITTLE else "left it at"
    return (
        f"{spent}, {_teaching(view)} has brought the small model to {_right(pupil)};"
        f" its own RL has {moved} {one_in(small)}."
    )


def _right(share: float) -> str:
    share_said = one_in(share)
    return (
        f"{share_said} of tries right" if share_said.endswith("%") else f"{share_said} tries right"
    )


def _teaching(view: View) -> str:
    return "teaching and then RL" if view.present(2) is view.topped else "teaching"


def _large_model(view: View) -> str:
    first, now = one_in(view.courses[0].successes[0]), one_in(view.success(0))
    if first == now:
        return f"The large model is at {now}."
    return f"RL has taken the large model from {first} to {now}."


def _signal(view: View) -> str:
    """What the small model's own groups are worth now."""
    p, size = view.success(1), view.small.size
    share = signal_share(p, size)
    if share >= 0.01:
        return f"Of its groups, {percent(share)} now hold both right and wrong tries."
    if p > 0.5:
        return "Nearly all of its groups are right throughout, which teaches nothing more."
    return f"Of its groups, {one_in(share)} holds a right try."


def _cost(view: View) -> str:
    """What it comes to when all trainings have ended."""
    bill = view.bill
    if bill.lesson > HIGH:
        return "So many right traces cost more than the axis holds."
    told = [f"In full, the lesson costs {units(bill.lesson)}"]
    if bill.topped:
        told.append(f"RL on top {units(bill.topped).removesuffix(UNITS)}")
    if bill.teacher:
        told.append(f"the large model’s RL {units(bill.teacher).removesuffix(UNITS)}")
    return f"{', '.join(told)}."


def _verdict(view: View, controls: Controls) -> str:
    """The prediction; it is judged only with the settings that it is about."""
    said = {
        "level": "take it as far as teaching, or further",
        "behind": "move it, but not as far as teaching",
        "flat": "hardly move it",
    }[controls.predict]
    told = f"You predicted, for a small model that starts at 70%, that RL of its own would {said}"
    if not as_asked(controls):
        return f"{told}; the settings are others now."
    if view.secret:
        return f"{told}."
    small, pupil = view.success(1), view.success(2)
    start = view.courses[1].successes[0]
    truth = "flat" if small < start + MOVED else "level" if small > pupil - EVEN else "behind"
    came = {
        "level": "it has taken it as far, or further",
        "behind": "it has moved it less far",
        "flat": "it has hardly moved it",
    }[truth]
    return f"{told}, and so it is." if truth == controls.predict else f"{told}, but {came}."
