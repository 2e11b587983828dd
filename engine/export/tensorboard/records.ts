import { buf } from 'crc-32/crc32c';

/**
 * TFRecord framing: for every record its length (64 bit), the masked checksum of the length, the record, and the record's
 * masked checksum, all little-endian. Checksums are CRC-32C (Castagnoli), rotated and shifted so that a checksum over data
 * that holds checksums stays sound.
 */
export function encodeRecords(records: readonly Uint8Array[]): Uint8Array {
  const frame = 16;
  const bytes = new Uint8Array(records.reduce((sum, { length }) => sum + length + frame, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const record of records) {
    view.setBigUint64(at, BigInt(record.length), true);
    view.setUint32(at + 8, masked(bytes.subarray(at, at + 8)), true);
    bytes.set(record, at + 12);
    view.setUint32(at + 12 + record.length, masked(record), true);
    at += record.length + frame;
  }
  return bytes;
}

function masked(bytes: Uint8Array): number {
  const checksum = buf(bytes) >>> 0;
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
