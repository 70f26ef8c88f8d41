"""What build.py does with what it is asked: set up, then build, serve, check or test."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sitebuild.bootstrap import Venv
from sitebuild.browser import VARIABLE, ensure_browser
from sitebuild.checks import check_pages, check_sources
from sitebuild.errors import BuildError
from sitebuild.node import Toolchain, find_toolchain
from sitebuild.options import ROOT, Options, parse
from sitebuild.progress import Log, step
from sitebuild.serve import start_server
from sitebuild.watch import changes
from sitebuild.webservers import CADDY, NGINX, fetch_server

SCRIPT = ROOT / "build.py"
SOURCES = (
    "build.py", "sitebuild", "grpo_core", "widgets", "templates", "site", "bench",
    "pyproject.toml", "package-lock.json", "requirements",
)  # fmt: skip
"""What `--watch` looks at."""

SPARE_PORTS = 20
PYODIDE_PYTHON = "3.14"


def main(args: list[str]) -> int:
    """Do what the command line asks for and return the exit code."""
    options = parse(args)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="replace")  # type: ignore[union-attr]
    try:
        venv = Venv(ROOT)
        venv.enter(SCRIPT, args, print)
        return _run(options, venv, print)
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped")
        return 130


def _run(options: Options, venv: Venv, log: Log) -> int:
    venv.install("build", log)
    if options.mode in {"test", "check"}:
        venv.install("test", log)
    toolchain = find_toolchain(venv, log)
    toolchain.install(log)
    match options.mode:
        case "serve" if options.watch:
            _serve_and_watch(options, log)
        case "serve":
            _build(options, toolchain, log)
            _serve(options, log)
        case "check":
            _check(options.out, toolchain, log)
        case "test":
            return _test(options, venv, toolchain, log)
        case _:
            _build(options, toolchain, log)
    return 0


def _build(options: Options, toolchain: Toolchain, log: Log) -> None:
    from sitebuild.site import build_site  # needs what has been installed only now

    with step(log, f"site in {options.out}"):
        build_site(
            root=ROOT, out=options.out, toolchain=toolchain, log=log, address=options.address
        )


def _serve(options: Options, log: Log) -> None:
    with start_server(options.out, options.port, spare_ports=SPARE_PORTS, log=log) as url:
        log(f"serving {options.out} at {url}/ (Ctrl-C stops)")
        while True:
            time.sleep(1)


def _serve_and_watch(options: Options, log: Log) -> None:
    # A build of its own process, so that changed Python takes effect. One that fails has
    # said why by itself and has left the last good site where it is.
    rebuild = [sys.executable, str(SCRIPT), "--out", str(options.out)]
    if options.address:
        rebuild += ["--address", options.address]
    with start_server(options.out, options.port, spare_ports=SPARE_PORTS, log=log) as url:
        for changed in changes([ROOT / name for name in SOURCES]):
            if changed:
                log(f"changed: {', '.join(str(path.relative_to(ROOT)) for path in changed)}")
            built = subprocess.run(rebuild).returncode == 0
            what = str(options.out) if built else "what was built before that failure"
            log(f"serving {what} at {url}/ and watching the sources (Ctrl-C stops)")


def _check(out: Path, toolchain: Toolchain, log: Log) -> None:
    check_sources(toolchain, log)
    if out.is_dir():
        check_pages(out, toolchain, log)
    else:
        log(f"html-validate: left out, since there is no {out}")


def _test(options: Options, venv: Venv, toolchain: Toolchain, log: Log) -> int:
    selection: list[str] = []
    environment = dict(os.environ)
    if options.quick:
        selection = ["-m", "not browser and not node and not thorough"]
        selection += ["--hypothesis-profile=quick"]
        check_sources(toolchain, log)
    else:
        venv.fetch("browser", ROOT / ".cache" / "wheels", PYODIDE_PYTHON, log)
        browser = ensure_browser(log)
        if browser.executable:
            environment[VARIABLE] = str(browser.executable)
        log(f"browser: {browser.executable or 'the one of Playwright'}")
        for server in (NGINX, CADDY):
            fetch_server(server, ROOT / ".cache" / "tools", log)
        with ThreadPoolExecutor(1) as beside:
            # One core is enough for these, and for most of the build.
            checked = beside.submit(check_sources, toolchain, log)
            _build(options, toolchain, log)
        checked.result()
        check_pages(options.out, toolchain, log)
    log("pytest ...")
    # As many at a time as there are cores; whoever is done takes from the others.
    spread = ["--numprocesses=auto", "--dist=worksteal"]
    pytest = [sys.executable, "-m", "pytest", *spread, *selection, *options.pytest]
    return subprocess.run(pytest, cwd=ROOT, env=environment).returncode
