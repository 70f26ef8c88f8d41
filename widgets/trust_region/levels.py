"""Level sets on the triangle of policies: closed curves of equal divergence from one policy.

Both families of curves in the chapter's picture are of this kind. Around the reference they are
the sets KL(π ‖ π_ref) = d. Around the balance point π* they are the contours of the objective,
because the objective is nothing but a distance from its own maximum:

    J(π) = E_π[r] − β KL(π ‖ π_ref) = J(π*) − β KL(π ‖ π*)

(Put log π* = log π_ref + r/β − log Z into KL(π ‖ π*), and β log Z = J(π*) remains.) So the
contour of J at J(π*) − h is the curve of divergence h/β around π*.

A curve is found ray by ray. From the centre c towards a point b of the triangle's boundary,

    f(t) = KL(c + t (b − c) ‖ c)

is convex and rises from f(0) = 0, so f(t) = d has one root, or none before the boundary.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, pi, sin, sqrt
from typing import Final

__all__ = ["TARGETS", "Shares", "boundary", "kl_rings"]

Shares = tuple[float, float, float]

RAYS: Final = 16
"""Rays towards each side of the triangle."""

CLOSE: Final = 0.02
"""A Newton step this small, beside the ways to both ends of the ray, is the last."""

MOST: Final = 40
"""Newton steps, at the most; two or three is usual."""

HALVINGS: Final = 10
"""Halvings of the way between two targets to find where a curve meets the side between them."""

NEARLY: Final = 1.0 - 1e-12
"""How far along a ray Newton's method may go: at the boundary itself the slope is infinite."""


def boundary(rays: int) -> tuple[Shares, ...]:
    """Points along the triangle's boundary, from corner to corner, denser near the corners.

    Args:
        rays: points on each side, one of its two corners included.

    Returns:
        3 × `rays` points: from the first option's corner to the second's, the third's, and back.

    Example:
        >>> boundary(1)
        ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
        >>> boundary(2)[1]
        (0.5, 0.5, 0.0)
    """
    shares = [k / rays - sin(2 * pi * k / rays) / 12 for k in range(rays)]
    return (
        *((1.0 - s, s, 0.0) for s in shares),
        *((0.0, 1.0 - s, s) for s in shares),
        *((s, 0.0, 1.0 - s) for s in shares),
    )


TARGETS: Final = boundary(RAYS)


def kl_rings(
    log_centre: Sequence[float], radii: Sequence[float], targets: Sequence[Shares] = TARGETS
) -> list[list[Shares]]:
    """The curves KL(π ‖ c) = d around one policy c, one for each radius d.

    Newton's method: on a convex function its first step leads to the right of the root, and from
    there it neither overshoots nor fails. The largest radius comes first, and the search for the
    next begins where f would have its root if it were a parabola. Where the boundary is nearer
    than the curve, the curve runs along the boundary; where it meets a side is found by halving.

    Args:
        log_centre: log c, three numbers in nats. Logarithms, because beside a strong reward and
            a weak β a share of the balance point may be too small for a float.
        radii: divergences d in nats, each above zero, in any order.
        targets: the points of the boundary that rays are sent to, in order around it.

    Returns:
        One closed curve a radius, in the order of `radii`: at least as many points as targets,
        in their order around the centre, the first not repeated.

    Example:
        >>> from math import log
        >>> (curve,) = kl_rings([log(1 / 3)] * 3, [0.1])
        >>> [round(share, 3) for share in curve[0]]
        [0.552, 0.224, 0.224]
        >>> kl_rings([log(1 / 3)] * 3, [5.0])[0] == list(TARGETS)
        True
    """
    la, lb, lc = log_centre
    a, b, c = exp(la), exp(lb), exp(lc)
    order = sorted(range(len(radii)), key=radii.__getitem__, reverse=True)
    rings: list[list[Shares]] = [[] for _ in radii]
    # The target before, and which curves it lies beyond.
    last, reached = targets[-1], _divergence(targets[-1], la, lb, lc)
    was_beyond = [reached > radius for radius in radii]
    for target in targets:
        x, y, z = target
        height = _divergence(target, la, lb, lc)
        # Along the ray, Σ p log c is linear in t.
        base, tilt = a * la + b * lb + c * lc, (x - a) * la + (y - b) * lb + (z - c) * lc
        t, before = 1.0, height
        for index in order:
            radius = radii[index]
            beyond = height > radius
            if beyond is not was_beyond[index]:
                ends = (last, target) if beyond else (target, last)
                rings[index].append(_crossing(*ends, radius, log_centre))
                was_beyond[index] = beyond
            if not beyond:
                rings[index].append(target)
                continue
            t *= sqrt(radius / before)
            before = radius
            for _ in range(MOST):
                s = 1.0 - t
                p, q, r = s * a + t * x, s * b + t * y, s * c + t * z
                lp, lq, lr = log(p) if p else 0.0, log(q) if q else 0.0, log(r) if r else 0.0
                miss = p * lp + q * lq + r * lr - base - t * tilt - radius
                slope = (x - a) * lp + (y - b) * lq + (z - c) * lr - tilt
                step = miss / slope
                t = min(t - step, NEARLY)
                close = CLOSE * t * (1.0 - t)
                if -close < step < close:
                    break
            s = 1.0 - t
            rings[index].append((s * a + t * x, s * b + t * y, s * c + t * z))
        last = target
    return rings


def _divergence(p: Shares, la: float, lb: float, lc: float) -> float:
    """KL(p ‖ c) from the logarithms of c; p may lie on the boundary."""
    x, y, z = p
    own = (x * log(x) if x else 0.0) + (y * log(y) if y else 0.0) + (z * log(z) if z else 0.0)
    return own - x * la - y * lb - z * lc


def _crossing(inner: Shares, outer: Shares, radius: float, log_centre: Sequence[float]) -> Shares:
    """Where the curve meets the boundary between a point inside it and a point outside: halving."""
    la, lb, lc = log_centre
    (ax, ay, az), (bx, by, bz) = inner, outer
    low, high, point = 0.0, 1.0, outer
    for _ in range(HALVINGS):
        t = (low + high) / 2
        s = 1.0 - t
        point = (s * ax + t * bx, s * ay + t * by, s * az + t * bz)
        if _divergence(point, la, lb, lc) > radius:
            high = t
        else:
            low = t
    return point
