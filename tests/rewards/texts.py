"""Generated texts for the tests: rich in what the rules look for, and in what could upset them."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

untimed = settings(deadline=None)

_FRAGMENTS = (
    *("<think>", "</think>", "<answer>", "</answer>", "<answer", "think>"),
    *("\\boxed{", "\\boxed", "\\fbox{", "\\frac", "\\frac{", "\\sqrt", "\\sqrt[", "\\text{"),
    *("\\left", "\\right", "\\(", "\\)", "\\[", "\\]", "\\{", "\\}", "\\\\", "\\", "\\!", "\\%"),
    *("{", "}", "(", ")", "[", "]", "$", "%", "°", "^", "_", "√", "“", "”", "'", "|"),
    *("0", "1", "17", "391", "1000", ".", ",", ";", ":", "/", "*", "+", "-", "−", "=", "≈", "∈"),
    *("x", "E", "e", "pi", "cm", " and ", " or ", " percent ", "Wait", "检查", "é", "שלום"),
    *(" ", "\n", "\t", "\0", "\u2028", "\ud800", "\udfff", "\u202e", "\U0001f600", "٣", "²"),
)

fragments = st.lists(st.sampled_from(_FRAGMENTS), max_size=60).map("".join)
texts = fragments | st.text(st.characters(), max_size=60)
"""Any text whatever, lone surrogates and NULs included."""
