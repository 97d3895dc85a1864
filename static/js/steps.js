// Shows a draft one step at a time where the screen is narrow: title and date, each prompt, files, claims.
// Nothing is taken out of the form, only hidden: saving and sending see all of it.

const NARROW = matchMedia("(max-width: 39.99rem)");
const FAULT = ".is-invalid, .invalid-feedback, .field-error";
const form = document.querySelector("form[data-steps]");

class Steps {
  constructor(form) {
    this.form = form;
    this.steps = stepsOf(form);
    this.now = 0;
    this.top = make("nav", { className: "steps", ariaLabel: "Steps of this piece" });
    this.count = make("p", { className: "steps-count" });
    this.line = make("div", { className: "steps-line", ariaHidden: "true" }, make("span"));
    this.heading = make("h2", { tabIndex: -1 });
    this.list = make("ol");
    this.more = make("details", { className: "steps-list" }, make("summary", { textContent: `All ${this.steps.length} steps` }), this.list);
    this.top.append(this.count, this.line, this.more);
    this.back = make("button", { type: "button", className: "button", textContent: "Back" });
    this.next = make("button", { type: "button", className: "button button-primary", textContent: "Next" });
    this.bar = form.querySelector(".action-bar");
    this.last = this.bar.querySelector("[value=check]");
    this.back.addEventListener("click", () => this.show(this.now - 1));
    this.next.addEventListener("click", () => this.show(this.now + 1));
    this.more.addEventListener("toggle", () => this.fillList());
  }

  on() {
    this.form.classList.add("is-stepping");
    this.form.prepend(this.top, this.heading);
    this.bar.prepend(this.back);
    this.last.before(this.next);
    for (const step of this.steps) step.names.forEach((each) => { each.dataset.stepNamed = ""; });
    this.show(this.start(), false);
    this.comeBack(named(location.hash));
  }

  // The browser went to the place in the address before the other steps were hidden; it is elsewhere now.
  comeBack(place) {
    const step = this.steps[this.now];
    if (place && place.id !== step.id && this.indexOf(place) === this.now) place.scrollIntoView({ behavior: "instant" });
  }

  off() {
    this.form.classList.remove("is-stepping");
    for (const each of [this.top, this.heading, this.back, this.next]) each.remove();
    for (const step of this.steps) {
      step.parts.forEach((part) => { part.hidden = false; });
      step.names.forEach((each) => { delete each.dataset.stepNamed; });
    }
    this.last.hidden = false;
  }

  // The first fault before the place that the address names, that before the beginning.
  start() {
    const fault = this.steps.findIndex((step) => step.parts.some((part) => part.matches(FAULT) || part.querySelector(FAULT)));
    return Math.max(0, fault >= 0 ? fault : this.indexOf(named(location.hash)));
  }

  indexOf(place) {
    return place ? this.steps.findIndex((step) => step.parts.some((part) => part.contains(place))) : -1;
  }

  show(index, isMove = true) {
    this.now = Math.min(Math.max(index, 0), this.steps.length - 1);
    const isLast = this.now === this.steps.length - 1;
    this.steps.forEach((step, i) => step.parts.forEach((part) => { part.hidden = i !== this.now; }));
    this.count.textContent = `${this.now + 1} of ${this.steps.length}`;
    this.line.firstChild.style.width = `${(100 * (this.now + 1)) / this.steps.length}%`;
    this.heading.textContent = this.steps[this.now].title;
    this.back.hidden = this.now === 0;
    this.next.hidden = isLast;
    this.last.hidden = !isLast;
    this.more.open = false;
    if (isMove) this.arrive();
  }

  // The address keeps the step, so that a reload, and the page after a save, open it again.
  arrive() {
    history.replaceState(history.state, "", `#${this.steps[this.now].id}`);
    this.heading.focus({ preventScroll: true });
    scrollTo({ top: scrollY + this.top.getBoundingClientRect().top - 8, behavior: "instant" });
  }

  fillList() {
    if (!this.more.open) return;
    this.list.replaceChildren(...this.steps.map((step, i) => {
      const link = make("a", { href: `#${step.id}` }, make("span", { textContent: `${i + 1}. ${step.title}` }), make("span", { textContent: step.state() }));
      if (i === this.now) link.setAttribute("aria-current", "step");
      link.addEventListener("click", (event) => { event.preventDefault(); this.show(i); });
      return make("li", {}, link);
    }));
  }

  // A link to a place in another step opens that step first.
  follow(place) {
    const index = this.indexOf(place);
    if (index < 0) return false;
    this.show(index, false);
    if (place.matches("input, select, textarea, button")) place.focus();
    else place.scrollIntoView();
    return true;
  }
}

// Each child of the first section is a step, but the title and the date are one; so is each later section.
function stepsOf(form) {
  const [first, ...others] = form.querySelectorAll(":scope > section");
  const heading = first.querySelector("h2");
  const fields = [...first.children].filter((each) => each !== heading && each.matches("div, fieldset, section"));
  const opening = fields.splice(0, 2);
  return [
    stepOf("Title and date", opening, [heading]),
    ...fields.map((field) => {
      const label = field.querySelector("label, legend, h3");
      return stepOf(label?.textContent.trim() ?? "Question", [field], label ? [label] : []);
    }),
    ...others.map((section) => {
      const title = section.querySelector("h2");
      return stepOf(title.textContent.trim(), [section], [title]);
    }),
  ];
}

function stepOf(title, parts, names) {
  const place = parts[0].querySelector("[id]") ?? parts[0];
  const boxes = () => parts.flatMap((part) => [...part.querySelectorAll("textarea, input:not([type=hidden], [type=file])")]);
  const state = () => (boxes().some((box) => box.value.trim()) ? "begun" : boxes().length ? "empty" : "");
  return { title, parts, names, state, id: place.id };
}

function make(name, fields = {}, ...children) {
  const element = Object.assign(document.createElement(name), fields);
  element.append(...children);
  return element;
}

function named(hash) {
  return hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
}

function start() {
  const steps = new Steps(form);
  const fit = () => (NARROW.matches ? steps.on() : steps.off());
  if (NARROW.matches) steps.on();
  NARROW.addEventListener("change", fit);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (NARROW.matches && link && !event.defaultPrevented && steps.follow(named(link.hash))) event.preventDefault();
  });
  addEventListener("hashchange", () => NARROW.matches && steps.follow(named(location.hash)));
  // A page that comes back after a save opens at the step that was left.
  form.addEventListener("submit", (event) => {
    const isStaying = NARROW.matches && event.submitter?.value !== "check";
    form.action = form.action.split("#")[0] + (isStaying ? location.hash : "");
  });
}

if (form) start();
