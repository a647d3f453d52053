/* A check-in as this device keeps it: sealed to the server, so that not even this device can read it again. */

import { bytes, base64 } from "./base64.js";
import { seal } from "./hpke.js";

const INFO = "fourfold check-in queue 1\n";
const ROUNDED_TO = 2048;
const NOT_ANSWERS = new Set(["key", "language", "private_word"]);

/** The envelope of a form; every envelope is as long as the next, so that its length tells nothing. */
export async function envelopeOf(form) {
  const fields = new FormData(form);
  const told = {
    token: form.getAttribute("action").split("/").pop(),
    language: fields.get("language"),
    private_word: fields.get("private_word") === "1",
    kiosk: "kiosk" in form.dataset,
    answers: Object.fromEntries([...fields].filter(([name]) => !NOT_ANSWERS.has(name))),
  };
  return sealed(told, fields.get("key"), form.dataset.queueKey);
}

/** The fields of a check-in, sealed under its key to a public key. */
export async function sealed(told, key, publicKey) {
  const utf8 = new TextEncoder();
  const text = utf8.encode(JSON.stringify(told));
  const filled = new Uint8Array(Math.ceil(text.length / ROUNDED_TO) * ROUNDED_TO).fill(0x20);
  filled.set(text);
  const now = new Date();
  return {
    key,
    sealed: base64(await seal(bytes(publicKey), utf8.encode(INFO + key), filled)),
    answered_at: now.toISOString(),
    offset: -now.getTimezoneOffset(),
  };
}
