/* Keeps folds (<details>) as the reader left them: those that were open are open again after Back and Forward, and a link
   to something in a fold opens it. Not a module, because browsers do not load modules from file: URLs. */

{
  const KEY = "seedbrief.folds "; // in the storage of the tab, with the path of the page
  const folds = () => [...document.querySelectorAll(".md-content details")];

  const remember = () => {
    const open = folds().flatMap((fold, at) => (fold.open ? [at] : []));
    try {
      sessionStorage.setItem(KEY + location.pathname, JSON.stringify(open));
    } catch {
      // no storage, no memory
    }
  };

  const restore = () => {
    let open = [];
    try {
      open = JSON.parse(sessionStorage.getItem(KEY + location.pathname)) ?? [];
    } catch {
      // no storage, no memory
    }
    const all = folds();
    for (const at of open) all[at]?.setAttribute("open", "");
  };

  /* Open the folds around the element with the id in a URL's fragment, and the one that it is. */
  const reveal = (hash) => {
    let target = null;
    try {
      target = document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch {
      // not a URL that leads anywhere
    }
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };

  const prepare = () => {
    restore();
    reveal(location.hash);
  };

  // `toggle` does not bubble. It comes after the change, perhaps when instant loading has replaced the page.
  document.addEventListener("toggle", (event) => event.target.isConnected && event.target.closest(".md-content") && remember(), true);
  // Before the browser scrolls there, also if the fragment is that of the URL already.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link?.hash || link.pathname !== location.pathname || link.host !== location.host) return;
      link.closest(".sb-contents")?.removeAttribute("open"); // it has done its work, and would be in the way after Back
      reveal(link.hash);
    },
    true,
  );
  addEventListener("hashchange", () => reveal(location.hash));

  prepare();
  // Material emits every page on `document$`, also after instant loading; but nothing for file: URLs.
  window.document$?.subscribe(prepare);
}
