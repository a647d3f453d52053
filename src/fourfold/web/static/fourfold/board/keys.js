/* The keyboard: one tab stop for the circle, arrows round it, and quick keys that can be turned off. */

import { GROUP } from "./rule.js";

const SETTING = "fourfold-board-quick-keys";
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Listens; `setting` is the box that turns quick keys off. `seats()` are the places in order; `move(seat, by)` is called where a seat was picked up to be moved. */
export function keysOn(circle, setting, { seats, tap, undo, redo, isBusy, picked, move }) {
  setting.checked = areOn();
  setting.addEventListener("change", () => turn(setting.checked));
  circle.list.addEventListener("keydown", (event) => {
    const at = seats().indexOf(event.target.dataset?.seat);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const count = seats().length;
    const next = event.key === "Home" ? 0 : event.key === "End" ? count - 1 : at + (STEPS[event.key] ?? NaN);
    if (Number.isNaN(next)) return;
    event.preventDefault();
    if (picked() && event.key in STEPS) move(picked(), STEPS[event.key]);
    else focus(seats()[(next + count) % count]);
  });
  circle.list.addEventListener("focusin", (event) => rove(event.target.dataset?.seat));
  document.addEventListener("keydown", (event) => {
    if (isBusy() || event.repeat) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey) withControl(event);
    else if (areOn() && !event.altKey && !isWriting(event.target)) quick(event);
  });

  function withControl(event) {
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo();
    else undo();
  }

  function quick(event) {
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
    const seat = digit === undefined ? null : seats()[((Number(digit) + 9) % 10) + (event.shiftKey ? 10 : 0)];
    const key = event.key.toLowerCase();
    if (seat) {
      focus(seat);
      tap(seat);
    } else if (key === "g") tap(GROUP);
    else if (key === "z") (event.shiftKey ? redo : undo)();
    else return;
    event.preventDefault();
  }

  function focus(seat) {
    rove(seat);
    circle.button(seat)?.focus();
  }

  function rove(seat) {
    if (!circle.button(seat)) return;
    for (const one of seats()) circle.button(one).tabIndex = one === seat ? 0 : -1;
  }

  return {
    /** One seat can always be reached by Tab. */
    reachable() {
      const known = seats().filter((seat) => circle.button(seat));
      if (known.length && !known.some((seat) => circle.button(seat).tabIndex === 0)) circle.button(known[0]).tabIndex = 0;
    },
  };
}

/** Single letters and numbers act on the board unless somebody turned them off on this device. */
function areOn() {
  return localStorage.getItem(SETTING) !== "off";
}

function turn(isOn) {
  if (isOn) localStorage.removeItem(SETTING);
  else localStorage.setItem(SETTING, "off");
}

function isWriting(element) {
  return element.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}
