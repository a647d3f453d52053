/* After the page was shown: the service worker, what the page needs beyond its form, and answers that still wait. */

import { furnish } from "./check-in.js";
import { leaveNothing, wipe } from "./kiosk.js";
import { begin as beginPad } from "./pad.js";
import { keepSending } from "./retry.js";

/** Begins what the page needs. */
export async function begin() {
  const form = document.querySelector("[data-check-in]");
  const pad = document.querySelector("main[data-pad]");
  const [, kiosk, beyond] = /^(\/c\/kiosk\/[^/]+)(\/.*)?$/.exec(location.pathname) ?? [];
  navigator.serviceWorker?.register("/c/worker.js", { type: "module", scope: "/c/" }).catch(() => {});
  if (form) furnish(form);
  else if (pad && kiosk && !beyond) return beginPad(pad, kiosk);
  else if (kiosk) leaveNothing(() => wipe(kiosk));
  return keepSending();
}
