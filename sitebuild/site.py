"""The whole site, from sources to a folder: data, runtime, assets, pages, compressed copies."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from sitebuild.archive import ARCHIVE_NAME, SiteArchive, in_megabytes
from sitebuild.assets import host_script, make_assets
from sitebuild.compress import compress_tree
from sitebuild.embeds import oembed_files
from sitebuild.errors import BuildError
from sitebuild.icons import make_icons
from sitebuild.meta import EXAMPLE, robots, sitemap
from sitebuild.node import Toolchain
from sitebuild.offline import LIST, WORKER, offline_list
from sitebuild.pages import DESCRIPTION, NAME, Placing, Site, make_about, make_pages
from sitebuild.parts import NOT_FOR_PAGES, parts_of_widgets
from sitebuild.posters import make_posters
from sitebuild.progress import Log, step
from sitebuild.runtime import BuiltRuntime, Workshop, build_runtime
from sitebuild.wheel import WHEEL_NAME, make_wheel
from widgets import written
from widgets.runtime import answer

__all__ = ["build_site", "make_data"]

WARM: Final = """
import json
from widgets import runtime, widget, written

findings = {}
for chapter in written():
    slug = chapter.slug
    state = json.dumps({"seed": "12", "step": "?"})
    runtime.answer(slug, state)
    while runtime.work(slug, state):
        pass
    runtime.detail(slug, "{}")
    for item in widget(slug).exports:
        runtime.export(slug, "{}", item.name)
    for preset in widget(slug).presets:
        chosen = widget(slug)
        chosen.view(chosen.controls(**preset.values))
    findings[slug] = json.loads(runtime.answer(slug, "{}"))["finding"]
print(json.dumps(findings))
"""
"""What pages do with Python, all of it: so that the trimmed library is seen to be enough."""

ABOUT: Final = "about/index.html"

UNLISTED: Final = ("404.html", "kit/index.html")
"""Pages that no site map names."""

MADE_FROM: Final = (
    "sitebuild/language_sweeps.py",
    "sitebuild/recipes.py",
    "site/data/labelled-steps.txt",
    "widgets/failed_approaches/controls.py",
    "widgets/failed_approaches/forest.py",
    "widgets/failed_approaches/search.py",
    "widgets/alignment_tax/controls.py",
    "widgets/alignment_tax/exact.py",
    "widgets/alignment_tax/sweep.py",
    "widgets/alignment_tax/thoughts.py",
    "widgets/alignment_tax/training.py",
    "widgets/kit/controls.py",
    "widgets/mixture_of_experts/balance.py",
    "widgets/mixture_of_experts/controls.py",
    "widgets/mixture_of_experts/published.py",
    "widgets/mixture_of_experts/router.py",
    "widgets/mixture_of_experts/toy.py",
    "widgets/reward_hacking/prm.py",
    "widgets/reward_hacking/training.py",
    "widgets/simulator/bands.py",
    "widgets/simulator/controls.py",
)
"""What the widgets' data files are made from, beside the core."""

LICENCES: Final = (
    ("Pyodide, with CPython and its standard library", "pyodide"),
    ("Idiomorph", "idiomorph"),
    ("Source Serif 4", "@fontsource-variable/source-serif-4"),
    ("Source Sans 3", "@fontsource-variable/source-sans-3"),
    ("Source Code Pro", "@fontsource-variable/source-code-pro"),
    ("STIX Two Math", "@fontsource/stix-two-math"),
    ("Noto Sans SC", "@fontsource-variable/noto-sans-sc"),
)


