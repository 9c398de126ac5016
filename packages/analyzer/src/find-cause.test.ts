import { fileURLToPath } from 'node:url';
import {
  FindingsSchema,
  type Mismatch,
  OP_OUTCOME,
  type RunContents,
  readRunContents,
} from '@uringlab/schema';
import { beforeEach, expect, test } from 'vitest';
import { findCause } from './analyze-run.ts';

const DIRECTORY = fileURLToPath(new URL('../fixtures/recorded-nowait', import.meta.url));

/** Four reads of which none had more than its first page cached, taken for whole: a fresh copy for each test. */
let recorded: RunContents;

beforeEach(async () => {
  recorded = await readRunContents(DIRECTORY);
});

function changeLooks(change: (looks: Mismatch['looks']) => Mismatch['looks']): RunContents {
  return {
    ...recorded,
    mismatches: recorded.mismatches.map((mismatch) => ({ ...mismatch, looks: change(mismatch.looks) })),
  };
}

test('as recorded: an unhandled short read, and everything else ruled out', async () => {
  const { verdict, rate } = FindingsSchema.parse(await findCause(recorded));
  expect(verdict).toMatchObject({
    class: 'unhandled-short-read',
    culprit: 'application',
    trigger: 'nowait-partly-cached',
    pageCacheRight: true,
    diskRight: true,
    fault: true,
  });
  expect(rate).toMatchObject({ hits: 4, total: 4 });
  // Without a trace it is not certain, and the report says what is missing.
  expect(verdict.confidence).toBe('high');
  expect(verdict.unknowns).toEqual([expect.stringContaining('No trace was taken')]);
  expect(verdict.alternatives).toHaveLength(7);
});

test('wrong bytes by a direct read are wrong data on disk', async () => {
  const wrong = {
    result: 65_536,
    right: false,
    ranges: [{ start: 0, end: 65_536, class: 'old-generation' as const }],
  };
  const { verdict } = await findCause(changeLooks((looks) => ({ ...looks, direct: wrong, buffered: wrong })));
  expect(verdict).toMatchObject({
    class: 'wrong-data-on-disk',
    diskRight: false,
    pageCacheRight: false,
    fault: true,
  });
  expect(verdict.sentence).toContain('old-generation');
  expect(verdict.evidence[0]?.text).toMatch(
    /^direct pread at 0x[0-9a-f]+ \+ 65536: 65536 bytes: 0x0-0x10000 an older write of this place$/,
  );
});

test('a page cache that holds an older write than the disk accuses nobody', async () => {
  const wrong = {
    result: 65_536,
    right: false,
    ranges: [{ start: 0, end: 65_536, class: 'old-generation' as const }],
  };
  const { verdict } = await findCause(changeLooks((looks) => ({ ...looks, buffered: wrong })));
  expect(verdict).toMatchObject({ class: 'page-cache-differs-from-disk', culprit: 'unknown', fault: true });
});

test('wrong bytes by a buffered read alone: the page cache differs from the disk', async () => {
  const wrong = {
    result: 65_536,
    right: false,
    ranges: [{ start: 0, end: 65_536, class: 'zeroes' as const }],
  };
  const { verdict } = await findCause(changeLooks((looks) => ({ ...looks, buffered: wrong })));
  expect(verdict).toMatchObject({
    class: 'page-cache-differs-from-disk',
    culprit: 'page-cache',
    diskRight: true,
    pageCacheRight: false,
  });
});

test('wrong bytes inside the count returned, while cache and disk are right, are a fault of their own', async () => {
  const { ops } = recorded;
  ops.result.fill(65_536);
  ops.lastResult.fill(65_536);
  ops.total.fill(65_536);
  const mismatches = recorded.mismatches.map((mismatch) => ({ ...mismatch, result: 65_536, total: 65_536 }));
  const { verdict } = await findCause({ ...recorded, ops, mismatches });
  expect(verdict).toMatchObject({
    class: 'wrong-data-in-buffer',
    culprit: 'unknown',
    fault: true,
    pageCacheRight: true,
    diskRight: true,
  });
  expect(verdict.sentence).toMatch(/^4 of 4 reads put wrong bytes into the buffer inside the count/);
});

test('an unhandled short read does not hide wrong bytes inside the count of other reads', async () => {
  const { ops } = recorded;
  for (const row of [1, 2, 3]) {
    ops.result[row] = 65_536;
    ops.lastResult[row] = 65_536;
    ops.total[row] = 65_536;
  }
  const mismatches = recorded.mismatches.map((mismatch) =>
    mismatch.row === 0 ? mismatch : { ...mismatch, result: 65_536, total: 65_536 },
  );
  for (const [kept, expected, fault] of [
    [mismatches, 'wrong-data-in-buffer', true],
    // Of ranges that nobody read again, page cache and disk may be to blame as well.
    [mismatches.slice(0, 1), 'not-enough-evidence', null],
    [[], 'not-enough-evidence', null],
  ] as const) {
    const { verdict } = await findCause({ ...recorded, ops, mismatches: [...kept] });
    expect(verdict).toMatchObject({ class: expected, culprit: 'unknown', fault });
    expect(verdict.sentence).toContain('3 of 4 reads');
    expect(verdict.sentence).toContain('1 more are unhandled short reads');
  }
});

