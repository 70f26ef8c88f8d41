"""What the benchmarks compare with, and under which conditions; how fast it is, no test asks."""

import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from bench import boot, core, link, peers, phone, stages, stopper
from sitebuild.errors import BuildError
from sitebuild.options import ROOT
from sitebuild.recipes import SEEDS, train
from sitebuild.serve import start_server

# --- who trains ----------------------------------------------------------------------------------


def test_tokens_make_a_group_of_completions_that_is_always_the_same() -> None:
    rows = core.completions(5)
    assert [len(row) for row in rows] == [5] * 8
    assert all(lp < 0 for row in rows for lp in row)
    core.completions.cache_clear()
    assert core.completions(5) == rows


def test_a_peer_is_measured_for_one_run_and_for_many() -> None:
    alone, beside = core.peers(None), core.peers(train)
    names = [peer.name for peer in beside]
    assert len(set(names)) == len(names) == len(alone) + 2
    assert [peer.runs for peer in beside if peer.name.startswith(core.TORCH)] == [1, SEEDS]
    assert {growth.peer for growth in core.growths(train)} > {
        growth.peer for growth in core.growths()
    }


def test_only_who_trains_the_same_is_compared() -> None:
    core.agree(train)
    with pytest.raises(BuildError, match="nothing to compare"):
        core.agree(lambda config, seeds: train(config, seeds) + 1e-8)
    with pytest.raises(BuildError, match="nothing to compare"):
        core.agree(lambda config, seeds: train(config, seeds) * float("nan"))


# --- what boot is compared with ----------------------------------------------------------------


def exported(script: Path) -> set[str]:
    return set(re.findall(r"^export (?:async )?(?:const|function) (\w+)", script.read_text(), re.M))


@pytest.mark.parametrize(
    ("instead", "of"),
    [("stock-boot.js", "boot.js"), ("pyscript-interpreter.js", "interpreter.js")],
)
def test_what_takes_a_scripts_place_offers_what_others_ask_of_it(instead: str, of: str) -> None:
    asked = set()
    for script in (ROOT / "site/js").glob("*.js"):
        asking = re.findall(rf'import {{([^}}]*)}} from "\./{re.escape(of)}"', script.read_text())
        asked |= {name.strip() for names in asking for name in names.split(",")}
    assert asked
    assert asked <= exported(peers.PAGES / instead)


def test_every_bare_page_has_its_script(tmp_path: Path) -> None:
    (tmp_path / peers.KEPT).mkdir(parents=True)
    (tmp_path / peers.KEPT / "micropip-1.whl").touch()
    found = peers.places("http://127.0.0.1:1", tmp_path, "runtime=/r/")
    bare = [re.search(r"\?(\w+)", address) for address in found.values()]
    scripts = {match[1] for match in bare if match}
    assert {"bundle", "stock", "micropip", "compiled", "instance"} == scripts
    assert all((peers.PAGES / f"{name}.js").is_file() for name in scripts)


def test_a_page_loses_what_fetches_python_ahead_and_nothing_else() -> None:
    page = (
        '<link rel="preload" href="../../runtime/0a/pyodide.asm.wasm" as="fetch" crossorigin>'
        '<link rel="modulepreload" href="../../assets/0b/worker.js">'
        '<link rel="modulepreload" href="../../assets/0b/engine.js">'
        '<link rel="preload" href="../../assets/0b/serif.woff2" as="font">'
    )
    left = re.findall(r"(\w+)\.\w+\"", peers.without_preloads(page))
    assert left == ["engine", "serif"]


def test_a_page_that_asks_another_server_is_no_result() -> None:
    boot._at_home(["http://127.0.0.1:8000/", "data:,", "blob:http://127.0.0.1:8000/1"])
    with pytest.raises(BuildError, match=r"example\.org/a\.js"):
        boot._at_home(["http://127.0.0.1:8000/", "https://example.org/a.js"])


# --- a slow processor and a slow link ----------------------------------------------------------


def test_a_group_runs_for_its_share_and_runs_on_at_the_end() -> None:
    told: list[object] = []

    def ended(seconds: float) -> bool:
        told.append(seconds)
        return len(told) > 6

    stopper.pace(4.0, lambda: told.append("stop"), lambda: told.append("go"), ended)
    assert told == [0.005, "stop", 0.015, "go", 0.005, "stop", 0.015, "go"]


def test_a_group_runs_on_when_it_could_not_be_stopped() -> None:
    told: list[str] = []

    def stop() -> None:
        raise PermissionError

    with pytest.raises(PermissionError):
        stopper.pace(2.0, stop, lambda: told.append("go"), lambda _: False)
    assert told == ["go"]


@pytest.mark.skipif(not phone.POSSIBLE, reason="this system cannot stop processes")
def test_when_the_pipe_closes_the_group_runs_on() -> None:
    # A process that is stopped would not hear that it is to end.
    idle = [sys.executable, "-c", "import time; time.sleep(600)"]
    with subprocess.Popen(idle, start_new_session=True) as slow:
        command = [sys.executable, str(phone.STOPPER), str(slow.pid), "100"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, **pipes) as stopping:  # type: ignore[call-overload]
            assert stopping.stdout.readline() == b"begun\n"
        assert stopping.returncode == 0
        slow.terminate()
        slow.wait(timeout=60)


def test_a_wire_is_shared_and_rests_when_there_is_nothing_to_send() -> None:
    wire = link.Wire(rate=1000.0)
    assert [wire.sent(500, 1.0), wire.sent(250, 1.0)] == [1.5, 1.75]
    assert wire.sent(1000, 5.0) == 6.0


def test_all_that_goes_over_a_link_arrives_as_it_was(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    (tmp_path / "file.bin").write_bytes(content)
    with (
        start_server(tmp_path) as address,
        link.link(address, rate=1e9, round_trip=0.0) as slow,
    ):
        for _ in range(2):
            with urlopen(f"{slow}/file.bin") as answer:
                assert answer.read() == content
        host, port = slow.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))):
            pass  # one that asks for nothing, as browsers open some


# --- where the milliseconds go -----------------------------------------------------------------


def test_each_step_lasts_until_the_next_one_begins() -> None:
    marks = [
        ("painted", 9.0),
        ("html there", 2.0),
        ("asked", 0.0),
        ("compile begins", 3.0),
        ("live", 7.0),
        ("html there", 8.0),
    ]
    found = stages.spans(marks)
    assert [(span.begins, span.lasts) for span in found] == [(0.0, 2.0), (2.0, 5.0), (7.0, 2.0)]
    assert found[0].what == stages.STEPS["asked"]
    assert stages.spans([]) == []


def test_what_python_says_of_its_imports_is_read() -> None:
    said = [
        "import time: self [us] | cumulative | imported package",
        "import time:      1500 |       1500 |     _codecs",
        "import time:        20 |       1520 | encodings",
        "something else",
    ]
    found = stages.imports_in(said)
    assert found == [stages.Import("_codecs", 1.5), stages.Import("encodings", 0.02)]


def test_the_slowest_imports_are_named_and_all_are_counted() -> None:
    one = [stages.Import("widgets.kit", 3.0), stages.Import("re", 1.0)]
    other = [stages.Import("widgets.kit", 5.0), stages.Import("re", 1.0)]
    rows = stages._imports([one, other, one]).rows
    assert [tuple(row) for row in rows] == [
        ("all 2 modules", 4.0),
        ("of them 1 of ours", 3.0),
        ("widgets.kit", 3.0),
        ("re", 1.0),
    ]
