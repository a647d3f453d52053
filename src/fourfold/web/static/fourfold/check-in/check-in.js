/* A check-in beyond its form: the voice, another language without losing answers, and on a shared device its end. */

import { draw, wear } from "./drawing.js";
import { enhance } from "./form.js";
import { watch } from "./kiosk.js";
import { prepare } from "./leaving.js";
import { listenTo } from "./listen.js";

const LONGEST_WAIT = 8_000;
const SHAPES = new URL("../check-in-shapes.css", import.meta.url).pathname;

/** Furnishes a form that is on the page; `card` is the opened card of a kiosk without network. */
export async function furnish(form, card = null) {
  listenTo(form);
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='?']");
    if (!link) return;
    event.preventDefault();
    change(form, new URLSearchParams(link.getAttribute("href")), card);
  });
  const say = await prepare();
  if ("kiosk" in form.dataset) watch(form, say);
}

/** Another language, or shapes, for the same check-in; without network a sealed card has both languages. */
async function change(form, wanted, card) {
  const html = (await loaded(form, wanted)) ?? otherLanguage(card, wanted);
  if (!html) {
    if (wanted.get("l") === document.documentElement.lang) toggleShapes(form);
    return;
  }
  const given = new FormData(form);
  const drawn = draw(html).querySelector("[data-check-in]");
  if (!drawn) return;
  carry(given, drawn);
  enhance(drawn);
  if (location.hash) location.replace(location.hash);
  furnish(drawn, card);
}

function toggleShapes(form) {
  wear(SHAPES);
  form.classList.toggle("shapes");
}

async function loaded(form, wanted) {
  try {
    const reply = await fetch(`${form.getAttribute("action")}?${wanted}`, { signal: AbortSignal.timeout(LONGEST_WAIT) });
    return reply.ok ? await reply.text() : null;
  } catch {
    return null;
  }
}

function otherLanguage(card, wanted) {
  return wanted.get("l") === document.documentElement.lang ? null : (card?.pages[wanted.get("l")] ?? null);
}

/** What was answered so far, and the key of the form, for the same questions in other words. */
function carry(given, form) {
  form.elements.key.value = given.get("key");
  for (const input of form.querySelectorAll("input[type=radio], input[type=checkbox]")) {
    input.checked = given.get(input.name) === input.value;
  }
}
