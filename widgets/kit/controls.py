"""Controls: what a reader can change, each declared once, in Python.

A widget's controls are the fields of one frozen dataclass. From that declaration come the HTML
form (through `templates/controls.html`), the reading and clamping of whatever arrives from an
address bar, the keyboard behaviour and the generated values of the property tests:

    >>> @dataclass(frozen=True)
    ... class Controls:
    ...     beta: float = slider("KL weight β", 0.0, 1.0, default=0.04)
    ...     seed: int = seed(default=7)
    >>> values, notices = read(Controls, {"beta": "0.5", "seed": "x"})
    >>> values
    Controls(beta=0.5, seed=7)
    >>> notices
    ['seed: “x” is not a number, so 7 is used.']

Nothing that a reader or a link can send raises: a value out of range is clamped, a value that
cannot be read is replaced by the default, and either way one plain sentence says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isfinite, log
from typing import Any, ClassVar, Final, TypeVar

from widgets.kit.words import plain

__all__ = [
    "Choice",
    "Control",
    "Pin",
    "Prediction",
    "Seed",
    "Slider",
    "Step",
    "Stepper",
    "Toggle",
    "choice",
    "declared",
    "pin",
    "prediction",
    "read",
    "seed",
    "slider",
    "step",
    "stepper",
    "text_of",
    "toggle",
]

T = TypeVar("T")

LONGEST: Final = 2000
"""Characters of a value that are looked at; no honest value is longer."""

TRAVEL: Final = 1000
"""Positions of a slider's handle when its scale is logarithmic."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """What every control has.

    Attributes:
        label: what it is called on the page.
        default: its value before anybody touches it.
        help: one line that says what it does; may be empty where the label says it.
        section: the heading it stands under; empty for the first group.
        when: the name of a toggle that must be on for this control to show; empty for always.
    """

    kind: ClassVar[str]
    label: str
    default: Any
    help: str = ""
    section: str = ""
    when: str = ""

    def parse(self, text: str) -> Any:
        """The value that a text stands for, clamped into range.

        Raises:
            ValueError: the text cannot be read; the message completes "… is not …".
        """
        raise NotImplementedError

    def text(self, value: Any) -> str:
        """The value as it stands in a link: the shortest text that reads back the same."""
        return str(value)


@dataclass(frozen=True, kw_only=True)
class Slider(Control):
    """A number on a line, with a number field beside it.

    Attributes:
        low: least value.
        high: greatest value.
        digits: decimals that the handle moves in (linear scale).
        logarithmic: equal distances are equal factors; `low` is then above zero.
        zero: a logarithmic slider whose leftmost position means exactly zero.
        unit: printed behind the number field.
    """

    kind = "slider"
    low: float
    high: float
    digits: int = 2
    logarithmic: bool = False
    zero: bool = False
    unit: str = ""

    def parse(self, text: str) -> float:
        value = _finite(text)
        if self.zero and value <= 0.0:
            return 0.0
        return min(max(value, self.low), self.high)

    def text(self, value: float) -> str:
        short = f"{value:.10g}"
        return short if float(short) == value else repr(value)

    def position(self, value: float) -> float:
        """Where the handle stands: the value itself, or 0 to `TRAVEL` on a logarithmic scale."""
        if not self.logarithmic:
            return value
        if value < self.low:
            return 0
        return round(TRAVEL * log(value / self.low) / log(self.high / self.low))


@dataclass(frozen=True, kw_only=True)
class Stepper(Control):
    """A whole number, with a slider and a number field."""

    kind = "stepper"
    low: int
    high: int
    unit: str = ""

    def parse(self, text: str) -> int:
        return min(max(round(_finite(text)), self.low), self.high)


@dataclass(frozen=True, kw_only=True)
class Choice(Control):
    """One of a few named options: (value, label) pairs."""

    kind = "choice"
    options: tuple[tuple[str, str], ...]

    def parse(self, text: str) -> str:
        if text not in dict(self.options):
            raise ValueError(f"one of {', '.join(value for value, _ in self.options)}")
        return text


class Toggle(Control):
    """On or off."""

    kind = "toggle"

    def parse(self, text: str) -> bool:
        if text not in ("0", "1"):
            raise ValueError("0 or 1")
        return text == "1"

    def text(self, value: bool) -> str:
        return "1" if value else "0"


class Seed(Stepper):
    """What fixes every random draw; with a button for another one."""

    kind = "seed"


class Step(Stepper):
    """A place in a run: a slider that can be played, paused and stepped both ways."""

    kind = "step"


@dataclass(frozen=True, kw_only=True)
class Prediction(Choice):
    """A question to answer before running: (value, label) pairs, the first meaning "not yet".

    Attributes:
        values: the settings that answering lays out, as texts by control name; the widget then
            plays from the start, and its finding says whether the prediction came true.
    """

    kind = "prediction"
    values: tuple[tuple[str, str], ...]


class Pin(Control):
    """Another state of the same widget, kept beside the present one for comparison.

    Its value is the other state's controls, or None. In a link it is written as
    `name:text;name:text`, leaving out what is at its default; `default` alone means a pinned
    state with nothing changed.
    """

    kind = "pin"

    def parse(self, text: str) -> dict[str, str]:
        pairs: dict[str, str] = {}
        for part in text.split(";") if text != "default" else ():
            key, colon, value = part.partition(":")
            if not colon:
                raise ValueError("a list of name:value pairs")
            pairs[key] = value
        return pairs


def slider(label: str, low: float, high: float, *, default: float, **more: Any) -> Any:
    """Declares a `Slider`."""
    return _declare(Slider(label=label, low=low, high=high, default=default, **more))


def stepper(label: str, low: int, high: int, *, default: int, **more: Any) -> Any:
    """Declares a `Stepper`."""
    return _declare(Stepper(label=label, low=low, high=high, default=default, **more))


def choice(label: str, *options: tuple[str, str], default: str, **more: Any) -> Any:
    """Declares a `Choice`."""
    return _declare(Choice(label=label, options=options, default=default, **more))


def toggle(label: str, *, default: bool = False, **more: Any) -> Any:
    """Declares a `Toggle`."""
    return _declare(Toggle(label=label, default=default, **more))


def seed(*, default: int, **more: Any) -> Any:
    """Declares a `Seed`."""
    return _declare(Seed(label="Seed", low=0, high=999_999, default=default, **more))


def step(label: str, last: int, *, default: int, **more: Any) -> Any:
    """Declares a `Step` from 0 to `last`."""
    return _declare(Step(label=label, low=0, high=last, default=default, **more))


def prediction(
    question: str, *options: tuple[str, str], values: Mapping[str, str], **more: Any
) -> Any:
    """Declares a `Prediction`."""
    return _declare(
        Prediction(
            label=question,
            options=(("", "not yet"), *options),
            default="",
            values=tuple(values.items()),
            **more,
        )
    )


def pin(label: str, **more: Any) -> Any:
    """Declares a `Pin`."""
    return _declare(Pin(label=label, default=None, **more))


def declared(owner: type) -> Mapping[str, Control]:
    """The controls that a dataclass declares, by name, in order."""
    if owner not in _declared:
        _declared[owner] = {item.name: item.metadata["control"] for item in fields(owner)}
    return _declared[owner]


_declared: dict[type, Mapping[str, Control]] = {}


def read(owner: type[T], texts: Mapping[str, str]) -> tuple[T, list[str]]:
    """The values that a set of texts stands for, and what had to be mended.

    Args:
        owner: the dataclass that declares the controls.
        texts: control name to text, as they come from a form or an address. Names that the
            widget does not have are left out and said so; empty texts are defaults.

    Returns:
        An instance of `owner`, and one sentence per text that could not be used as it was.
    """
    controls = declared(owner)
    notices = [
        f"{_quoted(name)} is not a setting here, so it is left out."
        for name in texts
        if name not in controls
    ]
    values: dict[str, Any] = {}
    for name, control in controls.items():
        text = texts.get(name, "")[:LONGEST].strip()
        if not text:
            continue
        if isinstance(control, Pin):
            values[name] = _read_pin(owner, control, name, text, notices)
            continue
        try:
            value = control.parse(text)
        except ValueError as error:
            usual = control.text(control.default)
            notices.append(f"{name}: {_quoted(text)} is not {error}, so {usual} is used.")
            continue
        if _clamped(control, text, value):
            notices.append(
                f"{name}: {_quoted(text)} is outside its range, so {plain(value)} is used."
            )
        values[name] = value
    return owner(**values), notices


def text_of(values: Any) -> dict[str, str]:
    """Every control's value as text: what a link would hold.

    Example:
        >>> @dataclass(frozen=True)
        ... class Controls:
        ...     loud: bool = toggle("Loud")
        >>> text_of(Controls())
        {'loud': '0'}
    """
    texts = {}
    for name, control in declared(type(values)).items():
        value = getattr(values, name)
        if isinstance(control, Pin):
            texts[name] = "" if value is None else _pin_text(value)
        else:
            texts[name] = control.text(value)
    return texts


def _declare(control: Control) -> Any:
    return field(default=control.default, metadata={"control": control})


def _read_pin(owner: type[T], control: Pin, name: str, text: str, notices: list[str]) -> T | None:
    try:
        pairs = control.parse(text)
    except ValueError as error:
        notices.append(f"{name}: {_quoted(text)} is not {error}, so nothing is pinned.")
        return None
    pairs.pop(name, None)
    pinned, troubles = read(owner, pairs)
    notices += [f"In the pinned state, {trouble}" for trouble in troubles]
    return pinned


def _pin_text(values: Any) -> str:
    """A state as the value of a pin: what differs from the defaults."""
    usual, texts = text_of(type(values)()), text_of(values)
    changed = [f"{key}:{text}" for key, text in texts.items() if text != usual[key]]
    return ";".join(changed) or "default"


def _finite(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError("a number") from None
    if not isfinite(value):
        raise ValueError("a finite number")
    return value


def _clamped(control: Control, text: str, value: Any) -> bool:
    return isinstance(control, Slider | Stepper) and abs(value - float(text)) > (
        0.5 if isinstance(control, Stepper) else 0.0
    )


def _quoted(text: str) -> str:
    """A stranger's text, short enough for a sentence."""
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
