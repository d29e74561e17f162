// Link previews. The rest is loaded (preview-card.js) when a link is first hovered or focused by keyboard.

const isContentLink = (target) => target instanceof Element && target.closest("article a") !== null;

async function begin(event) {
  if (!isContentLink(event.target) || navigator.connection?.saveData) return;
  document.removeEventListener("pointerover", begin);
  document.removeEventListener("focusin", begin);
  const { start } = await import("./preview-card.js");
  start(event);
}

document.addEventListener("pointerover", begin);
document.addEventListener("focusin", begin);
