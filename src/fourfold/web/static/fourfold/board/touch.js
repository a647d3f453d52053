/* Fingers and mouse on the circle: a tap, or a drag from one seat to another or to the middle. */

import { GROUP } from "./rule.js";

const A_DRAG = 14;

/** Calls `tap(place)`, `drag(from, place)`, and `pull(from, point)` on the way; `place` is a seat or the whole group. */
export function touchOn(circle, { tap, drag, pull, rest }) {
  const { box } = circle;
  let held = null;
  let wasDragged = false;

  box.addEventListener("pointerdown", (event) => {
    const from = placeOf(event.target);
    if (from === null || event.button !== 0 || (held && held.id !== event.pointerId)) return;
    held = { from, x: event.clientX, y: event.clientY, id: event.pointerId, isDrag: false };
    wasDragged = false;
    event.target.setPointerCapture?.(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (held?.id !== event.pointerId) return;
    held.isDrag ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > A_DRAG;
    if (!held.isDrag) return;
    const { left, top } = box.getBoundingClientRect();
    pull(held.from, { x: event.clientX - left, y: event.clientY - top }, under(event));
  });
  box.addEventListener("pointerup", (event) => {
    if (held?.id !== event.pointerId) return;
    const { from, isDrag } = held;
    held = null;
    if (!isDrag) return;
    wasDragged = true;
    rest();
    const to = under(event);
    // A finger that slips within one seat is a tap.
    if (to === from) tap(from);
    else if (to !== null) drag(from, to);
  });
  box.addEventListener("pointercancel", () => {
    held = null;
    rest();
  });
  box.addEventListener("click", (event) => {
    // A drag ends with a click too; a click by keyboard has no detail.
    if (wasDragged && event.detail > 0) {
      wasDragged = false;
      return;
    }
    wasDragged = false;
    const place = placeOf(event.target);
    if (place !== null) tap(place);
  });
}

function under(event) {
  return placeOf(document.elementFromPoint(event.clientX, event.clientY));
}

function placeOf(element) {
  if (element?.closest(".whole")) return GROUP;
  return element?.closest("[data-seat]")?.dataset.seat ?? null;
}
