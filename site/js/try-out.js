// The page for authors: each snippet at work below its text, and whether it does what it should.
import { Snippets, here } from "./embed.js";

/** Milliseconds after which a loaded frame that has not told its height has failed. */
const PATIENCE = 10_000;
/** Milliseconds that Python may take from when its frame is in sight. */
const START = 60_000;
/** Milliseconds that the element has for taking a height that it was told. */
const SOON = 100;

const box = /** @type {HTMLElement} */ (document.querySelector("[data-try]"));
const chosen = /** @type {HTMLSelectElement} */ (box.querySelector("[data-chosen]"));
const snippets = new Snippets(box, show);
/** The frames on trial, by the name of their form. @type {Map<string, HTMLIFrameElement>} */
const frames = new Map();

/** Says what became of a check. @param {string} name @param {boolean | undefined} passed @param {string} words */
function say(name, passed, words) {
  const place = /** @type {HTMLElement} */ (box.querySelector(`[data-check="${name}"] span`));
  place.dataset.verdict = passed === undefined ? "waiting" : passed ? "passed" : "failed";
  place.textContent = `${passed === undefined ? "Not yet" : passed ? "Passed" : "Failed"}: ${words}`;
}

/** Fails a check that is still open after a while. @param {string} name @param {number} after @param {string} words @param {() => boolean} still */
function limit(name, after, words, still) {
  setTimeout(() => {
    if (still() && box.querySelector(`[data-check="${name}"] [data-verdict="waiting"]`)) say(name, false, words);
  }, after);
}

/** @param {string} form @param {HTMLIFrameElement} frame */
function watch(form, frame) {
  const still = () => frames.get(form) === frame;
  frames.set(form, frame);
  new IntersectionObserver((entries, observer) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    limit(`${form}-live`, START, "Python has not answered within a minute.", still);
  }).observe(frame);
  frame.addEventListener("load", () => {
    const page = frame.contentDocument;
    if (!still() || page?.URL === "about:blank") return;
    const there = page?.querySelector(`[data-widget="${chosen.value}"]`);
    say(`${form}-loaded`, !!there, there ? "the widget’s page is in the frame." : "the frame shows something else.");
    if (!page || !there) return;
    limit(`${form}-height`, PATIENCE, "it has not told its height.", still);
    const live = () => {
      if (page.documentElement.dataset.live && still()) say(`${form}-live`, true, "Python in the frame has answered.");
    };
    live();
    new MutationObserver(live).observe(page.documentElement, { attributeFilter: ["data-live"] });
  });
}

/** The height in a message, in any of the forms that it is told in. @param {unknown} data */
function heightIn(data) {
  try {
    return Number((typeof data === "string" ? JSON.parse(data) : data).height);
  } catch {
    return NaN;
  }
}

addEventListener("message", ({ data, source }) => {
  const told = heightIn(data);
  for (const [form, frame] of frames) {
    if (frame.contentWindow !== source || !(told > 0)) continue;
    setTimeout(() => {
      if (frames.get(form) !== frame) return;
      const own = frame.clientHeight;
      const fits = Math.abs(own - told) <= 1;
      if (form === "frame") say("frame-height", true, `it told ${told} pixels, and the frame keeps its ${own}.`);
      else say(`${form}-height`, fits, `it told ${told} pixels, and the frame is ${own} high.`);
    }, SOON);
  }
});

/** A snippet as elements, with addresses of the site as it is read here. This page's policy allows
 * no style in markup; its own rules do the same. @param {string} form @param {string} selector */
function made(form, selector) {
  const text = snippets.text(form, here).replace(/ style="[^"]*"/, "");
  const page = new DOMParser().parseFromString(text, "text/html");
  return /** @type {HTMLElement} */ (page.querySelector(selector));
}

/** Puts what a snippet makes below its text. @param {string} form @param {Node} what */
const put = (form, what) => /** @type {Element} */ (box.querySelector(`[data-shown="${form}"]`)).replaceChildren(what);

function showFrame() {
  const frame = /** @type {HTMLIFrameElement} */ (document.importNode(made("frame", "iframe"), true));
  watch("frame", frame);
  put("frame", frame);
}

async function showElement() {
  const { src } = /** @type {HTMLScriptElement} */ (made("element", "script"));
  if (!document.querySelector(`script[src="${src}"]`)) {
    const script = Object.assign(document.createElement("script"), { src, async: true });
    script.addEventListener("error", () => say("element-loaded", false, "its script cannot be fetched."));
    document.head.append(script);
  }
  const element = /** @type {HTMLElement} */ (document.importNode(made("element", "r1-widget"), true));
  put("element", element);
  await customElements.whenDefined(element.localName);
  const frame = (element.shadowRoot ?? element).querySelector("iframe");
  if (frame) watch("element", frame);
  else say("element-loaded", false, "the element has made no frame.");
}

async function showPicture() {
  const link = /** @type {HTMLAnchorElement} */ (document.importNode(made("picture", "a"), true));
  const picture = /** @type {HTMLImageElement} */ (link.querySelector("img"));
  picture.addEventListener("load", () => say("picture-picture", true, `it is here, ${picture.naturalWidth} × ${picture.naturalHeight}.`));
  picture.addEventListener("error", () => say("picture-picture", false, "it cannot be fetched."));
  put("picture", link);
  const page = await fetch(link.href).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  const there = page.includes(`data-widget="${chosen.value}"`);
  say("picture-link", there, there ? "it leads to the widget’s page." : "it leads to no page of this widget.");
}

function show() {
  const { value: name, selectedOptions: [{ dataset }] } = chosen;
  snippets.show({ name, title: dataset.title ?? "", heights: dataset.heights ?? "", state: "" });
  /** @type {HTMLAnchorElement} */ (box.querySelector("[data-own]")).href = `${here}widgets/${name}/`;
  frames.clear();
  for (const check of box.querySelectorAll("[data-check]")) say(check.getAttribute("data-check") ?? "", undefined, "it waits to be in sight.");
  showFrame();
  showElement();
  showPicture();
}

chosen.addEventListener("change", show);
show();

// What the build could only write with an example's address.
const list = /** @type {HTMLElement | null} */ (document.querySelector("[data-example]"));
for (const code of list?.querySelectorAll("pre code") ?? []) {
  code.textContent = (code.textContent ?? "").replaceAll(list?.dataset.example ?? "", here);
}
