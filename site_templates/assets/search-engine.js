// Queries the Pagefind index and describes the results, for the header and the search page.

const STOP_WORDS = new Set(
  "a an and are as at be by for from had has have in into is it its of on or that the their to was were which with".split(" "),
);
const EXCERPT_LENGTH = 34; // words
const PLACEHOLDER = "§"; // the heading of parts without a heading of their own
// Every document begins with artificial words: one that is the same for all, and one for each id it is filed under. A search
// without words searches for them, because Pagefind would download the whole index otherwise. NO_PAGE is on no page.
// generator/search/documents.py writes them, and the headings below.
const EVERY_PAGE = "\u16a0";
const FILED_UNDER = "\u16a2";
const NO_PAGE = "\u16a1";
// The kind of text under a heading, by its level and id.
const LEVELS = { h2: "Claim", h3: "Judgment", h4: "Passage" };
const PARTS = {
  _assumptions: "Assumption",
  _gaps: "Not known",
  _background: "Background",
  _dated: "How it was dated",
  _text: "The article",
};

let engine = null; // a promise of Pagefind's instance
let failures = 0;
const pending = new Map(); // page id -> promise of the last request for the page

/** The index, or a part of it, could not be downloaded; the search can be repeated. */
export class NotReady extends Error {}

async function load(root) {
  // Browsers do not request a module again under the same URL if it failed to load.
  const retry = failures ? `?retry=${failures}` : "";
  const module = await import(new URL(`pagefind/pagefind.js${retry}`, root)).catch((error) => {
    failures += 1;
    throw error;
  });
  return module.createInstance({ baseUrl: root.pathname });
}

/**
 * Query the index. Pagefind does not request a file again that failed to load (offline, or the site was published again), so
 * an instance that fails is discarded, and the next query creates a new one.
 */
async function queryIndex(root, words, filters) {
  engine ??= load(root);
  const current = engine;
  try {
    const answer = await (await current).search(words, { filters });
    for (const result of answer.results) result.engine = current;
    return answer;
  } catch (error) {
    throw discard(current, error);
  }
}

function discard(failed, cause) {
  if (engine === failed) engine = null;
  failed.then((index) => index.destroy()).catch(() => {});
  return new NotReady("the index cannot be downloaded", { cause });
}

/**
 * Split a query into Pagefind queries: one for each quoted phrase, and one for all other words. Stop words are left out if
 * there are other words: they are on almost every page, and downloading their positions would be expensive.
 */
export function splitQuery(query) {
  const phrases = [];
  const words = [];
  for (const [whole, phrase] of query.replace(/[“”„«»]/g, '"').matchAll(/"([^"]+)"|[^"\s]+/g)) {
    if (phrase?.trim()) phrases.push(`"${phrase.trim()}"`);
    else if (!phrase) words.push(whole);
  }
  const significant = words.filter((word) => !STOP_WORDS.has(word.toLowerCase()));
  const chosen = significant.length || phrases.length ? significant : words;
  return chosen.length ? [...phrases, chosen.join(" ")] : phrases;
}

/**
 * Return whether a query has at least `minimum` Latin letters, or any other ones. The shorter it is, the more words begin with
 * it, and the more of the index is downloaded; a single Chinese or Korean character is specific enough.
 */
export function isLongEnough(query, minimum) {
  return splitQuery(query).some((words) => !isLatin(words) || words.replace(/\W/g, "").length >= minimum);
}

const isLatin = (text) => !/[^\u0000-\u024f]/.test(text);

/**
 * Search. `filters` maps facets to lists of ids: a page must have one of the ids of every facet. `facets` are the facets
 * whose values are counted; each costs a file of the index. An empty query finds every page that passes the filters.
 *
 * Returns `results`, for `describe`, and `values`: for each facet a map from id to {label, count}; `count` is null if it is
 * not known.
 */
