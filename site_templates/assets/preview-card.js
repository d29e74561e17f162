// Link previews: shows where a link leads, next to the link, while it is hovered or has keyboard focus.
//
// A preview is plain text from the target page: its description, or the text of the claim or passage the link opens at.
// Escape closes it; the pointer can move into it, for example to select text (WCAG 1.4.13).

/* global _ -- translated when the asset is made */

const DELAY = 350; // milliseconds of hovering before the page is fetched
const GRACE = 250; // milliseconds for the pointer to move from the link to the preview
const MAX_LENGTH = 320; // characters
const MAX_CACHED = 30; // pages

const pages = new Map();
let card = null;
let shownLink = null; // the link whose preview is visible
let wantedLink = null; // the link whose preview should be visible
let timer = 0;

/** Fetch a page of the site; pages are cached. */
function fetchPage(url) {
  if (!pages.has(url)) {
    const page = fetch(url)
      .then((response) => (response.ok ? response.text() : Promise.reject(new Error(response.statusText))))
      .then((html) => new DOMParser().parseFromString(html, "text/html"));
    page.catch(() => pages.delete(url));
    pages.set(url, page);
    if (pages.size > MAX_CACHED) pages.delete(pages.keys().next().value);
  }
  return pages.get(url);
}

const textOf = (element) => (element?.textContent ?? "").replace(/[\s¶#]+$/, "").replace(/\s+/g, " ").trim();

function shorten(text) {
  if (text.length <= MAX_LENGTH) return text;
  return `${text.slice(0, MAX_LENGTH).replace(/\s+\S*$/, "")} …`;
}

/** Return [label, text] at an id: its first paragraph; for a heading the next one; otherwise the one that contains it. */
function describeTarget(page, id) {
  const target = page.getElementById(id);
  if (!target?.closest("article")) return null;
  const paragraph = "p:not([class]), li, blockquote";
  if (/^H[1-6]$/.test(target.tagName)) {
    let next = target.nextElementSibling;
    while (next && !/^H[1-6]$/.test(next.tagName)) {
      const match = next.matches(paragraph) ? next : next.querySelector(paragraph);
      if (match) return [textOf(target), textOf(match)];
      next = next.nextElementSibling;
    }
    return target.tagName === "H1" ? null : [textOf(target), ""];
  }
  const kind = target.matches(".sb-claim--judgment") ? _("Judgment") : target.matches(".sb-claim") ? _("Claim") : "";
  return [kind, textOf(target.querySelector(paragraph) ?? target.closest(paragraph) ?? target)];
}

/** Return the title and text of a preview; on the current page without the title of the page. */
function describe(page, hash) {
  const title = page === document ? "" : textOf(page.querySelector("article h1"));
  const id = decodeURIComponent(hash.slice(1));
  const [part, text] = (id && describeTarget(page, id)) || ["", page.querySelector("meta[name=description]")?.content ?? ""];
  return { title: [title, part].filter(Boolean).join(" · "), text: shorten(text) };
}

/** Return whether a link gets a preview: it leads to a page of this site, or to a target on this page. */
function hasPreview(link) {
  if (!link.href || link.origin !== location.origin || link.target || !link.closest("article")) return false;
  if (link.matches(".headerlink, .sb-permalink") || link.closest(".sb-find")) return false;
  const isSamePage = link.pathname === location.pathname;
  if (isSamePage) return link.hash.length > 1 && !/^H[1-6]$/.test(document.getElementById(link.hash.slice(1))?.tagName ?? "H1");
  return link.pathname.endsWith("/") && !link.search;
}

async function show(link) {
  const isSamePage = link.pathname === location.pathname;
  const page = isSamePage ? document : await fetchPage(link.origin + link.pathname).catch(() => null);
  if (wantedLink !== link || !page || !link.isConnected) return;
  const { title, text } = describe(page, link.hash);
  if (!text || text === textOf(link)) return; // the preview would only repeat the link
  hide();
  card = document.createElement("div");
  card.className = "sb-preview";
  card.id = "sb-preview";
  card.setAttribute("role", "tooltip");
  for (const [name, content] of [["title", title], ["text", text]]) {
    if (!content) continue;
    const line = document.createElement("p");
    line.className = `sb-preview__${name}`;
    line.dir = "auto";
    line.textContent = content;
    card.append(line);
  }
  (link.closest("main") ?? document.body).append(card); // screen reader users may miss content outside of landmarks
  place(link);
  link.setAttribute("aria-describedby", card.id);
  shownLink = wantedLink = link;
}

/** Position the card below its link, or above it if there is no room below, within the window. */
function place(link) {
  const box = [...link.getClientRects()].at(-1) ?? link.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8));
  const isAbove = box.bottom + height + 8 > window.innerHeight && box.top > height + 56; // 48 px of it are the header
  const container = card.offsetParent === document.body ? document.documentElement : card.offsetParent;
  const origin = container.getBoundingClientRect();
  card.style.left = `${left - origin.left}px`;
  card.style.top = `${(isAbove ? box.top - height - 6 : box.bottom + 6) - origin.top}px`;
}

function hide() {
  shownLink?.removeAttribute("aria-describedby");
  card?.remove();
  card = shownLink = null;
}

function showSoon(link) {
  clearTimeout(timer);
  if (link === shownLink) return;
  wantedLink = link;
  timer = setTimeout(() => show(link), DELAY);
}

function hideSoon() {
  clearTimeout(timer);
  wantedLink = shownLink;
  timer = setTimeout(cancel, GRACE);
}

function onPointer(event) {
  if (event.pointerType !== "mouse" || !(event.target instanceof Element)) return;
  if (card?.contains(event.target)) {
    clearTimeout(timer);
    return;
  }
  const link = event.target.closest("a");
  if (link && hasPreview(link)) showSoon(link);
  else if (wantedLink || shownLink) hideSoon();
}

function onFocus(event) {
  const link = event.target;
  if (link instanceof HTMLAnchorElement && link.matches(":focus-visible") && hasPreview(link)) showSoon(link);
  else if (wantedLink || shownLink) hideSoon();
}

function cancel() {
  clearTimeout(timer);
  wantedLink = null;
  hide();
}

/** Start showing previews, beginning with the event that triggered the first. */
export function start(event) {
  document.addEventListener("pointerover", onPointer);
  document.addEventListener("focusin", onFocus);
  document.addEventListener("focusout", () => (wantedLink || shownLink) && hideSoon());
  document.addEventListener("keydown", (key) => key.key === "Escape" && cancel());
  document.addEventListener("click", cancel);
  window.document$?.subscribe(cancel); // Material's instant loading replaces the page without reloading the document
  if (event.type === "focusin") onFocus(event);
  else onPointer(event);
}
