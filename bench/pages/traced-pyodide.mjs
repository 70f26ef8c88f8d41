// Stands before the bundle's pyodide.mjs: the same, but says when it is called, when it unpacks what
// it is given, and when it is done.
import { loadPyodide as load, version } from "./pyodide-as-built.mjs";

const mark = globalThis.benchMark ?? (() => {});

export { version };

export async function loadPyodide(options) {
  mark("loadPyodide begins");
  const { fsInit, env } = options;
  const python = await load({
    ...options,
    env: globalThis.benchImports ? { ...env, PYTHONPROFILEIMPORTTIME: "1" } : env,
    async fsInit(...given) {
      mark("unpack begins");
      await fsInit?.(...given);
      mark("unpack ends");
    },
  });
  mark("loadPyodide ends");
  return python;
}
