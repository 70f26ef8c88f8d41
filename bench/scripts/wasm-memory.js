// Stands before a worker's own script: keeps hold of the memory of all WebAssembly that it starts,
// so that its size can be asked for.
{
  const kept = (globalThis.benchMemories = new Set());
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const usual = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await usual.apply(WebAssembly, given);
      for (const thing of Object.values((made.instance ?? made).exports)) {
        if (thing instanceof WebAssembly.Memory) kept.add(thing);
      }
      return made;
    };
  }
}
