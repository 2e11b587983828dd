import * as fs from 'node:fs';
import * as path from 'node:path';
import { localiseSchema } from './language/localise-schema';

/** Part of the build: writes DIST/experiment.schema.LANGUAGE.json for every language in l10n/. */
function main(dist: string): void {
  const read = (file: string): unknown => JSON.parse(fs.readFileSync(file, 'utf8'));
  const schema = read(path.join(dist, 'experiment.schema.json')) as Parameters<typeof localiseSchema>[0];
  const l10n = path.join(__dirname, '../l10n');
  for (const file of fs.readdirSync(l10n)) {
    const language = /^bundle\.l10n\.(.+)\.json$/.exec(file)?.[1];
    if (language === undefined) continue;
    const localised = localiseSchema(schema, read(path.join(l10n, file)) as Record<string, string>);
    fs.writeFileSync(path.join(dist, `experiment.schema.${language}.json`), JSON.stringify(localised));
  }
}

main(process.argv[2]);
