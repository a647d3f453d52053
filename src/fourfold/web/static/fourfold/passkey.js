// Shows the ways in by passkey where the browser knows passkeys, and says so when one did not work.
const shown = (selector, yes) => document.querySelectorAll(selector).forEach((part) => { part.hidden = !yes; });

shown("[data-passkey]", "PublicKeyCredential" in window);
shown("[data-no-passkey]", !("PublicKeyCredential" in window));
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  shown("[data-passkey-failed]", true);
});
