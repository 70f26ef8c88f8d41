// The picture as one SVG file that needs nothing else: every drawing at its place, with the
// colours and letters that the reader sees written into it.

const NAMESPACE = "http://www.w3.org/2000/svg";
const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "paint-order", "vector-effect", "display"];
const MARGIN = 16;

/** @param {Element} seen @param {Element} copy */
function paint(seen, copy) {
  const style = getComputedStyle(seen);
  for (const name of LOOKS) copy.setAttribute(name, style.getPropertyValue(name));
  for (const name of ["class", "id", "data-drag-x", "data-drag-y", "role", "aria-label"]) copy.removeAttribute(name);
  [...seen.children].forEach((child, index) => paint(child, copy.children[index]));
}

/** @param {string} name @param {Record<string, string | number>} attributes */
function make(name, attributes) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** @param {HTMLElement} picture @returns {string} */
export function pictureAsSvg(picture) {
  const frame = picture.getBoundingClientRect();
  const width = Math.ceil(frame.width) + 2 * MARGIN;
  const height = Math.ceil(frame.height) + 2 * MARGIN;
  const sheet = make("svg", { xmlns: NAMESPACE, width, height, viewBox: `0 0 ${width} ${height}` });
  sheet.append(make("rect", { width, height, fill: getComputedStyle(document.body).backgroundColor }));
  for (const drawing of picture.querySelectorAll(".drawing > svg")) {
    const box = drawing.getBoundingClientRect();
    const copy = /** @type {Element} */ (drawing.cloneNode(true));
    paint(drawing, copy);
    copy.setAttribute("x", String(box.left - frame.left + MARGIN));
    copy.setAttribute("y", String(box.top - frame.top + MARGIN));
    copy.setAttribute("width", String(box.width));
    copy.setAttribute("height", String(box.height));
    copy.setAttribute("overflow", "visible");
    sheet.append(copy);
  }
  for (const title of picture.querySelectorAll(".panel-title")) {
    const box = title.getBoundingClientRect();
    const style = getComputedStyle(title);
    const text = make("text", {
      x: box.left - frame.left + MARGIN,
      y: box.top - frame.top + MARGIN + Number.parseFloat(style.fontSize),
      fill: style.color,
      "font-family": style.fontFamily,
      "font-size": style.fontSize,
      "font-weight": style.fontWeight,
    });
    text.textContent = title.textContent;
    sheet.append(text);
  }
  return `${new XMLSerializer().serializeToString(sheet)}\n`;
}
