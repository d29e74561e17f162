// Only in `mkdocs serve`: words that are selected on the page of a source become an evidence entry, to copy into a brief.
(() => {
  const base = new URL(".", document.currentScript.src);
  const LONGEST = 2000; // characters of a quotation
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const style = new CSSStyleSheet(); // which the security policy does not block
  style.replaceSync(`
    .sb-quoting, .sb-quoting-open { position: fixed; right: 1rem; bottom: 1rem; z-index: 5; font-size: .7rem;
      color: var(--md-default-fg-color, CanvasText); background: var(--md-default-bg-color, Canvas);
      border: 1px solid currentcolor; border-radius: .2rem; padding: .5rem .7rem }
    .sb-quoting { width: min(28rem, 100vw - 2rem); max-height: 60vh; overflow: auto }
    .sb-quoting label { display: block }
    .sb-quoting input { box-sizing: border-box; width: 100%; font: inherit; color: inherit; background: none;
      border: 1px solid currentcolor; padding: .2rem .3rem }
    .sb-quoting pre { margin: .5rem 0; overflow-x: auto; font-size: .65rem }
    .sb-quoting button { font: inherit; color: inherit; background: none; border: 1px solid currentcolor;
      border-radius: .2rem; padding: .2rem .5rem; margin: .4rem .4rem 0 0; cursor: pointer }
    .sb-quoting[hidden], .sb-quoting-open[hidden], .sb-quoting button[hidden] { display: none }
    @media print { .sb-quoting, .sb-quoting-open { display: none } }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];

  const input = make("input", { type: "text", autocomplete: "off" });
  const yaml = make("pre", { tabIndex: 0, ariaLabel: "Evidence entry" });
  const status = make("div", { ariaLive: "polite" }, yaml);
  const copy = make("button", { type: "button", textContent: "Copy", hidden: true });
  const close = make("button", { type: "button", textContent: "Close" });
  const find = make("button", { type: "submit", textContent: "Make evidence" });
  const label = make("label", {}, "Words of this article", input);
  const panel = make("form", { className: "sb-quoting", hidden: true, ariaLabel: "Quote this article" });
  panel.append(label, find, copy, close, status);
  const open = make("button", { type: "button", className: "sb-quoting-open", textContent: "Quote words" });

  let asked = 0;
  const ask = async () => {
    const words = input.value.trim();
    const number = ++asked;
    copy.hidden = true;
    if (!words) return;
    if (words.length > LONGEST) {
      yaml.textContent = "Select fewer words.";
      return;
    }
    const answer = await fetch(new URL(`quote?${new URLSearchParams({ article: articleName(), words })}`, base));
    const text = await answer.text();
    if (number !== asked) return; // other words have been selected meanwhile
    yaml.textContent = text;
    copy.textContent = "Copy";
    copy.hidden = !answer.ok;
  };
  const isSourcePage = () => document.getElementById("_passages") !== null;
  const articleName = () => decodeURIComponent(location.pathname.match(/([^/]+)\/?$/)[1]);

  // The page shows what is published: mostly the quoted passages. What can still be quoted is in the rest.
  const offerText = () => {
    if (!isSourcePage() || document.getElementById("_text") || document.querySelector(".sb-whole")) return;
    const summary = make("summary", { textContent: "The whole article (only while you edit: it is not published)" });
    const whole = make("details", { className: "sb-whole" }, summary);
    document.getElementById("_passages").before(whole);
    whole.addEventListener("toggle", async () => {
      if (!whole.open || whole.dataset.asked) return;
      whole.dataset.asked = "true";
      const answer = await fetch(new URL(`text?${new URLSearchParams({ article: articleName() })}`, base));
      const paragraphs = (await answer.text()).split(/\n\s*\n|\f/).filter((words) => words.trim());
      const lang = document.querySelector(".sb-quote")?.lang ?? "";
      whole.append(...paragraphs.map((words) => make("p", { textContent: words, lang, dir: "auto" })));
    });
  };

  const show = (isShown) => {
    const isSource = isSourcePage();
    panel.hidden = !(isSource && isShown);
    open.hidden = !isSource || isShown;
  };

  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    show(false);
    open.focus();
  });
  close.addEventListener("click", () => {
    show(false);
    open.focus();
  });
  open.addEventListener("click", () => {
    show(true);
    input.focus();
  });
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(yaml.textContent);
      copy.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(yaml); // to be copied by hand
    }
  });

  let pause;
  document.addEventListener("selectionchange", () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      const selection = getSelection();
      const words = selection.toString().replace(/\s+/g, " ").trim();
      const inside = selection.anchorNode?.parentElement?.closest("article");
      if (words.length < 2 || !inside || panel.contains(selection.anchorNode)) return;
      if (!isSourcePage()) return;
      input.value = words;
      show(true);
      ask();
    }, 300);
  });

  document.body.append(open, panel);
  show(false);
  offerText();
  window.document$?.subscribe(() => {
    asked++;
    input.value = yaml.textContent = "";
    show(false);
    offerText();
  });
})();
