// Wakes the widgets of a page: finds them, gives them their engine, and starts Python when the
// first of them comes near the reader.
import { Engine } from "./engine.js";
import { Figure } from "./figure.js";
import { framed, takesTurns } from "./interpreter.js";

const { root = "", runtime = "", app = "", stranded } = document.documentElement.dataset;
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

addEventListener("popstate", () => {
  for (const figure of figures) figure.restore();
});

// Readers who asked their browser to save data get Python when they touch something, not before; so
// do frames that take turns.
const connection = /** @type {{saveData?: boolean} | undefined} */ (Reflect.get(navigator, "connection"));
if (!connection?.saveData && !takesTurns) {
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        for (const figure of figures) if (target.contains(figure.root)) figure.wake();
      }
    },
    { rootMargin: "400px" },
  );
  // A frame is near when any part of it is in sight; it is not told of more.
  for (const element of framed ? [document.documentElement] : elements) near.observe(element);
}
