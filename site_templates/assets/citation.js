/* Puts a button beside the address of each claim and judgment that copies a citation of it, with its address.

   What the citation says is made when the site is built (`data-citation` of the link). Only the address is added here: that
   of the published page, if the page knows it, else the one at which it is being read. Without this script there is
   no button, and the link still has the address. It is no module, as browsers load none from files. */

{
  const SHOWN = 2000; // milliseconds for which the button itself says that it was done

  // A region that screen readers read out must be there before something is written into it.
  const said = document.createElement("div");
  said.className = "sb-said";
  said.setAttribute("role", "status");
  document.body.append(said);

  const say = (words) => {
    said.textContent = "";
    // What is said twice in a row is read out twice only if it was gone in between.
    requestAnimationFrame(() => (said.textContent = words));
  };

  const citationOf = (link) => {
    const published = document.querySelector('link[rel="canonical"]');
    const address = new URL(published ? published.href : location.href);
    address.search = "";
    address.hash = link.hash;
    return `${link.dataset.citation} ${address}`;
  };

  /* A field with the citation, selected: for browsers that keep the clipboard from pages without https. */
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
      say("The citation is selected, to be copied");
      return;
    }
    say("Citation copied");
    button.textContent = "✓";
    setTimeout(() => (button.textContent = "Cite"), SHOWN);
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
  // Material announces every page on `document$`, also those that it loads without leaving the document; in a file, none.
  window.document$?.subscribe(addButtons);
}
