"""The wheel of `grpo_core`, to take home: its files, and four more that say what they are.

A wheel is a zip. Ours is written here and by no packaging tool, so that the same sources give the
same bytes on every machine, whatever is installed there. What it says of itself stands in
pyproject.toml, for pip to read when somebody installs the checkout instead.
"""

from __future__ import annotations

import base64
import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from grpo_core import __version__
from sitebuild.runtime import archive

__all__ = ["WHEEL_NAME", "make_wheel"]

NAME: Final = "grpo_core"
WHEEL_NAME: Final = f"{NAME}-{__version__}-py3-none-any.whl"
"""The file's name, from which an installer knows what is in it."""

TAGS: Final = """\
Wheel-Version: 1.0
Generator: build.py of R1, taken apart
Root-Is-Purelib: true
Tag: py3-none-any
"""


def make_wheel(root: Path) -> bytes:
    """The wheel, from the packages that pyproject.toml names.

    Args:
        root: the checkout.

    Returns:
        The content of `WHEEL_NAME`.

    Example:
        >>> from sitebuild.runtime import contents
        >>> [name for name in contents(make_wheel(Path())) if name.endswith("policy.py")]
        ['grpo_core/policy.py']
    """
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    project, setuptools = settings["project"], settings["tool"]["setuptools"]
    about = f"{NAME}-{__version__}.dist-info"
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for package in setuptools["packages"]
        for pattern in ("*.py", *setuptools["package-data"].get(package, []))
        for path in (root / package.replace(".", "/")).glob(pattern)
    }
    files |= {
        f"{about}/licenses/{name}": (root / name).read_bytes() for name in project["license-files"]
    }
    files[f"{about}/METADATA"] = _metadata(root, project).encode()
    files[f"{about}/WHEEL"] = TAGS.encode()
    commands = "\n".join(f"{name} = {place}" for name, place in project["scripts"].items())
    files[f"{about}/entry_points.txt"] = f"[console_scripts]\n{commands}\n".encode()
    record = f"{about}/RECORD"
    lines = [_recorded(name, data) for name, data in sorted(files.items())]
    return archive(files | {record: "".join([*lines, f"{record},,\n"]).encode()})


def _metadata(root: Path, project: dict[str, Any]) -> str:
    fields = [
        ("Metadata-Version", "2.4"),
        ("Name", project["name"]),
        ("Version", __version__),
        ("Summary", project["description"]),
        ("License-Expression", project["license"]),
        *(("License-File", name) for name in project["license-files"]),
        *(("Classifier", classifier) for classifier in project["classifiers"]),
        ("Requires-Python", project["requires-python"]),
        *_extras(project["optional-dependencies"]),
        ("Description-Content-Type", "text/markdown"),
    ]
    said = "".join(f"{name}: {value}\n" for name, value in fields)
    return f"{said}\n{(root / project['readme']).read_text('utf-8')}"


def _extras(extras: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """What is only installed when somebody asks for it by name.

    Example:
        >>> list(_extras({"parquet": ["pyarrow>=17"]}))[1]
        ('Requires-Dist', 'pyarrow>=17; extra == "parquet"')
    """
    for extra, needed in extras.items():
        yield "Provides-Extra", extra
        yield from (("Requires-Dist", f'{name}; extra == "{extra}"') for name in needed)


def _recorded(name: str, data: bytes) -> str:
    r"""A file's line in RECORD.

    Example:
        >>> _recorded("grpo_core/py.typed", b"")
        'grpo_core/py.typed,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n'
    """
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
    return f"{name},sha256={digest},{len(data)}\n"
