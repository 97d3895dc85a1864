// A voice note: record, pause, listen, keep it or throw it away. What was kept comes out as a file.

import { clock } from "./clock.js";

const TYPES = [["audio/webm;codecs=opus", "weba"], ["audio/mp4", "m4a"], ["audio/ogg;codecs=opus", "ogg"]];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MICROPHONE = {
  NotAllowedError: "Waymark may not use the microphone. Allow it in your browser’s settings for this site, or record with your phone’s own recorder and choose the file below.",
  NotFoundError: "No microphone was found. Record with your phone’s own recorder and choose the file below.",
  NotReadableError: "The microphone is in use elsewhere. End the call or close the other app, then try again.",
};
const NO_RECORDER = "This browser cannot record. Record with your phone’s own recorder and choose the file below.";

class Recorder {
  constructor(box) {
    this.box = box;
    this.parts = [];
    this.milliseconds = 0;
    this.longest = 1000 * Number(box.dataset.longest ?? Infinity); // it stops by itself, and nothing is lost
    this.clock = box.querySelector("[data-clock]");
    this.level = box.querySelector("meter");
    this.player = box.querySelector("audio");
    this.said = box.querySelector("[data-recorder-said]");
    for (const button of box.querySelectorAll("button[data-act]")) {
      button.addEventListener("click", () => this[button.dataset.act]());
    }
    addEventListener("beforeunload", (event) => this.isBusy && event.preventDefault());
  }

  get isBusy() {
    return this.box.dataset.state !== "idle";
  }

  become(state, words) {
    this.box.dataset.state = state;
    this.said.textContent = words;
    const first = [...this.box.querySelectorAll("button[data-act]")].find((button) => button.offsetParent);
    if (this.box.contains(document.activeElement) || document.activeElement === document.body) first?.focus();
  }

  async start() {
    const known = TYPES.find(([type]) => globalThis.MediaRecorder?.isTypeSupported(type));
    if (!navigator.mediaDevices || !known) return this.refuse(NO_RECORDER);
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      return this.refuse(MICROPHONE[error.name] ?? NO_RECORDER);
    }
    [this.type, this.extension] = known;
    this.parts = [];
    this.milliseconds = 0;
    this.began = new Date();
    this.recorder = new MediaRecorder(this.stream, { mimeType: this.type });
    this.recorder.addEventListener("dataavailable", (event) => event.data.size > 0 && this.parts.push(event.data));
    this.recorder.addEventListener("stop", () => this.listen());
    this.stream.getAudioTracks()[0].addEventListener("ended", () => this.stop()); // a call came in, or it was unplugged
    this.recorder.start(1000);
    this.measure();
    this.become("recording", "Recording");
  }

  refuse(words) {
    this.become("refused", words);
  }

  measure() {
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser();
    this.context.createMediaStreamSource(this.stream).connect(analyser);
    const samples = new Uint8Array(analyser.fftSize);
    let last = performance.now();
    this.timer = setInterval(() => {
      const now = performance.now();
      if (this.recorder.state === "recording") this.milliseconds += now - last;
      last = now;
      this.clock.textContent = inMinutes(this.milliseconds);
      if (this.milliseconds >= this.longest) this.stop();
      analyser.getByteTimeDomainData(samples);
      this.level.value = Math.max(...samples.map((sample) => Math.abs(sample - 128))) / 128;
    }, 200);
  }

  pause() {
    this.recorder.pause();
    this.become("paused", "Paused");
  }

  resume() {
    this.recorder.resume();
    this.become("recording", "Recording");
  }

  stop() {
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }

  listen() {
    clearInterval(this.timer);
    this.context.close();
    for (const track of this.stream.getTracks()) track.stop();
    const type = this.type.split(";")[0];
    this.file = new File(this.parts, `Voice note ${inWords(this.began)}.${this.extension}`, { type });
    this.player.src = URL.createObjectURL(this.file);
    this.become("recorded", `${inMinutes(this.milliseconds)} recorded. Listen to it, then keep it or throw it away.`);
  }

  keep() {
    const { file } = this;
    this.clear("");
    this.box.dispatchEvent(new CustomEvent("waymark:recorded", { bubbles: true, detail: { file } }));
  }

  discard() {
    this.clear("Thrown away.");
  }

  clear(words) {
    URL.revokeObjectURL(this.player.src);
    this.player.removeAttribute("src");
    this.clock.textContent = inMinutes(0);
    this.become("idle", words);
  }
}

function inMinutes(milliseconds) {
  return clock(Math.floor(milliseconds / 1000));
}

function inWords(moment) {
  const minutes = String(moment.getMinutes()).padStart(2, "0");
  return `${moment.getDate()} ${MONTHS[moment.getMonth()]} ${String(moment.getHours()).padStart(2, "0")}.${minutes}`;
}

for (const box of document.querySelectorAll("[data-recorder]")) {
  box.hidden = false;
  new Recorder(box);
}
