// Wakes the widgets of a page: finds them, gives them their engine, and starts Python when the
// first of them comes near the reader.
import { Engine } from "./engine.js";
import { Figure } from "./figure.js";
import { framed, takesTurns } from "./interpreter.js";

/** Milliseconds after which a page that has loaded has nothing more urgent to do, such as starting Python. */
const SETTLED = 4000;

const { root = "", runtime = "", app = "", scope, stranded } = document.documentElement.dataset;
const site = new URL(root || "./", location.href);

const engine = new Engine({
  script: new URL("./worker.js", import.meta.url),
  runtime: new URL(runtime, site).href,
  app: new URL(app, site).href,
});

/** @type {NodeListOf<HTMLElement>} */
const elements = document.querySelectorAll("[data-widget]");
// A page without an origin may start no worker: its pictures stay as they were printed.
const figures = stranded === undefined ? [...elements].map((element) => new Figure(element, engine)) : [];

// From here on controls are answered. theme.js sees to what is said if it does not come to this.
document.documentElement.dataset.hosted = "";
document.documentElement.classList.toggle("js", stranded === undefined);

/** @param {Iterable<Element>} elements @param {string} margin @param {(element: Element) => void} act once for each that comes so near */
function whenNear(elements, margin, act) {
  const near = new IntersectionObserver((entries) => {
    for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
      near.unobserve(target);
      act(target);
    }
  }, { rootMargin: margin });
  for (const element of elements) near.observe(element);
}

// On the explainer a part is laid out two screens before it is reached, and piece by piece when nothing
// else is to be done (2-page.css).
if (scope === "explainer") {
  const pieces = document.querySelectorAll(".argument, .chapter > :not(header, .widget), .chapter :is(.settings, .panel, .finding, .foot), .references");
  whenNear(document.querySelectorAll(".argument, .chapter, .references"), "200%", (part) => {
    for (const piece of pieces) if (part.contains(piece)) piece.toggleAttribute("data-laid", true);
  });
  addEventListener("load", async () => {
    await new Promise((done) => setTimeout(done, SETTLED));
    // Were a font to come when all is laid out, all would be laid out again.
    await Promise.allSettled([...document.fonts].map((font) => font.load()));
    for (const piece of pieces) {
      await new Promise((done) => (globalThis.requestIdleCallback ?? setTimeout)(done));
      piece.toggleAttribute("data-laid", true);
      piece.getBoundingClientRect();
    }
  });
}

addEventListener("popstate", () => figures.forEach((figure) => figure.restore()));

// Readers who asked their browser to save data get Python when they touch something, not before; so
// do frames that take turns.
const connection = /** @type {{saveData?: boolean} | undefined} */ (Reflect.get(navigator, "connection"));
// A frame is near when any part of it is in sight; it is not told of more.
const places = framed ? [document.documentElement] : elements;
if (!connection?.saveData && !takesTurns) whenNear(places, "400px", (place) => {
  for (const figure of figures) if (place.contains(figure.root)) figure.wake();
});
