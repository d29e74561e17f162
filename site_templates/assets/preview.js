// Instant previews of where links lead. Until somebody points at a link or comes to one by keyboard, this is all of it.

const isInText = (target) => target instanceof Element && target.closest("article a") !== null;

async function begin(event) {
  if (!isInText(event.target) || navigator.connection?.saveData) return;
  document.removeEventListener("pointerover", begin);
  document.removeEventListener("focusin", begin);
  const { start } = await import("./preview-card.js");
  start(event);
}

document.addEventListener("pointerover", begin);
document.addEventListener("focusin", begin);
