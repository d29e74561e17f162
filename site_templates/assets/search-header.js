// The search in the header: a field with a list of results below it, in the pattern that ARIA calls a combobox.

import { afterPause, counted, describe, element, find, isEnough, marked, NOT_READY, NotReady, RETRY, titledFirst } from "./search-engine.js";

const SHOWN = 6;

/** Make the header's search show results. `header` is its element, `root` the address of the site's root. */
export function startHeader(header, root) {
  const form = header.querySelector("form");
  const field = header.querySelector("input");
  const list = element("div", { role: "listbox", id: "sb-search-list", "aria-label": "Results", class: "sb-search__list" });
  const note = element("p", { class: "sb-search__note" });
  const all = element("a", { class: "sb-search__all", href: form.action });
  const panel = element("div", { class: "sb-search__panel", hidden: true }, note, list, all);
  const said = element("p", { class: "sb-search__said", role: "status" }); // always there, else it is not read out
  header.append(panel, said);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-haspopup": "listbox",
  })) {
    field.setAttribute(name, value);
  }
  let latest = 0;
  let active = -1;

  function show(is) {
    panel.hidden = !is;
    field.setAttribute("aria-expanded", String(is));
    if (!is) activate(-1);
  }

  function activate(at) {
    active = at;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
    const option = list.children[at];
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function say(words) {
    note.textContent = words;
    said.textContent = words;
  }

  async function search() {
    const query = field.value.trim();
    const mine = ++latest;
    if (!isEnough(query, 3)) {
      show(false);
      said.textContent = "";
      return;
    }
    try {
      const { results } = await find(root, query);
      const described = await Promise.all(results.slice(0, SHOWN).map((result) => describe(result, 1)));
      if (mine !== latest) return; // another key came meanwhile
      list.replaceChildren(...titledFirst(described, query).map(option));
      activate(-1);
      say(results.length ? `${counted(results.length, "page")} found` : `Nothing found for ${query}`);
      all.href = `${form.action}?${new URLSearchParams({ q: query })}`;
      all.textContent = results.length ? "All results" : "Search page";
    } catch (error) {
      if (mine !== latest) return;
      list.replaceChildren();
      all.textContent = "Search page";
      say(NOT_READY);
      if (error instanceof NotReady) setTimeout(() => mine === latest && search(), RETRY);
      else throw error;
    }
    if (header.contains(document.activeElement)) show(true);
  }

  field.addEventListener("input", () => {
    latest += 1;
  });
  field.addEventListener("input", afterPause(200, search));
  field.addEventListener("focus", () => list.children.length && field.value.trim() && show(true));
  header.addEventListener("focusout", (event) => header.contains(event.relatedTarget) || show(false));
  panel.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  panel.addEventListener("click", (event) => event.target.closest("a") && field.blur()); // until a result is gone to
  field.addEventListener("keydown", (event) => {
    const options = list.children.length;
    if (event.isComposing) return; // a Korean syllable is being put together
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options) {
      event.preventDefault();
      if (panel.hidden) show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than options: the field itself comes between the last and the first.
      activate(((active + 1 + step + options + 1) % (options + 1)) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      list.children[active].click();
    } else if (event.key === "Escape") {
      event.preventDefault(); // browsers would empty the field at once
      if (panel.hidden) field.value = "";
      if (panel.hidden) field.blur();
      latest += 1;
      show(false);
    }
  });
  search();
}

/** Show one result: a link that opens at the place that matches best. */
function option(page, number) {
  const [place] = page.places;
  const details = [page.kind, place.label].filter(Boolean).join(" · ");
  return element(
    "a",
    { role: "option", id: `sb-search-${number}`, "aria-selected": "false", tabindex: "-1", href: place.url, class: "sb-search__option" },
    element("span", { class: "sb-search__title" }, page.title),
    " ",
    element("span", { class: "sb-search__kind" }, details),
    " ",
    element("span", { class: "sb-search__excerpt" }, ...marked(place.pieces)),
  );
}
