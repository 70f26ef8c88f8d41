"""The site's own Pyodide: compiled once, and trimmed to what Pyodide and our packages import.

Stock Pyodide compiles its library from source at every start, and brings all of it. Ours is
compiled at build time, by that very Pyodide in Node. Each result is kept under a hash of all
that it is made of, so where nothing has changed, Node does not even start.
"""

import ast
import hashlib
import io
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

from sitebuild.errors import BuildError, last_words
from sitebuild.processes import run
from sitebuild.progress import Log, step

LIBRARY: Final = "python_stdlib.zip"
"""The library that pages start with, trimmed."""

LIBRARY_FULL: Final = "python_stdlib_full.zip"
"""All of the library, docstrings too, for pages where readers write Python themselves."""

APP: Final = "app.zip"
"""Our packages, but for what lies beside it in archives of its own."""

LOCK: Final = "pyodide-lock.json"
"""What packages Pyodide offers. Ours says: none, and stands in the library's archive."""

SOURCES: Final = "sources.zip"
"""What is to be compiled."""

ENGINE: Final = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")

SCRIPTS: Final = Path(__file__).parent / "node_scripts"
RUNNER: Final = SCRIPTS / "pyodide.mjs"
LEAN: Final = Path(__file__).parent / "lean"
"""Stand-ins for modules that a start imports, and of which pages use little or nothing."""

COMPILER: Final = SCRIPTS / "compile_archive.py"
TRACER: Final = SCRIPTS / "trace_imports.py"
BOOT: Final = SCRIPTS.parent.parent / "site/js/boot.js"

REPEATABLE: Final = {"PYTHONHASHSEED": "0", "PYTHONNODEBUGRANGES": "1"}
"""Sets in one order; and no column numbers, which only serve to underline lines of source."""

NOT_DATA: Final = frozenset({".md", ".pyc", ".pyi", ".typed"})
"""Endings of files that lie in a package without being data of its code."""

Files: TypeAlias = Mapping[str, bytes]
"""What an archive holds, by name."""


@dataclass(frozen=True)
class Runtime:
    """What a page must know to start Python. A name changes whenever its content does.

    Attributes:
        runtime: The folder with Pyodide, below the site's root, with a slash at its end.
        app: The archive with our packages, below the site's root; that of a part lies beside it.
    """

    runtime: str
    app: str


@dataclass(frozen=True)
class Workshop:
    """Where bundles are made and kept.

    Attributes:
        node: The Node executable.
        pyodide: The npm package, `node_modules/pyodide`.
        cache: A folder for what is worth keeping between builds.
        log: Is told of each step that does something.
    """

    node: Path
    pyodide: Path
    cache: Path
    log: Log

    @cached_property
    def base(self) -> str:
        """The hash of Pyodide, and of all that decides here what becomes of it."""
        ours = (Path(__file__), RUNNER, COMPILER, TRACER, BOOT, *sorted(LEAN.rglob("*.py")))
        return _digest(*(path.read_bytes() for path in ours), *self.stock.values())

    @cached_property
    def stock(self) -> Files:
        """The files of Pyodide as they come.

        Raises:
            BuildError: One is missing.
        """
        try:
            return {name: (self.pyodide / name).read_bytes() for name in (*ENGINE, LIBRARY, LOCK)}
        except FileNotFoundError as missing:
            raise BuildError(
                f"Pyodide is not complete: there is no {missing.filename}.",
                "Run `npm ci`, or python3 build.py, which does that first.",
            ) from None

    def kept(self, title: str, made_of: Sequence[str | bytes], make: Callable[[], bytes]) -> bytes:
        """Return what `make` makes of all this, from the cache if it was made before."""
        path = self.cache / _digest(self.base, title, *made_of)
        if not path.is_file():
            with step(self.log, title):
                _write_whole(path, make())
        return path.read_bytes()

    def python(self, code: str, pyodide: Path, given: Files, wanted: str = "") -> bytes:
        """Run Python in Pyodide.

        Args:
            code: What to run.
            pyodide: The folder with Pyodide.
            given: Files for the folder that Python sees as /job. With archives among them, the
                library first, it starts with these as a browser does.
            wanted: A file that Python leaves there.

        Returns:
            The content of that file; if none is wanted, what Python printed.

        Raises:
            BuildError: It failed. If that was for want of a module, the error names it.
        """
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for file, content in given.items():
                (folder / file).write_bytes(content)
            job = {
                "pyodide": str(pyodide.resolve()),
                "folder": str(folder),
                "archives": [file for file in given if file.endswith(".zip") and file != SOURCES],
                "env": REPEATABLE,
                "code": code,
            }
            ran = run([self.node, RUNNER], stdin=json.dumps(job))
            if ran.returncode:
                raise _explained(ran.stderr)
            return (folder / wanted).read_bytes() if wanted else ran.stdout.encode()