export async function find(root, query, filters = {}, facets = []) {
  const queries = splitQuery(query);
  const used = Object.keys(filters).filter((facet) => filters[facet].length);
  const sent = queries.length ? queries : [artificialWord(filters)];
  const wanted = [...new Set([...facets, ...used])];
  const labels = {};
  for (const facet of used) labels[facet] = await valuesOf(root, facet);
  const chosen = (without) => {
    const result = Object.fromEntries(wanted.map((facet) => [facet, []]));
    for (const facet of used) {
      if (facet !== without) result[facet] = { any: filters[facet].map((id) => labels[facet].get(id) ?? id) };
    }
    return result;
  };
  const search = (without) => Promise.all(sent.map((words) => queryIndex(root, words, chosen(without))));
  const answers = await search();
  const [first, ...others] = answers;
  // The other values of a facet are counted as if nothing were chosen in it. If that means counting the whole site, which
  // takes seconds, they are not counted.
  const counts = async (facet) => {
    if (!used.includes(facet)) return first.filters[facet] ?? {};
    if (used.length > 1 && queries.length) return (await search(facet))[0].filters[facet] ?? {};
    return first.totalFilters[facet] ?? {};
  };
  const inAll = others.map((answer) => new Set(answer.results.map((result) => result.id)));
  let results = first.results.filter((result) => inAll.every((ids) => ids.has(result.id)));
  const withoutPhrase = answers[sent.findIndex((words) => !words.startsWith('"'))];
  const example = withoutPhrase?.results.find((result) => result.id === results[0]?.id);
  const isRelevant = !example || queries.length === 0 || (await hasWords(example, sent.at(-1)));
  if (!isRelevant) results = [];
  const hasCounts = (facet) => !others.length && (queries.length > 0 || !used.includes(facet));
  const values = {};
  for (const facet of wanted) {
    values[facet] = new Map(
      Object.entries(await counts(facet)).map(([value, count]) => {
        const [id, ...label] = value.split(" ");
        return [id, { label: label.join(" ") || id, count: hasCounts(facet) ? (isRelevant ? count : 0) : null }];
      }),
    );
  }
  return { results, values };
}

/**
 * Load the page of a result, one request at a time.
 *
 * Private API: Pagefind keeps one object for each page and writes the locations of the words into it, so two searches at the
 * same time, as while typing, would get the same locations. If Pagefind returned separate objects, this could go.
 */
function loadPage(result) {
  const load = async () => ({ ...(await result.data()) });
  const request = (pending.get(result.id) ?? Promise.resolve()).then(load);
  pending.set(result.id, request.catch(() => {}));
  return request.catch((error) => {
    throw discard(result.engine, error);
  });
}

/**
 * Return whether a result contains the words of the query. If no word of the index begins with one of them, Pagefind falls
 * back to the longest word that the query begins with: "truckload" finds "truck", but "amphibious" finds every "a".
 */
async function hasWords(result, query) {
  const page = await loadPage(result);
  const words = page.content.split(/[\r\n\s]+/);
  const hits = new Set(page.locations.flatMap((at) => wordsIn(words[at] ?? "")));
  return wordsIn(query).every((word) => {
    const length = [...word].length;
    const minimum = Math.min(length, Math.max(isLatin(word) ? 3 : 1, Math.ceil(length / 2)));
    const start = [...word].slice(0, minimum).join("");
    return [...hits].some((hit) => hit.includes(start));
  });
}

const wordsIn = (text) => normalise(text).match(/[\p{L}\p{N}]+/gu) ?? [];
const normalise = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC").toLowerCase().replace(/'/g, "");

/** Return the artificial word to search for: that of an id which all pages must be filed under, if there is one. */
function artificialWord(filters) {
  const facet = ["topic", "entity", "place", "publisher"].find((name) => filters[name]?.length === 1);
  return facet ? FILED_UNDER + filters[facet][0].replace(/[-_]/g, "") : EVERY_PAGE;
}

/** Return a map from the ids of a facet to its values in the index, `id label`. */
async function valuesOf(root, facet) {
  const { filters } = await queryIndex(root, NO_PAGE, { [facet]: [] });
  return new Map(Object.keys(filters[facet] ?? {}).map((value) => [value.split(" ", 1)[0], value]));
}

/**
 * Describe a result: its page and at most `maximum` places on it that match best, each with its URL and an excerpt, as pieces
 * of text with `hit`: whether the piece matches.
 */
