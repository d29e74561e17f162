// Queries the Pagefind index and describes the results, for the header and the search page.

/* global _, ngettext, pgettext, LOCALE -- translated when the asset is made */

const STOP_WORDS = new Set(
  pgettext(
    "words too common to search for",
    "a an and are as at be by for from had has have in into is it its of on or that the their to was were which with",
  ).split(" "),
);
const EXCERPT_LENGTH = 34; // words
const PLACEHOLDER = "§"; // the heading of parts without a heading of their own
// Every document begins with artificial words: one that is the same for all, and one for each id it is filed under. A search
// without words searches for them, because Pagefind would download the whole index otherwise. NO_PAGE is on no page. NAME is
// before and after each name of a topic, person, place or thing.
// generator/search/documents.py writes them, and the headings below.
const EVERY_PAGE = "\u16a0";
const FILED_UNDER = "\u16a2";
const NO_PAGE = "\u16a1";
const NAME = "\u16a3";
// Separates what is shown of a word from what it is found by as well; generator/search/words.py describes it.
const SIGN = "~^";
// Pieces of a word: a Chinese or Japanese character with punctuation, or anything else; words.py has the same ranges.
const CHARACTER = "[\\u3005-\\u3007\\u3041-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3fffd}]";
const PIECE = new RegExp(`${CHARACTER}[^\\p{L}\\p{N}]*|(?:(?!${CHARACTER}).)+`, "gu");
const ISO_DATE = /^\d{4}-(?:0[1-9]|1[0-2])(-(?:0[1-9]|[12]\d|3[01]))?$/;
// The first letters of the kinds of pages (documents.py), in the order of results. The name of a result has that letter.
const KINDS = "bteps";
// Words with the letters of the query are far better than words that begin with them, and titles count by their weight alone.
const RANKING = { termSimilarity: 6, metaWeights: { title: 0 } };
// The kind of text under a heading, by its level and id.
const LEVELS = { h2: _("Claim"), h3: _("Judgment"), h4: _("Article") };
const PARTS = {
  _assumptions: _("Assumption"),
  "_rests-on": _("What this rests on"),
  _gaps: _("Information gap"),
  _background: _("Background"),
  _dated: _("How it was dated"),
  _notes: _("Note"),
  _text: _("The article"),
};

let engine = null; // a promise of Pagefind's instance
let failures = 0;
let vocabulary = null; // a promise of the words of the site, the most common first
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
  return module.createInstance({ baseUrl: root.pathname, ranking: RANKING });
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
    for (const result of answer.results) Object.assign(result, { engine: current, isPhrase: words.startsWith('"') });
    return answer;
  } catch (error) {
    throw discard(current, error);
  }
}

/** Read the index again at the next search: there is a new one. */
export function startAgain() {
  engine?.then((index) => index.destroy()).catch(() => {});
  engine = vocabulary = null;
}

function discard(failed, cause) {
  if (engine === failed) engine = null;
  failed.then((index) => index.destroy()).catch(() => {});
  return new NotReady("the index cannot be downloaded", { cause });
}

/**
 * Split a query into Pagefind queries: one for each phrase, and one for all other words. A phrase is what is in quotation marks,
 * a word with several Chinese or Japanese characters, or an ISO date. Stop words are left out if there are other words: they are
 * on almost every page, and downloading their positions would be expensive.
 */
export function splitQuery(query) {
  const phrases = [];
  const words = [];
  const pieces = (text) => text.match(PIECE) ?? [];
  const plain = query.normalize("NFKC").replace(/[\u00ad\u200b]/g, "").replace(/[“”„«»]/g, '"');
  for (const [whole, phrase] of plain.matchAll(/"([^"]+)"|[^"\s]+/g)) {
    const date = whole.match(ISO_DATE);
    if (date) phrases.push(pieces(dateWords(...date)).join(" "));
    else if (phrase?.trim() || (!phrase && pieces(whole).length > 1)) phrases.push(pieces(phrase ?? whole).join(" "));
    else if (!phrase) words.push(whole);
  }
  const significant = words.filter((word) => !STOP_WORDS.has(word.toLowerCase()));
  const chosen = significant.length || phrases.length ? significant : words;
  const quoted = phrases.map((phrase) => `"${phrase.trim().replace(/\s+/g, " ")}"`);
  return chosen.length ? [...quoted, chosen.join(" ")] : quoted;
}

