// Play, pause and step through the one control that is a place in a run.

/** Milliseconds a step lasts at speed 1, and a whole run at most. */
const PACE = 240;
const RUN = 15000;
/** With reduced motion a run is not animated: it jumps, a fifth of the way at a time. */
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Player {
  /**
   * @param {HTMLElement} box the control
   * @param {{get: () => number, set: (value: number) => void, busy: () => boolean}} place
   */
  constructor(box, place) {
    this.place = place;
    this.last = Number(box.querySelector("input")?.max);
    this.timer = 0;
    this.button = /** @type {HTMLButtonElement} */ (box.querySelector('[data-player="play"]'));
    this.speed = /** @type {HTMLSelectElement} */ (box.querySelector('[data-player="speed"]'));
    box.addEventListener("click", (event) => {
      const action = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button[data-player]"))?.dataset.player;
      if (action === "play") this.toggle();
      else if (action) this.move({ first: -Infinity, back: -1, on: 1 }[action] ?? 0);
    });
  }

  get playing() {
    return this.timer !== 0;
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.place.get() >= this.last) this.place.set(0);
    this.#show(true);
    this.#next();
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.#show(false);
  }

  /** @param {number} by steps, both ways; playing stops */
  move(by) {
    this.pause();
    this.place.set(Math.min(Math.max(this.place.get() + by, 0), this.last));
  }

  #next() {
    const jump = still.matches ? Math.ceil(this.last / 5) : 1;
    this.timer = setTimeout(() => {
      // A step that has not been drawn yet is waited for, so that none is skipped.
      if (!this.place.busy()) this.place.set(Math.min(this.place.get() + jump, this.last));
      if (this.place.get() >= this.last) this.pause();
      else this.#next();
    }, (Math.min(PACE, RUN / this.last) * jump) / Number(this.speed.value));
  }

  /** @param {boolean} playing */
  #show(playing) {
    this.button.classList.toggle("playing", playing);
    this.button.setAttribute("aria-label", playing ? "Pause" : "Play");
  }
}
