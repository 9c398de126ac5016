import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SectorRange } from './execution.ts';
import { native } from './native.ts';
import { classify, type PreviousRead, stampBlock } from './oracle.ts';

const here = { runId: 0xabcdef0123456789n, fileId: 3, offset: 8192n, generation: 5, fileBytes: 1n << 40n };
const SECTOR = 512;

function stampHere(length: number, change: Partial<typeof here> = {}): Uint8Array {
  const { runId, fileId, offset, generation } = { ...here, ...change };
  return stampBlock(runId, fileId, offset, generation, length);
}

/** Two right sectors, then two of `bad`. */
function classifyTail(bad: Uint8Array, previous?: PreviousRead): SectorRange[] {
  const bytes = stampHere(4 * SECTOR);
  bytes.set(bad, 2 * SECTOR);
  return classify(here, bytes, previous);
}

function poisonOf(row: number, length: number): Uint8Array {
  const words = new Uint32Array(length / 4);
  for (let at = 0; at < words.length; at += 2) words.set([row, 0x5a5a5a5a], at);
  return new Uint8Array(words.buffer);
}

const right = { start: 0, end: 1024, class: 'right' };
const tail = { start: 1024, end: 2048 };
const tailPlace = { file: 3, offset: 8192 + 1024, generation: 5 };

test('right', () => {
  expect(classify(here, stampHere(2048))).toEqual([{ start: 0, end: 2048, class: 'right' }]);
});

test('poison names its request', () => {
  expect(classifyTail(poisonOf(77, 1024))).toEqual([
    right,
    { ...tail, class: 'poison', origin: { row: 77 } },
  ]);
});

test('earlier-read names the request that left it, and its place', () => {
  const earlier = stampHere(2048, { fileId: 9, offset: 65536n, generation: 2 });
  const previous = { row: 12, file: 9, offset: 65536n, generation: 2, length: 2048 };
  const origin = { row: 12, file: 9, offset: 65536 + 1024, generation: 2 };
  expect(classifyTail(earlier.subarray(1024), previous)).toEqual([
    right,
    { ...tail, class: 'earlier-read', origin },
  ]);
});

test('old-generation', () => {
  const old = stampHere(2048, { generation: 4 }).subarray(1024);
  const origin = { ...tailPlace, generation: 4 };
  expect(classifyTail(old)).toEqual([right, { ...tail, class: 'old-generation', origin }]);
});

test('other-offset', () => {
  const other = stampHere(1024, { offset: 0n });
  const origin = { ...tailPlace, offset: 0 };
  expect(classifyTail(other)).toEqual([right, { ...tail, class: 'other-offset', origin }]);
});

test('other-file', () => {
  const other = stampHere(2048, { fileId: 4 }).subarray(1024);
  expect(classifyTail(other)).toEqual([
    right,
    { ...tail, class: 'other-file', origin: { ...tailPlace, file: 4 } },
  ]);
});

test('other-run', () => {
  const other = stampHere(2048, { runId: 1n }).subarray(1024);
  expect(classifyTail(other)).toEqual([right, { ...tail, class: 'other-run', origin: tailPlace }]);
});

test('zeroes', () => {
  expect(classifyTail(new Uint8Array(1024))).toEqual([right, { ...tail, class: 'zeroes' }]);
});

test('torn: one flipped bit below a valid header', () => {
  const torn = stampHere(2048).subarray(1024);
  torn[300] = (torn[300] ?? 0) ^ 1;
  expect(classifyTail(torn)).toEqual([
    right,
    { start: 1024, end: 1536, class: 'torn', origin: tailPlace },
    { start: 1536, end: 2048, class: 'right' },
  ]);
});

test('noise', () => {
  const noise = new Uint8Array(1024).fill(0xee);
  expect(classifyTail(noise)).toEqual([right, { ...tail, class: 'noise' }]);
});

test('a transfer that ends within a sector: the split is at the byte', () => {
  const bytes = stampHere(1024);
  bytes.set(poisonOf(9, 1024).subarray(700), 700);
  expect(classify(here, bytes)).toEqual([
    { start: 0, end: 700, class: 'right' },
    { start: 700, end: 1024, class: 'poison', origin: { row: 9 } },
  ]);
});

