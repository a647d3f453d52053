/* Fingers and mouse on the circle: a tap, or a drag from one seat to another or to the middle. */

import { GROUP } from "./rule.js";

const A_DRAG = 14;
const ECHO = 700;

/** Calls `tap(place)`, `drag(from, place)`, and `pull(from, point)` on the way; `place` is a seat or the whole group. */
export function touchOn(circle, { tap, drag, pull, rest }) {
  const { box } = circle;
  let held = null;
  let done = -Infinity;

  box.addEventListener("pointerdown", (event) => {
    const from = placeOf(event.target);
    if (from === null || event.button !== 0 || (held && held.id !== event.pointerId)) return;
    held = { from, x: event.clientX, y: event.clientY, id: event.pointerId, isDrag: false };
    event.target.setPointerCapture?.(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (held?.id !== event.pointerId) return;
    held.isDrag ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > A_DRAG;
    if (!held.isDrag) return;
    const { left, top } = box.getBoundingClientRect();
    pull(held.from, { x: event.clientX - left, y: event.clientY - top }, under(event));
  });
  // A tap counts when the finger leaves: a click comes later, and not at all where the browser sees a gesture.
  box.addEventListener("pointerup", (event) => {
    if (held?.id !== event.pointerId) return;
    const { from, isDrag } = held;
    held = null;
    done = event.timeStamp;
    if (isDrag) rest();
    const to = isDrag ? under(event) : from;
    if (to === from) tap(from);
    else if (to !== null) drag(from, to);
  });
  box.addEventListener("pointercancel", (event) => {
    if (held?.id !== event.pointerId) return;
    held = null;
    rest();
  });
  // Keyboards and screen readers click without a pointer; the click that follows a pointer was counted already.
  box.addEventListener("click", (event) => {
    const place = placeOf(event.target);
    const isEcho = event.detail > 0 && event.timeStamp - done < ECHO;
    if (place !== null && !isEcho) tap(place);
  });
}

function under(event) {
  return placeOf(document.elementFromPoint(event.clientX, event.clientY));
}

function placeOf(element) {
  if (element?.closest(".whole")) return GROUP;
  return element?.closest("[data-seat]")?.dataset.seat ?? null;
}
