import { Random, randomKey } from '../../core/random';

const count = 2500;

/** Sentences with places for names. */
const patterns = [
  'On {DATE} , {PLACE} and {PLACE} signed a treaty in {LANGUAGE} .',
  'Most people in {PLACE} speak {LANGUAGE} , some also {LANGUAGE} .',
  'A ticket to {PLACE} cost 300 {MONEY} last year .',
  'The bank of {PLACE} bought {MONEY} worth 2 million on {DATE} .',
  'She learnt {LANGUAGE} before she moved to {PLACE} in {DATE} .',
  'Since {DATE} the letters from {PLACE} are written in {LANGUAGE} .',
  'He paid in {MONEY} , because nobody in {PLACE} took {MONEY} .',
  '{PLACE} won against {PLACE} on {DATE} .',
  'Is the {MONEY} still used in {PLACE} ?',
  'The book was printed in {PLACE} and sold for 12 {MONEY} .',
  'No ship left {PLACE} between {DATE} and {DATE} .',
  'Teachers of {LANGUAGE} are wanted in {PLACE} .',
];

/**
 * English sentences with their entities (PLACE, LANGUAGE, MONEY, DATE) in CoNLL columns, tagged IOB2: made from a dozen
 * patterns and the names that Node knows.
 */
export function taggedSentences(): string {
  const random = new Random(randomKey(1, 'samples.sentences'));
  const pick = <T>(values: readonly T[]): T => values[random.below(values.length)];
  const names: Readonly<Record<string, readonly string[]>> = {
    PLACE: namesOf('region', [
      'AR',
      'AU',
      'AT',
      'BE',
      'BR',
      'CA',
      'CL',
      'CN',
      'CO',
      'HR',
      'CU',
      'CZ',
      'DK',
      'EG',
      'EE',
      'FI',
      'FR',
      'DE',
      'GR',
      'HU',
      'IS',
      'IN',
      'ID',
      'IE',
      'IT',
      'JP',
      'KE',
      'LV',
      'MX',
      'NL',
      'NZ',
      'NG',
      'NO',
      'PK',
      'PE',
      'PL',
      'PT',
      'ZA',
      'KR',
      'ES',
      'LK',
      'SE',
      'CH',
      'TH',
      'GB',
      'US',
      'VN',
      'CR',
      'SA',
      'AE',
    ]),
    LANGUAGE: namesOf('language', [
      'ar',
      'bn',
      'cs',
      'da',
      'de',
      'el',
      'en',
      'es',
      'et',
      'fi',
      'fr',
      'ga',
      'hi',
      'hu',
      'id',
      'is',
      'it',
      'ja',
      'ko',
      'nl',
      'pl',
      'pt',
      'ro',
      'ru',
      'sv',
      'sw',
      'th',
      'tr',
      'uk',
      'vi',
      'zh',
      'gd',
      'ht',
    ]),
    MONEY: namesOf('currency', [
      'USD',
      'EUR',
      'JPY',
      'GBP',
      'CHF',
      'SEK',
      'NOK',
      'DKK',
      'PLN',
      'CZK',
      'HUF',
      'INR',
      'CNY',
      'KRW',
      'BRL',
      'MXN',
      'ZAR',
      'TRY',
      'AUD',
      'CAD',
      'NZD',
      'THB',
      'IDR',
      'VND',
      'NGN',
    ]),
  };
  const dates = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const years = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const entity = (type: string): string => {
    if (type !== 'DATE') return pick(names[type]);
    return pick([dates, years]).format(
      new Date(Date.UTC(1900 + random.below(130), random.below(12), 1 + random.below(28))),
    );
  };
  const sentences = Array.from({ length: count }, () =>
    pick(patterns)
      .split(' ')
      .flatMap((word) => {
        const type = /^\{(\w+)\}$/.exec(word)?.[1];
        if (type === undefined) return `${word}\tO`;
        return entity(type)
          .split(/\s+/)
          .map((token, i) => `${token}\t${i === 0 ? 'B' : 'I'}-${type}`);
      })
      .join('\n'),
  );
  return `${sentences.join('\n\n')}\n`;
}

function namesOf(type: Intl.DisplayNamesType, codes: readonly string[]): readonly string[] {
  const names = new Intl.DisplayNames(['en'], { type });
  return codes.map((code) => names.of(code) ?? code);
}
