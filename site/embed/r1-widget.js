// The host's side of an embed:
//
//   <r1-widget name="…" state="beta=0.1&amp;step=20" theme="dark" hide="controls" height="720">
//     <a href="https://…/widgets/…/">shown where this script does not run</a>
//   </r1-widget>
//
// A widget in a frame that is as high as its content says. A classic script, so that it knows from
// where it came, and that is the site. It is published without comments and indentation.
{
  const site = new URL("..", /** @type {HTMLScriptElement} */ (document.currentScript).src);
  const highest = 20000;
  // A sheet and not an attribute, which the host's policy may forbid.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host(:not([hidden])), iframe { display: block; width: 100%; border: 0 }");

  class Widget extends HTMLElement {
    static observedAttributes = ["name", "state", "theme", "hide"];
    root = this.attachShadow({ mode: "open" });
    frame = document.createElement("iframe");

    connectedCallback() {
      this.root.adoptedStyleSheets = [sheet];
      addEventListener("message", this);
      this.show();
    }

    disconnectedCallback() {
      removeEventListener("message", this);
    }

    attributeChangedCallback() {
      if (this.isConnected) this.show();
    }

    show() {
      const name = this.getAttribute("name") ?? "";
      const query = new URLSearchParams(this.getAttribute("state") ?? "");
      for (const key of ["theme", "hide"]) {
        const value = this.getAttribute(key);
        if (value) query.set(key, value);
      }
      // A new frame, since another address in the old one would be a step in the host's history.
      const frame = document.createElement("iframe");
      frame.loading = "lazy";
      frame.allow = "clipboard-write";
      frame.title = this.title || `${name} (R1, taken apart)`;
      frame.height = this.frame.height || (this.getAttribute("height") ?? "720");
      frame.src = new URL(`widgets/${name}/?${query}`, site).href;
      // Without a name that could be one: what stands in the element, or else a link.
      const given = document.createElement("slot");
      given.append(Object.assign(document.createElement("a"), { href: site, textContent: site }));
      this.root.replaceChildren(/^[\w-]+$/.test(name) ? frame : given);
      this.frame = frame;
    }

    /** @param {MessageEvent} event */
    handleEvent({ source, origin, data }) {
      if (source !== this.frame.contentWindow || origin !== site.origin) return;
      if (data?.type !== "embed-size" || !Number.isFinite(data.height)) return;
      this.frame.height = String(Math.min(Math.max(data.height, 0), highest));
    }
  }

  // The script may stand on a page twice.
  if (!customElements.get("r1-widget")) customElements.define("r1-widget", Widget);
}
