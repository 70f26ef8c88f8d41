// One widget on the page: its form, its picture, its words. It asks the engine for pictures and
// shows them; which widget it is, and what its controls mean, only Python knows.
import { Idiomorph } from "./idiomorph.esm.js";
import { addressWith, aloneAddress, readAddress } from "./address.js";
import { Form, parsePairs } from "./form.js";
import { Hands } from "./hands.js";
import { Player } from "./player.js";

/** Milliseconds without a change after which the state is at rest. */
const REST = 250;
/** Milliseconds of waiting after which the page says what it is waiting for. */
const SAY = 500;
/** Milliseconds of waiting after which the reader is asked what to do. */
const LATE = 20000;

/** What helps where trying again does not: a page that is older than what the site has now, a network that wants a password. */
const HELP = "If trying again does not help, reload the page.";

/** @template {Element} [T=HTMLElement] @param {Element} root @param {string} selector @returns {T} */
const find = (root, selector) => /** @type {T} */ (root.querySelector(selector));

/** What has not changed is left alone, which is most of a picture. @param {Element} before @param {Element} after */
const beforeNodeMorphed = (before, after) => !before.isEqualNode(after);

/** What a press with the keyboard is to elements that are no buttons of their own. @param {Element} element */
const press = (element) => element.dispatchEvent(new MouseEvent("click", { bubbles: true }));

/** An address below the site's root, or a place on this page if it has that. @param {string} _ @param {string} path @param {string} id */
const here = (_, path, id) => `href="${document.getElementById(id) ? "" : document.documentElement.dataset.root + path}#${id}`;

