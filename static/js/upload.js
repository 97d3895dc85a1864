// The list of files on their way: rows with bytes and buttons, two at a time, on again after a reload.
//
// An element [data-upload="address"] takes files from its own field, from a drop, and from
//   element.dispatchEvent(new CustomEvent("waymark:files", { detail: { files: [...] } }))
// and fires, bubbling, "waymark:uploaded" with { html, name, notice } for each that was attached. Where the address
// is empty at first, what this browser kept for any piece goes on; elsewhere only what belongs to that piece.

import { all, put, remove } from "./store.js";
import { Transfer, fingerprintOf } from "./transfer.js";
import { alone, counted } from "./waiting.js";

const AT_ONCE = 2;
const MOST_TO_KEEP = 200_000_000; // bytes of one file that this browser is asked to hold until they have arrived
const LEFT_IS_KNOWN = 5; // seconds below which telling the time left would only flicker

class Row {
  constructor(name, buttons) {
    this.element = document.createElement("li");
    this.element.className = "row-item file";
    this.element.innerHTML = '<span class="thumbnail" aria-hidden="true">File</span><div class="row-main"><bdi class="row-title"></bdi><progress max="1" value="0"></progress><p class="meta"></p><p class="cluster"></p></div>';
    this.element.querySelector(".row-title").textContent = name;
    this.bar = this.element.querySelector("progress");
    this.bar.setAttribute("aria-label", `How much of ${name} has been sent`);
    this.line = this.element.querySelector(".meta");
    this.buttons = new Map(Object.entries(buttons).map(([label, act]) => [label, button(label, name, act)]));
    this.element.querySelector(".cluster").append(...this.buttons.values());
  }

  show(text, { share = null, offered = [], isTrouble = false }) {
    if (this.line.textContent !== text) this.line.textContent = text;
    this.line.className = isTrouble ? "field-error" : "meta";
    this.bar.hidden = share === null;
    if (share !== null) this.bar.value = share;
    const had = [...this.buttons.values()].find((one) => one === document.activeElement);
    for (const [label, one] of this.buttons) one.hidden = !offered.includes(label);
    if (had?.hidden) this.buttons.get(offered[0])?.focus();
  }
}

const TEXTS = {
  waiting: () => ["Waiting to be sent", { offered: ["Pause", "Remove"] }],
  sending: (transfer) => [progressOf(transfer), { offered: ["Pause", "Remove"] }],
  paused: (transfer) => [`Paused at ${bytesOf(transfer)}`, { offered: ["Go on", "Remove"] }],
  broken: (transfer) => [`The connection broke at ${bytesOf(transfer)}. ${transfer.isKept ? "The file is kept in this browser, on this device only, and goes on by itself, after a reload too." : "Leave this page open: it goes on by itself."}`, { offered: ["Try again", "Pause", "Remove"] }],
  failed: (transfer) => [transfer.reason, { offered: transfer.canRetry ? ["Try again", "Remove"] : ["Remove"], isTrouble: true }],
};

class Area {
  constructor(element) {
    this.element = element;
    this.list = element.querySelector("[data-file-list]") ?? element.appendChild(document.createElement("ul"));
    this.transfers = new Map(); // by fingerprint
    this.unfinished = new Map(); // rows of those whose file must be chosen again, by fingerprint
    this.waiting = [];
    this.running = 0;
    this.listen();
    this.resume();
  }

  get address() {
    return this.element.dataset.upload.replace(/\/files\/$/, "/uploads/");
  }

  // Only there are the fields of a file's row sent along with something.
  get isDraft() {
    return this.element.closest("[data-autosave]") !== null;
  }

  listen() {
    const zone = this.element.querySelector("[data-drop-zone]");
    for (const part of this.element.querySelectorAll("[data-without-script]")) part.hidden = true;
    this.element.addEventListener("waymark:files", (event) => this.take(event.detail.files));
    this.element.addEventListener("input", retitle);
    addEventListener("beforeunload", (event) => {
      if ([...this.transfers.values()].some((transfer) => !transfer.isOver && !transfer.isKept)) event.preventDefault();
    });
    if (zone) this.listenTo(zone);
  }

