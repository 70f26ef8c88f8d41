"""Our typefaces for a renderer that knows no variable fonts: cut to a weight, measured, wrapped.

A typeface comes as one file a script. Each is cut at the weights asked for and named after its
family; Latin bears the very name, the others are found by the characters that Latin lacks.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from sitebuild.errors import BuildError

__all__ = ["SANS", "SERIF", "Lettering", "font_files", "wrap"]

SERIF: Final = "Source Serif 4 Variable"
SANS: Final = "Source Sans 3 Variable"
SIGNS: Final = "STIX Two Math"
"""Has the signs that the others lack, arrows for one."""

FILES: Final = {
    SERIF: "@fontsource-variable/source-serif-4/files/source-serif-4-{}-wght-normal.woff2",
    SANS: "@fontsource-variable/source-sans-3/files/source-sans-3-{}-wght-normal.woff2",
    SIGNS: "@fontsource/stix-two-math/files/stix-two-math-{}-400-normal.woff2",
}
LATIN: Final = "latin"
OTHERS: Final = ((SANS, "latin-ext"), (SANS, "greek"), (SIGNS, LATIN))
"""Where characters are looked for that Latin lacks, in this order."""
OTHERS_WEIGHT: Final = 500
Outline = tuple[tuple[int, int], ...]

CHECK: Final[Outline] = (
    *((40, 280), (125, 340), (200, 175), (465, 660)),
    *((540, 610), (248, 10), (148, 10)),
)
STROKES: Final[tuple[Outline, ...]] = (
    ((45, 40), (130, -10), (500, 600), (415, 650)),
    ((405, -10), (500, 35), (135, 660), (40, 615)),
)
DRAWN: Final[dict[str, tuple[int, tuple[Outline, ...]]]] = {
    "✓": (580, (CHECK,)),
    "✗": (545, STROKES),
}
"""Signs for which a browser takes a font of its own, so we draw them: width and outlines, 1000
units to the size of the letters."""
NAMED: Final = (1, 4, 6, 16)
"""Entries of a font's table of names that say its family, by which a renderer looks for it."""


@dataclass(frozen=True)
class Lettering:
    """Typefaces for some texts.

    Attributes:
        modules: node_modules, where the font packages are.
        cuts: families with their weights.
        text: every character that is to be set.
    """

    modules: Path
    cuts: tuple[tuple[str, int], ...]
    text: str

    @cached_property
    def fonts(self) -> tuple[bytes, ...]:
        """The fonts as TrueType: each cut in Latin, then what has the characters that Latin lacks.

        Raises:
            BuildError: no font has one of the characters.
        """
        missing = {ord(c) for c in self.text} - {ord("\n")}
        made = []
        for font in self._cut.values():
            made.append(_as_bytes(font))
            missing -= set(font.getBestCmap())
        for family, script in OTHERS:
            font, has = _opened(self.modules, family, script)
            if missing & has:
                name = f"{family} {script}"
                made.append(_as_bytes(_cut(font, OTHERS_WEIGHT, missing & has, name)))
                missing -= has
        if missing:
            raise BuildError(
                f"None of our typefaces has {', '.join(f'{chr(c)!r}' for c in sorted(missing))}.",
                "Write it otherwise, or add a typeface that has it to sitebuild/lettering.py.",
            )
        return tuple(made)

    def width(self, text: str, family: str, weight: int, size: float) -> float:
        """How wide a line of text is.

        Args:
            text: the line.
            family: its typeface, one of the cuts.
            weight: likewise.
            size: of the letters; the width has the same unit.
        """
        advances = self._advances[family, weight]
        widest = max(advances.values())
        return size * sum(advances.get(ord(c), widest) for c in text)

    @cached_property
    def _cut(self) -> dict[tuple[str, int], Any]:
        """For each cut the Latin font with our characters."""
        fonts = {}
        for family, weight in self.cuts:
            font, has = _opened(self.modules, family, LATIN)
            font = _cut(font, weight, {ord(c) for c in self.text} & has, family)
            for sign in DRAWN.keys() & set(self.text):
                _add_drawn(font, sign)
            fonts[family, weight] = font
        return fonts

    @cached_property
    def _advances(self) -> dict[tuple[str, int], dict[int, float]]:
        """For each cut the advance of each character in ems; kerning mostly makes text narrower."""
        return {
            cut: {
                code: font["hmtx"][glyph][0] / font["head"].unitsPerEm
                for code, glyph in font.getBestCmap().items()
            }
            for cut, font in self._cut.items()
        }


def wrap(words: Sequence[str], widths: Iterable[float], space: float, room: float) -> list[str]:
    """Words in lines of about equal length, as few lines as there can be.

    Args:
        words: in order.
        widths: of each.
        space: width of a space.
        room: what a line can hold.

    Returns:
        The lines; empty if a word alone is wider than the room.

    Example:
        >>> wrap(["one", "two", "three", "four"], [3, 3, 5, 4], 1, 12)
        ['one two', 'three four']
    """
    measured = list(widths)
    if max(measured, default=0.0) > room:
        return []

    def filled(limit: float) -> list[list[str]]:
        lines: list[list[str]] = []
        end = 0.0
        for word, width in zip(words, measured, strict=True):
            if lines and end + space + width <= limit:
                lines[-1].append(word)
                end += space + width
            else:
                lines.append([word])
                end = width
        return lines

    fewest = len(filled(room))
    limit = room
    for share in range(99, 0, -1):
        tighter = max(room * share / 100, *measured)
        if len(filled(tighter)) > fewest:
            break
        limit = tighter
    return [" ".join(line) for line in filled(limit)]


def font_files(modules: Path) -> list[Path]:
    """Every font file that may be used.

    Args:
        modules: node_modules.

    Raises:
        BuildError: a family is missing from it.
    """
    pairs = [*((family, LATIN) for family in FILES), *OTHERS]
    return sorted({_file(modules, *pair) for pair in pairs})


def _file(modules: Path, family: str, script: str) -> Path:
    path = modules / FILES[family].format(script)
    if not path.is_file():
        raise BuildError(
            f"The font {family} is missing from the npm packages.",
            "Delete node_modules and build again; npm then installs them anew.",
        )
    return path


def _opened(modules: Path, family: str, script: str) -> tuple[Any, set[int]]:
    """A font, and the characters that it has."""
    font = TTFont(_file(modules, family, script))
    return font, set(font.getBestCmap())


def _cut(font: Any, weight: int, characters: set[int], name: str) -> Any:
    """A font with some characters only, at one weight, under a name."""
    cutter = Subsetter(Options(layout_features=["kern", "liga", "locl"], notdef_outline=True))
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    if "fvar" in font:
        instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font.flavor = None
    font["OS/2"].usWeightClass = weight
    for entry in NAMED:
        font["name"].setName(name, entry, 3, 1, 0x409)
        font["name"].removeNames(entry, platformID=1)
    return font


def _add_drawn(font: Any, sign: str) -> None:
    """Puts a sign that we draw ourselves into a font."""
    width, outlines = DRAWN[sign]
    pen = TTGlyphPen(None)
    for corners in outlines:
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    name = f"drawn{ord(sign):X}"
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = (width, min(x for corners in outlines for x, _ in corners))
    for table in font["cmap"].tables:
        table.cmap[ord(sign)] = name


def _as_bytes(font: Any) -> bytes:
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()
