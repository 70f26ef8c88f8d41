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

__all__ = [
    "Choice",
    "Control",
    "Flips",
    "Mixture",
    "Opened",
    "Pin",
    "Prediction",
    "Seed",
    "Slider",
    "Step",
    "Stepper",
    "Text",
    "Toggle",
    "choice",
    "declared",
    "flips",
    "mixture",
    "number_opened",
    "pairs",
    "pin",
    "prediction",
    "read",
    "seed",
    "slider",
    "step",
    "stepper",
    "text",
    "text_of",
    "toggle",
]

T = TypeVar("T")

LONGEST: Final = 2000
"""Characters of a value that are looked at, if it is no `Text`; no honest value is longer. A longer
text is left out of links."""

TRAVEL: Final = 1000
"""Positions of a slider's handle when its scale is logarithmic."""

OPENING: Final = "Press a number with dots under it to see how it was computed."
"""What the open number does, for all widgets alike."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """What every control has.

    Attributes:
        label: what it is called on the page.
        default: its value before anybody touches it.
        help: one line that says what it does; may be empty where the label says it.
        section: the heading it stands under; empty for the first group.
        when: what must hold for this control to show: the name of a toggle that is on, or a choice
            and one of its values as `name=value`; empty for always.
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

    def mended(self, text: str, value: Any) -> bool:
        """Whether a text that could be read had to be changed to give this value."""
        return False


