// Marking without a mouse: one key for each act, shown by "?". Single keys do nothing while somebody types, and can
// be turned off for good on this device; accepting and returning need Ctrl.

const SWITCH = "marking keys";
const WRITTEN_IN = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const form = document.querySelector("[data-marking]");
const dialog = document.querySelector("[data-keys]");

class Claims {
  constructor(all) {
    this.all = all;
    this.at = -1;
  }

  get current() {
    return this.all[Math.max(this.at, 0)];
  }

  // Whichever claim holds the focus is the current one.
  follow(element) {
    const place = this.all.indexOf(element.closest("[data-claim]"));
    if (place < 0) return;
    this.at = place;
    for (const claim of this.all) claim.classList.toggle("is-current", claim === this.current);
  }

  move(step) {
    const place = Math.min(Math.max(this.at + step, 0), this.all.length - 1);
    this.all[place].focus();
    this.all[place].scrollIntoView({ block: "nearest" });
  }

  decide(outcome) {
    const button = this.current.querySelector(`[value="${outcome}"]`);
    button.checked = true;
    button.dispatchEvent(new Event("input", { bubbles: true }));
    if (outcome === "met") button.focus();
    else this.reason();
  }

  reason() {
    this.current.querySelector("[data-reason]").focus();
  }

  toggle(which) {
    open(this.current.querySelector(which), "toggle");
  }
}

function open(details, how) {
  details.open = how === "toggle" ? !details.open : true;
  details.querySelector("summary").focus();
}

const claims = form ? new Claims([...form.querySelectorAll("[data-claim]")]) : null;

function add() {
  const rows = form.querySelector("[data-to-add]");
  rows.open = true;
  const empty = [...rows.querySelectorAll("select")].find((select) => !select.value);
  (empty ?? rows.querySelector("summary")).focus();
}

function showKeys() {
  dialog.showModal();
  dialog.querySelector("h2").focus();
}

const ACTS = {
  j: () => claims.move(1),
  k: () => claims.move(-1),
  m: () => claims.decide("met"),
  n: () => claims.decide("not_yet"),
  d: () => claims.decide("declined"),
  r: () => claims.reason(),
  a: () => claims.current.querySelector(".spot a")?.click(),
  w: () => claims.toggle("[data-asks]"),
  g: () => claims.toggle("[data-guidance]"),
  o: () => claims.toggle("[data-shown]"),
  f: () => form.elements.feedback.focus(),
  s: () => document.querySelector("[data-skip]")?.click(),
  "+": add,
  "?": showKeys,
};
const NEEDS_A_CLAIM = new Set(["j", "k", "m", "n", "d", "r", "a", "w", "g", "o"]);

function isOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

function press(event) {
  if (event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) return;
  const isControl = event.ctrlKey || event.metaKey;
  if (event.key === "Enter" && isControl) {
    event.preventDefault();
    form.requestSubmit(form.querySelector(`[name=outcome][value=${event.shiftKey ? "returned" : "accepted"}]`));
    return;
  }
  const isWriting = event.target.matches(WRITTEN_IN);
  if (event.key === "Escape" && isWriting) {
    (event.target.closest("[data-claim]") ?? form.querySelector("#claims")).focus();
    return;
  }
  const act = ACTS[event.key];
  if (!act || isControl || isWriting || event.repeat && !"jk".includes(event.key)) return;
  if (!isOn() || (NEEDS_A_CLAIM.has(event.key) && !claims.all.length)) return;
  event.preventDefault(); // or the letter would be typed where the focus goes
  act();
}

function start() {
  const choice = dialog.querySelector("[data-keys-switch]");
  const button = document.querySelector("[data-keys-open]");
  button.hidden = false;
  button.addEventListener("click", showKeys);
  dialog.querySelector("[data-keys-close]").addEventListener("click", () => dialog.close());
  choice.checked = isOn();
  choice.addEventListener("change", () => localStorage.setItem(SWITCH, choice.checked ? "on" : "off"));
  form.addEventListener("focusin", (event) => claims.follow(event.target));
  document.addEventListener("keydown", press);
}

if (form) start();
