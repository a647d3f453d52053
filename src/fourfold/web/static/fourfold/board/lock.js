/* One tab a board: whoever holds the lock takes taps, the others say so. */

/** Resolves to true once this tab holds the board, to false where another does; `lost` is called when another takes it over. */
export function hold(name, { takeOver = false, lost }) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const how = takeOver ? { steal: true } : { ifAvailable: true };
    navigator.locks
      .request(name, how, (lock) => {
        resolve(lock !== null);
        return lock === null ? null : new Promise(() => {});
      })
      .catch(lost);
  });
}
