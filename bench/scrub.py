"""Scrub: from a control's move to the painted picture, for every control on the explainer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import cos, sin
from random import Random

from playwright.sync_api import Browser, Locator, Page

from bench.answers import KINDS, answers, answers_here
from bench.browser import copied_site, fresh_page, live, script
from bench.stats import median, quantile
from bench.table import Cell, Table
from sitebuild.errors import BuildError
from sitebuild.progress import Log
from widgets import CHAPTERS, widget
from widgets.kit.controls import (
    TRAVEL,
    Choice,
    Control,
    Mixture,
    Prediction,
    Slider,
    Stepper,
    Toggle,
    declared,
)

__all__ = ["Swept", "apart", "overview", "positions", "scrub"]

RUNS = 2
POSITIONS = 40
FRAME = 1000 / 60
SLOW = 300.0
"""Milliseconds between the moves of a slow hand: long enough for background work to begin."""

EARLY = 12
"""Moves at the start of a page that stand by themselves: the browser is still compiling what
Python is made of, and each is several times slower than later ones, whichever control it moves."""

PARTS = ("form", "transfer", "python", "morph", "wait", "paint")
"""What a move's milliseconds go to, in the order in which they pass."""

PARTS_TOLD = (
    "form: until the question has left. transfer: both ways to the worker, and waiting for either "
    "side. python: the answer. morph: into the page. wait: for the next frame. paint: style, "
    "layout, paint."
)
"""The same, for readers."""

LIGHT = 16.0
"""Milliseconds within which the moves of a light chapter are to be painted."""

Move = dict[str, float]
"""Milliseconds of one move: `updated`, `painted`, each of `PARTS`; `empty`: of an empty one."""


@dataclass
class Swept:
    """What became of the moves of one chapter.

    Attributes:
        moves: by control, without the first ones of each page.
        early: the first ones, whichever control they moved.
        slow: of a slow hand.
        drags: of points in the picture, by control.
    """

    moves: dict[str, list[Move]] = field(default_factory=dict)
    early: list[Move] = field(default_factory=list)
    slow: list[Move] = field(default_factory=list)
    drags: dict[str, list[Move]] = field(default_factory=dict)

    def all_moves(self) -> list[Move]:
        """Those of all controls, the first ones too."""
        return [*self.early, *(move for moves in self.moves.values() for move in moves)]


def scrub(browser: Browser, runs: int | None, log: Log) -> list[Table]:
    """Sweep every control.

    Args:
        browser: a running one.
        runs: how many fresh pages are swept, in another order each; None for the usual number.
        log: told how far it is.

    Raises:
        BuildError: The site is not built, or a page gave no answer.
    """
    found: dict[str, Swept] = {}
    with copied_site() as site:
        for slug in (chapter.slug for chapter in CHAPTERS if chapter.written):
            swept = Swept()
            for turn in range(runs or RUNS):
                log(f"scrub: {slug}, page {turn + 1} of {runs or RUNS}")
                chance = Random(turn)
                with fresh_page(browser, scripts=["journal.js", "drags.js"]) as page:
                    page.goto(f"{site}/#{slug}")
                    live(page)
                    page.wait_for_selector(f'[data-widget="{slug}"][data-shown]')
                    first, rest = apart(_sweep_all(page, slug, chance), EARLY)
                    swept.early += first
                    for name, moves in rest.items():
                        swept.moves.setdefault(name, []).extend(moves)
                    if widget(slug).background:
                        swept.slow += _sweep_slowly(page, slug, chance)
                    for name, moves in _drag_all(page, slug, chance).items():
                        swept.drags.setdefault(name, []).extend(moves)
            names = [name for name in _swept_controls(slug) if swept.moves[name]]
            swept.moves = {name: swept.moves[name] for name in names}
            found[slug] = swept
        log("scrub: answers alone")
        rounds = 50 * (runs or RUNS)
        alone = _recomputed(answers(browser, site, rounds), answers_here(rounds))
    tables = overview({slug: swept for slug, swept in found.items() if swept.moves})
    tables.append(alone)
    for slug, swept in found.items():
        if swept.moves:
            tables.append(_latency(slug, swept.moves, swept.early))
            tables.append(_parts(slug, swept.moves, swept.early, swept.slow))
        if swept.drags:
            tables.append(_dragged(slug, swept.drags))
    return tables


