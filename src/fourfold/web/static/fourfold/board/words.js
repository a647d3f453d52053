/* What scripts say, in the language of the page; the words stand in the page itself. */

/** `say(name, gaps, count)`: the words of an entry, its gaps filled, singular or plural. */
export function wordsOf(entries, language) {
  const plural = new Intl.PluralRules(language);
  return (name, gaps = {}, count = null) => {
    const entry = entries[name];
    const text = typeof entry === "string" ? entry : entry[plural.select(count) === "one" ? "one" : "other"];
    const filled = count === null ? gaps : { count, ...gaps };
    return text.replace(/\{(\w+)\}/g, (gap, key) => String(filled[key.toLowerCase()] ?? gap));
  };
}
