// The search page: results, facets to filter them by, and a URL that repeats the search.

import { countOf, debounce, describe, element, exactTitlesFirst, find, highlight, isLongEnough, NOT_READY, NotReady, RETRY } from "./search-engine.js";

// The facets, in the order in which they are shown and occur in URLs.
const FACETS = { kind: "Kind of page", topic: "Topic", entity: "Person or thing", place: "Place", publisher: "Publisher", year: "Year" };
const PAGE_SIZE = 10; // results
const MAX_VALUES = 12; // values of a facet shown before "Show all"
const HINT =
  "Type what you look for. Words in quotation marks are found only as they stand. " +
  "Without any words, choose something to narrow the site down to.";

/** Set up the search page. `page` is its element, `root` the URL of the site's root. */
export function startPage(page, root) {
  const field = element("input", {
    type: "search", name: "q", maxlength: "200", class: "sb-find__field", "aria-label": "Search for",
    placeholder: "Words, or \"an exact phrase\"", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
  });
  const form = element("form", { role: "search", class: "sb-find__form" }, field);
  const chips = element("ul", { class: "sb-find__chips", "aria-label": "Narrowed to" });
  const status = element("p", { class: "sb-find__status", role: "status" });
  const list = element("ol", { class: "sb-find__list" });
  const more = element("button", { type: "button", class: "sb-find__more md-button", hidden: true }, "More results");
  const facets = Object.fromEntries(Object.entries(FACETS).map(([name, title]) => [name, facet(name, title)]));
  const narrow = element("button", { type: "button", class: "sb-find__narrow", "aria-expanded": "false", "aria-controls": "sb-facets" }, "Narrow down");
  const aside = element("div", { id: "sb-facets", class: "sb-find__facets", role: "group", "aria-label": "Narrow down" }, ...Object.values(facets).map(({ group }) => group));
  const key = element("label", { class: "sb-find__key" }, element("input", { type: "checkbox", "data-sb-key": "" }), " The key / leads to the search");
  page.replaceChildren(form, narrow, aside, element("div", { class: "sb-find__found" }, chips, status, list, more, key));

  let state = readUrl();
  let found = { results: [], values: {} };
  let shown = 0;
  let latestSearch = 0;

  function readUrl() {
    const parameters = new URLSearchParams(location.search);
    const filters = Object.fromEntries(Object.keys(FACETS).map((name) => [name, [...new Set(parameters.getAll(name))].filter(Boolean)]));
    return { query: parameters.get("q") ?? "", filters };
  }

  function writeUrl() {
    const words = state.query.trim() ? [["q", state.query.trim()]] : [];
    const chosen = Object.entries(state.filters).flatMap(([name, ids]) => ids.map((id) => [name, id]));
    const search = new URLSearchParams([...words, ...chosen]).toString();
    history.replaceState(history.state, "", `${location.pathname}${search && `?${search}`}`);
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
    try {
      const answer = await find(root, hasQuery ? state.query : "", state.filters, opened);
      if (thisSearch !== latestSearch) return;
      found = hasQuery || isFiltered() ? answer : { results: [], values: answer.values };
      for (const [name, values] of Object.entries(answer.values)) facets[name].show(values, state.filters[name]);
      const count = found.results.length;
      await showResults(!hasQuery && !isFiltered() ? HINT : count ? `${countOf(count, "page")} found` : "");
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
    list.replaceChildren(...exactTitlesFirst(first, state.query).map(hit));
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

  function showNothingFound() {
    const topics = element("a", { href: new URL("topics/", root).href }, "topic index");
    const advice = isFiltered() ? "Take away what it is narrowed to, try" : "Try";
    status.replaceChildren(
      element("strong", {}, state.query.trim() ? `Nothing found for ${state.query.trim()}.` : "Nothing found."),
      ` ${advice} fewer or other words, or without quotation marks, or look through the `, topics, ".",
    );
  }

  function showChips() {
    chips.replaceChildren(
      ...Object.entries(state.filters).flatMap(([name, ids]) =>
        ids.map((id) => {
          const label = found.values[name]?.get(id)?.label ?? id;
          const button = element("button", { type: "button", class: "sb-find__chip", "aria-label": `${FACETS[name]}: ${label}. Take away` }, `${FACETS[name]}: ${label} `, element("span", { "aria-hidden": "true" }, "×"));
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
    search();
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
        return element("li", {}, element("label", {}, box, element("span", {}, label), " ", element("span", { class: "sb-count" }, count === null ? "" : count.toLocaleString("en"))));
      }));
      if (!sorted.length) values.append(element("li", { class: "sb-facet__none" }, "None of these pages has one."));
      all.hidden = shown.length === sorted.length;
      all.textContent = `Show all ${sorted.length}`;
      if (focusedValue) [...values.querySelectorAll("input")].find((box) => box.value === focusedValue)?.focus();
    }

    return { group: element("div", { class: "sb-facet" }, button, body), isOpen, open, show };
  }

  function searchFromUrl() {
    state = readUrl();
    field.value = state.query;
    for (const [name, ids] of Object.entries(state.filters)) if (ids.length) facets[name].open(true);
    search();
  }

  const searchSoon = debounce(250, () => search(3)); // the reader may still be typing a longer word
  field.addEventListener("input", () => {
    state.query = field.value;
    latestSearch += 1;
    searchSoon();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  more.addEventListener("click", showMore);
  narrow.addEventListener("click", () => {
    const isShown = aside.classList.toggle("sb-find__facets--open"); // on small screens; elsewhere facets are always visible
    narrow.setAttribute("aria-expanded", String(isShown));
  });
  window.addEventListener("popstate", () => page.isConnected && searchFromUrl());
  searchFromUrl();
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
        ...highlight(place.pieces),
      ),
    ),
  );
  return element(
    "li",
    { class: "sb-hit" },
    element("h2", { class: "sb-hit__title" }, element("a", { href: page.url }, page.title)),
    element("p", { class: "sb-hit__kind" }, [page.kind, page.year].filter(Boolean).join(" · ")),
    element("ul", { class: "sb-hit__places" }, ...places),
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
