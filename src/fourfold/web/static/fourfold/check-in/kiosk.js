/* A shared device: what one person did is wiped before the next one comes. */

const LATEST_WARNING = 10;
const GOODBYE = 5_000;
const SENTENCE = 15_000;

/** Shows the pad again, as a new page that replaces this one; nothing of this one stays. */
export function wipe(kiosk) {
  blank();
  location.replace(kiosk);
}

/** Shows the pad again after what is on the page was read: a goodbye, or a sentence that takes longer. */
export function backToPad(kiosk) {
  setTimeout(() => wipe(kiosk), document.querySelector("[data-goodbye]") ? GOODBYE : SENTENCE);
  leaveNothing(() => wipe(kiosk));
}

/** Wipes a check-in that nobody touches, after a warning, and one that is hidden or left. */
export function watch(form, say) {
  const { kiosk, idleSeconds } = form.dataset;
  const seconds = Number(idleSeconds);
  const asking = question(say);
  let warning = 0;
  let ending = 0;
  const restart = () => {
    clearTimeout(warning);
    clearTimeout(ending);
    if (asking.open) asking.close();
    warning = setTimeout(() => form.isConnected && ask(asking), (seconds - LATEST_WARNING) * 1000);
    ending = setTimeout(() => form.isConnected && wipe(kiosk), seconds * 1000);
  };
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, restart, { passive: true });
  leaveNothing(() => form.isConnected && wipe(kiosk));
  restart();
}

/** Wipes when the page is hidden, and when a browser brings it back from its memory. */
export function leaveNothing(wiped) {
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && wiped());
  addEventListener("pagehide", blank);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

function blank() {
  document.querySelector("main")?.replaceChildren();
}

function ask(asking) {
  document.querySelector("main").append(asking);
  asking.showModal();
}

function question(say) {
  const asking = document.createElement("dialog");
  const title = document.createElement("h2");
  const stay = document.createElement("button");
  title.textContent = say("idle");
  title.id = "idle";
  asking.setAttribute("aria-labelledby", title.id);
  stay.type = "button";
  stay.className = "button first";
  stay.textContent = say("idle_stay");
  stay.addEventListener("click", () => asking.close());
  asking.append(title, stay);
  return asking;
}
