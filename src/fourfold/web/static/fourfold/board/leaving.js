/* On the pages of staff: whoever signs out, or hands the device over as a kiosk, while taps wait here is asked first.

   Then, and on the sign-in page for a session that ran out, labels leave this device. */

import { tidy, waiting } from "./journal.js";

const NAME = "fourfold-board";

const note = document.querySelector("[data-board-waits]");

for (const form of document.querySelectorAll("[data-signs-out]")) form.addEventListener("submit", ask);
if (note) {
  forget().then((count) => {
    note.hidden = count === 0;
  });
}

/** Asks once; where the answer is yes labels go, and the form is sent again. */
async function ask(event) {
  const form = event.currentTarget;
  if (form.dataset.asked) return;
  event.preventDefault();
  const count = await waitingHere().catch(() => 0);
  if (count > 0 && !confirm(form.dataset.signsOut)) return;
  await forget().catch(() => {});
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

/** Whether a board was ever open here; a browser that does not tell is taken to say yes. */
async function isThere() {
  const known = await indexedDB.databases?.().catch(() => []);
  return known?.some(({ name }) => name === NAME) ?? true;
}
