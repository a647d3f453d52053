/* Sending what waits: oldest first, taken away only after the server said that it has it. Used by pages and the service worker. */

import * as store from "./store.js";

const ADDRESS = "/c/queue";
const AT_ONCE = 50;
const LONGEST_WAIT = 30_000;
const WANTS_REST = new Set([0, 403, 408, 429, 502, 503, 504]);

/** Sends what waits, one sender at a time. True where nothing waits any more. */
export async function sendAll() {
  if (!navigator.locks) return send();
  return navigator.locks.request("fourfold-check-in-queue", send);
}

async function send() {
  let after = 0;
  let count = AT_ONCE;
  for (;;) {
    const batch = await store.first(count, after);
    if (batch.length === 0) return (await store.waiting()) === 0;
    const { status, results } = await post(batch);
    if (results !== null) {
      await settle(batch, results);
      after = batch.at(-1).id;
    } else if (WANTS_REST.has(status)) {
      return false;
    } else if (batch.length > 1) {
      // One envelope must not hold up the others: those of a batch that fails whole are sent by themselves.
      count = 1;
    } else {
      after = batch[0].id;
    }
  }
}

async function post(batch) {
  const envelopes = batch.map(({ key, sealed, answered_at, offset }) => ({ key, sealed, answered_at, offset }));
  try {
    const reply = await fetch(ADDRESS, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ envelopes }),
      redirect: "error",
      signal: AbortSignal.timeout(LONGEST_WAIT),
    });
    if (!reply.ok) return { status: reply.status, results: null };
    const { results } = await reply.json();
    return Array.isArray(results) ? { status: 200, results } : { status: 0, results: null };
  } catch {
    return { status: 0, results: null };
  }
}

async function settle(batch, results) {
  const said = new Map(results.map((one) => [one.key, one]));
  const taken = batch.filter(({ key }) => ["stored", "already"].includes(said.get(key)?.answer));
  const refused = batch.filter(({ key }) => said.get(key)?.answer === "refused");
  await store.settle(
    taken,
    refused.map((envelope) => ({ envelope, reason: said.get(envelope.key).reason })),
  );
}
