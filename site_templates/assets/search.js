// The search: in the header of every page, and on the search page. This module is all that a reader who does not
// search has to load; the rest comes when its field is entered.

const isTyping = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || element.matches("input, textarea, select"));

// The header stays while Material loads other pages into the document; what leads somewhere from there must not depend on
// the page. Links are seen to by Material.
for (const form of document.querySelectorAll("[data-sb-search] form")) form.action = String(form.action);

// The key that leads to the field can be switched off on the search page: who speaks what others type, or hits keys unawares,
// would be led away by it (WCAG 2.1.4). Where a browser keeps nothing for pages, it stays on.
const KEY = "seedbrief.search-key";
const isKeyOn = () => {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
};

function offerKey(box) {
  box.checked = isKeyOn();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(KEY, box.checked ? "on" : "off");
    } catch {
      box.checked = true;
    }
    showKey();
  });
}

const showKey = () => {
  for (const sign of document.querySelectorAll(".sb-search__key")) sign.hidden = !isKeyOn();
};
showKey();

function start() {
  const header = document.querySelector("[data-sb-search]:not([data-sb-ready])");
  const page = document.querySelector("[data-sb-find]:not([data-sb-ready])");
  const root = new URL("..", import.meta.url); // the site may lie under any path
  if (header) {
    header.dataset.sbReady = "";
    const field = header.querySelector("input");
    const ready = () => import("./search-header.js").then((module) => module.startHeader(header, root));
    field.addEventListener("focus", ready, { once: true });
    if (document.activeElement === field) ready();
  }
  if (page) {
    page.dataset.sbReady = "";
    import("./search-page.js").then((module) => {
      module.startPage(page, root);
      offerKey(page.querySelector("[data-sb-key]"));
    });
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !isKeyOn()) return;
  const fields = document.querySelectorAll("[data-sb-find] input[type=search], [data-sb-search] input");
  const seen = [...fields].find((field) => field.checkVisibility());
  event.preventDefault();
  if (seen) {
    seen.focus();
    seen.select();
  } else {
    document.querySelector(".sb-search-link")?.click(); // on a small screen the search has a page of its own
  }
});

// With Material's instant loading, pages change without being loaded anew; it says so through `document$`.
if (window.document$) window.document$.subscribe(start);
else start();
