/* Taps may overtake one another: an answer that is older than what stands on the page already is left out. */

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const fresh = /data-revision="(\d+)"/.exec(detail.serverResponse);
  const shown = document.querySelector("[data-revision]");
  if (fresh && shown && Number(fresh[1]) < Number(shown.dataset.revision)) detail.shouldSwap = false;
});
