/* What the page says of itself: whose board it is, how much is kept, and what stands in the way of sending. */

/** Tells it, in words; `going` is how the last sending went. */
export function told(tools, { say, state, coding, going, reason }) {
  const { taps, waiting, isKept } = coding.told;
  tools.part("group").textContent = state.group.name;
  tools.part("minutes").textContent = state.session.minutes ? say("of_minutes", {}, state.session.minutes) : "";
  tools.part("simulated").hidden = !state.group.simulated;
  tools.kept(kept(say, { taps, waiting, going }));
  const says = {
    "signed-out": going === "signed-out" ? say("signed_out") : "",
    refused: going === "refused" ? say("refused", { reason }) : going === "deleted" ? reason : "",
    "not-kept": isKept ? "" : say("not_kept"),
  };
  for (const [name, text] of Object.entries(says)) {
    const heed = tools.part(name);
    heed.hidden = text === "";
    const words = heed.querySelector("p");
    if (words.textContent !== text) words.textContent = text;
  }
}

function kept(say, { taps, waiting, going }) {
  if (taps === 0) return say("kept_none");
  if (waiting > 0 && going === "offline") return say("waits", {}, waiting);
  return waiting > 0 ? say("kept_some", { waiting }, taps) : say("kept_all", {}, taps);
}
