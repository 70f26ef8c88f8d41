// Where a page's Python runs: in a worker of its own, or, for pages in frames, in one that all frames
// of the site on that page share. Where frames cannot share, a weak device has one at a time.

/** Gigabytes of memory from which every frame may have an interpreter of its own. */
const ENOUGH = 8;

export const framed = window.parent !== window;
const memory = /** @type {number | undefined} */ (Reflect.get(navigator, "deviceMemory"));

/** Whether frames take turns: only the one that the reader uses has Python. */
export const takesTurns = framed && !("SharedWorker" in window) && "locks" in navigator && memory !== undefined && memory < ENOUGH;

/**
 * @typedef {object} Interpreter
 * @property {boolean} shared
 * @property {(message: object) => void} post
 * @property {() => void} end
 */

/**
 * Starts an interpreter, or joins the one there is. It tells that it was `refused` if there can be
 * no shared one, and that it was `taken` when another frame has its turn.
 *
 * @param {URL} script of the worker
 * @param {number} turn how many this page has given up; a shared one that hangs is left for another
 * @param {boolean} alone whether it must be the page's own
 * @param {(message: any) => void} hear
 * @returns {Interpreter}
 */
export function interpreter(script, turn, alone, hear) {
  const shared = framed && !alone ? join(script, turn) : undefined;
  const worker = shared ?? new Worker(script, { type: "module", name: "python" });
  const port = shared?.port ?? /** @type {Worker} */ (worker);
  let there = true;
  const end = () => {
    there = false;
    port.onmessage = worker.onerror = null;
    if (shared) shared.port.close();
    else /** @type {Worker} */ (worker).terminate();
  };
  port.onmessage = ({ data }) => hear(data);
  worker.onerror = (event) => {
    event.preventDefault();
    const message = /** @type {ErrorEvent} */ (event).message || "its script could not be loaded";
    hear(shared ? { type: "refused" } : { type: "failed", message });
  };
  if (takesTurns) {
    const held = new Promise(() => {}); // until another frame takes it
    navigator.locks.request("python", { steal: true }, () => held).catch(() => there && hear({ type: "taken" }));
  }
  return { shared: Boolean(shared), post: (message) => port.postMessage(message), end };
}

/** @param {URL} script @param {number} turn */
function join(script, turn) {
  try {
    return new SharedWorker(script, { type: "module", name: `python ${turn}` });
  } catch {
    return undefined; // there are none in this browser, or none for a frame of a stranger's page
  }
}
