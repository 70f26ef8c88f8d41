"""A monkey at the page: presses, types, drags, goes back, resizes, in an order that a seed gives.

What it comes to is compared after some actions and after three times as many: whatever grows with
use would show. The page must then still answer with what Python finds.
"""

import random
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.windows import READY

STAY = """
addEventListener("click", (event) => {
    const link = event.target.closest?.("a");
    if (link && !link.getAttribute("href")?.startsWith("#")) event.preventDefault();
});
delete Navigator.prototype.serviceWorker;
"""
"""Keeps the page: links to other pages lead nowhere, and nothing is stored for offline."""

PICK = """([selector, dice]) => {
    const all = [...document.querySelectorAll(selector)].filter(each => each.checkVisibility());
    const one = all[Math.floor(dice * all.length)];
    if (!one) return null;
    one.scrollIntoView({ block: "center" });
    const { x, y, width, height } = one.getBoundingClientRect();
    return { x, y, width, height };
}"""
SLIDE = """([dice, where]) => {
    const all = [...document.querySelectorAll("[type=range]")].filter(e => e.checkVisibility());
    const one = all[Math.floor(dice * all.length)];
    if (!one) return;
    one.value = String(Number(one.min) + where * (Number(one.max) - Number(one.min)));
    one.dispatchEvent(new Event("input", { bubbles: true }));
}"""
CHOOSE = """([dice, where]) => {
    const all = [...document.querySelectorAll("select")].filter(e => e.checkVisibility());
    const one = all[Math.floor(dice * all.length)];
    if (!one) return;
    one.selectedIndex = Math.floor(where * one.options.length);
    for (const type of ["input", "change"]) one.dispatchEvent(new Event(type, { bubbles: true }));
}"""
TRAVEL = """way => {
    const { currentEntry } = navigation;
    if (navigation.entries()[currentEntry.index + way]?.sameDocument) history.go(way);
}"""
EMBED = """dice => {
    const all = [...document.querySelectorAll("[data-embed]")];
    const one = all[Math.floor(dice * all.length)];
    if (!one || document.querySelector("dialog[open]")) return;
    one.closest("details").open = true;
    one.click();
}"""
GO_HOME = """() => {
    for (const open of document.querySelectorAll("dialog[open]")) open.close();
    for (const open of document.querySelectorAll(":popover-open")) open.hidePopover();
    for (const open of document.querySelectorAll("details[open]:not(.file)")) open.open = false;
    document.activeElement?.blur();
    history.pushState(null, "", location.pathname);
    dispatchEvent(new PopStateEvent("popstate"));
}"""
WAKE = """async () => {
    for (const each of document.querySelectorAll("[data-widget]")) {
        each.scrollIntoView();
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
    }
}"""
ALL_SETTLED = """() => [...document.querySelectorAll("[data-widget]")].every(
    ({ dataset: { asked, shown, refining } }) => asked && asked === shown && refining === "false"
)"""
ALL_DRAWN = ALL_SETTLED.replace('&& refining === "false"', "")
"""The same, though background work may still go on."""
FOUND = """() => Object.fromEntries([...document.querySelectorAll("[data-widget]")].map(
    each => [each.dataset.widget, each.querySelector("[data-finding]").textContent]
))"""
UNFOLDED = """() => [...document.querySelectorAll("[data-model-body]")].reduce((count, body) => {
    const walker = document.createTreeWalker(body);
    while (walker.nextNode()) count += 1;
    return count;
}, 0)"""
"""Nodes of the models' code, which stays where it was unfolded: up to 77,000 in the explainer."""
SAID = """() => [...document.querySelectorAll("[data-status]")].map(e => e.textContent).join("")"""

BUTTONS = ":is(button, summary, label, [type=checkbox], [role=button], a[href^='#'])"
FIELDS = "input[type=number], input[type=text], textarea:not([readonly])"
PICTURES = "[data-picture] .drag, [data-picture] [data-place], [data-picture] svg"
KEYS = (
    "Tab", "Tab", "Tab", "Shift+Tab", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown",
    "Shift+ArrowRight", "Escape", "Escape", "Enter", "Space", "Home", "End", "PageDown",
)  # fmt: skip
RUBBISH = (
    "", "7", "-1", "0.5", "1e999", "NaN", "abc", "9" * 40, "1,2,3", "<b>&amp;", "%00", "(a+)+$",
    "\U0001f600\u202e\u0000", ";:=", "--5e-7", "None", "x" * 3000,
)  # fmt: skip


