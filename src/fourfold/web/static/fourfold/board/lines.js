/* Lines between seats, wide where somebody speaks and narrow where somebody hears, bent a little, and never through the middle. */

const BEND = 0.12;
const BEND_OF_NEIGHBOURS = 0.5;
const BESIDE = 12;

/** The path of one line. `from` and `to` are { x, y, r }, `middle` is the group: { x, y, r }; `width` is its width at the speaker. */
export function line(from, to, middle, width) {
  const whole = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const bend = bendOf(from, to, middle, whole);
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

/** Where a line is pulled to: towards the middle, neighbours more; past the middle where it would run through it. */
function bendOf(from, to, middle, whole) {
  const half = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const near = Math.max(0, 1 - whole / (Math.hypot(from.x - middle.x, from.y - middle.y) || 1));
  const by = BEND + (BEND_OF_NEIGHBOURS - BEND) * near;
  const far = Math.hypot(half.x - middle.x, half.y - middle.y);
  const beside = middle.r + BESIDE;
  if (middle.r === 0 || far * (1 - by / 2) >= beside) {
    return { x: half.x + (middle.x - half.x) * by, y: half.y + (middle.y - half.y) * by };
  }
  // Straight across, a line goes round by the right of who speaks.
  const out = far > 1 ? { x: half.x - middle.x, y: half.y - middle.y } : { x: from.y - to.y, y: to.x - from.x };
  const length = Math.hypot(out.x, out.y);
  const reach = 2 * beside - far;
  return { x: middle.x + (out.x / length) * reach, y: middle.y + (out.y / length) * reach };
}

function along(from, to, by) {
  const whole = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) * by) / whole, y: from.y + ((to.y - from.y) * by) / whole };
}

function round(value) {
  return Math.round(value * 10) / 10;
}
