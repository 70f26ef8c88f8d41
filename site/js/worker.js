// Python behind the widgets: answers questions as they come, and does other work between them. Runs
// as a module worker: one page's own, or shared by all frames of the site, each with its port. Booted
// with a `library` it is a bench: it does errands, and before the first of them it is left with
// nothing but its port.
import { addCode, bootPython, codeOf } from "./boot.js";

/** Milliseconds without a question before background work begins. */
const QUIET = 120;
/** Milliseconds between the pictures that show background work growing. */
const REFRESH = 160;
/** Milliseconds between signs of life while Python starts. */
const BEAT = 4000;
/** Milliseconds between those of a shared one at work, to pages whose turn has not come. */
const BREATH = 1000;
/** Milliseconds without a message before a picture is made for nobody; longer where other frames may still be starting. */
const [IDLE, IDLE_SHARED] = [20, 250];
/** Bytes of memory that a bench may have. */
const MOST_MEMORY = 2 ** 29;
/** Pictures made for nobody after a widget's first answer, for the browser to compile by. */
const REHEARSALS = 40;

/**
 * @typedef {object} Runtime what `widgets.runtime` offers
 * @property {(widget: string, texts: string, outcome: string) => string} answer
 * @property {(widget: string, texts: string, outcome: string) => string} detail
 * @property {(widget: string, text: string, report: (partial: string) => void) => string} perform
 * @property {(widget: string, texts: string, name: string) => string} export
 * @property {(widget: string, texts: string) => boolean} work
 * @property {(widget: string, texts: string, turn: number) => void} rehearse
 */

/** What a message comes to if it fails. @type {Record<string, string>} */
const TROUBLES = { boot: "failed", want: "absent" };

/** Ways out of a worker. */
const DOORS = ["fetch", "XMLHttpRequest", "WebSocket", "WebTransport", "EventSource", "Worker", "BroadcastChannel", "indexedDB", "caches", "postMessage"];

/** @type {Promise<{python: any, runtime: Runtime}> | undefined} */
let starting;
let stage = "";
/** Pages that wait for the start, to be told of its stages. @type {Set<(message: object) => void>} */
const waiting = new Set();
/** All pages. @type {Set<(message: object) => void>} */
const pages = new Set();
let breathed = 0;
/** Widgets' code, there or on its way. @type {Map<string, Promise<void>>} */
const coming = new Map();
/** Pictures still to be made for nobody. @type {{widget: string, texts: string, turn: number}[]} */
const rehearsals = [];
/** @type {Set<string>} */
const rehearsed = new Set();
let rehearsing = 0;

/**
 * @param {{runtime: string, app: string, widgets: string[], library?: string}} where
 * @returns {Promise<{python: any, runtime: Runtime}>}
 */
async function start(where) {
  const bench = where.library !== undefined;
  const python = await bootPython({
    ...where,
    scope: bench ? { setTimeout, clearTimeout } : undefined,
    most: bench ? MOST_MEMORY : Infinity,
    onStage(now) {
      stage = now;
      for (const post of waiting) post({ type: "stage", stage });
    },
  });
  for (const name of where.widgets) coming.set(name, Promise.resolve());
  const runtime = python.pyimport("widgets.runtime");
  if (bench) for (const name of DOORS) Object.defineProperty(globalThis, name, { value: undefined });
  return { python, runtime };
}

/** Brings a widget's code, if it is not there yet. @param {string} app @param {string} widget @param {boolean} [again] not waiting for a request that hangs */
function want(app, widget, again) {
  const come = (!again && coming.get(widget)) || bring(app, widget, again ? "reload" : "default");
  coming.set(widget, come);
  return come;
}

/** @param {string} app @param {string} widget @param {RequestCache} cache */
async function bring(app, widget, cache) {
  try {
    const [files, started] = await Promise.all([codeOf(app, widget, cache), starting]);
    addCode(started?.python, files);
  } catch (cause) {
    coming.delete(widget);
    throw cause;
  }
}