  listenTo(zone) {
    const input = zone.querySelector("input[type=file]");
    const taken = () => {
      this.take([...input.files]);
      input.value = ""; // the form must not send them a second time
    };
    input?.addEventListener("change", taken);
    if (input?.files.length > 0) taken(); // chosen before this script was there
    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("is-over"); });
    }
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      this.take([...event.dataTransfer.files]);
    });
  }

  // What this browser kept goes on by itself; of what only the server knows the file must be chosen again.
  async resume() {
    const { address } = this;
    const kept = (await all("files")).filter(([, value]) => !address || value.address === address);
    for (const [, value] of kept) await this.add(value.file, value);
    if (!address) return;
    const answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
    if (answer === null) addEventListener("online", () => this.resume(), { once: true });
    if (!answer?.ok) return;
    for (const upload of (await answer.json()).uploads) this.ask(upload);
  }

  ask(upload) {
    const known = this.transfers.get(upload.fingerprint);
    if (known?.state === "paused") {
      known.stands(upload);
      this.draw(known);
    }
    if (known || this.unfinished.has(upload.fingerprint)) return;
    const cancel = new Transfer({ changed: () => {} });
    cancel.url = upload.url;
    const row = new Row(upload.name, { Remove: async () => { await cancel.cancel(); row.element.remove(); this.unfinished.delete(upload.fingerprint); } });
    row.show(`${words(upload.received)} of ${words(upload.size)} arrived. Choose the file again to go on.`, { share: upload.received / upload.size, offered: ["Remove"] });
    this.unfinished.set(upload.fingerprint, row);
    this.list.append(row.element);
  }

  take(files) {
    for (const file of files) this.add(file);
  }

  // address: of a file that was kept, or "" for that of the page, which may come later.
  async add(file, { address = "", isPaused = false } = {}) {
    const held = {};
    const place = address || this.address; // the page may turn to another piece while this is on its way
    const now = () => this.transfers.get(held.fingerprint) ?? held.transfer;
    const row = new Row(file.name, {
      "Try again": () => this.goOn(now()),
      "Go on": () => this.goOn(now()),
      Pause: () => this.pause(now()),
      Remove: () => this.remove(now()),
    });
    row.show("Waiting to be sent", { share: 0 });
    this.list.append(row.element); // at once: whoever looks whether something is on its way must see it
    const fingerprint = await fingerprintOf(file);
    if (this.transfers.has(fingerprint)) {
      row.element.remove();
      return address ? undefined : this.say(`${file.name} is on its way already.`);
    }
    this.unfinished.get(fingerprint)?.element.remove();
    this.unfinished.delete(fingerprint);
    const transfer = this.transferOf({ file, fingerprint, place, row, isKept: address !== "" });
    Object.assign(held, { fingerprint, transfer });
    this.transfers.set(fingerprint, transfer);
    if (isPaused) return transfer.become("paused");
    const problem = this.problemWith(file);
    if (problem) return transfer.fail(Object.assign(new Error(problem), { canRetry: false }));
    this.draw(transfer);
    this.keep(transfer);
    this.queue(transfer);
    return undefined;
  }

  transferOf({ file, fingerprint, place, ...rest }) {
    const address = () => place || this.address;
    const transfer = new Transfer({ file, fingerprint, address, changed: (one) => this.draw(one) });
    return Object.assign(transfer, { place }, rest);
  }

  problemWith(file) {
    const most = Number(this.element.dataset.maxBytes || Infinity);
    if (file.size > most) return `It is larger than ${words(most)}. Make it shorter or save a smaller copy.`;
    return file.size === 0 ? "It is empty." : "";
  }

  async keep(transfer, isPaused = false) {
    const address = transfer.address();
    if (transfer.file.size > MOST_TO_KEEP || !address) return;
    transfer.isKept = await put("files", `${address} ${transfer.fingerprint}`, { address, file: transfer.file, isPaused });
    if (["done", "removed"].includes(transfer.state)) this.letGo(transfer); // it was quicker than the disk
  }

  letGo(transfer) {
    transfer.isKept = false;
    this.transfers.delete(transfer.fingerprint);
    return remove("files", `${transfer.address()} ${transfer.fingerprint}`);
  }

  queue(transfer) {
    this.waiting.push(transfer);
    this.next();
  }

  async next() {
    if (this.running >= AT_ONCE || this.waiting.length === 0) return;
    const transfer = this.waiting.shift();
    this.running += 1;
    // Two tabs that found the same file send it one after the other; the second learns that it is there already.
    await alone(`${transfer.address()} ${transfer.fingerprint}`, () => transfer.state === "waiting" && transfer.run());
    this.running -= 1;
    if (transfer.state === "done") this.finish(transfer);
    this.next();
  }

  pause(transfer) {
    transfer.stop("paused");
    this.keep(transfer, true);
    this.say(`${transfer.file.name} is paused.`);
  }

  // A transfer that was stopped stays so, whatever it still waits for; another takes its place.
  goOn(stopped) {
    if (stopped.state === "broken") return stopped.wake?.();
    const { file, fingerprint, place, row, isKept, sent, received } = stopped;
    const transfer = this.transferOf({ file, fingerprint, place, row, isKept, sent, received });
    this.transfers.set(transfer.fingerprint, transfer);
    this.draw(transfer);
    this.keep(transfer);
    return this.queue(transfer);
  }

  remove(transfer) {
    transfer.stop("removed");
    transfer.cancel();
    this.letGo(transfer);
    transfer.row.element.remove();
    this.say(`${transfer.file.name} was removed.`);
  }

  draw(transfer) {
    const texts = TEXTS[transfer.state];
    if (!texts) return;
    const [text, looks] = texts(transfer);
    const isUnderWay = transfer.state !== "failed" && transfer.file.size > 0;
    transfer.row.show(text, { share: isUnderWay ? transfer.sent / transfer.file.size : null, ...looks });
    if (transfer.state === "failed" || (transfer.state === "broken" && transfer.breaks === 1)) this.say(`${transfer.file.name}: ${text}`);
    if (transfer.state === "failed" && !transfer.canRetry) this.letGo(transfer);
  }

  finish(transfer) {
    const [{ row: html, notice }] = transfer.files;
    const detail = { html, name: transfer.file.name, notice };
    this.letGo(transfer);
    if (this.isDraft) this.place(transfer.row.element, html);
    else this.showArrived(transfer, html);
    this.element.dispatchEvent(new CustomEvent("waymark:uploaded", { bubbles: true, detail }));
    this.say(`${transfer.file.name} was added. ${notice}`);
    document.getElementById("file-poll")?.dispatchEvent(new Event("check"));
    if (notice) this.list.after(line(notice));
  }

  // Only the name of the server's row, which leads to the file: its fields belong to a draft's form.
  showArrived({ row, file }, html) {
    const link = document.createRange().createContextualFragment(html).querySelector("a.row-title");
    if (link) row.element.querySelector(".row-title").replaceWith(link);
    row.show(`${words(file.size)}, arrived`, {});
  }

  // The answer to a question that was asked twice is in the page already.
  place(before, html) {
    const takesFocus = before.contains(document.activeElement);
    const row = document.createRange().createContextualFragment(html).querySelector("[id]");
    if (!document.getElementById(row.id)) before.after(row);
    row.dispatchEvent(new Event("input", { bubbles: true })); // its fields belong to the draft from now on
    before.remove();
    if (takesFocus) document.getElementById(row.id).querySelector("a")?.focus();
  }

  say(text) {
    const said = this.element.querySelector("[data-upload-said]");
    if (said) said.textContent = text;
  }
}

