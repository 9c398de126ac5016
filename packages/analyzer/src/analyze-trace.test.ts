import { readFileSync } from 'node:fs';
import { FindingsSchema } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import { analyzeTrace } from './analyze-trace.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const MAIL = readFileSync(new URL('../../trace-parser/fixtures/bugzilla-208827.txt', import.meta.url));
const EXCERPT = fixture('bz-208827-trace.txt');

describe.each([
  ['the mail that lost its line breaks', MAIL],
  ['a clean copy of its trace lines', EXCERPT],
])('kernel bugzilla 208827, from %s', async (_, bytes) => {
  const findings = await analyzeTrace(bytes);
  const [life] = findings.requests;

  test('the request', async () => {
    expect(life).toMatchObject({
      offset: 0x6f40000,
      length: 65_536,
      result: 4096,
      address: { inode: 0x86, device: '253:32' },
    });
  });

  test('its three calls', async () => {
    expect(life?.attempts).toEqual([-11, -529, 4096]);
    expect(findings.interpretation.join('\n')).toMatch(
      /returns -EAGAIN[\s\S]*returns -EIOCBQUEUED[\s\S]*returns 4096/,
    );
  });

  test('the addresses of the layers', async () => {
    expect(life?.address).toMatchObject({
      fileOffset: 116_654_080,
      iomapAddress: 922_058_752,
      sector: 1_800_896,
      sectors: 128,
      consistent: true,
      readaheadPages: 16,
      bioNs: 865_000,
    });
  });

  test('the verdict', async () => {
    expect(findings.verdict).toMatchObject({
      class: 'unhandled-short-read',
      trigger: 'readahead-race',
      culprit: 'application',
      title: 'application: unhandled short read',
      // The race is shown; that nobody asks for the rest is only not seen.
      confidence: 'medium',
      fault: true,
      fixedBy: { commit: '227c0c9673d8', release: '5.9' },
    });
    expect(findings.verdict.sentence).toContain(
      'short read from an async buffered read racing readahead completion',
    );
    expect(findings.verdict.sentence).toContain('as far as the trace shows no read of the other 61440 bytes');
    expect(findings.verdict.sentence).toContain('not a file system fault and not a page cache fault');
    expect(findings.verdict.alternatives.map(({ claim }) => claim)).toEqual(
      expect.arrayContaining([
        'The file system or the block layer read the wrong place',
        'The device failed, and the partial count hides it',
        'The read ends at the end of the file',
      ]),
    );
  });

  test('everything', async () => {
    const text = JSON.stringify(FindingsSchema.parse({ ...findings, source: '' }), null, 2);
    await expect(text).toMatchFileSnapshot('../fixtures/bz-208827.json');
  });
});

test('a short read of a stock kernel that did not wait for its readahead', async () => {
  const { verdict, rate, requests } = await analyzeTrace(fixture('nowait-6.18.txt'));
  expect(verdict).toMatchObject({
    class: 'unhandled-short-read',
    trigger: 'nowait-partly-cached',
    fault: true,
  });
  // The program reads the first block again, by pread(2).
  expect(rate).toMatchObject({ hits: 3, total: 4 });
  expect(requests.map(({ offset, result }) => [offset, result])).toEqual(
    [1, 2, 3, 0].map((block) => [block * 65_536, 4096]),
  );
  expect(requests[0]?.pageMap?.rows.at(-1)?.cells).toBe('CSSSSSSSSSSSSSSS');
});

test('cold reads of a stock kernel that came back whole', async () => {
  const { verdict, rate, requests } = await analyzeTrace(fixture('cold-6.18.txt'));
  expect(verdict).toMatchObject({ class: 'no-fault-found', fault: false });
  expect(rate).toMatchObject({ hits: 0, total: 4 });
  expect(requests[0]?.steps.map(({ kind }) => kind)).toEqual([
    'submit',
    'issue',
    'page-added',
    'readahead',
    'map',
    'bio-queued',
    'bio-issued',
    'reissue',
    'bio-completed',
    'reissue',
    'complete',
  ]);
});

test('a short read whose rest is read is handled', async () => {
  const text = EXCERPT.toString('latin1').trimEnd();
  const rest = [
    ' io_uring-sq-4518 [012] 52.907863: xfs_file_buffered_read: dev 253:32 ino 0x86 size 0x10000000 offset 0x6f41000 count 0xf000',
    ' io_uring-sq-4518 [012] 52.907866: xfs_file_buffered_read: dev 253:32 ino 0x86 size 0x10000000 offset 0x6f50000 count 0xf000',
  ].join('\n');
  const { verdict } = await analyzeTrace(Buffer.from(`${text}\n${rest}\n`));
  expect(verdict.class).not.toBe('unhandled-short-read');
  expect(verdict.alternatives).toContainEqual({
    claim: 'A short read was not followed up',
    excludedBy: 'a read of the rest follows each of the 1 short reads',
  });
});

test('a short read that reaches the end of the file is legal', async () => {
  const text = EXCERPT.toString('latin1').replaceAll('size 0x10000000', 'size 0x6f41000');
  expect((await analyzeTrace(Buffer.from(text))).verdict).toMatchObject({
    class: 'legal-short-read',
    culprit: 'nobody',
    fault: false,
  });
});

test('a bio that reads another place than the mapping names is said to', async () => {
  const text = EXCERPT.toString('latin1').replaceAll('addr 922058752', 'addr 922058240');
  const { requests, verdict } = await analyzeTrace(Buffer.from(text));
  expect(requests[0]?.address.consistent).toBe(false);
  expect(verdict.unknowns.join('\n')).toContain('is not the place of iomap address 922058240');
});

test('a trace without any read is not enough evidence', async () => {
  const text = 'cpus=1\n             fio-1     [000]     1.000000: sched_switch:         prev_comm=a\n';
  const { verdict, rate } = await analyzeTrace(Buffer.from(text));
  expect(verdict).toMatchObject({ class: 'not-enough-evidence', fault: null, culprit: 'unknown' });
  expect(rate).toBeNull();
});