def overview(found: dict[str, Swept]) -> list[Table]:
    """Every chapter in a row: how long moves take, what takes it, and how many are light.

    Args:
        found: by slug, each with at least one control that was moved.
    """
    times: list[list[Cell]] = []
    parts: list[list[Cell]] = []
    slowest = {slug: _slowest(swept) for slug, swept in found.items()}
    rows: list[tuple[str, list[Move], str, float]] = [
        (slug, swept.all_moves(), *slowest[slug]) for slug, swept in found.items()
    ]
    every = [move for _, moves, _, _ in rows for move in moves]
    last = max(slowest, key=lambda slug: slowest[slug][1])
    rows.append(("all", every, f"{slowest[last][0]} in {last}", slowest[last][1]))
    for name, moves, control, p95 in rows:
        painted, work = _of(moves, "painted"), [_work(move) for move in moves]
        tail: list[Cell] = [median(work), quantile(work, 0.95), control, p95]
        times.append([name, len(moves), *_spread(painted), *tail])
        middles = {part: median(_of(moves, part)) for part in PARTS}
        most = max((part for part in PARTS if part != "wait"), key=lambda part: middles[part])
        parts.append([name, *middles.values(), most])
    spent = {part: sum(_of(every, part)) for part in PARTS if part != "wait"}
    total = sum(spent.values())
    shares = sorted(spent, key=lambda part: -spent[part])
    told = ", ".join(f"{part} {100 * spent[part] / total:.0f} %" for part in shares)
    return [
        Table(
            "scrub: every chapter, milliseconds from a control's move to the painted frame",
            (
                *("chapter", "moves", "painted", "painted p95", "painted worst"),
                *("work", "work p95", "slowest control", "slowest p95"),
            ),
            times,
            (
                "In the explainer, each control of a chapter swept from end to end, on a fresh "
                "page. Painted: until the end of the frame that shows the picture. Work: the same "
                "without waiting for the next frame, of which there is one every 16.7 ms. Slowest: "
                "the control whose moves have the highest p95.",
            ),
        ),
        Table(
            "scrub: every chapter, where the milliseconds go (medians)",
            ("chapter", *PARTS, "most of the work"),
            parts,
            (f"{PARTS_TOLD} Of all milliseconds of work: {told}.",),
        ),
        _light({slug: swept.all_moves() for slug, swept in found.items()}),
    ]


def _light(moves: dict[str, list[Move]]) -> Table:
    """In how many chapters moves are painted within 16 ms."""
    judged = {
        "to the painted frame": [quantile(_of(found, "painted"), 0.95) for found in moves.values()],
        "to the painted frame, the median move": [
            median(_of(found, "painted")) for found in moves.values()
        ],
        "the work alone": [quantile(list(map(_work, found)), 0.95) for found in moves.values()],
        "an empty move": [quantile(_of(found, "empty"), 0.95) for found in moves.values()],
    }
    rows = []
    for what, values in judged.items():
        light = sum(value <= LIGHT for value in values)
        rows.append((what, light, len(values), 100 * light / len(values)))
    return Table(
        f"scrub: chapters in which 95 of 100 moves take at most {LIGHT:.0f} ms",
        ("until", "chapters", "of", "share, %"),
        rows,
        (
            "An empty move changes a word of the page and needs no Python. Chapters without a "
            "control that is moved are not counted.",
        ),
    )


def _slowest(swept: Swept) -> tuple[str, float]:
    """The control whose moves have the highest p95, and that."""
    highest = {name: quantile(_of(moves, "painted"), 0.95) for name, moves in swept.moves.items()}
    name = max(highest, key=lambda control: highest[control])
    return name, highest[name]


def _work(move: Move) -> float:
    return move["painted"] - move["wait"]


def _spread(values: Sequence[float]) -> list[float]:
    return [median(values), quantile(values, 0.95), max(values)]


def positions(control: Control, count: int = POSITIONS) -> list[str]:
    """The places to which a sweep moves a control's input, each of them once.

    Once, because a run that was seen a moment ago is remembered and costs nothing.

    Args:
        control: as declared.
        count: how many at most.

    Returns:
        Texts for the slider's handle, or for the field where there is none; nothing for a
        control that is not moved but pressed.

    >>> positions(Stepper(label="", default=8, low=1, high=64), 4)
    ['1', '22', '43', '64']
    """
    match control:
        case Slider(logarithmic=True):
            low, high, digits = 0.0, float(TRAVEL), 0
        case Slider():
            low, high, digits = control.low, control.high, control.digits
        case Stepper():
            low, high, digits = control.low, control.high, 0
        case Prediction():
            return []
        case Choice():
            return [value for value, _ in control.options][:count]
        case Toggle():
            return [control.text(not control.default), control.text(control.default)]
        case _:
            return []
    spread = (low + (high - low) * at / (count - 1) for at in range(count))
    return list(dict.fromkeys(f"{place:.{digits}f}" for place in spread))


