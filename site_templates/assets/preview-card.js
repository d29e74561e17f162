// Instant previews: where a link leads to, beside the link, as long as one points at it or has come to it by keyboard.
//
// What is shown is text alone, taken from the page itself: its description, or the words of the claim or passage at which
// the link opens. Escape puts it away; the pointer may go into it, to read or to mark its words.

const DELAY = 350; // milliseconds of pointing before anything is fetched
const GRACE = 250; // milliseconds in which the pointer can go over to the preview
const LONGEST = 320; // letters
const KEPT = 30; // pages

const pages = new Map();
let card = null;
let shown = null; // the link whose preview is seen
let asked = null; // the link whose preview is to be seen
let timer = 0;

/** Fetch a page of the site, or take the one that was fetched before. */
function fetchPage(address) {
  if (!pages.has(address)) {
    const page = fetch(address)
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.statusText))))
      .then((html) => new DOMParser().parseFromString(html, "text/html"));
    page.catch(() => pages.delete(address));
    pages.set(address, page);
    if (pages.size > KEPT) pages.delete(pages.keys().next().value);
  }
  return pages.get(address);
}

const words = (element) => (element?.textContent ?? "").replace(/[\s¶#]+$/, "").replace(/\s+/g, " ").trim();

function shortened(text) {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST).replace(/\s+\S*$/, "")} …`;
}

/** Say what stands at an anchor: the first paragraph in it; under a heading the one that follows; else what it is part of. */
function atAnchor(page, id) {
  const place = page.getElementById(id);
  if (!place?.closest("article")) return null;
  const paragraph = "p:not([class]), li, blockquote";
  if (/^H[1-6]$/.test(place.tagName)) {
    let next = place.nextElementSibling;
    while (next && !/^H[1-6]$/.test(next.tagName)) {
      const found = next.matches(paragraph) ? next : next.querySelector(paragraph);
      if (found) return [words(place), words(found)];
      next = next.nextElementSibling;
    }
    return place.tagName === "H1" ? null : [words(place), ""];
  }
  const kind = place.matches(".sb-claim--judgment") ? "Judgment" : place.matches(".sb-claim") ? "Claim" : "";
  return [kind, words(place.querySelector(paragraph) ?? place.closest(paragraph) ?? place)];
}

/** Say where a link leads: a line that names the place, and what stands there. Of this page only the place is named. */
function describe(page, hash) {
  const title = page === document ? "" : words(page.querySelector("article h1"));
  const id = decodeURIComponent(hash.slice(1));
  const [part, text] = (id && atAnchor(page, id)) || ["", page.querySelector("meta[name=description]")?.content ?? ""];
  return { title: [title, part].filter(Boolean).join(" · "), text: shortened(text) };
}

/** Say whether a link leads to a page of this site, or to another place on this one. */
function isInside(link) {
  if (!link.href || link.origin !== location.origin || link.target || !link.closest("article")) return false;
  if (link.matches(".headerlink, .sb-permalink") || link.closest(".sb-find")) return false;
  const isHere = link.pathname === location.pathname;
  if (isHere) return link.hash.length > 1 && !/^H[1-6]$/.test(document.getElementById(link.hash.slice(1))?.tagName ?? "H1");
  return link.pathname.endsWith("/") && !link.search;
}

async function show(link) {
  const isHere = link.pathname === location.pathname;
  const page = isHere ? document : await fetchPage(link.origin + link.pathname).catch(() => null);
  if (asked !== link || !page || !link.isConnected) return;
  const { title, text } = describe(page, link.hash);
  if (!text || text === words(link)) return; // the link says it all itself
  hide();
  card = document.createElement("div");
  card.className = "sb-preview";
  card.id = "sb-preview";
  card.setAttribute("role", "tooltip");
  for (const [name, said] of [["title", title], ["text", text]]) {
    if (!said) continue;
    const line = document.createElement("p");
    line.className = `sb-preview__${name}`;
    line.textContent = said;
    card.append(line);
  }
  (link.closest("main") ?? document.body).append(card); // what stands outside of all landmarks is easily missed
  place(link);
  link.setAttribute("aria-describedby", card.id);
  shown = asked = link;
}

/** Put the card below its link, or above where there is more room, inside of the window. */
function place(link) {
  const at = [...link.getClientRects()].at(-1) ?? link.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8));
  const isAbove = at.bottom + height + 8 > window.innerHeight && at.top > height + 56; // 48 are the header's
  const around = card.offsetParent === document.body ? document.documentElement : card.offsetParent;
  const from = around.getBoundingClientRect();
  card.style.left = `${left - from.left}px`;
  card.style.top = `${(isAbove ? at.top - height - 6 : at.bottom + 6) - from.top}px`;
}

function hide() {
  shown?.removeAttribute("aria-describedby");
  card?.remove();
  card = shown = null;
}

function ask(link) {
  clearTimeout(timer);
  if (link === shown) return;
  asked = link;
  timer = setTimeout(() => show(link), DELAY);
}

function leave() {
  clearTimeout(timer);
  asked = shown;
  timer = setTimeout(away, GRACE);
}

function onPointer(event) {
  if (event.pointerType !== "mouse" || !(event.target instanceof Element)) return;
  if (card?.contains(event.target)) {
    clearTimeout(timer);
    return;
  }
  const link = event.target.closest("a");
  if (link && isInside(link)) ask(link);
  else if (asked || shown) leave();
}

function onFocus(event) {
  const link = event.target;
  if (link instanceof HTMLAnchorElement && link.matches(":focus-visible") && isInside(link)) ask(link);
  else if (asked || shown) leave();
}

function away() {
  clearTimeout(timer);
  asked = null;
  hide();
}

/** Begin to show previews, with the event that made somebody ask for the first. */
export function start(event) {
  document.addEventListener("pointerover", onPointer);
  document.addEventListener("focusin", onFocus);
  document.addEventListener("focusout", () => (asked || shown) && leave());
  document.addEventListener("keydown", (key) => key.key === "Escape" && away());
  document.addEventListener("click", away);
  window.document$?.subscribe(away); // with Material's instant loading, pages change without being loaded anew
  if (event.type === "focusin") onFocus(event);
  else onPointer(event);
}