class Monkey:
    """Acts on a page.

    Attributes:
        page: What it acts on.
        done: The actions until now, in words, for whoever has to find out what went wrong.
    """

    def __init__(self, page: Page, seed: int) -> None:
        self.page = page
        self.chance = random.Random(seed)
        self.done: list[str] = []
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable")
        often: dict[Callable[[], None], int] = {
            self.press: 12, self.slide: 8, self.write: 4, self.choose: 3, self.key: 10,
            self.drag: 4, self.travel: 3, self.theme: 1, self.resize: 1, self.freeze: 1,
            self.embed: 1, self.dismiss: 4,
        }  # fmt: skip
        self.ways, self.weights = list(often), list(often.values())

    def act(self, times: int) -> None:
        for _ in range(times):
            (way,) = self.chance.choices(self.ways, self.weights)
            self.done.append(way.__name__)
            way()

    def press(self) -> None:
        """Whatever is a button, with the mouse, wherever it has got to."""
        if box := self._pick(BUTTONS):
            self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def slide(self) -> None:
        self.page.evaluate(SLIDE, [self.chance.random(), self.chance.random()])

    def choose(self) -> None:
        self.page.evaluate(CHOOSE, [self.chance.random(), self.chance.random()])

    def write(self) -> None:
        """Rubbish into a field."""
        if box := self._pick(FIELDS):
            self.page.mouse.click(box["x"] + 5, box["y"] + 5)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.insert_text(self.chance.choice(RUBBISH))

    def key(self) -> None:
        for _ in range(self.chance.randrange(1, 4)):
            self.page.keyboard.press(self.chance.choice(KEYS))

    def drag(self) -> None:
        if box := self._pick(PICTURES):
            across = [box["x"] + box["width"] * self.chance.uniform(-0.2, 1.2) for _ in range(4)]
            up = [box["y"] + box["height"] * self.chance.uniform(-0.2, 1.2) for _ in range(4)]
            self.page.mouse.move(across[0], up[0])
            self.page.mouse.down()
            for x, y in zip(across[1:], up[1:], strict=True):
                self.page.mouse.move(x, y)
            self.page.mouse.up()

    def travel(self) -> None:
        self.page.evaluate(TRAVEL, self.chance.choice([-1, -1, 1]))

    def theme(self) -> None:
        self.page.evaluate("document.querySelector('[data-theme-switch]').click()")

    def resize(self) -> None:
        width, height = self.chance.randrange(320, 1400), self.chance.randrange(400, 1000)
        self.page.set_viewport_size({"width": width, "height": height})

    def freeze(self) -> None:
        """As a browser does with tabs that nobody looks at."""
        for state in ("frozen", "active"):
            self.session.send("Page.setWebLifecycleState", {"state": state})

    def embed(self) -> None:
        self.page.evaluate(EMBED, self.chance.random())

    def dismiss(self) -> None:
        self.page.keyboard.press("Escape")

    def _pick(self, selector: str) -> dict[str, float] | None:
        box: dict[str, float] | None = self.page.evaluate(PICK, [selector, self.chance.random()])
        return box

    def rest(self) -> dict[str, float]:
        """Goes back to the defaults, waits for all pictures, and measures what is left."""
        self.page.mouse.up()
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.page.evaluate(GO_HOME)
        self.page.evaluate(WAKE)
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(ALL_SETTLED, timeout=READY)
        for _ in range(3):
            self.session.send("HeapProfiler.collectGarbage")
        told = self.session.send("Performance.getMetrics")["metrics"]
        metrics: dict[str, Any] = {each["name"]: each["value"] for each in told}
        metrics["Nodes"] -= self.page.evaluate(UNFOLDED)
        names = ("JSHeapUsedSize", "Nodes", "JSEventListeners", "Documents")
        return {name: metrics[name] for name in names} | {"workers": len(self.page.workers)}

    def found(self) -> dict[str, str]:
        """What each widget says it found."""
        return dict(self.page.evaluate(FOUND))

    def said(self) -> str:
        """What the widgets say of Python."""
        return str(self.page.evaluate(SAID))