def apart(swept: dict[str, list[Move]], count: int) -> tuple[list[Move], dict[str, list[Move]]]:
    """The first moves of a page, and the others by control.

    Args:
        swept: moves by control, in the order in which they were made.
        count: how many are the first.
    """
    first: list[Move] = []
    rest = {}
    for name, found in swept.items():
        taken = min(len(found), count - len(first))
        first += found[:taken]
        rest[name] = found[taken:]
    return first, rest


def _swept_controls(slug: str) -> dict[str, Control]:
    """The controls that are moved; not those that have an errand done, which is no scrubbing."""
    chosen = widget(slug)

    def waits(name: str, control: Control) -> bool:
        if chosen.errand is None or not isinstance(control, Choice | Toggle):
            return False
        states = (
            replace(chosen.controls(), **{name: control.parse(p)}) for p in positions(control)
        )
        errands = [chosen.errand(state) for state in states]
        return any(errand is not None and not errand.asks for errand in errands)

    return {
        name: control
        for name, control in declared(chosen.controls).items()
        if positions(control) and not waits(name, control)
    }


def _sweep_all(page: Page, slug: str, chance: Random) -> dict[str, list[Move]]:
    """Sweep every control of a page, in a random order, which is that of the result."""
    controls = list(_swept_controls(slug).items())
    chance.shuffle(controls)
    return {name: _sweep(page, slug, name, control, chance) for name, control in controls}


def _sweep_slowly(page: Page, slug: str, chance: Random) -> list[Move]:
    """Move the first slider so slowly that background work has begun by each next move."""
    sliders = [item for item in _swept_controls(slug).items() if isinstance(item[1], Slider)]
    if not sliders:
        return []
    return _sweep(page, slug, *sliders[0], chance, pause=SLOW)


def _sweep(
    page: Page, slug: str, name: str, control: Control, chance: Random, pause: float = 0.0
) -> list[Move]:
    places = positions(control)
    other, _, wanted = control.when.partition("=")
    plan = {
        "slug": slug,
        "name": name,
        "needs": [(other, wanted or "1")] if other else [],
        "positions": places,
        # A move may come anywhere between two frames, not only where the last one left off.
        "pauses": [pause + chance.uniform(0, FRAME) for _ in places],
        "emptyPauses": [chance.uniform(0, FRAME) for _ in places],
    }
    moves: list[Move] = page.evaluate(script("sweep.js"), plan)
    return moves


def _drag_all(page: Page, slug: str, chance: Random) -> dict[str, list[Move]]:
    """Drag every point of a page with the mouse, each along a wandering line."""
    controls = declared(widget(slug).controls).items()
    names = [name for name, control in controls if isinstance(control, Mixture)]
    # Not every mixture is a point in a drawing: some have fields alone.
    handles = {name: page.locator(f'[data-widget="{slug}"] #handle-{name}') for name in names}
    drawn = {name: handle for name, handle in handles.items() if handle.count()}
    return {name: _drag(page, name, handle, chance) for name, handle in drawn.items()}


def _drag(page: Page, name: str, handle: Locator, chance: Random) -> list[Move]:
    handle = handle.locator(".knob")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    if box is None:
        raise BuildError(f"The point {name!r} is not to be seen.", "Look at the widget's page.")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    done = page.evaluate("benchDrags.length")
    for number in range(POSITIONS):
        angle = number / 5
        page.mouse.move(x + 60 * sin(angle), y - 40 + 40 * cos(angle))
        page.wait_for_function("n => benchDrags.length > n", arg=done + number)
        page.wait_for_timeout(chance.uniform(0, FRAME))
    page.mouse.up()
    moves: list[Move] = page.evaluate("n => benchDrags.slice(n)", done)
    return moves


def _of(moves: Sequence[Move], part: str) -> list[float]:
    return [move[part] for move in moves]


