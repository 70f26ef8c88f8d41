"""Screenshots of a built page, to be opened and looked at: `python -m tests.look <slug> [query]`.

Writes 390, 768 and 1280 pixels wide, in light and dark, to `.cache/look/`. The query is what would
stand in the address, such as `step=10&seed=3`.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from sitebuild.browser import find_browser
from sitebuild.serve import start_server

ROOT = Path(__file__).parents[1]


def look(slug: str, query: str = "") -> list[Path]:
    """Takes the pictures of a widget's own page, or of the kit's for the slug `kit`."""
    found = find_browser()
    if found is None:
        sys.exit("There is no browser: python3 build.py --test finds or installs one.")
    folder = ROOT / ".cache/look"
    folder.mkdir(parents=True, exist_ok=True)
    path = "kit/" if slug == "kit" else f"widgets/{slug}/"
    taken = []
    with start_server(ROOT / "dist") as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(found.executable) if found.executable else None,
            args=list(found.flags),
        )
        for width in (390, 768, 1280):
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": width, "height": 900}, color_scheme=scheme
                )
                page.goto(f"{site}/{path}?{query}")
                page.wait_for_selector("html[data-live]", timeout=60_000)
                page.wait_for_timeout(500)
                taken.append(folder / f"{slug}-{width}-{scheme}.png")
                page.screenshot(path=taken[-1], full_page=True)
                page.close()
        browser.close()
    return taken


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    for picture in look(*sys.argv[1:]):
        sys.stdout.write(f"{picture.relative_to(ROOT)}\n")