/** Makes the next picture for nobody, once all is quiet. @param {number} quiet */
function rehearseSoon(quiet) {
  clearTimeout(rehearsing);
  if (rehearsals.length > 0) rehearsing = setTimeout(async () => {
    const { widget, texts, turn } = /** @type {typeof rehearsals[0]} */ (rehearsals.shift());
    (await starting)?.runtime.rehearse(widget, texts, turn);
    rehearseSoon(0);
  }, quiet);
}

/** @param {unknown} error */
const lastLine = (error) => String(error instanceof Error ? error.message : error).trim().split("\n").at(-1) ?? "unknown error";

/** @param {MessagePort | DedicatedWorkerGlobalScope} port */
function serve(port) {
  const post = port.postMessage.bind(port);
  let app = "";
  /** @type {Map<string, {seq: number, texts: string, timer: number}>} */
  const refining = new Map();

  /** @param {string} widget @param {number} seq @param {string} texts @param {Runtime} python @param {string} [outcome] */
  function answer(widget, seq, texts, python, outcome = "") {
    const started = performance.now();
    const answer = JSON.parse(python.answer(widget, texts, outcome));
    const ended = performance.now();
    post({ type: "answer", widget, seq, ms: ended - started, ...answer });
    if (pages.size > 1 && ended - breathed > BREATH) {
      breathed = ended;
      for (const tell of pages) tell({ type: "alive" });
    }
    return answer.more;
  }

  /** @param {string} widget @param {Runtime} python @param {number} shown */
  function refine(widget, python, shown) {
    const job = refining.get(widget);
    if (!job) return;
    const more = python.work(widget, job.texts);
    const due = !more || performance.now() - shown > REFRESH;
    if (due) answer(widget, job.seq, job.texts, python);
    if (!more) refining.delete(widget);
    else job.timer = setTimeout(refine, 0, widget, python, due ? performance.now() : shown);
  }

  /** @param {any} where */
  async function boot(where) {
    app = where.app;
    pages.add(post);
    waiting.add(post);
    const beat = setInterval(() => post({ type: "stage", stage }), BEAT);
    post({ type: "stage", stage });
    if (starting) for (const name of where.widgets) want(app, name).catch(() => {}); // said when it is asked for
    else starting = start(where);
    try {
      await starting;
      post({ type: "ready" });
    } catch (cause) {
      starting = undefined;
      coming.clear();
      throw cause;
    } finally {
      clearInterval(beat);
      waiting.delete(post);
    }
  }

  port.onmessage = async ({ data }) => {
    const { type, widget, seq, texts, name, outcome } = data;
    try {
      if (type === "boot") return await boot(data);
      const { runtime } = await /** @type {NonNullable<typeof starting>} */ (starting);
      await want(app, widget, data.again);
      if (type === "want") post({ type: "there", widget });
      else if (type === "ask") {
        clearTimeout(refining.get(widget)?.timer);
        refining.delete(widget);
        if (answer(widget, seq, texts, runtime, outcome)) {
          const timer = setTimeout(refine, QUIET, widget, runtime, 0);
          refining.set(widget, { seq, texts, timer });
        }
        if (!rehearsed.has(widget)) for (let turn = 0; turn < REHEARSALS; turn += 1) rehearsals.push({ widget, texts, turn });
        rehearsed.add(widget);
      } else if (type === "detail") post({ type, widget, seq, ...JSON.parse(runtime.detail(widget, texts, outcome)) });
      else if (type === "errand") {
        const report = (/** @type {string} */ text) => post({ type: "report", text });
        post({ type: "done", text: runtime.perform(widget, data.text, report) });
      } else if (type === "export") post({ type, widget, seq, text: runtime.export(widget, texts, name) });
    } catch (error) {
      post({ type: TROUBLES[type] ?? "trouble", widget, seq, message: lastLine(error) });
    } finally {
      rehearseSoon(pages.size > 1 ? IDLE_SHARED : IDLE);
    }
  };
}

if ("onconnect" in self) self.onconnect = (/** @type {MessageEvent} */ { ports: [port] }) => serve(port);
else serve(/** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self)));
