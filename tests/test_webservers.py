"""Finding a real web server, or unpacking Debian's, on machines that have one, apt, or nothing."""

import os
from pathlib import Path

import pytest

from sitebuild.webservers import WebServer, fetch_server, find_server

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the fake programs are shell scripts")

SERVER = WebServer("tiny", ("tiny", "tiny-brotli"), "usr/bin/r1-tiny", ("usr/lib/brotli",), "-v")


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH; its apt-get and dpkg-deb, if it gets them, log what they do."""
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    return tmp_path


def apt(machine: Path, download: str = "") -> None:
    program(machine / "bin/apt-get", f'echo "$*" >> {machine}/log; {download}')
    unpack = '/bin/mkdir -p "$3/usr/bin" "$3/usr/lib"; : > "$3/usr/lib/brotli"'
    unpack += '; echo "#!/bin/sh" > "$3/usr/bin/r1-tiny"; /bin/chmod +x "$3/usr/bin/r1-tiny"'
    program(machine / "bin/dpkg-deb", unpack)


DOWNLOAD = '[ "$1" != download ] || : > tiny_1.deb'


def log_of(machine: Path) -> list[str]:
    return (machine / "log").read_text("utf-8").splitlines()


def test_debians_packages_are_unpacked_and_not_installed_and_once_only(machine):
    apt(machine, DOWNLOAD)
    said = []
    assert find_server(SERVER, machine) is None
    for _ in range(2):
        assert fetch_server(SERVER, machine, said.append) == machine / "tiny"
    assert log_of(machine) == ["download tiny tiny-brotli"]
    assert find_server(SERVER, machine) == machine / "tiny"
    assert not list((machine / "tiny").glob("*.deb"))


def test_root_renews_the_list_of_packages_first_where_there_is_none(machine, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    listed = f'[ "$1" != update ] || : > {machine}/listed; [ -e {machine}/listed ] || exit 1;'
    apt(machine, f"{listed} {DOWNLOAD}")
    assert fetch_server(SERVER, machine, lambda _: None) == machine / "tiny"
    assert log_of(machine) == ["download tiny tiny-brotli", "update", "download tiny tiny-brotli"]


def test_where_it_cannot_be_had_the_line_to_type_is_said_and_nothing_stops(machine):
    said = []
    assert fetch_server(SERVER, machine, said.append) is None
    apt(machine, "echo 'no such package' >&2; exit 100")
    assert fetch_server(SERVER, machine, said.append) is None
    assert [line for line in said if "no such package" in line]
    assert said[0] == said[-1]
    assert said[0].endswith("sudo apt install tiny tiny-brotli")
    assert "update" not in log_of(machine)


def test_one_that_does_not_start_does_not_count(machine):
    apt(machine, DOWNLOAD)
    assert fetch_server(SERVER, machine, lambda _: None)
    program(machine / "tiny/usr/bin/r1-tiny", "echo 'error while loading libraries' >&2; exit 127")
    assert find_server(SERVER, machine) is None
    (machine / "tiny/usr/lib/brotli").unlink()
    program(machine / "tiny/usr/bin/r1-tiny", "")
    assert find_server(SERVER, machine) is None
