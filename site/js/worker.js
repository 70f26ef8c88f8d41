// Python behind the widgets: answers questions as they come, and does background work between
// them. Runs as a module worker; `serve` takes any message port, so that a SharedWorker can give
// it one port a page. Booted with a `library` it is a bench: it does errands, and before the first
// of them it is left with nothing but its port.
import { addWidget, bootPython } from "./boot.js";

/** Milliseconds without a question before background work begins. */
const QUIET = 120;
/** Milliseconds between the pictures that show background work growing. */
const REFRESH = 160;
/** Memory, in pages of 64 KiB, that a bench may have. */
const MOST_MEMORY = 8192;
/** Pictures made for nobody after a widget's first answer, for the browser to compile by. */
const REHEARSALS = 40;

/**
 * @typedef {object} Runtime what `widgets.runtime` offers
 * @property {(widget: string, texts: string, outcome: string) => string} answer
 * @property {(widget: string, texts: string, outcome: string) => string} detail
 * @property {(widget: string, text: string, report: (partial: string) => void) => string} perform
 * @property {(widget: string, texts: string, name: string) => string} export
 * @property {(widget: string) => boolean} work
 * @property {(widget: string, texts: string, turn: number) => void} rehearse
 */

/** What a message comes to if it fails. @type {Record<string, string>} */
const TROUBLES = { boot: "failed", want: "absent" };

/** Ways out of a worker. */
const DOORS = ["fetch", "XMLHttpRequest", "WebSocket", "WebTransport", "EventSource", "Worker", "BroadcastChannel", "indexedDB", "caches", "postMessage"];

/** @type {Promise<Runtime> | undefined} */
let starting;
/** Brings a widget's code, if it is not there yet. @type {(widget: string) => Promise<void>} */
let want = () => Promise.resolve();

/**
 * @param {{runtime: string, app: string, widgets: string[], library?: string}} where
 * @param {(stage: string) => void} onStage
 * @returns {Promise<Runtime>}
 */
async function start(where, onStage) {
  const bench = where.library !== undefined;
  if (bench) limitMemory();
  const python = await bootPython({ ...where, onStage, scope: bench ? { setTimeout, clearTimeout } : undefined });
  const coming = new Map(where.widgets.map((name) => [name, Promise.resolve()]));
  want = (name) => {
    const come = coming.get(name) ?? addWidget(python, where.app, name);
    coming.set(name, come);
    return come.catch((cause) => {
      coming.delete(name);
      throw cause;
    });
  };
  const runtime = python.pyimport("widgets.runtime");
  if (bench) for (const name of DOORS) Object.defineProperty(globalThis, name, { value: undefined });
  return runtime;
}

/** Python gets no more than this, whatever it asks for. */
function limitMemory() {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength / 65536 + pages > MOST_MEMORY) throw new RangeError("out of memory");
    return grow.call(this, pages);
  };
}

/** @param {unknown} error */
const lastLine = (error) => String(error).trim().split("\n").at(-1) ?? "unknown error";

/** @param {MessagePort | DedicatedWorkerGlobalScope} port */
function serve(port) {
  const post = port.postMessage.bind(port);
  /** @type {Map<string, {seq: number, texts: string, timer: number}>} */
  const refining = new Map();

  /** @type {Set<string>} */
  const rehearsed = new Set();

  /** @param {string} widget @param {string} texts @param {Runtime} python @param {number} turn */
  function rehearse(widget, texts, python, turn) {
    python.rehearse(widget, texts, turn);
    if (turn + 1 < REHEARSALS) setTimeout(rehearse, 0, widget, texts, python, turn + 1);
  }

  /** @param {string} widget @param {number} seq @param {string} texts @param {Runtime} python @param {string} [outcome] */
  function answer(widget, seq, texts, python, outcome = "") {
    const started = performance.now();
    const answer = JSON.parse(python.answer(widget, texts, outcome));
    post({ type: "answer", widget, seq, ms: performance.now() - started, ...answer });
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
    const { type, widget, seq, texts, name, outcome } = data;
    try {
      if (type === "boot") {
        starting ??= start(data, (stage) => post({ type: "stage", stage }));
        await starting;
        post({ type: "ready" });
        return;
      }
      const python = await /** @type {Promise<Runtime>} */ (starting);
      await want(widget);
      if (type === "want") {
        post({ type: "there", widget });
      } else if (type === "ask") {
        clearTimeout(refining.get(widget)?.timer);
        refining.delete(widget);
        if (answer(widget, seq, texts, python, outcome)) {
          const timer = setTimeout(refine, QUIET, widget, python, 0);
          refining.set(widget, { seq, texts, timer });
        }
        if (!rehearsed.has(widget)) setTimeout(rehearse, 0, widget, texts, python, 0);
        rehearsed.add(widget);
      } else if (type === "detail") {
        post({ type, widget, seq, ...JSON.parse(python.detail(widget, texts, outcome)) });
      } else if (type === "errand") {
        const report = (/** @type {string} */ text) => post({ type: "report", text });
        post({ type: "done", text: python.perform(widget, data.text, report) });
      } else if (type === "export") {
        post({ type, widget, seq, text: python.export(widget, texts, name) });
      }
    } catch (error) {
      if (type === "boot") starting = undefined;
      post({ type: TROUBLES[type] ?? "trouble", widget, seq, message: lastLine(error) });
    }
  };
}

serve(/** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self)));
