"""The Python of a chapter's model, for the folded panel below its widget.

What belongs in it is decided by the imports: `model.py`, and whatever of the chapters' folders it
imports, directly or not. So the view, the take-home code, the `__init__` and the kit stay out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from sitebuild.doctext import phrase
from sitebuild.highlight import highlight, namespace, outline
from sitebuild.reference import resolve
from widgets import Chapter

__all__ = ["Listing", "listing_html", "model_listings"]


@dataclass(frozen=True)
class Listing:
    """One file of a model.

    Attributes:
        module: its dotted name, such as `widgets.simulator.model`; also its anchor.
        name: the file's name; with its folder if that is another chapter's.
        about: its first line, which says what it is.
        lines: how many lines it has.
        html: its source, highlighted, with links and anchors.
    """

    module: str
    name: str
    about: Markup
    lines: int
    html: Markup


def model_listings(chapter: Chapter, root: Path, above: str = "../../../") -> list[Listing]:
    """The files of a chapter's model, `model.py` first and the others as it imports them.

    Args:
        chapter: a written chapter.
        root: the checkout.
        above: the way from the page that shows them to the site's root.

    Returns:
        One listing a file. Each function, class and name at the top level of a file has its full
        dotted name for an anchor.

    Example:
        >>> from widgets import CHAPTERS
        >>> [listing.name for listing in model_listings(CHAPTERS[8], Path())]
        ['model.py', 'bands.py', 'controls.py']
    """
    package = f"widgets.{chapter.package}"
    sources: dict[str, str] = {}
    waiting = [f"{package}.model"]
    while waiting:
        module = waiting.pop(0)
        path = root / f"{module.replace('.', '/')}.py"
        if module not in sources and path.is_file():
            sources[module] = path.read_text("utf-8")
            waiting += sorted(
                _imported(sources[module]), key=lambda name: (package not in name, name)
            )
    return [
        Listing(
            module=module,
            name=_filename(module, package),
            about=_first_line(source),
            lines=len(source.splitlines()),
            html=listing_html(source, module, sources, above),
        )
        for module, source in sources.items()
    ]


def listing_html(source: str, module: str, shown: Iterable[str], above: str) -> Markup:
    """A file's source as HTML; without its tags it is the file.

    Args:
        source: the file.
        module: its dotted name.
        shown: the modules on the same page, whose names are linked to.
        above: the way to the site's root, from where names of `grpo_core` are linked to.

    Example:
        >>> print(listing_html("from grpo_core import kl", "widgets.m", [], "../"))
        ... # doctest: +NORMALIZE_WHITESPACE
        <span class="k">from</span> <a href="../api/#grpo_core">grpo_core</a>
        <span class="k">import</span> <a href="../api/#grpo_core.divergence.kl">kl</a>
    """
    here = {*shown, module}

    def href(dotted: str) -> str:
        if dotted in here or dotted.rpartition(".")[0] in here:
            return f"#{dotted}"
        try:
            return f"{above}api/#{resolve(dotted)}"
        except KeyError:
            return ""

    anchors = {dotted for dotted in outline(source, module) if not dotted.endswith("__")}
    return Markup("").join(highlight(source, module, href=href, anchors=anchors))


def _imported(source: str) -> set[str]:
    """The modules of chapters that a source imports from."""
    inside = {".".join(dotted.split(".")[:3]) for dotted in namespace(source, "").values()}
    return {name for name in inside if name.startswith("widgets.") and ".kit." not in name}


def _filename(module: str, package: str) -> str:
    """What a file is called on the page of a chapter.

    Example:
        >>> _filename("widgets.simulator.bands", "widgets.simulator")
        'bands.py'
        >>> _filename("widgets.simulator.bands", "widgets.opening")
        'simulator/bands.py'
    """
    short = module.removeprefix(f"{package}.").removeprefix("widgets.")
    return f"{short.replace('.', '/')}.py"


def _first_line(source: str) -> Markup:
    told = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    return phrase(told, Markup("<code>{}</code>").format)
