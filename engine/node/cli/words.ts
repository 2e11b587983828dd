import { messages, fillTemplate } from '../../contracts/messages';
import { inWords, type ProblemValue, type ProblemWords } from '../../contracts/problem';

/** What is wrong, and what to do. */
export function sentenceOf({ code, arguments: values }: ProblemWords): string {
  return fillTemplate(messages[code] ?? code, inWords(values, sentenceOf));
}

/** `file:line:column: sentence`, as far as the place is known, so that editors and terminals can jump to it. */
export function problemLine(problem: ProblemValue): string {
  const { file, line, column } = problem.where ?? {};
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return place === '' ? sentenceOf(problem) : `${place}: ${sentenceOf(problem)}`;
}

/** 83_000 -> `1 min 23 s`. */
export function durationWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Four digits are what people compare. */
export function numberWords(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

export function sizeWords(bytes: number): string {
  const megabytes = bytes / 2 ** 20;
  return `${megabytes >= 10 ? Math.ceil(megabytes) : megabytes.toFixed(1)} MiB`;
}

export function metricWords(metrics: Readonly<Record<string, number>>): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${numberWords(value)}`)
    .join(', ');
}
