"""Python source as HTML, line by line: coloured by kind of token, with names that lead somewhere.

Pygments says what a stretch of text is, the syntax tree says which names stand for something
imported or defined in the file. Nothing is added to the text and nothing taken away: without its
tags the HTML is the source.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Container, Iterator, Mapping
from html import escape
from itertools import accumulate
from types import MappingProxyType
from typing import Final, NamedTuple

from markupsafe import Markup
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String

__all__ = ["highlight", "namespace", "outline"]

KINDS: Final = (
    (String.Doc, "d"),
    (String, "s"),
    (Comment, "c"),
    (Number, "n"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Decorator, "e"),
)
"""Kinds of token and the class of each; `site/css/6-code.css` has their colours."""

SCOPES: Final = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


class _Mention(NamedTuple):
    """A name as it is written, and what it stands for.

    Attributes:
        place: line, from 1, and column in bytes.
        text: the name as written, perhaps with dots.
        dotted: its full dotted name.
    """

    place: tuple[int, int]
    text: str
    dotted: str


class _Link(NamedTuple):
    """A stretch of the source that becomes an element: a link, or the place links lead to."""

    start: int
    end: int
    opening: str
    closing: str


def highlight(
    source: str,
    module: str,
    *,
    href: Callable[[str], str],
    anchors: Container[str] = (),
    names: Mapping[str, str] = MappingProxyType({}),
) -> list[Markup]:
    r"""The lines of a module as HTML, each complete in itself.

    Args:
        source: Python that can be parsed.
        module: the module's dotted name.
        href: where the page tells of a dotted name; empty if nowhere.
        anchors: dotted names that are to be given an `id` where the source defines them.
        names: what names stand for besides those that the source imports and defines itself.

    Returns:
        One piece of HTML per line, line ends included; together they are the source.

    Raises:
        SyntaxError: the source is not Python.

    Example:
        >>> print(*highlight("x = 1  # one", "m", href=lambda name: ""))
        x = <span class="n">1</span>  <span class="c"># one</span>
        >>> where = {"math.pi": "#pi", "m.tau": "#tau"}
        >>> source = "from math import pi\ntau = 2 * pi\n"
        >>> print(highlight(source, "m", href=lambda n: where.get(n, ""), anchors={"m.tau"})[1])
        <b id="m.tau">tau</b> = <span class="n">2</span> * <a href="#pi">pi</a>
        <BLANKLINE>
    """
    links = sorted(_links(source, module, href, anchors, names))
    return _lines(source, links)


def outline(source: str, module: str) -> dict[str, ast.stmt]:
    r"""What a module defines at its top level, by dotted name, in the order of the source.

    Functions, classes and assigned names, private ones too.

    Example:
        >>> list(outline("import os\nTWO = 2\ndef f(): ...\n", "m"))
        ['m.TWO', 'm.f']
    """
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(source).body:
        for target in _defined(node):
            found.setdefault(f"{module}.{target}", node)
    return found


def namespace(source: str, module: str) -> dict[str, str]:
    r"""What the names at the top level of a module stand for, as dotted names.

    Imported names, wherever the import stands, and the module's own.

    Example:
        >>> namespace("from a.b import c as d\nimport os.path\nX = 1\n", "m")
        {'d': 'a.b.c', 'os': 'os', 'X': 'm.X'}
    """
    names: dict[str, str] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
    return names | {dotted.rpartition(".")[2]: dotted for dotted in outline(source, module)}


def _defined(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.Assign():
            return [target.id for target in node.targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def _links(
    source: str,
    module: str,
    href: Callable[[str], str],
    anchors: Container[str],
    names: Mapping[str, str],
) -> Iterator[_Link]:
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    starts = list(accumulate(map(len, lines), initial=0))

    def at(line: int, column: int) -> int:
        # The tree counts columns in bytes.
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    for dotted, node in outline(source, module).items():
        if dotted in anchors:
            name = dotted.rpartition(".")[2]
            keywords = re.compile(r"(?:(?:async )?(?:def|class) )?")
            start = at(node.lineno, node.col_offset)
            start += len(keywords.match(source, start)[0])  # type: ignore[index]
            yield _Link(start, start + len(name), f'<b id="{dotted}">', "</b>")
    for place, text, dotted in (
        *_imported(tree),
        *_used(tree, {**names, **namespace(source, module)}),
    ):
        start = at(*place)
        # Of `a.b.c` the longest part that leads somewhere. Inside f-strings some versions of
        # Python report other places than where a name stands; those are left alone.
        while text and source.startswith(text, start):
            if target := href(dotted):
                yield _Link(start, start + len(text), f'<a href="{target}">', "</a>")
                break
            text, dotted = text.rpartition(".")[0], dotted.rpartition(".")[0]


def _imported(tree: ast.AST) -> Iterator[_Mention]:
    """The names in import statements."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield _Mention((node.lineno, node.col_offset + len("from ")), node.module, node.module)
        if isinstance(node, ast.ImportFrom | ast.Import):
            above = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                place = alias.lineno, alias.col_offset
                yield _Mention(place, alias.name, above + alias.name)


