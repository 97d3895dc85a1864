// Ticking several pieces: says how many, ticks all of the page, and shows what can be done once there is one.

const form = document.querySelector("[data-several]");
const bar = form?.querySelector("[data-several-bar]");
const all = form?.querySelector("[data-several-all]");
const boxes = form ? [...form.querySelectorAll("[name=piece]")] : [];

function tell() {
  const ticked = boxes.filter((box) => box.checked).length;
  bar.classList.toggle("has-ticked", ticked > 0);
  bar.querySelector("[data-several-count]").textContent = ticked ? `${ticked} selected` : "";
  const every = all.querySelector("input");
  every.checked = ticked === boxes.length;
  every.indeterminate = ticked > 0 && !every.checked;
}

if (form) {
  bar.classList.add("is-live");
  all.hidden = false;
  all.addEventListener("change", (event) => {
    for (const box of boxes) box.checked = event.target.checked;
    tell();
  });
  form.addEventListener("change", tell);
  window.addEventListener("pageshow", tell);
  tell();
}
