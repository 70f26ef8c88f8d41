"""The servers of hosting/, started on a folder as ordinary processes, with the files as they are.

Only places change: addresses to listen at, and folders to read from and to write to.
"""

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sitebuild.options import ROOT
from sitebuild.webservers import CADDY, NGINX, WebServer, find_server

HOSTING = ROOT / "hosting"
TOOLS = ROOT / ".cache" / "tools"


def replaced(text: str, places: dict[str, str]) -> str:
    """The text with other places; each must be in it."""
    for old, new in places.items():
        assert old in text, f"{old!r} is not in the configuration any more"
        text = text.replace(old, new)
    return text


@contextmanager
def serving(name: str, root: Path, work: Path, folder: str = "") -> Iterator[str]:
    """Start nginx or Caddy.

    Args:
        name: which.
        root: what it serves.
        work: an empty folder, for what it writes.
        folder: of the site below that root, such as `/r1`.

    Yields:
        The address of the root, without a slash at the end.
    """
    server = {"nginx": NGINX, "caddy": CADDY}[name]
    port = free_port()
    prepare = nginx if server is NGINX else caddy
    command = prepare(found(server), root, work, port, folder)
    with (work / "said.txt").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, cwd=work, env=home(work))
        try:
            for _ in range(200):
                if answers(port):
                    break
                assert process.poll() is None, (work / "said.txt").read_text("utf-8")
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def found(server: WebServer) -> Path:
    root = find_server(server, TOOLS)
    if root is None:
        pytest.skip(
            f"there is no {server.name}; python3 build.py --test fetches it, or: {server.line}"
        )
    return root


def nginx(found: Path, root: Path, work: Path, port: int, folder: str) -> list[str | Path]:
    site = (HOSTING / "nginx.conf").read_text("utf-8")
    around = (HOSTING / "container.conf").read_text("utf-8")
    site_places = {"listen 8080;": f"listen 127.0.0.1:{port};", "/srv/r1;": f"{root};"}
    if folder:
        site_places["/404.html"] = f"{folder}/404.html"
    (work / "r1.conf").write_text(replaced(site, site_places), "utf-8")
    places = {
        "/usr/lib/nginx": f"{found}/usr/lib/nginx",
        "/etc/nginx/r1.conf": f"{work}/r1.conf",
    }
    (work / "nginx.conf").write_text(replaced(around, places), "utf-8")
    command = re.search(r"^CMD \[(.*)\]$", (HOSTING / "Containerfile").read_text("utf-8"), re.M)
    assert command
    said = [word.strip('" ') for word in command[1].split(",")]
    assert said[:2] == ["nginx", "-p"]
    said[2] = f"{work}/"
    if os.geteuid() == 0:  # as an ordinary user, it stays who it is
        said[-1] += " user root root;"
    return [found / "usr/sbin/nginx", *said[1:], "-c", work / "nginx.conf"]


def caddy(found: Path, root: Path, work: Path, port: int, folder: str) -> list[str | Path]:
    site = (HOSTING / "Caddyfile").read_text("utf-8")
    places = {":8080 {": f"http://127.0.0.1:{port} {{", "/srv/r1 ": f"{root} "}
    if folder:
        places["* /404.html"] = f"* {folder}/404.html"
    alone = "{\n\tadmin off\n\tdefault_bind 127.0.0.1\n}\n"
    (work / "Caddyfile").write_text(alone + replaced(site, places), "utf-8")
    return [found / "usr/bin/caddy", "run", "--config", work / "Caddyfile"]


def home(work: Path) -> dict[str, str]:
    """An environment in which nothing is kept outside of a folder."""
    return {
        **os.environ,
        "HOME": str(work),
        "XDG_DATA_HOME": str(work),
        "XDG_CONFIG_HOME": str(work),
    }


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
