/** Reads the text of a cell as a number (dates: milliseconds since 1970, UTC); undefined when it is no such value. */
export type ReadValue = (text: string) => number | undefined;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const COMMA_NUMBER = /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/;

/** A decimal number, possibly with an exponent. It may overflow to infinity, which is for the caller to refuse. */
export const readNumber: ReadValue = (text) => (NUMBER.test(text) ? Number(text) : undefined);

/** The same with a decimal comma; a point is understood too. */
export const readCommaNumber: ReadValue = (text) =>
  COMMA_NUMBER.test(text) ? Number(text.replace(',', '.')) : readNumber(text);

const TIME = String.raw`(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?)?`;
const ISO = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2})${TIME})?$`);
const DAY_OR_MONTH_FIRST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${TIME}$`);

/** ISO 8601: `2024-03-01`, `2024-03`, `2024-03-01T12:00:00.5+01:00`; a time without zone is taken as UTC. */
export const readIsoDate: ReadValue = (text) => {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, , month, day, ...time] = match;
  return dateValue(Number(year), Number(month), Number(day ?? 1), time);
};

/** `31/12/2024`, `31.12.2024 23:59`. */
export const readDayFirstDate: ReadValue = (text) => {
  const match = DAY_OR_MONTH_FIRST.exec(text);
  if (!match) return undefined;
  const [, day, , month, year, ...time] = match;
  return dateValue(Number(year), Number(month), Number(day), time);
};

/** `12/31/2024`. A date with points has the day first everywhere, so it is none. */
export const readMonthFirstDate: ReadValue = (text) => {
  const match = DAY_OR_MONTH_FIRST.exec(text);
  if (!match || match[2] === '.') return undefined;
  const [, month, , day, year, ...time] = match;
  return dateValue(Number(year), Number(month), Number(day), time);
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = String.raw`(${MONTHS.join('|')})[a-z]{0,6}\.?`;
const NAMED_MONTH = new RegExp(
  String.raw`^(?:${MONTH}[ -](\d{1,2}),?[ -](\d{4})|(\d{1,2})[ -]${MONTH}[ -](\d{4}))${TIME}$`,
  'i',
);

/** `Dec 31 2024`, `December 31, 2024`, `31-Dec-2024`: English names of months. */
export const readNamedMonthDate: ReadValue = (text) => {
  const match = NAMED_MONTH.exec(text);
  if (!match) return undefined;
  const [, month1, day1, year1, day2, month2, year2, ...time] = match;
  const month = MONTHS.indexOf((month1 ?? month2).toLowerCase()) + 1;
  return dateValue(Number(year1 ?? year2), month, Number(day1 ?? day2), time);
};

/** @param time hours, minutes, seconds, fraction and zone as they were matched */
function dateValue(year: number, month: number, day: number, time: readonly (string | undefined)[]) {
  const [hours, minutes, seconds, fraction, zone] = time;
  const [h, m, s] = [hours, minutes, seconds].map((part) => Number(part ?? 0));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // Date rolls the 30th of February over to March.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || h > 24 || m > 59 || s > 60) return undefined;
  const milliseconds = fraction === undefined ? 0 : Number(`0.${fraction}`) * 1000;
  return date.getTime() + ((h * 60 + m) * 60 + s) * 1000 + milliseconds - zoneOffset(zone);
}

function zoneOffset(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}
