// Pyodide as its npm package comes, and our packages as source, the way its documentation has it.
// The archive is fetched meanwhile, which is kinder to it than the documentation's order.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const sources = fetch("sources.zip").then((response) => response.arrayBuffer());
const python = await loadPyodide({ indexURL: new URL("pyodide/", location.href).href });
python.unpackArchive(await sources, "zip");
const answer = python.pyimport("widgets.runtime").answer("simulator", "{}");
postMessage(JSON.parse(answer));
