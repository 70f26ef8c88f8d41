"""Flips and mixtures: values with several parts, and the triangle in which one is a place."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.kit.controls import flips, mixture, read, shares_at, text_of
from widgets.kit.simplex import Triangle


@dataclass(frozen=True)
class Controls:
    """One of each."""

    point: tuple[float, ...] = mixture("Point", "a", "b", "c", default=(0.5, 0.3, 0.2))
    turned: tuple[int, ...] = flips("Turned", 9)


def point(text):
    values, notices = read(Controls, {"point": text})
    return values.point, " ".join(notices)


anywhere = st.floats(-3, 4)
shares = st.tuples(*[st.floats(0, 1)] * 3).filter(lambda s: sum(s) > 1e-6)


@given(across=anywhere, up=anywhere)
def test_any_place_is_a_mixture_and_the_nearest_one(across, up):
    found, notices = point(f"{across:.6f},{up:.6f}")
    assert notices == ""
    assert sum(found) == pytest.approx(1, abs=1e-12)
    assert min(found) >= 0.001
    # An independent search: the closest of all mixtures in steps of a fiftieth is no closer.
    wanted = np.array(shares_at(round(across, 6), round(up, 6)))
    lattice = np.array([(a, b, 50 - a - b) for a in range(51) for b in range(51 - a)]) / 50
    best = np.sqrt(((lattice - wanted) ** 2).sum(axis=1)).min()
    assert np.linalg.norm(np.array(found) - wanted) <= best + 0.003


@given(shares)
def test_a_mixture_reads_back_as_itself(values):
    found, _ = point(",".join(f"{v:.9f}" for v in values))
    state = Controls(point=found)
    assert read(Controls, text_of(state)) == (state, [])
    assert np.allclose(found, np.array(values) / sum(values), atol=0.0021)


@given(shares, st.integers(1, 3), st.floats(0, 1))
def test_a_held_share_stays_and_the_others_keep_their_proportion(values, place, kept):
    texts = [f"{v:.9f}" for v in values]
    texts[place - 1] = f"{kept:.6f}"
    found, notices = point(f"{','.join(texts)}!{place}")
    assert notices == ""
    assert found[place - 1] == pytest.approx(min(max(kept, 0.001), 0.998), abs=0.0021)
    a, b = (i for i in range(3) if i != place - 1)
    assert found[a] * values[b] == pytest.approx(found[b] * values[a], abs=0.004)


@pytest.mark.parametrize("text", ["1", "1,2,3,4", "a,b,c", "nan,0,1", "0,0,0", "1,0,0!x", "!", ","])
def test_what_is_no_mixture_is_said(text):
    found, notices = point(text)
    assert found == (0.5, 0.3, 0.2)
    assert "is not 3 shares, such as 0.5,0.3,0.2, so 0.5,0.3,0.2 is used." in notices


def test_shares_that_do_not_sum_to_one_are_scaled_and_it_is_said():
    assert point("2,1,1") == (
        (0.5, 0.25, 0.25),
        "point: “2,1,1” is outside its range, so 0.5,0.25,0.25 is used.",
    )


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("3", (3,), ""),
        ("9.2.2", (2, 9), ""),
        ("10", (), "not a list of places from 1 to 9"),
        ("0", (), "so none is used"),
        ("1..2", (), "not a list"),
        ("-1", (), "not a list"),
        ("9" * 400, (), "not a list"),
    ],
)
def test_flips_are_places_in_order(text, value, words):
    values, notices = read(Controls, {"turned": text})
    assert values.turned == value
    assert words in " ".join(notices)


@given(shares)
def test_the_triangle_has_equal_units(values):
    # Distances between policies are, up to one factor, distances in the drawing.
    triangle = Triangle(("a", "b", "c"))
    there = np.array(values) / sum(values)
    here = np.array([1 / 3] * 3)
    drawn = [np.array(triangle.place(tuple(p))) * [1, np.sqrt(3) / 2] for p in (here, there)]
    assert np.linalg.norm(drawn[0] - drawn[1]) == pytest.approx(
        np.linalg.norm(here - there) / np.sqrt(2), abs=1e-12
    )
    assert np.allclose(shares_at(*triangle.place(tuple(there))), there)
