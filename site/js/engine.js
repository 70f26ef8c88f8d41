// The page's side of Python: has it started, keeps at most one question a widget in flight (the
// latest wins), and has another started when it stops answering. Knows nothing of pictures or forms.
import { interpreter } from "./interpreter.js";

/** Milliseconds without a word after which a worker that owes an answer is taken for dead. */
const PATIENCE = 5000;
/** Milliseconds without a word after which a worker that starts is taken for dead. */
const SILENCE = 20000;
/** Replacements in a row, without one answer between them, before the reader is asked. */
const TRIES = 2;

/**
 * @typedef {object} Question
 * @property {"ask"} type
 * @property {string} widget
 * @property {number} seq
 * @property {string} texts
 * @property {string} outcome of the errand done for it; empty if there is none
 */

/**
 * @typedef {object} Listener a widget as the engine sees it
 * @property {string} slug
 * @property {(message: any) => void} hear
 */

export class Engine {
  /** @param {{script: URL, runtime: string, app: string}} where */
  constructor(where) {
    this.where = where;
    /** @type {"idle" | "starting" | "ready" | "failed"} */
    this.state = "idle";
    this.stage = "";
    this.tries = 0;
    /** @type {object[]} */
    this.requests = [];
    /** Widgets whose code the worker has, or is told to bring. @type {Set<string>} */
    this.wanted = new Set();
    /** @type {Set<string>} */
    this.there = new Set();
    /** @type {import("./interpreter.js").Interpreter | undefined} */
    this.python = undefined;
    /** Interpreters that this page has given up. */
    this.turn = 0;
    /** Whether there is no sharing. */
    this.alone = false;
    this.silence = 0;
    /** @type {Map<string, Listener>} */
    this.listeners = new Map();
    /** Questions that wait for their turn, one a widget. @type {Map<string, Question>} */
    this.waiting = new Map();
    /** Questions without an answer yet. @type {Map<string, Question>} */
    this.flying = new Map();
    /** Questions whose pictures still grow. @type {Map<string, Question>} */
    this.growing = new Map();
  }

  /** Starts Python, unless it is up or on its way. */
  start() {
    if (this.state === "idle" || this.state === "failed") this.#replace();
  }

  /** Tries again what has failed, or does not come. @param {string} slug */
  again(slug) {
    if (this.state !== "ready") this.#replace();
    else if (!this.there.has(slug)) this.python?.post({ type: "want", widget: slug, again: true });
  }

  /** Asks for a picture; a question that still waits is replaced. @param {string} slug @param {number} seq @param {string} texts @param {string} outcome */
  ask(slug, seq, texts, outcome) {
    this.waiting.set(slug, { type: "ask", widget: slug, seq, texts, outcome });
    this.start();
    this.#send(slug);
  }

  /** Asks for something beside the picture (`detail`, `export`). @param {object} question */
  request(question) {
    this.requests.push(question);
    this.start();
    this.#run();
  }

  /** Whether a picture is to be waited for; one that failed is not. @param {string} slug */
  isBusy(slug) {
    return (this.state === "starting" || this.state === "ready") && (this.waiting.has(slug) || this.flying.has(slug));
  }

  #replace() {
    this.#end();
    this.state = "starting";
    this.stage = "";
    const { script, runtime, app } = this.where;
    this.python = interpreter(script, this.turn, this.alone, (message) => this.#hear(message));
    this.#listen();
    this.there = new Set(this.waiting.keys());
    this.wanted = new Set(this.there);
    this.python.post({ type: "boot", runtime, app, widgets: [...this.there] });
    this.#tell({ type: "stage" });
  }

  /** A worker that starts, or owes something, has so long for its next word, which may be for another page. */
  #listen() {
    clearTimeout(this.silence);
    const owes = this.flying.size + this.growing.size > 0;
    if (owes || this.state === "starting") this.silence = setTimeout(() => this.#lost(), owes ? PATIENCE : SILENCE);
  }

  /** Lets go of the interpreter; what it owes is asked of the next one. */
  #end() {
    clearTimeout(this.silence);
    if (this.python) this.turn += 1;
    this.python?.end();
    this.python = undefined;
    this.#recall();
  }

  /** @param {string} slug */
  #send(slug) {
    const question = this.waiting.get(slug);
    if (!question || this.state !== "ready" || this.flying.has(slug)) return;
    if (!this.there.has(slug)) {
      if (!this.wanted.has(slug)) this.python?.post({ type: "want", widget: slug });
      this.wanted.add(slug);
      return;
    }
    this.waiting.delete(slug);
    this.growing.delete(slug);
    this.flying.set(slug, question);
    this.python?.post(question);
    this.#listen();
  }

  #run() {
    if (this.state !== "ready") return;
    for (const request of this.requests.splice(0)) this.python?.post(request);
  }

  /** Puts the questions that are not quite answered back in the queue, unless a later one waits there. */
  #recall() {
    for (const [slug, question] of [...this.flying, ...this.growing]) {
      if (!this.waiting.has(slug)) this.waiting.set(slug, question);
    }
    this.flying.clear();
    this.growing.clear();
  }

  /** An answer did not come: Python hangs, or is gone. */
  #lost() {
    this.tries += 1;
    if (this.tries > TRIES) this.#hear({ type: "failed", message: "it stopped answering" });
    else this.#replace();
  }

  /** @param {any} message */
  #hear(message) {
    const { type, widget } = message;
    this.#listen();
    if (type === "stage") this.stage = message.stage;
    if (type === "ready") {
      this.state = "ready";
      this.#listen();
      for (const slug of [...this.waiting.keys()]) this.#send(slug);
      this.#run();
    }
    if (type === "absent") this.wanted.delete(widget);
    if (type === "there") {
      this.there.add(widget);
      this.#send(widget);
    }
    if (type === "failed" || type === "taken") {
      this.state = type === "failed" ? "failed" : "idle";
      this.tries = 0;
      this.alone = false;
      this.#end();
    }
    if (type === "refused") {
      this.alone = true;
      this.#replace();
    }
    if (type === "answer" || type === "trouble") {
      this.tries = 0;
      const question = this.flying.get(widget) ?? this.growing.get(widget);
      if (question && question.seq === message.seq) {
        this.flying.delete(widget);
        this.growing.delete(widget);
        if (message.more) this.growing.set(widget, question);
        this.#listen();
      }
      this.listeners.get(widget)?.hear(message);
      this.#send(widget);
    } else if (widget) this.listeners.get(widget)?.hear(message);
    else this.#tell(message);
  }

  /** @param {object} message */
  #tell(message) {
    for (const listener of this.listeners.values()) listener.hear(message);
  }
}
