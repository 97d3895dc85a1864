// Sends chosen or dropped files one by one, shows how far each has come, and lets a failed one be tried again.

const area = document.querySelector("[data-upload]");
const AT_ONCE = 2;

class Upload {
  constructor(file, queue) {
    this.file = file;
    this.queue = queue;
    this.row = document.createElement("li");
    this.row.className = "row-item file";
    this.row.innerHTML = '<span class="thumbnail" aria-hidden="true">File</span><div class="row-main"><span class="row-title"></span><progress max="1" value="0"></progress><p class="meta"></p></div>';
    this.row.querySelector(".row-title").textContent = file.name;
    this.row.querySelector("progress").setAttribute("aria-label", `How much of ${file.name} has been sent`);
    this.line = this.row.querySelector("p");
  }

  show(text) {
    this.line.textContent = text;
  }

  send() {
    this.line.className = "meta";
    this.row.querySelector(".cluster")?.remove();
    this.row.querySelector("progress").hidden = false;
    const most = Number(area.dataset.maxBytes);
    if (this.file.size > most) return this.fail(`It is larger than ${megabytes(most)}. Make it shorter or save a smaller copy.`, false);
    if (this.file.size === 0) return this.fail("It is empty.", false);
    return new Promise((done) => this.request(done));
  }

  request(done) {
    const body = new FormData();
    body.append("files", this.file);
    const request = new XMLHttpRequest();
    request.open("POST", area.dataset.upload);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => this.progress(event));
    request.addEventListener("load", () => { this.answer(request); done(); });
    request.addEventListener("error", () => { this.fail("The connection broke. Nothing else was lost.", true); done(); });
    request.send(body);
  }

  progress(event) {
    if (!event.lengthComputable) return;
    this.row.querySelector("progress").value = event.loaded / event.total;
    this.show(event.loaded < event.total ? `${megabytes(event.loaded)} of ${megabytes(event.total)} sent` : "Arrived, being kept");
  }

  answer(request) {
    const [answer, isOurs] = read(request);
    if (request.status === 201 && isOurs) return this.finish(answer.files[0]);
    if (!isOurs && [200, 403].includes(request.status)) return this.fail("You were logged out. Log in again in another tab, then try again.", true);
    return this.fail(answer.message ?? "It could not be kept here.", request.status >= 500 || !isOurs);
  }

  finish(file) {
    this.row.insertAdjacentHTML("afterend", file.row);
    this.row.remove();
    say(`${this.file.name} was added. ${file.notice}`);
    document.getElementById("file-poll")?.dispatchEvent(new Event("check"));
    if (file.notice) notice(file.notice);
  }

  fail(text, canRetry) {
    this.row.querySelector("progress").hidden = true;
    this.line.className = "field-error";
    this.show(text);
    const buttons = document.createElement("p");
    buttons.className = "cluster";
    if (canRetry) buttons.append(button("Try again", () => this.queue.add(this)));
    buttons.append(button("Dismiss", () => this.row.remove()));
    this.line.after(buttons);
    say(`${this.file.name} was not added. ${text}`);
  }
}

class Queue {
  waiting = [];
  running = 0;

  add(upload) {
    upload.show("Waiting to be sent");
    this.waiting.push(upload);
    this.next();
  }

  async next() {
    if (this.running >= AT_ONCE || this.waiting.length === 0) return;
    this.running += 1;
    await this.waiting.shift().send();
    this.running -= 1;
    this.next();
  }
}

function read(request) {
  try {
    return [JSON.parse(request.responseText), true];
  } catch {
    return [{}, false];
  }
}

function button(label, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button button-small";
  element.textContent = label;
  element.addEventListener("click", act);
  return element;
}

function token() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
}

function megabytes(bytes) {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function say(text) {
  area.querySelector("[data-upload-said]").textContent = text;
}

function notice(text) {
  const line = document.createElement("p");
  line.className = "notice notice-info";
  line.textContent = text;
  area.querySelector("[data-file-list]").after(line);
}

function start() {
  const queue = new Queue();
  const zone = area.querySelector("[data-drop-zone]");
  const input = zone.querySelector("input[type=file]");
  zone.querySelector("[data-without-script]").hidden = true;

  const take = (files) => {
    for (const file of files) {
      const upload = new Upload(file, queue);
      area.querySelector("[data-file-list]").append(upload.row);
      queue.add(upload);
    }
  };
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = ""; // the form must not send them a second time
  });
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    take([...event.dataTransfer.files]);
  });
  area.addEventListener("waymark:files", (event) => take(event.detail.files));
  addEventListener("beforeunload", (event) => queue.running > 0 && event.preventDefault());
}

if (area) start();
