import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJobFile } from './read-job-file.ts';
import { requestsOf } from './requests.ts';
import { VARIABLES, writeJob } from './testing/fixtures.ts';

function requestsFrom(options: readonly string[], seed = 1): ReturnType<typeof requestsOf> {
  const [job] = readJobFile(writeJob(['[x]', ...options].join('\n')), VARIABLES);
  if (job === undefined) throw new Error('no job');
  return requestsOf(job, 0, seed);
}

describe('random requests', () => {
  test('go to every byte of every file once, whatever their sizes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('bs=4k', 'bs=512', 'bsrange=4k-32k', 'bssplit=4k/50:64k/10:8k/40', 'bs=8k,32k'),
        fc.constantFrom('randread', 'randwrite', 'randrw'),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(),
        (blocks, rw, files, seed) => {
          const fileBytes = 256 * 1024;
          const requests = requestsFrom([
            blocks,
            `rw=${rw}`,
            `nrfiles=${files}`,
            `size=${files * fileBytes}`,
            `randseed=${seed % 1000}`,
          ]);
          const touched = Array.from({ length: files }, () => new Uint8Array(fileBytes / 512));
          for (const { file, offset, length } of requests) {
            const sectors = touched[file]?.subarray(offset / 512, (offset + length) / 512) ?? [];
            expect(sectors.length).toBe(length / 512);
            for (const [at, times] of sectors.entries()) sectors[at] = times + 1;
          }
          for (const sectors of touched) expect(sectors.every((times) => times === 1)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('are the same for the same seed, and others for another', () => {
    const options = ['rw=randread', 'size=1m'];
    expect(requestsFrom(options, 7)).toEqual(requestsFrom(options, 7));
    expect(requestsFrom(options, 8)).not.toEqual(requestsFrom(options, 7));
  });

  test('without a map come to io_size, and go to some blocks twice', () => {
    const requests = requestsFrom(['rw=randread', 'size=64k', 'io_size=1m', 'norandommap']);
    expect(requests.length).toBe(256);
    expect(new Set(requests.map(({ offset }) => offset)).size).toBeLessThanOrEqual(16);
  });

  test('are reads as often as rwmixread says', () => {
    const requests = requestsFrom(['rw=randrw', 'rwmixread=80', 'size=16m']);
    const share = requests.filter(({ write }) => !write).length / requests.length;
    expect(share).toBeGreaterThan(0.75);
    expect(share).toBeLessThan(0.85);
  });
});

test('requests in order begin at the offset, and take the files in turns', () => {
  const requests = requestsFrom(['rw=write', 'bs=64k', 'size=256k', 'offset=4k', 'filename=a:b']);
  expect(requests).toEqual([
    { write: true, file: 0, offset: 4096, length: 65536 },
    { write: true, file: 1, offset: 4096, length: 65536 },
    { write: true, file: 0, offset: 69632, length: 65536 },
    { write: true, file: 1, offset: 69632, length: 65536 },
  ]);
});
