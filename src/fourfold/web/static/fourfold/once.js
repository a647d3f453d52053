/* A button that makes something once: pressed again while the file is on its way, it would make a second one. */

for (const button of document.querySelectorAll("button[data-once]")) {
  const told = document.getElementById(button.dataset.once);
  button.form.addEventListener("submit", (event) => {
    if (event.submitter !== button) return;
    if (!told.hidden) { event.preventDefault(); return; }
    told.hidden = false;
    button.setAttribute("aria-disabled", "true");
  });
}
