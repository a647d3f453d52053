/* The door of a self-assessment beyond its forms: the voice, and on a shared device its end. Nothing of it is kept, and no answer is touched. */

import { listenTo } from "./check-in/listen.js";

listenTo(document.body, "main:has([data-say])");
if ("kiosk" in document.body.dataset) import("./check-in/kiosk.js").then(({ goBack }) => goBack(document.body.dataset));
