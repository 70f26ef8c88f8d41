"""The site's icon in the sizes and forms that browsers and phones ask for, and the manifest."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Final

from sitebuild import raster
from sitebuild.node import Toolchain
from sitebuild.raster import Picture, draw, kept
from sitebuild.svgstyle import read_sheets

__all__ = ["SIZES", "ico", "make_icons", "manifest"]

SIZES: Final = {
    "apple-touch-icon.png": 180,
    "icon-192.png": 192,
    "icon-512.png": 512,
    "favicon-16.png": 16,
    "favicon-32.png": 32,
}
"""Every drawing that is needed and its side in pixels; the last two go into `favicon.ico`."""

ROUND: Final = 'rx="6"'
"""Corners of the icon; phones that round corners themselves get it without."""


def make_icons(root: Path, toolchain: Toolchain, name: str, description: str) -> dict[str, bytes]:
    """The files that lie at the site's root besides the icon itself, `site/icon.svg`.

    Args:
        root: the checkout.
        toolchain: Node and the npm packages.
        name: of the site.
        description: of the site, one sentence.

    Returns:
        `apple-touch-icon.png`, `icon-192.png`, `icon-512.png`, `favicon.ico` and
        `manifest.webmanifest`, by name.

    Raises:
        BuildError: the icon cannot be drawn, or the style sheet cannot be read.
    """
    icon = (root / "site/icon.svg").read_text("utf-8")
    square = {side: icon.replace(ROUND, "") for side in SIZES if side.startswith("apple")}

    def make(names: list[str]) -> dict[str, bytes]:
        pictures = [Picture(each, square.get(each, icon), SIZES[each]) for each in names]
        return dict(zip(names, draw(toolchain, pictures), strict=True))

    decided_by = [
        icon.encode(),
        *(path.read_bytes() for path in (Path(__file__), Path(raster.__file__), raster.SCRIPT)),
        (toolchain.modules / "@resvg/resvg-wasm/package.json").read_bytes(),
    ]
    made_of = {each: [each.encode(), *decided_by] for each in SIZES}
    drawn = kept(root / ".cache/posters", made_of, make)
    favicon = ico([drawn.pop("favicon-16.png"), drawn.pop("favicon-32.png")])
    paper = read_sheets((root / "site/css/1-tokens.css").read_text("utf-8")).root()["--paper"]
    written = manifest(name, description, paper).encode()
    return {**drawn, "favicon.ico": favicon, "manifest.webmanifest": written}


def manifest(name: str, description: str, paper: str) -> str:
    """The web manifest; its addresses are relative to itself, at the site's root.

    Args:
        name: of the site.
        description: one sentence.
        paper: the page's colour, in the light theme.

    Example:
        >>> json.loads(manifest("R1, taken apart", "A paper.", "#ffffff"))["start_url"]
        './'
    """
    icons = [
        {"src": each, "sizes": f"{side}x{side}", "type": "image/png"}
        for each, side in SIZES.items()
        if each.startswith("icon-")
    ]
    about = {
        "name": name,
        "short_name": name,
        "description": description,
        "start_url": "./",
        "display": "browser",
        "background_color": paper,
        "theme_color": paper,
        "icons": icons,
    }
    return json.dumps(about, ensure_ascii=False, indent=2) + "\n"


def ico(pictures: list[bytes]) -> bytes:
    r"""Square PNG files as one ICO file.

    Args:
        pictures: each 255 pixels wide or less.

    Example:
        >>> png = bytes(16) + struct.pack(">II", 32, 32)
        >>> ico([png])[:8]
        b'\x00\x00\x01\x00\x01\x00  '
    """
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    entries = b""
    for picture in pictures:
        width, height = struct.unpack(">II", picture[16:24])
        entries += struct.pack("<BBBBHHII", width, height, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return head + entries + b"".join(pictures)