/** @param {Element} element @param {string} html */
function redraw(element, html) {
  const fresh = /** @type {Element} */ (element.cloneNode(false));
  fresh.innerHTML = html.replaceAll(/href="root:([^"#]*)#([^"]*)/g, here);
  // What was printed is Python's own: its first answer mostly changes nothing.
  if (!fresh.isEqualNode(element)) Idiomorph.morph(element, [...fresh.childNodes], { morphStyle: "innerHTML", callbacks: { beforeNodeMorphed } });
}

export class Figure {
  /** @param {HTMLElement} root @param {import("./engine.js").Engine} engine */
  constructor(root, engine) {
    this.root = root;
    this.engine = engine;
    this.slug = root.dataset.widget ?? "";
    this.form = new Form(root);
    this.seq = 0;
    this.shown = 0;
    this.resting = 0;
    this.waiting = 0;
    this.late = 0;
    this.awake = false;
    this.texts = "{}";
    /** What became of the last errand, for Python. */
    this.outcome = "";
    /** The errand that waits for leave, and the one that has it: their texts. */
    this.asking = "";
    this.leave = "";
    /** @type {Promise<import("./bench.js").Bench> | undefined} */
    this.bench = undefined;
    /** @type {Promise<import("./take-home.js").TakeHome> | undefined} */
    this.home = undefined;
    this.picture = find(root, "[data-picture]");
    this.status = find(root, "[data-status]");
    this.retry = find(root, "[data-retry]");
    this.#say("");
    engine.listeners.set(this.slug, this);
    this.player = this.#makePlayer();
    this.hands = new Hands(this.picture, {
      get: (name) => this.form.get(name),
      put: (name, text) => {
        this.player?.pause();
        this.#press({ [name]: text });
      },
      step: (name) => Number(this.form.boxes.get(name)?.querySelector("input")?.step) || 1,
      busy: () => this.engine.isBusy(this.slug),
    });
    this.#listen();
    this.restore();
  }

  /** Takes the state from the address. */
  restore() {
    // What the address says goes to Python as it is: only Python can say what is wrong with it.
    const texts = readAddress(this.slug);
    this.player?.pause();
    this.texts = JSON.stringify(texts);
    this.form.lay(texts, false);
    this.form.arrange();
    if (this.awake) this.#ask(texts);
  }

  /** The reader is near: from now on the picture is Python's. */
  wake() {
    if (this.awake) return;
    this.awake = true;
    this.#ask(JSON.parse(this.texts));
  }

  /** Something changed: ask for the picture of the present state. */
  change() {
    this.awake = true;
    this.form.arrange();
    this.#ask(this.form.changed());
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.#rest(), REST);
  }

  /** The address of the present state, by itself. */
  alone() {
    return aloneAddress(new URL(/** @type {HTMLAnchorElement} */ (find(this.root, "[data-alone]")).href), this.form.changed());
  }

  /** @param {any} message from the engine */
  hear(message) {
    if (message.type === "answer") this.#show(message);
    else if (message.type === "detail") this.#fill(message);
    else if (message.type === "export") this.home?.then((home) => home.save(message.text));
    else if (message.type === "trouble") {
      this.#settled();
      this.#say(`These settings broke the picture, so the last one stays. (${message.message})`);
    } else if (["failed", "absent", "taken"].includes(message.type)) {
      this.player?.pause();
      this.#settled();
      if (message.type === "taken") this.#say("Python went to the widget that is used now. Move a control here to have it back.");
      else this.#say(`Python could not run: ${message.message}. The picture stays as it is. ${HELP}`, true);
    } else if (message.type === "stage" && this.status.textContent && this.retry.hidden) this.#sayStage();
  }

  /** @param {Record<string, string>} texts */
  #ask(texts) {
    this.seq += 1;
    this.texts = JSON.stringify(texts);
    this.root.dataset.asked = String(this.seq);
    this.engine.ask(this.slug, this.seq, this.texts, this.outcome);
    this.waiting ||= setTimeout(() => this.#sayStage(), SAY);
    this.late ||= setTimeout(() => this.#sayLate(), LATE);
  }

  /** @param {any} answer */
  #show(answer) {
    if (answer.seq < this.shown) return;
    const { errand } = answer;
    if (errand?.asks) this.asking = errand.text;
    if (errand && (!errand.asks || errand.text === this.leave)) {
      // The picture waits until this is done.
      if (answer.seq === this.seq) this.#perform(errand);
      return;
    }
    this.shown = answer.seq;
    redraw(this.picture, answer.picture);
    const finding = find(this.root, "[data-finding]");
    if (finding.textContent !== answer.finding) finding.textContent = answer.finding; // laid out anew if it is set
    document.documentElement.dataset.live ??= String(performance.now());
    if (answer.seq < this.seq) return;
    this.#settled();
    this.form.settle(answer.values);
    this.form.arrange();
    const notices = answer.notices.map((/** @type {string} */ textContent) => Object.assign(document.createElement("li"), { textContent }));
    find(this.root, "[data-notices]").replaceChildren(...notices);
    this.root.dataset.shown = String(answer.seq);
    this.root.dataset.refining = String(answer.more);
  }

  /** @param {{text: string, asks: boolean}} errand */
  async #perform(errand) {
    this.bench ??= import("./bench.js").then(({ Bench }) => new Bench(this.engine.where));
    try {
      const outcome = await (await this.bench).run(this.slug, errand);
      if (outcome === undefined) return;
      this.outcome = outcome;
      this.#ask(JSON.parse(this.texts));
      // What failed may do better when it is asked for again.
      if (JSON.parse(outcome).crashed) this.outcome = "";
    } catch (error) {
      this.bench = undefined;
      this.hear({ type: "absent", message: /** @type {Error} */ (error).message });
    }
  }

  /** The reader has stopped for a moment: link, announcement, numbers. */
  #rest() {
    history.replaceState(null, "", addressWith(this.slug, this.form.changed()));
    if (this.player?.playing) return;
    const said = /** @type {HTMLElement | null} */ (this.picture.querySelector("[data-said]"))?.dataset.said ?? "";
    find(this.root, "[data-announce]").textContent = `${said} ${find(this.root, "[data-finding]").textContent}`;
    this.#lookUp();
  }

  /** Fetches table and code, if the reader has them open. */
  #lookUp() {
    if (!this.root.querySelector(".foot details[open]")) return;
    this.engine.request({ type: "detail", widget: this.slug, seq: this.seq, texts: this.texts, outcome: this.outcome });
  }

  /** @param {any} detail */
  #fill(detail) {
    if (detail.seq < this.seq) return;
    redraw(find(this.root, "[data-table] .scroll"), detail.table);
    const source = this.root.querySelector("[data-source]");
    if (source) source.textContent = detail.code;
  }

  #settled() {
    this.hands.settled();
    clearTimeout(this.waiting);
    clearTimeout(this.late);
    this.waiting = this.late = 0;
    this.#say("");
  }

  #sayStage() {
    if (this.engine.state === "failed") return;
    this.#say(this.engine.state === "ready" ? "Working…" : `${this.engine.stage || "Starting Python"}…`);
  }

  #sayLate() {
    this.#say(`This is taking long: ${this.engine.state === "starting" ? "Python" : "what this needs"} may have been held up on its way. You can wait, or try again. ${HELP}`, true);
  }

  /** @param {string} text @param {boolean} [retry] */
  #say(text, retry = false) {
    this.status.textContent = text;
    this.retry.hidden = !retry;
  }

  /** The reader wants what did not come to be tried again. */
  #again() {
    this.#settled();
    this.engine.again(this.slug);
    this.change();
  }

  #makePlayer() {
    const box = /** @type {HTMLElement | null} */ (this.root.querySelector(".control.step"));
    if (!box) return undefined;
    const name = box.dataset.control ?? "";
    return new Player(box, {
      get: () => Number(this.form.get(name)),
      set: (value) => {
        this.form.set(name, String(value));
        this.change();
      },
      busy: () => this.engine.isBusy(this.slug),
    });
  }

  #listen() {
    const { root } = this;
    root.addEventListener("input", ({ target }) => {
      if (this.form.moved(/** @type {Element} */ (target)) === undefined) return;
      this.player?.pause();
      this.change();
    });
    root.addEventListener("submit", (event) => event.preventDefault());
    root.addEventListener("click", (event) => this.#click(event));
    root.addEventListener("keydown", (event) => this.#key(event));
    for (const details of root.querySelectorAll(".foot details")) {
      details.addEventListener("toggle", () => this.#lookUp());
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key === "Escape") this.#close();
    else if ((event.key === "Enter" || event.key === " ") && target.matches("g[role=button]")) {
      event.preventDefault();
      press(target);
    } else if (event.key === " " && target.matches("input[type=range]") && this.player) {
      event.preventDefault();
      this.player.toggle();
    }
  }

  /** The open number takes the keyboard back and closes. */
  #close() {
    const open = /** @type {HTMLElement | null} */ (this.picture.querySelector("[aria-expanded=true]"));
    open?.focus({ preventScroll: true });
    if (open) press(open);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const found = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button, a, [data-set]"));
    if (!found) return;
    const { dataset } = found;
    if (found.matches(".opens")) found.scrollIntoView({ block: "nearest" });
    if (dataset.preset !== undefined) this.#lay({ ...this.#unanswered(), ...parsePairs(dataset.values ?? "") });
    else if (dataset.predict !== undefined) this.#predict(found);
    else if (dataset.retry !== undefined) this.#again();
    else if (dataset.close !== undefined) this.#close();
    else if (dataset.reset !== undefined) this.#lay(this.#unanswered());
    else if (dataset.reseed !== undefined) this.#press({ [dataset.reseed]: String(crypto.getRandomValues(new Uint32Array(1))[0] % 10000) });
    else if (dataset.pin !== undefined) this.#pin(found);
    else if (dataset.unset !== undefined) this.#press({ [this.#nameOf(found)]: "" });
    else if (dataset.set !== undefined) this.#press(parsePairs(dataset.set));
    else if (dataset.run !== undefined) {
      this.leave = this.asking;
      this.outcome = "";
      this.change();
    }
    else if (dataset.alone !== undefined) /** @type {HTMLAnchorElement} */ (found).href = this.alone().href;
    else if (found.closest(".exports")) this.#take(found, event);
  }

  /** @param {Element} element */
  #nameOf(element) {
    return /** @type {HTMLElement | null} */ (element.closest("[data-control]"))?.dataset.control ?? "";
  }

  /** @param {Record<string, string>} texts */
  #press(texts) {
    for (const [name, text] of Object.entries(texts)) this.form.set(name, text);
    this.change();
  }

  /** A new state, with the old one left behind in the history. @param {Record<string, string>} texts */
  #lay(texts) {
    this.player?.pause();
    history.replaceState(null, "", addressWith(this.slug, this.form.changed()));
    this.form.lay(texts, true);
    history.pushState(null, "", addressWith(this.slug, this.form.changed()));
    this.change();
  }

  /** A new state asks its question anew. */
  #unanswered() {
    const asked = [...this.form.boxes].filter(([, box]) => box.classList.contains("prediction"));
    return Object.fromEntries(asked.map(([name]) => [name, ""]));
  }

  /** @param {HTMLElement} button */
  #predict(button) {
    const name = this.#nameOf(button);
    const values = parsePairs(this.form.boxes.get(name)?.dataset.values ?? "");
    this.#lay({ ...values, [name]: button.dataset.predict ?? "" });
    this.root.scrollIntoView({ block: "start" });
    this.player?.play();
  }

  /** @param {HTMLElement} button */
  #pin(button) {
    const state = this.form.changed((_, kind) => !["pin", "step", "prediction", "opened"].includes(kind));
    const pairs = Object.entries(state).map(([name, text]) => `${name}:${text.replace(/[%;\r\n]/g, encodeURIComponent)}`);
    this.#press({ [this.#nameOf(button)]: pairs.join(";") || "default" });
  }

  /** @param {HTMLElement} found @param {MouseEvent} event */
  async #take(found, event) {
    // What is a link too may be opened elsewhere.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      this.home ??= import("./take-home.js").then(({ TakeHome }) => new TakeHome(this));
      await (await this.home).press(found);
    } catch (error) {
      this.home = undefined;
      this.#say(`That did not work: ${/** @type {Error} */ (error).message}. Press it again to try once more. ${HELP}`);
    }
  }
}
