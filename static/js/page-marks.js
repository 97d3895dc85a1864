// Boxes with notes on the pages of the marking desk: drawn by mouse, finger or keys over the picture, kept as numbers
// in the form's hidden field, so that what saves and records the form carries them.

const WHOLE = 10000;
const STEP = 100;
const FAR = 500;
const SMALLEST = 150;
const MOST = 100;
const NOTE_LIMIT = 1000;
const SWITCH = "marking keys"; // the same that turns the other single keys off
const SVG = "http://www.w3.org/2000/svg";
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const form = document.querySelector("[data-marking]");

function made(name, attributes, ...children) {
  const element = name in { svg: 0, rect: 0, circle: 0, text: 0 } ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function percent(value) {
  return `${value / 100}%`;
}

function within(value, least, most) {
  return Math.round(Math.min(Math.max(value, least), most));
}

// Every mark of the marking in the order of their numbers, and the field that carries them.
class Marks {
  constructor(field) {
    this.field = field;
    this.sheets = [];
    try {
      const found = JSON.parse(field.value || "[]");
      this.all = Array.isArray(found) ? found.filter((mark) => mark?.attachment) : [];
    } catch {
      this.all = [];
    }
  }

  write() {
    this.field.value = JSON.stringify(this.all);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  show() {
    for (const sheet of this.sheets) sheet.show();
  }

  number(mark) {
    return this.all.indexOf(mark) + 1;
  }

  remove(mark) {
    this.all = this.all.filter((other) => other !== mark);
    this.write();
    this.show();
  }
}

class Sheet {
  constructor(frame, marks) {
    this.frame = frame;
    this.marks = marks;
    this.attachment = frame.closest("[data-exhibit]").dataset.exhibit;
    this.page = Number(frame.dataset.sheet);
    this.name = frame.dataset.sheetName;
    this.picture = frame.querySelector("img");
    this.surface = made("div", { class: "marked-page" });
    this.drawing = made("svg", { class: "boxes", "aria-hidden": "true" });
    this.button = made("button", { type: "button", class: "button button-small" }, "Add a note to this page");
    this.button.append(made("span", { class: "visually-hidden" }, `: ${this.name}`));
    this.help = made("p", { class: "meta mark-help" });
    this.help.setAttribute("role", "status");
    this.notes = made("ol", { class: "mark-notes" });
    this.picture.closest("a").before(this.surface);
    this.surface.append(this.picture.closest("a"), this.drawing);
    this.surface.after(made("div", { class: "mark-tools" }, this.button, this.help), this.notes);
    this.button.addEventListener("click", () => (this.box ? this.leave() : this.draw()));
    this.drawing.addEventListener("pointerdown", (event) => this.begin(event));
    this.drawing.addEventListener("pointermove", (event) => this.stretch(event));
    this.drawing.addEventListener("pointerup", (event) => this.end(event));
    this.drawing.addEventListener("keydown", (event) => this.press(event));
  }

  get own() {
    return this.marks.all.filter((mark) => mark.attachment === this.attachment && mark.page === this.page);
  }

  // mark: one to be moved; without it a new one is drawn, from a box in the middle.
  draw(mark = null) {
    if (!mark && this.marks.all.length >= MOST) {
      this.help.textContent = `There are ${MOST} notes already, the most that one marking holds.`;
      return;
    }
    this.moved = mark;
    this.box = mark ? { ...mark } : { left: 3500, top: 4200, width: 3000, height: 1200 };
    this.drawing.classList.add("is-drawing");
    this.drawing.removeAttribute("aria-hidden");
    this.drawing.setAttribute("tabindex", "0");
    this.drawing.setAttribute("role", "application");
    this.drawing.setAttribute("aria-label", `Box on ${this.name}. Arrows move it, Shift and arrows change its size, Enter keeps it, Escape leaves it.`);
    this.button.firstChild.textContent = "Leave it";
    this.help.textContent = "Draw a box, or move this one: arrows move it, Shift and arrows change its size, Enter keeps it, Esc leaves it.";
    this.show();
    this.drawing.scrollIntoView({ block: "nearest" });
    this.drawing.focus({ preventScroll: true });
  }

  leave() {
    this.box = null;
    this.drawing.classList.remove("is-drawing");
    this.drawing.setAttribute("aria-hidden", "true");
    for (const name of ["tabindex", "role", "aria-label"]) this.drawing.removeAttribute(name);
    this.button.firstChild.textContent = "Add a note to this page";
    this.help.textContent = "";
    this.show();
    this.button.focus();
  }

  keep() {
    const mark = this.moved ?? { attachment: this.attachment, page: this.page, note: "" };
    const { left, top, width, height } = this.box;
    Object.assign(mark, { left, top, width, height });
    if (!this.moved) this.marks.all.push(mark);
    this.leave();
    this.marks.write();
    this.marks.show();
    this.notes.querySelector(`[data-note="${this.marks.number(mark)}"]`).focus();
  }

  at(event) {
    const { left, top, width, height } = this.drawing.getBoundingClientRect();
    return [within(((event.clientX - left) / width) * WHOLE, 0, WHOLE), within(((event.clientY - top) / height) * WHOLE, 0, WHOLE)];
  }

  begin(event) {
    if (!this.box || event.button) return;
    event.preventDefault();
    this.drawing.setPointerCapture(event.pointerId);
    this.from = this.at(event);
  }

  stretch(event) {
    if (!this.from) return;
    const [x, y] = this.at(event);
    const [left, top] = [Math.min(x, this.from[0]), Math.min(y, this.from[1])];
    Object.assign(this.box, { left, top, width: Math.abs(x - this.from[0]), height: Math.abs(y - this.from[1]) });
    this.show();
  }

  end(event) {
    if (!this.from) return;
    this.stretch(event);
    this.from = null;
    const { box } = this;
    box.width = Math.max(box.width, SMALLEST);
    box.height = Math.max(box.height, SMALLEST);
    box.left = Math.min(box.left, WHOLE - box.width);
    box.top = Math.min(box.top, WHOLE - box.height);
    this.keep();
  }

  press(event) {
    if (!this.box || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") this.keep();
    else if (event.key === "Escape") this.leave();
    else if (ARROWS[event.key]) this.nudge(ARROWS[event.key], event.shiftKey, event.altKey ? FAR : STEP);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  nudge([x, y], isSize, step) {
    const { box } = this;
    if (isSize) {
      box.width = within(box.width + x * step, SMALLEST, WHOLE - box.left);
      box.height = within(box.height + y * step, SMALLEST, WHOLE - box.top);
    } else {
      box.left = within(box.left + x * step, 0, WHOLE - box.width);
      box.top = within(box.top + y * step, 0, WHOLE - box.height);
    }
    this.show();
  }

  show() {
    const drawn = this.own.filter((mark) => !this.box || mark !== this.moved).flatMap((mark) => shapes(mark, this.marks.number(mark)));
    this.drawing.replaceChildren(...drawn, ...(this.box ? [shape(this.box, "box box-open")] : []));
    const rows = [...this.notes.children];
    const wanted = this.own;
    if (rows.length === wanted.length && rows.every((row, place) => row.mark === wanted[place] && row.value === this.marks.number(row.mark))) return;
    this.notes.replaceChildren(...wanted.map((mark) => this.row(mark)));
  }

  row(mark) {
    const number = this.marks.number(mark);
    const note = made("textarea", { rows: 2, maxlength: NOTE_LIMIT, dir: "auto", class: "form-control", "data-note": number, id: `note-${number}` });
    note.value = mark.note;
    note.addEventListener("input", () => {
      mark.note = note.value;
      this.marks.write();
    });
    const move = made("button", { type: "button", class: "button button-small" }, "Move the box");
    const remove = made("button", { type: "button", class: "button button-small" }, "Delete");
    for (const button of [move, remove]) button.append(made("span", { class: "visually-hidden" }, ` of note ${number}`));
    move.addEventListener("click", () => this.draw(mark));
    remove.addEventListener("click", () => {
      this.marks.remove(mark);
      this.button.focus();
    });
    const label = made("label", { for: `note-${number}` }, `Note ${number}`);
    const row = made("li", { value: number }, label, note, made("div", { class: "cluster" }, move, remove));
    row.mark = mark;
    return row;
  }
}

function shape({ left, top, width, height }, name) {
  return made("rect", { class: name, x: percent(left), y: percent(top), width: percent(width), height: percent(height), rx: 3 });
}

function shapes(mark, number) {
  const place = { x: percent(mark.left), y: percent(mark.top) };
  const badge = made("circle", { class: "box-badge", cx: place.x, cy: place.y, r: 12 });
  return [shape(mark, "box"), badge, made("text", { class: "box-number", ...place, dy: "0.36em" }, String(number))];
}

// The page that most of the window shows.
function inView(sheets) {
  const middle = innerHeight / 2;
  const away = ({ frame }) => {
    const { top, bottom } = frame.getBoundingClientRect();
    return top > middle ? top - middle : Math.max(0, middle - bottom);
  };
  return sheets.toSorted((a, b) => away(a) - away(b))[0];
}

// The page can say only that notes are missing; here it is known where each stands.
function leadToNotes(marks) {
  const unwritten = marks.all.filter((mark) => !mark.note?.trim());
  for (const [index, link] of document.querySelectorAll('.error-summary a[href="#files"]').entries()) {
    const mark = unwritten[index] ?? marks.all[0];
    if (mark) link.href = `#note-${marks.number(mark)}`;
  }
}

function start() {
  const marks = new Marks(form.elements.marks);
  for (const frame of document.querySelectorAll("[data-exhibit] [data-sheet]")) marks.sheets.push(new Sheet(frame, marks));
  marks.show();
  leadToNotes(marks);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "b" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!marks.sheets.length || event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select") || document.querySelector("dialog[open]") || localStorage.getItem(SWITCH) === "off") return;
    event.preventDefault();
    inView(marks.sheets).draw();
  });
}

if (form) start();
