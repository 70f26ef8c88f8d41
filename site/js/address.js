// The address bar: a page's state as a link. On a widget's own page its controls are plain query
// parameters; on the explainer, which has many widgets, each name is preceded by the slug.

/** Parameters that others add to links, and our own that are no controls. */
const FOREIGN = /^(utm_.*|fbclid|gclid|ref|theme|hide)$/;

/** Characters of a text that a link takes along; Python tells the reader of the others. */
const MOST = 2000;

/** @param {Record<string, string>} texts */
const linked = (texts) => Object.entries(texts).filter(([, text]) => text.length <= MOST);

/** @param {string} slug */
const prefix = (slug) => (document.documentElement.dataset.scope === "explainer" ? `${slug}.` : "");

/** A widget's texts from the address. @param {string} slug @returns {Record<string, string>} */
export function readAddress(slug) {
  const own = prefix(slug);
  /** @type {Record<string, string>} */
  const texts = {};
  for (const [name, text] of new URLSearchParams(location.search)) {
    if (name.startsWith(own) && !FOREIGN.test(name)) texts[name.slice(own.length)] = text;
  }
  return texts;
}

/** The address with a widget's texts in it. @param {string} slug @param {Record<string, string>} texts @returns {URL} */
export function addressWith(slug, texts) {
  const url = new URL(location.href);
  const own = prefix(slug);
  for (const name of [...url.searchParams.keys()]) {
    if (name.startsWith(own) && !FOREIGN.test(name)) url.searchParams.delete(name);
  }
  for (const [name, text] of linked(texts)) url.searchParams.set(own + name, text);
  return url;
}

/** The address of a widget's own page with these texts. @param {URL} page @param {Record<string, string>} texts */
export function aloneAddress(page, texts) {
  const url = new URL(page);
  url.search = new URLSearchParams(linked(texts)).toString();
  return url;
}

/** The address of a widget's chapter on the explainer, in the state that this page's address has. @param {URL} chapter */
export function chapterAddress(chapter) {
  const url = new URL(chapter);
  const slug = url.hash.slice(1);
  for (const [name, text] of Object.entries(readAddress(slug))) url.searchParams.set(`${slug}.${name}`, text);
  return url;
}
