/* Adds a button to print a brief, and to every printed page its URL and the day. Not a module, because browsers do not
   load modules from file: URLs. */

/* global _, LOCALE -- translated when the asset is made */

{
  const addButton = () => {
    const end = document.querySelector(".sb-back-matter"); // a button further up would move what is being read
    if (!end || end.querySelector(".sb-print")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = _("Print or save as PDF");
    button.addEventListener("click", () => print());
    button.className = "sb-print";
    end.append(button);
  };

  /* Hand texts to print.css, as strings of CSS. */
  const writeMargins = () => {
    const published = document.querySelector('link[rel="canonical"]');
    const texts = {
      "--sb-page-url": published?.href ?? location.href.split("#")[0],
      "--sb-printed": _("Printed {day}", { day: new Date().toLocaleDateString(LOCALE, { dateStyle: "long" }) }),
    };
    for (const [name, text] of Object.entries(texts)) document.documentElement.style.setProperty(name, JSON.stringify(text));
  };

  addEventListener("beforeprint", writeMargins);
  addButton();
  // Material emits every page on `document$`, also after instant loading; but nothing for file: URLs.
  window.document$?.subscribe(addButton);
}
