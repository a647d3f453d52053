/* While a board is open its screen stays on, and the browser is asked not to throw the journal away when memory runs short. */

let lock = null;
let isWanted = false;

/** Keeps the screen on from now on, where the device can; the browser lets go whenever the page is hidden. */
export function stayAwake() {
  isWanted = true;
  navigator.storage?.persist?.().catch(() => {});
  document.addEventListener("visibilitychange", hold);
  return hold();
}

/** The screen may go off again. */
export async function mayRest() {
  isWanted = false;
  await lock?.release().catch(() => {});
}

async function hold() {
  if (!isWanted || document.hidden) return;
  lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
}
