/* A shared device: what one person did is wiped before the next one comes. */

import { isReading } from "./listen.js";

const LATEST_WARNING = 10;
const GOODBYE = 5_000;
const SENTENCE = 15_000;
/** Often enough that what the site knows of a shared device outlasts the wait of its page. */
const TOLD_EVERY = 10_000;

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

/** Wipes a check-in that nobody touches or hears, after a warning, and one that is hidden or left. */
export function watch(form, say) {
  const { kiosk, idleSeconds } = form.dataset;
  const seconds = Number(idleSeconds);
  const asking = question(say);
  const due = [
    [seconds - LATEST_WARNING, () => form.isConnected && ask(asking)],
    [seconds, () => form.isConnected && wipe(kiosk)],
  ];
  leaveNothing(() => form.isConnected && wipe(kiosk));
  whenLeft(due, () => asking.open && asking.close());
}

/** Shows the code page again when nobody touches or hears this page; until then the site goes on with whoever is here. */
export function goBack({ kiosk, idleSeconds }) {
  let told = Date.now();
  whenLeft([[Number(idleSeconds), () => wipe(kiosk)]], () => {
    if (Date.now() - told < TOLD_EVERY || location.pathname === kiosk) return;
    told = Date.now();
    fetch(location.href, { method: "HEAD" }).catch(() => {});
  });
}

/** Does what is due so many seconds after the last touch, key or word that was read aloud; each of them begins the wait anew. */
function whenLeft(due, here) {
  let waits = [];
  const begin = () => {
    waits.forEach(clearTimeout);
    waits = due.map(([seconds, act]) => setTimeout(() => (isReading() ? restart() : act()), seconds * 1000));
  };
  const restart = () => {
    here();
    begin();
  };
  for (const kind of ["pointerdown", "keydown", "input", "scroll", "silence"]) addEventListener(kind, restart, { passive: true });
  begin();
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
