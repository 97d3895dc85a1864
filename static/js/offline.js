// On every page: keeps the offline page ready, sends what waits here, says so, and leaves nothing behind at log-out.

import { clearEverything, all } from "./store.js";
import { DEVICE, HERE, LOGGED_OUT, OFFLINE, counted, forget, sendAll, waiting } from "./waiting.js";

const WORKER = "/service-worker.js";
const PERSON = "waymark person"; // who was last logged in here, for the page that is shown without a connection
const HOURS_LOGGED_IN = 12;
const AGAIN = 15_000;
const isShell = "shell" in document.body.dataset;
let said = null;

// The shell is the same for everybody; whose things wait here only this browser knows.
function knowThePerson() {
  const person = document.body.dataset.user;
  try {
    if (person) localStorage.setItem(PERSON, JSON.stringify({ person, until: Date.now() + HOURS_LOGGED_IN * 3_600_000 }));
    else if (isShell) recall(JSON.parse(localStorage.getItem(PERSON)));
    else localStorage.removeItem(PERSON);
  } catch { /* a browser that keeps nothing has nothing to show either */ }
}

function recall(known) {
  if (known && known.until > Date.now()) document.body.dataset.user = known.person;
}

async function keepTheShell() {
  if (!navigator.serviceWorker || isShell) return;
  try {
    await navigator.serviceWorker.register(WORKER);
    (await navigator.serviceWorker.ready).active.postMessage("keep");
  } catch { /* without it the site works, but for the page without a connection */ }
}

async function go() {
  const state = (await sendAll()) ?? { line: HERE, left: await waiting(), sent: 0 };
  show(state);
  dispatchEvent(new CustomEvent("waymark:waiting", { detail: state }));
}

function show({ line, left, sent }) {
  if (left.length === 0 && sent === 0 && !said) return;
  said ??= place();
  const words = document.createElement("p");
  words.textContent = left.length ? told(line, left) : `Sent: ${counted(sent, "thing")} that ${sent === 1 ? "was" : "were"} on this ${DEVICE} only.`;
  said.classList.toggle("notice-attention", left.length > 0);
  said.classList.toggle("notice-success", left.length === 0);
  if (left.length > 0 || sent > 0) said.replaceChildren(words, ...(left.length ? [list(left)] : []));
}

function told(line, left) {
  const are = left.length === 1 ? "1 thing is" : `${left.length} things are`;
  const first = `${are} on this ${DEVICE} only, not sent yet.`;
  if (line === LOGGED_OUT) return `${first} Log in again: it is still here, and goes from there.`;
  if (line === OFFLINE) return `${first} It goes by itself as soon as there is a connection.`;
  return line === HERE ? first : `${first} Somebody else is logged in in another tab, so it is not sent.`;
}

function place() {
  const box = document.querySelector("[data-waiting]") ?? document.createElement("div");
  if (!box.isConnected) document.querySelector(".page-body")?.before(box);
  box.className = "notice";
  box.hidden = false;
  box.setAttribute("role", "status");
  return box;
}

function list(entries) {
  const items = document.createElement("ul");
  for (const entry of entries) {
    const item = document.createElement("li");
    item.append(entry.page && !isShell ? link(entry) : `“${entry.title}”`);
    if (entry.trouble) item.append(`: ${entry.trouble} `, throwAway(entry));
    items.append(item);
  }
  return items;
}

function link(entry) {
  const a = document.createElement("a");
  a.href = entry.page;
  a.textContent = entry.title;
  return a;
}

function throwAway(entry) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = `Delete it from this ${DEVICE}`;
  button.addEventListener("click", async () => {
    if (!(await agreed(`Delete “${entry.title}” from this ${DEVICE}?`, "It is nowhere else. This cannot be undone.", "Delete it"))) return;
    await forget(entry);
    await go();
  });
  return button;
}

// Asks once; resolves to what was chosen.
function agreed(question, text, yes) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask-dialog";
  dialog.innerHTML = '<form method="dialog"><h2 id="ask-title"></h2><p></p><div class="form-actions"><button class="button button-danger" value="yes"></button><button class="button button-primary" value="no" autofocus>Go back</button></div></form>';
  dialog.setAttribute("aria-labelledby", "ask-title");
  dialog.querySelector("h2").textContent = question;
  dialog.querySelector("p").textContent = text;
  dialog.querySelector("[value=yes]").textContent = yes;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => { dialog.remove(); done(dialog.returnValue === "yes"); });
  });
}

async function leave(event) {
  const form = event.currentTarget;
  if ("cleared" in form.dataset) return;
  event.preventDefault();
  const unsent = (await waiting()).length + (await all("files")).length;
  if (unsent > 0 && !(await agreed("Log out and delete what was not sent?", lost(unsent), "Log out and delete"))) return;
  await Promise.race([clear(), new Promise((done) => { setTimeout(done, 3000); })]);
  form.dataset.cleared = "";
  form.requestSubmit();
}

function lost(unsent) {
  return unsent === 1
    ? `1 thing is on this ${DEVICE} only; logging out deletes it.`
    : `${unsent} things are on this ${DEVICE} only; logging out deletes them.`;
}

async function clear() {
  try {
    localStorage.removeItem(PERSON);
  } catch { /* nothing was kept */ }
  const names = globalThis.caches ? await caches.keys() : [];
  await Promise.all([clearEverything(), ...names.map((name) => caches.delete(name))]);
}

knowThePerson();
if (document.body.dataset.user) {
  keepTheShell();
  go();
  addEventListener("online", go);
  addEventListener("waymark:kept", go);
  setInterval(async () => (await waiting()).length > 0 && go(), AGAIN);
  for (const form of document.querySelectorAll("form[action$='/accounts/logout/']")) form.addEventListener("submit", leave);
}
