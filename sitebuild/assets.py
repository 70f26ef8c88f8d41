"""What pages load besides Python: style sheet, scripts, fonts; one folder, named by its content."""

from __future__ import annotations

import hashlib
import html
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from sitebuild.errors import BuildError

__all__ = ["Assets", "content_hash", "host_script", "make_assets"]


@dataclass(frozen=True)
class Face:
    """One cut of a typeface, as its package stores it: a file for each script.

    Attributes:
        family: its name in the style sheet.
        files: where the files are below node_modules, with `*` for the script.
        style: `normal` or `italic`.
        weights: what the style sheet may ask for.
        preload: whether the first screen needs it.
        sliced: whether its characters are spread over a hundred files, to be made into one.
    """

    family: str
    files: str
    style: str
    weights: str
    preload: bool = False
    sliced: bool = False


SERIF: Final = "@fontsource-variable/source-serif-4/files/source-serif-4"
SANS: Final = "@fontsource-variable/source-sans-3/files/source-sans-3"
CODE: Final = "@fontsource-variable/source-code-pro/files/source-code-pro"
FACES: Final = (
    Face("Source Serif 4 Variable", f"{SERIF}-*-wght-normal", "normal", "400 700", preload=True),
    Face("Source Serif 4 Variable", f"{SERIF}-*-wght-italic", "italic", "400 700"),
    Face("Source Sans 3 Variable", f"{SANS}-*-wght-normal", "normal", "400 700", preload=True),
    Face("Source Code Pro Variable", f"{CODE}-*-wght-normal", "normal", "400 700"),
    Face(
        "STIX Two Math",
        "@fontsource/stix-two-math/files/stix-two-math-*-400-normal",
        "normal",
        "400",
    ),
    Face(
        "Noto Sans SC",
        "@fontsource-variable/noto-sans-sc/files/noto-sans-sc-*-wght-normal",
        "normal",
        "400",
        sliced=True,
    ),
)
ALWAYS: Final = (
    "".join(map(chr, range(0x20, 0x7F))) + "\u00a0–—‘’“”…×·−±≤≥≈∞√∑⏟‖∝→←↑↓✓✗αβγδεηθλμπρσΣτ%‰"
)
"""Characters that a widget may come to show whatever the pages hold now."""

FEATURES: Final = ["ccmp", "locl", "mark", "mkmk", "kern", "liga", "clig", "calt", "rlig", "tnum"]
"""What fonts can do that the pages use: what holds for any text, and figures of one width."""

HAN: Final = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
"""Chinese characters and their punctuation."""


@dataclass(frozen=True)
class Assets:
    """The folder of assets.

    Attributes:
        files: name to content.
        preload: the fonts that the first screen needs.
    """

    files: dict[str, bytes]
    preload: tuple[str, ...]

    @property
    def folder(self) -> str:
        """Its place below the site's root: fingerprinted, so that it may be kept for ever."""
        return f"assets/{content_hash(self.files)}/"


def content_hash(files: dict[str, bytes]) -> str:
    """Twelve hexadecimal digits that change with any name or byte.

    Example:
        >>> content_hash({"a": b"1"}) == content_hash({"a": b"2"})
        False
    """
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return digest.hexdigest()[:12]


def make_assets(root: Path, modules: Path, text: str) -> Assets:
    """Gathers scripts, style sheet and fonts.

    Args:
        root: the checkout.
        modules: node_modules.
        text: everything the site shows, for the choice of characters. The Chinese ones that a
            widget may come to show are found in the widgets' sources.
    """
    site = root / "site"
    files = {path.name: path.read_bytes() for path in sorted((site / "js").glob("*.js"))}
    files["idiomorph.esm.js"] = _package_file(modules / "idiomorph/dist/idiomorph.esm.js")
    files["icon.svg"] = (site / "icon.svg").read_bytes()
    rules, preload = [], []
    wanted = set(html.unescape(text)) | set(ALWAYS) | set(_math_italics(text))
    sources = (path.read_text("utf-8") for path in (root / "widgets").rglob("*.py"))
    han = set(HAN.findall("".join([text, *sources])))
    for face in FACES:
        subsets = _merged(face, modules, han) if face.sliced else _subsets(face, modules, wanted)
        for name, data, characters in subsets:
            files[name] = data
            rules.append(_font_face(face, name, characters))
            if face.preload and "-latin-wght" in name:
                preload.append(name)
    sheets = [path.read_text("utf-8") for path in sorted((site / "css").glob("*.css"))]
    files["style.css"] = "\n".join([*rules, *map(_squeezed, sheets)]).encode()
    return Assets(files, tuple(preload))


def _math_italics(text: str) -> Iterator[str]:
    """The italic letters that browsers draw for single-letter identifiers of formulas.

    Example:
        >>> [hex(ord(c)) for c in _math_italics("<mi>A</mi><mi>&#x003C1;</mi><mi>h</mi>")]
        ['0x1d434', '0x1d70c', '0x210e']
    """
    for identifier in re.findall(r"<mi>([^<]+)</mi>", text):
        letter = html.unescape(identifier)
        for first, last, italic in (("A", "Z", 0x1D434), ("a", "z", 0x1D44E), ("α", "ω", 0x1D6FC)):
            if len(letter) == 1 and first <= letter <= last:
                # The italic h stands elsewhere: it was there first, as the Planck constant.
                yield "\u210e" if letter == "h" else chr(italic + ord(letter) - ord(first))


