"""Taken home into a notebook: the wheel of the served site, installed by a Pyodide of elsewhere."""

import json
import shutil
from pathlib import Path

import pytest

from grpo_core import Config, __version__, simulate, to_json
from sitebuild.wheel import WHEEL_NAME
from tests.browser.conftest import Watch
from tests.browser.elsewhere import bare_server
from tests.browser.test_parity import equal
from tests.browser.windows import READY

ROOT = Path(__file__).parents[2]
SETTINGS = {"seed": 11, "beta": 0.1, "group_size": 5, "inner_epochs": 3, "steps": 40}

INSTALL = """
async ([wheel, micropip, settings]) => {
    const { loadPyodide } = await import("/pyodide/pyodide.mjs");
    const python = await loadPyodide();
    await python.loadPackage(new URL(micropip, location.href).href);
    python.globals.set("wheel", wheel);
    python.globals.set("settings", settings);
    return python.runPythonAsync(`
import json, micropip
await micropip.install(wheel)
from grpo_core import Config, simulate, to_json
from importlib.metadata import version
json.dumps([version("grpo_core"), to_json(simulate(Config(**json.loads(settings))))])
`);
}
"""


@pytest.fixture
def notebook(tmp_path):
    """Another site, which knows nothing of ours: Pyodide as it comes, micropip, and a page."""
    wheels = list((ROOT / ".cache/wheels").glob("micropip-*.whl"))
    assert wheels, "there is no micropip: python3 build.py --test fetches it"
    shutil.copytree(ROOT / "node_modules/pyodide", tmp_path / "pyodide")
    shutil.copy(wheels[0], tmp_path)
    (tmp_path / "index.html").write_text(
        "<!doctype html><link rel=icon href=data:><title>N</title>"
    )
    with bare_server(tmp_path) as address:
        yield address, wheels[0].name


def test_a_notebook_elsewhere_installs_the_wheel_and_runs_the_same_run(browser, site, notebook):
    address, micropip = notebook
    watch = Watch(address)
    context = browser.new_context()
    watch.follow(context)
    page = context.new_page()
    page.set_default_timeout(READY)
    page.goto(address)
    said = page.evaluate(INSTALL, [f"{site}/{WHEEL_NAME}", f"/{micropip}", json.dumps(SETTINGS)])
    context.close()
    version, run = json.loads(said)
    assert version == __version__
    # Digit by digit, but for the last ones: exp and log of two C libraries differ there.
    equal(json.loads(to_json(simulate(Config(**SETTINGS)))), json.loads(run))
    assert watch.left() == [f"request to another origin: {site}/{WHEEL_NAME}"]
