"""Compiles an archive of Python source. Runs in Pyodide, so that the bytecode is Pyodide's own."""

import ast
import builtins
import importlib
import importlib.util
import marshal
import sys
import types
import zipfile
from collections.abc import Sequence
from typing import Any

UNCHECKED_HASH = 1
"""The kind of .pyc that names its source by hash and is never checked against it."""

OURS = "/ours"
"""Where packages are unpacked to be imported."""

PREPARED = "__prepared__"
"""What a module calls the code of its dataclasses' methods, by their text: lean/sitecustomize.py
looks there."""


def main(*, docstrings: bool, prepare: bool = False) -> None:
    """Turn /job/sources.zip into /job/compiled.zip: each .py a .pyc, all else as it is.

    Args:
        docstrings: Whether to keep them.
        prepare: Whether to spare a start what it can be spared: what dataclasses write when they
            are made is compiled, too, and annotations are left out. All modules that have
            dataclasses are imported for it.
    """
    with (
        zipfile.ZipFile("/job/sources.zip") as sources,
        zipfile.ZipFile("/job/compiled.zip", "w") as results,
    ):
        texts = written(sources) if prepare else None
        for name in sources.namelist():
            content = sources.read(name)
            if name.endswith(".py"):
                prepared = None if texts is None else texts.get(name, ())
                made = compiled(content, name, prepared, docstrings=docstrings)
                results.writestr(f"{name}c", made)
            else:
                results.writestr(name, content)


def written(sources: zipfile.ZipFile) -> dict[str, list[str]]:
    """Return what the dataclasses of modules write and have compiled, by the modules' paths."""
    import dataclasses

    texts: dict[str, list[str]] = {}

    def noted(text: str, module: dict[str, Any], names: dict[str, Any]) -> None:
        texts.setdefault(module["__name__"], []).append(text)
        builtins.exec(text, module, names)

    sources.extractall(OURS)
    sys.path.insert(0, OURS)
    vars(dataclasses)["exec"] = noted
    found = {}
    for path in sources.namelist():
        if path.endswith(".py") and b"@dataclass" in sources.read(path):
            name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            importlib.import_module(name)
            found[path] = texts.get(name, [])
    return found


def compiled(
    source: bytes, name: str, texts: Sequence[str] | None = None, *, docstrings: bool
) -> bytes:
    """Return the .pyc of a module.

    Args:
        source: Its text.
        name: What its functions say they come from, in tracebacks.
        texts: What its dataclasses write; None to leave that, and annotations, to the start.
        docstrings: Whether to keep them.
    """
    tree = ast.parse(source, name)
    if not docstrings:
        strip(tree)
    if texts is not None:
        tree = ast.fix_missing_locations(Unannotated().visit(tree))
    if texts:
        make_room(tree)
    code = compile(tree, name, "exec", dont_inherit=True)
    if not docstrings:
        code = bare(code)
    if texts:
        code = furnished(code, texts)
    kind = UNCHECKED_HASH.to_bytes(4, "little")
    return (
        importlib.util.MAGIC_NUMBER
        + kind
        + importlib.util.source_hash(source)
        + marshal.dumps(code)
    )


def make_room(tree: ast.Module) -> None:
    """Let a module begin with a dict of what then takes the place of a constant."""
    (line,) = ast.parse(f"{PREPARED} = dict({PREPARED!r})").body
    begins = (
        at
        for at, node in enumerate(tree.body)
        if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
    )
    tree.body.insert(next(begins), line)


def furnished(code: types.CodeType, texts: Sequence[str]) -> types.CodeType:
    """Put pairs of text and code where there was made room for them."""
    pairs = tuple((text, bare(compile(text, "", "exec", dont_inherit=True))) for text in texts)
    return code.replace(
        co_consts=tuple(pairs if constant == PREPARED else constant for constant in code.co_consts)
    )


class Unannotated(ast.NodeTransformer):
    """Takes out annotations, which no page reads.

    Of those that dataclasses and named tuples are made of only the names stay. A named tuple would
    compile each of the others when it is made, to make sure that it is an expression.
    """

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Take out those of parameters and result."""
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        """Take out the same."""
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Take out that of a parameter."""
        node.annotation = None
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Keep names, and what dataclasses look for: which of them are no fields."""
        if has_fields(node):
            said = int(ast.get_docstring(node) is not None)
            notes = {
                ast.unparse(line.target): ast.unparse(line.annotation)
                for line in node.body
                if isinstance(line, ast.AnnAssign)
            }
            kept = {name: note if "ClassVar" in note else None for name, note in notes.items()}
            node.body[said:said] = ast.parse(f"__annotations__ = {kept!r}").body
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Leave an assignment, if it is one."""
        self.generic_visit(node)
        plain = ast.Assign([node.target], node.value) if node.value else ast.Pass()
        return ast.copy_location(plain, node)


def has_fields(node: ast.ClassDef) -> bool:
    """Say whether a class is made of its annotations."""
    return is_dataclass(node) or "NamedTuple" in map(ast.unparse, node.bases)


def bare(code: types.CodeType) -> types.CodeType:
    """Take out which instruction stands in which line, here and in all functions inside.

    That is a sixth of the bytecode as it travels, and serves tracebacks only. A page says what went
    wrong; where in the Python it did shows the same call in CPython.
    """
    # In its place stands a table that says of every eight instructions that they have no line.
    eights, rest = divmod(len(code.co_code) // 2, 8)
    nowhere = b"\xff" * eights + (bytes([0xF7 + rest]) if rest else b"")
    constants = tuple(bare(c) if isinstance(c, types.CodeType) else c for c in code.co_consts)
    return code.replace(co_linetable=nowhere, co_consts=constants)


def strip(tree: ast.Module) -> None:
    """Take out all docstrings, and give dataclasses a short one.

    A dataclass without one makes one when it is imported, by the slow way of its signature. That is
    all that speaks against compiling with `optimize=2`, which keeps none.
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        said = ast.get_docstring(node, clean=False) is not None
        if is_dataclass(node):
            short = ast.copy_location(ast.Expr(ast.Constant(".")), node.body[0])
            node.body[: int(said)] = [ast.fix_missing_locations(short)]
        elif said:
            node.body[:1] = (
                [] if len(node.body) > 1 else [ast.copy_location(ast.Pass(), node.body[0])]
            )


def is_dataclass(node: ast.AST) -> bool:
    """Say whether a node is a class with the dataclass decorator."""
    return isinstance(node, ast.ClassDef) and any(
        "dataclass" in ast.unparse(decorator) for decorator in node.decorator_list
    )
