// Takes the reader from a claim to its spot on the desk, and back: the page, the words, or the second of a clip. On a
// screen too narrow for both sides the viewer opens instead, as it does for spots that the desk does not show.

const WIDE = matchMedia("(min-width: 64rem)");
let from = null; // the link that led to where the focus is

function shown(link) {
  if (link.dataset.target) return document.getElementById(link.dataset.target);
  return link.hash.startsWith("#answer-") ? document.getElementById(link.hash.slice(1)) : null;
}

function mark(target) {
  for (const before of document.querySelectorAll(".is-pointed-at")) before.classList.remove("is-pointed-at");
  target.classList.add("is-pointed-at");
}

function seek(target, second) {
  const player = target.querySelector("audio, video");
  if (!player) return target;
  const go = () => { player.currentTime = second; };
  if (player.readyState > 0) go();
  else {
    player.addEventListener("loadedmetadata", go, { once: true });
    player.load();
  }
  return player;
}

function go(link, target) {
  from = link;
  mark(target);
  const place = link.dataset.second === undefined ? target : seek(target, Number(link.dataset.second));
  if (place.tabIndex < 0) place.tabIndex = -1;
  target.scrollIntoView({ block: "start" });
  place.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-claim] .spot a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = shown(link);
  if (!target || !WIDE.matches) return;
  event.preventDefault();
  event.stopPropagation(); // the viewer would open it as well
  if (from === link && document.querySelector("[data-desk-evidence]").contains(document.activeElement)) link.closest("[data-claim]").focus();
  else go(link, target);
}, { capture: true });
