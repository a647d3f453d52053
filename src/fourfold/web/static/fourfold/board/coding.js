/* The coding of one observer in one session: its events, in memory at once, on the disk a moment later, on the server in time. */

import { clockSince } from "./clock.js";
import * as journal from "./journal.js";
import { reduced } from "./reduce.js";
import { GROUP } from "./rule.js";
import { ground, steps } from "./undo.js";
import { isGone } from "./view.js";

/** A coding that goes on from what lies on this device, or that begins with its first tap. `changed` is called after each change. */
export function codingOf({ whose, seatsNow, changed }) {
  let coding = null;
  let events = [];
  let durable = 0;
  let ready = 0;
  let clock = () => 0;
  let now = reduced([]);
  let writing = Promise.resolve();
  let pending = 0;
  const told = { isKept: true };

  function set(next, list, { onDisk }) {
    coding = next;
    events = list;
    durable = onDisk ? list.length : 0;
    ready = list.length;
    now = reduced(events);
    clock = coding ? clockSince(coding.begun, now.last_s) : () => 0;
  }

  /** Lets something happen: one tap is one step on the disk, however many events it makes. */
  function happen(happenings) {
    if (happenings.length === 0 || now.ended_at_s !== null) return Promise.resolve();
    const added = coding === null ? begin() : [];
    const at_s = Math.max(now.last_s, Math.round(clock() * 1000) / 1000);
    for (const { uid, kind, detail } of [...seated(happenings), ...happenings]) {
      added.push({ uid: uid ?? crypto.randomUUID(), number: events.length + added.length + 1, at_s, kind, detail });
    }
    events = [...events, ...added];
    coding = { ...coding, last: events.length };
    const kept = queue(write);
    now = reduced(events);
    changed();
    return kept;
  }

  /** Who was added to the group after the beginning takes a seat with the first tap that names them. */
  function seated(happenings) {
    if (now.mode === null) return [];
    const named = new Set(happenings.flatMap(({ detail: { seat, whom, from, to, order = [] } }) => [seat, whom, from, to, ...order]));
    const strange = [...named].filter((one) => one && one !== GROUP && !(one in now.roster));
    const isRoster = happenings.some(({ kind }) => kind === "roster");
    return isRoster ? [] : strange.map((one) => ({ kind: "roster", detail: { seat: one, is: "here" } }));
  }

  /** The beginning: everybody's seat, and who is not there. */
  function begin() {
    const begun = Date.now();
    clock = clockSince(begun);
    coding = { ...whose, uid: crypto.randomUUID(), begun, begun_at: new Date(begun).toISOString(), sent: 0, last: 0 };
    const seats = seatsNow();
    const gone = seats.filter(isGone).map(({ seat, is }) => ({ kind: "roster", detail: { seat, is } }));
    const begins = { kind: "begin", detail: { seats: seats.map(({ seat }) => seat), mode: whose.mode } };
    return [begins, ...gone].map((one, at) => ({ uid: crypto.randomUUID(), number: at + 1, at_s: 0, ...one }));
  }

  /** One job for the disk after another; an idle disk is asked at once. */
  function queue(job) {
    pending += 1;
    const run = async () => {
      try {
        await job();
        told.isKept = true;
      } catch {
        told.isKept = false;
      }
      pending -= 1;
      changed();
    };
    writing = pending === 1 ? run() : writing.then(run);
    return writing;
  }

  /** Writes whatever is not on the disk yet: taps that come while the disk is busy go together. */
  async function write() {
    const last = events.length;
    try {
      await journal.write(coding, events.slice(durable));
      durable = Math.max(durable, last);
    } finally {
      // What cannot be kept here is sent all the same.
      ready = Math.max(ready, last);
    }
  }

  /** Writes everything anew, in the place of what lay here of a coding. */
  async function replace(before) {
    const last = events.length;
    await journal.replace(before, coding, events);
    durable = last;
  }

  /** Notes what the server has; what came after it waits. */
  function sentUpTo(number) {
    if (coding === null || number <= coding.sent) return Promise.resolve();
    coding = { ...coding, sent: Math.min(number, events.length) };
    return queue(write);
  }

  /** Notes that the server has less than it had. */
  function sentOnly(number) {
    coding = { ...coding, sent: Math.min(coding.sent, number) };
    return queue(write);
  }

  /** Takes over what the server has. What this device alone has follows it, renumbered where two devices went on at once. */
  async function meet(theirs, theirEvents) {
    await writing;
    const known = new Set(theirEvents.map((event) => event.uid));
    const mine = events.filter((event) => !known.has(event.uid));
    const isBehind = mine.every((event, at) => event.number === theirEvents.length + at + 1);
    if (coding?.uid === theirs.uid && isBehind && events.length === theirEvents.length + mine.length) {
      return sentUpTo(theirEvents.length);
    }
    const before = coding?.uid ?? theirs.uid;
    const begun = coding?.uid === theirs.uid ? coding.begun : Date.parse(theirs.begun_at);
    const later = coding ? Math.max(0, (coding.begun - begun) / 1000) : 0;
    const rest = mine.filter((event) => event.kind !== "begin");
    const moved = rest.map((event, at) => ({ ...event, number: theirEvents.length + at + 1, at_s: event.at_s + later }));
    const whole = [...theirEvents, ...moved];
    const next = { ...whose, uid: theirs.uid, begun, begun_at: theirs.begun_at, sent: theirEvents.length, last: whole.length };
    set(next, whole, { onDisk: false });
    return queue(() => replace(before));
  }

  return {
    happen,
    sentUpTo,
    sentOnly,
    meet,
    /** Goes on from what lies on this device. */
    async resume() {
      const found = await journal.read(whose.session, whose.observer, whose.mode);
      if (found) set(found.coding, found.events, { onDisk: true });
      return found !== null;
    },
    undo: () => step("undo"),
    redo: () => step("redo"),
    can: () => steps(events),
    unsent: () => (coding ? events.slice(coding.sent, ready) : []),
    /** Everything of this session leaves this device. */
    wipe: () => writing.then(() => journal.wipe(whose.session, coding?.uid ?? "")),
    /** Somebody deleted this coding on the site: it is gone here too, and the next tap begins another. */
    async forget() {
      await writing;
      await journal.wipe(whose.session, coding?.uid ?? "").catch(() => {});
      set(null, [], { onDisk: true });
      changed();
    },
    /** Takes the end back. What was wiped here by then is written anew. */
    goOn() {
      const of = events.findLast(({ kind }) => kind === "end")?.uid;
      if (now.ended_at_s === null || !of) return Promise.resolve();
      const taken = { uid: crypto.randomUUID(), number: events.length + 1, at_s: now.last_s, kind: "undo", detail: { of } };
      set({ ...coding, last: taken.number }, [...events, taken], { onDisk: false });
      return queue(() => replace(coding.uid));
    },
    get now() {
      return now;
    },
    get events() {
      return events;
    },
    get told() {
      const own = ground(events);
      return { taps: Math.max(0, durable - own), waiting: coding ? events.length - Math.max(coding.sent, own) : 0, isKept: told.isKept };
    },
    get head() {
      return coding;
    },
    seconds: () => (now.ended_at_s ?? clock()),
  };

  function step(way) {
    const of = steps(events)[way];
    return of ? happen([{ kind: "undo", detail: { of } }]) : Promise.resolve();
  }
}
