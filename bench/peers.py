"""What else could start the site's Python: pages to measure beside it, made for the occasion.

All of it stands in one folder of the served site, and all that these pages load lies where the
server lets browsers keep it for ever, as a content delivery network would.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.browser import built_site, put
from sitebuild.bootstrap import Venv
from sitebuild.cli import PYODIDE_PYTHON
from sitebuild.compress import compress_tree
from sitebuild.errors import BuildError
from sitebuild.extras import install_extra
from sitebuild.node import find_toolchain
from sitebuild.options import ROOT
from sitebuild.parts import NOT_FOR_PAGES, parts_of_widgets
from sitebuild.progress import Log
from sitebuild.runtime import APP, archive, contents, divided, package_files
from sitebuild.wheel import WHEEL_NAME

__all__ = [
    "BUNDLE",
    "COMPILED",
    "INSTANCE",
    "LAX",
    "MICROPIP",
    "OURS",
    "PYSCRIPT",
    "SAME_PYSCRIPT",
    "SAME_STOCK",
    "SPIN",
    "STOCK",
    "IMPORTS",
    "TRACED",
    "WIDGET",
    "bare_pages",
    "places",
    "without_preloads",
]

OURS = "this site"
BUNDLE = "its Python on a bare page"
SAME_STOCK = "this page with stock Pyodide"
SAME_PYSCRIPT = "this page with PyScript"
STOCK = "stock Pyodide on a bare page"
MICROPIP = "stock Pyodide, micropip, our wheel, bare"
PYSCRIPT = "PyScript on a bare page"
COMPILED = "floor: WebAssembly compiled"
INSTANCE = "floor: WebAssembly instantiated"

LAX: Final = {SAME_PYSCRIPT, PYSCRIPT}
"""Pages that do not run under the site's content policy: PyScript compiles text to JavaScript."""

WIDGET = "/widgets/simulator/"
PAGES = Path(__file__).parent / "pages"
PYSCRIPT_MANIFEST = Path(__file__).parent / "tools/pyscript"
KEPT: Final = "assets/0123456789"
"""The folder of what may be kept for ever, which a server of ours tells by its name."""

STOCK_SITE, PYSCRIPT_SITE = "with-stock", "with-pyscript"
TRACED, IMPORTS = "traced", "imports"
"""Copies of the site that note what its worker does when, and what Python imports at its start."""

NEEDED: Final = ("assets", "runtime", "python", "widgets")
"""The folders of the site that a widget's page loads from."""

SPIN: Final = f"{KEPT}/spin.js"
"""Work of a fixed size, to measure how fast a browser is."""


def places(site: str, folder: Path, where: str) -> dict[str, str]:
    """The addresses of all that is compared.

    Args:
        site: the address of the site, without a slash at the end.
        folder: what `bare_pages` made, which stands in the site's root.
        where: where the site's page has its Python, as part of an address.
    """
    bare = f"{site}/{folder.name}"
    (micropip,) = (folder / KEPT).glob("micropip-*.whl")
    wheels = f"micropip={micropip.name}&wheel=/{WHEEL_NAME}"
    return {
        OURS: site + WIDGET,
        BUNDLE: f"{bare}/?bundle&{where}",
        SAME_STOCK: f"{bare}/{STOCK_SITE}{WIDGET}",
        SAME_PYSCRIPT: f"{bare}/{PYSCRIPT_SITE}{WIDGET}",
        STOCK: f"{bare}/?stock",
        MICROPIP: f"{bare}/?micropip&{wheels}",
        PYSCRIPT: f"{bare}/pyscript.html",
        COMPILED: f"{bare}/?compiled",
        INSTANCE: f"{bare}/?instance",
    }


