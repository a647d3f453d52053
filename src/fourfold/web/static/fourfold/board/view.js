/* What the board shows, made from the events and the last state of the session: pure, nothing is drawn here. */

import { live } from "./reduce.js";
import { GROUP, waitsForWhom } from "./rule.js";
import { ground } from "./undo.js";

const SHORT = { late: "came_late", left: "went_left", away: "was_away", here: "came_here" };
const GONE = new Set(["left", "away"]);

/** Everybody around the circle in order: `{ seat, label, chair, is, isNew, isTaken }`. */
export function people(state, events, now) {
  const natural = [...state.seats].sort((one, other) => one.place - other.place);
  const roster = new Map(live(events).filter(({ kind }) => kind === "roster").map(({ detail }) => [detail.seat, detail.is]));
  // In the first session of a group everybody is new: then nobody needs to be told.
  const isFirst = natural.every((one) => one.is_new);
  return inOrder(natural, now.order).map(({ seat, label, chair, presence, is_new, taken_down }) => ({
    seat,
    label,
    chair,
    is: roster.get(seat) ?? (presence || "here"),
    isNew: is_new && !isFirst,
    isTaken: taken_down,
  }));
}

/** Whether somebody sits in the circle now. */
export function isGone({ is }) {
  return GONE.has(is);
}

/** Those who sit as the board knows, and whoever it does not know yet beside their neighbour. */
function inOrder(natural, known) {
  const bySeat = new Map(natural.map((one) => [one.seat, one]));
  const order = known.filter((seat) => bySeat.has(seat));
  natural.forEach(({ seat }, at) => {
    if (order.includes(seat)) return;
    const before = natural.slice(0, at).findLast((one) => order.includes(one.seat));
    order.splice(before ? order.indexOf(before.seat) + 1 : 0, 0, seat);
  });
  return order.map((seat) => bySeat.get(seat));
}

/** The turn that the chips are about: the one that goes on, or the last one. */
export function lastTurn(now) {
  return now.speaking ?? now.turns.at(-1) ?? null;
}

/** Seats with what is said of them, and the lines between them, while somebody taps. */
export function liveView(around, now) {
  const turn = now.speaking;
  const seats = around.map((person) => {
    const isSpeaking = turn?.seat === person.seat;
    const isHearing = turn !== null && turn.whom === person.seat;
    const word = isSpeaking ? "speaks" : isHearing ? "hears" : person.is !== "here" ? person.is : person.isNew ? "new" : "";
    return { ...person, word, kind: isSpeaking ? "speaks" : isHearing ? "hears" : isGone(person) ? "absent" : "" };
  });
  const voices = turn?.whom ? [{ from: turn.seat, to: turn.whom }] : [];
  return { seats, voices, wholeHears: turn?.whom === GROUP };
}

/** Seats and lines while somebody remembers: `from` is who was tapped first. */
export function recallView(around, now, from) {
  const seats = around.map((person) => {
    const isFrom = person.seat === from;
    return { ...person, word: isFrom ? "spoke" : isGone(person) ? person.is : "", kind: isFrom ? "speaks" : isGone(person) ? "absent" : "" };
  });
  const voices = now.lines.map(({ seat, whom, weight }) => ({ from: seat, to: whom, width: [0.28, 0.55, 0.9][weight - 1] }));
  return { seats, voices, wholeHears: false };
}

/** The two lines about the turn that goes on: `{ what, then }`; `then` is said anew each second, `what` only when it changes. */
export function sentence(now, names, seconds, say) {
  const turn = now.speaking;
  if (turn === null) return now.mode === null ? { what: say("ready"), then: say("ready_why") } : { what: say("nobody"), then: say("tap_next") };
  const name = names(turn.seat);
  if (waitsForWhom(turn)) return { what: say("speaks_now", { name }), then: say("tap_whom") };
  return { what: toWhom(turn, name, names, say), then: howLong(seconds - turn.start_s, say) };
}

function toWhom({ whom }, name, names, say) {
  if (whom === GROUP) return say("speaks_to_group", { name });
  return whom === null ? say("speaks_now", { name }) : ending(say("speaks_to", { name, whom: names(whom) }));
}

function howLong(seconds, say) {
  const whole = Math.max(1, Math.floor(seconds));
  return whole < 120 ? say("for_seconds", {}, whole) : say("for_minutes", {}, Math.floor(whole / 60));
}

function ending(text) {
  return /[.?!…]$/.test(text) ? text : `${text}.`;
}

/** What happened before the turn that goes on, the latest first: `[{ at, text }]`. */
export function trail({ now, events, names, actName, stateName, say, most }) {
  const entries = now.turns.map((turn) => ({ at: turn.start_s, text: turnText(turn, now.acts, { names, actName, say }) }));
  const tapped = new Set(events.slice(ground(events)));
  for (const event of live(events)) {
    const { kind, at_s, detail } = event;
    if (!tapped.has(event)) continue;
    if (kind === "roster") entries.push({ at: at_s, text: say(SHORT[detail.is], { name: names(detail.seat) }) });
    else if (kind === "seats") entries.push({ at: at_s, text: say("moved") });
    else if (kind === "state") entries.push({ at: at_s, text: stateName(detail.state) });
  }
  return entries.sort((one, other) => other.at - one.at).slice(0, most);
}

function turnText(turn, acts, { names, actName, say }) {
  const name = names(turn.seat);
  const said =
    turn.whom === GROUP
      ? say("turn_group", { name })
      : turn.whom === null
        ? say("turn_open", { name })
        : say("turn_to", { name, whom: names(turn.whom) });
  const marked = acts.filter(({ of }) => of === turn.uid).map(({ act }) => actName(act).toLowerCase());
  return [said, ...marked].join(" · ");
}
