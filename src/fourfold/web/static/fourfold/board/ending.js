/* The end of a board: asked first, then said what was kept, and that nothing stays here once all is sent. */

/** Asks before the end, and shows the summary after it. */
export function endOn(page, { say, coding, finish }) {
  const part = (name) => page.querySelector(`[data-part="${name}"]`);
  const dialog = part("ending");
  part("open-end").addEventListener("click", () => dialog.showModal());
  part("go-on").addEventListener("click", () => dialog.close());
  part("end-it").addEventListener("click", async () => {
    dialog.close();
    await coding.happen([{ kind: "end", detail: {} }]);
    finish();
  });
  part("go-on-after").addEventListener("click", async () => {
    await coding.goOn();
    location.reload();
  });
  let hadEnded = false;

  function summary() {
    const { taps, waiting } = coding.told;
    // The end itself is kept too, and is no tap.
    part("ended-kept").textContent = waiting ? say("ended_waits", {}, waiting) : say("ended_all", {}, Math.max(0, taps - 1));
    const { turns, lines, ended_at_s, mode } = coding.now;
    const whole = Math.round(ended_at_s / 60);
    const minutes = whole ? say("ended_minutes", {}, whole) : say("ended_under");
    part("ended-what").textContent =
      mode === "recall" ? say("ended_lines", {}, lines.length) : say("ended_turns", { minutes }, turns.length);
  }

  return {
    hasEnded: () => coding.now.ended_at_s !== null,
    draw() {
      const hasEnded = coding.now.ended_at_s !== null;
      if (hasEnded) summary();
      if (hasEnded === hadEnded) return;
      hadEnded = hasEnded;
      page.classList.toggle("has-ended", hasEnded);
      part("over").hidden = !hasEnded;
      if (hasEnded) part("ended-title").focus();
    },
  };
}
