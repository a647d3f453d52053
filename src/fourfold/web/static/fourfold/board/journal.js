/* What lies on this device: the taps of codings (seats are numbers, nobody's name), and the last state of a session, with labels.

   Everything of a session goes as soon as its board has ended and everything is sent; labels go at sign-out too. */

const NAME = "fourfold-board";
const DAY = 86_400_000;
const LABELS_STAY = DAY / 2;
const STRICT = { durability: "strict" };
let opened = null;
let ready = null;

/** Writes events, and the coding that they belong to, in one step; resolves once they are on the disk.

    Where the journal is open the disk is asked before this returns: whatever is drawn comes after. */
export function write(coding, events) {
  return ready ? put(ready, coding, events) : open().then((stores) => put(stores, coding, events));
}

async function put(stores, coding, events) {
  const change = stores.transaction(["codings", "events"], "readwrite", STRICT);
  change.objectStore("codings").put(coding);
  for (const event of events) change.objectStore("events").put({ ...event, coding: coding.uid });
  await finished(change);
}

/** Puts other events in the place of all events of a coding, and another coding in its place. */
export async function replace(before, coding, events) {
  const stores = await open();
  const change = stores.transaction(["codings", "events"], "readwrite", STRICT);
  change.objectStore("codings").delete(before);
  change.objectStore("events").delete(all(before));
  change.objectStore("codings").put(coding);
  for (const event of events) change.objectStore("events").put({ ...event, coding: coding.uid });
  await finished(change);
}

/** The coding of an observer in a session that lies here, with its events in order; null where there is none. */
export async function read(session, observer, mode) {
  const stores = await open();
  const turn = stores.transaction(["codings", "events"]);
  const found = await result(turn.objectStore("codings").index("whose").getAll([session, observer, mode]));
  const coding = found.sort((one, other) => other.begun - one.begun)[0];
  if (!coding) return null;
  const rows = await result(turn.objectStore("events").getAll(all(coding.uid)));
  return { coding, events: rows.map(({ uid, number, at_s, kind, detail }) => ({ uid, number, at_s, kind, detail })) };
}

/** Keeps the last state of a session, so that its board can be drawn without network. */
export async function keepState(session, observer, state) {
  const stores = await open();
  const change = stores.transaction("states", "readwrite");
  change.objectStore("states").put({ session, observer, state, at: Date.now() });
  await finished(change);
}

/** The last state of a session as this observer had it, of the last twelve hours; null where there is none. */
export async function stateOf(session, observer) {
  const stores = await open();
  const kept = await result(stores.transaction("states").objectStore("states").get(session));
  return kept && kept.observer === observer && kept.at > Date.now() - LABELS_STAY ? kept.state : null;
}

/** How many taps on this device were not sent yet, of all boards. */
export async function waiting() {
  const stores = await open();
  const codings = await result(stores.transaction("codings").objectStore("codings").getAll());
  return codings.reduce((sum, { last, sent }) => sum + Math.max(0, last - sent), 0);
}

/** Takes away a coding that has ended and was sent, and what is known of its session. True where no other coding of it lies here. */
export async function wipe(session, uid) {
  const stores = await open();
  const change = stores.transaction(["codings", "events", "states"], "readwrite", STRICT);
  change.objectStore("codings").delete(uid);
  change.objectStore("events").delete(all(uid));
  const others = change.objectStore("codings").getAll();
  let isLast = false;
  others.onsuccess = () => {
    isLast = others.result.every((coding) => coding.session !== session);
    if (isLast) change.objectStore("states").delete(session);
  };
  await finished(change);
  return isLast;
}

/** Takes away labels, those older than twelve hours or `every` one, and codings that wait for nothing; never of an open board. */
export async function tidy({ every = false } = {}) {
  const stores = await open();
  const isOpen = await openBoards();
  const change = stores.transaction(["codings", "events", "states"], "readwrite", STRICT);
  each(change.objectStore("states"), (kept, at) => {
    if (!isOpen(kept.session) && (every || kept.at < Date.now() - LABELS_STAY)) at.delete();
  });
  each(change.objectStore("codings"), (coding, at) => {
    const isWanted = coding.last > coding.sent || !(every || coding.begun < Date.now() - DAY);
    if (isWanted || isOpen(coding.session)) return;
    at.delete();
    change.objectStore("events").delete(all(coding.uid));
  });
  await finished(change);
}

/** The name of the lock that whoever has the board of a session open holds. */
export function lockOf(session) {
  return `${NAME}-${session}`;
}

async function openBoards() {
  const { held } = (await navigator.locks?.query()) ?? { held: [] };
  const names = new Set(held.map(({ name }) => name));
  return (session) => names.has(lockOf(session));
}

function all(uid) {
  return IDBKeyRange.bound([uid, 0], [uid, Infinity]);
}

function each(store, seen) {
  const request = store.openCursor();
  request.onsuccess = () => {
    if (request.result === null) return;
    seen(request.result.value, request.result);
    request.result.continue();
  };
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const codings = request.result.createObjectStore("codings", { keyPath: "uid" });
      codings.createIndex("whose", ["session", "observer", "mode"]);
      request.result.createObjectStore("events", { keyPath: ["coding", "number"] });
      request.result.createObjectStore("states", { keyPath: "session" });
    };
    request.onsuccess = () => {
      ready = request.result;
      ready.onversionchange = () => {
        request.result.close();
        forgetHandle();
      };
      ready.onclose = forgetHandle;
      resolve(ready);
    };
    request.onerror = () => reject(request.error);
  });
  opened.catch(forgetHandle);
  return opened;
}

function forgetHandle() {
  opened = ready = null;
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