@dataclass(frozen=True, kw_only=True)
class Slider(Control):
    """A number on a line, with a number field beside it.

    Attributes:
        low: least value.
        high: greatest value.
        digits: decimals that the handle moves in (linear scale).
        logarithmic: equal distances are equal factors; `low` is then above zero.
        zero: a logarithmic slider whose leftmost position means exactly zero.
        unit: printed behind the label.
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

    def mended(self, text: str, value: float) -> bool:
        return value != float(text)

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

    def mended(self, text: str, value: int) -> bool:
        return abs(value - float(text)) > 0.5


@dataclass(frozen=True, kw_only=True)
class Choice(Control):
    """One of a few named options: (value, label) pairs."""

    kind = "choice"
    options: tuple[tuple[str, str], ...]

    def parse(self, text: str) -> str:
        if text not in dict(self.options):
            raise ValueError(f"one of {', '.join(value for value, _ in self.options if value)}")
        return text


@dataclass(frozen=True, kw_only=True)
class Text(Control):
    """Whatever a reader types; empty means empty, and nothing is taken off its ends.

    Halves of surrogate pairs, which are no characters, become U+FFFD.

    Attributes:
        most: characters; what follows is cut off.
        lines: how many are in sight. One means that the text is a single line.
    """

    kind = "text"
    most: int
    lines: int = 1

    def parse(self, text: str) -> str:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = text.replace("\r\n", "\n")[: self.most]
        return text.replace("\n", " ") if self.lines == 1 else text


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
        found: dict[str, str] = {}
        for part in text.split(";") if text != "default" else ():
            key, colon, value = part.partition(":")
            if not colon:
                raise ValueError("a list of name:value pairs")
            for sign, written in _WRITTEN.items():
                value = value.replace(written, chr(sign))
            found[key] = value
        return found


@dataclass(frozen=True, kw_only=True)
class Flips(Control):
    """Places of the picture that a reader has turned over: numbers from 1, in order.

    An element of the picture turns one over with the attribute `data-flip="name:place"`.
    """

    kind = "flips"
    most: int

    def parse(self, text: str) -> tuple[int, ...]:
        places = text.split(".")
        if not all(place.isdecimal() and 1 <= int(place[:9]) <= self.most for place in places):
            raise ValueError(f"a list of places from 1 to {self.most}, such as 2.5")
        return tuple(sorted(set(map(int, places))))

    def text(self, value: tuple[int, ...]) -> str:
        return ".".join(map(str, value))


@dataclass(frozen=True, kw_only=True)
class Mixture(Control):
    """Shares that sum to one: a number field each, and a point that can be dragged.

    A value is one share per part, in whole thousandths, none of them zero. Besides the shares
    themselves (`0.6,0.3,0.1`) two texts are understood: shares of which one is to stay as it is
    while the others make room (`0.6,0.5,0.1!2`, counted from 1), and, of three parts, a place in
    the triangle that `widgets.kit.simplex` draws, across and up (`0.4,0.25`).

    Attributes:
        parts: what each share is a share of.
    """

    kind = "mixture"
    parts: tuple[str, ...]

    def parse(self, text: str) -> tuple[float, ...]:
        listed, _, held = text.partition("!")
        try:
            shares = [min(max(_finite(share), -9.0), 1e9) for share in listed.split(",")]
        except ValueError:
            raise ValueError(self._wanted) from None
        if len(shares) == 2 and len(self.parts) == 3:
            return _thousandths(_nearest(shares_at(*shares)))
        if len(shares) != len(self.parts):
            raise ValueError(self._wanted)
        shares = [max(share, 0.0) for share in shares]
        if held.isdecimal() and 1 <= int(held[:9]) <= len(shares):
            place = int(held) - 1
            kept = min(shares.pop(place), 1.0)
            whole = sum(shares)
            shares = [(1.0 - kept) * (s / whole if whole else 1 / len(shares)) for s in shares]
            shares.insert(place, kept)
        elif held or not any(shares):
            raise ValueError(self._wanted)
        return _thousandths(shares)

    def text(self, value: tuple[float, ...]) -> str:
        return ",".join(f"{share:g}" for share in value)

    def mended(self, text: str, value: tuple[float, ...]) -> bool:
        listed = text.split(",")
        if "!" in text or len(listed) != len(value):
            return False
        return any(abs(float(a) - b) > 1e-3 for a, b in zip(listed, value, strict=True))

    @property
    def _wanted(self) -> str:
        return f"{len(self.parts)} shares, such as {self.text(self.default)}"


@dataclass(frozen=True, kw_only=True)
class Opened(Control):
    """Which number of the picture is open, showing how it was computed; empty for none.

    A value is a number's key, such as `kl`, or a key and a place from 1, such as `share-2`.
    An element of the picture opens one: see `widgets.kit.working`.

    Attributes:
        numbers: each key with how many places it has; 0 for a number that stands alone.
    """

    kind = "opened"
    numbers: tuple[tuple[str, int], ...]

    def parse(self, text: str) -> str:
        if self.place(text) is None:
            raise ValueError("a number that opens here")
        return text

    def place(self, text: str) -> tuple[str, int] | None:
        """The key that a text names and its place, 0 for none; None if nothing has that name.

        Example:
            >>> numbers = Opened(label="", default="", numbers=(("kl", 0), ("share", 4)))
            >>> numbers.place("kl"), numbers.place("share-4"), numbers.place("share-5")
            (('kl', 0), ('share', 4), None)
        """
        key, _, number = text.partition("-")
        most = dict(self.numbers).get(key)
        place = int(number) if number.isdecimal() and len(number) < 4 else 0
        written = f"{key}-{place}" if place else key
        known = most is not None and written == text and min(most, 1) <= place <= most
        return (key, place) if known else None


def shares_at(across: float, up: float) -> tuple[float, float, float]:
    """The three shares at a place in the triangle; negative outside it.

    Args:
        across: 0 at the left corner, 1 at the right one.
        up: 0 at the base, 1 at the top corner.

    Example:
        >>> shares_at(1.0, 0.0), shares_at(0.5, 1.0), shares_at(0.5, 0.5)
        ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (0.25, 0.25, 0.5))
    """
    right = across - up / 2
    return (1.0 - right - up, right, up)


def slider(label: str, low: float, high: float, *, default: float, **more: Any) -> Any:
    """Declares a `Slider`."""
    return _declare(Slider(label=label, low=low, high=high, default=default, **more))


def stepper(label: str, low: int, high: int, *, default: int, **more: Any) -> Any:
    """Declares a `Stepper`."""
    return _declare(Stepper(label=label, low=low, high=high, default=default, **more))


def choice(label: str, *options: tuple[str, str], default: str, **more: Any) -> Any:
    """Declares a `Choice`."""
    return _declare(Choice(label=label, options=options, default=default, **more))


def text(label: str, *, default: str = "", most: int = LONGEST, **more: Any) -> Any:
    """Declares a `Text`."""
    return _declare(Text(label=label, default=default, most=most, **more))


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


def flips(label: str, most: int, **more: Any) -> Any:
    """Declares a `Flips` of the places from 1 to `most`."""
    return _declare(Flips(label=label, most=most, default=(), **more))


def mixture(label: str, *parts: str, default: tuple[float, ...], **more: Any) -> Any:
    """Declares a `Mixture`; the default is given in thousandths that sum to one."""
    return _declare(Mixture(label=label, parts=parts, default=default, **more))


def number_opened(*alone: str, **placed: int) -> Any:
    """Declares an `Opened`; a widget's field of this kind is called `opened`.

    Args:
        alone: keys of numbers that stand alone.
        placed: keys of numbers that there are several of, with how many at most.
    """
    numbers = (*((key, 0) for key in alone), *placed.items())
    return _declare(Opened(label="Open number", default="", help=OPENING, numbers=numbers))


def declared(owner: type) -> Mapping[str, Control]:
    """The controls that a dataclass declares, by name, in order."""
    if owner not in _declared:
        _declared[owner] = {item.name: item.metadata["control"] for item in fields(owner)}
    return _declared[owner]


_declared: dict[type, Mapping[str, Control]] = {}


def pairs(texts: Mapping[str, str] | tuple[tuple[str, str], ...]) -> str:
    r"""Texts by name in one line, as attributes and pins hold them.

    Example:
        >>> pairs({"beta": "0.1", "gold": "3; 9"})
        'beta:0.1;gold:3%3B 9'
    """
    return ";".join(f"{name}:{text.translate(_WRITTEN)}" for name, text in dict(texts).items())


_WRITTEN: Final = {ord(sign): f"%{ord(sign):02X}" for sign in ";\n\r%"}
"""What has a meaning in such a line, or is lost in an attribute; read back in this order."""


def read(owner: type[T], texts: Mapping[str, str]) -> tuple[T, list[str]]:
    """The values that a set of texts stands for, and what had to be mended.

    Args:
        owner: the dataclass that declares the controls.
        texts: control name to text, as they come from a form or an address. Names that the
            widget does not have are left out and said so; empty texts are defaults, but for a
            `Text`, which may be empty.

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
        if isinstance(control, Text):
            if name in texts:
                values[name] = _read_text(control, name, texts[name], notices)
            continue
        text = texts.get(name, "")[:LONGEST].strip()
        if not text:
            continue
        if isinstance(control, Pin):
            values[name] = _read_pin(owner, control, name, text, notices)
            continue
        try:
            value = control.parse(text)
        except ValueError as error:
            usual = control.text(control.default) or "none"
            notices.append(f"{name}: {_quoted(text)} is not {error}, so {usual} is used.")
            continue
        if control.mended(text, value):
            usable = control.text(value)
            notices.append(f"{name}: {_quoted(text)} is outside its range, so {usable} is used.")
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


