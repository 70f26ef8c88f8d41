"""The site's Pyodide: what is in the bundle, that it is enough, and when it is made anew."""

import json
import shutil
import sys
import sysconfig
import zipfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from sitebuild.browser import find_browser
from sitebuild.errors import BuildError
from sitebuild.node import in_wheel, on_path
from sitebuild.processes import run
from sitebuild.runtime import (
    COMPILER,
    ENGINE,
    LIBRARY,
    LIBRARY_FULL,
    SOURCES,
    BuiltRuntime,
    Workshop,
    archive,
    build_runtime,
    contents,
    lazy_imports,
    package_files,
    stand_ins,
)
from sitebuild.serve import start_server

ROOT = Path(__file__).parent.parent

PACKAGE = {
    "__init__.py": '"""A package."""\nfrom dataclasses import dataclass\n',
    "__main__.py": "raise SystemExit('ran')",
    "cli.py": "import argparse",
    "deep/__init__.py": "",
    "deep/model.py": '''
"""A module."""
import json

def half(x: float) -> float:
    """Halve."""
    return x / 2

def table(rows):
    import csv
    return csv.writer(rows)

def words():
    return json.loads(__spec__.loader.get_data(__file__.rpartition("deep")[0] + "_data/words.json"))
''',
    "made.py": '''
"""A module of classes that are made of annotations."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

@dataclass(frozen=True, kw_only=True)
class Dose:
    """A dose."""
    unit: ClassVar[str] = "mg"
    grams: float
    tags: list[str] = field(default_factory=list)

@dataclass
class Empty:
    pass

class Pair(NamedTuple):
    """Two."""
    left: int
    right: Missing | None = None

    def swapped(self) -> Pair:
        turned: Pair = Pair(self.right, self.left)
        return turned
''',
    "_data/words.json": '["a", "b"]',
    "py.typed": "",
    "prose.md": "Prose.",
    "__pycache__/old.pyc": "",
    ".hidden/secret.json": "{}",
}


def silent(_: str) -> None:
    pass


def write_package(folder: Path) -> Path:
    for name, text in PACKAGE.items():
        (folder / "tiny" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "tiny" / name).write_text(text, encoding="utf-8")
    return folder / "tiny"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_package(tmp_path)


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    toolchain = on_path(ROOT) or in_wheel(ROOT, Path(sysconfig.get_path("platlib")))
    cache = tmp_path_factory.mktemp("cache")
    # What the site's build has compiled of Python's library is not compiled again.
    for kept in (ROOT / ".cache/runtime").glob("[0-9a-f]*"):
        (cache / kept.name).hardlink_to(kept)
    return Workshop(toolchain.node, ROOT / "node_modules/pyodide", cache, silent)


