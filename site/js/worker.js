// Python behind the widgets: answers questions as they come, and does background work between
// them. Runs as a module worker; `serve` takes any message port, so that a SharedWorker can give
// it one port a page.
import { bootPython } from "./boot.js";

/** Milliseconds without a question before background work begins. */
const QUIET = 120;
/** Milliseconds between the pictures that show background work growing. */
const REFRESH = 160;
/** Pictures made for nobody after a widget's first answer, for the browser to compile by. */
const REHEARSALS = 40;

/**
 * @typedef {object} Runtime what `widgets.runtime` offers
 * @property {(widget: string, texts: string) => string} answer
 * @property {(widget: string, texts: string) => string} detail
 * @property {(widget: string, texts: string, name: string) => string} export
 * @property {(widget: string) => boolean} work
 * @property {(widget: string, texts: string, turn: number) => void} rehearse
 */

/** @type {Promise<Runtime> | undefined} */
let starting;

/**
 * @param {{runtime: string, app: string}} where
 * @param {(stage: string) => void} onStage
 * @returns {Promise<Runtime>}
 */
async function start(where, onStage) {
  const python = await bootPython({ ...where, onStage });
  return python.pyimport("widgets.runtime");
}

/** @param {unknown} error */
const lastLine = (error) => String(error).trim().split("\n").at(-1) ?? "unknown error";

/** @param {MessagePort | DedicatedWorkerGlobalScope} port */
function serve(port) {
  /** @type {Map<string, {seq: number, texts: string, timer: number}>} */
  const refining = new Map();

  /** @type {Set<string>} */
  const rehearsed = new Set();

  /** @param {string} widget @param {string} texts @param {Runtime} python @param {number} turn */
  function rehearse(widget, texts, python, turn) {
    python.rehearse(widget, texts, turn);
    if (turn + 1 < REHEARSALS) setTimeout(rehearse, 0, widget, texts, python, turn + 1);
  }

  /** @param {string} widget @param {number} seq @param {string} texts @param {Runtime} python */
  function answer(widget, seq, texts, python) {
    const started = performance.now();
    const answer = JSON.parse(python.answer(widget, texts));
    port.postMessage({ type: "answer", widget, seq, ms: performance.now() - started, ...answer });
    return answer.more;
  }

  /** @param {string} widget @param {Runtime} python @param {number} shown */
  function refine(widget, python, shown) {
    const job = refining.get(widget);
    if (!job) return;
    const more = python.work(widget);
    const due = !more || performance.now() - shown > REFRESH;
    if (due) answer(widget, job.seq, job.texts, python);
    if (!more) refining.delete(widget);
    else job.timer = setTimeout(refine, 0, widget, python, due ? performance.now() : shown);
  }

  port.onmessage = async ({ data }) => {
    const { type, widget, seq, texts, name } = data;
    try {
      if (type === "boot") {
        starting ??= start(data, (stage) => port.postMessage({ type: "stage", stage }));
        await starting;
        port.postMessage({ type: "ready" });
        return;
      }
      const python = await /** @type {Promise<Runtime>} */ (starting);
      if (type === "ask") {
        clearTimeout(refining.get(widget)?.timer);
        refining.delete(widget);
        if (answer(widget, seq, texts, python)) {
          const timer = setTimeout(refine, QUIET, widget, python, 0);
          refining.set(widget, { seq, texts, timer });
        }
        if (!rehearsed.has(widget)) setTimeout(rehearse, 0, widget, texts, python, 0);
        rehearsed.add(widget);
      } else if (type === "detail") {
        port.postMessage({ type, widget, seq, ...JSON.parse(python.detail(widget, texts)) });
      } else if (type === "export") {
        port.postMessage({ type, widget, seq, text: python.export(widget, texts, name) });
      }
    } catch (error) {
      if (type === "boot") starting = undefined;
      port.postMessage({ type: type === "boot" ? "failed" : "trouble", widget, seq, message: lastLine(error) });
    }
  };
}

serve(/** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self)));
