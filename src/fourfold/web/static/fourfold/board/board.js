/* The circle board while a session runs: what is tapped becomes events, and events become what is shown. */

import { circleOn } from "./ring.js";
import { endOn } from "./ending.js";
import { keysOn } from "./keys.js";
import { placesOn } from "./places.js";
import { dragged, GROUP, tapped } from "./rule.js";
import { told } from "./telling.js";
import { toolsOn } from "./tools.js";
import { touchOn } from "./touch.js";
import { isGone, lastTurn, liveView, people, sentence, trail } from "./view.js";
import { whoOn } from "./who.js";

const TRAIL = 6;

/** The board on the page; `draw(going, error, isSame)` shows how everything stands; `isSame`: since the last time nothing was tapped. */
export function boardOn({ page, say, coding, now, refresh, finish }) {
  const around = () => people(now.state, coding.events, coding.now);
  const names = (seat) => now.state.seats.find((one) => one.seat === seat)?.label ?? "?";
  const labels = (kind) => new Map(now.state[kind].map(({ key, label }) => [key, label]));
  const circle = circleOn(page, say);
  const tools = toolsOn(page, { say, state: now.state, mark, isNow: (state) => coding.happen([{ kind: "state", detail: { state } }]) });
  const who = whoOn(page.querySelector("[data-part='who']"), { say, people: around, comes, refresh });
  const places = placesOn(page, { say, around, names, moved, redraw: () => draw() });
  const end = endOn(page, { say, coding, finish });
  let going = "";
  let reason = "";

  touchOn(circle, {
    tap,
    drag,
    pull: (from, point, over) => from !== GROUP && !places.isOn && circle.pull({ from, to: over && over !== from ? over : point }),
    rest: () => circle.rest(),
  });
  const keys = keysOn(circle, page.querySelector("[data-part='quick-keys']"), {
    seats: () => around().map(({ seat }) => seat),
    tap,
    undo: coding.undo,
    redo: coding.redo,
    isBusy: () => document.querySelector("dialog[open], .still") !== null || end.hasEnded(),
    picked: () => places.picked,
    move: places.step,
  });
  tools.part("undo").addEventListener("click", coding.undo);
  tools.part("redo").addEventListener("click", coding.redo);
  tools.part("open-who").addEventListener("click", () => who.open());
  setInterval(tick, 250);

  function tap(place) {
    if (places.isOn) return places.tap(place);
    const person = around().find(({ seat }) => seat === place);
    if (person && isGone(person)) return who.open(place);
    return coding.happen(tapped(coding.now.speaking, place));
  }

  function drag(from, place) {
    if (places.isOn) return places.swap(from, place);
    const gone = around().find((one) => (one.seat === from || one.seat === place) && isGone(one));
    if (gone) return who.open(gone.seat);
    return coding.happen(dragged(coding.now.speaking, from, place));
  }

  function mark(act, on) {
    const turn = lastTurn(coding.now);
    if (turn) coding.happen([{ kind: "act", detail: { of: turn.uid, act, on } }]);
  }

  function comes(seat, is) {
    coding.happen([{ kind: "roster", detail: { seat, is } }]);
  }

  function moved(order) {
    coding.happen([{ kind: "seats", detail: { order } }]);
  }

  function tick() {
    const seconds = coding.seconds();
    tools.clock(seconds);
    tools.tell(sentence(coding.now, names, seconds, say));
  }

  function draw(isGoing = going, error = reason, isSame = false) {
    going = isGoing;
    reason = error;
    if (!isSame) drawTaps();
    told(tools, { say, state: now.state, coding, going, reason });
    end.draw();
    tick();
  }

  function drawTaps() {
    const view = liveView(around(), coding.now);
    circle.draw(places.isOn ? places.dress(view) : view);
    keys.reachable();
    const turn = lastTurn(coding.now);
    const marked = turn ? coding.now.acts.filter(({ of }) => of === turn.uid).map(({ act }) => act) : [];
    tools.acts(turn ? names(turn.seat) : "", new Set(marked));
    tools.state(coding.now.states.at(-1)?.state ?? "working");
    tools.can(coding.can());
    const said = { now: coding.now, events: coding.events, names, say, most: TRAIL };
    tools.trail(trail({ ...said, actName: (key) => labels("acts").get(key) ?? key, stateName: (key) => labels("states").get(key) ?? key }));
  }

  return { draw };
}
