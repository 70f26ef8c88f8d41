"""The API reference of `grpo_core`, read from its docstrings and its source.

Nothing is imported: griffe reads the files. Every public name has one entry, in the module that
defines it, and one anchor, its full dotted name there; names under which packages hand it on lead
to the same anchor.
"""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import indent
from types import MappingProxyType
from typing import Final, NamedTuple

import griffe
from markupsafe import Markup

from sitebuild.doctext import Code, blocks, phrase
from sitebuild.errors import BuildError
from sitebuild.highlight import highlight, namespace, outline

__all__ = ["PACKAGE", "Entry", "Item", "Module", "Section", "read_api", "resolve"]

PACKAGE: Final = "grpo_core"

ORDER: Final = (
    "policy",
    "advantage",
    "divergence",
    "objective",
    "optimum",
    "simulator",
    "export",
    "grid",
    "sweep",
    "sweep_file",
    "rewards",
    "rewards.format",
    "rewards.extract",
    "rewards.plain",
    "rewards.rational",
    "rewards.normalise",
    "rewards.accuracy",
    "rewards.rule",
    "rewards.language",
    "cli",
    "sweep_command",
)
"""Modules in reading order; others follow by name."""

WIDE: Final = 66
"""Characters of a signature that stands in one line."""

ROOT: Final = Path(__file__).parents[1]
IMPORTS: Final = (ast.Import, ast.ImportFrom)
VARIABLES: Final = ("TypeVar(", "ParamSpec(")
"""How the values of variables begin that stand for any type; these keep their names."""
NOTHING: Final = Markup("")


@dataclass(frozen=True)
class Item:
    """One name of a list: a parameter, an attribute, an exception.

    Attributes:
        name: as it is written.
        text: what the docstring says of it.
        anchor: its place on the page, for attributes; else empty.
        type: its type, for attributes; else empty.
        default: its value if none is given, for attributes; else empty.
    """

    name: str
    text: Markup
    anchor: str = ""
    type: Markup = NOTHING
    default: Markup = NOTHING


