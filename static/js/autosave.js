// Saves a draft while its apprentice types: one request at a time, the newest text last. Never moves the focus.

const PAUSE = 1500;
const MOST_TO_LEAVE_BEHIND = 60_000; // bytes that a browser still sends while the page goes away
const form = document.querySelector("[data-autosave]");

class Autosave {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-saved]");
    this.saved = "unsaved" in form.dataset ? null : this.text(pristine(form)); // also what was typed before this ran
    this.isPaused = "conflict" in form.dataset; // two versions stand side by side: saving is a choice
    this.sending = null;
    this.timer = 0;
    this.leaving = false;
  }

  // What stands in the form, but for files, the count of saves and what only a button sends.
  fields(form = this.form) {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !["csrfmiddlewaretoken", "add_ksb", "waiting"].includes(name)) fields.append(name, value);
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
    try {
      const response = await fetch(this.form.dataset.autosave, {
        method: "POST", body, keepalive, redirect: "manual", headers: { "X-CSRFToken": token() },
      });
      if (response.ok) this.keep(text, await response.json());
      else this.say(`Not saved: ${await reason(response)}`, true);
      this.isPaused = response.status === 409;
    } catch {
      this.say("Not saved: no connection. Your text is still here; it is saved as soon as you are back online.", true);
      this.timer = setTimeout(() => this.save(), 10 * PAUSE);
    }
  }

  keep(text, answer) {
    this.saved = text;
    this.form.elements.saves.value = answer.saves;
    this.form.elements.csrfmiddlewaretoken.value = token();
    this.say(`Saved ${answer.saved_at}`, false);
    document.dispatchEvent(new CustomEvent("waymark:saved"));
  }

  say(text, isTrouble) {
    this.said.classList.toggle("is-trouble", isTrouble);
    if (this.said.textContent !== text) this.said.textContent = text;
  }
}

// The form as the server sent it.
function pristine(form) {
  const copy = form.cloneNode(true);
  copy.reset();
  return copy;
}

function token() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
}

function isJson(response) {
  return response.headers.get("Content-Type") === "application/json";
}

async function reason(response) {
  const isRefusedByTheFrame = response.status === 403 && !isJson(response);
  if (response.type === "opaqueredirect" || isRefusedByTheFrame) {
    return "you were logged out. Your text is still here: log in again in another tab, then come back and go on.";
  }
  if (response.status === 413) return "this is more text than one piece can hold. Shorten it a little.";
  const answer = await response.json().catch(() => ({}));
  if (response.status === 409) return `${answer.message} Press “Save draft” to see how things stand.`;
  return answer.message ?? "something went wrong here. Your text is still on this page; press “Save draft” to try again.";
}

function start() {
  const autosave = new Autosave(form);
  if (autosave.saved !== null && autosave.isUnsaved) autosave.soon();
  form.addEventListener("input", () => autosave.soon());
  form.addEventListener("focusout", () => autosave.save());
  addEventListener("online", () => autosave.save());
  addEventListener("pagehide", () => autosave.save());
  document.addEventListener("visibilitychange", () => document.hidden && autosave.save());
  addEventListener("beforeunload", (event) => {
    if (autosave.isUnsaved && !autosave.leaving) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(autosave.timer);
    if (!autosave.sending) {
      autosave.leaving = true;
      return;
    }
    event.preventDefault(); // the save under way must be counted first
    const button = event.submitter;
    autosave.sending.then(() => form.requestSubmit(button));
  });
  addEventListener("pageshow", () => { autosave.leaving = false; });
}

if (form) start();
