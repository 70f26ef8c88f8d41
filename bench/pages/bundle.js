// The site's own bundle, started by the site's own script; where they are, the address says.
const given = new URLSearchParams(location.search);
const at = (name) => new URL(given.get(name), location.href).href;
const { bootPython } = await import(at("boot"));
const python = await bootPython({ runtime: at("runtime"), app: at("app"), widgets: ["simulator"] });
const answer = python.pyimport("widgets.runtime").answer("simulator", "{}");
postMessage(JSON.parse(answer));
