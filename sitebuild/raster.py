"""SVG drawn as PNG by resvg in Node, and kept: a build that changes nothing draws nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from sitebuild.node import Toolchain

__all__ = ["SCRIPT", "Picture", "draw", "kept"]

SCRIPT: Final = Path(__file__).parent / "node_scripts/posters.mjs"


class Picture(NamedTuple):
    """What is to be drawn.

    Attributes:
        name: for what is said if it fails.
        svg: plain SVG: no style sheet, no other files.
        width: of the PNG, in pixels; its height follows.
        background: a colour for what the SVG leaves free; `none` leaves it transparent.
        frame: what must stay free along each side, in units of the SVG.
    """

    name: str
    svg: str
    width: int
    background: str = "none"
    frame: float = 0.0


def draw(
    toolchain: Toolchain, pictures: Sequence[Picture], fonts: Sequence[bytes] = ()
) -> list[bytes]:
    """Pictures as PNG, with these fonts and no others.

    Raises:
        BuildError: resvg cannot read one, or one has ink in its frame.
    """
    job = {
        "fonts": [base64.b64encode(font).decode() for font in fonts],
        "pictures": [
            {**picture._asdict(), "background": picture.background.replace("none", "transparent")}
            for picture in pictures
        ],
    }
    said = toolchain.run_node(SCRIPT, stdin=json.dumps(job))
    return [base64.b64decode(part) for part in json.loads(said)]


def kept(
    cache: Path,
    made_of: Mapping[str, Sequence[bytes]],
    make: Callable[[list[str]], Mapping[str, bytes]],
) -> dict[str, bytes]:
    """Files by name: from the cache where they were made of the same before, the rest made now.

    Args:
        cache: the folder of what is kept, by the content that it was made of.
        made_of: for each name all that decides what becomes of it.
        make: makes the files of some names.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as cache:
        ...     for name in "aba":
        ...         made = kept(Path(cache), {"x": [name.encode()]}, lambda names: {"x": b"made"})
        ...     len(list(Path(cache).iterdir()))
        2
    """
    places = {name: cache / _digest(parts) for name, parts in made_of.items()}
    missing = [name for name, place in places.items() if not place.is_file()]
    if missing:
        cache.mkdir(parents=True, exist_ok=True)
        for name, content in make(missing).items():
            part = places[name].with_suffix(".part")
            part.write_bytes(content)
            part.replace(places[name])
    return {name: place.read_bytes() for name, place in places.items()}


def _digest(parts: Sequence[bytes]) -> str:
    """A hash of all these, and of where each one ends."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()
