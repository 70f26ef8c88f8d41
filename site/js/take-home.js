// What a reader takes home from a widget: its data, its drawing, a link to its state, snippets that
// show it elsewhere. Loaded when the first of them is asked for.
import { copy, openDialog } from "./embed.js";

export class TakeHome {
  /** @param {import("./figure.js").Figure} figure */
  constructor(figure) {
    this.figure = figure;
    /** How the file that Python is making will be named, and its type. */
    this.pending = { filename: "", type: "" };
    this.link = Object.assign(document.createElement("input"), { readOnly: true, hidden: true, ariaLabel: "The link to this state" });
  }

  /** @param {HTMLElement} pressed */
  async press(pressed) {
    const { dataset } = pressed;
    const { engine, slug: widget, seq, texts, picture, root } = this.figure;
    if (dataset.export !== undefined) {
      this.pending = { filename: dataset.filename ?? "run", type: dataset.type ?? "text/plain" };
      engine.request({ type: "export", widget, seq, texts, name: dataset.export });
    } else if (dataset.exportSvg !== undefined) {
      const { pictureAsSvg } = await import("./export.js");
      this.pending = { filename: dataset.filename ?? "picture.svg", type: "image/svg+xml" };
      this.save(pictureAsSvg(picture));
    } else if (dataset.copyLink !== undefined) {
      this.link.value = this.figure.alone().href;
      pressed.after(this.link);
      copy(this.link, pressed, /** @type {Element} */ (root.querySelector("[data-announce]")));
    } else if (dataset.embed !== undefined) {
      openDialog({ name: widget, title: dataset.title ?? "", heights: dataset.heights ?? "", state: this.figure.alone().search.slice(1) }, pressed);
    }
  }

  /** @param {string} text */
  save(text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: this.pending.type }));
    link.download = this.pending.filename;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}
