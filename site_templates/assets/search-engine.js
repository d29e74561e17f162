// From a query to results: what both the header and the search page need, without a page to show it on.

const TOO_COMMON = new Set(
  "a an and are as at be by for from had has have in into is it its of on or that the their to was were which with".split(" "),
);
const EXCERPT = 34; // words
const MARK = "§"; // the heading of every part that has no words of its own
// Every page starts with these signs: one that is the same for all, and one for each id that it is filed under. They
// are asked for where there is no word, for which Pagefind would fetch the whole index; NOWHERE is on no page.
const EVERY = "\u16a0";
const FILED = "\u16a2";
const NOWHERE = "\u16a1";
// What stands under a heading, by its level and id; generator/search.py writes them.
const LEVELS = { h2: "Claim", h3: "Judgment", h4: "Passage" };
const PARTS = {
  _assumptions: "Assumption",
  _gaps: "Not known",
  _background: "Background",
  _dated: "How it was dated",
  _text: "The article",
};

let engine = null;
let tries = 0;
const turns = new Map(); // by the id of a page: when the last one who asked for it has been answered

/** The index is not there, or a part of it cannot be fetched: it may be asked again, from the start. */
export class NotReady extends Error {}

async function load(root) {
  // A module that could not be loaded is not asked for again under the same address.
  const again = tries ? `?again=${tries}` : "";
  const module = await import(new URL(`pagefind/pagefind.js${again}`, root)).catch((error) => {
    tries += 1;
    throw error;
  });
  return module.createInstance({ baseUrl: root.pathname });
}

/**
 * Ask the index. What it could not fetch once, as on a line that fails or after the site has been published anew, Pagefind does
 * not ask for again: so an index that fails is given up, and the next who asks gets another.
 */
async function ask(root, words, filters) {
  engine ??= load(root);
  const asked = engine;
  try {
    const answer = await (await asked).search(words, { filters });
    for (const result of answer.results) result.engine = asked;
    return answer;
  } catch (error) {
    throw givenUp(asked, error);
  }
}

function givenUp(failed, cause) {
  if (engine === failed) engine = null;
  failed.then((index) => index.destroy()).catch(() => {});
  return new NotReady("the index cannot be fetched", { cause });
}

/**
 * Part a query into what Pagefind can be asked: phrases, which must be asked for one by one, and all other words
 * together. Words that stand on every page are left out beside others: to fetch their places would cost more than they say.
 */
export function questions(query) {
  const phrases = [];
  const words = [];
  for (const [whole, phrase] of query.replace(/[“”„«»]/g, '"').matchAll(/"([^"]+)"|[^"\s]+/g)) {
    if (phrase?.trim()) phrases.push(`"${phrase.trim()}"`);
    else if (!phrase) words.push(whole);
  }
  const telling = words.filter((word) => !TOO_COMMON.has(word.toLowerCase()));
  const asked = telling.length || phrases.length ? telling : words;
  return asked.length ? [...phrases, asked.join(" ")] : phrases;
}

/**
 * Whether a query has `least` letters: the fewer there are, the more words begin with them, and the more of the index
 * is fetched. A single sign of another alphabet than ours says more.
 */
export function isEnough(query, least) {
  return questions(query).some((asked) => !isLatin(asked) || asked.replace(/\W/g, "").length >= least);
}

const isLatin = (text) => !/[^\u0000-\u024f]/.test(text);

/**
 * Search. `filters` maps facets to lists of ids, any of which will do; all facets must be met. `facets` are those
 * whose values are to be counted; each costs a file of the index. An empty query finds all that the filters let through.
 *
 * Returns `results`, to be described with `describe`, and `values`: for each facet a map from ids to {label, count};
 * the count is null where it is not known.
 */
