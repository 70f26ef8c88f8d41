"""How the pipeline's numbers came about, for a reader who opens one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from widgets.kit import formula as f
from widgets.kit.markup import Markup
from widgets.kit.words import percent, signed
from widgets.kit.working import Working
from widgets.pipeline.model import View, averaged, group_name, mean_change, relative_of
from widgets.pipeline.published import (
    DOMAINS,
    GROUPS,
    Domain,
    samples_in_all,
    share_of_samples,
    share_of_tokens,
    tenths,
)
from widgets.pipeline.words import changed

__all__ = ["WORKINGS"]

TABLE: Final = "R1 v2 Table 3"
DATA: Final = "R1 v2 Table 5"


def _change(view: View, place: int) -> Working | None:
    """A score less another."""
    row = next((each for each in view.rows if each.place == place), None)
    if row is None or row.before is None:
        return None
    return Working(
        title=f"{row.benchmark.name}: {view.stage.checkpoint} less {view.against}",
        left=f.op("Δ"),
        letters=f.row(f.text(view.stage.checkpoint), f.op("−"), f.text(view.against)),
        steps=(f.row(f.num(row.score), f.op("−"), f.num(row.before)),),
        result=changed(row),
        function="widgets.pipeline.model.change_of",
        words="Both as printed."
        if row.benchmark.points
        else "Both as printed. A rating is not in points, so it has no bar and no part in means.",
        source="R1 v2 Tables 3 and 12" if view.against == "V3-Base" else TABLE,
    )


def _mean(view: View, place: int) -> Working | None:
    """The mean of a group's differences."""
    key = GROUPS[place - 1][0]
    mean = mean_change(view.rows, key)
    if mean is None:
        return None
    changes = averaged(view.rows, key)
    terms = f.added(*(_term(change) for change in changes))
    return Working(
        title=f"Mean difference in “{group_name(key)}”",
        left=f.text("mean"),
        letters=f.frac(f.total("b", f.sym("Δ", "b")), f.sym("n")),
        steps=(f.frac(terms, f.num(str(len(changes)))),),
        result=signed(mean, 1),
        function="widgets.pipeline.model.mean_change",
        words="Each benchmark counts once, in points. The grouping, and so this mean, is ours.",
        source=TABLE,
    )


def _term(change: float) -> Markup:
    written = f.num(signed(change, 1).lstrip("+"))
    return f.fenced(written) if change < 0 else written


def _relative(view: View, _: int) -> Working | None:
    """The followed benchmark's difference over what it is compared with."""
    row = view.followed
    if row.before is None or row.change is None:
        return None
    relative = relative_of(row.score, row.before)
    top = f.row(f.num(row.score), f.op("−"), f.num(row.before))
    if relative < 0:
        top = f.row(f.num(row.before), f.op("−"), f.num(row.score))
    return Working(
        title=f"{row.benchmark.name}: the difference as a share",
        left=f.text("share"),
        letters=f.frac(f.text("difference"), f.text(view.against)),
        steps=(f.frac(top, f.num(row.before)),),
        result=percent(abs(relative)),
        function="widgets.pipeline.model.relative_of",
        words="Points and percent are easily confused: this is percent of the score compared with.",
        source=TABLE,
    )


def _total(view: View, _: int) -> Working | None:
    """The samples of all domains."""
    if view.stage.key != "dev3":
        return None
    return Working(
        title="Samples of stage 3",
        left=f.sym("n"),
        letters=f.total("d", f.sym("n", "d")),
        steps=(f.added(*(f.num(f"{domain.samples:,}") for domain in DOMAINS)),),
        result=f"{samples_in_all():,}",
        function="widgets.pipeline.published.samples_in_all",
        source=DATA,
    )


def _samples(view: View, place: int) -> Working | None:
    """A domain's samples over all."""
    if view.stage.key != "dev3":
        return None
    domain = DOMAINS[place - 1]
    return Working(
        title=f"{domain.name}: share of the samples",
        left=f.text("share"),
        letters=f.frac(f.sym("n", "d"), f.total("d", f.sym("n", "d"))),
        steps=(f.frac(f.num(f"{domain.samples:,}"), f.num(f"{samples_in_all():,}")),),
        result=percent(share_of_samples(domain), 1),
        function="widgets.pipeline.published.share_of_samples",
        source=DATA,
    )


def _tokens(view: View, place: int) -> Working | None:
    """A domain's tokens over all."""
    if view.stage.key != "dev3":
        return None
    domain = DOMAINS[place - 1]
    return Working(
        title=f"{domain.name}: share of the tokens",
        left=f.text("share"),
        letters=f.frac(
            f.row(f.sym("n", "d"), f.sym("t", "d")),
            f.total("d", f.sym("n", "d"), f.sym("t", "d")),
        ),
        steps=(f.frac(_product(domain), f.added(*map(_product, DOMAINS))),),
        result=percent(share_of_tokens(domain), 1),
        function="widgets.pipeline.published.share_of_tokens",
        words="Samples times their mean length in tokens.",
        source=DATA,
    )


def _product(domain: Domain) -> Markup:
    length = f"{tenths(domain.tokens) / 10:,.1f}"
    return f.row(f.num(f"{domain.samples:,}"), f.op("×"), f.num(length))


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "change": _change,
    "mean": _mean,
    "relative": _relative,
    "total": _total,
    "samples": _samples,
    "tokens": _tokens,
}
"""By key."""