@contextmanager
def bare_pages(log: Log) -> Iterator[Path]:
    """Make the folder with the pages to compare with, compressed like the site.

    Args:
        log: told what is installed or fetched for it.

    Raises:
        BuildError: The site is not built, or something could not be had.
    """
    built = built_site()
    package = ROOT / "node_modules/pyodide"
    if not package.is_dir():
        raise BuildError("There is no node_modules/pyodide.", "Run: python3 build.py")
    venv = Venv(ROOT)
    wheels = ROOT / ".cache/wheels"
    venv.fetch("browser", wheels, PYODIDE_PYTHON, log)
    modules = install_extra(PYSCRIPT_MANIFEST, find_toolchain(venv, log), log)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "bare"
        kept = folder / KEPT
        shutil.copytree(PAGES, kept)
        for page in kept.glob("*.html"):
            page.rename(folder / page.name)
        shutil.copytree(package, kept / "pyodide")
        shutil.copytree(modules / "@pyscript/core/dist", kept / "pyscript")
        (wheel,) = wheels.glob("micropip-*.whl")
        shutil.copy(wheel, kept)
        _archives(kept)
        _copied(built, folder / STOCK_SITE, {"boot.js": PAGES / "stock-boot.js"})
        _copied(
            *(built, folder / PYSCRIPT_SITE),
            {"interpreter.js": PAGES / "pyscript-interpreter.js"},
            head=_pyscript(f"/{folder.name}/{KEPT}", kept),
        )
        for name in (TRACED, IMPORTS):
            _traced(built, folder / name, imports=name == IMPORTS)
        compress_tree(folder, ROOT / ".cache/compressed")
        yield folder


def without_preloads(html: str) -> str:
    """A page without the links that fetch Python ahead of the script that starts it.

    >>> without_preloads('<link rel="preload" href="../runtime/0a/x.wasm" as="fetch"><p>')
    '<p>'
    >>> without_preloads('<link rel="modulepreload" href="../assets/0a/engine.js"><p>')
    '<link rel="modulepreload" href="../assets/0a/engine.js"><p>'
    """
    ahead = (
        r'<link rel="(?:module)?preload" href="[^"]*(?:runtime/|python/|boot\.js|worker\.js)[^>]*>'
    )
    return re.sub(ahead, "", html)


def _archives(folder: Path) -> None:
    """Our packages as source: all that the widget needs, and what of that is in no wheel."""
    sources = package_files((ROOT / "grpo_core", ROOT / "widgets"), NOT_FOR_PAGES)
    ours = divided(sources, parts_of_widgets(ROOT))
    files = {**contents(ours[APP]), **contents(ours["simulator.zip"])}
    widgets = {name: file for name, file in files.items() if name.startswith("widgets/")}
    (folder / "sources.zip").write_bytes(archive(files))
    (folder / "widgets.zip").write_bytes(archive(widgets))


def _copied(built: Path, copy: Path, instead: Mapping[str, Path], head: str = "") -> None:
    """Copy the built site with other scripts in place of some, to start Python otherwise.

    Args:
        built: the site.
        copy: where to copy it.
        instead: scripts by the name of the one that each takes the place of.
        head: what the widget's page has before its first script.
    """
    _copy(built, copy)
    (assets,) = (script.parent for script in copy.glob("assets/*/host.js"))
    for name, script in instead.items():
        put(assets / name, script.read_text("utf-8"))
    page = copy / WIDGET[1:] / "index.html"
    html = without_preloads(page.read_text("utf-8"))
    put(page, html.replace("<script", f"{head}<script", 1))


def _pyscript(address: str, kept: Path) -> str:
    """Write what PyScript is told, and return what a page of the site needs in its head for it."""
    told = {
        "interpreter": f"{address}/pyodide/pyodide.mjs",
        "files": {f"{address}/sources.zip": "./*"},
    }
    (kept / "pyscript.json").write_text(json.dumps(told), encoding="utf-8")
    return (
        f'<script type="module" src="{address}/pyscript/core.js"></script>'
        f'<script type="py" src="{address}/pyscript-offer.py" config="{address}/pyscript.json">'
        "</script>"
    )


def _traced(built: Path, copy: Path, *, imports: bool) -> None:
    """Copy the site with marks in its worker and around Pyodide, for `bench.stages`."""
    _copy(built, copy)
    (worker,) = copy.glob("assets/*/worker.js")
    told = f"globalThis.benchImports = {json.dumps(imports)};\n"
    put(worker.with_name("traced.js"), told + (PAGES / "traced.js").read_text("utf-8"))
    put(worker, f'import "./traced.js";\n{worker.read_text("utf-8")}')
    (pyodide,) = copy.glob("runtime/*/pyodide.mjs")
    shutil.copy(pyodide, pyodide.with_name("pyodide-as-built.mjs"))
    put(pyodide, (PAGES / "traced-pyodide.mjs").read_text("utf-8"))


def _copy(built: Path, copy: Path) -> None:
    """Copy what a widget's page needs of the site."""
    for name in NEEDED:
        shutil.copytree(built / name, copy / name)
    for path in built.iterdir():
        if path.is_file() and path.suffix != ".zip":
            shutil.copy(path, copy)
