import * as path from 'node:path';
import { decodeText } from '../../data/decode';
import { recogniseEncoding } from '../../data/encoding';
import { DataFiles } from '../files';
import { rootOfNamed } from './options';
import { shown } from './output';

/** The text of a file that a person names, in whatever encoding it is. Throws what reading a text throws. */
export async function readText(named: string): Promise<string> {
  const file = path.resolve(named);
  const files = new DataFiles(process.cwd(), [await rootOfNamed(file)]);
  try {
    const source = await files.open(shown(file));
    let text = '';
    for await (const piece of decodeText(source, await recogniseEncoding(source))) text += piece;
    return text;
  } finally {
    await files.close();
  }
}
