/* Moving seats: people sit down elsewhere, so the circle on the page changes too. */

import { GROUP } from "./rule.js";

/** The mode in which seats change places, by a drag, by two taps, or by Space and arrows. */
export function placesOn(page, { say, around, names, moved, redraw }) {
  const open = page.querySelector("[data-part='move-seats']");
  const done = page.querySelector("[data-part='move-done']");
  const bar = page.querySelector("[data-part='moving']");
  const said = page.querySelector("[data-part='moved']");
  const own = { isOn: false, picked: null };

  open.addEventListener("click", () => {
    page.querySelector("[data-part='who']").close();
    set(true);
    page.querySelector(".places button[tabindex='0']")?.focus();
  });
  done.addEventListener("click", () => {
    set(false);
    page.querySelector("[data-part='open-who']").focus();
  });
  bar.addEventListener("keydown", escape);
  page.querySelector(".places").addEventListener("keydown", escape);

  function escape({ key }) {
    if (key === "Escape" && own.isOn) set(false);
  }

  function set(isOn) {
    own.isOn = isOn;
    own.picked = null;
    bar.hidden = !isOn;
    page.classList.toggle("moves", isOn);
    said.textContent = "";
    redraw();
  }

  function order() {
    return around().map(({ seat }) => seat);
  }

  function swap(one, other) {
    own.picked = null;
    if (one !== other && one !== GROUP && other !== GROUP) {
      moved(order().map((seat) => (seat === one ? other : seat === other ? one : seat)));
      tell(one);
    } else redraw();
  }

  /** One place on, by keyboard: the seat stays picked up. */
  function step(seat, by) {
    const seats = order();
    const at = seats.indexOf(seat);
    const next = (at + by + seats.length) % seats.length;
    [seats[at], seats[next]] = [seats[next], seats[at]];
    moved(seats);
    tell(seat);
  }

  function tell(seat) {
    const seats = order();
    const at = seats.indexOf(seat);
    const beside = (by) => names(seats[(at + by + seats.length) % seats.length]);
    said.textContent = say("move_put", { name: names(seat), before: beside(-1), after: beside(1) });
  }

  return {
    swap,
    step,
    /** The first tap picks somebody up, the second puts them down: there, or where they sit. */
    tap(place) {
      if (place === GROUP) return;
      if (own.picked && own.picked !== place) {
        swap(own.picked, place);
        return;
      }
      own.picked = own.picked ? null : place;
      said.textContent = own.picked ? say("move_picked", { name: names(place) }) : "";
      redraw();
    },
    dress: (view) => ({
      wholeHears: false,
      voices: [],
      seats: view.seats.map((one) => ({ ...one, word: "", kind: one.seat === own.picked ? "picked" : one.kind === "absent" ? "absent" : "" })),
    }),
    get isOn() {
      return own.isOn;
    },
    get picked() {
      return own.picked;
    },
  };
}
