// Hashes a file where it lies, reads the serial it carries, and asks about the two. The file is not sent.

import { hex, sha256 } from "./sha256.js";

const LARGEST = 1_000_000_000;
const TAIL = 4_000_000;
const SERIAL = /"serial":"([2-9A-HJ-NP-TV-Z]{4}-[2-9A-HJ-NP-TV-Z]{4}-[2-9A-HJ-NP-TV-Z]{4})"/g;

for (const form of document.querySelectorAll("[data-verify]")) prepare(form);

function prepare(form) {
  const drop = form.querySelector("[data-verify-drop]");
  const input = drop.querySelector("input[type=file]");
  drop.hidden = false;
  input.addEventListener("change", () => input.files[0] && check(form, input.files[0]));
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("is-over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    if (event.dataTransfer.files[0]) check(form, event.dataTransfer.files[0]);
  });
}

async function check(form, file) {
  const said = form.querySelector("[data-verify-said]");
  if (file.size > LARGEST) {
    said.textContent = "This file is too large to be read here. Type its SHA-256 instead; how to get it is told below.";
    return;
  }
  said.textContent = `Reading ${file.name}…`;
  try {
    const bytes = await file.arrayBuffer();
    form.elements.sha256.value = hex(await sha256(bytes));
    form.elements.serial.value = serialIn(bytes) || form.elements.serial.value;
  } catch {
    said.textContent = "This file could not be read. Choose it again.";
    return;
  }
  said.textContent = "Asking…";
  form.requestSubmit();
}

function serialIn(bytes) {
  const tail = new Uint8Array(bytes, Math.max(0, bytes.byteLength - TAIL));
  const found = [...new TextDecoder("latin1").decode(tail).matchAll(SERIAL)];
  return found.length ? found.at(-1)[1] : "";
}