test('a legal short read does not acquit reads that are wrong', async () => {
  const { ops } = recorded;
  ops.offset[0] = 65_536n * 3n;
  const files = recorded.run.files.map((file) => ({ ...file, bytes: 196_608 + 4096 }));
  for (const row of [1, 2, 3]) ops.offset[row] = BigInt(65_536 * (row - 1));
  const mismatches = recorded.mismatches.map((mismatch) => ({
    ...mismatch,
    offset: Number(ops.offset[mismatch.row]),
  }));
  const { verdict } = await findCause({ ...recorded, run: { ...recorded.run, files }, ops, mismatches });
  expect(verdict).toMatchObject({ class: 'unhandled-short-read', fault: true });
  expect(verdict.alternatives).toContainEqual({
    claim: 'The short reads end at the end of the file',
    excludedBy: 'it explains 1 of 4 short reads, and not 3 reads that were wrong or failed',
  });
});

test('what was looked at is not said of what was not', async () => {
  const { verdict } = await findCause({ ...recorded, mismatches: recorded.mismatches.slice(0, 1) });
  const texts = verdict.alternatives.map(({ excludedBy }) => excludedBy).join('\n');
  expect(texts).toContain('1 failing ranges looked at, of 4: all give the bytes last written there');
  expect(texts).toContain('in all 4 failing buffers no more bytes are wrong than lie behind the count');
});

test('-EAGAIN that RWF_NOWAIT asks for is no device error', async () => {
  const { ops } = recorded;
  ops.result.fill(65_536);
  ops.lastResult.fill(65_536);
  ops.total.fill(65_536);
  ops.outcome.fill(OP_OUTCOME.right);
  // Row 0 was put off and then came whole; row 1 was not sent again.
  ops.result[0] = -11;
  ops.attempts[0] = 2;
  ops.result[1] = -11;
  ops.lastResult[1] = -11;
  ops.outcome[1] = OP_OUTCOME.error;
  const { verdict } = await findCause({ ...recorded, ops, mismatches: [] });
  expect(verdict).toMatchObject({ class: 'no-fault-found', fault: false });
  expect(verdict.sentence).toContain('1 were declined as their flags allow');
});

test('a log line of another device, or of none that was read, convicts and acquits nobody', async () => {
  const { ops } = recorded;
  ops.result.fill(65_536);
  ops.lastResult.fill(65_536);
  ops.outcome.fill(OP_OUTCOME.right);
  const dmesg =
    '[    1.000000] I/O error, dev loop1, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2\n';
  const { verdict } = await findCause({ ...recorded, ops, mismatches: [], dmesg });
  expect(verdict.class).toBe('no-fault-found');
  expect(verdict.alternatives).toContainEqual(
    expect.objectContaining({
      claim: 'The device fails',
      excludedBy: expect.stringContaining('the kernel log'),
    }),
  );
  const capture = { ...recorded.run.capture, missing: ['dmesg: EPERM on /dev/kmsg'] };
  const unread = await findCause({ ...recorded, run: { ...recorded.run, capture }, ops, mismatches: [] });
  expect(unread.verdict.alternatives).toContainEqual({
    claim: 'The device fails',
    excludedBy: 'none of 4 reads ended in an error of the device',
  });
});

test('an error behind one of four ranges does not explain the other three', async () => {
  const failed = { result: -5, right: false, ranges: [{ start: 0, end: 4096, class: 'right' as const }] };
  const mismatches = recorded.mismatches.map((mismatch) =>
    mismatch.row === 0 ? { ...mismatch, looks: { ...mismatch.looks, buffered: failed } } : mismatch,
  );
  const { verdict } = await findCause({ ...recorded, mismatches });
  expect(verdict).toMatchObject({ trigger: 'nowait-partly-cached', confidence: 'medium' });
  expect(verdict.sentence).toContain('in 3 of 4 short reads looked at');
  expect(verdict.alternatives.map(({ claim }) => claim)).not.toContain('The device fails');
});

test('short reads taken for whole whose bytes were right by chance are not called handled', async () => {
  const { ops } = recorded;
  ops.outcome.fill(OP_OUTCOME.right);
  const { verdict } = await findCause({ ...recorded, ops, mismatches: [] });
  expect(verdict.class).toBe('no-fault-found');
  expect(verdict.sentence).toContain('took 4 for whole, whose other bytes were right by chance');
  expect(verdict.unknowns.join('\n')).toContain('4 of 4 short reads were taken for whole');
});

