import { Random, randomKey } from '../../core/random';

/** Languages that write a date in words, or with signs, that leave no doubt which number is what. */
const languages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'sv',
  'fi',
  'hu',
  'tr',
  'ru',
  'el',
  'ro',
  'cs',
  'zh',
  'ko',
];

const styles: readonly Intl.DateTimeFormatOptions[] = [
  { day: 'numeric', month: 'long', year: 'numeric' },
  { day: '2-digit', month: 'long', year: 'numeric' },
  { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' },
];

const firstDay = Date.UTC(1950, 0, 1);
const days = 36_525; // A century.
const dayLength = 86_400_000;
const count = 2500;
const stylesPerDate = 5;

/**
 * Gregorian dates of a century as people write them in many languages, and as ISO 8601 writes them: columns `written` and
 * `iso`. Each of 2,500 days comes five times, in different languages and styles.
 */
export function datePairs(): string {
  const random = new Random(randomKey(1, 'samples.dates'));
  const formats = languages.flatMap((language) =>
    styles.map((style) => new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, { ...style, timeZone: 'UTC' })),
  );
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(random.below(days));
  const lines = new Set<string>();
  for (const day of chosen) {
    const date = new Date(firstDay + day * dayLength);
    for (let i = 0; i < stylesPerDate; i++) {
      const written = formats[random.below(formats.length)].format(date).replaceAll(/\s/g, ' ');
      lines.add(`${written}\t${date.toISOString().slice(0, 10)}`);
    }
  }
  return `written\tiso\n${[...lines].join('\n')}\n`;
}
