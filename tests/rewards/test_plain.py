"""LaTeX and typography, taken off."""

from __future__ import annotations

import pytest

from grpo_core.rewards.plain import plain

REWRITTEN = {
    "391": "391",
    " $391$. ": "391",
    r"\(391\)": "391",
    r"\[ 391 \]": "391",
    r"\$391": "391",
    "391 €": "391",
    "−5": "-5",
    r"\boxed{391}": "391",
    r"\left( 1 , 2 \right]": "( 1 , 2 ]",
    r"\frac{1}{2}": "(1/2)",
    r"\dfrac12": "(1/2)",
    r"\tfrac1{72}": "(1/72)",
    r"\cfrac{x+2}{7}": "((x+2)/7)",
    r"\frac{\frac12}{3}": "(((1/2))/3)",
    r"\frac{2 \pi}{3}": "(2 π/3)",
    r"\frac{1}{2\sqrt{3}}": "(1/(2√(3)))",
    r"\frac{1}{2x}": "(1/(2x))",
    r"\frac{1}{x_1^2}": "(1/x_1^2)",
    r"1\frac12": "(1+1/2)",
    r"-2 \frac{5}{8}": "-(2+5/8)",
    "1 1/2": "(1+1/2)",
    # no mixed numbers: an improper fraction, a subscript, a power, a product of letters
    r"2\frac{3}{2}": "2(3/2)",
    "2 3/2": "2 3/2",
    r"x_1\frac12": "x_1(1/2)",
    r"x^2 1/2": "x^2 1/2",
    r"n\frac12": "n(1/2)",
    r"\sqrt3": "√(3)",
    r"\sqrt{\sqrt{2}}": "√(√(2))",
    "sqrt(2)": "√(2)",
    r"\sqrt[3]{x}": "root3(x)",
    "x^{2}y_{10}": "x^2y_10",
    "2^{10}5": "2^(10)5",
    "x^{n+1}": "x^(n+1)",
    "x²": "x^2",
    r"2 \cdot 3 \times 4": "2 * 3 * 4",
    r"x \leq 5": "x ≤ 5",
    "x <= 5": "x ≤ 5",
    r"90^\circ": "90°",
    r"90^{\circ}": "90°",
    r"28\%": "28%",
    "28 percent": "28%",
    r"1{,}000 and 2,\!000": "1,000, 2,000",
    r"6\text{ and }8": "6,8",
    "19, 46, and 82": "19, 46, 82",
    "black and white": "black and white",
    r"10\text{ cm}^2": "10“ cm”^2",
    r"\text{Evelyn}.": "Evelyn",
    r"\{1, 2\}": "{1, 2}",
    r"\alpha": "alpha",
    "0.333...": "0.333...",
}


@pytest.mark.parametrize(("answer", "expected"), REWRITTEN.items())
def test_the_dressing_comes_off(answer: str, expected: str) -> None:
    assert plain(answer) == expected
