/** Languages in Latin letters, so that much of a name can be carried over. */
const languages = ['de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'pl', 'cs', 'hu', 'fi', 'tr', 'ro', 'hr', 'et', 'lv'];

const first = 'A'.charCodeAt(0);
const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(first + i));

/**
 * Names of countries and territories in English and in other languages: columns `english` (the language wanted stands before
 * the name), `translated` and `code`, by which they can be split so that no territory of the test part is seen.
 */
export function territoryPairs(): string {
  const english = namesIn('en');
  const lines = languages.flatMap((language) => {
    const translated = namesIn(language);
    return [...english]
      .filter(([code]) => translated.has(code))
      .map(([code, name]) => `${language}: ${name}\t${translated.get(code)}\t${code}`);
  });
  return `english\ttranslated\tcode\n${lines.join('\n')}\n`;
}

/** By ISO 3166 code. */
function namesIn(language: string): Map<string, string> {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  const found = new Map<string, string>();
  for (const a of letters) {
    for (const b of letters) {
      const code = a + b;
      const name = isTerritory(code) ? names.of(code) : undefined;
      if (name) found.set(code, name);
    }
  }
  return found;
}

/** Not unions, outlying areas and pseudo-regions, and not codes of what is called by another one today. */
function isTerritory(code: string): boolean {
  return !/^(ZZ|X[A-Z]|Q[M-Z]|UN|EU|EZ)$/.test(code) && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
}
