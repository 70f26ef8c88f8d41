"""Brotli and gzip copies beside the files, each computed once and then taken from a cache.

The largest file, Pyodide's WebAssembly, takes half a minute at brotli's best quality: a cache
keyed by content makes that a cost of the first build only.
"""

import gzip
import hashlib
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

TEXTS = (".css", ".csv", ".html", ".js", ".json", ".map", ".mjs", ".svg", ".txt", ".xml")
OTHERS = (".wasm", ".webmanifest", ".whl", ".zip")
SUFFIXES = frozenset((*TEXTS, *OTHERS))
"""What is worth compressing, archives too: ours are stored, not packed."""

SMALLEST = 1024
"""Files of this many bytes or fewer travel as they are."""

CODECS: dict[str, Callable[[bytes], bytes]] = {
    ".br": lambda data: bytes(brotli.compress(data, quality=11)),
    ".gz": lambda data: gzip.compress(data, compresslevel=9, mtime=0),
}


def compress_tree(folder: Path, cache: Path) -> int:
    """Write `.br` and `.gz` beside each compressible file, where they are smaller than it.

    Both codecs let other threads run meanwhile, so a thread for each processor is enough.

    Args:
        folder: The tree of files, searched to any depth.
        cache: Where results are kept, by the content they came from.

    Returns:
        How many copies had to be computed, the others having been in the cache.
    """
    files = [path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file()]
    sizes = {path: path.stat().st_size for path in files}
    largest_first = sorted(files, key=sizes.__getitem__, reverse=True)
    jobs = [(path, name) for path in largest_first if sizes[path] > SMALLEST for name in CODECS]
    cache.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return sum(pool.map(lambda job: _write_copy(job[0], job[1], cache), jobs))


def _write_copy(path: Path, suffix: str, cache: Path) -> bool:
    """Write one copy, if it is worth it, and say whether it had to be computed."""
    data = path.read_bytes()
    kept = cache / f"{hashlib.sha256(data).hexdigest()}{suffix}"
    computed = not kept.is_file()
    if computed:
        _write_whole(kept, CODECS[suffix](data))
    packed = kept.read_bytes()
    if len(packed) < len(data):
        path.with_name(path.name + suffix).write_bytes(packed)
    return computed


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever reads a part of it, however this may be cut short."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
        part.write(data)
    Path(part.name).replace(path)
