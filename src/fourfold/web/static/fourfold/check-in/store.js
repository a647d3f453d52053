/* What this device keeps: envelopes that wait, envelopes that were refused, and the sealed cards of a kiosk. */

const NAME = "fourfold-check-in";
const DAY = 86_400_000;
const REFUSED_DAYS = 14;
let opened = null;

/** Keeps an envelope; resolves once it is on the disk. The same key is kept once. */
export async function keep(envelope) {
  const stores = await open();
  const change = stores.transaction("waiting", "readwrite", { durability: "strict" });
  const waiting = change.objectStore("waiting");
  const request = waiting.index("key").getKey(envelope.key);
  request.onsuccess = () => request.result === undefined && waiting.add(envelope);
  await finished(change);
}

/** The envelopes that wait longest, after the one numbered `after`, in the order in which they came. */
export async function first(count, after = 0) {
  const stores = await open();
  const range = IDBKeyRange.lowerBound(after, true);
  return result(stores.transaction("waiting").objectStore("waiting").getAll(range, count));
}

/** Takes away what the server has, and sets apart what it refused: [{ envelope, reason }]. */
export async function settle(taken, refused) {
  const stores = await open();
  const change = stores.transaction(["waiting", "refused"], "readwrite", { durability: "strict" });
  for (const { envelope, reason } of refused) {
    change.objectStore("refused").put({ ...envelope, reason, refused_at: Date.now() });
  }
  for (const envelope of [...taken, ...refused.map((one) => one.envelope)]) {
    change.objectStore("waiting").delete(envelope.id);
  }
  await finished(change);
}

/** How many envelopes wait. */
export async function waiting() {
  const stores = await open();
  return result(stores.transaction("waiting").objectStore("waiting").count());
}

/** Why envelopes were refused, and how many: { reason: count }. Those nobody can do anything about any more are dropped. */
export async function refusals() {
  const stores = await open();
  const change = stores.transaction("refused", "readwrite");
  const request = change.objectStore("refused").openCursor();
  const counts = {};
  request.onsuccess = () => {
    const at = request.result;
    if (at === null) return;
    if (at.value.refused_at < Date.now() - REFUSED_DAYS * DAY) at.delete();
    else counts[at.value.reason] = (counts[at.value.reason] ?? 0) + 1;
    at.continue();
  };
  await finished(change);
  return counts;
}

/** The sealed cards of the kiosk at an address, and marks of those used here; nothing where there are none, or old ones. */
export async function packOf(kiosk) {
  const stores = await open();
  const pack = await result(stores.transaction("packs").objectStore("packs").get(kiosk));
  return pack && pack.loaded_at > Date.now() - DAY ? pack : null;
}

/** Changes the pack of a kiosk in one step: `change` gets the pack there is, or null, and returns the one to keep. */
export async function changePack(kiosk, change) {
  const stores = await open();
  const turn = stores.transaction("packs", "readwrite", { durability: "strict" });
  const packs = turn.objectStore("packs");
  const request = packs.get(kiosk);
  request.onsuccess = () => {
    const pack = change(request.result ?? null);
    if (pack === null) packs.delete(kiosk);
    else packs.put({ ...pack, kiosk });
  };
  await finished(turn);
}

/** Drops packs that are older than a day. */
export async function dropOldPacks() {
  const stores = await open();
  const turn = stores.transaction("packs", "readwrite");
  const request = turn.objectStore("packs").openCursor();
  request.onsuccess = () => {
    const at = request.result;
    if (at === null) return;
    if (at.value.loaded_at < Date.now() - DAY) at.delete();
    at.continue();
  };
  await finished(turn);
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const waiting = request.result.createObjectStore("waiting", { keyPath: "id", autoIncrement: true });
      waiting.createIndex("key", "key", { unique: true });
      request.result.createObjectStore("refused", { keyPath: "id" });
      request.result.createObjectStore("packs", { keyPath: "kiosk" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  opened.catch(() => (opened = null));
  return opened;
}

function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}
