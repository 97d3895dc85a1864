// The capture page: the first file or word makes the item in the inbox, everything after it goes to the same one.
// Without a connection, and on the page that is shown then, all of it is kept here and sent later.

import { token } from "./transfer.js";
import { DEVICE, keepCapture } from "./waiting.js";

const PAUSE = 1000;
const PATIENCE = 4000;
const page = document.querySelector("[data-capture]");
const isShell = "shell" in document.body.dataset;

class Capture {
  constructor(form) {
    this.form = form;
    this.note = form.elements.note;
    this.said = form.querySelector("[data-capture-said]");
    this.area = form.querySelector("[data-upload]");
    this.list = form.querySelector("[data-file-list]");
    this.begin(isShell ? crypto.randomUUID() : form.elements.id.value);
  }

  begin(id) {
    this.id = id;
    this.started = null;
    this.sentNote = "";
    this.isKept = false;
    this.inbox = this.form.dataset.inbox ?? "";
  }

  get fields() {
    const apprenticeship = this.form.elements.apprenticeship?.value ?? "";
    return { id: this.id, apprenticeship, note: this.note.value };
  }

  get isEmpty() {
    return !this.started && !this.isKept && !this.note.value.trim();
  }

  // Files from a button, the clipboard or the recorder.
  async take(files) {
    if (files.length === 0) return;
    if (isShell || this.isKept || !(await this.send())) return this.keep(files);
    this.area.dispatchEvent(new CustomEvent("waymark:files", { detail: { files } }));
  }

  async write() {
    if (this.isEmpty || this.note.value === this.sentNote) return;
    if (isShell || this.isKept || !(await this.send())) await this.keep([]);
  }

  // True when the server has the item and its note; false when there is no connection. One request at a time.
  async send() {
    while (this.started?.isUnderWay) await this.started.answer;
    if (this.started && this.note.value === this.sentNote) return true;
    const { note } = this.fields;
    const answer = this.post();
    this.started = { isUnderWay: true, answer };
    const response = await answer;
    this.started = response?.ok ? { isUnderWay: false } : null;
    if (!response) return false;
    if (!response.ok) return this.refuse(response);
    const item = await response.json();
    this.sentNote = note;
    this.area.dataset.upload = item.uploads;
    this.inbox = item.inbox;
    this.say(`In your inbox, saved ${item.saved_at}`);
    return true;
  }

  post() {
    const headers = { "X-CSRFToken": token(), Accept: "application/json" };
    const options = { method: "POST", body: new URLSearchParams(this.fields), redirect: "manual", headers };
    return fetch(this.form.dataset.capture, options).catch(() => null);
  }

  async refuse(response) {
    const answer = await response.json().catch(() => ({}));
    this.why = response.type === "opaqueredirect" ? "You were logged out. Log in again; it is still here." : answer.message;
    return false;
  }

  async keep(files) {
    const { apprenticeship, note } = this.fields;
    const kept = files.map((file) => ({ id: crypto.randomUUID(), name: file.name, blob: file }));
    const isKept = await keepCapture(this.id, (known) => ({ ...known, apprenticeship, note, files: [...known.files, ...kept] }));
    this.isKept ||= isKept;
    if (!isKept) return this.say(`This ${DEVICE} has no room for it. Stay on this page until there is a connection.`, true);
    this.sentNote = note;
    for (const file of files) this.list.append(row(file));
    this.say(`Kept on this ${DEVICE} only, not sent yet. ${this.why ?? "It goes to your inbox by itself as soon as there is a connection."}`, true);
    this.why = undefined;
    dispatchEvent(new Event("waymark:kept"));
  }

  say(text, isTrouble = false) {
    this.said.classList.toggle("is-trouble", isTrouble);
    if (this.said.textContent !== text) this.said.textContent = text;
  }
}

function row(file) {
  const item = document.createElement("li");
  item.className = "row-item file";
  item.innerHTML = '<span class="thumbnail" aria-hidden="true">File</span><div class="row-main"><span class="row-title"></span><p class="meta"></p></div>';
  item.querySelector(".row-title").textContent = file.name;
  item.querySelector(".meta").textContent = `Kept on this ${DEVICE} only`;
  if (!file.type.startsWith("image/")) return item;
  const picture = new Image(56, 56);
  picture.className = "thumbnail";
  picture.alt = "";
  picture.src = URL.createObjectURL(file);
  item.querySelector(".thumbnail").replaceWith(picture);
  return item;
}

function isOnItsWay(list) {
  return list.querySelector("progress:not([hidden])") !== null;
}

// Resolves when no file is on its way any more; what takes longer goes on from the next page.
async function arrived(list) {
  const until = Date.now() + PATIENCE;
  while (isOnItsWay(list) && Date.now() < until) await new Promise((done) => { setTimeout(done, 200); });
}

function start(form) {
  const capture = new Capture(form);
  let timer = 0;
  const soon = () => { clearTimeout(timer); timer = setTimeout(() => capture.write(), PAUSE); };
  capture.note.addEventListener("input", soon);
  capture.note.addEventListener("blur", () => capture.write());
  capture.note.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (files.length > 0) event.preventDefault();
    capture.take(files);
  });
  for (const input of form.querySelectorAll("[data-catch]")) {
    const taken = () => {
      const files = [...input.files];
      input.value = ""; // the form must not send them a second time
      capture.take(files);
    };
    input.addEventListener("change", taken);
    if (input.files.length > 0) taken(); // chosen before this script was there
  }
  form.addEventListener("waymark:recorded", (event) => capture.take([event.detail.file]));
  addEventListener("waymark:waiting", (event) => {
    if (!capture.isKept || event.detail.left.some((entry) => entry.key === capture.id)) return;
    capture.isKept = false;
    for (const line of form.querySelectorAll("[data-file-list] .meta")) line.textContent = "Sent";
    capture.say("Sent: it is in your inbox.");
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const isAnother = event.submitter?.name === "another";
    clearTimeout(timer);
    await capture.write();
    if (capture.isEmpty) return capture.say("Take a photo, choose a file or write a few words first.", true);
    if (isShell || capture.isKept) return another(capture);
    if (isOnItsWay(capture.list)) capture.say("Waiting a moment for what is on its way …");
    await arrived(capture.list);
    location.assign(isAnother ? form.action : capture.inbox);
  });
  for (const button of form.querySelectorAll("[data-done]")) button.textContent = "Done";
  for (const button of form.querySelectorAll("[data-another]")) button.hidden = false;
}

function another(capture) {
  capture.begin(crypto.randomUUID());
  capture.note.value = "";
  capture.list.replaceChildren();
  capture.say("Ready for the next one.");
  capture.note.focus();
}

if (page) start(page);
