// Opens a file at its spot: on the viewer's own page, or in a dialog over the page that names the spot, so that
// nobody leaves what they are writing or marking. Other scripts ask for the dialog with a "viewer:open" event.

const FINE_ENOUGH = 0.5; // seconds that a player may be off before it is moved

// Takes the player to its second, also where the browser ignores the fragment of the address.
function prepare(sight) {
  const player = sight.querySelector("[data-player]");
  const start = Number(sight.dataset.at ?? 0);
  const button = sight.querySelector("[data-start]");
  if (player && start) {
    const seek = () => { if (Math.abs(player.currentTime - start) > FINE_ENOUGH) player.currentTime = start; };
    if (player.readyState > 0) seek();
    else player.addEventListener("loadedmetadata", seek, { once: true });
  }
  button?.addEventListener("click", (event) => {
    event.preventDefault();
    player.currentTime = start;
    player.play();
  });
  sight.querySelector(".is-wanted")?.scrollIntoView({ block: "center" });
}

class Viewer {
  constructor() {
    this.dialog = document.createElement("dialog");
    this.dialog.className = "viewer-dialog";
    this.dialog.innerHTML = '<div class="viewer-head"><h2 id="viewer-name" tabindex="-1"></h2><a class="button button-small" target="_blank" rel="noopener">Open on its own page</a><button class="button button-small" type="button" data-close>Close</button></div><p class="meta" role="status"></p><div class="viewer-body"></div><div class="viewer-foot"></div>';
    this.dialog.setAttribute("aria-labelledby", "viewer-name");
    [this.head, this.body, this.foot] = [".viewer-head", ".viewer-body", ".viewer-foot"].map((part) => this.dialog.querySelector(part));
    this.said = this.dialog.querySelector("[role=status]");
    this.dialog.querySelector("[data-close]").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.leave());
    this.dialog.addEventListener("click", (event) => this.turn(event));
    this.dialog.addEventListener("submit", (event) => this.turn(event));
    document.body.append(this.dialog);
  }

  // choose: called with the page, second or paragraph that was picked, and asked for only while choosing.
  async open({ url, opener, choose }) {
    this.opener = opener ?? document.activeElement;
    this.choose = choose;
    this.body.replaceChildren();
    this.foot.replaceChildren();
    this.head.querySelector("h2").textContent = "";
    if (!this.dialog.open) this.dialog.showModal();
    await this.load(url);
    this.head.querySelector("h2").focus();
  }

  async load(url) {
    this.said.textContent = "Opening";
    this.head.querySelector("a").href = url;
    const response = await fetch(url).catch(() => null);
    const page = response?.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
    const sight = page?.querySelector("[data-viewer]");
    this.said.textContent = sight ? "" : (page?.querySelector(".page-content .notice")?.textContent ?? "It could not be opened here. Check your connection, or open it on its own page.");
    if (!sight) return;
    this.head.querySelector("h2").textContent = sight.dataset.name;
    this.body.replaceChildren(document.adoptNode(sight));
    this.body.scrollTop = 0;
    prepare(sight);
    this.foot.replaceChildren(...(this.choose ? this.choices(sight) : []));
  }

  turn(event) {
    const link = event.target.closest("[data-turn]");
    if (!link || (event.type === "click" && !link.href)) return;
    event.preventDefault();
    const url = link.href ?? `${link.action}?${new URLSearchParams(new FormData(link))}`;
    this.load(url).then(() => this.head.querySelector("h2").focus());
  }

  choices(sight) {
    const player = sight.querySelector("[data-player]");
    if (sight.dataset.viewer === "page") return [this.button("Use this page", () => sight.dataset.at, true), this.whole("file")];
    if (player) return [this.button("Use this moment", () => Math.floor(player.currentTime), true), this.whole("clip")];
    for (const paragraph of sight.querySelectorAll("[data-paragraph]")) {
      const number = paragraph.dataset.paragraph;
      paragraph.append(" ", this.button(`Use paragraph ${number}`, () => number));
    }
    const isPicture = sight.dataset.viewer === "picture";
    return [isPicture ? this.button("Use this picture", () => "", true) : this.whole("file")];
  }

  whole(what) {
    return this.button(`Use the whole ${what}`, () => "");
  }

  button(label, value, isPrimary = false) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = isPrimary ? "button button-primary" : "button button-small";
    button.textContent = label;
    button.addEventListener("click", () => {
      this.choose(String(value()), this);
      this.dialog.close();
    });
    return button;
  }

  // Something that is not a file, such as the paragraphs of an answer that is being written.
  show({ name, content, opener }) {
    this.opener = opener;
    this.said.textContent = "";
    this.head.querySelector("h2").textContent = name;
    this.head.querySelector("a").hidden = true;
    this.body.replaceChildren(...content(this));
    this.foot.replaceChildren();
    this.dialog.showModal();
  }

  leave() {
    this.body.replaceChildren(); // a clip stops
    this.head.querySelector("a").hidden = false;
    this.opener?.focus();
  }
}

let viewer;

document.addEventListener("viewer:open", (event) => {
  viewer ??= new Viewer();
  if (event.detail.content) viewer.show(event.detail);
  else viewer.open(event.detail);
});

// A link to a spot in a file opens over this page; the same link in a new tab, or without this script, is a page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-spot]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || link.hash.startsWith("#answer-")) return;
  event.preventDefault();
  document.dispatchEvent(new CustomEvent("viewer:open", { detail: { url: link.href, opener: link } }));
});

for (const sight of document.querySelectorAll("[data-viewer]")) prepare(sight);
