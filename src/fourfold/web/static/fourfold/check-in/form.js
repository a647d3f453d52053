/* The check-in form made quicker: on to the next question after an answer, and sent once without leaving a way back. */

const AFTER_ANSWER = 280;
const LONGEST_SEND = 20_000;

/** Makes a check-in form quicker. It works as it is, too. */
export function enhance(form) {
  let turning = 0;
  form.addEventListener("click", (event) => {
    clearTimeout(turning);
    const link = event.target.closest("a[href^='#']");
    if (link && "kiosk" in form.dataset) {
      event.preventDefault();
      turn(form, link.getAttribute("href"));
    }
    const next = afterAnswer(event);
    if (next) turning = setTimeout(() => turn(form, next), AFTER_ANSWER);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") submit(form);
  });
}

/** Where an answer leads: only where one question is shown at a time, and not for somebody who moves by the keyboard. */
function afterAnswer(event) {
  if (event.detail === 0 || event.target.type !== "radio") return null;
  const steps = event.target.closest(".item")?.querySelector(".steps");
  if (!steps || getComputedStyle(steps).display === "none") return null;
  return steps.querySelector("a.first")?.getAttribute("href") ?? null;
}

/** At a kiosk no question becomes a place to go back to; on a phone "back" leads to the question before. */
function turn(form, address) {
  if ("kiosk" in form.dataset) location.replace(address);
  else location.assign(address);
  const item = document.querySelector(address);
  if (!item) return;
  item.tabIndex = -1;
  item.focus({ preventScroll: true });
}

async function submit(form) {
  wait(form, true);
  const reply = await send(form);
  const { leave, keep } = await import("./leaving.js").catch(() => ({}));
  const isIn = reply !== null && ![500, 502, 503, 504].includes(reply.status);
  if (isIn && leave) return leave(form, reply);
  if (keep && (await keep(form))) return undefined;
  wait(form, false);
  return sayNotSent(form);
}

async function send(form) {
  const body = new URLSearchParams(new FormData(form));
  try {
    const reply = await fetch(form.getAttribute("action"), { method: "POST", body, signal: AbortSignal.timeout(LONGEST_SEND) });
    return { status: reply.status, url: reply.url, html: await reply.text(), isDone: reply.redirected };
  } catch {
    return null;
  }
}

function wait(form, isBusy) {
  form.setAttribute("aria-busy", String(isBusy));
  for (const button of form.querySelectorAll("button.first")) button.setAttribute("aria-disabled", String(isBusy));
}

function sayNotSent(form) {
  form.querySelector(".not-sent")?.remove();
  const note = document.createElement("p");
  note.className = "not-sent";
  note.setAttribute("role", "alert");
  note.textContent = form.dataset.notSent;
  form.querySelector(".private").before(note);
}
