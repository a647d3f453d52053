/* Keeps a draft while somebody types: sends the form to the site every few seconds. Nothing of it is stored in the browser. */

const PAUSE = 2500;
const LONGEST = 8000;
const AGAIN = 10000;

for (const form of document.querySelectorAll("form[data-keeps]")) keep(form);

function keep(form) {
  const state = form.querySelector("[data-keeps-state]");
  const fault = form.querySelector("[data-keeps-fault]");
  const how = document.getElementById(form.dataset.how);
  let changes = form.hasAttribute("data-begins-unsaved") ? 1 : 0;
  let kept = 0;
  let since = 0;
  let timer = 0;
  let sending = false;
  let leaving = false;
  let unreachable = false;
  how.textContent = how.dataset.words;

  form.addEventListener("input", () => {
    changes += 1;
    tell(form.dataset.unsaved);
    if (since === 0) since = Date.now();
    wait(Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  });
  form.addEventListener("submit", (event) => {
    if (unreachable || !navigator.onLine) { event.preventDefault(); tryFirst(event.submitter); return; }
    leaving = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && changes !== kept) send(); });
  window.addEventListener("beforeunload", (event) => { if (!leaving && changes !== kept) event.preventDefault(); });
  window.addEventListener("pageshow", () => { leaving = false; });

  function wait(pause) {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  }

  /* Leaving for a site that cannot be reached would end on the browser's own page, without the words. */
  async function tryFirst(button) {
    await send();
    if (!unreachable && navigator.onLine) form.requestSubmit(button);
  }

  async function send() {
    clearTimeout(timer);
    if (leaving) return;
    if (sending) { wait(PAUSE); return; }
    sending = true;
    since = 0;
    const upto = changes;
    tell(form.dataset.saving);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      unreachable = false;
      await answered(answer, upto);
    } catch {
      unreachable = true;
      refuse(form.dataset.offline);
      wait(AGAIN);
    } finally {
      sending = false;
    }
  }

  async function answered(answer, upto) {
    if (answer.type === "opaqueredirect" || answer.status === 403) { refuse(form.dataset.signedOut); return; }
    const told = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : null;
    if (told === null) { refuse(form.dataset.cannot); return; }
    if (!answer.ok) { refuse(told.said[""] || form.dataset.cannot); return; }
    for (const [name, value] of Object.entries(told.set)) form.elements[name].value = value;
    if (told.address && new URL(told.address, location.href).href !== form.action) {
      form.action = told.address;
      history.replaceState(null, "", told.address);
    }
    point(told.said);
    fault.hidden = true;
    if (Object.keys(told.said).length === 0) kept = upto;
    tell(changes === upto ? told.state : form.dataset.unsaved);
  }

  function point(said) {
    for (const place of form.querySelectorAll("[data-fault]")) {
      place.textContent = said[place.dataset.fault] || "";
      place.hidden = place.textContent === "";
    }
  }

  function tell(words) {
    state.textContent = words;
    state.hidden = false;
  }

  function refuse(words) {
    tell(form.dataset.unsaved);
    fault.textContent = words;
    fault.hidden = false;
  }
}
