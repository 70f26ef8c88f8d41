"""The same numbers everywhere: CPython and the browser, draw by draw and to 1e-9."""

import json
from dataclasses import replace

import pytest

from grpo_core import ESTIMATORS
from tests.browser.windows import READY
from widgets import runtime, widget, written
from widgets.kit.controls import text_of

ASK_WORKER = """
async ([name, states]) => {
    const {runtime, app, root} = document.documentElement.dataset;
    const site = new URL(root || "./", location.href);
    const assets = new URL(document.querySelector("script[type=module]").src);
    const worker = new Worker(new URL("worker.js", assets), {type: "module"});
    const next = () => new Promise((resolve) => {
        worker.onmessage = ({data}) => {
            if (data.type !== "stage") resolve(data);
        };
    });
    let reply = next();
    const at = (path) => new URL(path, site).href;
    worker.postMessage({type: "boot", runtime: at(runtime), app: at(app), widgets: []});
    await reply;
    const replies = [];
    for (const [type, widget, texts] of states) {
        reply = next();
        worker.postMessage({type, widget, seq: 1, texts, name});
        replies.push(await reply);
    }
    worker.terminate();
    return replies;
}
"""


def ask_browser(page, states, name=""):
    """The worker's replies to many questions, in a worker of its own."""
    page.set_default_timeout(READY)
    return page.evaluate(ASK_WORKER, [name, states])


def equal(mine, theirs, where=""):
    """Whether two values are the same, floats to 1e-9."""
    if isinstance(mine, dict):
        assert mine.keys() == theirs.keys(), where
        for key in mine:
            equal(mine[key], theirs[key], f"{where}.{key}")
    elif isinstance(mine, list):
        assert len(mine) == len(theirs), where
        for number, pair in enumerate(zip(mine, theirs, strict=True)):
            equal(*pair, f"{where}[{number}]")
    elif isinstance(mine, float):
        assert theirs == pytest.approx(mine, abs=1e-9), where
    else:
        assert mine == theirs, where


def test_a_hundred_seeds_in_many_configurations_give_the_same_runs(open_page):
    settings = [
        {},
        {"group_size": "3", "inner_epochs": "4", "learning_rate": "2"},
        {"estimator": "leave_one_out", "beta": "0", "temperature": "0.5"},
        {"start_verify": "-2.8", "clip": "10"},
    ]
    states = [{**settings[seed % len(settings)], "seed": str(seed)} for seed in range(100)]
    states += [{"estimator": name, "seed": "5"} for name in ESTIMATORS]
    asked = [["export", "simulator", json.dumps(state)] for state in states]
    replies = ask_browser(open_page(), asked, "json")
    for state, reply in zip(states, replies, strict=True):
        mine = json.loads(runtime.export("simulator", json.dumps(state), "json"))
        equal(mine, json.loads(reply["text"]), str(state))


def test_every_widget_says_and_draws_the_same_in_every_preset(open_page):
    asked = []
    for chapter in written():
        for preset in widget(chapter.slug).presets:
            state = text_of(replace(widget(chapter.slug).controls(), **preset.values))
            asked.append(["ask", chapter.slug, json.dumps(state)])
    for (_, slug, texts), reply in zip(asked, ask_browser(open_page(), asked), strict=True):
        mine = json.loads(runtime.answer(slug, texts))
        assert reply["finding"] == mine["finding"]
        assert reply["values"] == mine["values"]
        assert reply["picture"] == mine["picture"]
