/* The sealed cards of a kiosk: loaded while there is a network, opened by nothing but a card's code. */

import { base64, bytes } from "./base64.js";
import { changePack, packOf } from "./store.js";

const NONCE_BYTES = 12;
const FRESH = 120_000;
const LONGEST_WAIT = 20_000;

/** Loads the cards anew where they are older than two minutes; drops them where the kiosk is finished. */
export async function refresh(kiosk) {
  const pack = await packOf(kiosk);
  if (pack && pack.loaded_at > Date.now() - FRESH) return;
  const reply = await fetch(`${kiosk}/pack`, { signal: AbortSignal.timeout(LONGEST_WAIT) });
  if (reply.status === 410) await changePack(kiosk, () => null);
  if (!reply.ok) return;
  const { salt, iterations, cards } = await reply.json();
  const loaded_at = Date.now();
  await changePack(kiosk, (old) => ({ salt, iterations, cards, loaded_at, used: old?.used ?? [] }));
}

/** The card that a code opens: { token, language, pages }, and whether it was used here; null where it opens none. */
export async function openCard(kiosk, code) {
  const pack = await packOf(kiosk);
  if (!pack) return null;
  const key = await keyOf(code, pack);
  for (const sealed of pack.cards) {
    const card = await opened(bytes(sealed), key);
    if (card) return { ...card, isUsed: pack.used.includes(await markOf(card.token)) };
  }
  return null;
}

/** Whether some card was used on this kiosk, so that a code must be looked up here before the server is asked. */
export async function hasUsed(kiosk) {
  return ((await packOf(kiosk))?.used.length ?? 0) > 0;
}

/** Marks the card at an address as used on this kiosk; the mark tells nobody which card it was. */
export async function markUsed(kiosk, address) {
  const mark = await markOf(address.split("/").pop());
  await changePack(kiosk, (pack) => pack && { ...pack, used: [...new Set([...pack.used, mark])] });
}

async function keyOf(code, { salt, iterations }) {
  const typed = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveKey"]);
  const rule = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations };
  return crypto.subtle.deriveKey(rule, typed, { name: "AES-GCM", length: 128 }, false, ["decrypt"]);
}

async function opened(sealed, key) {
  const rule = { name: "AES-GCM", iv: sealed.subarray(0, NONCE_BYTES) };
  try {
    const text = await crypto.subtle.decrypt(rule, key, sealed.subarray(NONCE_BYTES));
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return null;
  }
}

async function markOf(token) {
  return base64(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token))));
}
