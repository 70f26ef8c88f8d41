"""The contents: sixteen chapters as one argument, and the pages around them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sitebuild.errors import BuildError
from widgets import CHAPTERS, Chapter

__all__ = ["AROUND", "Part", "Step", "read_argument"]

AROUND: Final = {
    "field-report": "Field report",
    "primer": "Primer",
    "glossary": "Glossary",
    "symbols": "Symbols",
    "api": "The code",
    "references": "References",
    "embed": "Embedding",
    "benchmarks": "Benchmarks",
    "about": "About, and how to cite",
}
"""The pages around the chapters: address to name."""


@dataclass(frozen=True)
class Step:
    """A chapter as a step of the argument.

    Attributes:
        chapter: which.
        number: its place among the sixteen, from 1.
        text: the sentence that it adds.
    """

    chapter: Chapter
    number: int
    text: str


@dataclass(frozen=True)
class Part:
    """Chapters that make one point together."""

    title: str
    text: str
    steps: tuple[Step, ...]


def read_argument(path: Path) -> list[Part]:
    """The argument, in its order.

    Raises:
        BuildError: it leaves out a chapter, or has another order.
    """
    numbers = {chapter.slug: number for number, chapter in enumerate(CHAPTERS, start=1)}
    parts, met = [], []
    for part in tomllib.loads(path.read_text("utf-8"))["part"]:
        slugs = [step["chapter"] for step in part["step"]]
        met += slugs
        steps = tuple(
            Step(CHAPTERS[numbers[slug] - 1], numbers[slug], _curly(step["text"]))
            for slug, step in zip(slugs, part["step"], strict=True)
            if slug in numbers
        )
        parts.append(Part(part["title"], _curly(part["text"]), steps))
    if met != list(numbers):
        raise BuildError(
            f"{path.name} must have every chapter once, in order; it has {', '.join(met)}.",
            "The order is that of CHAPTERS in widgets/__init__.py.",
        )
    return parts


def _curly(text: str) -> str:
    return text.replace("'", "’")