@dataclass(frozen=True)
class BuiltRuntime:
    """A finished bundle. It lies in the cache of its workshop.

    Attributes:
        page: What pages must know.
        workshop: Where it was made.
    """

    page: Runtime
    workshop: Workshop

    def copy_to(self, site: Path) -> None:
        """Copy the bundle below the root of a site."""
        for name in (Path(self.page.runtime), Path(self.page.app).parent):
            shutil.copytree(self.workshop.cache / name, site / name, dirs_exist_ok=True)

    def prove(self, code: str) -> str:
        """Run Python in the bundle, just as a browser would, and return what it printed.

        Raises:
            BuildError: It failed. If that was for want of a module, the error names it.
        """
        pyodide = self.workshop.cache / self.page.runtime
        app = self.workshop.cache / self.page.app
        given = {LIBRARY: (pyodide / LIBRARY).read_bytes()}
        given |= {path.name: path.read_bytes() for path in sorted(app.parent.glob("*.zip"))}
        return self.workshop.kept(
            "prove the bundle",
            (self.page.runtime, self.page.app, code),
            lambda: self.workshop.python(code, pyodide, given),
        ).decode()


def build_runtime(
    workshop: Workshop,
    sources: Sequence[Path],
    *,
    leave_out: Sequence[str] = (),
    parts: Mapping[str, Sequence[str]] | None = None,
    modules: Sequence[str] = (),
    warm: str = "",
) -> BuiltRuntime:
    """Make the site's bundle, out of the cache as far as it has been made before.

    Args:
        workshop: Where to make it.
        sources: The folders of our packages.
        leave_out: Names of modules of ours that no page needs; `__main__` never goes in.
        parts: How the paths of files begin that travel in an archive of their own, by its name
            without ending. A file may travel in several; one that is in none travels in the app.
        modules: Names of library modules to keep besides those that turn out to be imported.
        warm: Python that does what pages do, so that what this imports comes to light.

    Raises:
        BuildError: Pyodide is not there, or a module of ours cannot be compiled or imported.
    """
    stock = workshop.stock
    info = json.loads(stock[LOCK])["info"]
    lock = {LOCK: json.dumps({"info": info, "packages": {}}).encode()}
    ours = package_files(sources, leave_out)
    library = contents(stock[LIBRARY])
    full = _compiled(workshop, "the library", library, {}, docstrings=True)
    leaner = library | {
        path.relative_to(LEAN).as_posix(): path.read_bytes() for path in LEAN.rglob("*.py")
    }
    bare = _compiled(workshop, "the library without docstrings", leaner, {}, docstrings=False)
    untrimmed = {LIBRARY: archive(bare | lock)}
    packages = _compiled(workshop, "our packages", ours, untrimmed, docstrings=False)
    names = _imported(workshop, {**untrimmed, APP: archive(packages)}, ours, modules, warm)
    trimmed = {name: bare[name] for name in bare.keys() & names}
    files = {
        **{name: stock[name] for name in ENGINE},
        "pyodide.mjs": without_source_map(stock["pyodide.mjs"]),
        LIBRARY: archive(trimmed | lock),
        LIBRARY_FULL: archive(full | lock),
    }
    page = Runtime(
        runtime=f"{_laid_out(workshop.cache, 'runtime', files)}/",
        app=f"{_laid_out(workshop.cache, 'python', divided(packages, parts or {}))}/{APP}",
    )
    return BuiltRuntime(page, workshop)


def stand_ins() -> dict[str, bytes]:
    """Return what takes the place of modules of Pyodide and of Python's library, by path."""
    return {p.relative_to(LEAN).as_posix(): p.read_bytes() for p in sorted(LEAN.rglob("*.py"))}


def divided(packages: Files, parts: Mapping[str, Sequence[str]]) -> dict[str, bytes]:
    """Return the archives that files travel in.

    Args:
        packages: The files.
        parts: As for `build_runtime`.

    >>> sorted(divided({"a/x.pyc": b"", "b/y.pyc": b""}, {"b": ["b/"]}))
    ['app.zip', 'b.zip']
    """
    archives = {
        f"{part}.zip": archive({n: f for n, f in packages.items() if n.startswith(tuple(begins))})
        for part, begins in parts.items()
    }
    elsewhere = tuple(begin for begins in parts.values() for begin in begins)
    rest = {name: file for name, file in packages.items() if not name.startswith(elsewhere)}
    return {APP: archive(rest), **archives}