export async function find(root, query, filters = {}, facets = []) {
  const words = questions(query);
  const used = Object.keys(filters).filter((facet) => filters[facet].length);
  const asked = words.length ? words : [signFor(filters)];
  const wanted = [...new Set([...facets, ...used])];
  const labels = {};
  for (const facet of used) labels[facet] = await valuesOf(root, facet);
  const chosen = (without) => {
    const made = Object.fromEntries(wanted.map((facet) => [facet, []]));
    for (const facet of used) {
      if (facet !== without) made[facet] = { any: filters[facet].map((id) => labels[facet].get(id) ?? id) };
    }
    return made;
  };
  const search = (without) => Promise.all(asked.map((words) => ask(root, words, chosen(without))));
  const answers = await search();
  const [first, ...others] = answers;
  // What else could be chosen in a facet is counted as if nothing were chosen in it. Where that would be to count the
  // whole site, which takes seconds, it is not counted.
  const counts = async (facet) => {
    if (!used.includes(facet)) return first.filters[facet] ?? {};
    if (used.length > 1 && words.length) return (await search(facet))[0].filters[facet] ?? {};
    return first.totalFilters[facet] ?? {};
  };
  const inAll = others.map((found) => new Set(found.results.map((result) => result.id)));
  let results = first.results.filter((result) => inAll.every((ids) => ids.has(result.id)));
  const loose = answers[asked.findIndex((words) => !words.startsWith('"'))];
  const example = loose?.results.find((result) => result.id === results[0]?.id);
  const isMeant = !example || words.length === 0 || (await hasWords(example, asked.at(-1)));
  if (!isMeant) results = [];
  const areCounted = (facet) => !others.length && (words.length > 0 || !used.includes(facet));
  const values = {};
  for (const facet of wanted) {
    values[facet] = new Map(
      Object.entries(await counts(facet)).map(([value, count]) => {
        const [id, ...label] = value.split(" ");
        return [id, { label: label.join(" ") || id, count: areCounted(facet) ? (isMeant ? count : 0) : null }];
      }),
    );
  }
  return { results, values };
}

/**
 * Fetch the page of a result. Pagefind has one object for a page, and writes into it where the words of a search stand: two
 * searches that come together, as while someone types, would be given the places of one. So they take turns at a page.
 */
function pageOf(result) {
  const fetched = async () => ({ ...(await result.data()) });
  const turn = (turns.get(result.id) ?? Promise.resolve()).then(fetched);
  turns.set(result.id, turn.catch(() => {}));
  return turn.catch((error) => {
    throw givenUp(result.engine, error);
  });
}

/**
 * Whether a result has the words that were asked for. Where no word of the index begins with one of them, Pagefind takes the
 * longest that it begins with: "truckload" finds trucks, which is well, but "amphibious" finds every "a".
 */
async function hasWords(result, asked) {
  const page = await pageOf(result);
  const words = page.content.split(/[\r\n\s]+/);
  const hits = new Set(page.locations.flatMap((at) => parts(words[at] ?? "")));
  return parts(asked).every((word) => {
    const length = [...word].length;
    const least = Math.min(length, Math.max(isLatin(word) ? 3 : 1, Math.ceil(length / 2)));
    const start = [...word].slice(0, least).join("");
    return [...hits].some((hit) => hit.includes(start));
  });
}

const parts = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC").toLowerCase().replace(/'/g, "");

/** The sign to ask for in place of words: that of a thing which all pages must be filed under, as it is on the fewest pages. */
function signFor(filters) {
  const filed = ["topic", "entity", "place", "publisher"].find((facet) => filters[facet]?.length === 1);
  return filed ? FILED + filters[filed][0].replace(/[-_]/g, "") : EVERY;
}

/** Map the ids of a facet to its values as the index has them, `id label`. */
async function valuesOf(root, facet) {
  const { filters } = await ask(root, NOWHERE, { [facet]: [] });
  return new Map(Object.keys(filters[facet] ?? {}).map((value) => [value.split(" ", 1)[0], value]));
}

