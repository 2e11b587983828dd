import type { Format } from '../../contracts/data';
import { decodeText } from '../decode';
import { recogniseEncoding } from '../encoding';
import { refuseBeyond } from '../memory';
import { BYTES_PER_TOKEN } from '../token-sequence';

/** Plain text. Planned at one token a byte, which no text exceeds. Throws `data.empty`, `data.binary`, `data.memory`... */
export const textFormat: Format = {
  kind: 'text',
  async read(source, config, limits) {
    refuseBeyond(limits, source.size * BYTES_PER_TOKEN, source.name);
    const encoding = await recogniseEncoding(source, config.encoding);
    return { kind: 'text', encoding: encoding.label, pieces: () => decodeText(source, encoding) };
  },
};
