// The search page: results, what they can be narrowed by, and an address that leads to the same again.

import { afterPause, counted, describe, element, find, isEnough, marked, NOT_READY, NotReady, RETRY, titledFirst } from "./search-engine.js";

// The facets, in the order in which they are shown and stand in addresses.
const FACETS = { kind: "Kind of page", topic: "Topic", entity: "Person or thing", place: "Place", publisher: "Publisher", year: "Year" };
const STEP = 10; // results at a time
const FEW = 12; // values of a facet before "Show all"
const HINT =
  "Type what you look for. Words in quotation marks are found only as they stand. " +
  "Without any words, choose something to narrow the site down to.";

/** Make the search page work. `page` is its element, `root` the address of the site's root. */
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

  let state = readAddress();
  let found = { results: [], values: {} };
  let shown = 0;
  let latest = 0;

  function readAddress() {
    const given = new URLSearchParams(location.search);
    const filters = Object.fromEntries(Object.keys(FACETS).map((name) => [name, [...new Set(given.getAll(name))].filter(Boolean)]));
    return { query: given.get("q") ?? "", filters };
  }

  function writeAddress() {
    const words = state.query.trim() ? [["q", state.query.trim()]] : [];
    const chosen = Object.entries(state.filters).flatMap(([name, ids]) => ids.map((id) => [name, id]));
    const search = new URLSearchParams([...words, ...chosen]).toString();
    history.replaceState(history.state, "", `${location.pathname}${search && `?${search}`}`);
  }

  const isNarrowed = () => Object.values(state.filters).some((ids) => ids.length);

  async function search(least = 2) {
    const mine = ++latest;
    writeAddress();
    const opened = Object.keys(facets).filter((name) => facets[name].isOpen());
    const enough = isEnough(state.query, least);
    if (!enough && !isNarrowed() && !opened.length) {
      found = { results: [], values: {} };
      return showResults(HINT);
    }
    page.setAttribute("aria-busy", "true");
    try {
      const answer = await find(root, enough ? state.query : "", state.filters, opened);
      if (mine !== latest) return;
      found = enough || isNarrowed() ? answer : { results: [], values: answer.values };
      for (const [name, values] of Object.entries(answer.values)) facets[name].show(values, state.filters[name]);
      const count = found.results.length;
      await showResults(!enough && !isNarrowed() ? HINT : count ? `${counted(count, "page")} found` : "");
    } catch (error) {
      if (mine !== latest) return;
      status.textContent = NOT_READY;
      if (error instanceof NotReady) setTimeout(() => mine === latest && search(), RETRY);
      else throw error;
    } finally {
      if (mine === latest) page.removeAttribute("aria-busy");
    }
  }

  async function showResults(words) {
    const mine = latest;
    const first = await Promise.all(found.results.slice(0, STEP).map((result) => describe(result, 3)));
    if (mine !== latest) return;
    shown = first.length;
    list.replaceChildren(...titledFirst(first, state.query).map(hit));
    more.hidden = shown >= found.results.length;
    showChips();
    if (words) status.replaceChildren(words);
    else nothingFound();
  }

  async function showMore() {
    const mine = latest;
    let next;
    try {
      next = await Promise.all(found.results.slice(shown, shown + STEP).map((result) => describe(result, 3)));
    } catch (error) {
      if (!(error instanceof NotReady)) throw error;
      if (mine === latest) search(); // the index that had found them is gone
      return;
    }
    if (mine !== latest) return;
    const items = next.map(hit);
    shown += items.length;
    list.append(...items);
    more.hidden = shown >= found.results.length;
    items[0]?.querySelector("a").focus();
  }

  function nothingFound() {
    const topics = element("a", { href: new URL("topics/", root).href }, "topic index");
    const advice = isNarrowed() ? "Take away what it is narrowed to, try" : "Try";
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

  function choose(name, id, is) {
    const others = state.filters[name].filter((other) => other !== id);
    state.filters[name] = is ? [...others, id] : others;
    search();
  }

  /** Make one facet: a button that opens a list of values to choose from, fetched when it is first opened. */
  function facet(name, title) {
    const id = `sb-facet-${name}`;
    const button = element("button", { type: "button", class: "sb-facet__title", "aria-expanded": "false", "aria-controls": id }, title);
    const values = element("ul", { class: "sb-facet__values" });
    const all = element("button", { type: "button", class: "sb-facet__all", hidden: true });
    const body = element("div", { id, class: "sb-facet__body", hidden: true }, values, all);
    let isWhole = false;
    let known = [new Map(), []];

    const isOpen = () => !body.hidden;
    function open(is) {
      body.hidden = !is;
      button.setAttribute("aria-expanded", String(is));
    }
    button.addEventListener("click", () => {
      open(!isOpen());
      if (isOpen()) search();
    });
    all.addEventListener("click", () => {
      isWhole = true;
      show(...known);
      values.querySelectorAll("input")[FEW]?.focus();
    });

    function show(counts, chosen) {
      known = [counts, chosen];
      const had = values.contains(document.activeElement) ? document.activeElement.value : null;
      const order = ([id, { label, count }]) => [!chosen.includes(id), -(count ?? 0), label.toLowerCase()];
      const sorted = [...counts]
        .filter(([id, { count }]) => count !== 0 || chosen.includes(id))
        .sort((one, other) => (name === "year" ? byYear(one, other) : inOrder(order(one), order(other))));
      const shown = isWhole ? sorted : sorted.slice(0, FEW);
      values.replaceChildren(...shown.map(([id, { label, count }]) => {
        const box = element("input", { type: "checkbox", value: id });
        box.checked = chosen.includes(id);
        box.addEventListener("change", () => choose(name, id, box.checked));
        return element("li", {}, element("label", {}, box, element("span", {}, label), " ", element("span", { class: "sb-count" }, count === null ? "" : count.toLocaleString("en"))));
      }));
      if (!sorted.length) values.append(element("li", { class: "sb-facet__none" }, "None of these pages has one."));
      all.hidden = shown.length === sorted.length;
      all.textContent = `Show all ${sorted.length}`;
      if (had) [...values.querySelectorAll("input")].find((box) => box.value === had)?.focus();
    }

    return { group: element("div", { class: "sb-facet" }, button, body), isOpen, open, show };
  }

  function follow() {
    state = readAddress();
    field.value = state.query;
    for (const [name, ids] of Object.entries(state.filters)) if (ids.length) facets[name].open(true);
    search();
  }

  const searchSoon = afterPause(250, () => search(3)); // two letters may be the beginning of a longer word
  field.addEventListener("input", () => {
    state.query = field.value;
    latest += 1;
    searchSoon();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  more.addEventListener("click", showMore);
  narrow.addEventListener("click", () => {
    const is = aside.classList.toggle("sb-find__facets--open"); // on a small screen; else they are always seen
    narrow.setAttribute("aria-expanded", String(is));
  });
  window.addEventListener("popstate", () => page.isConnected && follow());
  follow();
  if (!state.query && !isNarrowed()) field.focus({ preventScroll: true });
}

/** Show one result: its page, and under it the places that match. */
function hit(page) {
  const places = page.places.map((place) =>
    element(
      "li",
      {},
      element(
        "a",
        { href: place.url, class: "sb-hit__place" },
        ...(place.label ? [element("span", { class: "sb-hit__label" }, place.label), " "] : []),
        ...marked(place.pieces),
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

const byYear = ([one], [other]) => Number(other) - Number(one);

/** Compare two lists of things, the first difference counts. */
function inOrder(one, other) {
  for (const at of one.keys()) {
    if (one[at] !== other[at]) return one[at] < other[at] ? -1 : 1;
  }
  return 0;
}
