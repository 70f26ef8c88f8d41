"""The measured part of README: `python -m bench readme` writes it from bench/readme.md.

README quotes no figure that is not in bench/results: its part between two comments is the template
with every figure put in, and a test holds it to that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bench.kept import FigureError, Kept, filled, read_results
from sitebuild.options import ROOT

__all__ = ["README", "TEMPLATE", "measured_part", "rewritten", "write_readme"]

README: Final = ROOT / "README.md"
TEMPLATE: Final = Path(__file__).parent / "readme.md"
BETWEEN: Final = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- /measured -->)", re.DOTALL)


def measured_part(template: str, results: Mapping[str, Kept]) -> tuple[str, list[str]]:
    r"""The template with its figures, and what had to be left out.

    Args:
        template: Markdown that names figures.
        results: by benchmark.

    Returns:
        The text without the lines that name a figure which is not there, and why each is left out.

    >>> measured_part("Measured:\n[~boot > this site > ms] ms\n", {})[0]
    'Measured:\n'
    """
    lines, missing = [], []
    for line in template.splitlines(keepends=True):
        try:
            lines.append(filled(line, results))
        except FigureError as error:
            missing.append(str(error))
    return "".join(lines), missing


def rewritten(readme: str, part: str) -> str:
    """README with another measured part."""
    return BETWEEN.sub(lambda _: part, readme)


def write_readme() -> int:
    """Write README's measured part, say what it lacks, and return the exit code."""
    part, missing = measured_part(TEMPLATE.read_text("utf-8"), read_results())
    README.write_text(rewritten(README.read_text("utf-8"), part), encoding="utf-8")
    for reason in missing:
        print(f"left out a line: {reason}")
    return 1 if missing else 0