/**
 * Describe one result: its page, and the places on it that match best, each with the address at which it opens and
 * an excerpt as pieces of text, of which some are hits.
 */
export async function describe(result, most) {
  const page = await pageOf(result);
  const words = page.content.split(/[\r\n\s]+/);
  const starts = page.anchors
    .filter((anchor) => /^h[2-6]$/.test(anchor.element) && anchor.text?.trim())
    .sort((one, other) => one.location - other.location);
  const places = new Map();
  for (const hit of page.weighted_locations) {
    const at = starts.findLastIndex((anchor) => anchor.location <= hit.location);
    const place = places.get(at) ?? { at, score: 0, hits: new Set() };
    place.score += hit.balanced_score;
    place.hits.add(hit.location);
    places.set(at, place);
  }
  if (!places.size) places.set(-1, { at: -1, score: 0, hits: new Set() });
  const title = page.meta.title ?? "";
  const signs = words.findIndex((word) => !word.startsWith(EVERY) && !word.startsWith(FILED));
  const length = (text) => text.split(/\s+/).length;
  const best = [...places.values()].sort((one, other) => other.score - one.score || other.at - one.at).slice(0, most);
  return {
    title,
    kind: label(page.filters.kind),
    year: label(page.filters.year),
    url: page.url,
    places: best.map(({ at, hits }) => {
      const anchor = starts[at];
      const from = anchor ? anchor.location + (anchor.text === MARK ? 1 : 0) : signs + length(title);
      return {
        label: anchor ? (LEVELS[anchor.element] ?? PARTS[anchor.id] ?? anchor.text) : "",
        url: anchor?.id ? `${page.url}#${anchor.id}` : page.url,
        pieces: excerpt(words, from, starts[at + 1]?.location ?? words.length, hits),
      };
    }),
  };
}

/** Put pages whose title is just what was asked for before the others, which stay as they are ranked. */
export function titledFirst(pages, query) {
  const asked = parts(query).join(" ");
  const isIt = ({ title }) => parts(title).join(" ") === asked;
  return [...pages.filter(isIt), ...pages.filter((page) => !isIt(page))];
}

const label = (values) => (values ?? []).map((value) => value.slice(value.indexOf(" ") + 1)).join(", ");

/** Cut out the stretch of `words` from `from` to `end` with the most hits. */
function excerpt(words, from, end, hits) {
  let start = from;
  let most = 0;
  for (let at = from; at < Math.max(from + 1, end - EXCERPT + 1); at += 1) {
    let count = 0;
    for (const hit of hits) count += hit >= at && hit < at + EXCERPT;
    if (count > most) [start, most] = [at, count];
  }
  if (most) {
    // Hits at the very end read better with some words before them.
    const [first] = [...hits].filter((hit) => hit >= start).sort((one, other) => one - other);
    start = Math.max(from, Math.min(first - 6, end - EXCERPT));
    if (first - from < EXCERPT / 2) start = from;
  }
  const stop = Math.min(end, start + EXCERPT);
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
      // Marks of punctuation around a word are not what was looked for.
      if (before) add(before, false);
      add(word, true, before ? "" : " ");
      if (after) add(after, false, "");
    } else if (words[at]) add(words[at], false);
  }
  if (stop < end) add("…", false);
  return pieces;
}

/** Make an element; `children` are elements or texts. Texts are never read as HTML. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** Show the pieces of an excerpt. */
export function marked(pieces) {
  return pieces.map(({ text, hit }) => {
    if (!hit) return text;
    const space = text.startsWith(" ") ? " " : "";
    const made = document.createDocumentFragment();
    made.append(space, element("mark", {}, text.slice(space.length)));
    return made;
  });
}

export const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

/** Call `work` once, so long after the last call. */
export function afterPause(milliseconds, work) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), milliseconds);
  };
}

export const NOT_READY = "The search index cannot be fetched: the line is down, or it is still being made. Trying again …";
export const RETRY = 2000; // milliseconds
