// Running a mock: the clock that outlives a reload, taps that note when something was first seen and can be taken
// back, and questions that go into the next free story. What is kept is kept by autosave.js.

const form = document.querySelector("[data-mock]");

class MockClock {
  constructor(form) {
    this.form = form;
    this.box = form.querySelector("[data-mock-clock]");
    this.time = form.querySelector("[data-mock-time]");
    this.button = form.querySelector("[data-mock-start]");
    this.box.hidden = false;
    this.button.addEventListener("click", () => this.toggle());
    setInterval(() => this.show(), 500);
    this.show();
  }

  get since() {
    return Number(this.form.elements.since.value) || 0;
  }

  // Whole seconds, from the hour on the wall: a tablet that slept has not stopped the mock.
  get seconds() {
    const before = Number(this.form.elements.seconds.value) || 0;
    return before + (this.since ? Math.max(now() - this.since, 0) : 0);
  }

  toggle() {
    const { seconds } = this;
    this.form.elements.seconds.value = seconds;
    this.form.elements.since.value = this.since ? "" : now();
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    this.show();
  }

  show() {
    this.time.textContent = inWords(this.seconds);
    const started = this.seconds > 0 ? "Go on" : "Start the clock";
    this.button.textContent = this.since ? "Pause" : started;
    this.button.classList.toggle("button-primary", !this.since);
  }
}

class Tapped {
  constructor(criterion, clock) {
    this.at = criterion.querySelector("input[type=hidden]");
    this.words = criterion.querySelector("[data-tapped-at]");
    this.clock = clock;
    for (const input of criterion.querySelectorAll("input[type=radio]")) {
      input.addEventListener("pointerdown", () => this.remember(input));
      input.closest("label").addEventListener("pointerdown", () => this.remember(input));
      input.addEventListener("click", () => this.takeBack(input));
      input.addEventListener("change", () => this.changed(input));
    }
    this.show();
  }

  remember(input) {
    this.wasChecked = input.checked;
  }

  // A second tap on the same answer takes it back.
  takeBack(input) {
    if (!this.wasChecked) return;
    this.wasChecked = false;
    input.checked = false;
    this.at.value = "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    this.show();
  }

  changed(input) {
    this.at.value = input.value === "seen" && this.clock.seconds > 0 ? this.clock.seconds : "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    this.show();
  }

  show() {
    this.words.textContent = this.at.value ? `First seen at ${inWords(Number(this.at.value))}` : "";
  }
}

// How many are tapped, in all and by area, as they stand on the page.
function count() {
  const isTapped = (criterion) => Boolean(criterion.querySelector("input[type=radio]:checked"));
  const tapped = form.querySelector("[data-mock-tapped]");
  if (tapped) tapped.textContent = [...form.querySelectorAll("[data-criterion]")].filter(isTapped).length;
  for (const words of form.querySelectorAll("[data-mock-left]")) {
    const area = document.getElementById(words.dataset.mockLeft).closest("section");
    const left = [...area.querySelectorAll("[data-criterion]")].filter((each) => !isTapped(each)).length;
    words.textContent = left ? `${left} not tapped` : "all tapped";
  }
}

function now() {
  return Math.floor(Date.now() / 1000);
}

function inWords(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${String(seconds % 60).padStart(2, "0")}`;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

function ask(text) {
  const free = [...form.querySelectorAll("textarea[name^='question-']")].find((field) => !field.value.trim());
  if (!free) return;
  free.closest("details").open = true;
  free.value = text;
  free.dispatchEvent(new Event("input", { bubbles: true }));
  free.closest(".mock-row").querySelector("textarea[name^='situation-']").focus();
}

if (form) {
  const clock = new MockClock(form);
  for (const criterion of form.querySelectorAll("[data-criterion]")) new Tapped(criterion, clock);
  for (const button of form.querySelectorAll("[data-question]")) {
    button.hidden = false;
    button.addEventListener("click", () => ask(button.previousElementSibling.textContent));
  }
  form.addEventListener("input", count);
  form.addEventListener("waymark:restored", () => { clock.show(); count(); });
  form.querySelector("[data-mock-jumps] ul")?.addEventListener("click", ({ currentTarget }) => {
    currentTarget.closest("details").open = false;
  });
  count();
}
