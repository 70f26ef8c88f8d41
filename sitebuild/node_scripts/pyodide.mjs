// Runs Python in Pyodide under Node: in the npm package as it is or, given archives, in a bundle of
// ours just as a browser does. Reads a job as JSON; Python sees the job's folder as /job and prints
// to our output. If Python fails, so do we, in its words and no others.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { filesOf, settings } from "../../site/js/boot.js";

/**
 * @typedef {object} Job
 * @property {string} pyodide the folder with Pyodide
 * @property {string} folder for files that come and go
 * @property {string[]} archives names in that folder: the library's and our packages', or none
 * @property {Record<string, string>} env for Python
 * @property {string} code
 */

/** @type {Job} */
const { pyodide, folder, archives, env, code } = JSON.parse(readFileSync(0, "utf8"));

function options() {
  if (archives.length === 0) return { indexURL: pyodide, env };
  const paths = archives.map((name) => join(folder, name));
  const bundle = settings(
    pyodide,
    ...paths.map((path) => filesOf(new Uint8Array(readFileSync(path)).buffer, path)),
  );
  return { ...bundle, stdLibURL: paths[0], env: { ...bundle.env, ...env } };
}

try {
  const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")).href);
  const python = await loadPyodide(options());
  python.mountNodeFS("/job", folder);
  python.FS.writeFile("job.py", code); // where Python looks first
  python.pyimport("job");
} catch (error) {
  // Node by itself would print the line that threw, and all of Pyodide is one line.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
