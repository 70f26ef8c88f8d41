"""Real web servers to test our configurations with: those of this machine, or Debian's, unpacked.

Debian's packages are fetched and unpacked below `.cache/tools`, not installed: that takes no
rights, starts no service, and leaves the machine as it was.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sitebuild.errors import last_words
from sitebuild.processes import run
from sitebuild.progress import Log, step

__all__ = ["CADDY", "NGINX", "WebServer", "fetch_server", "find_server"]


@dataclass(frozen=True)
class WebServer:
    """A web server that Debian has.

    Attributes:
        name: what it is called.
        packages: Debian's, without what every Debian has anyway.
        program: where its program lies, below the root of a file system.
        needed: what has to lie there besides.
        version: the argument to which it answers with its version.
    """

    name: str
    packages: tuple[str, ...]
    program: str
    needed: tuple[str, ...]
    version: str

    @property
    def line(self) -> str:
        """The line to type where it is missing."""
        return f"sudo apt install {' '.join(self.packages)}"


NGINX: Final = WebServer(
    name="nginx",
    packages=("nginx", "libnginx-mod-http-brotli-static"),
    program="usr/sbin/nginx",
    needed=("usr/lib/nginx/modules/ngx_http_brotli_static_module.so",),
    version="-v",
)
CADDY: Final = WebServer("caddy", ("caddy",), "usr/bin/caddy", (), "version")


def find_server(server: WebServer, cache: Path) -> Path | None:
    """The root below which a server lies that runs: that of this machine, or where it was unpacked.

    Args:
        server: which.
        cache: where `fetch_server` unpacks.
    """
    for root in (Path("/"), cache / server.name):
        files = [root / name for name in (server.program, *server.needed)]
        if all(file.is_file() for file in files) and _starts(files[0], server.version):
            return root
    return None


def fetch_server(server: WebServer, cache: Path, log: Log) -> Path | None:
    """Find a server, or else fetch and unpack Debian's.

    Without it some tests are skipped, so what goes wrong is said and stops nothing.

    Args:
        server: which.
        cache: where to unpack.
        log: told what is fetched, and what to do where that fails.

    Returns:
        As `find_server`.
    """
    if found := find_server(server, cache):
        return found
    folder = cache / server.name
    if apt := shutil.which("apt-get"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with step(log, f"{server.name}, to test its configuration with"):
            said = _unpacked(apt, server, folder)
        if found := find_server(server, cache):
            return found
        log(said or f"{server.name} was unpacked but does not start.")
    log(f"The tests with {server.name} are left out. To run them: {server.line}")
    return None


def _unpacked(apt: str, server: WebServer, folder: Path) -> str:
    """Fetch and unpack; return the last words of what failed, if something did."""
    download: list[str | Path] = [apt, "download", *server.packages]
    fetched = run(download, cwd=folder)
    if fetched.returncode and getattr(os, "geteuid", lambda: None)() == 0:
        run([apt, "update"])  # a fresh machine has no list of packages yet
        fetched = run(download, cwd=folder)
    if fetched.returncode:
        return last_words(fetched.stdout + fetched.stderr)
    for package in sorted(folder.glob("*.deb")):
        unpacked = run(["dpkg-deb", "--extract", package, folder])
        if unpacked.returncode:
            return last_words(unpacked.stderr)
        package.unlink()
    return ""


def _starts(program: Path, version: str) -> bool:
    """Whether it runs here: it may lack a library of the system's."""
    try:
        return run([program, version], seconds=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
