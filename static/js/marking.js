// Conveniences of the marking page: a key that accepts, and typed words kept in this tab until they are sent.

const form = document.querySelector("[data-marking]");
const problems = document.querySelector(".error-summary");
let sent = false;

// What was chosen and typed; the hidden fields belong to the page and not to the assessor.
function words() {
  const fields = new URLSearchParams(new FormData(form));
  for (const hidden of form.querySelectorAll("[type=hidden]")) fields.delete(hidden.name);
  return fields.toString();
}

function place() {
  return `marking ${form.elements.revision.value}`;
}

function keep() {
  sessionStorage.setItem(place(), words());
}

// After a log-in that ran out or a page reloaded by mistake; not when the server sent everything back itself.
function restore() {
  const kept = problems ? null : sessionStorage.getItem(place());
  if (!kept || kept === before) return;
  for (const [name, value] of new URLSearchParams(kept)) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  form.querySelector("[data-restored]").hidden = false;
}

function accept(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[value=accepted]"));
}

function warn(event) {
  if (!sent && words() !== before) event.preventDefault();
}

const before = form ? words() : "";

if (form) {
  restore();
  form.addEventListener("input", keep);
  form.addEventListener("keydown", accept);
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("beforeunload", warn);
  window.addEventListener("pageshow", () => { sent = false; });
  form.querySelector("[data-keys]").hidden = false;
}
problems?.focus();
