// Search in the header and on the search page. The rest is loaded when the search field gets focus.

const isTyping = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || element.matches("input, textarea, select"));

// Instant loading keeps the header, so URLs in it must be absolute. Material does that for links, but not for forms.
for (const form of document.querySelectorAll("[data-sb-search] form")) form.action = String(form.action);

// The keyboard shortcut can be switched off on the search page, for readers with speech input or unintended key presses
// (WCAG 2.1.4). If the browser has no local storage, it stays on.
const STORAGE_KEY = "seedbrief.search-key";
const isShortcutOn = () => {
  try {
    return localStorage.getItem(STORAGE_KEY) !== "off";
  } catch {
    return true;
  }
};

function bindShortcutOption(checkbox) {
  checkbox.checked = isShortcutOn();
  checkbox.addEventListener("change", () => {
    try {
      localStorage.setItem(STORAGE_KEY, checkbox.checked ? "on" : "off");
    } catch {
      checkbox.checked = true;
    }
    updateShortcutSigns();
  });
}

const updateShortcutSigns = () => {
  for (const sign of document.querySelectorAll(".sb-search__key")) sign.hidden = !isShortcutOn();
};
updateShortcutSigns();

function start() {
  const header = document.querySelector("[data-sb-search]:not([data-sb-ready])");
  const page = document.querySelector("[data-sb-find]:not([data-sb-ready])");
  const root = new URL("..", import.meta.url); // the site may be in a subfolder of its host
  if (header) {
    header.dataset.sbReady = "";
    const field = header.querySelector("input");
    const startSearch = () => import("./search-header.js").then((module) => module.startHeader(header, root));
    field.addEventListener("focus", startSearch, { once: true });
    if (document.activeElement === field) startSearch();
  }
  if (page) {
    page.dataset.sbReady = "";
    import("./search-page.js").then((module) => {
      module.startPage(page, root);
      bindShortcutOption(page.querySelector("[data-sb-key]"));
    });
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !isShortcutOn()) return;
  const fields = document.querySelectorAll("[data-sb-find] input[type=search], [data-sb-search] input");
  const visible = [...fields].find((field) => field.checkVisibility());
  event.preventDefault();
  if (visible) {
    visible.focus();
    visible.select();
  } else {
    document.querySelector(".sb-search-link")?.click(); // small screens have a link to the search page instead of a field
  }
});

// Material's instant loading replaces pages without reloading the document and emits each on `document$`.
if (window.document$) window.document$.subscribe(start);
else start();