@dataclass(frozen=True)
class Section:
    """One part of a docstring.

    Attributes:
        title: its heading, such as `Parameters`; empty for running text.
        text: its text.
        items: its list.
    """

    title: str
    text: Markup
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A public function, class, method, property, constant or type.

    Attributes:
        kind: which of these, in words.
        name: its name.
        anchor: its full dotted name, where it is defined.
        signature: how it is called, or how it is defined; empty for classes.
        summary: the first paragraph of its docstring.
        sections: the rest of it, in its order.
        members: public methods and properties of a class.
        source: its source without the docstrings shown here; empty if the signature shows all.
        lines: how many lines that is.
    """

    kind: str
    name: str
    anchor: str
    signature: Markup
    summary: Markup
    sections: tuple[Section, ...]
    members: tuple[Entry, ...] = ()
    source: Markup = NOTHING
    lines: int = 0


@dataclass(frozen=True)
class Module:
    """A module, or a package that hands names on.

    Attributes:
        name: its full dotted name, which is its anchor.
        short: its name below `grpo_core`; for `grpo_core` itself that.
        summary: the first paragraph of its docstring.
        body: the rest of it.
        entries: what it defines for others: its `__all__`, in the order of the source.
        names: the names it hands on, each with its anchor.
        inner: the source of what it keeps to itself; empty if there is nothing.
        lines: how many lines that is.
    """

    name: str
    short: str
    summary: Markup
    body: Markup
    entries: tuple[Entry, ...]
    names: tuple[tuple[str, str], ...]
    inner: Markup
    lines: int


def read_api(root: Path) -> list[Module]:
    """Every module of `grpo_core` with its entries, in reading order; the package itself first.

    Args:
        root: the checkout.

    Raises:
        BuildError: something public has no docstring, or one with a section of another kind.

    Example:
        >>> first, second, *_ = read_api(ROOT)
        >>> second.name, [entry.name for entry in second.entries][:2]
        ('grpo_core.policy', ['softmax', 'log_softmax'])
    """
    package = _load(root)
    return [_Reader(module, _names(package)).module() for module in _modules(package)]


def resolve(name: str, root: Path = ROOT) -> str:
    """The anchor of a public name on the page of the reference.

    Args:
        name: a dotted name: a module, or something public, as it is defined or as it is handed on.
        root: the checkout.

    Raises:
        KeyError: nothing public has that name.

    Example:
        >>> resolve("grpo_core.kl")
        'grpo_core.divergence.kl'
        >>> resolve("grpo_core.Config.beta")
        'grpo_core.simulator.Config.beta'
    """
    return _names(_load(root)).public[name]


@cache
def _load(root: Path) -> griffe.Module:
    package = griffe.load(
        PACKAGE,
        search_paths=[root],
        try_relative_path=False,  # else a folder of that name where one stands goes first
        allow_inspection=False,
        docstring_parser="google",
        docstring_options={
            "returns_named_value": False,
            "returns_multiple_items": False,
            "warnings": False,
        },
    )
    assert isinstance(package, griffe.Module)
    return package


def _modules(package: griffe.Module) -> list[griffe.Module]:
    """The package and its modules with an `__all__`, in reading order."""

    def below(module: griffe.Module) -> Iterator[griffe.Module]:
        for inner in module.modules.values():
            if inner.exports is not None:
                yield inner
                yield from below(inner)

    def place(module: griffe.Module) -> tuple[int, str]:
        short = module.path.removeprefix(f"{PACKAGE}.")
        return (ORDER.index(short) if short in ORDER else len(ORDER)), short

    return [package, *sorted(below(package), key=place)]


class _Names(NamedTuple):
    """Where dotted names lead.

    Attributes:
        public: the anchor of whatever is public, by every name that it has.
        private: what else modules define at their top level; each is its own anchor.
    """

    public: dict[str, str]
    private: frozenset[str]


@cache
def _names(package: griffe.Module) -> _Names:
    public: dict[str, str] = {}
    defined: set[str] = set()
    for module in _modules(package):
        public[module.path] = module.path
        if not module.is_init_module:  # of which the page shows no source
            defined.update(outline(_text(module), module.path))
        for name in map(str, module.exports or ()):
            found = module[name]
            target = found.final_target if isinstance(found, griffe.Alias) else found
            public[found.path] = found.canonical_path
            for member in _members(target) if found.is_class else ():
                public[f"{found.path}.{member}"] = f"{found.canonical_path}.{member}"
    return _Names(public, frozenset(defined - public.keys()))


def _members(owner: griffe.Object) -> dict[str, griffe.Object]:
    """Public members of a class, in their order."""
    return {
        name: member
        for name, member in owner.members.items()
        if not name.startswith("_") and isinstance(member, griffe.Object)
    }


def _text(module: griffe.Module) -> str:
    path = module.filepath
    assert isinstance(path, Path)
    return path.read_text("utf-8")


class _Reader:
    """Makes the entries of one module."""

    def __init__(self, module: griffe.Module, names: _Names) -> None:
        self.of = module
        self.names = names
        self.text = _text(module)
        self.known = namespace(self.text, module.path)
        self.defined = outline(self.text, module.path)
        exports = [str(name) for name in module.exports or ()]
        own = [name for name in exports if not module[name].is_alias]
        self.own = sorted(own, key=lambda name: self.defined[f"{module.path}.{name}"].lineno)
        self.handed_on = [name for name in exports if module[name].is_alias]
        self.lines = highlight(self.text, module.path, href=self.href, anchors=names.private)

    def href(self, dotted: str) -> str:
        anchor = self.names.public.get(dotted, dotted if dotted in self.names.private else "")
        return f"#{anchor}" if anchor else ""

    def module(self) -> Module:
        path = self.of.path
        summary, sections = self.docstring(self.of)
        inner = self.inner()
        return Module(
            name=path,
            short=path.removeprefix(f"{PACKAGE}."),
            summary=summary,
            body=Markup("\n").join(section.text for section in sections),
            entries=tuple([self.entry(self.of[name]) for name in self.own]),
            names=tuple([(name, self.names.public[f"{path}.{name}"]) for name in self.handed_on]),
            inner=Markup("").join(inner),
            lines=len(inner),
        )

    def entry(self, found: griffe.Object) -> Entry:
        """Something that the module defines for others."""
        members: list[Entry] = []
        fields: dict[str, griffe.Object] = {}
        source: list[Markup] = []
        if isinstance(found, griffe.Class):
            kind, signature = _kind(found), NOTHING  # its attributes say how it is made
            fields = {name: each for name, each in _members(found).items() if _is_field(each)}
            members = [self.member(m) for n, m in _members(found).items() if n not in fields]
        elif isinstance(found, griffe.Function):
            kind, signature = "function", self.signature(found)
        else:
            kind = "constant" if found.name.isupper() else "type"
            signature = Markup("").join(self.source_of(found)).rstrip()
        if kind not in ("constant", "type"):
            source = self.source_of(found)
        summary, sections = self.docstring(found, fields)
        return Entry(
            kind=kind,
            name=found.name,
            anchor=found.path,
            signature=signature,
            summary=summary,
            sections=sections,
            members=tuple(members),
            source=Markup("").join(source),
            lines=len(source),
        )

    def member(self, found: griffe.Object) -> Entry:
        """A method or a property of a class."""
        if isinstance(found, griffe.Function):
            kind = "class method" if "classmethod" in found.labels else "method"
            signature = self.signature(found)
        else:
            kind, signature = "property", _bold(found.name) + ": " + self.type_of(found)
        return Entry(kind, found.name, found.path, signature, *self.docstring(found))

    # What a docstring says.

    def docstring(
        self, found: griffe.Object, fields: Mapping[str, griffe.Object] = MappingProxyType({})
    ) -> tuple[Markup, tuple[Section, ...]]:
        """The summary and the sections; for a class with its fields."""
        if found.docstring is None:
            raise BuildError(f"{found.path} has no docstring.", "Say in it what it is.")
        local: frozenset[str] = frozenset()
        if isinstance(found, griffe.Function):
            local = frozenset(parameter.name for parameter in found.parameters)

        def code(text: str) -> Markup:
            return self.code(text, found.path, local)

        def prose(text: str) -> Markup:
            return blocks(text, code, lambda example: self.shell(example, found.path))

        first, *parts = found.docstring.parsed
        opening, _, rest = str(first.value).partition("\n\n")
        sections = [Section("", prose(rest))] if rest.strip() else []
        if fields and not any(part.kind.value == "attributes" for part in parts):
            sections.append(self.fields(fields, {}, code))
        for part in parts:
            value = part.value
            match part.kind.value, part.title or "":
                case "text", _:
                    sections.append(Section("", prose(value)))
                case "parameters", _:
                    sections.append(Section("Parameters", NOTHING, _items(value, code)))
                case "raises", _:
                    sections.append(Section("Raises", NOTHING, _items(value, code)))
                case "attributes", _:
                    told = {each.name: each.description for each in value}
                    sections.append(self.fields(fields, told, code))
                case "returns", _:
                    sections.append(Section("Returns", prose(_whole(value[0], found))))
                case "admonition", "Example":
                    sections.append(Section("Example", prose(_indented(value))))
                case kind, title:
                    raise BuildError(
                        f"The docstring of {found.path} has a section {title or kind!r}.",
                        "Sections are Args, Returns, Raises, Attributes and Example.",
                    )
        return phrase(opening, code), tuple(sections)

    def fields(
        self, fields: Mapping[str, griffe.Object], told: Mapping[str, str], code: Code
    ) -> Section:
        """The fields of a class, each with its type, its default, and what is told of it."""
        items = [
            Item(
                name=name,
                anchor=field.path,
                text=phrase(told.get(name, ""), code),
                type=self.type_of(field),
                default=self.value_of(field),
            )
            for name, field in fields.items()
        ]
        return Section("Attributes", NOTHING, tuple(items))

    def code(self, text: str, owner: str, local: frozenset[str]) -> Markup:
        """Code in running text, with a link if it begins with a public name."""
        told = re.match(r"[A-Za-z_][\w.]*\w", text)
        name = told[0].removesuffix(".py") if told else ""
        first = name.partition(".")[0]
        inside = owner
        candidates = [name, self.known.get(first, "") + name.removeprefix(first)]
        while inside:
            candidates.append(f"{inside}.{name}")
            inside = inside.rpartition(".")[0]
        public = self.names.public
        target = next((public[each] for each in candidates if each in public), owner)
        if not told or first in local or target == owner:
            return Markup("<code>{}</code>").format(text)
        return Markup('<code><a href="#{}">{}</a>{}</code>').format(
            target, told[0], text[told.end() :]
        )

    def shell(self, text: str, owner: str) -> Markup:
        """Doctest examples as they would stand in a shell; `owner` is whose they are."""
        examples = doctest.DocTestParser().get_examples(f"{text}\n")
        source = "".join(example.source for example in examples)

        def href(dotted: str) -> str:
            found = self.href(dotted)
            return "" if found == f"#{owner}" else found

        lines = iter(highlight(source, "", href=href, names=self.known))
        told = NOTHING
        for example in examples:
            for number in range(example.source.count("\n")):
                prompt = "... " if number else ">>> "
                told += Markup('<span class="p">{}</span>').format(prompt) + next(lines)
            for line in example.want.splitlines():
                told += Markup('<span class="o">{}</span>\n').format(
                    "" if line == "<BLANKLINE>" else line
                )
        return Markup(
            '<pre class="py example" tabindex="0" role="group" aria-label="Example">'
            "<code>{}</code></pre>"
        ).format(told)

    # What the source says.

    def signature(self, function: griffe.Function) -> Markup:
        """How a function is called: in one line if that is short, else a line per parameter."""
        parts: list[Markup] = []
        starred = False
        for parameter in function.parameters:
            if parameter.name in ("self", "cls"):
                continue
            if parameter.kind is griffe.ParameterKind.keyword_only and not starred:
                starred = True
                parts.append(Markup("*"))
            part = Markup("{}: {}").format(parameter.name, self.type_of(parameter))
            if parameter.default is not None:
                part += Markup(" = {}").format(self.coloured(str(parameter.default)))
            parts.append(part)
        returns = self.type_of(function)
        short = Markup(", ").join(parts)
        if len(f"{function.name}({short.striptags()}) -> {returns.striptags()}") > WIDE:
            short = Markup("").join(Markup("\n    {},").format(part) for part in parts) + "\n"
        return Markup("{}({}) -&gt; {}").format(_bold(function.name), short, returns)

    def type_of(self, found: griffe.Object | griffe.Parameter) -> Markup:
        """A type: public names are links, the module's own shorthands are written out."""
        annotation = getattr(found, "annotation", None)
        return NOTHING if annotation is None else self.expression(annotation)

    def expression(self, expression: griffe.Expr | str) -> Markup:
        parts = [expression] if isinstance(expression, str) else expression.iterate(flat=True)
        told = NOTHING
        for part in parts:
            if isinstance(part, str):
                told += self.coloured(part) if part == "None" else part
                continue
            name = str(part)
            shorthand = self.of.members.get(name)
            value = shorthand.value if isinstance(shorthand, griffe.Attribute) else None
            if name not in self.own and value and not str(value).startswith(VARIABLES):
                told += self.expression(value)
            elif href := self.href(getattr(part, "canonical_path", name)):
                told += Markup('<a href="{}">{}</a>').format(href, name)
            else:
                told += name
        return told

    def coloured(self, code: str) -> Markup:
        """An expression in a signature."""
        return Markup("").join(highlight(code, "", href=self.href, names=self.known))

    def value_of(self, field: griffe.Object) -> Markup:
        value = getattr(field, "value", None)
        return NOTHING if value is None else self.coloured(str(value))

    def source_of(self, found: griffe.Object) -> list[Markup]:
        """The lines that define something, without docstrings: those stand on the page already."""
        node = self.defined[found.path]
        left_out = {line for inner in ast.walk(node) for line in self.docstring_lines(inner)}
        return [self.lines[line - 1] for line in _span(node) if line not in left_out]

    def docstring_lines(self, node: ast.AST) -> range:
        """The lines of a docstring with the empty one behind it, unless nothing else is there."""
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or len(node.body) == 1:
            return range(0)
        if ast.get_docstring(node) is None:
            return range(0)
        end = (node.body[0].end_lineno or 0) + 1
        return range(node.body[0].lineno, end + (not self.lines[end - 1].strip()))

    def inner(self) -> list[Markup]:
        """The lines that define nothing public: helpers with their docstrings, shorthands."""
        public = [f"{self.of.path}.{name}" for name in (*self.own, "__all__", "__version__")]
        starts = {self.defined[dotted].lineno for dotted in public if dotted in self.defined}
        left_out: set[int] = set()
        first, *others = ast.parse(self.text).body
        left_out.update(_span(first))
        public_before = False
        for node in others:
            if not isinstance(node, ast.Expr):  # what a name is, said behind it, goes with it
                public_before = node.lineno in starts or isinstance(node, IMPORTS)
            if public_before:
                left_out.update(_span(node))
        text = [line for number, line in enumerate(self.lines, start=1) if number not in left_out]
        return _closed_up(text)


