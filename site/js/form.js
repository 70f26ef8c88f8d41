// A widget's form as texts by control name, and back. Every control is a box with `data-control`
// and `data-default`; its value lives in the one element that has a name. A slider's handle has
// none: it follows the number beside it, on a linear or a logarithmic scale.

/** Kinds of control that presets and resets leave alone. */
const KEPT = ["seed", "step", "pin", "prediction", "opened"];

/** @param {string} pairs `name:text;name:text` @returns {Record<string, string>} */
export function parsePairs(pairs) {
  return Object.fromEntries(
    pairs.split(";").filter(Boolean).map((pair) => {
      const colon = pair.indexOf(":");
      return [pair.slice(0, colon), pair.slice(colon + 1).replace(/%(3B|0A|0D|25)/g, decodeURIComponent)];
    }),
  );
}

export class Form {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {Map<string, HTMLElement>} */
    this.boxes = new Map();
    for (const box of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-control]"))) {
      this.boxes.set(box.dataset.control ?? "", box);
    }
  }

  /** @param {string} name @returns {HTMLInputElement | HTMLSelectElement | null} */
  field(name) {
    return this.boxes.get(name)?.querySelector(`[name="${name}"]`) ?? null;
  }

  /** @param {string} name @returns {HTMLInputElement | null} */
  #handle(name) {
    return this.boxes.get(name)?.querySelector("input[type=range]") ?? null;
  }

  /** The fields of a value that has several. @param {string} name @returns {HTMLInputElement[]} */
  #parts(name) {
    return [...(this.boxes.get(name)?.querySelectorAll("input") ?? [])].filter((input) => input.dataset.part);
  }

  /** @param {string} name */
  get(name) {
    const field = this.field(name);
    if (!field) return "";
    return field.type === "checkbox" ? String(Number(/** @type {HTMLInputElement} */ (field).checked)) : field.value;
  }

  /** @param {string} name @param {string} text */
  set(name, text) {
    const field = this.field(name);
    if (!field) return;
    if (field.type === "checkbox") /** @type {HTMLInputElement} */ (field).checked = text === "1";
    else field.value = field.type === "number" ? numeral(text) : text;
    this.#follow(name);
  }

  /** @param {string} name */
  default(name) {
    return this.boxes.get(name)?.dataset.default ?? "";
  }

  /** All texts that are not at their default. @param {(name: string, kind: string) => boolean} [wanted] */
  changed(wanted = () => true) {
    /** @type {Record<string, string>} */
    const texts = {};
    for (const [name, box] of this.boxes) {
      const text = this.get(name);
      if (text !== this.default(name) && wanted(name, box.classList[1])) texts[name] = text;
    }
    return texts;
  }

  /** Lays out a state: what is not named goes to its default, or stays if it is kept. @param {Record<string, string>} texts @param {boolean} keep */
  lay(texts, keep) {
    for (const [name, box] of this.boxes) {
      if (name in texts) this.set(name, texts[name]);
      else if (!keep || !KEPT.includes(box.classList[1])) this.set(name, this.default(name));
    }
  }

  /** Whether the state is, but for what is kept, the one that these texts lay out. @param {Record<string, string>} texts */
  shows(texts) {
    return [...this.boxes].every(
      ([name, box]) => KEPT.includes(box.classList[1]) || this.get(name) === (texts[name] ?? this.default(name)),
    );
  }

  /** Takes over mended values, except where the reader is at work. @param {Record<string, string>} values */
  settle(values) {
    for (const [name, text] of Object.entries(values)) {
      const busy = document.activeElement;
      const inUse = this.boxes.get(name)?.contains(busy) && !busy?.hasAttribute("data-part");
      if (!inUse && this.get(name) !== text) this.set(name, text);
    }
  }

  /** The control that an element belongs to, after the reader moved it. @param {Element} element @returns {string | undefined} */
  moved(element) {
    const name = /** @type {HTMLElement | null} */ (element.closest("[data-control]"))?.dataset.control;
    if (name === undefined) return undefined;
    const handle = this.#handle(name);
    const part = element.getAttribute("data-part");
    if (part) {
      const shares = this.#parts(name).map((input) => input.value || "0");
      /** @type {HTMLInputElement} */ (this.field(name)).value = `${shares.join(",")}!${part}`;
    } else if (element === handle) /** @type {HTMLInputElement} */ (this.field(name)).value = fromHandle(handle);
    else this.#follow(name);
    this.#speak(name);
    return name;
  }

  /** Shows what depends on other controls: conditions, pins, answers, the preset that is on. */
  arrange() {
    const presets = /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll("[data-preset]")]);
    const chosen = presets.find((preset) => this.shows(parsePairs(preset.dataset.values ?? "")));
    for (const preset of presets) preset.setAttribute("aria-pressed", String(preset === chosen));
    const why = this.root.querySelector("[data-why]");
    if (why) why.textContent = chosen?.querySelector("span")?.textContent ?? "";
    for (const [name, box] of this.boxes) {
      const [other, wanted = "1"] = (box.dataset.when ?? "").split("=");
      if (other) box.hidden = this.get(other) !== wanted;
      const unset = /** @type {HTMLElement | null} */ (box.querySelector("[data-unset]"));
      if (unset) unset.hidden = !this.get(name);
      const count = box.querySelector("[data-count]");
      if (count) count.textContent = this.get(name).replaceAll(".", ", ") || "none";
      for (const answer of box.querySelectorAll("[data-predict]")) {
        answer.setAttribute("aria-pressed", String(answer.getAttribute("data-predict") === this.get(name)));
      }
    }
  }

  /** Brings a slider's handle to its number. @param {string} name */
  #follow(name) {
    // A place in a drawing (two numbers) says nothing of shares until Python has answered.
    const shares = this.get(name).split("!")[0].split(",");
    const parts = this.#parts(name);
    for (const [index, input] of parts.entries()) {
      if (shares.length === parts.length && input !== document.activeElement) input.value = numeral(shares[index]);
    }
    const handle = this.#handle(name);
    const value = Number(this.get(name));
    if (!handle || !Number.isFinite(value)) return;
    handle.value = toHandle(handle, value);
    this.#speak(name);
  }

  /** Says a logarithmic handle's value rather than its position. @param {string} name */
  #speak(name) {
    const handle = this.#handle(name);
    if (handle?.dataset.low) handle.setAttribute("aria-valuetext", this.get(name));
  }
}

/** What a number field takes: browsers complain of anything else, such as 0x10. @param {string} text */
const numeral = (text) => (/^-?(\d+|\d*\.\d+)(e[-+]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? text : "");

/** @param {HTMLInputElement} handle @returns {string} */
function fromHandle(handle) {
  const { low, high, zero } = handle.dataset;
  if (!low || !high) return handle.value;
  if (zero !== undefined && handle.value === "0") return "0";
  const share = Number(handle.value) / Number(handle.max);
  return String(Number((Number(low) * (Number(high) / Number(low)) ** share).toPrecision(3)));
}

/** @param {HTMLInputElement} handle @param {number} value @returns {string} */
function toHandle(handle, value) {
  const { low, high } = handle.dataset;
  if (!low || !high) return String(value);
  if (value < Number(low)) return "0";
  return String(Math.round((Number(handle.max) * Math.log(value / Number(low))) / Math.log(Number(high) / Number(low))));
}
