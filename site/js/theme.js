// The reader's choice of light or dark, applied before the first paint. A classic script, so that
// it runs before the page is drawn. The choice is kept in localStorage; where that is not to be
// had, it lasts for the page.
{
  const root = document.documentElement;
  root.classList.add("js");

  /** @returns {string} */
  const remembered = () => {
    try {
      return localStorage.getItem("theme") ?? "system";
    } catch {
      return "system";
    }
  };

  /** @param {string} theme */
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  const asked = new URLSearchParams(location.search).get("theme");
  let theme = asked ?? remembered();
  apply(theme);

  addEventListener("DOMContentLoaded", () => {
    /** @type {HTMLButtonElement | null} */
    const button = document.querySelector("[data-theme-switch]");
    const label = button?.querySelector("span");
    if (!button || !label) return;
    const show = () => {
      label.textContent = theme;
    };
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      const order = ["system", "light", "dark"];
      theme = order[(order.indexOf(theme) + 1) % order.length];
      apply(theme);
      show();
      try {
        localStorage.setItem("theme", theme);
      } catch {
        // A page that may not store anything still changes its colours.
      }
    });
  });
}
