// A page in a frame: tells its host how high it is, and opens what it links to in a tab of its own.
// It listens to no message. docs/decisions/0009 says which hosts understand which field.
import { chapterAddress } from "./address.js";

/** The address the frame was given, by which some hosts find the frame. It changes with the state. */
const src = location.href;
let told = 0;

// Only what is in the page makes it higher or lower, never the height that the host gives the frame.
new ResizeObserver(() => {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  if (!height || height === told) return;
  told = height;
  parent.postMessage(JSON.stringify({ src, context: "iframe.resize", height }), "*");
  parent.postMessage({ sentinel: "amp", type: "embed-size", subject: "lti.frameResize", height }, "*");
}).observe(document.body);

// Before the browser follows a link, or offers to copy it. The pages around the widgets refuse to stand in a frame.
for (const type of ["pointerdown", "click"]) {
  document.addEventListener(type, ({ target }) => {
    const link = /** @type {Element} */ (target).closest("a");
    if (!link || link.getAttribute("href")?.startsWith("#")) return;
    link.target = "_blank";
    link.rel = "noopener";
    if (link.matches("[data-chapter]")) link.href = chapterAddress(new URL(link.href)).href;
  }, true);
}
