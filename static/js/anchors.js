// Helps to say where a claim is shown: names the number after the place chosen, and opens the place to pick from.
// Without it, the same two fields are filled in by hand.

import { clock } from "./clock.js";

const section = document.querySelector("[data-viewer-pattern]");
const UNITS = {
  page: ["Page", "Such as 3. Leave it empty for the whole document."],
  time: ["Time", "Such as 1:23. Leave it empty for the whole clip."],
  paragraph: ["Paragraph", "Counted from 1. Leave it empty for the whole."],
};

class Where {
  constructor(box) {
    this.box = box;
    this.select = box.querySelector("select");
    this.number = box.querySelector("input");
    this.button = box.querySelector("[data-where-pick]");
    this.select.addEventListener("change", () => { this.fill(""); this.follow(); });
    this.button.addEventListener("click", () => this.pick());
    this.number.addEventListener("input", () => this.say());
    this.follow();
  }

  get counts() {
    return this.select.selectedOptions[0]?.dataset.counts ?? "";
  }

  // The fields fit the place that is chosen.
  follow() {
    const [kind] = this.select.value.split(":");
    const [label, hint] = UNITS[this.counts] ?? ["", ""];
    this.box.querySelector("[data-where-number]").hidden = !this.counts;
    this.box.querySelector("[data-where-unit]").textContent = label;
    this.box.querySelector("[data-where-hint]").textContent = hint;
    this.button.hidden = !kind || (kind === "answer" && !this.counts);
    this.button.textContent = kind === "answer" ? "Choose the paragraph" : "Look and choose";
    this.say();
  }

  // The place beside the heading, also while the rest is folded away.
  say() {
    const at = this.number.value.trim();
    const name = this.select.value ? this.select.selectedOptions[0].textContent : "";
    const words = this.counts === "time" ? `${at} in ${name}` : `${this.counts} ${at} of ${name}`;
    this.box.querySelector("[data-where-said]").textContent = at && this.counts ? words : name;
  }

  pick() {
    const [kind, key] = this.select.value.split(":");
    const detail = kind === "answer" ? this.paragraphs(key) : this.file(key);
    document.dispatchEvent(new CustomEvent("viewer:open", { detail: { opener: this.button, ...detail } }));
  }

  file(id) {
    const url = section.dataset.viewerPattern.replace("00000000-0000-0000-0000-000000000000", id);
    const asked = { page: "page", time: "t", paragraph: "paragraph" }[this.counts];
    const at = this.number.value.trim();
    return { url: asked && at ? `${url}?${asked}=${encodeURIComponent(at)}` : url, choose: (value) => this.fill(this.counts === "time" ? clock(value) : value) };
  }

  // What is written now, saved or not.
  paragraphs(key) {
    const text = document.getElementById(`id_answer-${key}`)?.value ?? "";
    const parts = text.split("\n\n").map((part) => part.trim()).filter(Boolean);
    const content = (viewer) => parts.length ? parts.map((part, place) => this.paragraph(part, place + 1, viewer)) : ["Nothing is written there yet."];
    return { name: this.select.selectedOptions[0].textContent, content };
  }

  paragraph(text, number, viewer) {
    const row = document.createElement("div");
    row.className = "pick-row";
    const [words, button] = [document.createElement("p"), document.createElement("button")];
    words.textContent = `${number}. ${text}`;
    words.dir = "auto";
    button.type = "button";
    button.className = "button button-small";
    button.textContent = `Use paragraph ${number}`;
    button.addEventListener("click", () => { this.fill(String(number)); viewer.dialog.close(); });
    row.append(words, button);
    return row;
  }

  fill(value) {
    this.number.value = value;
    this.number.dispatchEvent(new Event("input", { bubbles: true })); // the draft saves itself
  }

  // Files that were added or removed since the page was loaded.
  offer(files) {
    const chosen = this.select.value;
    let group = [...this.select.querySelectorAll("optgroup")].find((one) => one.label === "Files");
    if (!group) {
      group = document.createElement("optgroup");
      group.label = "Files";
      this.select.append(group);
    }
    const known = new Map([...group.children].map((option) => [option.value, option]));
    group.replaceChildren(...files.map(({ value, name, counts }) => known.get(value) ?? option(value, name, counts)));
    if (!files.length) group.remove();
    this.select.value = chosen;
    if (this.select.selectedIndex < 0) this.select.value = "";
    this.follow();
  }
}

function option(value, name, counts) {
  const element = new Option(name, value);
  element.dataset.counts = counts;
  return element;
}

function start() {
  const all = [...section.querySelectorAll("[data-where]")].map((box) => new Where(box));
  const list = document.querySelector("[data-file-list]");
  if (!list) return;
  const files = () => [...list.querySelectorAll("[data-place]")].map(({ dataset }) => ({ value: dataset.place, name: dataset.placeName, counts: dataset.counts }));
  new MutationObserver(() => { for (const where of all) where.offer(files()); }).observe(list, { childList: true });
}

if (section) start();
