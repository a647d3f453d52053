/* Beside the circle: what is said of the last turn, its acts, what the group does, what was before, how much is kept. */

import { face, machineFace } from "./clock.js";

const ICONS = "http://www.w3.org/2000/svg";
const ARROWS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
const PAUSE = 700;

/** The tools: chips are made once from the acts and states that the server names. */
export function toolsOn(page, { say, state, mark, isNow }) {
  const part = (name) => page.querySelector(`[data-part="${name}"]`);
  const acts = chips(part("acts"), state.acts, "checkbox", "act");
  const states = chips(part("states"), state.states, "radio", "state");
  part("acts").addEventListener("change", ({ target }) => mark(target.value, target.checked));
  byHand(part("states"), isNow);

  return {
    /** Says what goes on; the live sentence is touched only when it changes. */
    tell({ what, then }) {
      write(part("what"), what);
      write(part("then"), then);
    },
    /** Shows the acts of a turn, and whose they are. */
    acts(name, marked) {
      write(part("acts-of"), name ? say("does", { name }) : say("does_nobody"));
      for (const [key, input] of acts) {
        input.checked = marked.has(key);
        input.disabled = !name;
      }
    },
    state(key) {
      for (const [one, input] of states) input.checked = one === key;
    },
    trail(entries) {
      const items = entries.map(({ at, text }) => {
        const item = document.createElement("li");
        const time = document.createElement("time");
        time.textContent = face(at);
        time.dateTime = machineFace(at);
        const words = document.createElement("span");
        words.textContent = text;
        item.append(time, words);
        return item;
      });
      part("trail").replaceChildren(...items);
      part("trail-block").hidden = items.length === 0;
    },
    can({ undo, redo }) {
      part("undo").disabled = undo === null;
      part("redo").hidden = redo === null;
    },
    clock(seconds) {
      const shown = face(seconds);
      if (part("time").textContent === shown) return;
      part("time").textContent = shown;
      part("time").dateTime = machineFace(seconds);
    },
    kept: (text) => write(part("kept"), text),
    part,
  };
}

function chips(box, entries, kind, name) {
  const inputs = new Map();
  for (const { key, label } of entries) {
    const chip = document.createElement("label");
    chip.className = "pick";
    const input = document.createElement("input");
    Object.assign(input, { type: kind, name, value: key });
    const words = document.createElement("span");
    words.append(tick(box.dataset.icons), label);
    chip.append(input, words);
    box.append(chip);
    inputs.set(key, input);
  }
  return inputs;
}

/** The tick of a chosen chip; it shows only there. */
export function tick(icons) {
  const picture = document.createElementNS(ICONS, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(ICONS, "use");
  use.setAttribute("href", `${icons}#tick`);
  picture.append(use);
  return picture;
}

/** Arrows pass over states on their way: one counts when it has stood for a moment. */
function byHand(box, isNow) {
  let byArrow = false;
  let timer = 0;
  box.addEventListener("keydown", ({ key }) => (byArrow = ARROWS.has(key)));
  box.addEventListener("pointerdown", () => (byArrow = false));
  box.addEventListener("change", ({ target }) => {
    clearTimeout(timer);
    if (byArrow) timer = setTimeout(() => isNow(target.value), PAUSE);
    else isNow(target.value);
  });
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
