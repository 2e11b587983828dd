import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { catalogJson, experimentJsonSchema } from '../catalog/json-schema';
import { inspectionJsonSchema } from '../catalog/inspection-file';
import { writeSamples } from './samples';

/**
 * Writes what the bundles take from the engine as data (the catalogue, the schema of experiment files, the sample workspace), and
 * the schema of what `seqlab inspect` writes.
 * Part of the build: `tsx engine/node/build.ts DIST`.
 */
async function build(target: string): Promise<void> {
  await fs.mkdir(target, { recursive: true });
  await writeFormatted(path.join(target, 'catalog.json'), catalogJson());
  await writeFormatted(path.join(target, 'experiment.schema.json'), experimentJsonSchema());
  await writeFormatted(path.join(target, 'inspection.schema.json'), inspectionJsonSchema());
  await writeSamples(path.resolve(__dirname, '../..'), path.join(target, 'samples'));
}

function writeFormatted(file: string, value: unknown): Promise<void> {
  return fs.writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

void build(path.resolve(process.argv[2] ?? 'dist'));
