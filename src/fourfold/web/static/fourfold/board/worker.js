/* The service worker of one board: keeps its page, which holds nothing of anybody, with its scripts and styles.

   Labels and taps lie in the journal, never here. */

const CACHE = "fourfold-board-";
const PATIENCE = 3_000;

/** Serves one board: `version` changes with its content, `files` are its addresses, `page` is that of the board. */
export function serve({ version, files, page }) {
  const family = `${CACHE}${page}`;
  const name = `${family}-${version}`;
  const known = new Set(files);
  // After a page had to come from the cache its parts come from there too: one wait, not one for each.
  let isCut = false;

  addEventListener("install", (event) => event.waitUntil(load().then(() => skipWaiting())));
  addEventListener("activate", (event) => event.waitUntil(dropOthers().then(() => clients.claim())));
  addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return;
    if (request.mode === "navigate" && url.pathname === page) event.respondWith(board(request, url));
    else if (known.has(url.pathname)) event.respondWith(file(request, url.pathname));
  });

  async function load() {
    const cache = await caches.open(name);
    await cache.addAll(files.map((address) => new Request(address, { cache: "reload" })));
    for (const address of [page, `${page}?mode=recall`]) {
      const reply = await fetch(address, { cache: "reload" });
      if (reply.ok && !reply.redirected) await cache.put(address, reply);
    }
  }

  async function board(request, url) {
    const reply = await soon(request);
    const address = url.searchParams.get("mode") === "recall" ? `${page}?mode=recall` : page;
    isCut = !reply || reply.status >= 500;
    return isCut ? ((await kept(address)) ?? reply ?? Response.error()) : reply;
  }

  async function file(request, path) {
    if (isCut) return (await kept(path)) ?? fetch(request);
    const reply = await soon(request);
    return reply?.ok ? reply : ((await kept(path)) ?? reply ?? Response.error());
  }

  async function kept(address) {
    return (await caches.open(name)).match(address);
  }

  async function dropOthers() {
    const names = await caches.keys();
    await Promise.all(names.filter((one) => one.startsWith(`${family}-`) && one !== name).map((one) => caches.delete(one)));
  }
}

/** The network's answer; null where there is none, or none in time. */
function soon(request) {
  const late = new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE));
  return Promise.race([fetch(request).catch(() => null), late]);
}
