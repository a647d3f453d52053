/* What undo takes back and redo brings back, read from the events alone, so that both survive a reload. */

/** How many events the board wrote by itself as it began: the beginning, and who was not there. */
export function ground(events) {
  const first = events.findIndex(({ kind, at_s }, at) => at > 0 && !(kind === "roster" && at_s === 0));
  return first < 0 ? events.length : first;
}

/** `{ undo, redo }`: the uids that the next undo event would name; null where there is nothing. */
export function steps(events) {
  const done = [];
  const taken = [];
  const byUid = new Map(events.map((event) => [event.uid, event]));
  for (const event of events.slice(ground(events))) {
    if (event.kind === "end") continue;
    const of = event.kind === "undo" ? byUid.get(event.detail.of) : null;
    if (event.kind !== "undo") {
      taken.length = 0;
      if (!isOneGesture(event, byUid)) done.push(event.uid);
    } else if (of?.kind === "undo") {
      remove(taken, of.uid);
      done.push(of.detail.of);
    } else if (of) {
      remove(done, of.uid);
      taken.push(event.uid);
    }
  }
  return { undo: done.at(-1) ?? null, redo: taken.at(-1) ?? null };
}

/** A drag says at one moment who speaks and to whom: undo takes both back. */
function isOneGesture(event, byUid) {
  return event.kind === "to" && byUid.get(event.detail.of)?.at_s === event.at_s;
}

function remove(list, uid) {
  const at = list.lastIndexOf(uid);
  if (at >= 0) list.splice(at, 1);
}
