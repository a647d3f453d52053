/* The circle on the page: seats as buttons in the order in which people sit, the group in the middle, who speaks to whom. */

import { line } from "./lines.js";
import { ring } from "./layout.js";
import { GROUP } from "./rule.js";

const SVG = "http://www.w3.org/2000/svg";
const VOICE = 18;
const USUAL = 684;
const NARROWEST = 120;

/** The circle: `draw(view)` shows it; seats are kept, so that focus and fingers stay where they are. */
export function circleOn(floor, say) {
  const box = floor.querySelector(".floor-ring");
  const picture = box.querySelector("svg");
  const list = box.querySelector(".places");
  const whole = box.querySelector(".whole");
  const buttons = new Map();
  let laid = null;
  let shown = null;

  new ResizeObserver(() => shown && place(shown.seats)).observe(box);

  /** Shows `{ seats: [{ seat, label, chair, word, kind }], voices: [{ from, to, width, kind }], wholeHears }`. */
  function draw(view) {
    const isSame = shown !== null && same(shown.seats, view.seats);
    shown = view;
    for (const seat of view.seats) dress(buttonOf(seat.seat), seat, say);
    dressWhole(view.wholeHears);
    if (isSame) voices();
    else order(view.seats);
  }

  function order(seats) {
    const wanted = new Set(seats.map(({ seat }) => seat));
    for (const [seat, button] of buttons) {
      if (!wanted.has(seat)) {
        button.parentElement.remove();
        buttons.delete(seat);
      }
    }
    const focused = document.activeElement;
    list.append(...seats.map(({ seat }) => buttons.get(seat).parentElement));
    if (list.contains(focused)) focused.focus();
    place(seats);
  }

  function place(seats) {
    // Before the page has its styles it has no width; the observer calls again.
    if (box.clientWidth < NARROWEST) return;
    laid = ring(seats.length, box.clientWidth);
    box.style.setProperty("--tall", `${laid.height}px`);
    list.style.setProperty("--seat", `${laid.seat}px`);
    seats.forEach(({ seat }, index) => {
      const { x, y } = laid.places[index];
      const item = buttons.get(seat).parentElement;
      item.style.setProperty("--x", `${x}px`);
      item.style.setProperty("--y", `${y}px`);
      item.classList.toggle("small", laid.seat < 64);
    });
    voices();
  }

  function buttonOf(seat) {
    if (!buttons.has(seat)) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.seat = seat;
      button.tabIndex = -1;
      item.append(button);
      list.append(item);
      buttons.set(seat, button);
    }
    return buttons.get(seat);
  }

  function dressWhole(hears) {
    whole.classList.toggle("hears", hears);
    whole.setAttribute("aria-label", say(hears ? "whole_hears" : "whole_name"));
  }

  function voices() {
    if (!laid || !shown) return;
    const { width, height, across, down } = laid;
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const orbit = drawn("ellipse", { class: "orbit", cx: width / 2, cy: height / 2, rx: across, ry: down });
    const paths = shown.voices.map((voice) => {
      const d = line(pointOf(voice.from), pointOf(voice.to), centerFor(voice), ((voice.width ?? 1) * VOICE * width) / USUAL);
      return drawn("path", { class: voice.kind ?? "voice", d });
    });
    picture.replaceChildren(orbit, ...paths);
  }

  /** The middle, which lines between two seats go round. */
  function centerFor({ to }) {
    const isAround = typeof to !== "object" && to !== GROUP;
    return { x: laid.width / 2, y: laid.height / 2, r: isAround ? whole.clientWidth / 2 : 0 };
  }

  /** Where a line begins or ends: at a seat, at the middle, or at a finger. */
  function pointOf(place) {
    if (typeof place === "object") return { ...place, r: 0 };
    if (place === GROUP) return { x: laid.width / 2, y: laid.height / 2, r: whole.clientWidth / 2 + 4 };
    const at = shown.seats.findIndex(({ seat }) => seat === place);
    return at < 0 ? { x: laid.width / 2, y: laid.height / 2, r: 0 } : { ...laid.places[at], r: laid.seat / 2 + 8 };
  }

  return {
    draw,
    box,
    list,
    whole,
    button: (seat) => buttons.get(seat),
    /** Lines as they are now, and one more that is being drawn. */
    pull(voice) {
      voices();
      const d = line(pointOf(voice.from), pointOf(voice.to), centerFor(voice), VOICE * 0.6);
      picture.append(drawn("path", { class: "voice pulled", d }));
    },
    rest: voices,
  };
}

function dress(button, { label, chair, word, kind, says }, say) {
  const wanted = `place${chair ? " chair" : ""}${kind ? ` ${kind}` : ""}`;
  if (button.className !== wanted) button.className = wanted;
  const name = short(label);
  button.dataset.long = name.length > 7 ? "long" : name.length > 3 ? "name" : "";
  const text = word ? say(word) : "";
  const spoken = says ?? text;
  button.setAttribute("aria-label", spoken ? `${label}, ${spoken}` : label);
  button.setAttribute("aria-pressed", String(kind === "speaks"));
  if (button.dataset.drawn === `${name}|${text}`) return;
  button.dataset.drawn = `${name}|${text}`;
  const small = document.createElement("small");
  small.textContent = text;
  button.replaceChildren(...lettersOf(name), ...(text ? [small] : []));
}

/** The name of a seat; of several words their first letters too, for where it does not fit: two must not look alike. */
function lettersOf(name) {
  const words = name.split(/\s+/);
  const isLong = name.length > 7 && words.length > 1;
  return (isLong ? [name, words.map((word) => word[0]).join("").slice(0, 3)] : [name]).map((text, at) => {
    const letters = document.createElement("span");
    letters.textContent = text;
    if (isLong) letters.className = at ? "brief" : "full";
    return letters;
  });
}

/** "R." is drawn as R: the full stop belongs to sentences. */
function short(label) {
  return label.length <= 3 ? label.replace(/\.$/, "") : label;
}

function same(one, other) {
  return one.length === other.length && one.every(({ seat }, at) => seat === other[at].seat);
}

function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
