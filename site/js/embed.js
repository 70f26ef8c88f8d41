// Snippets that show a widget on another page. Their forms stand in the page, as sitebuild/embeds.py
// has them; here they are filled with the state that the reader sees.

/** Milliseconds for which a button says that it copied. */
const SAID = 1500;

/** A widget as its snippets name it: its state is a query. @typedef {{name: string, title: string, heights: string, state: string}} Shown */
/** @typedef {Record<string, string>} Texts */

/** @type {Texts} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** What goes into a gap; in Markdown all but the title are parts of addresses. @param {string} text @param {string} kind @param {string} gap */
function escaped(text, kind, gap) {
  if (kind === "html") return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]);
  if (gap === "title") return text.replace(/[\\`*_[\]]/g, "\\$&").replace(/[&<>]/g, (sign) => ENTITIES[sign]);
  return text.replaceAll("(", "%28").replaceAll(")", "%29");
}

/** A form with its gaps filled; an attribute with nothing in it is left out. @param {string} form @param {string} kind @param {Texts} values */
const fill = (form, kind, values) =>
  form.replace(/( [\w-]+=")?\{(\w+)\}("?)/g, (_, before = "", gap, after) =>
    before && after && !values[gap] ? "" : before + escaped(values[gap], kind, gap) + after,
  );

/** The root of the site as it is read here. */
export const here = new URL(document.documentElement.dataset.root || "./", location.href).href;

/** Copies a field's text, or selects it where the clipboard is refused.
 * @param {HTMLInputElement | HTMLTextAreaElement} field @param {HTMLElement} button @param {Element} announce */
export async function copy(field, button, announce) {
  const label = (button.dataset.label ??= button.textContent ?? "");
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  } catch {
    field.hidden = false;
    field.focus();
    field.select();
    button.textContent = "Selected";
  }
  announce.textContent = button.textContent === "Copied" ? "Copied" : "Your browser does not let this page copy. The text is selected: copy it by hand.";
  setTimeout(() => {
    button.textContent = label;
  }, SAID);
}

/** A box with options and a field for each form. */
export class Snippets {
  /** @type {Shown} */
  shown = { name: "", title: "", heights: "", state: "" };

  /** @param {HTMLElement} box @param {() => void} [changed] told of new options */
  constructor(box, changed) {
    this.box = box;
    box.addEventListener("change", ({ target }) => {
      if (!(/** @type {Element} */ (target).matches("[data-option]"))) return;
      this.show();
      changed?.();
    });
    box.addEventListener("click", ({ target }) => {
      const button = /** @type {Element} */ (target).closest("[data-copy]");
      const field = button?.closest(".snippet")?.querySelector("textarea");
      if (button && field) copy(field, /** @type {HTMLElement} */ (button), /** @type {Element} */ (box.querySelector("[data-said]")));
    });
  }

  /** @param {Shown} [shown] */
  show(shown = this.shown) {
    this.shown = shown;
    for (const field of this.#fields()) field.value = this.text(field.dataset.form ?? "", this.box.dataset.site || here);
  }

  /** @returns {NodeListOf<HTMLTextAreaElement>} */
  #fields() {
    return this.box.querySelectorAll("textarea[data-form]");
  }

  /** What a form comes to with the present options. @param {string} form a name @param {string} site an address */
  text(form, site) {
    const field = [...this.#fields()].find(({ dataset }) => dataset.form === form);
    const { name, title, heights, state } = this.shown;
    const theme = /** @type {HTMLSelectElement} */ (this.box.querySelector('[data-option="theme"]')).value;
    /** @type {NodeListOf<HTMLInputElement>} */
    const hidden = this.box.querySelectorAll("[data-option]:checked:not(option)");
    const hide = [...hidden].map(({ value }) => value).join(",");
    const height = heights.split(" ")[[...hidden].reduce((sum, { dataset }) => sum + Number(dataset.part), 0)];
    const query = [state, theme && `theme=${theme}`, hide && `hide=${hide}`].filter(Boolean).join("&");
    const values = { site, name, title, state, theme, hide, height, query: query && `?${query}`, link: state && `?${state}` };
    return fill(field?.dataset.text ?? "", field?.dataset.kind ?? "", values);
  }
}

/** @type {Snippets | undefined} */
let inDialog;

/** Opens the page's dialog on a widget. @param {Shown} shown @param {Element} near what was pressed */
export function openDialog(shown, near) {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog.embed"));
  if (!inDialog) {
    inDialog = new Snippets(dialog);
    dialog.addEventListener("click", ({ target }) => {
      // A press on the dialog itself is one on what lies around its contents.
      if (target === dialog || /** @type {Element} */ (target).matches("[data-close]")) dialog.close();
    });
  }
  /** @type {Element} */ (dialog.querySelector("[data-title]")).textContent = shown.title;
  inDialog.show(shown);
  dialog.showModal();
  // A frame may be as high as its contents: its middle, where dialogs are, can be far from the reader.
  if (parent !== window) {
    const y = near.getBoundingClientRect().y - dialog.offsetHeight / 2;
    dialog.style.marginTop = `${Math.max(0, Math.min(y, innerHeight - dialog.offsetHeight))}px`;
    dialog.scrollIntoView({ block: "nearest" });
  }
}
