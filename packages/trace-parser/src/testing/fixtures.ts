import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const DIRECTORY = join(import.meta.dirname, '../../fixtures');

/** A recorded file by its name; what ends in .gz is unpacked. */
export function readFixture(name: string): Uint8Array {
  const bytes = readFileSync(join(DIRECTORY, name));
  return new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

export function writeFixture(name: string, content: Uint8Array | string): void {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  writeFileSync(join(DIRECTORY, name), gzipSync(bytes, { level: 9 }));
}
