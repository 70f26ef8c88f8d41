// The picture as one SVG file that needs nothing else: every drawing, box and word at its place,
// with the colours and letters that the reader sees written into it.

const NAMESPACE = "http://www.w3.org/2000/svg";
const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "paint-order", "vector-effect", "display"];
const KEPT = ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "d", "dx", "dy", "width", "height", "points", "transform", "viewBox", "preserveAspectRatio"];
const MARGIN = 16;

/** @param {Element} seen @param {Element} copy */
function paint(seen, copy) {
  for (const { name } of [...copy.attributes]) if (!KEPT.includes(name)) copy.removeAttribute(name);
  const style = getComputedStyle(seen);
  for (const name of LOOKS) copy.setAttribute(name, style.getPropertyValue(name));
  [...seen.children].forEach((child, index) => paint(child, copy.children[index]));
}

/** @param {string} name @param {Record<string, string | number>} attributes */
function make(name, attributes) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** A drawing as it is, at its place. @param {Element} drawing @param {DOMRect} box */
function drawn(drawing, { x, y, width, height }) {
  const copy = /** @type {Element} */ (drawing.cloneNode(true));
  paint(drawing, copy);
  for (const [key, value] of Object.entries({ x, y, width, height, overflow: "visible" })) copy.setAttribute(key, String(value));
  return copy;
}

/** What is seen of an element itself: its ground and border, or the bar of a fraction.
 * @param {Element} element @param {DOMRect} box @param {CSSStyleDeclaration} style */
function ground(element, { x, y, width, height }, style) {
  const line = Number.parseFloat(style.borderTopWidth);
  if (element.localName === "mfrac") {
    return make("rect", { x, y: element.children[0].getBoundingClientRect().bottom, width, height: 1, fill: style.color });
  }
  const stroke = line ? style.borderTopColor : "none";
  const dash = style.borderTopStyle === "dashed" ? "4 3" : "none";
  const rx = Number.parseFloat(style.borderTopLeftRadius);
  return make("rect", { x, y, width, height, rx, fill: style.backgroundColor, stroke, "stroke-width": line, "stroke-dasharray": dash });
}

/** The words of a text, line by line. @param {Text} text @param {CSSStyleDeclaration} style */
function* words(text, style) {
  const range = document.createRange();
  /** @type {Map<number, {x: number, right: number, bottom: number, said: string}>} */
  const lines = new Map();
  for (const { 0: word, index } of text.data.matchAll(/\S+\s*/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.trimEnd().length);
    const { x, right, top, bottom } = range.getClientRects()[0] ?? { x: 0, right: 0, top: 0, bottom: 0 };
    const line = lines.get(top) ?? { x, bottom, said: "" };
    lines.set(top, { ...line, right, said: line.said + word });
  }
  for (const [top, { x, right, bottom, said }] of lines) {
    if (bottom === top) continue;
    const y = top + 0.77 * (bottom - top);
    // Where the site's letters are missing, others are made to take the same room.
    const room = { textLength: right - x, lengthAdjust: "spacingAndGlyphs" };
    const element = make("text", { x, y, ...room, fill: style.color, "font-family": style.fontFamily, "font-size": style.fontSize, "font-weight": style.fontWeight });
    element.textContent = said.trimEnd();
    yield element;
  }
}

/** @param {HTMLElement} picture @returns {string} */
export function pictureAsSvg(picture) {
  const { left, top, width, height } = picture.getBoundingClientRect();
  const view = `${left - MARGIN} ${top - MARGIN} ${width + 2 * MARGIN} ${height + 2 * MARGIN}`;
  const sheet = make("svg", { xmlns: NAMESPACE, width: width + 2 * MARGIN, height: height + 2 * MARGIN, viewBox: view });
  sheet.append(make("rect", { x: left - MARGIN, y: top - MARGIN, width: "100%", height: "100%", fill: getComputedStyle(document.body).backgroundColor }));
  for (const element of picture.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (element.parentElement?.closest("svg") || element.closest(".rail") || !box.width) continue;
    if (element.localName === "svg") {
      sheet.append(drawn(element, box));
      continue;
    }
    const style = getComputedStyle(element);
    sheet.append(ground(element, box, style));
    for (const node of element.childNodes) if (node instanceof Text) sheet.append(...words(node, style));
  }
  return `${new XMLSerializer().serializeToString(sheet)}\n`;
}
