/* Drawing a page in place of the one that is there: no new address, nothing to go back to. */

/** Puts the content of a whole page, as HTML, in place of this one's; what is in it comes from this site. */
export function draw(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  for (const sheet of page.querySelectorAll("link[rel=stylesheet]")) wear(sheet.getAttribute("href"));
  const main = document.adoptNode(page.querySelector("main"));
  document.querySelector("main").replaceWith(main);
  scrollTo(0, 0);
  return main;
}

/** Puts a heading and sentences in place of this page. */
export function tell(title, ...sentences) {
  const main = document.createElement("main");
  main.className = "bare";
  main.append(paragraph("h1", title), ...sentences.filter(Boolean).map((text) => paragraph("p", text)));
  main.tabIndex = -1;
  document.querySelector("main").replaceWith(main);
  main.focus();
  scrollTo(0, 0);
}

/** Adds a style sheet to the page, once. */
export function wear(address) {
  if (document.querySelector(`link[rel=stylesheet][href="${address}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
}

function paragraph(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
