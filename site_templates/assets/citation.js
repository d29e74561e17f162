/* Adds buttons to a brief that open a box with its citation, or that of a claim or judgment, to copy or download.

   The fold “Cite this brief” has the plain citation and links to the other formats, files that are written when the site is
   built (`exports/citations.py`). This script adds the URL (the canonical one if the page has one, else the current one)
   and the words of the claim. Not a module, because browsers do not load modules from file: URLs. */

/* global _ -- translated when the asset is made */

{
  const oneLine = (text) => text.replace(/[\x00-\x20\x7f-\x9f\u2028\u2029]+/g, " ").trim();

  const LATEX = {
    "\\": "{\\textbackslash}",
    "{": "{\\textbraceleft}",
    "}": "{\\textbraceright}",
    "~": "{\\textasciitilde}",
    "^": "{\\textasciicircum}",
  };
  const latex = (text) => text.replace(/[\\{}~^%#_$&]/g, (character) => LATEX[character] ?? `\\${character}`);

  /* Put the URL of what is cited into a file's text and, of a claim, its id and words. Files have one field on each line. */
  const FORMATS = {
    bib: (text, { id, note, url }) => {
      const [start, ...lines] = text.split("\n");
      const noted = lines.find((line) => line.startsWith("  note = {"))?.slice("  note = {".length, -"},".length);
      const notes = [noted, latex(note)].filter(Boolean).join(". ");
      const kept = lines.filter((line) => !/^  (note|url) = /.test(line));
      const added = [`  url = {${url}},`, ...(notes ? [`  note = {${notes}},`] : [])];
      return [id ? start.replace(/,$/, `:${id},`) : start, ...added, ...kept].join("\n");
    },
    ris: (text, { id, note, url }) => {
      const written = (line) => {
        if (id && line.startsWith("ID  - ")) return `${line}:${id}`;
        if (line.startsWith("UR  - ")) return [];
        return line.startsWith("ER  - ") ? [`UR  - ${url}`, ...(note ? [`N1  - ${note}`] : []), line] : line;
      };
      return text.split("\r\n").flatMap(written).join("\r\n");
    },
    "csl.json": (text, { id, note, url }) => {
      const [item] = JSON.parse(text);
      if (id) item.id += `:${id}`;
      if (note) item.note = [item.note, note].filter(Boolean).join(". ");
      return `${JSON.stringify([{ ...item, URL: url }], null, 1)}\n`;
    },
  };

  const KINDS = {
    brief: { title: _("Cite this brief") },
    claim: {
      title: _("Cite this claim"),
      note: (words) => _("Claim: “{words}”", { words }),
      text: (words, brief, url) => _("“{words}” Claim in: {brief} {url}", { words, brief, url }),
    },
    judgment: {
      title: _("Cite this judgment"),
      note: (words) => _("Judgment: “{words}”", { words }),
      text: (words, brief, url) => _("“{words}” Judgment in: {brief} {url}", { words, brief, url }),
    },
  };

  const box = document.createElement("dialog");
  box.className = "md-typeset sb-cite-box";
  box.setAttribute("aria-labelledby", "_cite-box");
  box.setAttribute("closedby", "any");
  box.innerHTML = `<h2 id="_cite-box"></h2>
    <fieldset><legend class="sb-said"></legend></fieldset>
    <textarea readonly rows="9"></textarea>
    <p><button type="button" class="sb-button" autofocus></button><button type="button" class="sb-button"></button>
    <span role="status"></span><button type="button" class="sb-button"></button></p>`;
  document.body.append(box);
  const [heading, choices, field] = box.children;
  const [copyButton, downloadButton, closeButton] = box.querySelectorAll("button");
  choices.firstChild.textContent = _("Format");
  field.ariaLabel = _("Citation");
  copyButton.textContent = _("Copy");
  downloadButton.textContent = _("Download");
  closeButton.textContent = _("Close");
  const status = box.querySelector("[role=status]");

  let formats = []; // the citation in each format: its name, the ending of its file, its text
  let name = ""; // of the file, without its ending

  const chosen = () => formats[choices.querySelector(":checked").value];

  const show = () => {
    field.value = chosen().text ?? "";
    status.textContent = "";
  };

  const choice = ({ label }, index) => {
    const element = document.createElement("label");
    element.innerHTML = `<input type="radio" name="format" value="${index}"${index ? "" : " checked"}>`;
    element.append(label);
    return element;
  };

  /* Fill in the texts of the files with what is cited. Return whether that was possible. */
  const load = (files, cited) =>
    Promise.all(
      files.map(async (file) => {
        const answer = await fetch(file.href);
        if (!answer.ok) throw new Error(answer.statusText);
        file.text = FORMATS[file.ending](await answer.text(), cited);
      }),
    ).then(() => true, () => false);

  const filesOfBrief = () => {
    if (location.protocol === "file:") return []; // browsers do not read them
    return [...document.querySelectorAll(".sb-cite-files a")].flatMap(({ href, textContent }) => {
      const ending = /\/cite\.(.+)$/.exec(href)?.[1];
      return ending in FORMATS ? [{ label: textContent, ending, href }] : [];
    });
  };

  /* Open the box for a brief or, with the link to it, for a claim or judgment. */
  const open = async (button, kind, link) => {
    const published = document.querySelector('link[rel="canonical"]');
    const url = new URL(published ? published.href : location.href);
    url.search = "";
    url.hash = link?.hash ?? "";
    const words = oneLine(link?.dataset.words ?? "");
    const id = url.hash.slice(1);
    const brief = oneLine(document.querySelector(".sb-cite-words").textContent);
    const text = words ? KINDS[kind].text(words, brief, url) : `${brief} ${url}`;
    const files = filesOfBrief();

    formats = [{ label: _("Plain"), ending: "txt", text }, ...files];
    const opened = formats;
    const [slug] = /[^/]+(?=\/(?:index\.html)?$)/.exec(location.pathname) ?? ["brief"];
    name = id ? `${slug}-${id}` : slug;
    heading.textContent = KINDS[kind].title;
    choices.replaceChildren(choices.firstChild, ...formats.map(choice));
    choices.hidden = !files.length;
    choices.disabled = true;
    show();
    box.addEventListener("close", () => button.focus(), { once: true }); // Safari does not do this itself
    box.showModal();

    const loaded = await load(files, { id, url, note: words && KINDS[kind].note(words) });
    if (formats !== opened) return;
    choices.hidden = !loaded || !files.length;
    choices.disabled = false;
  };

  const copy = async () => {
    let copied = await navigator.clipboard?.writeText(chosen().text).then(() => true, () => false);
    if (!copied) { // browsers allow the clipboard only on https pages
      field.select();
      copied = document.execCommand("copy");
      (copied ? copyButton : field).focus();
    }
    status.textContent = copied ? _("Copied") : _("Selected, to be copied");
  };

  const download = () => {
    const { text, ending } = chosen();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = `${name}.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  choices.addEventListener("change", show);
  copyButton.addEventListener("click", copy);
  downloadButton.addEventListener("click", download);
  closeButton.addEventListener("click", () => box.close());
  box.addEventListener("keydown", (event) => event.stopPropagation()); // Material's shortcuts leave the page

  const makeButton = (text, kind, link) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sb-button";
    button.textContent = text;
    button.setAttribute("aria-haspopup", "dialog");
    if (link) button.setAttribute("aria-label", KINDS[kind].title);
    button.addEventListener("click", () => open(button, kind, link));
    return button;
  };

  const addButtons = () => {
    box.close(); // instant loading has replaced the page
    for (const link of document.querySelectorAll(".sb-permalink[data-words]:not(:has(+ .sb-button))")) {
      link.after(makeButton(_("Cite"), link.closest(".sb-claim--judgment") ? "judgment" : "claim", link));
    }
    document.querySelector(".sb-cite-files:not(:has(.sb-button))")?.append(makeButton(_("Copy or download"), "brief"));
  };

  addButtons();
  // Material emits every page on `document$`, also after instant loading; but nothing for file: URLs.
  window.document$?.subscribe(addButtons);
}
