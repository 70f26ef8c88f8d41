"""What the build computes once for everybody: small files of numbers, read by name.

The build writes them to `widgets/_data/`, next to the code in the site's archive; the recipe of
each stands in `sitebuild/recipes.py`.
"""

from __future__ import annotations

import json
from functools import cache
from os.path import dirname, join  # pathlib would cost the reader some milliseconds
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
    # Read through the loader: whoever imports this from an archive has the data there, too.
    try:
        return json.loads(_read(f"{name}.json"))
    except FileNotFoundError as missing:
        raise FileNotFoundError(f"{missing}; `python3 build.py` makes it") from None


def _read(filename: str) -> bytes:
    folder = dirname(dirname(__file__))  # noqa: PTH120
    loader: Any = __loader__  # type: ignore[name-defined]
    return bytes(loader.get_data(join(folder, "_data", filename)))  # noqa: PTH118
