// What hands do on a picture: drag along it, drag a point in it, click a place, turn something
// over, and all of this by keyboard. A gesture ends in a control's new text, and nothing else.

/** What the arrow keys mean: across and up. @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
/** How far a key press moves a point, and with Shift, in shares of the drawing. */
const NEAR = 0.01;
const FAR = 0.1;

/** @param {number} share */
const held = (share) => Math.min(Math.max(share, 0), 1);

export class Hands {
  /**
   * @param {HTMLElement} picture
   * @param {object} hooks
   * @param {(name: string) => string} hooks.get a control's text
   * @param {(name: string, text: string) => void} hooks.put sets a control by its text
   * @param {(name: string) => number} hooks.step how finely its handle moves
   * @param {() => boolean} hooks.busy whether Python owes an answer
   */
  constructor(picture, hooks) {
    this.picture = picture;
    this.hooks = hooks;
    /** Where points are that Python has not drawn yet. @type {Map<string, [number, number]>} */
    this.ahead = new Map();
    picture.addEventListener("pointerdown", (event) => this.#drag(event));
    picture.addEventListener("click", (event) => this.#click(event));
    picture.addEventListener("keydown", (event) => this.#key(event));
  }

  /** The picture is that of the latest question. */
  settled() {
    this.ahead.clear();
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const grip = /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest(".drag"));
    if (!grip || event.button !== 0) return;
    const { drag = "", low, high, log, at } = grip.dataset;
    const [least, most] = [low, high].map(Number);
    const from = whereIn(grip, event);
    const [x, y] = at?.split(",").map(Number) ?? from;
    /** @param {PointerEvent} pointer */
    const follow = (pointer) => {
      const [across, up] = whereIn(grip, pointer);
      // A point is held where it was taken, not by its middle.
      if (at) this.#move(drag, [x + across - from[0], y + up - from[1]]);
      else if (log === undefined) this.#slide(drag, least + held(across) * (most - least));
      else this.hooks.put(drag, (least * (most / least) ** held(across)).toPrecision(3));
    };
    let last = "";
    /** @param {PointerEvent} pointer */
    const moved = (pointer) => {
      const place = `${pointer.clientX} ${pointer.clientY}`;
      // Raw moves come at once rather than with the next frame; one at a time is enough of them.
      if (pointer.pointerId !== event.pointerId || place === last || (pointer.type !== "pointermove" && this.hooks.busy())) return;
      last = place;
      // Not before it moves: a captured pointer's click would not reach what it is on.
      this.picture.setPointerCapture(event.pointerId);
      follow(pointer);
    };
    const listening = new AbortController();
    for (const type of ["pointerrawupdate", "pointermove"]) {
      this.picture.addEventListener(type, (move) => moved(/** @type {PointerEvent} */ (move)), listening);
    }
    for (const type of ["pointerup", "pointercancel"]) {
      this.picture.addEventListener(type, () => listening.abort(), listening);
    }
    if (!at) follow(event);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-flip], [data-place]"));
    const { flip, place } = target?.dataset ?? {};
    if (flip) {
      const [name, number] = flip.split(":");
      const turned = new Set(this.hooks.get(name).split(".").filter(Boolean));
      if (!turned.delete(number)) turned.add(number);
      this.hooks.put(name, [...turned].join("."));
    } else if (target && place) this.#move(place, whereIn(target, event));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const [across, up] = ARROWS[event.key] ?? [0, 0];
    if (!across && !up) return;
    const { drag, at } = target.dataset;
    const bar = target.closest("[role=toolbar]");
    if (drag && at) {
      const [x, y] = this.ahead.get(drag) ?? at.split(",").map(Number);
      const step = event.shiftKey ? FAR : NEAR;
      this.#move(drag, [x + across * step, y + up * step]);
    } else if (bar) {
      const buttons = /** @type {HTMLElement[]} */ ([...bar.querySelectorAll("button, [role=button]")]);
      const next = (buttons.indexOf(target) + across - up) % buttons.length;
      (nearest(buttons, target, across, up) ?? buttons.at(next))?.focus();
    } else return;
    event.preventDefault();
  }

  /** Sets a number as finely as its own handle would. @param {string} name @param {number} value */
  #slide(name, value) {
    const step = this.hooks.step(name);
    this.hooks.put(name, String(Number((Math.round(value / step) * step).toPrecision(12))));
  }

  /** Moves a point to a place inside the drawing. @param {string} name @param {[number, number]} to */
  #move(name, to) {
    /** @type {[number, number]} */
    const at = [held(to[0]), held(to[1])];
    this.ahead.set(name, at);
    this.hooks.put(name, at.map((share) => share.toFixed(4)).join(","));
  }
}

/** Where in its drawing a pointer is: across from the left and up from the base, as shares.
 * @param {Element} element @param {MouseEvent} pointer @returns {[number, number]} */
function whereIn(element, pointer) {
  const drawing = /** @type {SVGElement} */ (element).ownerSVGElement ?? element;
  const box = drawing.getBoundingClientRect();
  return [(pointer.clientX - box.left) / box.width, (box.bottom - pointer.clientY) / box.height];
}

/** Which of these lies that way from one of them, in its row or column; the nearest, if there is any.
 * @template {Element} T @param {T[]} all @param {T} from @param {number} across @param {number} up @returns {T | undefined} */
function nearest(all, from, across, up) {
  const here = from.getBoundingClientRect();
  let least = Infinity;
  let found;
  for (const one of all) {
    const there = one.getBoundingClientRect();
    const [right, down] = [there.x - here.x + (there.width - here.width) / 2, there.y - here.y + (there.height - here.height) / 2];
    const [ahead, aside] = across ? [right * across, Math.abs(down)] : [-down * up, Math.abs(right)];
    const reach = across ? (here.height + there.height) / 2 : (here.width + there.width) / 2;
    if (ahead < 1 || aside >= reach || ahead + aside >= least) continue;
    least = ahead + aside;
    found = one;
  }
  return found;
}
