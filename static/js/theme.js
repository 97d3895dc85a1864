// Changes the colours without leaving the page, so that nothing typed is lost.

const form = document.querySelector("[data-theme-form]");

async function choose(event) {
  event.preventDefault();
  const chosen = event.submitter;
  const body = new FormData(form, chosen);
  const response = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (response === null || response.status >= 400) return;
  if (chosen.value) document.documentElement.dataset.theme = chosen.value;
  else delete document.documentElement.dataset.theme;
  document.querySelector("meta[name=color-scheme]").content = chosen.value || "light dark";
  for (const button of form.querySelectorAll("[name=theme]")) {
    button.setAttribute("aria-pressed", String(button === chosen));
  }
}

form?.addEventListener("submit", choose);
