"""What a reader keeps who keeps the site for offline: a list of files, each with size and hash."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Final

from sitebuild.hosting import FINGERPRINTED

__all__ = ["LIST", "WORKER", "kept_files", "offline_list"]

LIST: Final = "offline.json"
"""The list's place below the site's root."""

WORKER: Final = "sw.js"
"""The worker's: at the root, because a worker looks after what lies below its own address."""

BESIDE: Final = (
    *("CITATION.cff", "apple-touch-icon.png", "favicon.ico", "icon-192.png", "icon-512.png"),
    *("licences.txt", "manifest.webmanifest"),
)
"""What pages link to at the site's root."""

LEFT_OUT: Final = ("embed/index.html", "kit/index.html")
"""Pages that are not kept: one is for putting widgets on pages of others, one for builders."""

COPIES: Final = (".br", ".gz")


def kept_files(folder: Path) -> list[str]:
    """What is kept of a built site, as paths below its root, sorted.

    Every page but two, everything in folders named by their content (the whole standard library
    is there too: chapter 3 needs it when a reader runs Python), and what pages link to at the
    root. Not posters and whatever else is for other sites or to be taken home.

    Args:
        folder: the built site.
    """
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in paths if _is_kept(path))


def offline_list(folder: Path) -> bytes:
    r"""The list as JSON: `version`, `travels` and `files`.

    Each of `files` is an address below the site's root (a folder's for its page), the size in
    bytes, and the first 16 digits of the content's SHA-256. `version` is made of these, so it
    changes with any of them. `travels` is what the files come to in bytes where the host sends
    the brotli copies.

    Args:
        folder: the built site, with its compressed copies.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as name:
        ...     _ = (Path(name) / "index.html").write_bytes(b"<!doctype html>\n")
        ...     made = json.loads(offline_list(Path(name)))
        >>> made["files"], made["travels"]
        ([['', 16, '335fca8574f060ee']], 16)
    """
    files, travels = [], 0
    for path in kept_files(folder):
        file = folder / path
        data = file.read_bytes()
        copy = file.with_name(file.name + COPIES[0])
        travels += copy.stat().st_size if copy.is_file() else len(data)
        address = path.removesuffix("index.html")
        files.append([address, len(data), hashlib.sha256(data).hexdigest()[:16]])
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:12]
    made = {"version": version, "travels": travels, "files": files}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _is_kept(path: str) -> bool:
    if path.endswith(COPIES) or path in LEFT_OUT:
        return False
    page = path == "index.html" or path.endswith("/index.html")
    return page or path in BESIDE or bool(FINGERPRINTED.match(f"/{path}"))
