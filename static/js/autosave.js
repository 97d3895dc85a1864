// Saves a draft while its apprentice types: one request at a time, the newest text last. Never moves the focus.
// Without a connection the text is kept in this browser, and sent when the line is back; the save count decides.

import { get, remove } from "./store.js";
import { token } from "./transfer.js";
import { DEVICE, alone, keepDraft } from "./waiting.js";

const PAUSE = 1500;
const MOST_TO_LEAVE_BEHIND = 60_000; // bytes that a browser still sends while the page goes away
const NOT_TYPED = ["csrfmiddlewaretoken", "add_ksb", "waiting"];
const LOGGED_OUT = "You were logged out: log in again in another tab, then come back and go on.";
const form = document.querySelector("[data-autosave]");

class Autosave {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-saved]");
    this.address = form.dataset.autosave;
    this.saved = "unsaved" in form.dataset ? null : this.text(pristine(form)); // also what was typed before this ran
    this.isPaused = "conflict" in form.dataset; // two versions stand side by side: saving is a choice
    this.isCutOff = false;
    this.sending = null;
    this.timer = 0;
    this.leaving = false;
  }

  // What stands in the form, but for files, the count of saves and what only a button sends.
  fields(form = this.form) {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !NOT_TYPED.includes(name)) fields.append(name, value);
    }
    return fields;
  }

  text(form = this.form) {
    const fields = this.fields(form);
    fields.delete("saves");
    return fields.toString();
  }

  get isUnsaved() {
    return this.text() !== this.saved;
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
    if (this.isCutOff || !navigator.onLine) this.keepHere(); // a reload may come before the next try
  }

  // Resolves when everything typed so far was sent, or could not be.
  async save() {
    clearTimeout(this.timer);
    while (this.sending) await this.sending;
    if (this.isPaused || this.leaving || !this.isUnsaved) return;
    this.sending = this.send();
    await this.sending;
    this.sending = null;
  }

  async send() {
    const text = this.text();
    const body = this.fields();
    const keepalive = body.toString().length < MOST_TO_LEAVE_BEHIND;
    const response = await fetch(this.address, {
      method: "POST", body, keepalive, redirect: "manual", headers: { "X-CSRFToken": token() },
    }).catch(() => null);
    if (response?.ok) return this.keep(text, await response.json());
    if (!response || isLoggedOut(response) || response.status >= 500) return this.cutOff(response);
    this.isCutOff = false;
    this.say(`Not saved: ${await reason(response, this.form.dataset.saveButton ?? "Save draft")}`, true);
    this.isPaused = response.status === 409;
  }

  async keep(text, answer) {
    this.saved = text;
    this.isCutOff = false;
    this.form.elements.saves.value = answer.saves;
    this.form.elements.csrfmiddlewaretoken.value = token();
    this.say(`Saved ${answer.saved_at}`, false);
    await remove("drafts", this.address);
    document.dispatchEvent(new CustomEvent("waymark:saved"));
  }

  // No line, or nobody logged in at the other end: the text stays in this browser, and we try again.
  async cutOff(response) {
    this.isCutOff = true;
    const isKept = await this.keepHere();
    const why = response && isLoggedOut(response) ? ` ${LOGGED_OUT}` : "";
    if (isKept) this.say(`Kept on this ${DEVICE} only, not sent yet.${why}`, true);
    else this.say(`Not saved: no connection. Stay on this page; it is saved as soon as you are back online.${why}`, true);
    this.timer = setTimeout(() => this.save(), 10 * PAUSE);
  }

  keepHere() {
    const title = this.form.elements.title?.value ?? this.form.dataset.title ?? "";
    return keepDraft(this.address, { page: this.form.getAttribute("action"), title, fields: this.fields().toString() });
  }

  // Puts back what was typed here without a connection. Its own save count goes with it, so that the server can tell
  // whether the draft moved on meanwhile.
  restore(kept) {
    const fields = new URLSearchParams(kept.fields);
    const here = new URLSearchParams(this.fields());
    const isAllThere = [...fields].every(([name, value]) => name === "saves" || here.getAll(name).includes(value));
    if (isAllThere) return remove("drafts", this.address);
    for (const [name, value] of fields) put(this.form, name, value);
    this.form.dispatchEvent(new CustomEvent("waymark:restored", { bubbles: true }));
    this.say("What you typed here without a connection is back.", false);
    return this.save();
  }

  // Before the form is sent whole: what was typed must be on the server, or kept here. True when the line is there.
  async settle() {
    if (this.isPaused) await this.keepHere(); // the choice between two versions must survive a broken line
    else await this.save();
    while (this.sending) await this.sending;
    return !this.isCutOff;
  }

  say(text, isTrouble) {
    this.said.classList.toggle("is-trouble", isTrouble);
    if (this.said.textContent !== text) this.said.textContent = text;
  }
}

function put(form, name, value) {
  const field = form.elements[name];
  if (field && "value" in field) field.value = value;
  else if (!field) {
    const hidden = document.createElement("input"); // what another window has removed since
    Object.assign(hidden, { type: "hidden", name, value });
    form.append(hidden);
  }
}

// The form as the server sent it.
function pristine(form) {
  const copy = form.cloneNode(true);
  copy.reset();
  return copy;
}

function isLoggedOut(response) {
  return response.type === "opaqueredirect" || (response.status === 403 && !isJson(response));
}

function isJson(response) {
  return response.headers.get("Content-Type") === "application/json";
}

async function reason(response, button) {
  if (response.status === 413) return "this is more text than one piece can hold. Shorten it a little.";
  const answer = await response.json().catch(() => ({}));
  if (response.status === 409) return `${answer.message} Press “${button}” to see how things stand.`;
  return answer.message ?? `something went wrong here. Your text is still on this page; press “${button}” to try again.`;
}

// As long as this page is open it alone sends this draft.
function claimDraft(address) {
  alone(`draft ${address}`, () => new Promise(() => {}));
}

async function start() {
  const autosave = new Autosave(form);
  let isSettled = false;
  form.addEventListener("input", () => autosave.soon());
  form.addEventListener("focusout", () => autosave.save());
  addEventListener("online", () => autosave.save());
  addEventListener("pagehide", () => autosave.save());
  document.addEventListener("visibilitychange", () => document.hidden && autosave.save());
  addEventListener("beforeunload", (event) => {
    if (autosave.isUnsaved && !autosave.leaving && !autosave.isCutOff) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(autosave.timer);
    if (isSettled || !(autosave.sending || autosave.isPaused || autosave.isUnsaved)) {
      autosave.leaving = true;
      return;
    }
    event.preventDefault(); // the save under way must be counted first
    const button = event.submitter;
    autosave.settle().then((isOnline) => {
      if (!isOnline) return;
      isSettled = true;
      form.requestSubmit(button);
    });
  });
  addEventListener("pageshow", () => { autosave.leaving = isSettled = false; });
  claimDraft(autosave.address);
  const kept = "unsaved" in form.dataset ? null : await get("drafts", autosave.address);
  if (kept) await autosave.restore(kept);
  else if (autosave.saved !== null && autosave.isUnsaved) autosave.soon();
}

if (form) start();
