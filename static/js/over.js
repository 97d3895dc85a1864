// A mock that was over while somebody went on with it: once what they typed goes on as a new one, the copy of it that
// waits in this browser has nowhere to go any more.

import { remove } from "./store.js";

const form = document.querySelector("[data-over]");

form?.addEventListener("submit", () => remove("drafts", form.dataset.over));
