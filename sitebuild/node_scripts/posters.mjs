// Draws SVG as PNG, with fonts that are handed over and no others. Reads a job as JSON and prints,
// as JSON, each picture in base64. A picture whose ink leaves its frame is an error, not a picture.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { initWasm, Resvg } from "@resvg/resvg-wasm";

/**
 * @typedef {object} Picture
 * @property {string} name for what is said if it fails
 * @property {string} svg
 * @property {number} width in pixels
 * @property {string} background
 * @property {number} frame what must stay free along each side, in units of the SVG
 */

/** @type {{ fonts: string[], pictures: Picture[] }} */
const { fonts, pictures } = JSON.parse(readFileSync(0, "utf8"));
const fontBuffers = fonts.map((font) => new Uint8Array(Buffer.from(font, "base64")));

/** @param {Picture} picture */
function draw({ name, svg, width, background, frame }) {
  const options = { background, fitTo: { mode: "width", value: width } };
  const drawing = new Resvg(svg, { ...options, font: { fontBuffers, loadSystemFonts: false } });
  const ink = drawing.innerBBox();
  const { x, y, width: across, height: down } = ink ?? { x: 0, y: 0, width: 0, height: 0 };
  const right = drawing.width - frame;
  const bottom = drawing.height - frame;
  if (x < frame || y < frame || x + across > right || y + down > bottom) {
    const sides = [x, y, x + across, y + down].map(Math.round).join(", ");
    throw new Error(`${name} leaves its frame: left, top, right, bottom ${sides}`);
  }
  return Buffer.from(drawing.render().asPng()).toString("base64");
}

const wasm = fileURLToPath(import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm"));
await initWasm(readFileSync(wasm));
process.stdout.write(JSON.stringify(pictures.map(draw)));
