"""npm packages for one purpose, apart from the site's own, installed when first asked for."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from sitebuild.node import Toolchain
from sitebuild.progress import Log

__all__ = ["install_extra"]

MANIFEST = ("package.json", "package-lock.json")


def install_extra(manifest: Path, toolchain: Toolchain, log: Log) -> Path:
    """Install what a folder's own `package.json` and lock pin, unless that was done before.

    Args:
        manifest: a folder with those two files. It stays as it is: the packages go into
            `.cache/tools/`, below the toolchain's root, in a folder of the same name.
        toolchain: whose npm is used.
        log: told when something is installed.

    Returns:
        The folder of the installed packages, a `node_modules`.

    Raises:
        BuildError: npm failed; says with what words.
    """
    folder = toolchain.root / ".cache" / "tools" / manifest.name
    folder.mkdir(parents=True, exist_ok=True)
    for name in MANIFEST:
        shutil.copyfile(manifest / name, folder / name)
    there = replace(toolchain, root=folder)
    there.install(log)
    return there.modules
