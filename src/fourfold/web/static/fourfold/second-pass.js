// The second pass by keyboard: figures mark, arrows lead from turn to turn. Without this script the page works as a form.

const form = document.querySelector("[data-second-pass]");
const turns = form ? [...form.querySelectorAll("fieldset")] : [];

function marksOf(turn) {
  return [...turn.querySelectorAll("input[type=checkbox]")];
}

function goTo(index) {
  const turn = turns[Math.min(Math.max(index, 0), turns.length - 1)];
  const [first] = marksOf(turn);
  first.focus();
  turn.scrollIntoView({ block: "nearest" });
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const here = turns.indexOf(event.target.closest("fieldset"));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    goTo(here + (event.key === "ArrowDown" ? 1 : -1));
    return;
  }
  const mark = here < 0 || !/^[1-9]$/.test(event.key) ? undefined : marksOf(turns[here])[Number(event.key) - 1];
  if (!mark || mark.disabled) return;
  event.preventDefault();
  mark.click();
  mark.focus();
}

if (form && turns.length) form.addEventListener("keydown", pressed);
