/* On the pages of staff: whoever signs out while taps wait here is asked first. On the sign-in page: labels leave this device. */

import { tidy, waiting } from "./journal.js";

const NAME = "fourfold-board";

const note = document.querySelector("[data-board-waits]");

for (const form of document.querySelectorAll("[data-signs-out]")) form.addEventListener("submit", ask);
if (note) {
  forget().then((count) => {
    note.hidden = count === 0;
  });
}

/** Asks once: the form is sent again where the answer is yes. */
async function ask(event) {
  const form = event.currentTarget;
  if (form.dataset.asked) return;
  event.preventDefault();
  const count = await waitingHere();
  if (count > 0 && !confirm(form.dataset.signsOut)) return;
  form.dataset.asked = "asked";
  form.requestSubmit();
}

async function forget() {
  if (!(await isThere())) return 0;
  await tidy({ every: true }).catch(() => {});
  return waitingHere();
}

async function waitingHere() {
  return (await isThere()) ? waiting().catch(() => 0) : 0;
}

async function isThere() {
  const known = await indexedDB.databases().catch(() => []);
  return known.some(({ name }) => name === NAME);
}
