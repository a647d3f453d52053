/* The pad of a kiosk: a code opens its check-in in place of the pad, from the server or, without network, from the sealed cards. */

import { furnish } from "./check-in.js";
import { draw } from "./drawing.js";
import { enhance } from "./form.js";
import { backToPad, leaveNothing } from "./kiosk.js";
import { hasUsed, openCard, refresh } from "./pack.js";
import { keepSending } from "./retry.js";
import { dropOldPacks, refusals } from "./store.js";
import { words } from "./words.js";

const LONGEST_WAIT = 8_000;
const FORGOTTEN_AFTER = 60_000;
const WHYS = new Set(["closed", "unknown", "first_kept"]);

/** Makes the pad of a kiosk work: big keys, codes without network, and how many answers wait, for staff. */
export async function begin(main, kiosk) {
  const form = main.querySelector("form");
  keys(form);
  forget(form);
  const say = await words();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") submit(form, kiosk, say);
  });
  navigator.storage?.persist?.();
  dropOldPacks().catch(() => {});
  await keepSending((count) => foot(say, count));
  await refresh(kiosk).catch(() => {});
}

function keys(form) {
  const pad = form.querySelector("[data-code-pad]");
  const { code } = form.elements;
  pad.hidden = false;
  code.inputMode = "none";
  pad.addEventListener("click", ({ target }) => {
    const key = target.closest("button")?.value;
    if (key === "clear") code.value = "";
    else if (key === "back") code.value = code.value.slice(0, -1);
    else if (key && code.value.length < code.maxLength) code.value += key;
  });
}

/** A code that was begun and left does not stay. */
function forget(form) {
  let timer = 0;
  const clear = () => form.isConnected && form.reset();
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(clear, FORGOTTEN_AFTER);
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, restart, { passive: true });
  leaveNothing(clear);
}

/** A card that was used here while there was no network is refused before the server is asked, who does not know of it yet. */
async function submit(form, kiosk, say) {
  const code = form.elements.code.value.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  form.setAttribute("aria-busy", "true");
  const known = (await hasUsed(kiosk).catch(() => false)) ? await openCard(kiosk, code) : null;
  const html = known?.isUsed ? null : await online(code);
  const card = html === null ? (known ?? (await openCard(kiosk, code).catch(() => null))) : null;
  form.setAttribute("aria-busy", "false");
  if (html !== null) show(html, form, kiosk);
  else if (card && !card.isUsed) show(card.pages[asked()] ?? card.pages[card.language], form, kiosk, card);
  else fault(form, say(card ? "used" : "no_card"));
}

/** What the server answers to a code; null where it cannot be reached. */
async function online(code) {
  const body = new URLSearchParams({ code });
  const address = location.pathname + (asked() ? `?${new URLSearchParams({ l: asked() })}` : "");
  try {
    const reply = await fetch(address, { method: "POST", body, signal: AbortSignal.timeout(LONGEST_WAIT) });
    return reply.status < 500 ? await reply.text() : null;
  } catch {
    return null;
  }
}

/** The language that was chosen on the pad; null where the card decides. */
function asked() {
  return new URLSearchParams(location.search).get("l");
}

/** A check-in, a sentence, or what was wrong with the code. */
function show(html, pad, kiosk, card = null) {
  const wrong = new DOMParser().parseFromString(html, "text/html").querySelector("[data-pad] .fault");
  if (wrong) {
    fault(pad, wrong.textContent);
    return;
  }
  const form = draw(html).querySelector("[data-check-in]");
  if (!form) {
    backToPad(kiosk);
    return;
  }
  enhance(form);
  furnish(form, card);
}

function fault(form, text) {
  const { code } = form.elements;
  form.querySelector(".fault")?.remove();
  const note = Object.assign(document.createElement("p"), { className: "fault", id: "fault", textContent: text });
  note.setAttribute("role", "alert");
  code.after(note);
  code.setAttribute("aria-describedby", "why fault");
  code.setAttribute("aria-invalid", "true");
  code.value = "";
  code.focus();
}

/** For staff: how many answers wait here, and what became of those that could not be taken. Numbers only. */
async function foot(say, count) {
  const pad = document.querySelector("main[data-pad]");
  if (!pad) return;
  const refused = {};
  for (const [reason, number] of Object.entries(await refusals())) {
    const why = WHYS.has(reason) ? reason : "other";
    refused[why] = (refused[why] ?? 0) + number;
  }
  const lines = count ? [say("waiting", count)] : [];
  for (const [why, number] of Object.entries(refused)) lines.push(say(`refused_${why}`, number));
  pad.querySelector(".device")?.remove();
  if (lines.length === 0) return;
  const note = Object.assign(document.createElement("div"), { className: "device" });
  note.append(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
  pad.append(note);
}
