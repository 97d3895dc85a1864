// Sends one file in parts: hashed here, checked there, on again after a break from where the server says it stands.

import { base64, hex, sha256 } from "./sha256.js";

const FIRST_PART = 250_000;
const SMALLEST_PART = 250_000;
const SLOW_PART = 20_000; // milliseconds; a part that takes longer is too large for this line
const QUICK_PART = 5000;
const SILENCE = 60_000; // milliseconds without a sign of life after which the line counts as broken
const PAUSES = [1000, 2000, 4000, 8000, 15_000, 30_000];
const TRIES_UNKNOWN = 5; // what the files belong to may be a moment younger than they are
const TRIES_DAMAGED = 3;
const LOGGED_OUT = "You were logged out. Log in again in another tab, then try again.";
const GONE = "It is no longer known here: it was removed in another tab, or the piece was deleted.";

class LostLine extends Error {}
class Stopped extends Error {}
export class Failed extends Error {
  constructor(reason, canRetry) {
    super(reason);
    this.canRetry = canRetry;
  }
}

export async function fingerprintOf(file) {
  return hex(await sha256(new TextEncoder().encode(`${file.name}|${file.size}|${file.lastModified}`)));
}

export class Transfer {
  // address(): where uploads begin, "" while nobody knows. changed(): called whenever there is something to show.
  constructor({ file, fingerprint, address, changed }) {
    Object.assign(this, { file, fingerprint, address, changed });
    this.state = "waiting"; // sending, broken, paused, failed, done
    this.sent = 0; // bytes that have left this device, whether they were acknowledged or not
    this.received = 0;
    this.url = "";
    this.partBytes = FIRST_PART;
    this.request = null;
    this.wake = null;
    this.reason = "";
    this.canRetry = true;
    this.speed = 0;
  }

  // Over for good: who goes on with the file makes another transfer.
  get isOver() {
    return ["paused", "failed", "done", "removed"].includes(this.state);
  }

  get secondsLeft() {
    return this.speed > 0 && this.state === "sending" ? (this.file.size - this.sent) / this.speed : null;
  }

  become(state, reason = "") {
    this.state = state;
    this.reason = reason;
    this.changed(this);
  }

  stop(state) {
    this.sent = this.received; // what was on its way is sent again
    this.become(state);
    this.request?.abort();
    this.wake?.();
  }

  // Ends when the file is attached, or the transfer was paused, removed or refused. The answer is in `files`.
  async run() {
    this.unknown = this.breaks = this.damaged = 0;
    this.become("sending");
    while (!this.isOver) {
      try {
        this.files = await this.sendAll();
        if (!this.isOver) this.become("done");
      } catch (error) {
        if (error instanceof LostLine) await this.waitForLine();
        else if (error instanceof Failed) this.fail(error);
        else if (!(error instanceof Stopped)) this.fail(new Failed("The file can’t be read any more. Choose it again.", false));
      }
    }
  }

  fail(error) {
    if (this.isOver) return;
    this.canRetry = error.canRetry;
    this.become("failed", error.message);
  }

  async waitForLine() {
    if (this.isOver) return;
    const pause = PAUSES[Math.min(this.breaks, PAUSES.length - 1)];
    this.breaks += 1;
    this.speed = 0;
    this.sent = this.received;
    this.become("broken");
    await new Promise((done) => {
      this.wake = done;
      setTimeout(done, pause);
      addEventListener("online", done, { once: true });
      document.addEventListener("visibilitychange", done, { once: true }); // a phone that was put away
    });
    if (!this.isOver) this.become("sending");
  }

  async sendAll() {
    await this.begin();
    while (this.received < this.file.size) await this.sendPart();
    const answer = await this.post(`${this.url}finish/`, null);
    if (answer.status === 409 && "received" in answer.json) {
      this.stands(answer.json);
      return this.sendAll();
    }
    if (!answer.isOk) throw refusal(answer);
    return answer.json.files;
  }

