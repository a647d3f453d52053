/* Begins the board: from what lies on this device at once, then from the server; the other way round where nothing lies here. */

import { mayRest, stayAwake } from "./awake.js";
import { boardOn } from "./board.js";
import { codingOf } from "./coding.js";
import * as journal from "./journal.js";
import { hold } from "./lock.js";
import { recallOn } from "./recall.js";
import { senderOf } from "./sending.js";
import { dropShell, keepShell } from "./shell.js";
import { people } from "./view.js";
import { wordsOf } from "./words.js";

const LONGEST_WAIT = 10_000;
const page = document.querySelector("[data-board]");
const { session, observer, stateAddress, eventsAddress, worker, scope } = page.dataset;
const mode = new URLSearchParams(location.search).get("mode") === "recall" ? "recall" : "live";
const say = wordsOf(JSON.parse(document.getElementById("board-words").textContent), document.documentElement.lang);
const now = { state: null, token: page.dataset.token };
let shown = null;
let going = "";
let drawn = null;

const coding = codingOf({
  whose: { session, observer, mode },
  seatsNow: () => people(now.state, coding.events, coding.now),
  changed: () => changed(),
});
const sender = senderOf({ address: eventsAddress, coding, token: () => now.token, renew: async () => (await ask()) === "known", told });

document.querySelector("[data-part='use-here']").addEventListener("click", () => begin({ takeOver: true }));
document.querySelector("[data-part='try-again']").addEventListener("click", () => location.reload());
begin();

async function begin({ takeOver = false } = {}) {
  const isOurs = await hold(journal.lockOf(session), { takeOver, lost: () => give("elsewhere") });
  if (!isOurs) {
    give("elsewhere");
    return;
  }
  take();
  await journal.tidy().catch(() => {});
  await coding.resume().catch(() => {});
  now.state = await journal.stateOf(session, observer).catch(() => null);
  if (now.state) show();
  const answer = await ask();
  if (answer === "signed-out") going = "signed-out";
  if (!now.state) {
    give("no-state");
    return;
  }
  if (coding.now.ended_at_s === null) {
    stayAwake();
    if (answer === "known") keepShell(worker, scope);
  }
  changed();
  sender.hurry();
}

/** Nothing can be tapped here: another tab has the board, or nothing is known of the session. */
function give(reason) {
  sender.stop();
  stands(reason);
}

/** This tab has the board. */
function take() {
  sender.start();
  stands("");
}

function stands(reason) {
  for (const part of ["elsewhere", "no-state"]) page.querySelector(`[data-part='${part}']`).hidden = part !== reason;
  page.classList.toggle("still", reason !== "");
}

/** Asks the server how the session is: "known", "signed-out", or "offline". */
async function ask() {
  try {
    const address = mode === "recall" ? `${stateAddress}?mode=recall` : stateAddress;
    const reply = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(LONGEST_WAIT) });
    if (reply.status === 401) return "signed-out";
    if (!reply.ok) return "offline";
    const state = await reply.json();
    await meet(state);
    return "known";
  } catch {
    return "offline";
  }
}

async function meet(state) {
  const { token, events, coding: theirs, ...rest } = state;
  now.token = token ?? now.token;
  now.state = rest;
  if (theirs && (theirs.mode ?? "live") === mode) await coding.meet(theirs, events).catch(() => {});
  if (coding.now.ended_at_s === null) await journal.keepState(session, observer, rest).catch(() => {});
  if (going === "signed-out") going = "";
  drawn = null;
  show();
}

function show() {
  page.classList.remove("waiting");
  shown ??= (mode === "recall" ? recallOn : boardOn)({ page, say, coding, now, refresh: ask, finish });
  shown.draw(going);
}

function changed() {
  shown?.draw(going, undefined, drawn === coding.events);
  drawn = coding.events;
  sender.noticed();
  if (coding.now.ended_at_s !== null && coding.told.waiting === 0) leaveNothing();
}

function told({ kind, error }) {
  going = kind === "sent" ? "" : kind;
  shown?.draw(going, error);
}

/** The board was ended: send at once. */
function finish() {
  sender.hurry();
}

let isLeaving = false;
/** The board has ended and everything is sent: nothing of it stays here. */
async function leaveNothing() {
  if (isLeaving) return;
  isLeaving = true;
  mayRest();
  sender.stop();
  const isLast = await coding.wipe().catch(() => false);
  if (isLast) await dropShell(scope).catch(() => {});
}
