"""The whole site as one zip, for whoever wants a copy to read or to host."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final

from sitebuild.hosting import ENCODINGS

__all__ = ["ARCHIVE_NAME", "SiteArchive", "in_megabytes"]

ARCHIVE_NAME: Final = "r1-taken-apart.zip"
"""The zip's name in the site's root, which is also the folder in it that holds everything."""

COPIES: Final = frozenset(ENCODINGS.values())
"""Suffixes of compressed copies. In a zip they would be most of its size; a host that wants them
can make them, for example with `gzip --keep`."""

READABLE: Final = 0o100644 << 16
"""For `unzip`: a file that everybody may read, a web server too."""


class SiteArchive:
    """A zip that takes in what a folder holds, in two goes or more.

    One page of the site tells the zip's size and is in the zip. So all else goes in first, then the
    size is known as nearly as one wants to know it, and then that page follows.
    """

    def __init__(self) -> None:
        self._written = io.BytesIO()
        self._taken: set[str] = set()

    def take(self, folder: Path) -> int:
        """Take in the files of a folder that are not in yet, without their compressed copies.

        The same files give the same bytes, whenever they were written.

        Args:
            folder: the site; its files may not change once they are taken.

        Returns:
            The size of the zip so far, in bytes.
        """
        files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
        with zipfile.ZipFile(self._written, "a") as target:
            for name in sorted(files.keys() - self._taken):
                if files[name].suffix not in COPIES and files[name].is_file():
                    entry = zipfile.ZipInfo(f"{Path(ARCHIVE_NAME).stem}/{name}")  # as of 1980
                    entry.create_system = 3  # whatever system it is made on
                    entry.external_attr = READABLE
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    target.writestr(entry, files[name].read_bytes())
            self._taken |= files.keys()
        return len(self.content)

    @property
    def content(self) -> bytes:
        """The zip as it stands."""
        return self._written.getvalue()


def in_megabytes(size: int) -> str:
    """A size as one reads it.

    Example:
        >>> in_megabytes(10_299_706)
        '10.3 MB'
    """
    return f"{size / 1e6:.1f} MB"
