/* Lines between seats, wide where somebody speaks and narrow where somebody hears, bent a little toward the middle. */

const BEND = 0.12;
const BEND_OF_NEIGHBOURS = 0.5;

/** The path of one line. `from` and `to` are { x, y, r }, `center` the middle of the ring, `width` its width at the speaker. */
export function line(from, to, center, width) {
  const whole = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  // Neighbours would hide the line between them: it takes a way round through the circle.
  const near = Math.max(0, 1 - whole / (Math.hypot(from.x - center.x, from.y - center.y) || 1));
  const by = BEND + (BEND_OF_NEIGHBOURS - BEND) * near;
  const bend = { x: middle.x + (center.x - middle.x) * by, y: middle.y + (center.y - middle.y) * by };
  const start = along(from, bend, from.r);
  const end = along(to, bend, to.r);
  const [wide, narrow] = [width / 2, Math.max(1, width / 5)];
  const across = { x: -(end.y - start.y) / whole, y: (end.x - start.x) / whole };
  const side = (point, by) => `${round(point.x + across.x * by)} ${round(point.y + across.y * by)}`;
  const mid = (wide + narrow) / 2;
  return (
    `M${side(start, wide)}Q${side(bend, mid)} ${side(end, narrow)}` +
    `L${side(end, -narrow)}Q${side(bend, -mid)} ${side(start, -wide)}Z`
  );
}

function along(from, to, by) {
  const whole = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) * by) / whole, y: from.y + ((to.y - from.y) * by) / whole };
}

function round(value) {
  return Math.round(value * 10) / 10;
}
