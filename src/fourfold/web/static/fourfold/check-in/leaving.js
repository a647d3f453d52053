/* What follows a check-in: its goodbye, or its being kept on this device until there is a network. */

import { draw, tell, wear } from "./drawing.js";
import { envelopeOf } from "./envelope.js";
import { backToPad } from "./kiosk.js";
import { askBrowser, keepSending } from "./retry.js";
import * as store from "./store.js";
import { markUsed } from "./pack.js";
import { words } from "./words.js";

const SHEET = new URL("../check-in-code.css", import.meta.url).pathname;

/** Loads what leaving needs while there is still a network. */
export function prepare() {
  wear(SHEET);
  return words();
}

/** Shows what the server said, with nothing of the answers left behind. */
export async function leave(form, reply) {
  const { kiosk } = form.dataset;
  if (kiosk && reply.isDone) await markUsed(kiosk, form.getAttribute("action")).catch(() => {});
  if (!kiosk && reply.isDone) {
    location.replace(reply.url);
    return;
  }
  draw(reply.html);
  if (kiosk) backToPad(kiosk);
}

/** Seals the answers and keeps them on this device. False where it cannot: then nothing was kept. */
export async function keep(form) {
  const { kiosk } = form.dataset;
  const action = form.getAttribute("action");
  try {
    const envelope = await envelopeOf(form);
    if (kiosk) await markUsed(kiosk, action);
    await store.keep(envelope);
  } catch {
    return false;
  }
  const say = await words();
  tell(say("kept") || form.dataset.kept, say("kept_why"));
  askBrowser();
  if (kiosk) backToPad(kiosk);
  keepSending((count) => !kiosk && count === 0 && tell(say("sent")));
  return true;
}