def _package_file(path: Path) -> bytes:
    if not path.is_file():
        raise BuildError(
            f"{path.name} is missing from the npm packages.",
            "Delete node_modules and build again; npm then installs them anew.",
        )
    return path.read_bytes()


def _font_files(face: Face, modules: Path) -> list[Path]:
    pattern = Path(face.files)
    paths = sorted((modules / pattern.parent).glob(f"{pattern.name}.woff2"))
    if not paths:
        raise BuildError(
            f"The font {face.family} is missing from the npm packages.",
            "Delete node_modules and build again; npm then installs them anew.",
        )
    return paths


def _subsets(face: Face, modules: Path, wanted: set[str]) -> Iterable[tuple[str, bytes, list[int]]]:
    """For each script's file of a face that has wanted characters: the file cut down to them."""
    taken: set[int] = set()
    # Latin first: a character that several files have is taken from the first, so that a page with
    # a space and an A loads one file and not two.
    for path in sorted(_font_files(face, modules), key=lambda p: _script_rank(p.name)):
        font = TTFont(path)
        characters = sorted(set(map(ord, wanted)) & set(font.getBestCmap()) - taken)
        if not any(unicodedata.category(chr(code))[0] not in "ZC" for code in characters):
            continue
        taken.update(characters)
        cutter = subset.Subsetter(subset.Options(layout_features=FEATURES, notdef_outline=True))
        cutter.populate(unicodes=characters)
        cutter.subset(font)
        yield f"{path.stem}.woff2", _as_woff2(_between(font, face)), characters


def _script_rank(name: str) -> tuple[bool, bool, str]:
    """Where a font's file stands among its family's: Latin, then other scripts, then the rest.

    Example:
        >>> sorted(["s-greek-400.woff2", "s-latin-ext-400.woff2", "s-latin-400.woff2"],
        ...        key=_script_rank)
        ['s-latin-400.woff2', 's-greek-400.woff2', 's-latin-ext-400.woff2']
    """
    return "-latin-ext-" in name, "-latin-" not in name, name


def _merged(face: Face, modules: Path, wanted: set[str]) -> Iterable[tuple[str, bytes, list[int]]]:
    """The wanted characters of a face's many files as one file, at one weight."""
    left = set(map(ord, wanted))
    with TemporaryDirectory() as folder:
        parts: list[Path] = []
        for path in _font_files(face, modules) if left else ():
            font = TTFont(path, lazy=True)
            characters = left & set(font.getBestCmap())
            if not characters:
                continue
            left -= characters
            cutter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True))
            cutter.populate(unicodes=characters)
            cutter.subset(font)
            parts.append(Path(folder, f"{len(parts)}.ttf"))
            # The format that is merged has no axes, so the weight is set first.
            instantiateVariableFont(font, {"wght": float(face.weights)}).save(parts[-1])
        if not parts:
            return
        whole = Merger().merge([str(part) for part in parts])
        name = re.sub(r"-\*.*", "", Path(face.files).name)
        yield f"{name}.woff2", _as_woff2(whole), sorted(whole.getBestCmap())


def _between(font: TTFont, face: Face) -> TTFont:
    """A variable font with the weights of its face and no others; one without axes as it is."""
    if "fvar" not in font:
        return font
    lightest, boldest = map(float, face.weights.split())
    # The instancer wants tables as they stand in a file.
    return instantiateVariableFont(_saved_anew(font), {"wght": (lightest, boldest)})


def _saved_anew(font: TTFont) -> TTFont:
    font.flavor = None
    out = io.BytesIO()
    font.save(out)
    return TTFont(out)


def _as_woff2(font: TTFont) -> bytes:
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _font_face(face: Face, name: str, characters: list[int]) -> str:
    ranges = ",".join(f"U+{code:X}" for code in characters)
    return (
        f'@font-face{{font-family:"{face.family}";src:url({name}) format("woff2");'
        f"font-style:{face.style};font-weight:{face.weights};font-display:swap;"
        f"unicode-range:{ranges}}}"
    )


def _squeezed(css: str) -> str:
    r"""A style sheet without its comments and indentation.

    Example:
        >>> _squeezed("/* x */\na {\n  color: red;\n}\n")
        'a {\ncolor: red;\n}'
    """
    return re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip()


def host_script(root: Path) -> bytes:
    """What other people's pages load (`<r1-widget>`), without its comments and indentation."""
    text = (root / "site/embed/r1-widget.js").read_text("utf-8")
    return "".join(f"{line}\n" for line in _bare(text)).encode()


def _bare(script: str) -> Iterator[str]:
    r"""The lines of a script that do something, of a script whose comments stand before them.

    Example:
        >>> list(_bare("// Why.\n{\n  /** @param {X} x */\n  go(/** @type {X} */ (x));\n}\n"))
        ['{', 'go((x));', '}']
    """
    for line in re.sub(r"/\*\*.*?\*/ ?", "", script).splitlines():
        if (bare := line.strip()) and not bare.startswith("//"):
            yield bare
