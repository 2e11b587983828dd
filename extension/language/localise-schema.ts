type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The schema of experiment files with its titles and descriptions in another language. The build calls this once for each
 * language in l10n/ and writes dist/experiment.schema.LANGUAGE.json; package.nls names the one to use.
 * @param translations English sentence -> translation; what is missing stays English
 */
export function localiseSchema(schema: Json, translations: Readonly<Record<string, string>>): Json {
  if (Array.isArray(schema)) return schema.map((item: Json) => localiseSchema(item, translations));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]: [string, Json]) =>
      isText(key, value) ? [key, translations[value] ?? value] : [key, localiseSchema(value, translations)],
    ),
  );
}

/** Every sentence of a schema that a person sees. */
export function schemaSentences(schema: Json): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((item: Json) => schemaSentences(item));
  return Object.entries(schema).flatMap(([key, value]: [string, Json]) =>
    isText(key, value) ? [value] : schemaSentences(value),
  );
}

/** A property may be called `title` too; its value is an object then. */
function isText(key: string, value: Json): value is string {
  return (key === 'title' || key === 'description') && typeof value === 'string';
}
