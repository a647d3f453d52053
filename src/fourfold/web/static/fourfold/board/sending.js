/* Sending taps: soon, in order, again and again until the server has them. What was sent twice is kept once there. */

const EVERY = 2_000;
const AT_ONCE = 20;
const MOST = 200;
const LONGEST_WAIT = 15_000;
const LONGEST_PAUSE = 60_000;
const WANTS_REST = new Set([0, 408, 425, 429, 500, 502, 503, 504]);

/** What sends the events of a coding. `renew` asks the server for its state, and a new form token; `told` is called with how it goes. */
export function senderOf({ address, coding, token, renew, told }) {
  let timer = 0;
  let pause = EVERY;
  let running = null;
  let hasEnded = false;
  let isFresh = false;

  addEventListener("online", () => hurry());
  document.addEventListener("visibilitychange", () => (document.hidden ? soon(0) : hurry()));

  function hurry() {
    pause = EVERY;
    soon(0);
  }

  function soon(wait) {
    clearTimeout(timer);
    if (!hasEnded) timer = setTimeout(send, wait);
  }

  /** To be called after each change: a full batch goes at once, a smaller one in a moment. */
  function noticed() {
    const count = coding.unsent().length;
    if (count === 0 || running || pause > EVERY) return;
    if (count >= AT_ONCE) soon(0);
    else if (!timer) soon(EVERY);
  }

  function send() {
    timer = 0;
    running ??= attempt().finally(() => {
      running = null;
      noticed();
    });
    return running;
  }

  async function attempt() {
    let hasGoneBack = false;
    while (!hasEnded && coding.unsent().length) {
      const batch = coding.unsent().slice(0, MOST);
      const answer = await post(batch);
      if (answer.status === 200 && answer.kept >= batch[0].number) {
        await coding.sentUpTo(answer.kept);
        pause = EVERY;
        isFresh = false;
        told({ kind: "sent" });
      } else if (answer.status === 200 && !hasGoneBack) {
        // The site has less than it had, for example from a backup: it gets the rest again.
        hasGoneBack = true;
        await coding.sentOnly(answer.kept);
      } else if (!(await recover(answer))) {
        rest();
        return;
      }
    }
  }

  /** True where it is worth while to try at once: the server was asked anew and knows us, or the numbers are right now. */
  async function recover({ status, error }) {
    if (status === 403 || status === 409) {
      isFresh = !isFresh && (await renew());
      if (isFresh) return true;
    }
    if (status === 410) {
      await coding.forget();
      told({ kind: "deleted", error });
    } else if (status === 401) told({ kind: "signed-out" });
    else if (WANTS_REST.has(status)) told({ kind: "offline" });
    else if (status !== 200) told({ kind: "refused", error });
    return false;
  }

  function rest() {
    soon(pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  async function post(events) {
    const { uid, begun_at, mode } = coding.head;
    try {
      const reply = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ coding: uid, begun_at, mode, events }),
        redirect: "error",
        signal: AbortSignal.timeout(LONGEST_WAIT),
      });
      const said = await reply.json().catch(() => ({}));
      return { status: reply.ok ? 200 : reply.status, kept: said.kept ?? 0, error: said.error ?? "" };
    } catch {
      return { status: 0, kept: 0, error: "" };
    }
  }

  return {
    noticed,
    hurry,
    start() {
      hasEnded = false;
    },
    stop() {
      hasEnded = true;
      clearTimeout(timer);
    },
  };
}
