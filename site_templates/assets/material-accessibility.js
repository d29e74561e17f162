/* Makes Material accessible by keyboard and screen reader: its drawer opens only by clicking a label, tables that scroll
   cannot be scrolled with keys, and single letters navigate to other pages.

   Private API: ids and classes of Material (#__drawer, #__toc, .md-*). If they change, these
   improvements are lost. */

/* global _ -- translated when the asset is made */

{
  const narrow = matchMedia("(max-width: 76.234375em)"); // Material shows the navigation as a drawer
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
  const drawer = document.getElementById("__drawer");

  /* Replace a label for a hidden checkbox by a button with `aria-expanded`. */
  const replaceByButton = (label, checkbox, name) => {
    if (!label || !checkbox) return;
    const button = document.createElement("button");
    for (const { name, value } of label.attributes) button.setAttribute(name, value); // Material's styles select by `for`
    button.type = "button";
    if (name) button.setAttribute("aria-label", name);
    button.append(...label.childNodes);
    const update = () => button.setAttribute("aria-expanded", String(checkbox.checked));
    button.addEventListener("click", () => checkbox.click());
    checkbox.addEventListener("change", update);
    update();
    label.replaceWith(button);
  };

  /* While the drawer is open, make everything else inert and move the focus into it; move it back when it closes. */
  const OUTSIDE = [".md-header", ".md-tabs", ".md-content", ".md-sidebar--secondary", ".md-footer", ".md-top", ".md-skip", ".md-banner"];
  let wasOpen = false;
  const updateDrawer = () => {
    const open = drawer.checked && narrow.matches;
    for (const element of document.querySelectorAll(OUTSIDE.join())) element.inert = open;
    if (open) document.querySelector(".sb-close")?.focus({ preventScroll: true });
    else if (wasOpen && narrow.matches) document.querySelector('.md-header [for="__drawer"]').focus({ preventScroll: true });
    wasOpen = open;
  };

  /* Add a close button to the drawer. */
  const addCloseButton = () => {
    const title = document.querySelector(".md-nav--primary > .md-nav__title");
    if (!title || title.parentElement.querySelector(".sb-close")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sb-close";
    button.textContent = "×";
    button.setAttribute("aria-label", _("Close the navigation"));
    button.addEventListener("click", () => drawer.click());
    title.after(button);
  };

  /* Make boxes that scroll sideways focusable, so that arrow keys scroll them, and name them after the heading above. */
  const makeScrollable = () => {
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code")) {
      if (box.scrollWidth <= box.clientWidth + 1) continue;
      const headings = [...document.querySelectorAll(".md-content :is(h1, h2, h3)")];
      const before = headings.filter((heading) => heading.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING);
      const nodes = [...(before.at(-1)?.childNodes ?? [])].filter((node) => !node.classList?.contains("headerlink"));
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", nodes.map((node) => node.textContent).join("").trim() || _("Scrolls sideways"));
    }
  };

  /* Return the fragment of the URL, decoded; empty if it is malformed. */
  const fragment = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  };

  /* Focus the target of the URL's fragment, or else the heading of the page, so that reading starts there. */
  const focusTarget = () => {
    const target = document.getElementById(fragment()) ?? document.querySelector("h1");
    if (!target || drawer?.checked) return;
    if (target.tabIndex < 0) target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
  };

  /* Check the radio button of the active colour scheme, so that the Tab key reaches the visible one of the three. */
  const checkColourScheme = () => {
    const shown = document.querySelector(".md-header__option label:not([hidden])");
    if (shown?.previousElementSibling) shown.previousElementSibling.checked = true;
  };

  let isFirst = true;
  const prepare = () => {
    // The focused link was removed with the old page; but do not take the focus from the search field.
    if (!isFirst && !document.activeElement?.matches(".sb-search__field")) focusTarget();
    isFirst = false;
    addCloseButton();
    replaceByButton(document.querySelector('.md-header label[for="__drawer"]'), drawer, _("Navigation"));
    const contents = document.getElementById("__toc"); // the table of contents in the drawer
    replaceByButton(document.querySelector('.md-sidebar--primary label.md-nav__link[for="__toc"]'), contents);
    replaceByButton(document.querySelector('.md-sidebar--primary label.md-nav__title[for="__toc"]'), contents);
    requestAnimationFrame(() => {
      makeScrollable(); // after Material has wrapped the tables, and put a copy button into each block of code
      for (const buttons of document.querySelectorAll(".md-code__nav")) buttons.role = "none"; // no place to navigate to
      checkColourScheme();
    });
  };

  drawer?.addEventListener("change", updateDrawer);
  narrow.addEventListener("change", updateDrawer);
  addEventListener("resize", makeScrollable);

  addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && drawer?.checked) drawer.click();
      // Material navigates to the next or previous page on a letter key, which misfires with speech input (WCAG 2.1.4).
      if (/^[pn,.]$/.test(event.key) && !event.target.closest?.("input, textarea, select")) event.stopPropagation();
    },
    true,
  );

  // Material scrolls to targets on the same page but does not move the focus.
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link?.hash && link.href.split("#")[0] === location.href.split("#")[0]) requestAnimationFrame(focusTarget);
  });

  /* Material scrolls its table of contents smoothly by script, which no style sheet can prevent. */
  if (reducedMotion.matches) {
    for (const name of ["scrollTo", "scrollBy", "scrollIntoView"]) {
      const scroll = Element.prototype[name];
      Element.prototype[name] = function (options, ...rest) {
        return scroll.call(this, options instanceof Object ? { ...options, behavior: "auto" } : options, ...rest);
      };
    }
  }

  // Material emits every page on `document$`, also after instant loading; but nothing for file: URLs.
  if (typeof document$ === "undefined" || location.protocol === "file:") prepare();
  else document$.subscribe(prepare);
}
