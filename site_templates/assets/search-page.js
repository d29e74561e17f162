// The search page: results, facets to filter them by, and a URL that repeats the search.

/* global _, LOCALE -- translated when the asset is made */

import {
  debounce, describe, didYouMean, element, fillGap, find, GAP, highlight, isLongEnough, NOT_READY, NotReady, pagesFound, RETRY, SEARCHING,
  startAgain,
} from "./search-engine.js";

// The facets, in the order in which they are shown and occur in URLs.
const FACETS = {
  kind: _("Kind of page"), topic: _("Topic"), entity: _("Person or thing"), place: _("Place"), publisher: _("Publisher"), year: _("Year"),
};
const PAGE_SIZE = 10; // results
const MAX_VALUES = 12; // values of a facet shown before "Show all"
const SETTLED = 1500; // milliseconds without typing, after which a query is one to go back to
const HINT = _("Search for words, or use quotation marks for an exact phrase. You can also browse with the filters alone.");

/** Set up the search page. `page` is its element, `root` the URL of the site's root. */
export function startPage(page, root) {
  const field = element("input", {
    type: "search", name: "q", maxlength: "200", class: "sb-find__field", "aria-label": _("Search for"),
    placeholder: _("Words, or \"an exact phrase\""), autocomplete: "off", autocapitalize: "off", spellcheck: "false",
  });
  const form = element("form", { role: "search", class: "sb-find__form" }, field);
  const chips = element("ul", { class: "sb-find__chips", "aria-label": _("Active filters") });
  const status = element("p", { class: "sb-find__status", role: "status" });
  const list = element("ol", { class: "sb-find__list" });
  const more = element("button", { type: "button", class: "sb-find__more md-button", hidden: true }, _("More results"));
  const facets = Object.fromEntries(Object.entries(FACETS).map(([name, title]) => [name, facet(name, title)]));
  const narrow = element("button", { type: "button", class: "sb-find__narrow", "aria-expanded": "false", "aria-controls": "sb-facets" }, _("Filters"));
  const aside = element("div", { id: "sb-facets", class: "sb-find__facets", role: "group", "aria-label": _("Filters") }, ...Object.values(facets).map(({ group }) => group));
  const key = element("label", { class: "sb-find__key" }, element("input", { type: "checkbox", "data-sb-key": "" }), " ", _("Press / to search"));
  const isBehind = "sbBehind" in page.dataset; // only in `mkdocs serve`
  const behind = element("p", { class: "sb-find__status", role: "status", hidden: !isBehind }, _("Your last edit is not in the search yet …"));
  page.replaceChildren(form, narrow, aside, element("div", { class: "sb-find__found" }, behind, chips, status, list, more, key));

  let state = readUrl();
  let found = { results: [], values: {} };
  let shown = 0;
  let latestSearch = 0;
  let isSettled = true; // so that the next change is one to go back from

  function readUrl() {
    const parameters = new URLSearchParams(location.search);
    const filters = Object.fromEntries(Object.keys(FACETS).map((name) => [name, [...new Set(parameters.getAll(name))].filter(Boolean)]));
    return { query: parameters.get("q") ?? "", filters };
  }

  function writeUrl() {
    const words = state.query.trim() ? [["q", state.query.trim()]] : [];
    const chosen = Object.entries(state.filters).flatMap(([name, ids]) => ids.map((id) => [name, id]));
    const search = new URLSearchParams([...words, ...chosen]).toString();
    const url = `${location.pathname}${search && `?${search}`}`;
    if (url === location.pathname + location.search) return;
    history[isSettled ? "pushState" : "replaceState"](history.state, "", url);
    isSettled = false;
  }

  const isFiltered = () => Object.values(state.filters).some((ids) => ids.length);

  async function search(minimum = 2) {
    const thisSearch = ++latestSearch;
    writeUrl();
    const opened = Object.keys(facets).filter((name) => facets[name].isOpen());
    const hasQuery = isLongEnough(state.query, minimum);
    if (!hasQuery && !isFiltered() && !opened.length) {
      found = { results: [], values: {} };
      return showResults(HINT);
    }
    page.setAttribute("aria-busy", "true");
    status.textContent ||= SEARCHING;
    try {
      const answer = await find(root, hasQuery ? state.query : "", state.filters, opened);
      if (thisSearch !== latestSearch) return;
      found = hasQuery || isFiltered() ? answer : { results: [], values: answer.values };
      for (const [name, values] of Object.entries(answer.values)) facets[name].show(values, state.filters[name]);
      const count = found.results.length;
      await showResults(!hasQuery && !isFiltered() ? HINT : count ? pagesFound(count) : "");
      if (thisSearch === latestSearch && answer.isSlip) showSlip(answer.instead);
    } catch (error) {
      if (thisSearch !== latestSearch) return;
      status.textContent = NOT_READY;
      if (error instanceof NotReady) setTimeout(() => thisSearch === latestSearch && search(), RETRY);
      else throw error;
    } finally {
      if (thisSearch === latestSearch) page.removeAttribute("aria-busy");
    }
  }

  async function showResults(message) {
    const thisSearch = latestSearch;
    const first = await Promise.all(found.results.slice(0, PAGE_SIZE).map((result) => describe(result, 3)));
    if (thisSearch !== latestSearch) return;
    shown = first.length;
    list.replaceChildren(...first.map(hit));
    more.hidden = shown >= found.results.length;
    showChips();
    if (message) status.replaceChildren(message);
    else showNothingFound();
  }

  async function showMore() {
    const thisSearch = latestSearch;
    let next;
    try {
      next = await Promise.all(found.results.slice(shown, shown + PAGE_SIZE).map((result) => describe(result, 3)));
    } catch (error) {
      if (!(error instanceof NotReady)) throw error;
      if (thisSearch === latestSearch) search(); // the index that these results came from has been discarded
      return;
    }
    if (thisSearch !== latestSearch) return;
    const items = next.map(hit);
    shown += items.length;
    list.append(...items);
    more.hidden = shown >= found.results.length;
    items[0]?.querySelector("a").focus();
  }

  /** Say that the results are those of another query. */
  function showSlip(instead) {
    const link = element("a", { href: `?${new URLSearchParams({ q: instead })}` }, instead);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      [isSettled, state.query, field.value] = [true, instead, instead];
      field.focus();
      search();
    });
    status.prepend(...fillGap(didYouMean(state.query.trim(), GAP), link), " ");
  }

  function showNothingFound() {
    const topics = element("a", { href: new URL("topics/", root).href }, _("topic index"));
    const query = state.query.trim();
    const advice = isFiltered()
      ? _("Try removing filters, using fewer or different words, or dropping the quotation marks, or browse the {topics}.", { topics: GAP })
      : _("Try using fewer or different words, or dropping the quotation marks, or browse the {topics}.", { topics: GAP });
    status.replaceChildren(
      element("strong", {}, query ? _("Nothing found for {query}.", { query }) : _("Nothing found.")),
      " ", ...fillGap(advice, topics),
    );
  }

  function showChips() {
    chips.replaceChildren(
      ...Object.entries(state.filters).flatMap(([name, ids]) =>
        ids.map((id) => {
          const label = found.values[name]?.get(id)?.label ?? id;
          const chosen = _("{filter}: {value}", { filter: FACETS[name], value: label });
          const button = element("button", { type: "button", class: "sb-find__chip", "aria-label": _("Remove filter {filter}", { filter: chosen }) }, chosen, " ", element("span", { "aria-hidden": "true" }, "×"));
          button.addEventListener("click", () => {
            choose(name, id, false);
            field.focus();
          });
          return element("li", {}, button);
        }),
      ),
    );
  }

  function choose(name, id, isChosen) {
    const others = state.filters[name].filter((other) => other !== id);
    state.filters[name] = isChosen ? [...others, id] : others;
    isSettled = true;
    search();
    isSettled = true;
  }

  /** Create a facet: a button that opens a list of values to choose from, downloaded when it is first opened. */
  function facet(name, title) {
    const id = `sb-facet-${name}`;
    const button = element("button", { type: "button", class: "sb-facet__title", "aria-expanded": "false", "aria-controls": id }, title);
    const values = element("ul", { class: "sb-facet__values" });
    const all = element("button", { type: "button", class: "sb-facet__all", hidden: true });
    const body = element("div", { id, class: "sb-facet__body", hidden: true }, values, all);
    let isComplete = false;
    let last = [new Map(), []];

    const isOpen = () => !body.hidden;
    function open(isShown) {
      body.hidden = !isShown;
      button.setAttribute("aria-expanded", String(isShown));
    }
    button.addEventListener("click", () => {
      open(!isOpen());
      if (isOpen()) search();
    });
    all.addEventListener("click", () => {
      isComplete = true;
      show(...last);
      values.querySelectorAll("input")[MAX_VALUES]?.focus();
    });

    function show(counts, chosen) {
      last = [counts, chosen];
      const focusedValue = values.contains(document.activeElement) ? document.activeElement.value : null;
      const order = ([id, { label, count }]) => [!chosen.includes(id), -(count ?? 0), label.toLowerCase()];
      const sorted = [...counts]
        .filter(([id, { count }]) => count !== 0 || chosen.includes(id))
        .sort((one, other) => (name === "year" ? compareYears(one, other) : compareLists(order(one), order(other))));
      const shown = isComplete ? sorted : sorted.slice(0, MAX_VALUES);
      values.replaceChildren(...shown.map(([id, { label, count }]) => {
        const box = element("input", { type: "checkbox", value: id });
        box.checked = chosen.includes(id);
        box.addEventListener("change", () => choose(name, id, box.checked));
        return element("li", {}, element("label", {}, box, element("span", {}, label), " ", element("span", { class: "sb-count" }, count === null ? "" : count.toLocaleString(LOCALE))));
      }));
      if (!sorted.length) values.append(element("li", { class: "sb-facet__none" }, _("No options for these results.")));
      all.hidden = shown.length === sorted.length;
      all.textContent = _("Show all {n}", { n: sorted.length.toLocaleString(LOCALE) });
      if (focusedValue) [...values.querySelectorAll("input")].find((box) => box.value === focusedValue)?.focus();
    }

    return { group: element("div", { class: "sb-facet" }, button, body), isOpen, open, show };
  }

  /** Search again when the index has the last edit: until then, this page is served with a mark. */
  async function waitForIndex() {
    while (page.isConnected) {
      await new Promise((resolve) => setTimeout(resolve, RETRY));
      const answer = await fetch(location.href);
      if (answer.ok && !(await answer.text()).includes("data-sb-behind")) break;
    }
    behind.hidden = true;
    startAgain();
    search();
  }

  function searchFromUrl() {
    isSettled = true;
    state = readUrl();
    field.value = state.query;
    for (const [name, ids] of Object.entries(state.filters)) if (ids.length) facets[name].open(true);
    search();
  }

  const searchSoon = debounce(250, () => search(3)); // the reader may still be typing a longer word
  const settle = debounce(SETTLED, () => (isSettled = true));
  field.addEventListener("input", () => {
    state.query = field.value;
    latestSearch += 1;
    searchSoon();
    settle();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
    isSettled = true;
  });
  more.addEventListener("click", showMore);
  narrow.addEventListener("click", () => {
    const isShown = aside.classList.toggle("sb-find__facets--open"); // on small screens; elsewhere facets are always visible
    narrow.setAttribute("aria-expanded", String(isShown));
  });
  window.addEventListener("popstate", () => page.isConnected && searchFromUrl());
  searchFromUrl();
  if (isBehind) waitForIndex();
  if (!state.query && !isFiltered()) field.focus({ preventScroll: true });
}

/** Return the list item of a result: its page, and below it the places that match. */
function hit(page) {
  const places = page.places.map((place) =>
    element(
      "li",
      {},
      element(
        "a",
        { href: place.url, class: "sb-hit__place" },
        ...(place.label ? [element("span", { class: "sb-hit__label" }, place.label), " "] : []),
        element("span", { lang: page.lang }, ...highlight(place.pieces)),
      ),
    ),
  );
  return element(
    "li",
    { class: "sb-hit" },
    element("h2", { class: "sb-hit__title" }, element("a", { href: page.url, lang: page.lang }, page.title)),
    element("p", { class: "sb-hit__kind" }, [page.kind, page.year].filter(Boolean).join(" · ")),
    ...(places.length ? [element("ul", { class: "sb-hit__places" }, ...places)] : []),
  );
}

const compareYears = ([one], [other]) => Number(other) - Number(one);

/** Compare two lists by their first difference. */
function compareLists(one, other) {
  for (const index of one.keys()) {
    if (one[index] !== other[index]) return one[index] < other[index] ? -1 : 1;
  }
  return 0;
}