def _kind(found: griffe.Class) -> str:
    if "NamedTuple" in map(str, found.bases):
        return "named tuple"
    frozen = any("frozen=True" in str(each.value) for each in found.decorators)
    return "frozen dataclass" if frozen else "class"


def _is_field(member: griffe.Object) -> bool:
    return isinstance(member, griffe.Attribute) and "property" not in member.labels


def _bold(name: str) -> Markup:
    return Markup('<span class="f">{}</span>').format(name)


def _items(told: Iterable[griffe.DocstringElement], code: Code) -> tuple[Item, ...]:
    return tuple(
        Item(
            name=str(getattr(each, "name", None) or each.annotation),
            text=phrase(each.description, code),
        )
        for each in told
    )


def _whole(told: griffe.DocstringElement, found: griffe.Object) -> str:
    """What is said of a result; griffe takes what stands before a colon for its type."""
    before = str(told.annotation or "")
    of_function = str(getattr(found, "annotation", ""))
    return told.description if before == of_function else f"{before}: {told.description}"


def _indented(example: griffe.DocstringElement) -> str:
    """An example's text with its doctests set in, as in running text."""
    paragraphs = re.split(r"\n\s*\n", example.description)
    return "\n\n".join(
        indent(paragraph, "    ") if paragraph.startswith(">>>") else paragraph
        for paragraph in paragraphs
    )


def _span(node: ast.stmt) -> range:
    """The lines of a statement, its decorators included."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(each.lineno for each in decorators)])
    return range(first, (node.end_lineno or first) + 1)


def _closed_up(lines: list[Markup]) -> list[Markup]:
    """Lines without empty ones at either end, and never more than two of them in a row."""
    text: list[Markup] = []
    for line in lines:
        if line.strip() or (text and any(each.strip() for each in text[-2:])):
            text.append(line)
    while text and not text[-1].strip():
        text.pop()
    return text
