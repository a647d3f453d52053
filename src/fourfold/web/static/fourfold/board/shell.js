/* The service worker of one board: there from the first look until the board has ended and everything is sent. */

const CACHE = "fourfold-board-";

/** Keeps what the board needs to come back without network. */
export function keepShell(worker, scope) {
  navigator.serviceWorker?.register(worker, { type: "module", scope }).catch(() => {});
}

/** Takes away what was kept of one board. */
export async function dropShell(scope) {
  const registration = await navigator.serviceWorker?.getRegistration(scope);
  if (registration && new URL(registration.scope).pathname === scope) await registration.unregister();
  for (const name of await caches.keys()) {
    if (name.startsWith(`${CACHE}${scope}`)) await caches.delete(name);
  }
}