// A new name is saved with the draft; the link above it says so at once.
function retitle(event) {
  const ending = event.target.dataset?.fileName;
  if (ending === undefined) return;
  const link = event.target.closest(".file").querySelector(".row-title");
  link.textContent = `${event.target.value.trim() || event.target.defaultValue}${ending}`;
}

function progressOf(transfer) {
  if (transfer.sent === transfer.file.size) return "Arrived, being kept";
  const left = transfer.secondsLeft;
  return left === null || left < LEFT_IS_KNOWN ? bytesOf(transfer) : `${bytesOf(transfer)}, about ${timeIn(left)} left`;
}

function bytesOf(transfer) {
  return `${words(transfer.sent)} of ${words(transfer.file.size)}`;
}

function timeIn(seconds) {
  const minutes = Math.round(seconds / 60);
  if (seconds < 55) return `${Math.ceil(seconds / 5) * 5} seconds`;
  return minutes < 60 ? counted(Math.max(1, minutes), "minute") : counted(Math.round(minutes / 60), "hour");
}

function words(bytes) {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1000)} kB`;
  const [size, unit] = bytes < 1_000_000_000 ? [bytes / 1_000_000, "MB"] : [bytes / 1_000_000_000, "GB"];
  return `${size.toFixed(1).replace(/\.0$/, "")} ${unit}`;
}

function button(label, name, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button button-small";
  element.textContent = label;
  const whose = document.createElement("span");
  whose.className = "visually-hidden";
  whose.textContent = ` ${name}`;
  element.append(whose);
  element.addEventListener("click", act);
  return element;
}

function line(text) {
  const element = document.createElement("p");
  element.className = "notice notice-info";
  element.textContent = text;
  return element;
}

for (const element of document.querySelectorAll("[data-upload]")) new Area(element);
