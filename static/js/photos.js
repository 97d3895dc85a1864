// Photos of a mock: what was taken or chosen is sent at once, one after the other, and then asks what it shows.

import { token } from "./transfer.js";

const NO_LINE = "It could not be sent. Check your connection; the photo is still here.";

class Photos {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.rows = box.querySelector("[data-photo-rows]");
    this.said = box.querySelector("[data-photo-said]");
    this.waiting = []; // kept until each has arrived
    box.querySelector("[data-photo-send]").hidden = true;
    for (const input of box.querySelectorAll("[data-photo-file]")) {
      input.removeAttribute("name"); // sent from here; what keeps the form's words has no use for it
      input.addEventListener("change", () => this.take(input));
      if (input.files.length > 0) this.take(input); // chosen before this script was there
    }
    box.addEventListener("click", (event) => this.remove(event));
    addEventListener("beforeunload", (event) => this.waiting.length > 0 && event.preventDefault());
  }

  take(input) {
    this.waiting.push(...input.files);
    input.value = "";
    this.sending ??= this.send().finally(() => { this.sending = null; });
  }

  async send() {
    const refused = [];
    let row = null;
    while (this.waiting.length > 0) {
      this.say(this.waiting.length > 1 ? `Sending, ${this.waiting.length} to go` : "Sending");
      const answer = await this.post(this.box.dataset.photos, { photos: this.waiting[0] });
      if (!answer) return this.offerAgain();
      this.waiting.shift();
      row = this.add(answer.rows?.[0]) ?? row;
      if (answer.message) refused.push(answer.message);
    }
    this.say(refused.join(" ") || "Sent. Say what it shows.", refused.length > 0);
    row?.querySelector("textarea").focus();
  }

  // The row, unless the photo has one already: it may arrive twice when a line breaks.
  add(html) {
    if (!html) return null;
    const parsed = document.createElement("template");
    parsed.innerHTML = html.trim();
    const { id } = parsed.content.firstElementChild;
    const known = document.getElementById(id);
    if (known) return known;
    this.rows.append(parsed.content);
    const row = document.getElementById(id);
    globalThis.htmx?.process(row);
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    return row;
  }

  offerAgain() {
    this.say(NO_LINE, true);
    const again = button("Send it again", () => { this.sending ??= this.send().finally(() => { this.sending = null; }); });
    const leave = button("Leave it out", () => { this.waiting = []; this.say(""); });
    this.said.append(" ", again, " ", leave);
  }

  async remove(event) {
    const pressed = event.target.closest("[data-photo-remove]");
    if (!pressed) return;
    event.preventDefault();
    const answer = await this.post(pressed.getAttribute("formaction"), {});
    if (!answer?.isOk) return this.say(answer?.message ?? "It could not be removed. Check your connection.", true);
    pressed.closest("[data-photo]").remove();
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    this.say(answer.message);
    this.box.querySelector("[data-photo-file]:last-of-type").focus();
  }

  // What the server says, or null when it could not be asked.
  async post(url, fields) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const headers = { "X-CSRFToken": token(), Accept: "application/json" };
    const response = await fetch(url, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
    if (response?.status === 413) return { message: "The photo is too large. Take a smaller one.", ...await json(response) };
    const answer = await json(response);
    return answer && { ...answer, isOk: response.ok };
  }

  say(text, isTrouble = false) {
    this.said.classList.toggle("is-trouble", isTrouble);
    this.said.textContent = text;
  }
}

function json(response) {
  return response?.json().catch(() => null) ?? null;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-small";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

for (const box of document.querySelectorAll("[data-photos]")) new Photos(box);