@pytest.fixture(scope="session")
def built(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> BuiltRuntime:
    package = write_package(tmp_path_factory.mktemp("source"))
    return build_runtime(workshop, [package], leave_out=["tiny.cli"])


def files_of(built: BuiltRuntime, name: str) -> dict[str, bytes]:
    return contents((built.workshop.cache / name).read_bytes())


def library_of(built: BuiltRuntime) -> dict[str, bytes]:
    return files_of(built, built.page.runtime + LIBRARY)


# --- Archives and packages, without Pyodide -----------------------------------------------------


def test_an_archive_depends_on_nothing_but_its_files() -> None:
    files = {"b.pyc": b"b" * 100, "a.pyc": b""}
    assert archive(files) == archive(dict(reversed(files.items())))
    assert contents(archive(files)) == files
    with zipfile.ZipFile(BytesIO(archive(files))) as zipped:
        entries = zipped.infolist()
    assert [entry.filename for entry in entries] == ["a.pyc", "b.pyc"]
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_a_package_brings_its_code_and_its_data_and_nothing_else(package: Path) -> None:
    assert set(package_files([package], ["tiny.cli"])) == {
        "tiny/__init__.py",
        "tiny/deep/__init__.py",
        "tiny/deep/model.py",
        "tiny/made.py",
        "tiny/_data/words.json",
    }


def test_lazy_imports_are_those_in_functions_that_name_other_packages() -> None:
    source = """
import re

class A:
    async def f(self):
        from csv import writer as w

def g():
    from . import x
"""
    assert list(lazy_imports(source.encode())) == ["from csv import writer as w"]


def test_without_pyodide_the_error_says_what_to_do(package: Path, tmp_path: Path) -> None:
    workshop = Workshop(Path("node"), tmp_path / "pyodide", tmp_path / "cache", silent)
    with pytest.raises(BuildError, match=r"no .*pyodide\.mjs(?s:.*)npm ci"):
        build_runtime(workshop, [package])


# --- The bundle ---------------------------------------------------------------------------------


@pytest.mark.node
def test_the_app_is_bytecode_and_data(built: BuiltRuntime) -> None:
    assert set(files_of(built, built.page.app)) == {
        "tiny/__init__.pyc",
        "tiny/deep/__init__.pyc",
        "tiny/deep/model.pyc",
        "tiny/made.pyc",
        "tiny/_data/words.json",
    }


@pytest.mark.node
def test_the_library_holds_what_is_imported_at_once_or_later_and_no_more(
    built: BuiltRuntime,
) -> None:
    library = library_of(built)
    assert {"traceback.pyc", "json/__init__.pyc", "csv.pyc"} <= set(library)
    assert not {"argparse.pyc", "difflib.pyc", "unittest/__init__.pyc"} & set(library)
    assert set(library) < {*files_of(built, built.page.runtime + LIBRARY_FULL), "sitecustomize.pyc"}
    assert json.loads(library["pyodide-lock.json"])["packages"] == {}


@pytest.mark.node
def test_no_path_of_this_machine_is_in_the_bundle(built: BuiltRuntime, workshop: Workshop) -> None:
    places = {str(ROOT), str(workshop.cache), str(workshop.cache.parent), "/job/"}
    for name, content in {**library_of(built), **files_of(built, built.page.app)}.items():
        assert not [place for place in places if place.encode() in content], name
    code = "from tiny.deep.model import half; print(half.__code__.co_filename)"
    assert built.prove(code) == "tiny/deep/model.py\n"


@pytest.mark.node
def test_scripts_name_no_source_map(built: BuiltRuntime, tmp_path: Path) -> None:
    built.copy_to(tmp_path)
    for script in tmp_path.rglob("*.mjs"):
        assert b"sourceMappingURL" not in script.read_bytes()
    assert len(list(tmp_path.rglob("*.mjs"))) == 2


@pytest.mark.node
def test_what_the_bundle_runs_it_runs_as_elsewhere(built: BuiltRuntime) -> None:
    code = """
import tiny.deep.model as m, dataclasses, traceback
print(m.half(3), m.words(), m.half.__doc__, dataclasses.Field.__doc__)
try:
    m.half("x")
except TypeError:
    print(traceback.format_exc().splitlines()[-2:])
"""
    said = built.prove(code).splitlines()
    assert said[0] == "1.5 ['a', 'b'] None None"
    assert said[1].startswith("""['  File "tiny/deep/model.py", line None, in half', "TypeError:""")


@pytest.mark.node
def test_classes_made_of_annotations_are_made_without_compiling(built: BuiltRuntime) -> None:
    code = """
import dataclasses, sys
compiled = []
sys.addaudithook(lambda event, given: event == "compile" and compiled.append(given[0]))
from tiny.made import Dose, Empty, Pair
print(all(text.startswith(b"lambda _cls, left, right:") for text in compiled), len(compiled))
dose = Dose(grams=0.5)
print(dose, dose == Dose(grams=0.5), Empty() == Empty())
print([f.name for f in dataclasses.fields(Dose)], dataclasses.replace(dose, grams=2))
print(Pair(1), Pair(1).swapped(), Pair._fields, Pair.swapped.__annotations__)
try:
    dose.grams = 1
except dataclasses.FrozenInstanceError as error:
    print(error)
print("ast" in sys.modules and type(sys.modules["ast"]).__name__)
@dataclasses.dataclass
class Late:
    \"\"\"Written by somebody else.\"\"\"
    x: int
print(Late(3), dataclasses.fields(Late)[0].type)
"""
    assert built.prove(code).splitlines() == [
        "True 1",
        "Dose(grams=0.5, tags=[]) True True",
        "['grams', 'tags'] Dose(grams=2, tags=[])",
        "Pair(left=1, right=None) Pair(left=None, right=1) ('left', 'right') {}",
        "cannot assign to field 'grams'",
        "WaitingModule",
        "Late(x=3) <class 'int'>",
    ]


@pytest.mark.node
def test_a_start_imports_nothing_of_what_pages_never_use(built: BuiltRuntime) -> None:
    code = """
import sys
read = {name for name, module in sys.modules.items() if module.__spec__}
print(sorted({"asyncio", "ast", "dis", "inspect", "shutil", "tokenize", "zipfile"} & read))
"""
    assert built.prove(code) == "[]\n"
    assert not [name for name in library_of(built) if name.startswith(("asyncio/", "zipfile/"))]


@pytest.mark.node
def test_modules_that_wait_are_read_when_they_are_used(built: BuiltRuntime) -> None:
    code = """
import asyncio, sys, traceback, warnings
print(type(traceback).__name__, hasattr(traceback, "__nothing__"), type(traceback).__name__)
print(traceback.format_exception_only(ValueError("no"))[0].strip(), type(traceback).__name__)
with warnings.catch_warnings(record=True) as caught:
    warnings.warn("careful")
print(caught[0].message, hasattr(warnings, "nothing"))
try:
    asyncio.run
except ModuleNotFoundError as error:
    print(error)
"""
    assert built.prove(code).splitlines() == [
        "WaitingModule False WaitingModule",
        "ValueError: no module",
        "careful False",
        "No module named 'asyncio'",
    ]


@pytest.mark.node
def test_the_same_input_gives_the_same_bytes(
    built: BuiltRuntime, workshop: Workshop, package: Path, tmp_path: Path
) -> None:
    class Again(Workshop):
        def kept(
            self, title: str, made_of: Sequence[str | bytes], make: Callable[[], bytes]
        ) -> bytes:
            if title.startswith("compile the library"):
                return workshop.kept(title, made_of, make)
            return super().kept(title, made_of, make)

    again = Again(workshop.node, workshop.pyodide, tmp_path / "cache", silent)
    assert build_runtime(again, [package], leave_out=["tiny.cli"]).page == built.page


@pytest.mark.node
def test_a_module_compiled_again_among_others_gives_the_same_bytes(
    built: BuiltRuntime, workshop: Workshop
) -> None:
    # Of the library, whose compiling takes longest, only what travels.
    travels = {name: file for name, file in library_of(built).items() if name.endswith(".pyc")}
    source = contents(workshop.stock[LIBRARY]) | stand_ins()
    sources = archive({name[:-1]: source[name[:-1]] for name in sorted(travels)})
    code = f"{COMPILER.read_text('utf-8')}\nmain(docstrings=False)"
    made = workshop.python(code, workshop.pyodide, {SOURCES: sources}, "compiled.zip")
    assert len(travels) > 50
    assert contents(made) == travels


# --- What is made anew, and what is not ---------------------------------------------------------


@pytest.mark.node
def test_with_nothing_changed_node_does_not_start(
    built: BuiltRuntime, workshop: Workshop, package: Path
) -> None:
    built.prove("print(1)")
    idle = Workshop(Path("no-node-here"), workshop.pyodide, workshop.cache, silent)
    again = build_runtime(idle, [package], leave_out=["tiny.cli"])
    assert again.page == built.page
    assert again.prove("print(1)") == "1\n"


@pytest.mark.node
def test_a_change_of_ours_changes_the_app_alone(
    built: BuiltRuntime, workshop: Workshop, package: Path
) -> None:
    model = package / "deep/model.py"
    model.write_text(model.read_text().replace("x / 2", "x / 4"))
    changed = build_runtime(workshop, [package], leave_out=["tiny.cli"])
    assert changed.page.runtime == built.page.runtime
    assert changed.page.app != built.page.app
    assert changed.prove("import tiny.deep.model as m; print(m.half(4))") == "1.0\n"


@pytest.mark.node
def test_a_change_of_data_changes_the_app(
    built: BuiltRuntime, workshop: Workshop, package: Path
) -> None:
    (package / "_data/words.json").write_text("[]")
    assert build_runtime(workshop, [package], leave_out=["tiny.cli"]).page.app != built.page.app


@pytest.mark.node
@pytest.mark.parametrize(
    ("options", "source"),
    [({"modules": ["difflib"]}, ""), ({"warm": "import difflib"}, ""), ({}, "import difflib")],
)
def test_a_new_import_changes_the_library(
    built: BuiltRuntime, workshop: Workshop, package: Path, options: dict[str, Any], source: str
) -> None:
    (package / "deep/__init__.py").write_text(source)
    changed = build_runtime(workshop, [package], leave_out=["tiny.cli"], **options)
    assert set(library_of(changed)) - set(library_of(built)) == {"difflib.pyc", "heapq.pyc"}
    assert changed.page.runtime != built.page.runtime


# --- What goes wrong ----------------------------------------------------------------------------


@pytest.mark.node
def test_a_proof_names_the_module_that_is_missing(built: BuiltRuntime) -> None:
    with pytest.raises(BuildError, match=r"lacks the module 'difflib'(?s:.*)modules"):
        built.prove("import difflib")


@pytest.mark.node
def test_an_import_that_no_browser_can_do_is_named(workshop: Workshop, package: Path) -> None:
    (package / "deep/__init__.py").write_text("import numpy")
    with pytest.raises(BuildError, match=r"lacks the module 'numpy'(?s:.*)tiny/deep/__init__\.py"):
        build_runtime(workshop, [package])


@pytest.mark.node
def test_a_mistake_in_our_source_is_named(workshop: Workshop, package: Path) -> None:
    (package / "deep/model.py").write_text("def f(:\n")
    with pytest.raises(BuildError, match=r"tiny/deep/model\.py(?s:.*)SyntaxError"):
        build_runtime(workshop, [package])


@pytest.mark.node
def test_a_proof_that_fails_is_not_kept(built: BuiltRuntime) -> None:
    for _ in range(2):
        with pytest.raises(BuildError, match="ZeroDivisionError"):
            built.prove("1 / 0")


# --- In a browser, under the site's own security headers ----------------------------------------

WORKER = """
import { bootPython } from "./boot.js";
const stages = [];
const onStage = (stage) => stages.push(stage);
onmessage = async ({ data }) => {
  try {
    const python = await bootPython({ ...data, onStage });
    postMessage({ stages, said: python.pyimport("tiny.deep.model").half(3) });
  } catch (error) {
    postMessage({ stages, said: String(error) });
  }
};
"""
PAGE = """
const worker = new Worker("/worker.js", { type: "module" });
worker.onmessage = ({ data }) => { document.body.textContent = JSON.stringify(data); };
worker.postMessage({ runtime: document.body.dataset.runtime, app: document.body.dataset.app });
"""

VISIT = """
import json, sys
from playwright.sync_api import sync_playwright

job, asked = json.load(sys.stdin), []
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=job["path"], args=job["flags"])
    page = browser.new_page()
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(job["url"])
    page.locator("body:not(:empty)").wait_for(timeout=60_000)
    print(json.dumps([page.locator("body").inner_text(), asked]))
    browser.close()
"""


@pytest.fixture
def site(built: BuiltRuntime, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    built.copy_to(tmp_path)
    shutil.copy(ROOT / "site/js/boot.js", tmp_path)
    (tmp_path / "worker.js").write_text(WORKER)
    (tmp_path / "page.js").write_text(PAGE)
    (tmp_path / "index.html").write_text(
        "<!doctype html><title>Boot</title><script type=module src=page.js></script>"
        f"<body data-runtime='/{built.page.runtime}' data-app='/{built.page.app}'>"
    )
    with start_server(tmp_path) as url:
        yield tmp_path, url


def booted(url: str) -> tuple[dict[str, Any], list[str]]:
    """What the worker says, and what was asked for; by a process that has Playwright to itself."""
    found = find_browser()
    assert found, "there is no browser: python3 build.py --test finds or installs one"
    job = {"url": url, "path": found.executable and str(found.executable), "flags": found.flags}
    ran = run([sys.executable, "-c", VISIT], stdin=json.dumps(job))
    assert ran.returncode == 0, ran.stderr
    said, asked = json.loads(ran.stdout)
    return json.loads(said), asked


@pytest.mark.node
@pytest.mark.browser
def test_it_starts_in_a_browser_and_asks_for_each_file_once_and_for_no_other(
    site: tuple[Path, str], built: BuiltRuntime
) -> None:
    url = site[1]
    said, asked = booted(url)
    stages = ["fetching Python", "starting Python", "loading the model"]
    assert said == {"stages": stages, "said": 1.5}
    pages = ["", "page.js", "worker.js", "boot.js"]
    bundle = [built.page.runtime + name for name in (*ENGINE, LIBRARY)]
    assert sorted(asked) == sorted(f"{url}/{path}" for path in (*pages, *bundle, built.page.app))


@pytest.mark.node
@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("pyodide.mjs", None, "pyodide.mjs could not be loaded"),
        ("pyodide.asm.mjs", b"not JavaScript", "pyodide.asm.mjs could not be loaded"),
        ("pyodide.asm.wasm", None, "pyodide.asm.wasm could not be fetched: the server said 404"),
        ("pyodide.asm.wasm", b"\0asm", "pyodide.asm.wasm arrived damaged"),
        (LIBRARY, None, f"{LIBRARY} could not be fetched: the server said 404"),
        (LIBRARY, b"<html>", f"{LIBRARY} is damaged"),
        ("app.zip", b"PK" * 20, "app.zip is damaged"),
    ],
)
def test_a_file_that_fails_is_named(
    site: tuple[Path, str], name: str, content: bytes | None, message: str
) -> None:
    folder, url = site
    path = next(folder.rglob(name))
    path.write_bytes(content) if content else path.unlink()
    said, _ = booted(url)
    assert said["said"].startswith(f"Error: {message}")
    assert "\n" not in said["said"]
    assert said["stages"][-1] != "loading the model"
