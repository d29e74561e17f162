// The search field in the header, with a list of results below it (ARIA combobox pattern).

/* global _ -- translated when the asset is made */

import {
  debounce, describe, didYouMean, element, find, highlight, isLongEnough, NOT_READY, NotReady, pagesFound, RETRY, SEARCHING,
} from "./search-engine.js";

const MAX_RESULTS = 6;

/** Set up the search in the header. `header` is its element, `root` the URL of the site's root. */
export function startHeader(header, root) {
  const form = header.querySelector("form");
  const field = header.querySelector("input");
  const list = element("div", { role: "listbox", id: "sb-search-list", "aria-label": _("Results"), class: "sb-search__list" });
  const note = element("p", { class: "sb-search__note" });
  const all = element("a", { class: "sb-search__all", href: form.action });
  const panel = element("div", { class: "sb-search__panel", hidden: true }, note, list, all);
  const liveRegion = element("p", { class: "sb-search__said", role: "status" }); // announced only if it exists before its text
  header.append(panel, liveRegion);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-haspopup": "listbox",
  })) {
    field.setAttribute(name, value);
  }
  let latestSearch = 0;
  let activeIndex = -1;

  function showPanel(isShown) {
    panel.hidden = !isShown;
    field.setAttribute("aria-expanded", String(isShown));
    if (!isShown) activate(-1);
  }

  function activate(index) {
    activeIndex = index;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === index)));
    const option = list.children[index];
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function announce(text) {
    note.textContent = text;
    liveRegion.textContent = text;
  }

  async function search() {
    const query = field.value.trim();
    const thisSearch = ++latestSearch;
    if (!isLongEnough(query, 3)) {
      showPanel(false);
      liveRegion.textContent = "";
      return;
    }
    if (panel.hidden && !list.children.length) {
      note.textContent = SEARCHING;
      all.textContent = _("Search page");
      if (header.contains(document.activeElement)) showPanel(true);
    }
    try {
      const { results, instead, isSlip } = await find(root, query);
      const described = await Promise.all(results.slice(0, MAX_RESULTS).map((result) => describe(result, 1)));
      if (thisSearch !== latestSearch) return; // the query has changed since
      list.replaceChildren(...described.map(option));
      activate(-1);
      const count = results.length ? pagesFound(results.length) : _("Nothing found for {query}", { query });
      announce(isSlip ? `${didYouMean(query, instead)} ${count}` : count);
      all.href = `${form.action}?${new URLSearchParams({ q: isSlip ? instead : query })}`;
      all.textContent = results.length ? _("All results") : _("Search page");
    } catch (error) {
      if (thisSearch !== latestSearch) return;
      list.replaceChildren();
      all.textContent = _("Search page");
      announce(NOT_READY);
      if (error instanceof NotReady) setTimeout(() => thisSearch === latestSearch && search(), RETRY);
      else throw error;
    }
    if (header.contains(document.activeElement)) showPanel(true);
  }

  field.addEventListener("input", () => {
    latestSearch += 1;
  });
  field.addEventListener("input", debounce(200, search));
  field.addEventListener("focus", () => list.children.length && field.value.trim() && showPanel(true));
  header.addEventListener("focusout", (event) => header.contains(event.relatedTarget) || showPanel(false));
  panel.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  panel.addEventListener("click", (event) => event.target.closest("a") && field.blur()); // closes the panel
  field.addEventListener("keydown", (event) => {
    const options = list.children.length;
    if (event.isComposing) return; // an input method is composing, for example a Korean syllable
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options) {
      event.preventDefault();
      if (panel.hidden) showPanel(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One more position than options: the field itself is between the last and the first.
      activate(((activeIndex + 1 + step + options + 1) % (options + 1)) - 1);
    } else if (event.key === "Enter" && activeIndex >= 0) {
      event.preventDefault();
      list.children[activeIndex].click();
    } else if (event.key === "Escape") {
      event.preventDefault(); // browsers would clear the field at once
      if (panel.hidden) field.value = "";
      if (panel.hidden) field.blur();
      latestSearch += 1;
      showPanel(false);
    }
  });
  search();
}

/** Return the option for a page: a link to the place that matches best. */
function option(page, number) {
  const [place] = page.places;
  const details = [page.kind, place?.label].filter(Boolean).join(" · ");
  return element(
    "a",
    { role: "option", id: `sb-search-${number}`, "aria-selected": "false", tabindex: "-1", href: place?.url ?? page.url, class: "sb-search__option" },
    element("span", { class: "sb-search__title", lang: page.lang }, page.title),
    " ",
    element("span", { class: "sb-search__kind" }, details),
    " ",
    element("span", { class: "sb-search__excerpt", lang: page.lang }, ...highlight(place?.pieces ?? [])),
  );
}
