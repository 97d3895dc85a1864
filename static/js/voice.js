// Spoken feedback on the marking desk: what was recorded or chosen is sent at once and kept with the half-done marking.

import { token } from "./transfer.js";

class Voice {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.kept = box.querySelector("[data-voice-kept]");
    this.said = box.querySelector("[data-voice-said]");
    this.chosen = box.querySelector("[data-voice-file]");
    this.chosen.removeAttribute("name"); // sent from here; what keeps the form's words has no use for it
    box.querySelector("[data-voice-send]").hidden = true;
    box.addEventListener("waymark:recorded", (event) => this.send(event.detail.file));
    this.chosen.addEventListener("change", () => this.chosen.files[0] && this.send(this.chosen.files[0]));
    box.addEventListener("click", (event) => this.remove(event));
  }

  async send(file) {
    this.file = file; // kept until it has arrived
    const said = await this.post(this.box.dataset.voice, "Sending", { recording: file });
    this.chosen.value = "";
    if (!said) return this.offerAgain();
    this.file = null;
    this.kept.querySelector("button")?.focus();
  }

  offerAgain() {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button button-small";
    again.textContent = "Send it again";
    again.addEventListener("click", () => this.send(this.file));
    this.said.append(" ", again);
  }

  async remove(event) {
    if (!event.target.closest("[data-voice-remove]")) return;
    event.preventDefault();
    if (await this.post(this.box.dataset.voiceRemoveUrl, "Removing", {})) {
      this.said.textContent = `${this.box.dataset.what ?? "The spoken feedback"} is removed.`;
      this.box.querySelector("[data-act=start]").focus();
    }
  }

  async post(url, words, fields) {
    this.said.textContent = words;
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...fields, revision: this.form.elements.revision?.value ?? "" })) body.append(name, value);
    const headers = { "X-CSRFToken": token(), Accept: "application/json" };
    const response = await fetch(url, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    this.said.textContent = "";
    if (!answer?.panel) {
      this.said.textContent = answer?.message ?? "It could not be sent. Check your connection; the recording is still here.";
      return false;
    }
    this.kept.innerHTML = answer.panel;
    globalThis.htmx?.process(this.kept);
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }
}

for (const box of document.querySelectorAll("[data-voice]")) new Voice(box);