/** Return an ISO date in words, as documents have it: `2024-01-15` or, with no `day`, `2024-01`. */
const dateWords = (iso, day) =>
  new Date(iso).toLocaleDateString(LOCALE, { day: day && "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/**
 * Return whether a query has at least `minimum` Latin letters, or any other ones. The shorter it is, the more words begin with
 * it, and the more of the index is downloaded; a single Chinese or Korean character, or two capitals, are specific enough.
 */
export function isLongEnough(query, minimum) {
  return splitQuery(query).some((words) => !isLatin(words) || /\b[A-Z]{2}\b/.test(words) || words.replace(/\W/g, "").length >= minimum);
}

const isLatin = (text) => !/[^\u0000-\u024f]/.test(text);

/**
 * Search; if nothing is found, search for the likeliest words of the site instead, for which the answer has `instead`, the query
 * with these words, and `isSlip`: whether they do not just begin with the letters of the query.
 *
 * The arguments and the rest of the answer are those of `findWords`.
 */
export async function find(root, query, filters = {}, facets = []) {
  const answer = await findWords(root, query, filters, facets);
  if (answer.results.length || !query.trim()) return answer;
  const guess = await respell(root, query);
  if (!guess) return answer;
  const other = await findWords(root, guess.instead, filters, facets);
  return other.results.length ? { ...other, ...guess } : answer;
}

/**
 * Search. `filters` maps facets to lists of ids: a page must have one of the ids of every facet. `facets` are the facets
 * whose values are counted; each costs a file of the index. An empty query finds every page that passes the filters.
 *
 * Returns `results`, for `describe`, and `values`: for each facet a map from id to {label, count}; `count` is null if it is
 * not known.
 */
async function findWords(root, query, filters, facets) {
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
  results.sort((one, other) => kindOf(one) - kindOf(other)); // those of one kind keep their order
  const withoutPhrase = answers[sent.findIndex((words) => !words.startsWith('"'))];
  const example = withoutPhrase?.results.find((result) => result.id === results[0]?.id);
  const isRelevant = !example || queries.length === 0 || (await hasWords(example, sent.at(-1)));
  if (!isRelevant) results = [];
  else if (queries.length && results.length) {
    const named = await pagesNamed(root, query, chosen());
    results.sort((one, other) => named.has(other.id) - named.has(one.id));
  }
  const hasCounts = (facet) => !others.length && (queries.length > 0 || !used.includes(facet));
  const values = {};
  for (const facet of wanted) {
    const selected = (filters[facet] ?? []).map((id) => [labels[facet].get(id) ?? id, 0]); // also if no page has it
    values[facet] = new Map(
      Object.entries({ ...Object.fromEntries(selected), ...(await counts(facet)) }).map(([value, count]) => {
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
  const words = page.content.split(/\s+/);
  const hits = new Set(page.locations.flatMap((at) => formsOf(words[at] ?? "")));
  return query.split(" ").every((text) => {
    const word = wordsIn(text).join("");
    const length = [...word].length;
    const minimum = Math.min(length, Math.max(isLatin(word) ? 3 : 1, Math.ceil(length / 2)));
    const start = [...word].slice(0, minimum).join("");
    return [...hits].some((hit) => hit.includes(start));
  });
}

/** Return what Pagefind reads a word as: its parts, and all of them as one word. */
const formsOf = (word) => word.split(SIGN).flatMap((form) => [...wordsIn(form), wordsIn(form).join("")]);
const wordsIn = (text) => normalise(text).match(/[\p{L}\p{N}]+/gu) ?? [];
const normalise = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC").toLowerCase().replace(/'/g, "");

const kindOf = (result) => KINDS.indexOf(result.id.split("_")[2]?.[0]); // -1 in an index of unknown format, which has no kinds

/** Return the ids of the topics, persons, places and things that have a text as one of their names. */
async function pagesNamed(root, text, filters) {
  const [phrase] = splitQuery(`"${text.replaceAll('"', " ")}"`);
  if (!phrase) return new Set();
  const { results } = await queryIndex(root, `"${NAME} ${phrase.replaceAll('"', "")} ${NAME}"`, filters);
  const nameOf = (words) => wordsIn(words).join(" ");
  const wanted = nameOf(text.normalize("NFKC"));
  // Pagefind found the stems of the words.
  const hasName = async (result) => {
    const { content } = await loadPage(result);
    return content.split(NAME).some((name) => nameOf(shownText(name)) === wanted);
  };
  const areNamed = await Promise.all(results.slice(0, 5).map(hasName));
  return new Set(results.filter((_, at) => areNamed[at]).map((result) => result.id));
}

/**
 * Return the query with the likeliest word of the site for each that it does not have, as `instead`; null if it has them all.
 * Words in quotation marks stay. `isSlip`: a word is not only the beginning of one.
 */
async function respell(root, query) {
  vocabulary ??= loadVocabulary(root).catch(() => (vocabulary = null));
  const words = (await vocabulary) ?? [];
  let isSlip = false;
  const instead = query.trim().replace(/"[^"]*"?|[^"\s]+/g, (written, at, whole) => {
    const word = wordsIn(written).join("");
    if (written.startsWith('"') || words.includes(word)) return written;
    const isBeginning = word.length > 2 && at + written.length === whole.length;
    const completed = isBeginning && words.find((known) => known.startsWith(word));
    const near = completed || nearest(words, word);
    isSlip ||= !completed && Boolean(near);
    return near ?? written;
  });
  return instead === query.trim() ? null : { instead, isSlip };
}

async function loadVocabulary(root) {
  const answer = await fetch(new URL("pagefind/vocabulary.txt", root));
  return answer.ok ? normalise(await answer.text()).split(/\s+/) : [];
}

/** Return the word that is fewest slips away, of those the most common; undefined if there is none near enough. */
function nearest(words, word) {
  let [best, least] = [undefined, [...word].length < 4 ? 0 : [...word].length < 7 ? 1 : 2];
  for (const known of words) {
    const slips = countSlips(known, word, least);
    if (slips < least || (slips === least && !best)) [best, least] = [known, slips];
  }
  return best;
}

/** Count letters missing, added, changed or swapped between two words; more than `most` may be any larger number. */
function countSlips(one, other, most) {
  const [from, to] = [one, other].map((word) => [...word.normalize("NFD")]); // Korean syllables as letters
  if (Math.abs(from.length - to.length) > most) return Infinity;
  let before = [];
  let last = to.map((_, at) => at);
  last.push(to.length);
  for (const [row, letter] of from.entries()) {
    const current = [row + 1];
    for (const [at, other] of to.entries()) {
      const swapped = row && at && letter === to[at - 1] && from[row - 1] === other ? before[at - 1] + 1 : Infinity;
      current.push(Math.min(last[at + 1] + 1, current[at] + 1, last[at] + (letter !== other), swapped));
    }
    [before, last] = [last, current];
  }
  return last[to.length];
}

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
  const words = shownWords(page.content);
  const anchors = page.anchors
    .filter((anchor) => /^h[2-6]$/.test(anchor.element) && anchor.text?.trim())
    .sort((one, other) => one.location - other.location);
  const places = new Map();
  const locations = result.isPhrase ? occurrences(words, page.weighted_locations) : page.weighted_locations;
  for (const { location: hit, balanced_score } of locations) {
    const at = anchors.findLastIndex((anchor) => anchor.location <= hit);
    const place = places.get(at) ?? { at, score: 0, hits: new Set() };
    place.score += balanced_score;
    let shown = hit; // the words of a date are not shown; before them is the date
    while (shown > 0 && !words[shown]?.shown) shown -= 1;
    place.hits.add(shown);
    places.set(at, place);
  }
  if (!places.size) places.set(-1, { at: -1, score: 0, hits: new Set() });
  const title = page.meta.title ?? "";
  const titleStart = words.findIndex(({ shown }) => !shown.startsWith(EVERY_PAGE) && !shown.startsWith(FILED_UNDER));
  const length = (text) => text.split(/\s+/).length;
  const byScore = (one, other) => other.score - one.score || (one.at < 0) - (other.at < 0) || one.at - other.at;
  const best = [...places.values()].sort(byScore).slice(0, maximum);
  const described = best.map(({ at, hits }) => {
    const anchor = anchors[at];
    const from = anchor ? anchor.location + (anchor.text === PLACEHOLDER ? 1 : 0) : titleStart + length(title);
    const id = anchor?.id ?? ""; // relative to the page; in what is part of another page, with a path
    return {
      label: anchor ? (LEVELS[anchor.element] ?? PARTS[id.split("#")[1]] ?? shownText(anchor.text)) : "",
      url: new URL(id, new URL(page.url, location)).href,
      pieces: excerpt(words, from, anchors[at + 1]?.location ?? words.length, hits),
    };
  });
  const label = (values) => (values ?? []).map((value) => value.slice(value.indexOf(" ") + 1)).join(", ");
  return {
    title: shownText(title),
    lang: page.meta.language ?? false, // of the words, if it is not that of the interface
    kind: label(page.filters.kind),
    year: label(page.filters.year),
    url: page.url,
    places: described.filter((place) => place.pieces.length),
  };
}

/** Return all locations of a phrase, of which Pagefind gives the first. */
function occurrences(words, locations) {
  const letters = words.map(({ written }) => wordsIn(written).join(""));
  const phrase = locations.map((at) => letters[at.location]);
  const isStart = (start) => phrase.every((word, at) => letters[start + at] === word);
  const starts = [...letters.keys()].filter(isStart);
  return starts.flatMap((start) => locations.map((at, number) => ({ ...at, location: start + number })));
}

/** Return the words of a page as {written, shown, isJoined}: what is shown of each, and whether no space follows it. */
const shownWords = (content) =>
  content.split(/\s+/).map((written) => {
    const [shown, ...others] = written.split(SIGN);
    return { written, shown, isJoined: others.at(-1) === "" };
  });

const shownText = (text) => shownWords(text).map(({ shown, isJoined }) => shown && shown + (isJoined ? "" : " ")).join("").trim();

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
  const add = (text, hit, isJoined = false) => {
    const last = pieces.at(-1);
    const space = last && !isJoined ? " " : "";
    if (last && last.hit === hit) last.text += space + text;
    else if (text) pieces.push({ text: space + text, hit });
  };
  if (start > from) add("…", false);
  for (let at = start; at < stop; at += 1) {
    const [, before, word, after] = words[at].shown.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su);
    const isJoined = at > start && words[at - 1].isJoined;
    if (!words[at].shown) continue;
    if (hits.has(at) && word) {
      // Do not highlight punctuation around a word.
      if (before) add(before, false, isJoined);
      add(word, true, before ? true : isJoined);
      if (after) add(after, false, true);
    } else add(words[at].shown, false, isJoined);
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

export const pagesFound = (count) => ngettext("{n} page found", "{n} pages found", count);

/** Return a function that calls `work` once, so many milliseconds after its own last call. */
export function debounce(milliseconds, work) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), milliseconds);
  };
}

export const SEARCHING = _("Searching …");
export const NOT_READY = _("Search is not available yet (offline, or the index is still being built). Retrying …");
/** Say what was searched for instead of a query. */
export const didYouMean = (query, instead) => _("Nothing found for {query}. Did you mean {instead}?", { query, instead });
export const GAP = "\0"; // in a sentence: where a link goes
/** Return the pieces of a sentence with a link in its gap. */
export const fillGap = (sentence, link) => sentence.split(GAP).flatMap((piece, at) => (at ? [link, piece] : [piece]));
export const RETRY = 2000; // milliseconds
