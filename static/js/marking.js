// Keeps a half-done marking on the server while it is typed, one request at a time, the newest words last. What the
// server could not be given is kept in this tab until it can. Two windows on one marking: the later is asked.

import { token } from "./transfer.js";

const PAUSE = 1500;
const MOST_TO_LEAVE_BEHIND = 60_000; // bytes that a browser still sends while the page goes away
const form = document.querySelector("[data-marking]");
const problems = document.querySelector(".error-summary");

class HalfDone {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-saved]");
    this.conflict = form.querySelector("[data-conflict]");
    this.place = `marking ${form.elements.revision.value}`;
    this.saved = problems ? null : this.words();
    this.isPaused = false; // two versions stand against each other, or nothing can be saved here any more
    this.sending = null;
    this.timer = 0;
    this.sent = false;
  }

  fields() {
    const fields = new URLSearchParams(new FormData(this.form));
    fields.delete("csrfmiddlewaretoken");
    return fields;
  }

  // What was chosen, typed, drawn and spoken; without what belongs to the page and not to the assessor.
  words() {
    const fields = this.fields();
    for (const name of ["revision", "saves"]) fields.delete(name);
    return fields.toString();
  }

  get isUnsaved() {
    return this.words() !== this.saved;
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
    sessionStorage.setItem(this.place, this.fields().toString()); // a reload may come first
  }

  // Resolves when everything typed so far was sent, or could not be.
  async save() {
    clearTimeout(this.timer);
    while (this.sending) await this.sending;
    if (this.isPaused || this.sent || !this.isUnsaved) return;
    this.sending = this.send().finally(() => { this.sending = null; });
    await this.sending;
  }

  async send() {
    const words = this.words();
    const body = this.fields();
    const keepalive = body.toString().length < MOST_TO_LEAVE_BEHIND;
    const headers = { "X-CSRFToken": token() };
    const response = await fetch(this.form.dataset.marking, { method: "POST", body, keepalive, redirect: "manual", headers }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (response?.ok && answer) return this.keep(words, answer);
    if (response?.status === 409 && answer) return this.stop(answer);
    if (response?.status === 404) return this.stop({ message: "This piece is not yours to mark any more. Nothing more can be saved here. What you typed stays on this page: copy what you need." });
    if (answer?.message) return this.say(`Not saved: ${answer.message}`, true);
    const why = response?.type === "opaqueredirect" ? "you were logged out. Log in again in another tab and go on here." : "no connection. It is kept in this tab, and sent as soon as you are back online.";
    this.say(`Not saved: ${why}`, true);
    this.timer = setTimeout(() => this.save(), 10 * PAUSE);
  }

  keep(words, answer) {
    this.saved = words;
    this.form.elements.saves.value = answer.saves;
    this.say(`Saved ${answer.saved}`, false);
    if (!this.isUnsaved) sessionStorage.removeItem(this.place);
  }

  // saves: of the version that another window saved; without it nothing can be saved from here.
  stop({ message, saves }) {
    this.isPaused = true;
    this.newer = saves;
    this.conflict.querySelector("[data-conflict-words]").textContent = message;
    this.conflict.querySelector("[data-use-this]").hidden = saves === undefined;
    this.conflict.querySelector("[data-other]").hidden = saves === undefined;
    this.conflict.hidden = false;
    this.say("Not saved here.", true);
  }

  useThis() {
    this.form.elements.saves.value = this.newer;
    this.isPaused = false;
    this.conflict.hidden = true;
    this.form.querySelector("[name=feedback]").focus();
    return this.save();
  }

  // After a log-in that ran out or a page reloaded by mistake; not when the server sent everything back itself.
  restore() {
    const kept = problems ? null : sessionStorage.getItem(this.place);
    if (!kept) return;
    const here = this.fields().toString();
    for (const [name, value] of new URLSearchParams(kept)) {
      if (name !== "csrfmiddlewaretoken" && this.form.elements[name]) this.form.elements[name].value = value;
    }
    if (this.fields().toString() === here) return;
    if (!this.isUnsaved) this.form.elements.saves.value = new URLSearchParams(here).get("saves"); // it had arrived after all
    else this.say("What you had typed here before is back.", false);
    this.save();
  }

  say(text, isTrouble) {
    this.said.classList.toggle("is-trouble", isTrouble);
    if (this.said.textContent !== text) this.said.textContent = text;
  }
}

// The piece after this one, so that its pictures are here already when it opens. Reading a page begins nothing.
async function warm(url) {
  const response = await fetch(url, { priority: "low" }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const picture of page.querySelectorAll(".exhibit img")) new Image().src = picture.getAttribute("src");
}

function start() {
  const half = new HalfDone(form);
  const skip = document.querySelector("[data-skip]");
  half.restore();
  form.addEventListener("input", () => half.soon());
  form.addEventListener("focusout", () => half.save());
  form.querySelector("[data-use-this]").addEventListener("click", () => half.useThis());
  form.addEventListener("submit", (event) => {
    half.sent = true;
    clearTimeout(half.timer);
    if (half.sending) { // or what is half done would arrive after what is done
      event.preventDefault();
      half.sending.then(() => form.requestSubmit(event.submitter));
      return;
    }
    sessionStorage.removeItem(half.place);
  });
  addEventListener("online", () => half.save());
  addEventListener("pagehide", () => half.save());
  addEventListener("pageshow", () => { half.sent = false; });
  addEventListener("beforeunload", (event) => {
    if (!half.sent && half.isUnsaved && (half.isPaused || half.said.classList.contains("is-trouble"))) event.preventDefault();
  });
  skip?.addEventListener("click", (event) => {
    if (!half.isUnsaved || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    half.save().then(() => location.assign(skip.href));
  });
  const whenIdle = window.requestIdleCallback ?? ((act) => setTimeout(act, 3 * PAUSE));
  if (skip && !navigator.connection?.saveData) whenIdle(() => warm(skip.href));
}

if (form) start();
problems?.focus();
