// As near to Python as one comes without running any: its WebAssembly fetched, compiled and
// instantiated, with functions that do nothing for all that it asks for.
const module = await WebAssembly.compileStreaming(fetch("pyodide/pyodide.asm.wasm"));
const imports = {};
for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
  const zero = () => new WebAssembly.Global({ value: "i32", mutable: true }, 0);
  (imports[from] ??= {})[name] = kind === "global" ? zero() : () => 0;
}
await WebAssembly.instantiate(module, imports);
postMessage({ picture: "", finding: "" });
