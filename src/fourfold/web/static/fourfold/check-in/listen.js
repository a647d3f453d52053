/* Reading a question aloud, by a voice that is on this device: other voices would send the words elsewhere. */

const SVG = "http://www.w3.org/2000/svg";
const MARKS = new URL("../marks.svg", import.meta.url).pathname;

/** Puts a button beside each question; they show only where there is a voice for the language of the page. */
export function listenTo(form) {
  const speech = globalThis.speechSynthesis;
  if (!speech) return;
  const buttons = [...form.querySelectorAll(".item")].map((item) => button(item, form));
  const show = () => {
    const isSilent = !voice();
    for (const one of buttons) one.hidden = isSilent;
  };
  speech.addEventListener?.("voiceschanged", show);
  addEventListener("pagehide", () => speech.cancel());
  show();
}

function button(item, form) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "listen";
  made.append(picture(), form.dataset.listen);
  made.addEventListener("click", () => {
    speechSynthesis.cancel();
    for (const text of said(item)) speechSynthesis.speak(spoken(text));
  });
  const place = item.querySelector(".asking");
  if (place) place.append(made);
  else item.querySelector(".body").append(made);
  return made;
}

function picture() {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("aria-hidden", "true");
  drawn.append(document.createElementNS(SVG, "use"));
  drawn.firstChild.setAttribute("href", `${MARKS}#listen`);
  return drawn;
}

/** The question, then its ends with their numbers. */
function said(item) {
  const ends = item.querySelector(".ends");
  const parts = [...item.querySelectorAll("[data-say]")].map((part) => part.dataset.say || part.textContent);
  if (!ends || "say" in ends.dataset) return parts;
  const faces = [...item.querySelectorAll(".scale label")];
  const [low, high] = [...ends.children].map((end) => end.textContent);
  return [...parts, `${faces[0].textContent}: ${low}. ${faces.at(-1).textContent}: ${high}.`];
}

function spoken(text) {
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice();
  utterance.lang = document.documentElement.lang;
  utterance.rate = 0.95;
  return utterance;
}

function voice() {
  const language = document.documentElement.lang;
  return speechSynthesis.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(language)) ?? null;
}
