"""Which of our files travel with which widget: what no other page needs is in no other archive."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from widgets import CHAPTERS, OPENING, SPECIMEN, written

__all__ = ["NOT_FOR_PAGES", "parts_of_widgets"]

NOT_FOR_PAGES: Final = (
    "grpo_core.cli",
    "grpo_core.grid",
    "grpo_core.sweep",
    "grpo_core.sweep_command",
    "grpo_core.sweep_file",
)
"""Modules that travel with no page: the command line, and sweeps, which need processes."""

REWARDS: Final = "grpo_core/rewards/"
"""The one part of the core that only some widgets need."""


def parts_of_widgets(root: Path) -> dict[str, tuple[str, ...]]:
    """What each widget needs beside what all of them need.

    Args:
        root: the checkout.

    Returns:
        By slug: how the paths of its files begin. A widget that imports from another one, or
        from the core's rewards, has these too.

    Example:
        >>> parts_of_widgets(Path())["simulator"]
        ('widgets/simulator/', 'widgets/_data/simulator-')
    """
    return {chapter.slug: tuple(_needs(root, chapter.package, set())) for chapter in written()}


def _needs(root: Path, package: str, seen: set[str]) -> Iterator[str]:
    seen.add(package)
    yield f"widgets/{package}/"
    yield f"widgets/_data/{package.replace('_', '-')}-"
    imported = set(_imported(root / "widgets" / package))
    if any(name.startswith("grpo_core.rewards") for name in imported) and REWARDS not in seen:
        seen.add(REWARDS)
        yield REWARDS
    for other in (OPENING, *CHAPTERS, SPECIMEN):
        whose = f"widgets.{other.package}"
        if other.package not in seen and any(
            f"{name}.".startswith(f"{whose}.") for name in imported
        ):
            yield from _needs(root, other.package, seen)


def _imported(folder: Path) -> Iterator[str]:
    """The modules that the files of a folder import from."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