export async function describe(result, maximum) {
  const page = await loadPage(result);
  const words = page.content.split(/[\r\n\s]+/);
  const anchors = page.anchors
    .filter((anchor) => /^h[2-6]$/.test(anchor.element) && anchor.text?.trim())
    .sort((one, other) => one.location - other.location);
  const places = new Map();
  for (const hit of page.weighted_locations) {
    const at = anchors.findLastIndex((anchor) => anchor.location <= hit.location);
    const place = places.get(at) ?? { at, score: 0, hits: new Set() };
    place.score += hit.balanced_score;
    place.hits.add(hit.location);
    places.set(at, place);
  }
  if (!places.size) places.set(-1, { at: -1, score: 0, hits: new Set() });
  const title = page.meta.title ?? "";
  const titleStart = words.findIndex((word) => !word.startsWith(EVERY_PAGE) && !word.startsWith(FILED_UNDER));
  const length = (text) => text.split(/\s+/).length;
  const best = [...places.values()].sort((one, other) => other.score - one.score || other.at - one.at).slice(0, maximum);
  return {
    title,
    kind: label(page.filters.kind),
    year: label(page.filters.year),
    url: page.url,
    places: best.map(({ at, hits }) => {
      const anchor = anchors[at];
      const from = anchor ? anchor.location + (anchor.text === PLACEHOLDER ? 1 : 0) : titleStart + length(title);
      return {
        label: anchor ? (LEVELS[anchor.element] ?? PARTS[anchor.id] ?? anchor.text) : "",
        url: anchor?.id ? `${page.url}#${anchor.id}` : page.url,
        pieces: excerpt(words, from, anchors[at + 1]?.location ?? words.length, hits),
      };
    }),
  };
}

/** Move pages whose title equals the query to the front; the others keep their rank. */
export function exactTitlesFirst(pages, query) {
  const wanted = wordsIn(query).join(" ");
  const isExact = ({ title }) => wordsIn(title).join(" ") === wanted;
  return [...pages.filter(isExact), ...pages.filter((page) => !isExact(page))];
}

const label = (values) => (values ?? []).map((value) => value.slice(value.indexOf(" ") + 1)).join(", ");

/** Return the excerpt with the most hits from `words[from]` to `words[end]`, as pieces of text. */
function excerpt(words, from, end, hits) {
  let start = from;
  let best = 0;
  for (let at = from; at < Math.max(from + 1, end - EXCERPT_LENGTH + 1); at += 1) {
    let count = 0;
    for (const hit of hits) count += hit >= at && hit < at + EXCERPT_LENGTH;
    if (count > best) [start, best] = [at, count];
  }
  if (best) {
    // Begin a few words before the first hit, or with the beginning if the hit is near it.
    const [first] = [...hits].filter((hit) => hit >= start).sort((one, other) => one - other);
    start = Math.max(from, Math.min(first - 6, end - EXCERPT_LENGTH));
    if (first - from < EXCERPT_LENGTH / 2) start = from;
  }
  const stop = Math.min(end, start + EXCERPT_LENGTH);
  const pieces = [];
  const add = (text, hit, space = " ") => {
    const last = pieces.at(-1);
    if (last && last.hit === hit) last.text += space + text;
    else pieces.push({ text: pieces.length ? space + text : text, hit });
  };
  if (start > from) add("…", false);
  for (let at = start; at < stop; at += 1) {
    const [, before, word, after] = words[at].match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su);
    if (hits.has(at) && word) {
      // Do not highlight punctuation around a word.
      if (before) add(before, false);
      add(word, true, before ? "" : " ");
      if (after) add(after, false, "");
    } else if (words[at]) add(words[at], false);
  }
  if (stop < end) add("…", false);
  return pieces;
}

/** Create an element; `children` are elements or strings, which are never parsed as HTML. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** Return the pieces of an excerpt as nodes, with hits in <mark> elements. */
export function highlight(pieces) {
  return pieces.map(({ text, hit }) => {
    if (!hit) return text;
    const space = text.startsWith(" ") ? " " : "";
    const fragment = document.createDocumentFragment();
    fragment.append(space, element("mark", {}, text.slice(space.length)));
    return fragment;
  });
}

export const countOf = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

/** Return a function that calls `work` once, so many milliseconds after its own last call. */
export function debounce(milliseconds, work) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), milliseconds);
  };
}

export const NOT_READY = "The search index cannot be fetched: the line is down, or it is still being made. Trying again …";
export const RETRY = 2000; // milliseconds
