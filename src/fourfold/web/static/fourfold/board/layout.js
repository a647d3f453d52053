/* Where seats stand: on a circle; on an oval where a circle of this width has no room for targets of 48 px. */

const SMALLEST = 48;
const LARGEST = 90;
const BETWEEN = 4;
const STEPS = 1440;

/** Seats on a ring of a width: `{ seat, height, middle, places: [{ x, y }] }`, all in px, the first on top, then clockwise. */
export function ring(count, width) {
  const circle = 0.41 * width;
  const apart = 2 * circle * Math.sin(Math.PI / Math.max(count, 2));
  if (apart >= SMALLEST + BETWEEN) {
    const seat = Math.min(LARGEST, Math.max(SMALLEST + 8, 0.145 * width), Math.max(SMALLEST, apart - 10));
    return laid({ count, width, seat, across: Math.min(circle, (width - seat) / 2 - 1), down: circle, height: width });
  }
  const across = (width - SMALLEST) / 2 - 1;
  let down = across;
  while (length(across, down) < count * (SMALLEST + BETWEEN + 1)) down += 2;
  return laid({ count, width, seat: SMALLEST, across, down, height: 2 * down + SMALLEST + 8 });
}

function laid({ count, width, seat, across, down, height }) {
  const points = walk(across, down);
  const whole = points.at(-1).far;
  const places = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    while (points[at].far < (whole * index) / count) at += 1;
    places.push({ x: width / 2 + points[at].x, y: height / 2 + points[at].y });
  }
  return { seat, width, height, across, down, places };
}

/** Points of an oval from the top clockwise, each with how far it is from the first along the line. */
function walk(across, down) {
  const points = [{ x: 0, y: -down, far: 0 }];
  for (let step = 1; step <= STEPS; step += 1) {
    const turn = (2 * Math.PI * step) / STEPS;
    const x = across * Math.sin(turn);
    const y = -down * Math.cos(turn);
    const before = points.at(-1);
    points.push({ x, y, far: before.far + Math.hypot(x - before.x, y - before.y) });
  }
  return points;
}

function length(across, down) {
  return walk(across, down).at(-1).far;
}
