"""How high each widget is in a frame 700 pixels wide: `python -m tests.heights` writes it down.

The built site's pages tell it by themselves, as they tell it to any page that frames them; snippets
name it, so that a frame has about its height before that. Goes into `site/data/frame-heights.toml`;
build again afterwards.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from sitebuild.browser import find_browser
from sitebuild.embeds import WIDTH
from sitebuild.serve import start_server
from widgets import CHAPTERS

ROOT = Path(__file__).parents[1]
FILE = ROOT / "site/data/frame-heights.toml"
HIDDEN = ("", "controls", "caption", "controls,caption")
HEAD = """\
# Heights of the framed widgets in CSS pixels, 700 wide, in their default states: all of it, without
# controls, without caption, without either. Written by .venv/bin/python -m tests.heights
"""
TOLD = """([src, width]) => new Promise((done) => {
    const frame = document.createElement("iframe");
    let told = 0;
    addEventListener("message", ({source, data}) => {
        if (source === frame.contentWindow && data.height) told = data.height;
    });
    frame.addEventListener("load", async () => {
        await frame.contentDocument.fonts.ready;
        for (let turns = 0, calm = 0; turns < 300 && calm < 5; turns += 1) {
            await new Promise((on) => setTimeout(on, 100));
            const own = Math.ceil(frame.contentDocument.body.getBoundingClientRect().height);
            calm = told === own ? calm + 1 : 0;
        }
        frame.remove();
        done(told);
    });
    Object.assign(frame, {src, width, height: 400});
    document.body.prepend(frame);
})"""
"""Frames an address and gives the height that it tells, once that is its height and stays so."""


def told(page: Page, slug: str, hide: str = "") -> int:
    """The height that a widget tells of itself, on a page of the site."""
    query = f"?hide={hide}" if hide else ""
    return int(page.evaluate(TOLD, [f"/widgets/{slug}/{query}", WIDTH]))


def measure() -> None:
    """Writes the file."""
    found = find_browser()
    if found is None:
        sys.exit("There is no browser: python3 build.py --test finds or installs one.")
    lines = []
    with start_server(ROOT / "dist") as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(found.executable) if found.executable else None,
            args=list(found.flags),
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{site}/licences.txt")
        for slug in sorted(chapter.slug for chapter in CHAPTERS if chapter.written):
            heights = [told(page, slug, hide) for hide in HIDDEN]
            if not all(heights):
                sys.exit(f"The widget {slug} did not tell its height; is the site built?")
            # Whole tens, upwards: a frame that is a little too low has a bar to scroll.
            lines.append(f"{slug} = {[-(-height // 10) * 10 for height in heights]}\n")
        browser.close()
    FILE.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    measure()