def _read_text(control: Text, name: str, text: str, notices: list[str]) -> str:
    value = control.parse(text)
    if len(text.replace("\r\n", "\n")) > control.most:
        notices.append(
            f"{name}: {len(text):,} characters are too many, so only the first {control.most:,}"
            " are read."
        )
    return value


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
    changed = {key: text for key, text in texts.items() if text != usual[key]}
    return pairs(changed) or "default"


def _finite(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError("a number") from None
    if not isfinite(value):
        raise ValueError("a finite number")
    return value


def _nearest(shares: tuple[float, ...]) -> list[float]:
    """The point of the simplex that is closest to shares that sum to one but may be negative."""
    nearest, inside = list(shares), [True] * len(shares)
    while min(nearest) < 0.0:
        for place, share in enumerate(nearest):
            if share < 0.0:
                nearest[place], inside[place] = 0.0, False
        excess = (sum(nearest) - 1.0) / sum(inside)
        nearest = [s - excess if kept else 0.0 for s, kept in zip(nearest, inside, strict=True)]
    return nearest


def _thousandths(shares: list[float]) -> tuple[float, ...]:
    """Shares scaled to sum to one, in whole thousandths, none of them zero."""
    whole = sum(shares)
    exact = [1000 * share / whole for share in shares]
    counts = [max(int(share), 1) for share in exact]
    # What rounding has left goes to those that lost most by it; what it took, the largest pays.
    left = 1000 - sum(counts)
    for place in sorted(range(len(exact)), key=lambda i: counts[i] - exact[i])[: max(left, 0)]:
        counts[place] += 1
    counts[counts.index(max(counts))] += min(left, 0)
    return tuple(count / 1000 for count in counts)


def _quoted(text: str) -> str:
    """A stranger's text, short enough for a sentence."""
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
