// Adds, moves and removes rows where they stand. Without this the same buttons save the draft and come back.

class Rows {
  constructor(area) {
    this.area = area;
    this.noun = area.dataset.rows;
    this.most = Number(area.dataset.most);
    this.blank = area.querySelector("[data-blank-row]");
    this.list = area.querySelector("[data-row]").parentElement;
    this.said = area.querySelector("[data-rows-said]");
    area.addEventListener("click", (event) => this.press(event));
    area.addEventListener("input", (event) => this.outdate(event.target.closest("[data-row]")));
    area.closest("form")?.addEventListener("waymark:restored", () => this.adopt());
  }

  // What was typed without a connection may hold rows that this page does not have: it comes in hidden fields.
  adopt() {
    const prefix = this.area.querySelector("button[value=add]").name.replace(/row$/, "");
    for (const hidden of this.area.closest("form").querySelectorAll(`input[type=hidden][name^="${prefix}"]`)) {
      const place = Number(hidden.name.slice(prefix.length).split("-")[0]);
      while (this.rows.length <= Math.min(place, 2 * this.most)) this.append();
      const box = this.area.querySelector(`[name="${hidden.name}"]`);
      if (!box) continue;
      box.value = hidden.value;
      hidden.remove();
    }
  }

  append() {
    this.list.append(this.blank.content.cloneNode(true));
    this.renumber();
  }

  get rows() {
    return [...this.list.querySelectorAll(":scope > [data-row]")];
  }

  press(event) {
    const button = event.target.closest("button[name]");
    if (!button) return;
    event.preventDefault();
    const [act] = button.value.split("-");
    const row = button.closest("[data-row]");
    if (act === "add") this.add();
    else if (act === "remove") this.remove(row);
    else this.move(row, act, button);
  }

  add() {
    if (this.rows.length >= this.most) return this.say(`${this.most} is the most that this holds.`);
    this.append();
    this.rows.at(-1).querySelector("input").focus();
    this.say(`${title(this.rows.at(-1))} added.`);
  }

  remove(row) {
    const name = title(row);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (this.rows.length === 0) this.list.append(this.blank.content.cloneNode(true));
    this.renumber();
    (next?.matches("[data-row]") ? next : this.rows.at(-1)).querySelector("input").focus();
    this.changed(`${name} removed.`);
  }

  move(row, act, button) {
    const other = act === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other?.matches("[data-row]")) return this.say(`It is the ${act === "up" ? "first" : "last"} already.`);
    if (act === "up") other.before(row);
    else other.after(row);
    this.renumber();
    button.focus();
    this.changed(`It is ${title(row).toLowerCase()} now.`);
  }

  // Every row is named after its place, as the server names them.
  renumber() {
    this.rows.forEach((row, place) => {
      const old = new RegExp(`-${row.dataset.row}-([a-z_]+)$`);
      for (const element of row.querySelectorAll("[name], [id], [for], button")) {
        for (const attribute of ["name", "id", "for", "aria-describedby"]) {
          const value = element.getAttribute(attribute);
          if (value) element.setAttribute(attribute, value.replace(old, `-${place}-$1`));
        }
        if (element.localName === "button") element.value = `${element.value.split("-")[0]}-${place}`;
      }
      for (const word of row.querySelectorAll("[data-row-title]")) word.textContent = ` ${capital(this.noun)} ${place + 1}`;
      row.dataset.row = place;
    });
  }

  // The sums were worked out for what was saved.
  outdate(row) {
    const sums = row?.querySelector("[data-sums]");
    if (sums) sums.textContent = "";
  }

  changed(text) {
    this.say(text);
    this.list.dispatchEvent(new Event("input", { bubbles: true })); // so that it is saved
  }

  say(text) {
    this.said.textContent = text;
  }
}

function title(row) {
  return row.querySelector("[data-row-title]").textContent.trim();
}

function capital(word) {
  return word[0].toUpperCase() + word.slice(1);
}

for (const area of document.querySelectorAll("[data-rows]")) new Rows(area);
