/* The words that scripts say, in the language of the page; the service worker keeps them. */

const loaded = new Map();

/** The words of a language: `say(name, count)`; it says nothing where they could not be loaded. */
export function words(language = document.documentElement.lang) {
  if (!loaded.has(language)) loaded.set(language, load(language));
  return loaded.get(language).catch(() => {
    loaded.delete(language);
    return () => "";
  });
}

async function load(language) {
  const reply = await fetch(`/c/words/${language}`);
  if (!reply.ok) throw new Error(`the words of ${language} could not be loaded: ${reply.status}`);
  const entries = await reply.json();
  const plural = new Intl.PluralRules(language);
  return (name, count = 1) => {
    const entry = entries[name];
    const text = typeof entry === "string" ? entry : entry[plural.select(count) === "one" ? "one" : "other"];
    return text.replaceAll("{count}", String(count));
  };
}
