/* Reading a question aloud, by a voice that is on this device: other voices would send the words elsewhere. */

const SVG = "http://www.w3.org/2000/svg";
const MARKS = new URL("../marks.svg", import.meta.url).pathname;
let buttons = [];
/** The button whose words are being read, and what is read; browsers may forget what nobody holds. */
let heard = null;
let reading = [];

globalThis.speechSynthesis?.addEventListener?.("voiceschanged", show);
for (const leaving of ["pagehide", "hashchange"]) addEventListener(leaving, stop);

/** Puts a button into each part of a place that can be heard; it shows only where there is a voice for the language of the page.
    The place has the words of the button: `data-listen`, and `data-stop` while something is read. */
export function listenTo(place, parts = ".item") {
  if (!globalThis.speechSynthesis) return;
  stop();
  buttons = [...place.querySelectorAll(parts)].map((part) => button(part, place.dataset));
  show();
}

function show() {
  const isSilent = !voice();
  for (const one of buttons) one.hidden = isSilent;
}

function button(part, words) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "listen";
  made.append(picture(), words.listen);
  made.addEventListener("click", () => {
    const isStop = heard === made;
    stop();
    if (!isStop) read(made, part, words);
  });
  const beside = part.querySelector(".asking") ?? part.querySelector(".body") ?? part;
  beside.append(made);
  return made;
}

function read(made, part, words) {
  heard = made;
  made.replaceChildren(picture("cross"), words.stop);
  made.dataset.again = words.listen;
  reading = said(part).map(([text, place]) => spoken(text, place));
  for (const one of reading) speechSynthesis.speak(one);
}

/** Silence, and every button as it was. */
function stop() {
  const made = heard;
  heard = null;
  reading = [];
  if (!made) return;
  speechSynthesis.cancel();
  for (const place of document.querySelectorAll(".spoken")) place.classList.remove("spoken");
  made.replaceChildren(picture(), made.dataset.again);
  dispatchEvent(new Event("silence"));
}

/** Whether somebody hears something just now. */
export function isReading() {
  return heard !== null && (speechSynthesis.speaking || speechSynthesis.pending);
}

function picture(name = "listen") {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("aria-hidden", "true");
  drawn.append(document.createElementNS(SVG, "use"));
  drawn.firstChild.setAttribute("href", `${MARKS}#${name}`);
  return drawn;
}

/** What there is to hear, in the order of the page, each text with its place; nothing that is folded away. */
function said(part) {
  const places = [...part.querySelectorAll("[data-say], .ends")].filter((place) => !place.closest("details:not([open])"));
  return places.map((place) => [place.dataset.say || (place.matches(".ends") ? ends(part, place) : place.textContent), place]);
}

/** The words at both ends with their numbers. */
function ends(part, place) {
  const faces = [...part.querySelectorAll(".scale label")];
  const [low, high] = [...place.children].map((end) => end.textContent);
  return `${faces[0].textContent}: ${low}. ${faces.at(-1).textContent}: ${high}.`;
}

function spoken(text, place) {
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice();
  utterance.lang = document.documentElement.lang;
  utterance.rate = 0.95;
  utterance.onstart = () => reading.includes(utterance) && place.classList.add("spoken");
  utterance.onend = () => over(utterance, place);
  utterance.onerror = () => over(utterance, place);
  return utterance;
}

/** After the last one there is silence again. */
function over(utterance, place) {
  place.classList.remove("spoken");
  if (utterance === reading.at(-1)) stop();
}

function voice() {
  const language = document.documentElement.lang;
  return speechSynthesis.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(language)) ?? null;
}