def _latency(slug: str, moves: dict[str, list[Move]], early: Sequence[Move]) -> Table:
    everything = [*early, *(move for found in moves.values() for move in found)]
    rows: list[list[Cell]] = []
    for name, found in [*moves.items(), (f"first {EARLY}", early), ("all", everything)]:
        row: list[Cell] = [name, len(found)]
        for part in ("updated", "painted"):
            values = _of(found, part)
            row += [median(values), quantile(values, 0.95), max(values)]
        rows.append([*row, median(_of(found, "python")), quantile(_of(found, "python"), 0.95)])
    empty = _of(everything, "empty")
    row = ["an empty move", len(empty), None, None, None, median(empty), quantile(empty, 0.95)]
    rows.append([*row, max(empty), None, None])
    notes = [
        "In the page: until the picture is in the document. Painted: until the end of the frame "
        "that shows it.",
        "There is a frame every 16.7 ms, and a move comes at any moment between two. If this "
        "interval has had its frame, painting waits for the next. The screen's own refresh is not "
        "in these times.",
        "An empty move, made before each other one, changes a word of the page and needs no Python:"
        " what it takes is the browser's and the machine's.",
        f"First {EARLY}: the first moves of each page, whichever control they move, when the "
        "browser is still compiling. They are in the row for all, and in no other.",
        "One move at a time, each position once a sweep. "
        f"p95 above 16 ms in the page: {_above(moves, 'updated', 16.0)}; "
        f"above 50 ms painted: {_above(moves, 'painted', 50.0)}.",
    ]
    controls = declared(widget(slug).controls).items()
    unmoved = (name for name, control in controls if not isinstance(control, Mixture))
    if skipped := [name for name in unmoved if name not in moves]:
        notes.append(f"Not swept, being pressed rather than moved: {', '.join(skipped)}.")
    return Table(
        f"scrub: {slug}, milliseconds from a control's move to the picture",
        (
            *("control", "moves", "in page", "page p95", "page worst"),
            *("painted", "painted p95", "painted worst", "Python", "Python p95"),
        ),
        rows,
        notes,
    )


def _dragged(slug: str, drags: dict[str, list[Move]]) -> Table:
    rows: list[list[Cell]] = []
    for name, found in drags.items():
        painted = _of(found, "painted")
        parts = [median(_of(found, part)) for part in PARTS]
        rows.append(
            [name, len(found), median(painted), quantile(painted, 0.95), max(painted), *parts]
        )
    return Table(
        f"scrub: {slug}, milliseconds from a pointer's move to the painted point",
        ("point", "moves", "painted", "painted p95", "painted worst", *PARTS),
        rows,
        (
            "A real mouse drags the point; time runs from the browser's own stamp on the event. "
            "The parts are medians, as above; form includes the event's way to the page.",
        ),
    )


def _above(moves: dict[str, list[Move]], part: str, limit: float) -> str:
    """The controls whose p95 is above a limit, in words."""
    names = [name for name, found in moves.items() if quantile(_of(found, part), 0.95) > limit]
    return "all" if len(names) == len(moves) else ", ".join(names) or "none"


def _parts(
    slug: str, moves: dict[str, list[Move]], early: Sequence[Move], slow: Sequence[Move]
) -> Table:
    everything = [*early, *(move for found in moves.values() for move in found)]
    rows: list[list[Cell]] = []
    for name, found in [
        *moves.items(),
        (f"first {EARLY}", early),
        ("all", everything),
        ("a slow hand", slow),
    ]:
        if found:
            middles = [median(_of(found, part)) for part in PARTS]
            rows.append([name, *middles, quantile(_of(found, "painted"), 0.95)])
    return Table(
        f"scrub: {slug}, where the milliseconds go (medians)",
        ("control", *PARTS, "painted p95"),
        rows,
        (
            PARTS_TOLD,
            f"A slow hand, where the widget has background work, moves the first slider every "
            f"{SLOW:.0f} ms, so that this work is under way at each move.",
        ),
    )


def _recomputed(times: dict[str, list[float]], here: dict[str, list[float]]) -> Table:
    rows = [
        (
            kind,
            len(values),
            median(values),
            quantile(values, 0.95),
            max(values),
            median(values) / FRAME,
            median(values) / median(here[kind]),
            KINDS[kind],
        )
        for kind, values in times.items()
    ]
    return Table(
        "scrub: one answer of the simulator in the browser, from question text to finished picture",
        (
            "question",
            "answers",
            "ms",
            "ms p95",
            "ms worst",
            "x frame",
            "x CPython",
            "what it takes",
        ),
        rows,
        (
            "Milliseconds in the worker. A frame is 16.7 ms. x CPython: beside the same answers "
            "from the Python that runs this.",
        ),
    )
