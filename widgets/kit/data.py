"""What the build computes once for everybody: small files of numbers, read by name.

The build writes them to `widgets/_data/`, next to the code in the site's archive; the recipe of
each stands in `sitebuild/recipes.py`.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["stored"]


@cache
def stored(name: str) -> Any:
    """The content of a data file.

    Args:
        name: file name without its ending.

    Raises:
        FileNotFoundError: the build has not made it; the message says how to.
    """
    # Read through the loader, because in the browser the package lies inside an archive.
    try:
        return json.loads(_read(f"{name}.json"))
    except FileNotFoundError as missing:
        raise FileNotFoundError(f"{missing}; `python3 build.py` makes it") from None


def _read(filename: str) -> bytes:
    loader = getattr(__spec__, "loader", None)
    path = str(Path(__file__).parent.parent / "_data" / filename)
    return bytes(loader.get_data(path)) if loader else Path(path).read_bytes()
