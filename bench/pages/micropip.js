// Pyodide as its npm package comes, and the site's wheel installed by micropip, as in a notebook. The
// widget, which is in no wheel, comes as source.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const at = (name) => new URL(name, location.href).href;
const { micropip, wheel } = Object.fromEntries(new URLSearchParams(location.search));
const widgets = fetch("widgets.zip").then((response) => response.arrayBuffer());
const python = await loadPyodide({ indexURL: at("pyodide/") });
await python.loadPackage(at(micropip), { messageCallback() {} });
await python.pyimport("micropip").install(at(wheel));
python.unpackArchive(await widgets, "zip");
const answer = python.pyimport("widgets.runtime").answer("simulator", "{}");
postMessage(JSON.parse(answer));
