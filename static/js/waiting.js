// What waits in this browser until the server has it, and its way there: once, and only as the person it belongs to.
//
// drafts: autosave address -> { page, title, fields, at, trouble }   fields: as a form sends them, the save count too
// captures: id -> { id, apprenticeship, note, files: [{ id, name, blob }], at, trouble }

import { all, get, put, remove } from "./store.js";
import { Transfer, fingerprintOf, token } from "./transfer.js";

const STATE = "/capture/state/";
const ITEMS = "/capture/items/";
export const HERE = "here", OFFLINE = "offline", LOGGED_OUT = "logged out", SOMEBODY_ELSE = "somebody else";
export const DEVICE = matchMedia("(max-width: 63.99rem), (pointer: coarse)").matches ? "phone" : "computer";

let under_way = null;

export function counted(number, noun) {
  return number === 1 ? `${number} ${noun}` : `${number} ${noun}s`;
}

// Runs `act` while nobody else in this browser runs under the same name; null when that is so and we do not wait.
export function alone(name, act, { wait = true } = {}) {
  if (!navigator.locks) return act();
  return navigator.locks.request(`waymark ${name}`, { ifAvailable: !wait }, (lock) => (lock ? act() : null));
}

export function keepDraft(address, draft) {
  return put("drafts", address, { ...draft, at: Date.now(), trouble: "" });
}

// Changes one capture, or makes it; false when this browser keeps nothing.
export function keepCapture(id, change) {
  return alone(`capture ${id}`, async () => {
    const known = (await get("captures", id)) ?? { id, apprenticeship: "", note: "", files: [], at: Date.now() };
    return put("captures", id, { ...change(known), trouble: "" });
  });
}

// All that waits, with what it is called, oldest first.
export async function waiting() {
  const drafts = (await all("drafts")).map(([key, value]) => ({
    store: "drafts", key, title: value.title || "Untitled draft", page: value.page, at: value.at, trouble: value.trouble,
  }));
  const captures = (await all("captures")).map(([key, value]) => ({
    store: "captures", key, title: called(value), page: "", at: value.at, trouble: value.trouble,
  }));
  return [...drafts, ...captures].sort((one, other) => one.at - other.at);
}

function called(capture) {
  const words = capture.note.trim().split("\n")[0];
  const files = capture.files.map((file) => file.name);
  return (words.length > 60 ? `${words.slice(0, 60)}…` : words) || files.join(", ") || "Quick capture";
}

export function forget(entry) {
  return remove(entry.store, entry.key);
}

// Whether the line is there, and for whom.
export async function whoIsThere() {
  const options = { redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } };
  const response = await fetch(STATE, options).catch(() => null);
  if (response?.type === "opaqueredirect") return LOGGED_OUT;
  if (!response?.ok) return OFFLINE;
  const { user } = await response.json();
  return user === document.body.dataset.user ? HERE : SOMEBODY_ELSE;
}

// Sends what can be sent. Answers how things stand: { line, left: [entries], sent: how many }.
export function sendAll() {
  under_way ??= alone("send", send, { wait: false }).finally(() => { under_way = null; });
  return under_way;
}

async function send() {
  const before = await waiting();
  if (before.length === 0) return { line: HERE, left: [], sent: 0 };
  const line = await whoIsThere();
  if (line !== HERE) return { line, left: before, sent: 0 };
  try {
    for (const entry of before) await (entry.store === "drafts" ? sendDraft(entry.key) : sendCapture(entry.key));
  } catch {
    return { line: OFFLINE, left: await waiting(), sent: 0 }; // the line broke again
  }
  const left = await waiting();
  return { line, left, sent: Math.max(0, before.length - left.length) };
}

// The page that has the draft open sends it itself.
function sendDraft(address) {
  return alone(`draft ${address}`, async () => {
    const draft = await get("drafts", address);
    if (!draft) return;
    const response = await post(address, new URLSearchParams(draft.fields));
    if (response.ok) await remove("drafts", address);
    else await put("drafts", address, { ...draft, trouble: await reason(response) });
  }, { wait: false });
}

async function sendCapture(id) {
  const capture = await get("captures", id);
  if (!capture) return;
  const { apprenticeship, note } = capture;
  const started = await post(ITEMS, new URLSearchParams({ id, apprenticeship, note }));
  if (!started.ok) return trouble(id, await reason(started));
  const { uploads } = await started.json();
  for (const file of capture.files) {
    const refused = await sendFile(uploads, file);
    if (refused) return trouble(id, refused);
    await keepCapture(id, (known) => ({ ...known, files: known.files.filter((other) => other.id !== file.id) }));
  }
  await alone(`capture ${id}`, async () => {
    const now = await get("captures", id);
    if (now && now.files.length === 0 && now.note === note) await remove("captures", id);
  });
}

// Empty when the server has the file; else why it would not take it.
async function sendFile(address, { name, blob }) {
  const file = new File([blob], name, { type: blob.type, lastModified: blob.lastModified });
  const changed = (transfer) => transfer.state === "broken" && transfer.stop("paused"); // tried again with all the rest
  const transfer = new Transfer({ file, fingerprint: await fingerprintOf(file), address: () => address, changed });
  await transfer.run();
  if (transfer.state === "done" || /already attached/.test(transfer.reason)) return "";
  if (transfer.state !== "failed" || transfer.canRetry) throw new Error("the line broke, or the log-in ended");
  return transfer.reason;
}

async function trouble(id, text) {
  const known = await get("captures", id);
  if (known) await put("captures", id, { ...known, trouble: text });
}

function post(address, body) {
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  return fetch(address, { method: "POST", body, redirect: "manual", headers });
}

async function reason(response) {
  if (response.type === "opaqueredirect") throw new Error("logged out in between");
  const answer = await response.json().catch(() => ({}));
  if (answer.message) return answer.message;
  if (response.status === 413) return "It is too large to be kept here.";
  if (response.status === 404) return "It is no longer on the server.";
  throw new Error(`the server answered ${response.status}`); // tried again later
}
