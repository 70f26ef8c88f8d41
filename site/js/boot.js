// Starts Python. Left to itself, Pyodide begins to compile only when its JavaScript is there, and
// waits for ever for a file that does not come. So everything is fetched here, at once; whichever
// file fails is named; and for the moment of its start Pyodide is lent what has arrived. Each widget
// has an archive of its own, so that nobody waits for the code of another chapter.

/** Where all archives are unpacked: Python imports faster from files than from an archive. */
const HOME = "/lib/python";

/** Pages of 64 KiB that Python's memory grows by beyond what it needs. */
const SPARE = 16;
/** As browsers have it: a start that failed may have left ours in its place. */
const { grow } = WebAssembly.Memory.prototype;

/** An archive with nothing in it: where Pyodide would have the library, Python looks for nothing. */
const EMPTY = new Uint8Array([0x50, 0x4b, 5, 6, ...Array(18).fill(0)]);

/**
 * Resolves to Pyodide, with the library and our packages on Python's path. Rejects, in one line,
 * with the name of the file that could not be fetched or is damaged. Relative addresses are
 * relative to the worker's script.
 *
 * @param {object} bundle
 * @param {string} bundle.runtime folder with Pyodide, ending in a slash
 * @param {string} bundle.app archive with our packages; those of the widgets lie beside it
 * @param {string[]} [bundle.widgets] whose archives are wanted at once
 * @param {string} [bundle.library] archive with the standard library, in the folder with Pyodide
 * @param {object} [bundle.scope] what Python sees as JavaScript's globals, if not all of them
 * @param {number} [bundle.most] bytes of memory that it may have
 * @param {(stage: string) => void} [bundle.onStage] is told what begins
 * @returns {Promise<any>}
 */
export async function bootPython({ runtime, app, widgets = [], library = "python_stdlib.zip", scope, most = Infinity, onStage = () => {} }) {
  const folder = new URL(runtime, location.href).href;
  const wasmURL = `${folder}pyodide.asm.wasm`;
  const stdLibURL = folder + library;
  onStage("fetching Python");
  const [{ loadPyodide }, wasm, stdLib, packages, parts] = await Promise.all([
    load(`${folder}pyodide.mjs`),
    fetched(wasmURL, compiled),
    fetched(stdLibURL, (response) => response.arrayBuffer()),
    packagesIn(app),
    Promise.all(widgets.map((name) => codeOf(app, name))),
    load(`${folder}pyodide.asm.mjs`),
  ]);
  onStage("starting Python");
  const options = { stdLibURL, ...(scope && { jsglobals: scope }), ...settings(folder, filesOf(stdLib, library), packages, ...parts) };
  const takeBack = lend(wasm, most, { [wasmURL]: null, [stdLibURL]: EMPTY });
  const python = await loadPyodide(options).finally(takeBack);
  onStage("loading the model");
  return python;
}

/** A widget's code, by name of file. @param {string} app @param {string} widget @param {RequestCache} [cache] */
export const codeOf = (app, widget, cache) => packagesIn(beside(app, widget), cache);

/**
 * Gives code to Python that has started; it sees by a folder's time that it has grown.
 *
 * @param {any} python @param {Map<string, Uint8Array>} files
 */
export const addCode = (python, files) => unpack(python.FS, files);

/** @param {string} app @param {string} widget */
const beside = (app, widget) => new URL(`${widget}.zip`, new URL(app, location.href)).href;

/** @param {string} url of an archive with packages of ours @param {RequestCache} [cache] */
async function packagesIn(url, cache) {
  const { href } = new URL(url, location.href);
  return filesOf(await fetched(href, (response) => response.arrayBuffer(), cache), nameOf(href));
}

/** @param {any} fs @param {Map<string, Uint8Array>} files */
function unpack(fs, files) {
  for (const [name, content] of files) {
    const path = `${HOME}/${name}`;
    fs.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    fs.writeFile(path, content, { canOwn: true });
  }
}

