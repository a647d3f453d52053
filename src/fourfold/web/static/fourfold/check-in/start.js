/* Begins what the page needs; everything else is loaded after the page was shown. */

import { enhance } from "./form.js";

const form = document.querySelector("[data-check-in]");
if (form) enhance(form);
if (document.readyState === "complete") later();
else addEventListener("load", later);

function later() {
  import("./device.js").then(({ begin }) => begin()).catch(() => {});
}
