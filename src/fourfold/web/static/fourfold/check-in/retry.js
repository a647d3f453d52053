/* When to send what waits: now, when the network comes back, after ever longer pauses, and by the browser's own hand. */

import { sendAll } from "./sending.js";
import { waiting } from "./store.js";

const SHORTEST = 2_000;
const LONGEST = 300_000;
const TAG = "fourfold-check-ins";
let pause = SHORTEST;
let timer = 0;
let running = null;
const listeners = new Set();

/** Begins to send whenever there is a chance; `told` is called with the number that waits after each try. */
export function keepSending(told = () => {}) {
  listeners.add(told);
  addEventListener("online", soon);
  return soon();
}

function soon() {
  pause = SHORTEST;
  return attempt();
}

/** Asks the browser to send even after this page is gone, where it can. */
export async function askBrowser() {
  const registration = await navigator.serviceWorker?.getRegistration("/c/");
  await registration?.sync?.register(TAG).catch(() => {});
}

function attempt() {
  running ??= sendAll()
    .catch(() => false)
    .then(async (isDone) => {
      running = null;
      clearTimeout(timer);
      if (!isDone) {
        timer = setTimeout(attempt, pause * (0.75 + Math.random() / 2));
        pause = Math.min(pause * 2, LONGEST);
      }
      const count = await waiting().catch(() => 0);
      for (const told of listeners) told(count);
    });
  return running;
}
