// The search: in the header of every page, and on the search page. This module is all that a reader who does not
// search has to load; the rest comes when its field is entered.

const isTyping = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || element.matches("input, textarea, select"));

function start() {
  const header = document.querySelector("[data-sb-search]:not([data-sb-ready])");
  const page = document.querySelector("[data-sb-find]:not([data-sb-ready])");
  const action = document.querySelector("[data-sb-search] form")?.action;
  if (!action) return;
  const root = new URL("..", action); // the site may lie under any path
  if (header) {
    header.dataset.sbReady = "";
    const field = header.querySelector("input");
    const ready = () => import("./search-header.js").then((module) => module.startHeader(header, root));
    field.addEventListener("focus", ready, { once: true });
    if (document.activeElement === field) ready();
  }
  if (page) {
    page.dataset.sbReady = "";
    import("./search-page.js").then((module) => module.startPage(page, root));
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
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
