// The page above a signature: a recording goes into the form, fields open with their tick, and the first
// touch tells the asker that somebody is there.

const LONGEST_MILLISECONDS = 600_000;

for (const form of document.querySelectorAll("form[data-sign]")) {
  const chosen = form.querySelector("input[type=file]");
  form.addEventListener("waymark:recorded", (event) => {
    const files = new DataTransfer();
    files.items.add(event.detail.file);
    if (chosen) chosen.files = files.files;
  });
  for (const box of form.querySelectorAll(".sighting")) {
    const tick = box.querySelector("input[type=checkbox]");
    const more = box.querySelector(".sighting-more");
    const follow = () => { more.hidden = !tick.checked; };
    tick.addEventListener("change", follow);
    follow();
  }
  const stop = form.querySelector("[data-act=stop]");
  form.querySelector("[data-act=start]")?.addEventListener("click", () => setTimeout(() => stop.click(), LONGEST_MILLISECONDS));
  if (form.dataset.sign) tellOnce(form);
}

function tellOnce(form) {
  const tell = () => fetch(form.dataset.sign, { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value }) }).catch(() => {});
  const moments = ["pointerdown", "keydown"];
  const first = () => {
    for (const moment of moments) removeEventListener(moment, first);
    tell();
  };
  for (const moment of moments) addEventListener(moment, first);
}
