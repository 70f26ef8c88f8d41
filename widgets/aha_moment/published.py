"""R1-Zero's curves as version 1 of the paper printed them, digitised.

From the figures embedded in the PDF of R1 v1 (arXiv 2501.12948, the copy of 23 January 2025):
accuracy on AIME 2024 from Figure 2, length from Figure 3. The accuracies of single answers are
whole multiples of 1/480, 16 answers to each of 30 problems, and are rounded to those; those of the
majority vote and the lengths are read off the drawing. The first accuracy printed is that of step
200, not of step 0; the length curve is printed smoothed; both end at step 8,400. Three votes, at
steps 7,000, 7,400 and 8,200, lie under a dashed line and are read less surely. The figure's legend
says that the vote is over 16 answers, Table 2 of the same paper says 64.
"""

from __future__ import annotations

from typing import Final

__all__ = ["ACCURACY", "ACCURACY_STEPS", "LAST_STEP", "LENGTH", "LENGTH_STEPS", "VOTE"]

LAST_STEP: Final = 8400
"""Where version 1's curves end."""

ACCURACY_STEPS: Final = (
    *range(200, 1601, 200), *range(2000, 4001, 400), *range(4200, 6401, 200), 6800,
    *range(7000, 8401, 200),
)  # fmt: skip
"""Training steps of the accuracies."""

ACCURACY: Final = (
    0.1562, 0.2250, 0.2458, 0.2875, 0.3167, 0.3708, 0.4125, 0.3771, 0.3812, 0.4854, 0.5292, 0.5125,
    0.5833, 0.6000, 0.6021, 0.5583, 0.5792, 0.5687, 0.5396, 0.6312, 0.5750, 0.5896, 0.6167, 0.6438,
    0.6250, 0.6875, 0.6625, 0.6854, 0.6521, 0.6771, 0.6729, 0.6687, 0.6875, 0.6771, 0.7104,
)  # fmt: skip
"""Share of single answers that are right: pass@1."""

VOTE: Final = (
    0.2533, 0.3400, 0.3133, 0.3467, 0.4467, 0.5667, 0.5533, 0.4867, 0.5467, 0.6133, 0.7333, 0.6867,
    0.7667, 0.7667, 0.7333, 0.7667, 0.6933, 0.7333, 0.7067, 0.7800, 0.7267, 0.8000, 0.8000, 0.7800,
    0.8000, 0.8667, 0.7667, 0.8333, 0.8000, 0.8333, 0.8133, 0.8067, 0.8200, 0.8333, 0.8667,
)  # fmt: skip
"""The same of the majority vote."""

LENGTH_STEPS: Final = tuple(range(0, LAST_STEP + 1, 200))
"""Training steps of the lengths."""

LENGTH: Final = (
    555, 599, 956, 1095, 1309, 1355, 1350, 2044, 1689, 2564, 2016, 1961, 2390, 2828, 3172, 3267,
    3123, 3353, 3761, 3961, 3819, 4807, 4190, 4494, 4912, 4856, 6100, 5381, 5060, 5687, 6026, 5657,
    5568, 6100, 6548, 8204, 6582, 8028, 7882, 7703, 9267, 9369, 9555,
)  # fmt: skip
"""Mean length of an answer in tokens, smoothed."""
