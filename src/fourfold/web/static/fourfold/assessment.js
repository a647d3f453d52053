/* The door of a self-assessment beyond its forms: the voice. Nothing of it is kept, and no answer is touched. */

import { listenTo } from "./check-in/listen.js";

listenTo(document.body, "main:has([data-say])");