def build_site(
    *, root: Path, out: Path, toolchain: Toolchain, log: Log, address: str | None = None
) -> None:
    """Builds everything beside `out` and then puts it there; a failure leaves `out` as it was.

    Args:
        root: the checkout.
        out: the folder that becomes the site.
        toolchain: Node and the npm packages.
        log: told of each step.
        address: where the site will stand, with a slash at its end; None if that is not known.

    Raises:
        BuildError: with cause and cure.
    """
    cache = root / ".cache"
    make_data(root, log)
    with step(log, "chapters, data and reference"):
        site = Site(root)
    workshop = Workshop(toolchain.node, toolchain.modules / "pyodide", cache / "runtime", log)
    runtime = build_runtime(
        workshop,
        (root / "grpo_core", root / "widgets"),
        leave_out=NOT_FOR_PAGES,
        parts=parts_of_widgets(root),
        warm=WARM,
    )
    _prove_every_widget(runtime)
    with step(log, "assets and pages"):
        # Twice, because the fonts hold what the pages show, and the pages name the fonts' folder.
        placing = Placing("", (), runtime.page.runtime, runtime.page.app, address)
        text = "".join(html for _, html in make_pages(site, placing))
        assets = make_assets(root, toolchain.modules, text)
        placing = replace(placing, assets=assets.folder, preload=assets.preload)
        pages = make_pages(site, placing)
        fresh = out.with_name(f"{out.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        runtime.copy_to(fresh)
        for name, data in assets.files.items():
            _write(fresh / assets.folder / name, data)
        for path, html in pages:
            if path != ABOUT:
                _write(fresh / path, html.encode())
        _write(fresh / WHEEL_NAME, make_wheel(root))
        _write(fresh / "licences.txt", _licences(root, toolchain.modules).encode())
        _write(fresh / "CITATION.cff", (root / "CITATION.cff").read_bytes())
        # At an address that never changes: other people's pages name it.
        _write(fresh / "embed/r1-widget.js", host_script(root))
        listed = [path for path, _ in pages if path not in UNLISTED]
        _write(fresh / "sitemap.xml", sitemap(address or EXAMPLE, listed).encode())
        _write(fresh / WORKER, (root / "site" / WORKER).read_bytes())
        _write(fresh / "robots.txt", robots(address).encode())
        for path, data in oembed_files(site.embeds.values(), address).items():
            _write(fresh / path, data)
    with step(log, "posters and icons"):
        posters = make_posters(root, toolchain, site.sections)
        icons = make_icons(root, toolchain, NAME, DESCRIPTION)
        for name, data in {**posters, **icons}.items():
            _write(fresh / name, data)
    with step(log, "about, and the whole site as a zip"):
        archive = SiteArchive()
        size = in_megabytes(archive.take(fresh))
        _write(fresh / ABOUT, make_about(site, replace(placing, archive_size=size))[1].encode())
    with step(log, "compressed copies"):
        compress_tree(fresh, cache / "compressed")
    _write(fresh / LIST, offline_list(fresh))
    archive.take(fresh)
    # After the others, since a zip of packed files gains nothing.
    (fresh / ARCHIVE_NAME).write_bytes(archive.content)
    old = out.with_name(f"{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    fresh.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def make_data(root: Path, log: Log) -> None:
    """Computes the widgets' data files, unless nothing they are made from has changed."""
    folder = root / "widgets" / "_data"
    stamp = folder / ".made-from"
    made_from = _hash_of(
        [
            *(root / "grpo_core").glob("*.py"),
            *(root / name for name in MADE_FROM),
        ]
    )
    if stamp.is_file() and stamp.read_text("utf-8") == made_from:
        return
    with step(log, "data: thousands of runs"):
        from sitebuild.recipes import write_all  # numpy takes a while to load

        write_all(folder)
        stamp.write_text(made_from, encoding="utf-8")


def _prove_every_widget(runtime: BuiltRuntime) -> None:
    """Runs every widget in the finished bundle and compares what it finds with what we find."""
    found = json.loads(runtime.prove(WARM))
    for slug in (chapter.slug for chapter in written()):
        finding = json.loads(answer(slug, "{}"))["finding"]
        if found[slug] != finding:
            raise BuildError(
                f"The widget {slug!r} says one thing in CPython and another in Pyodide:\n"
                f"    {finding}\n    {found[slug]}",
                "Look for arithmetic that depends on the interpreter.",
            )


def _licences(root: Path, modules: Path) -> str:
    """The licence texts of all that the site ships."""
    parts = [f"R1, taken apart\n\n{(root / 'LICENSE').read_text('utf-8')}"]
    for name, package in LICENCES:
        folder = modules / package
        about = json.loads((folder / "package.json").read_text("utf-8"))
        title = f"{name}, version {about['version']}, licence {about.get('license', 'see below')}"
        texts = [path.read_text("utf-8") for path in sorted(folder.glob("LICEN[CS]E*"))]
        parts.append("\n\n".join([title, *texts]))
    return "\n\n----------------------------------------\n\n".join(parts) + "\n"


def _hash_of(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
