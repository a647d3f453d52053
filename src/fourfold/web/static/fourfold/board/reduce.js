/* What the taps of a board come to: the same as `fourfold.conversation.board.reduced`, tried on the same cases. */

const MIS_TAP_S = 0.2;
// Differences of seconds are a little off in binary: 10.2 - 10 is a fifth of a second.
const TOLERANCE_S = 1e-6;
const WORKING = "working";
const NOBODY_HOLDS_THE_FLOOR = new Set(["silent", "cross_talk", "in_practice", "on_a_break"]);
const GONE = new Set(["left", "away"]);
const known = new WeakMap();
const NOT_AFTER_THE_END = new Set(["speaks", "stops", "state", "roster", "seats", "end"]);

/** What the events come to, in the order of their numbers. An event that was undone never happened, nor what points at it. */
export function reduced(events) {
  const board = emptyBoard();
  for (const event of live(events)) take(board, event);
  const kept = board.turns.filter((turn) => turn.end_s === null || !isMisTap(turn.start_s, turn.end_s));
  return {
    turns: kept.filter((turn) => turn.end_s !== null).map(told),
    acts: kept.flatMap((turn) =>
      [...turn.acts].map((act) => ({ of: turn.uid, seat: turn.seat, whom: turn.whom, act, at_s: turn.start_s })),
    ),
    states: board.spells,
    roster: Object.fromEntries(board.roster),
    order: board.order,
    speaking: board.open && told(board.open),
    lines: [...board.lines.values()],
    ended_at_s: board.ended_at_s,
    last_s: board.last_s,
    mode: board.mode,
  };
}

/** The events that were not undone, in order. An undo counts unless it was undone itself, by a later one. Reckoned once a list. */
export function live(events) {
  if (!known.has(events)) known.set(events, notUndone(events));
  return known.get(events);
}

function notUndone(events) {
  const ordered = [...events].sort((one, other) => one.number - other.number);
  const gone = new Set();
  for (const event of ordered.toReversed()) {
    if (event.kind === "undo" && !gone.has(event.uid)) gone.add(event.detail.of);
  }
  return ordered.filter((event) => event.kind !== "undo" && !gone.has(event.uid));
}

function emptyBoard() {
  const lists = { turns: [], spells: [], order: [] };
  const maps = { known: new Map(), roster: new Map(), lines: new Map() };
  return { ...lists, ...maps, open: null, ended_at_s: null, last_s: 0, mode: null };
}

function isMisTap(start, end) {
  return end - start < MIS_TAP_S - TOLERANCE_S;
}

function told({ uid, seat, whom, start_s, end_s, is_told }) {
  return { uid, seat, whom, start_s, end_s, is_told };
}

function take(board, { uid, kind, at_s, detail }) {
  if (board.ended_at_s !== null && NOT_AFTER_THE_END.has(kind)) return;
  board.last_s = Math.max(board.last_s, at_s);
  HAPPENS[kind]?.(board, detail, uid, at_s);
}

const HAPPENS = {
  begin(board, { seats, mode }) {
    board.order = [...new Set(seats.map(String))];
    board.roster = new Map(board.order.map((seat) => [seat, "here"]));
    board.mode = mode;
    board.spells = [{ state: WORKING, start_s: board.last_s, end_s: null }];
  },
  speaks(board, { seat }, uid) {
    if (board.open?.seat === String(seat) && board.open.whom === null) {
      board.known.set(uid, board.open);
      return;
    }
    stop(board);
    if (NOBODY_HOLDS_THE_FLOOR.has(board.spells.at(-1)?.state)) isNow(board, WORKING);
    board.open = turnOf(uid, String(seat), board.last_s, null);
    remember(board, board.open);
  },
  turn(board, { seat, whom, end_s }, uid, at_s) {
    board.last_s = Math.max(board.last_s, end_s);
    remember(board, { ...turnOf(uid, String(seat), at_s, end_s), whom: whom ?? null });
  },
  stops: stop,
  end(board) {
    stop(board);
    endSpell(board);
    board.ended_at_s = board.last_s;
  },
  to(board, { of, whom }) {
    const turn = board.known.get(of);
    if (turn && turn.seat !== whom) Object.assign(turn, { whom, is_told: true });
  },
  act(board, { of, act, on }) {
    board.known.get(of)?.acts[on ? "add" : "delete"](act);
  },
  state(board, { state }) {
    isNow(board, state);
  },
  roster(board, { seat, is }) {
    if (!board.roster.has(String(seat))) board.order.push(String(seat));
    board.roster.set(String(seat), is);
    if (GONE.has(is) && board.open?.seat === String(seat)) stop(board);
  },
  seats(board, { order }) {
    const first = [...new Set(order.map(String))].filter((seat) => board.roster.has(seat));
    board.order = [...first, ...board.order.filter((seat) => !first.includes(seat))];
  },
  line(board, { from, to, weight }) {
    board.lines.set(`${from} ${to}`, { seat: String(from), whom: String(to), weight });
  },
};

function turnOf(uid, seat, start_s, end_s) {
  return { uid, seat, whom: null, start_s, end_s, is_told: false, acts: new Set() };
}

function remember(board, turn) {
  board.turns.push(turn);
  board.known.set(turn.uid, turn);
}

function stop(board) {
  if (board.open) board.open.end_s = board.last_s;
  board.open = null;
}

function isNow(board, state) {
  if (NOBODY_HOLDS_THE_FLOOR.has(state)) stop(board);
  if (board.spells.at(-1)?.state === state) return;
  endSpell(board);
  board.spells.push({ state, start_s: board.last_s, end_s: null });
}

function endSpell(board) {
  if (board.spells.length) board.spells.at(-1).end_s = board.last_s;
}
