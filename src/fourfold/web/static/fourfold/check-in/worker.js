/* The service worker: keeps the shell of the check-in so that a kiosk goes on without network, and sends what waits.

   It keeps style sheets, scripts, the icon, words, the empty pad and a page that says that there is no network. It never keeps
   an answer or a page of somebody. */

import { sendAll } from "./sending.js";

const NAME = "fourfold-check-in-";
const PATIENCE = 4_000;
const KIOSK = /^(\/c\/kiosk\/[\w-]{32})(\/.*)?$/;

/** Serves the shell: `version` changes with its content, `files` are its addresses, `pages` those of pad and offline page. */
export function serve({ version, files, pages, languages }) {
  const name = NAME + version;
  const known = new Set(files);

  addEventListener("install", (event) => event.waitUntil(load(name, files).then(() => skipWaiting())));
  addEventListener("activate", (event) => event.waitUntil(dropOthers(name).then(() => clients.claim())));
  addEventListener("sync", (event) => event.waitUntil(sendOrFail()));
  addEventListener("periodicsync", (event) => event.waitUntil(sendOrFail()));
  addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return;
    if (request.mode === "navigate" && url.pathname.startsWith("/c/")) event.respondWith(page(request, url));
    else if (known.has(url.pathname)) event.respondWith(file(request, url));
  });

  async function page(request, url) {
    const reply = await soon(request);
    if (reply && reply.status < 500) return reply;
    const [, kiosk, beyond] = KIOSK.exec(url.pathname) ?? [];
    if (kiosk && beyond) return Response.redirect(kiosk);
    return (await kept(pages[kiosk ? "pad" : "offline"] + language(url))) ?? reply ?? Response.error();
  }

  async function file(request, url) {
    const reply = await soon(request);
    return reply?.ok ? reply : ((await kept(url.pathname)) ?? reply ?? Response.error());
  }

  function language(url) {
    const wanted = [url.searchParams.get("l"), navigator.language.slice(0, 2), languages[0]];
    return wanted.find((one) => languages.includes(one));
  }

  async function kept(address) {
    return (await caches.open(name)).match(address);
  }
}

/** The network's answer; null where there is none, or none in time. */
function soon(request) {
  const late = new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE));
  return Promise.race([fetch(request).catch(() => null), late]);
}

async function load(name, files) {
  const cache = await caches.open(name);
  await cache.addAll(files.map((address) => new Request(address, { cache: "reload" })));
}

async function dropOthers(name) {
  const names = await caches.keys();
  await Promise.all(names.filter((one) => one.startsWith(NAME) && one !== name).map((one) => caches.delete(one)));
}

/** The browser tries again later when a promise fails. */
async function sendOrFail() {
  if (!(await sendAll())) throw new Error("answers still wait on this device");
}
