/* From memory, without a clock: two taps draw a line, the same two again make it wider. */

import { circleOn } from "./ring.js";
import { endOn } from "./ending.js";
import { keysOn } from "./keys.js";
import { GROUP } from "./rule.js";
import { told } from "./telling.js";
import { touchOn } from "./touch.js";
import { people, recallView } from "./view.js";

const WIDEST = 3;

/** The page of recall; `draw(going, error)` shows how everything stands. */
export function recallOn({ page, say, coding, now, finish }) {
  const part = (name) => page.querySelector(`[data-part="${name}"]`);
  const around = () => people(now.state, coding.events, coding.now);
  const names = (seat) => now.state.seats.find((one) => one.seat === seat)?.label ?? "?";
  const circle = circleOn(page, say);
  const end = endOn(page, { say, coding, finish });
  const tools = { part, kept: (text) => (part("kept").textContent = text) };
  const lately = { going: "", reason: "" };
  let from = null;
  let last = null;

  touchOn(circle, { tap, drag: add, pull: (seat, point, over) => seat !== GROUP && circle.pull({ from: seat, to: over ?? point }), rest: () => circle.rest() });
  const keys = keysOn(circle, page.querySelector("[data-part='quick-keys']"), {
    seats: () => around().map(({ seat }) => seat),
    tap,
    undo: coding.undo,
    redo: coding.redo,
    isBusy: () => document.querySelector("dialog[open], .still") !== null || end.hasEnded(),
    picked: () => null,
    move: () => {},
  });
  part("undo").addEventListener("click", coding.undo);
  part("redo").addEventListener("click", coding.redo);

  function tap(place) {
    if (from === null) {
      if (place === GROUP) return;
      from = place;
      draw();
    } else if (from === place) {
      from = null;
      draw();
    } else {
      add(from, place);
    }
  }

  function add(one, other) {
    from = null;
    if (one === GROUP || one === other) return draw();
    const there = coding.now.lines.find(({ seat, whom }) => seat === one && whom === other);
    const weight = Math.min(WIDEST, (there?.weight ?? 0) + 1);
    last = { from: one, to: other };
    if (weight === there?.weight) return draw();
    return coding.happen([{ kind: "line", detail: { from: one, to: other, weight } }]);
  }

  function sentence() {
    if (from !== null) return say("recall_from", { name: names(from) });
    const line = last && coding.now.lines.find(({ seat, whom }) => seat === last.from && whom === last.to);
    if (!line) return say("recall_tap");
    const weight = say(`recall_weight_${line.weight}`);
    if (line.whom === GROUP) return say("recall_line_group", { name: names(line.seat), weight });
    return say("recall_line", { name: names(line.seat), whom: names(line.whom), weight });
  }

  function draw(going = lately.going, reason = lately.reason) {
    Object.assign(lately, { going, reason });
    circle.draw(recallView(around(), coding.now, from));
    keys.reachable();
    const what = sentence();
    if (part("what").textContent !== what) part("what").textContent = what;
    part("then").textContent = coding.now.lines.length ? say("recall_count", {}, coding.now.lines.length) : say("recall_why");
    const { undo, redo } = coding.can();
    part("undo").disabled = undo === null;
    part("redo").hidden = redo === null;
    told(tools, { say, state: now.state, coding, going, reason });
    end.draw();
  }

  return { draw };
}
