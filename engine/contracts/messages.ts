/**
 * The English sentence for every problem code: what is wrong, then what to do. `{name}` is replaced by an argument.
 * These sentences are also the keys of the translations in l10n/. One table, sorted by code.
 */
export const messages: Readonly<Record<string, string>> = {
  'internal.error': 'Something went wrong inside Sequence Lab: {message}',
};

/** Fills `{name}` places of a template. */
export function fillTemplate(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place));
}
