/* What a tap means. First who speaks, then to whom; the next tap is the next speaker. */

export const GROUP = "GROUP";

/** Whether the next tap says to whom the turn is: nobody was named, and it was not left open by tapping the speaker again. */
export function waitsForWhom(turn) {
  return turn !== null && !turn.is_told;
}

/** The events of a tap on a seat, or on the whole group: [{ kind, detail, uid? }]. */
export function tapped(turn, place) {
  if (turn === null) return place === GROUP ? [] : [speaks(place)];
  if (place === turn.seat) return [waitsForWhom(turn) ? to(turn.uid, null) : { kind: "stops", detail: {} }];
  if (place === GROUP || waitsForWhom(turn)) return [to(turn.uid, place)];
  return [speaks(place)];
}

/** The events of a drag from a seat to another, or to the whole group. */
export function dragged(turn, from, place) {
  if (from === place || from === GROUP) return [];
  if (turn !== null && turn.seat === from && turn.whom === null) return [to(turn.uid, place)];
  const begins = speaks(from);
  return [begins, to(begins.uid, place)];
}

function speaks(seat) {
  return { uid: crypto.randomUUID(), kind: "speaks", detail: { seat } };
}

function to(of, whom) {
  return { kind: "to", detail: { of, whom } };
}
