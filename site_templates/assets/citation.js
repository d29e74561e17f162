/* Adds a button next to the link of each claim and judgment that copies a citation of it, with its URL.

   The text of the citation is written when the site is built (`data-citation` of the link). This script adds only the URL:
   the canonical one if the page has one, else the current one. It is not a module, because browsers do not load modules
   from file: URLs. */

{
  const CONFIRMATION = 2000; // milliseconds for which the button shows that the citation was copied

  // Screen readers announce text only in a live region that existed before the text.
  const liveRegion = document.createElement("div");
  liveRegion.className = "sb-said";
  liveRegion.setAttribute("role", "status");
  document.body.append(liveRegion);

  const announce = (text) => {
    liveRegion.textContent = "";
    // The same text is announced again only if it was removed in between.
    requestAnimationFrame(() => (liveRegion.textContent = text));
  };

  const citationOf = (link) => {
    const published = document.querySelector('link[rel="canonical"]');
    const url = new URL(published ? published.href : location.href);
    url.search = "";
    url.hash = link.hash;
    return `${link.dataset.citation} ${url}`;
  };

  /* Show a text field with the citation selected, for browsers that allow the clipboard only on https pages. */
  const showSelected = (link, text) => {
    const claim = link.closest(".sb-claim");
    const field = claim.querySelector(".sb-citation") ?? document.createElement("textarea");
    field.className = "sb-citation";
    field.readOnly = true;
    field.rows = 4;
    field.value = text;
    field.setAttribute("aria-label", "Citation");
    claim.querySelector(".sb-corner").after(field);
    field.focus();
    field.select();
    return field;
  };

  const copy = async (link, button) => {
    const text = citationOf(link);
    let copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    if (!copied) {
      const field = showSelected(link, text);
      copied = document.execCommand("copy");
      if (copied) {
        field.remove();
        button.focus();
      }
    }
    if (!copied) {
      announce("The citation is selected, to be copied");
      return;
    }
    announce("Citation copied");
    button.textContent = "✓";
    setTimeout(() => (button.textContent = "Cite"), CONFIRMATION);
  };

  const addButtons = () => {
    for (const link of document.querySelectorAll(".sb-permalink[data-citation]:not(:has(+ .sb-copy))")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sb-copy";
      button.textContent = "Cite";
      const kind = link.closest(".sb-claim--judgment") ? "judgment" : "claim";
      button.setAttribute("aria-label", `Cite this ${kind}: copy its words and address`);
      button.title = `Copy a citation of this ${kind} with its address`;
      button.addEventListener("click", () => copy(link, button));
      link.after(button);
    }
  };

  addButtons();
  // Material emits every page on `document$`, also after instant loading; but nothing for file: URLs.
  window.document$?.subscribe(addButtons);
}