test('RWF_NOWAIT alone does not make the page cache the reason', async () => {
  const mismatches = recorded.mismatches.map((mismatch) => ({ ...mismatch, residentBefore: '.'.repeat(16) }));
  expect((await findCause({ ...recorded, mismatches })).verdict.trigger).toBe('unknown');
});

test('short reads that end at the end of the file are legal', async () => {
  const { ops } = recorded;
  ops.offset.fill(196_608n);
  const files = recorded.run.files.map((file) => ({ ...file, bytes: 196_608 + 4096 }));
  const mismatches = recorded.mismatches.map((mismatch) => ({ ...mismatch, offset: 196_608 }));
  const { verdict } = await findCause({ ...recorded, run: { ...recorded.run, files }, ops, mismatches });
  expect(verdict).toMatchObject({
    class: 'legal-short-read',
    culprit: 'nobody',
    fault: false,
    confidence: 'certain',
  });
});

test('short reads that were continued are no fault', async () => {
  const { ops } = recorded;
  ops.attempts.fill(2);
  ops.total.fill(65_536);
  ops.lastResult.fill(61_440);
  ops.outcome.fill(OP_OUTCOME.right);
  const { verdict } = await findCause({ ...recorded, ops, mismatches: [] });
  expect(verdict).toMatchObject({ class: 'no-fault-found', fault: false });
  expect(verdict.sentence).toContain('asked for the rest of each');
});

test("reads that fail with the log full of I/O errors are the device's fault", async () => {
  const { ops } = recorded;
  ops.result.fill(-5);
  ops.lastResult.fill(-5);
  ops.outcome.fill(OP_OUTCOME.error);
  const dmesg =
    '[    1.000000] I/O error, dev loop0, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2\n';
  const { verdict } = await findCause({ ...recorded, ops, mismatches: [], dmesg });
  expect(verdict).toMatchObject({ class: 'device-error', culprit: 'device', fault: true });
  expect(verdict.evidence).toContainEqual({ source: 'dmesg', text: dmesg.trimEnd() });
  expect((await findCause({ ...recorded, ops, mismatches: [], dmesg: '' })).verdict.culprit).toBe('unknown');
});

test('without RWF_NOWAIT on the requests, the cause of a short read is not known', async () => {
  const { ops } = recorded;
  ops.rwFlags.fill(0);
  const { verdict } = await findCause(recorded);
  expect(verdict).toMatchObject({ class: 'unhandled-short-read', trigger: 'unknown', confidence: 'medium' });
});

test('an error behind the good pages is the trigger, whatever the flags', async () => {
  const failed = { result: -5, right: false, ranges: [{ start: 0, end: 4096, class: 'right' as const }] };
  const { verdict } = await findCause(changeLooks((looks) => ({ ...looks, buffered: failed })));
  expect(verdict).toMatchObject({
    class: 'unhandled-short-read',
    trigger: 'hidden-error',
    pageCacheRight: true,
  });
  expect(verdict.sentence).toContain('-EIO');
});

/** The recorded reads as if RWF_NOWAIT had not been set, on another kernel. */
function withoutNowait(environment: Partial<RunContents['run']['environment']>): RunContents {
  recorded.ops.rwFlags.fill(0);
  return {
    ...recorded,
    run: {
      ...recorded.run,
      peers: [],
      environment: { ...recorded.run.environment, ...environment },
    },
  };
}

test('short where residency stops, without RWF_NOWAIT, before 5.9: the first attempt was the result', async () => {
  const { verdict } = await findCause(withoutNowait({ release: '5.8.0' }));
  expect(verdict).toMatchObject({
    class: 'unhandled-short-read',
    trigger: 'partly-cached',
    title: "short read from the kernel's async buffered read, unhandled by the consumer",
    fixedBy: { commit: '227c0c9673d8', release: '5.9' },
    confidence: 'high',
  });
  expect(verdict.evidence.map(({ source }) => source)).toEqual(['ring', 'look', 'residency']);
});

test('the same on 5.10 with its retry switched off says that it is', async () => {
  const environment = { release: '5.10.223', ringParameters: { lab_no_short_retry: 'Y' } };
  const { verdict } = await findCause(withoutNowait(environment));
  expect(verdict).toMatchObject({ trigger: 'partly-cached', fixedBy: { commit: '227c0c9673d8' } });
  expect(verdict.evidence.map(({ text }) => text).join('\n')).toContain(
    'the retry of short reads, which 5.10.223 has, is switched off in this kernel (io_uring.lab_no_short_retry=Y)',
  );
});

test('the same on a kernel that asks for the rest itself is not explained', async () => {
  const environment = { release: '5.10.223', ringParameters: { lab_no_short_retry: 'N' } };
  const { verdict } = await findCause(withoutNowait(environment));
  expect(verdict).toMatchObject({ class: 'unhandled-short-read', trigger: 'unknown', fixedBy: null });
});
