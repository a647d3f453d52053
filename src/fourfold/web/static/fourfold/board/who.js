/* "Who is here": late, left, away and back, for everybody, also for somebody who was added just now. */

import { tick } from "./tools.js";

const CHOICES = ["here", "late", "left", "away"];

/** The dialog. `people()` are all seats; `comes(seat, is)` writes one down. */
export function whoOn(dialog, { say, people, comes, refresh }) {
  const rows = dialog.querySelector("[data-part='people']");
  dialog.querySelector("[data-part='close-who']").addEventListener("click", () => dialog.close());
  rows.addEventListener("change", ({ target }) => comes(target.closest("fieldset").dataset.of, target.value));

  function draw(first) {
    rows.replaceChildren(...people().map((person) => row(person, say, rows.dataset.icons)));
    const wanted = first && rows.querySelector(`[data-of="${CSS.escape(first)}"] input:checked`);
    wanted?.focus();
    wanted?.closest("fieldset").scrollIntoView({ block: "nearest" });
  }

  return {
    /** Opens it, with one person in view; people who were added meanwhile come as soon as the server has told. */
    async open(first = null) {
      draw(first);
      dialog.showModal();
      draw(first);
      const before = people().length;
      await refresh();
      if (dialog.open && people().length !== before) draw(first);
    },
  };
}

function row({ seat, label, is, isTaken }, say, icons) {
  const set = document.createElement("fieldset");
  set.dataset.of = seat;
  const legend = document.createElement("legend");
  legend.textContent = label;
  const picks = document.createElement("div");
  picks.className = "picks";
  for (const choice of CHOICES) {
    const chip = document.createElement("label");
    chip.className = "pick";
    const input = document.createElement("input");
    Object.assign(input, { type: "radio", name: `is-${seat}`, value: choice, checked: choice === is });
    const words = document.createElement("span");
    words.append(tick(icons), say(choice));
    chip.append(input, words);
    picks.append(chip);
  }
  set.append(legend, picks);
  if (!isTaken) {
    const why = document.createElement("p");
    why.className = "small";
    why.textContent = say("not_taken");
    set.append(why);
  }
  return set;
}