/**
 * What Pyodide is told: that there are no packages but ours, and what to unpack before Python
 * starts.
 *
 * @param {string} folder the one with Pyodide
 * @param {...Map<string, Uint8Array>} archives the library first
 */
export function settings(folder, ...archives) {
  return {
    indexURL: folder,
    packageBaseUrl: folder,
    lockFileContents: new TextDecoder().decode(archives[0].get("pyodide-lock.json")),
    env: { PYTHONPATH: HOME },
    fsInit: async (/** @type {any} */ fs) => {
      for (const files of archives) unpack(fs, files);
    },
  };
}

/**
 * The files in an archive, by name; views of it, since the build stores them as they are.
 *
 * @param {ArrayBuffer} archive
 * @param {string} name for the error if it is none
 */
export function filesOf(archive, name) {
  try {
    return entriesOf(archive);
  } catch (cause) {
    throw new Error(`${name} is damaged`, { cause });
  }
}

/** @param {ArrayBuffer} archive */
function entriesOf(archive) {
  const view = new DataView(archive);
  const end = archive.byteLength - 22;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw new Error("there is no end to it");
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const [size, header] = [24, 42].map((field) => view.getUint32(at + field, true));
    const [title, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
    const path = new TextDecoder().decode(new Uint8Array(archive, at + 46, title));
    files.set(path, new Uint8Array(archive, start, size));
    at += 46 + title + extra + comment;
  }
  return files;
}

/** Lends Pyodide what it would fetch and compile; the result takes it back.
 * @param {WebAssembly.Module} module @param {number} most bytes of memory @param {Record<string, Uint8Array<ArrayBuffer> | null>} files */
function lend(module, most, files) {
  const [{ fetch }, { instantiateStreaming }] = [globalThis, WebAssembly];
  Object.assign(globalThis, {
    fetch: async (/** @type {any} */ url, /** @type {any} */ init) =>
      String(url) in files ? new Response(files[String(url)]) : fetch(url, init),
  });
  Object.assign(WebAssembly, {
    instantiateStreaming: async (/** @type {unknown} */ _, /** @type {any} */ imports) =>
      ({ module, instance: await WebAssembly.instantiate(module, saving(imports, most)) }),
  });
  return () => void (Object.assign(globalThis, { fetch }), Object.assign(WebAssembly, { instantiateStreaming }));
}

/** Memory grows by what is needed and a little, where Emscripten would add a fifth of what there is, and to so many bytes at most.
 * @param {any} imports @param {number} most */
function saving(imports, most) {
  const { emscripten_resize_heap: resize } = imports.env;
  let needed = 0;
  WebAssembly.Memory.prototype.grow = function (pages) {
    return grow.call(this, Math.min(pages, Math.ceil((needed - this.buffer.byteLength) / 65536) + SPARE));
  };
  imports.env.emscripten_resize_heap = (/** @type {number} */ bytes) => ((needed = bytes >>> 0) > most ? 0 : resize(needed));
  return imports;
}

/** @template T @param {string} url @param {(response: Response) => Promise<T>} read @param {RequestCache} [cache] */
async function fetched(url, read, cache = "default") {
  const response = await fetch(url, { cache }).catch((cause) => fail(url, "could not be fetched", cause));
  if (!response.ok) fail(url, `could not be fetched: the server said ${response.status}`);
  return read(response).catch((cause) => fail(url, "arrived damaged", cause));
}

/** Compiles while it arrives, where the server names the type that browsers ask for.
 * @param {Response} response */
async function compiled(response) {
  const typed = response.headers.get("content-type")?.startsWith("application/wasm");
  return typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** @param {string} url */
const nameOf = (url) => url.split("/").at(-1) ?? "";

/** @param {string} url */
const load = (url) => import(url).catch(() => fail(url, "could not be loaded"));

/** @param {string} url @param {string} what @param {unknown} [cause] @returns {never} */
function fail(url, what, cause) {
  throw new Error(`${nameOf(url)} ${what}${cause instanceof Error ? `: ${cause.message}` : ""}`, { cause });
}