  async begin() {
    const address = this.address();
    if (!address) throw new LostLine();
    const { name, size } = this.file;
    const body = JSON.stringify({ name, size, fingerprint: this.fingerprint });
    const answer = await this.post(address, body, { "Content-Type": "application/json" });
    if (answer.status === 404 && (this.unknown += 1) < TRIES_UNKNOWN) throw new LostLine();
    if (!answer.isOk) throw refusal(answer);
    this.stands(answer.json);
  }

  stands(answer) {
    this.url = answer.url;
    this.received = this.sent = answer.finished ? this.file.size : answer.received;
    this.largestPart = answer.chunk_bytes;
    this.changed(this);
  }

  async sendPart() {
    const offset = this.received;
    const bytes = await this.file.slice(offset, offset + Math.min(this.partBytes, this.largestPart)).arrayBuffer();
    const headers = {
      "Content-Type": "application/octet-stream",
      "Upload-Offset": String(offset),
      "Content-Digest": `sha-256=:${base64(await sha256(bytes))}:`,
    };
    const began = performance.now();
    const answer = await this.post(this.url, bytes, headers, (loaded) => this.count(offset, Math.min(loaded, bytes.byteLength), began));
    if (answer.isOk || (answer.status === 409 && "received" in answer.json)) {
      this.breaks = 0;
      if (answer.isOk) this.damaged = 0;
      this.fit(performance.now() - began);
      return this.stands(answer.json);
    }
    if (answer.status === 422 && (this.damaged += 1) < TRIES_DAMAGED && answer.json.again) return undefined;
    throw refusal(answer);
  }

  count(offset, loaded, began) {
    this.sent = offset + loaded;
    const now = loaded / ((performance.now() - began) / 1000 || 1);
    this.speed = this.speed ? 0.9 * this.speed + 0.1 * now : now;
    this.changed(this);
  }

  fit(milliseconds) {
    if (milliseconds < QUICK_PART) this.partBytes *= 2;
    if (milliseconds > SLOW_PART) this.partBytes = Math.max(SMALLEST_PART, this.partBytes / 2);
    this.partBytes = Math.min(this.partBytes, this.largestPart);
  }

  // Tells the server to forget what has arrived; nobody waits for the answer.
  async cancel() {
    if (this.url) await this.post(`${this.url}cancel/`, null, {}, undefined, true).catch(() => {});
  }

  post(url, body, headers = {}, progress = () => {}, evenWhenOver = false) {
    return new Promise((done, broke) => {
      if (this.isOver && !evenWhenOver) return broke(new Stopped());
      const request = new XMLHttpRequest();
      this.request = request;
      let watch = 0;
      const listen = () => { clearTimeout(watch); watch = setTimeout(() => request.abort(), SILENCE); };
      const lost = () => { clearTimeout(watch); broke(this.isOver ? new Stopped() : new LostLine()); };
      request.open("POST", url);
      for (const [name, value] of Object.entries({ "X-CSRFToken": token(), Accept: "application/json", ...headers })) request.setRequestHeader(name, value);
      request.upload.addEventListener("progress", (event) => { listen(); progress(event.loaded); });
      request.addEventListener("load", () => { clearTimeout(watch); done(read(request)); });
      for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, lost);
      listen();
      request.send(body);
      return undefined;
    }).then((answer) => {
      if ([500, 502, 503, 504].includes(answer.status)) throw new LostLine();
      return answer;
    });
  }
}

function read(request) {
  const isOurs = request.getResponseHeader("Content-Type")?.startsWith("application/json") ?? false;
  const { status } = request;
  return { status, isOurs, isOk: isOurs && status >= 200 && status < 300, json: isOurs ? JSON.parse(request.responseText) : {} };
}

function refusal({ status, isOurs, json }) {
  if (!isOurs && [200, 403].includes(status)) return new Failed(LOGGED_OUT, true);
  if (status === 404) return new Failed(GONE, true);
  return new Failed(json.message ?? "It could not be kept here.", status === 507 || !isOurs);
}

// What the server wants to see with everything that changes something.
export function token() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}
