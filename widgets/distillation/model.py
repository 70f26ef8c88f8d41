"""The three trainings at a budget of compute, and what to say of them."""

from __future__ import annotations

from math import floor, log10
from typing import Final, NamedTuple

from widgets.distillation.chain import chance_right, signal_share
from widgets.distillation.controls import Controls, large_of, small_of
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

__all__ = ["EVEN", "MOVED", "Bill", "View", "compute", "one_in", "units"]

EVEN: Final = 0.05
"""A difference in P that counts as none."""
LITTLE: Final = 0.005
"""A rise of P that is not worth a word."""
MOVED: Final = 0.05
"""A P below which a model has hardly moved."""


class Bill(NamedTuple):
    """What the taught model costs, in units of compute.

    Attributes:
        tries: of the teacher for one right trace, on average.
        sampling: getting the traces.
        learning: copying them.
        teacher: the teacher's own RL.
    """

    tries: float
    sampling: float
    learning: float
    teacher: float

    @property
    def total(self) -> float:
        """All three."""
        return self.sampling + self.learning + self.teacher


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
        source: P of the teacher when it teaches.
        bill: of the taught model.
        whole: whether the teacher's RL is on that bill.
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
    bill = Bill(tries_per_trace(source), sampling, learning, discovered.cost if after else 0.0)
    offset = bill.teacher if controls.whole else 0.0
    copied = taught(small, low, traces, source, large.price, offset)
    topped = None
    if controls.on_top and copied.cost < HIGH:
        topped = explored(small, copied.margins[-1], controls.seed, copied.cost)
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
    return view._replace(finding=" ".join(filter(None, _said(view, controls.predict))))


def units(compute: float) -> str:
    """An amount of compute in words, to two or three digits.

    Example:
        >>> units(31622.8), units(5.12e6), units(1e8), units(2.6e10)
        ('31,600 units', '5.1 million units', '100 million units', '26 billion units')
    """
    return f"{_large(compute)} units"


def one_in(share: float) -> str:
    """A small share in words.

    Example:
        >>> one_in(0.34), one_in(0.004), one_in(6.7e-8)
        ('34%', 'one in 250', 'one in 15 million')
    """
    if share >= 0.01:
        return percent(share)
    return f"one in {_large(1.0 / share)}" if share > 1e-15 else "under one in a thousand billion"


def _large(number: float) -> str:
    """A large number to two digits, three where it is written out."""
    for size, name in ((1e9, " billion"), (1e6, " million")):
        if number >= 0.9995 * size:
            scaled = number / size
            if scaled >= 1e4:
                return f"over 10,000{name}"
            written = f"{scaled:.1f}".removesuffix(".0") if scaled < 10 else f"{scaled:,.0f}"
            return written + name
    unit = 10.0 ** max(floor(log10(max(number, 1.0))) - 2, 0)
    return f"{round(number / unit) * unit:,.0f}"


def _said(view: View, predicted: str) -> list[str]:
    """The finding, sentence by sentence."""
    told = [_moment(view), _signal(view)]
    if not view.secret:
        told.append(_cost(view))
    if predicted:
        told.append(_verdict(view, predicted))
    return told


def _moment(view: View) -> str:
    """Where the small model stands by either way, and the large one."""
    small, pupil = view.success(1), view.success(2)
    start = view.courses[1].successes[0]
    spent = f"With {units(view.budget)} of compute each"
    if max(small, pupil) < start + LITTLE:
        told = (
            f"{spent}, neither teaching nor RL of its own has moved the small model: it is right"
            f" {percent(small)} of the time."
        )
    elif abs(pupil - small) < EVEN:
        told = (
            f"{spent}, the small model does as well by RL of its own, {percent(small)} right, as"
            f" by being taught, {percent(pupil)}."
        )
    elif small > pupil:
        told = (
            f"{spent}, RL of its own has brought the small model to {percent(small)} right tries;"
            f" {_teaching(view)} to {percent(pupil)}."
        )
    else:
        moved = "brought it to" if small > start + LITTLE else "left it at"
        told = (
            f"{spent}, {_teaching(view)} has brought the small model to {percent(pupil)} right"
            f" tries; RL of its own has {moved} {percent(small)}."
        )
    first, now = percent(view.courses[0].successes[0]), percent(view.success(0))
    if first == now:
        return f"{told} The large model is at {now}."
    return f"{told} RL has taken the large model from {first} to {now}."


def _teaching(view: View) -> str:
    return "teaching and then RL" if view.present(2) is view.topped else "teaching"


def _signal(view: View) -> str:
    """What the small model's own groups are worth now."""
    p, size = view.success(1), view.small.size
    share = signal_share(p, size)
    groups = f"groups of {size} from the small model trained by RL"
    if share >= 0.01:
        return f"Of {groups}, {percent(share)} now hold both right and wrong tries."
    if p > 0.5:
        return f"Of {groups}, nearly all are right throughout, which teaches nothing more."
    return f"Of {groups}, {one_in(share)} holds a right try; the others teach it nothing."


def _cost(view: View) -> str:
    """What the taught model's bill comes to."""
    bill = view.bill
    if bill.sampling + bill.learning > HIGH:
        return "So many right traces cost more than the axis holds."
    told = (
        f"The large model’s {view.traces:,} right traces, and learning from them, cost"
        f" {units(bill.sampling + bill.learning)}"
    )
    return told + (f"; its own RL cost {units(bill.teacher)}." if bill.teacher else ".")


def _verdict(view: View, predicted: str) -> str:
    said = {
        "level": "RL of its own would take the small model as far as teaching",
        "behind": "RL of its own would move the small model, but less far than teaching",
        "flat": "RL of its own would hardly move the small model",
    }[predicted]
    if view.secret:
        return f"You predicted that {said}."
    small, pupil = view.success(1), view.success(2)
    truth = "level" if small > pupil - EVEN else "behind" if small > MOVED else "flat"
    came = {
        "level": "it has taken it as far",
        "behind": "it has taken it less far",
        "flat": "it has hardly moved it",
    }[truth]
    link = "and so it is" if truth == predicted else f"but {came}"
    return f"You predicted that {said}, {link}."