test('right bytes amid poison', () => {
  const bytes = poisonOf(9, 512);
  bytes.set(stampHere(512).subarray(100, 200), 100);
  expect(classify(here, bytes)).toEqual([
    { start: 0, end: 100, class: 'poison', origin: { row: 9 } },
    { start: 100, end: 200, class: 'right' },
    { start: 200, end: 512, class: 'poison', origin: { row: 9 } },
  ]);
});

test('the end of the file within a sector: right up to it, never beyond', () => {
  const place = { ...here, fileBytes: here.offset + 700n };
  expect(classify(place, stampHere(700))).toEqual([{ start: 0, end: 700, class: 'right' }]);
  const longer = stampHere(1024);
  longer.fill(0, 700);
  expect(classify(place, longer)).toEqual([
    { start: 0, end: 700, class: 'right' },
    { start: 700, end: 1024, class: 'zeroes' },
  ]);
});

/** Not known where a part of a sector is all there is. */
function isAuthorOrChecksum(at: number): boolean {
  return (at >= 4 && at < 8) || (at >= 32 && at < 44);
}

test('ranges cover the buffer without gaps, whatever the bytes', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constant(stampHere(SECTOR)),
      fc.constant(poisonOf(3, SECTOR)),
      fc.constant(new Uint8Array(SECTOR)),
      fc.uint8Array({ minLength: 1, maxLength: 600 }),
      fc.nat(SECTOR - 1).map((from) => stampHere(SECTOR).subarray(from)),
    ),
    { minLength: 1, maxLength: 8 },
  );
  const previous = { row: 1, file: 3, offset: 100n, generation: 5, length: 900 };
  fc.assert(
    fc.property(pieces, fc.nat(2000), fc.boolean(), (parts, end, known) => {
      const bytes = new Uint8Array(parts.flatMap((part) => [...part]));
      const place = { ...here, fileBytes: here.offset + BigInt(end) };
      const ranges = classify(place, bytes, known ? previous : undefined);
      expect(ranges[0]?.start).toBe(0);
      expect(ranges.at(-1)?.end).toBe(bytes.length);
      ranges.slice(1).forEach((range, index) => {
        expect(range.start).toBe(ranges[index]?.end);
      });
      const expected = stampHere(Math.min(bytes.length, end));
      for (const { start, end: stop } of ranges.filter((range) => range.class === 'right')) {
        const differs = (at: number) => bytes[at] !== expected[at] && !isAuthorOrChecksum(at % SECTOR);
        expect(Array.from({ length: stop - start }, (_, i) => start + i).filter(differs)).toEqual([]);
      }
    }),
  );
});

test('every flipped bit of a block is seen', () => {
  fc.assert(
    fc.property(fc.nat(4 * SECTOR * 8 - 1), (bit) => {
      const bytes = stampHere(4 * SECTOR);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const bad = classify(here, bytes).filter((range) => range.class !== 'right');
      const start = (bit >> 12) * SECTOR;
      expect(bad.map((range) => [range.start, range.end])).toEqual([[start, start + SECTOR]]);
    }),
  );
});

// RFC 3720, appendix B.4.
const VECTORS: [string, Uint8Array, number][] = [
  ['32 bytes of zeroes', new Uint8Array(32), 0x8a9136aa],
  ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['32 bytes counting up', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ['32 bytes counting down', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
];

for (const [name, bytes, checksum] of VECTORS) {
  test(`CRC32C of ${name}, in hardware and portably`, () => {
    expect([native().crc32c(bytes, false), native().crc32c(bytes, true)]).toEqual([checksum, checksum]);
  });
}

test('CRC32C in hardware and portably agree', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
      expect(native().crc32c(bytes, false)).toBe(native().crc32c(bytes, true));
    }),
  );
});

test('a sector carries the portable CRC32C of its last 504 bytes, alone and among others', () => {
  for (const sectors of [1, 3, 4, 5, 9]) {
    const bytes = stampHere(sectors * SECTOR);
    for (let at = 0; at < bytes.length; at += SECTOR) {
      const stored = new DataView(bytes.buffer).getUint32(at + 4, true);
      expect(stored).toBe(native().crc32c(bytes.subarray(at + 8, at + SECTOR), true));
    }
  }
});
