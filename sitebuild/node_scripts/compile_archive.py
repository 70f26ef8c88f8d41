"""Compiles an archive of Python source. Runs in Pyodide, so that the bytecode is Pyodide's own."""

import ast
import importlib.util
import marshal
import types
import zipfile

UNCHECKED_HASH = 1
"""The kind of .pyc that names its source by hash and is never checked against it."""


def main(*, docstrings: bool) -> None:
    """Turn /job/sources.zip into /job/compiled.zip: each .py a .pyc, all else as it is."""
    with (
        zipfile.ZipFile("/job/sources.zip") as sources,
        zipfile.ZipFile("/job/compiled.zip", "w") as results,
    ):
        for name in sources.namelist():
            content = sources.read(name)
            if name.endswith(".py"):
                results.writestr(f"{name}c", compiled(content, name, docstrings=docstrings))
            else:
                results.writestr(name, content)


def compiled(source: bytes, name: str, *, docstrings: bool) -> bytes:
    """Return the .pyc of a module.

    Args:
        source: Its text.
        name: What its functions say they come from, in tracebacks.
        docstrings: Whether to keep them.
    """
    tree = ast.parse(source, name)
    if not docstrings:
        strip(tree)
    code = compile(tree, name, "exec", dont_inherit=True)
    if not docstrings:
        code = bare(code)
    kind = UNCHECKED_HASH.to_bytes(4, "little")
    return (
        importlib.util.MAGIC_NUMBER
        + kind
        + importlib.util.source_hash(source)
        + marshal.dumps(code)
    )


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
