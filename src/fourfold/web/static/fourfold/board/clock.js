/* Time since the first tap. It never runs backwards, whatever somebody does to the clock of the device. */

const LONGEST_SLEEP = 6 * 3_600_000;

/** A clock that says how many seconds have passed since `begun`, a time of this device in milliseconds; at least `atLeast`,
    since a device may wake with its clock put back.

    The device's clock goes on while the device sleeps, the browser's own counter does not; the counter is never set anew. */
export function clockSince(begun, atLeast = 0) {
  let wall = Date.now();
  let counter = performance.now();
  let passed = Math.max(wall - begun, atLeast * 1000);
  return () => {
    const byWall = Date.now() - wall;
    const byCounter = performance.now() - counter;
    wall += byWall;
    counter += byCounter;
    passed += byWall > LONGEST_SLEEP ? byCounter : Math.max(byWall, byCounter, 0);
    return passed / 1000;
  };
}

/** Seconds as a clock shows them. */
export function face(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Seconds as machines read them. */
export function machineFace(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `PT${Math.floor(whole / 60)}M${whole % 60}S`;
}