def package_files(sources: Sequence[Path], leave_out: Sequence[str]) -> dict[str, bytes]:
    """Return the code and the data of packages, by their paths from outside the packages."""
    files = {}
    for package in sources:
        for path in sorted(package.rglob("*")):
            place = path.relative_to(package.parent)
            hidden = any(part.startswith((".", "__pycache__")) for part in place.parts)
            if hidden or path.suffix in NOT_DATA or path.name == "__main__.py":
                continue
            if path.is_file() and module_name(place.as_posix()) not in leave_out:
                files[place.as_posix()] = path.read_bytes()
    return files


def module_name(path: str) -> str:
    """Return the name of the module in a file.

    >>> module_name("grpo_core/rewards/__init__.py"), module_name("grpo_core/policy.py")
    ('grpo_core.rewards', 'grpo_core.policy')
    """
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def lazy_imports(source: bytes) -> Iterator[str]:
    r"""Yield the import statements that stand in functions, where no import of ours reaches them.

    >>> list(lazy_imports(b"import re\ndef f():\n    import csv, io\n"))
    ['import csv, io']
    """
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom) and not getattr(node, "level", 0):
                    yield ast.unparse(node)


def archive(files: Files) -> bytes:
    """Return a zip of files, the same for the same files.

    They are stored as they are, for the server's compression is better than that of a zip.
    """
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)  # as of 1980, whenever it is made
            entry.create_system = 3  # whatever system it is made on
            target.writestr(entry, files[name])
    return result.getvalue()


def contents(zipped: bytes) -> dict[str, bytes]:
    """Return the files of a zip."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as source:
        return {name: source.read(name) for name in source.namelist() if not name.endswith("/")}


def without_source_map(script: bytes) -> bytes:
    r"""Return a script without the line that names its source map, which the site has not.

    >>> without_source_map(b"run();\n//# sourceMappingURL=run.js.map\n")
    b'run();\n'
    """
    return re.sub(rb"//# sourceMappingURL=\S+\s*\Z", b"", script)


def _compiled(
    workshop: Workshop, what: str, sources: Files, bundle: Files, *, docstrings: bool
) -> dict[str, bytes]:
    """Return the files of a library or of packages, with bytecode in place of source.

    Args:
        workshop: Where to do it.
        what: Its name for the log.
        sources: The files.
        bundle: The library that our packages run with; none for the library itself.
        docstrings: Whether to keep them.
    """
    zipped = archive(sources)
    code = f"{COMPILER.read_text('utf-8')}\nmain({docstrings=}, prepare={bool(bundle)})"
    given = {**bundle, SOURCES: zipped}
    done = workshop.kept(
        f"compile {what}",
        (zipped, code),
        lambda: workshop.python(code, workshop.pyodide, given, "compiled.zip"),
    )
    return contents(done)


def _imported(
    workshop: Workshop, bundle: Files, ours: Files, modules: Sequence[str], warm: str
) -> set[str]:
    """Return the files that are read when Pyodide starts and all of this is imported and run."""
    code = [name for name in ours if name.endswith(".py")]
    eager = [*modules, *(module_name(name) for name in code)]
    lazy = sorted({line for name in code for line in lazy_imports(ours[name])})
    program = f"{TRACER.read_text('utf-8')}\nmain({eager!r}, {lazy!r}, {warm!r})"
    found = workshop.kept(
        "trace what is imported",
        (*bundle.values(), program),
        lambda: workshop.python(program, workshop.pyodide, bundle, "files.json"),
    )
    return set(json.loads(found))


def _laid_out(cache: Path, name: str, files: Files) -> str:
    """Write files into a folder named by their content; return its path inside the cache."""
    place = f"{name}/{_digest(*files, *files.values())[:16]}"
    for file, content in files.items():
        if not (cache / place / file).is_file():
            _write_whole(cache / place / file, content)
    return place


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever finds a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def _digest(*parts: str | bytes) -> str:
    """Return a hash of all these, and of where each one ends."""
    total = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "big"))
        total.update(content)
    return total.hexdigest()


def _explained(said: str) -> BuildError:
    """Return the error for what Python said when it failed."""
    missing = re.search(r"^ModuleNotFoundError: No module named '([^']+)'", said, re.MULTILINE)
    if missing is None:
        return BuildError(
            f"Python failed in Pyodide:\n{last_words(said, lines=20)}",
            "Mend what it complains about, and run the same command again.",
        )
    return BuildError(
        f"The bundle lacks the module {missing[1]!r}:\n{last_words(said, lines=20)}",
        "If it is of Python's library, name it in `modules` of build_runtime, or let `warm` do "
        "what imports it; if it is not, do without it: a browser has nothing else.",
    )