def _used(
    node: ast.AST, known: Mapping[str, str], hidden: frozenset[str] = frozenset()
) -> Iterator[_Mention]:
    """Names that are read, with their attributes, where no local name hides them."""
    if isinstance(node, SCOPES):
        hidden |= _bound(node)
    inner: ast.AST = node
    attributes = ""
    while isinstance(inner, ast.Attribute):
        attributes = f".{inner.attr}{attributes}"
        inner = inner.value
    if isinstance(inner, ast.Name):
        name = inner.id
        if isinstance(inner.ctx, ast.Load) and name in known and name not in hidden:
            place = inner.lineno, inner.col_offset
            yield _Mention(place, name + attributes, known[name] + attributes)
        return
    for child in ast.iter_child_nodes(node):
        yield from _used(child, known, hidden)


def _bound(scope: ast.AST) -> frozenset[str]:
    """Every name that is bound anywhere inside a function or comprehension."""
    names: set[str] = set()
    for node in ast.walk(scope):
        match node:
            case ast.arg(arg=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
    return frozenset(names)


def _lines(source: str, links: list[_Link]) -> list[Markup]:
    """Tokens and links woven together, cut at the ends of lines."""
    begins = {link.start: link for link in links}
    ends = {link.end: link.closing for link in links}
    lines: list[Markup] = []
    line = kind = gap = ""
    for start, next_kind, text in _tokens(source):
        at = start
        for piece in _cut(text, start, begins.keys() | ends.keys()):
            if at in ends:
                line, kind = line + _shut(kind) + ends[at], ""
            if at in begins:
                line, kind, gap = line + _shut(kind) + gap + begins[at].opening, "", ""
            at += len(piece)
            if piece == "\n":
                lines.append(Markup(f"{line}{_shut(kind)}{gap}\n"))
                line = kind = gap = ""
            elif not piece.strip():
                gap += piece  # whose side it is on shows when the next piece comes
            else:
                if next_kind != kind:
                    line, kind = line + _shut(kind) + gap + _open(next_kind), next_kind
                    gap = ""
                line, gap = line + gap + escape(piece, quote=False), ""
    if line:
        lines.append(Markup(line + _shut(kind) + ends.get(len(source), "") + gap))
    return lines


def _open(kind: str) -> str:
    return f'<span class="{kind}">' if kind else ""


def _shut(kind: str) -> str:
    return "</span>" if kind else ""


def _cut(text: str, start: int, places: Container[int]) -> Iterator[str]:
    """A token in pieces: cut around each line end, and wherever a link begins or ends."""
    piece = ""
    for offset, character in enumerate(text):
        if piece and (character == "\n" or piece == "\n" or start + offset in places):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _tokens(source: str) -> Iterator[tuple[int, str, str]]:
    """Where each token begins, its class, and its text."""
    for start, token, text in PythonLexer().get_tokens_unprocessed(source):
        yield start, next((letter for family, letter in KINDS if token in family), ""), text
