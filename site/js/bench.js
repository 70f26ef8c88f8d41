// Where errands are done: an interpreter of its own, in a worker that is ended when an errand takes
// too long. What has run there is not trusted: the page takes nothing from it but text.

/** Milliseconds after which an errand is ended. */
const LIMIT = 1500;
/** Milliseconds that its interpreter may take to start. */
const START = 60000;
const LIBRARY = "python_stdlib.zip";
const LIBRARY_FULL = "python_stdlib_full.zip";

/** @typedef {{result: string, ended: number, crashed: string}} Outcome */

export class Bench {
  /** @param {{script: URL, runtime: string, app: string}} where */
  constructor(where) {
    this.where = where;
    this.turn = 0;
    /** @type {Promise<unknown>} */
    this.busy = Promise.resolve();
    /** @type {Worker | undefined} */
    this.worker = undefined;
    this.library = "";
    /** @type {Promise<unknown>} */
    this.ready = Promise.resolve();
  }

  /**
   * Does an errand. Resolves to its outcome as JSON, or to nothing if a later errand took its place.
   *
   * @param {string} widget @param {{text: string, asks: boolean}} errand
   * @returns {Promise<string | undefined>}
   */
  async run(widget, errand) {
    const turn = (this.turn += 1);
    await this.busy;
    if (turn !== this.turn) return undefined;
    const outcome = this.#outcome(widget, errand);
    this.busy = outcome;
    return JSON.stringify({ text: errand.text, ...(await outcome) });
  }

  /** @param {string} widget @param {{text: string, asks: boolean}} errand @returns {Promise<Outcome>} */
  async #outcome(widget, { text, asks }) {
    if (!this.worker || (asks && this.library !== LIBRARY_FULL)) this.#start(asks ? LIBRARY_FULL : LIBRARY, widget);
    try {
      await this.ready;
    } catch (error) {
      this.worker = undefined;
      return { result: "", ended: 0, crashed: /** @type {Error} */ (error).message };
    }
    const outcome = await this.#perform({ type: "errand", widget, text });
    // Nobody knows what a stranger's code has left behind.
    if (asks || outcome.ended || outcome.crashed) this.#start(this.library, widget);
    return outcome;
  }

  /** @param {string} library @param {string} widget */
  #start(library, widget) {
    this.worker?.terminate();
    this.library = library;
    const { script, runtime, app } = this.where;
    const worker = new Worker(script, { type: "module", name: "bench" });
    this.worker = worker;
    this.ready = new Promise((resolve, reject) => {
      setTimeout(reject, START, new Error("its interpreter did not start within a minute"));
      worker.onerror = () => reject(new Error("its script could not be loaded"));
      worker.onmessage = ({ data }) => {
        if (data.type === "ready") resolve(data);
        else if (data.type === "failed") reject(new Error(data.message));
      };
    });
    this.ready.catch(() => {}); // said when somebody waits for it
    worker.postMessage({ type: "boot", runtime, app, widgets: [widget], library });
  }

  /** @param {object} errand @returns {Promise<Outcome>} */
  #perform(errand) {
    const worker = /** @type {Worker} */ (this.worker);
    return new Promise((resolve) => {
      const outcome = { result: "", ended: 0, crashed: "" };
      const end = (/** @type {Partial<Outcome>} */ more) => {
        clearTimeout(timer);
        worker.onmessage = null;
        resolve({ ...outcome, ...more });
      };
      const timer = setTimeout(end, LIMIT, { ended: LIMIT / 1000 });
      worker.onerror = () => end({ crashed: "its interpreter stopped" });
      worker.onmessage = ({ data: { type, text, message } }) => {
        if (type === "report") outcome.result = String(text);
        else if (type === "done") end({ result: String(text) });
        else if (type === "trouble") end({ crashed: String(message) });
      };
      worker.postMessage(errand);
    });
  }
}
