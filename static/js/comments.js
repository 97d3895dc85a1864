// The comment bank at hand: a picker over the desk that finds a comment and copies it to where the cursor stood.
// "c" opens it for the claim at hand, Alt and C for the text box one is typing in.

import { token } from "./transfer.js";

const SWITCH = "marking keys"; // the same that turns the other single keys off
const WRITTEN_IN = "input:not([type=radio], [type=checkbox]), textarea, select";
const bank = document.querySelector("[data-comment-bank]");

class Picker {
  constructor(bank) {
    this.bank = bank;
    this.comments = [...bank.querySelectorAll("[data-comment]")].map((entry) => ({
      name: entry.querySelector("dt").firstChild.textContent.trim(),
      text: entry.querySelector("dd").textContent,
      code: entry.dataset.code,
    }));
    this.dialog = document.createElement("dialog");
    this.dialog.className = "comment-picker";
    this.dialog.setAttribute("aria-label", "Insert a comment");
    this.dialog.innerHTML = '<div class="comment-picker-head"><div class="field"><label for="comment-words">Find a comment</label><input class="form-control" id="comment-words" type="search" autocomplete="off" role="combobox" aria-expanded="true" aria-controls="comment-list" aria-autocomplete="list"></div><button class="button" type="button" data-close>Close</button></div><ul role="listbox" id="comment-list" aria-label="Comments"></ul><form class="comment-picker-foot" method="dialog" data-keep><label class="visually-hidden" for="comment-name">Name of the new comment</label><input class="form-control" id="comment-name" maxlength="80" placeholder="Name for what you typed"><button class="button" type="submit">Save what I typed as a comment</button></form><p class="meta" role="status"></p>';
    this.words = this.dialog.querySelector("#comment-words");
    this.list = this.dialog.querySelector("ul");
    this.name = this.dialog.querySelector("#comment-name");
    this.keeping = this.dialog.querySelector("[data-keep]");
    this.said = this.dialog.querySelector("[role=status]");
    this.words.addEventListener("input", () => this.show());
    this.words.addEventListener("keydown", (event) => this.press(event));
    this.list.addEventListener("click", (event) => this.insert(event.target.closest("[role=option]")));
    this.keeping.addEventListener("submit", (event) => this.save(event));
    this.dialog.querySelector("[data-close]").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.field.focus());
    document.body.append(this.dialog);
  }

  open(field) {
    this.field = field;
    this.code = field.closest("[data-claim]")?.querySelector(".ksb-code")?.textContent ?? "";
    this.words.value = "";
    this.name.value = "";
    this.said.textContent = "";
    this.keeping.hidden = !field.value.trim();
    this.show();
    this.dialog.showModal();
    this.words.focus();
  }

  // Those about this claim's KSB first, then those about no KSB, then the rest.
  found() {
    const asked = this.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rank = (comment) => (comment.code === this.code && this.code ? 0 : comment.code ? 2 : 1);
    return this.comments
      .filter((comment) => asked.every((word) => `${comment.code} ${comment.name} ${comment.text}`.toLowerCase().includes(word)))
      .sort((a, b) => rank(a) - rank(b));
  }

  show() {
    const found = this.found();
    this.list.replaceChildren(...found.map((comment, place) => option(comment, place)));
    this.choose(this.list.firstElementChild);
    if (!found.length) this.said.textContent = this.comments.length ? "No comment fits these words." : "Your comment bank is empty. Type something, then save it as a comment here.";
    else this.said.textContent = "";
    this.shown = found;
  }

  choose(chosen) {
    for (const entry of this.list.children) entry.setAttribute("aria-selected", String(entry === chosen));
    this.chosen = chosen;
    this.words.setAttribute("aria-activedescendant", chosen?.id ?? "");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  press(event) {
    const steps = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" };
    if (event.key === "Enter") this.insert(this.chosen);
    else if (steps[event.key]) this.choose(this.chosen?.[steps[event.key]] ?? this.chosen);
    else return;
    event.preventDefault();
  }

  insert(chosen) {
    if (!chosen) return;
    const { text } = this.shown[[...this.list.children].indexOf(chosen)];
    const { field } = this;
    this.dialog.close();
    const at = field.selectionStart;
    const gap = at && !/\s$/.test(field.value.slice(0, at)) ? " " : "";
    field.setRangeText(gap + text, at, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async save(event) {
    event.preventDefault();
    const page = await fetch(this.bank.dataset.new).then((response) => response.text()).catch(() => "");
    const form = new DOMParser().parseFromString(page, "text/html").querySelector(".comment-form");
    if (!form) return this.say("It could not be saved. Check your connection.");
    const body = new URLSearchParams(new FormData(form));
    body.set("name", this.name.value);
    body.set("text", this.field.value);
    const headers = { "X-CSRFToken": token(), Accept: "application/json" };
    const response = await fetch(this.bank.dataset.new, { method: "POST", body, headers }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (!response?.ok) return this.say(answer?.message ?? "It could not be saved. Check your connection.");
    this.comments.unshift(answer);
    this.name.value = "";
    this.show();
    this.say(`“${answer.name}” is in your comment bank.`);
  }

  say(words) {
    this.said.textContent = words;
  }
}

function option({ name, text, code }, place) {
  const entry = document.createElement("li");
  entry.id = `comment-${place}`;
  entry.setAttribute("role", "option");
  const title = document.createElement("b");
  title.textContent = name;
  entry.append(title);
  if (code) {
    const label = document.createElement("span");
    label.className = "label";
    label.textContent = code;
    entry.append(label);
  }
  const words = document.createElement("p");
  words.textContent = text;
  entry.append(words);
  return entry;
}

// A button under each text box of the desk, for whoever uses no keys.
function offer(field, picker) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small button-quiet comment-opener";
  button.textContent = "Insert a comment";
  const place = document.createElement("span");
  place.className = "visually-hidden";
  place.textContent = `: ${field.labels[0]?.textContent.trim() ?? ""}`;
  button.append(place);
  button.addEventListener("click", () => picker.open(field));
  field.insertAdjacentElement("afterend", button);
}

function start() {
  const picker = new Picker(bank);
  const form = bank.closest("form");
  for (const field of form.querySelectorAll("textarea")) offer(field, picker);
  let last = form.elements.feedback;
  form.addEventListener("focusin", ({ target }) => {
    last = target.matches("textarea") ? target : target.closest("[data-claim]")?.querySelector("[data-reason]") ?? last;
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const isTyping = event.target.matches(WRITTEN_IN);
    const isAsked = event.altKey ? event.code === "KeyC" && event.target.matches("textarea") : event.key === "c" && !isTyping && localStorage.getItem(SWITCH) !== "off";
    if (!isAsked) return;
    event.preventDefault();
    picker.open(isTyping ? event.target : last);
  });
}

if (bank) start();
