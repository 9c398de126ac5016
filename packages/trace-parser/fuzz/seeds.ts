import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PageBuilder } from '../src/testing/page-builder.ts';
import { samplePayload, sampleTrace } from '../src/testing/sample-trace.ts';
import { findFields, type Structure } from './find-fields.ts';

export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly structure: Structure;
}

/** How much of a text is enough. */
const TEXT = 6000;

/** A page of everything the ring buffer has: extended times, stamps, padding, lost events. */
function createRichPage(): Uint8Array {
  return new PageBuilder(1_000_000n)
    .event(0, samplePayload(100, 1n, 1, 'one'))
    .extend(1n << 30n)
    .event(5, samplePayload(100, 2n, 2, 'two'))
    .stamp(2_000_000_000n)
    .event(0, samplePayload(101, 3n, 3, 'x'.repeat(200)))
    .padding(1, 40)
    .event(7, samplePayload(101, 4n, 4, 'four'))
    .build(17);
}

function createSeeds(directory: string): [string, Uint8Array][] {
  const fixture = (name: string) => {
    const bytes = readFileSync(join(directory, name));
    return new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  };
  const rich = { buffers: [{ name: '', cpus: [{ cpu: 0, pages: [createRichPage(), createRichPage()] }] }] };
  const text = (name: string) => fixture(name).slice(0, TEXT);
  return [
    ['sample-v6', sampleTrace(2, { version: 6 })],
    ['sample-v7', sampleTrace(2)],
    [
      'rich-v7',
      sampleTrace(1, {
        ...rich,
        options: [
          { id: 1, text: '0x10' },
          { id: 2, text: 'CPU: 0\noverrun: 3\n' },
          { id: 14, text: '\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' },
        ],
      }),
    ],
    ['big-endian', sampleTrace(1, { littleEndian: false })],
    ['uring-xfs-v7', fixture('uring-xfs-v7.dat.gz')],
    ['uring-xfs-zstd', fixture('uring-xfs-v7-zstd.dat.gz')],
    ['gzip', new Uint8Array(gzipSync(sampleTrace(1)))],
    ['report', text('write-v6.txt.gz')],
    ['instances', text('lossy-two-instances-v7.txt.gz')],
    ['mail', text('bugzilla-208827.txt')],
  ];
}

/** Small files that damaged ones are made from; recorded ones are in `directory`. */
export function loadSeeds(directory: string): Seed[] {
  return createSeeds(directory).map(([name, bytes]) => ({ name, bytes, structure: findFields(bytes) }));
}
