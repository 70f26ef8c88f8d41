"""The numbers of a formula put together again: what MathML says, as an interval.

Every number stands for all the numbers that are written so, `0.89` for those from 0.885 to 0.895,
and a formula for all that can come of them. Two sides of an equation agree if they can be equal.
"""

from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from xml.etree import ElementTree

LOW, HIGH = (
    Context(prec=40, rounding=rounding, Emin=MIN_EMIN, Emax=MAX_EMAX)
    for rounding in (ROUND_FLOOR, ROUND_CEILING)
)
SPACES = str.maketrans("", "", " \u2061,")


RAISED, HALF = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", Decimal("0.5")
COUNTED = 1000
"""Whole numbers below it are counts, and exact."""
LOWERED = str.maketrans(RAISED, "-0123456789")


class Interval:
    """All numbers from one to another."""

    def __init__(self, low, high=None):
        self.low, self.high = Decimal(low), Decimal(low if high is None else high)
        assert self.low <= self.high

    def __add__(self, other):
        return Interval(LOW.add(self.low, other.low), HIGH.add(self.high, other.high))

    def __neg__(self):
        return Interval(-self.high, -self.low)

    def __mul__(self, other):
        ends = [(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(
            min(LOW.multiply(a, b) for a, b in ends), max(HIGH.multiply(a, b) for a, b in ends)
        )

    def inverse(self):
        assert self.low > 0 or self.high < 0, "division by what may be zero"
        return Interval(LOW.divide(1, self.high), HIGH.divide(1, self.low))

    def meets(self, other):
        """Whether the two have a number in common, or nearly."""
        slack = Decimal("1e-12")
        return self.low <= other.high + slack and other.low <= self.high + slack


def written(text):
    """A number as a reader takes it: `0.89`, `−0.26`, `+1`, `12%`, `under 1%`, `over 99%`."""
    text = text.translate(SPACES).replace("−", "-")
    if text.startswith("over") and not text.endswith("%"):
        return Interval(text.removeprefix("over"), Decimal("1e400"))
    if text.startswith("below"):
        return Interval(Decimal("-1e400"), text.removeprefix("below"))
    if text.startswith("10") and text[2:] and text[2] in RAISED:
        power = Decimal(text[2:].translate(LOWERED))
        return Interval(Decimal(10) ** (power - HALF), Decimal(10) ** (power + HALF))
    if text.endswith("%"):
        share = text[:-1]
        if share.startswith("under"):
            return Interval(0, Decimal(share[5:]) / 100)
        if share.startswith("over"):
            return Interval(Decimal(share[4:]) / 100, 1)
        found = written(share)
        # Whole percent are rounded too.
        half = Decimal("0.5") if "." not in share else Decimal(0)
        return Interval((found.low - half) / 100, (found.high + half) / 100)
    value = Decimal(text)
    half = Decimal(5).scaleb(value.as_tuple().exponent - 1) if "." in text else Decimal(0)
    if abs(value) >= COUNTED and "." not in text:
        half = HALF
    return Interval(value - half, value + half)


def evaluate(part):
    """What a piece of MathML comes to."""
    children = list(part)
    match part.tag:
        case "mn" if part.get("class") == "given":
            return Interval(part.text.translate(SPACES).replace("−", "-"))
        case "mn" | "mtext":
            return written(part.text)
        case "mrow" | "mtd" | "math":
            return Row(children).sum()
        case "mfrac":
            return evaluate(children[0]) * evaluate(children[1]).inverse()
        case "msqrt":
            inner = Row(children).sum()
            return Interval(max(inner.low, Decimal(0)).sqrt(LOW), inner.high.sqrt(HIGH))
        case "msup":
            exponent = evaluate(children[1])
            if children[0].text == "e":
                return Interval(LOW.exp(exponent.low), HIGH.exp(exponent.high))
            assert exponent.low == exponent.high
            power = int(exponent.low)
            base = evaluate(children[0])
            result = Interval(1)
            for _ in range(abs(power)):
                result = result * base
            return result.inverse() if power < 0 else result
        case "munder":
            return evaluate(children[0])
    raise AssertionError(f"no number: {ElementTree.tostring(part, 'unicode')}")


class Row:
    """Pieces side by side, read from the left: sums of products."""

    def __init__(self, parts):
        self.parts = list(self._flat(parts))

    def _flat(self, parts):
        for part in parts:
            if part.tag == "mrow":
                yield from self._flat(part)
            else:
                yield part

    def _sign(self):
        first = self.parts[0] if self.parts else None
        return first.text if first is not None and first.tag == "mo" else None

    def sum(self):
        negative = self._took("−")
        if not negative:
            self._took("+")
        total = self._product(negative)
        while self._sign() in ("+", "−"):
            total = total + self._product(self.parts.pop(0).text == "−")
        return total

    def _took(self, sign):
        if self._sign() == sign:
            self.parts.pop(0)
            return True
        return False

    def _product(self, negative):
        product = self._factor()
        while self.parts and self._sign() not in ("+", "−", ")"):
            if self._took("/"):
                product = product * self._factor().inverse()
            else:
                self._took("×")
                product = product * self._factor()
        return -product if negative else product

    def _factor(self):
        part = self.parts.pop(0)
        if part.tag == "mo" and part.text == "(":
            inner = self.sum()
            assert self.parts.pop(0).text == ")"
            return inner
        if part.tag == "mo" and part.text == "−":
            return -self._factor()
        if part.tag == "mi" and part.text == "log":
            if self._sign() == "\u2061":
                self.parts.pop(0)
            inner = self._factor()
            return Interval(inner.low.ln(LOW), inner.high.ln(HIGH))
        return evaluate(part)
