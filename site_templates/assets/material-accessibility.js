/* What stock Material lacks for readers without a mouse: its drawer is opened by a label, which only a pointer reaches;
   tables that scroll cannot be scrolled with keys; single letters lead away from the page. */

{
  const small = matchMedia("(max-width: 76.234375em)"); // where Material shows the navigation as a drawer
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const drawer = document.getElementById("__drawer");

  /* Puts a button in the place of a label that ticks a hidden box; it says whether it has opened something. */
  const asButton = (label, box, name) => {
    if (!label || !box) return;
    const button = document.createElement("button");
    for (const { name, value } of label.attributes) button.setAttribute(name, value); // the theme's styles go by `for`
    button.type = "button";
    if (name) button.setAttribute("aria-label", name);
    button.append(...label.childNodes);
    const tell = () => button.setAttribute("aria-expanded", String(box.checked));
    button.addEventListener("click", () => box.click());
    box.addEventListener("change", tell);
    tell();
    label.replaceWith(button);
  };

  /* While the drawer is open, what lies behind it is out of reach; the focus goes in, and back when it closes. */
  const BEHIND = [".md-header", ".md-tabs", ".md-content", ".md-sidebar--secondary", ".md-footer", ".md-top", ".md-skip", ".md-banner"];
  let wasOpen = false;
  const follow = () => {
    const open = drawer.checked && small.matches;
    for (const behind of document.querySelectorAll(BEHIND.join())) behind.inert = open;
    if (open) document.querySelector(".sb-close")?.focus({ preventScroll: true });
    else if (wasOpen && small.matches) document.querySelector('.md-header [for="__drawer"]').focus({ preventScroll: true });
    wasOpen = open;
  };

  /* Puts a button into the drawer that closes it. */
  const addClose = () => {
    const title = document.querySelector(".md-nav--primary > .md-nav__title");
    if (!title || title.parentElement.querySelector(".sb-close")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sb-close";
    button.textContent = "×";
    button.setAttribute("aria-label", "Close the navigation");
    button.addEventListener("click", () => drawer.click());
    title.after(button);
  };

  /* What scrolls sideways can be stepped to, so that the arrow keys scroll it, and says which table or code it is. */
  const reachScrolling = () => {
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code")) {
      if (box.scrollWidth <= box.clientWidth + 1) continue;
      const headings = [...document.querySelectorAll(".md-content :is(h1, h2, h3)")];
      const before = headings.filter((heading) => heading.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING);
      const words = [...(before.at(-1)?.childNodes ?? [])].filter((node) => !node.classList?.contains("headerlink"));
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", words.map((node) => node.textContent).join("").trim() || "Scrolls sideways");
    }
  };

  /* What the address names on the page; somebody may have written it by hand, and wrongly. */
  const named = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  };

  /* Puts the focus where the page is read from: at what the address names, else at its heading. */
  const goToPlace = () => {
    const place = document.getElementById(named()) ?? document.querySelector("h1");
    if (!place || drawer?.checked) return;
    if (place.tabIndex < 0) place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
  };

  /* Of three hidden boxes for the colours the one in force is ticked, so that the focus goes to it, and is seen. */
  const tickColours = () => {
    const shown = document.querySelector(".md-header__option label:not([hidden])");
    if (shown?.previousElementSibling) shown.previousElementSibling.checked = true;
  };

  let isFirst = true;
  const prepare = () => {
    // The link with the focus is gone; who searches meanwhile goes on.
    if (!isFirst && !document.activeElement?.matches(".sb-search__field")) goToPlace();
    isFirst = false;
    addClose();
    asButton(document.querySelector('.md-header label[for="__drawer"]'), drawer, "Navigation");
    const contents = document.getElementById("__toc"); // on a page of the navigation the drawer has its sections
    asButton(document.querySelector('.md-sidebar--primary label.md-nav__link[for="__toc"]'), contents);
    asButton(document.querySelector('.md-sidebar--primary label.md-nav__title[for="__toc"]'), contents);
    requestAnimationFrame(() => {
      reachScrolling(); // Material puts tables into their boxes first
      tickColours();
    });
  };

  drawer?.addEventListener("change", follow);
  small.addEventListener("change", follow);
  addEventListener("resize", reachScrolling);

  addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && drawer?.checked) drawer.click();
      // Material goes to the next and the previous page at a letter; who dictates would be led away in the middle of a word.
      if (/^[pn,.]$/.test(event.key) && !event.target.closest?.("input, textarea, select")) event.stopPropagation();
    },
    true,
  );

  // Material goes to places on the same page by itself, and leaves the focus where it was.
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link?.hash && link.href.split("#")[0] === location.href.split("#")[0]) requestAnimationFrame(goToPlace);
  });

  /* Material scrolls its contents list smoothly; no style sheet can keep it from that. */
  if (calm.matches) {
    for (const name of ["scrollTo", "scrollBy", "scrollIntoView"]) {
      const scroll = Element.prototype[name];
      Element.prototype[name] = function (to, ...more) {
        return scroll.call(this, to instanceof Object ? { ...to, behavior: "auto" } : to, ...more);
      };
    }
  }

  // Material announces every page on `document$`, also those that it loads without leaving the document; in a file, none.
  if (typeof document$ === "undefined" || location.protocol === "file:") prepare();
  else document$.subscribe(prepare);
}
