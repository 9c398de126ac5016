import { describe, expect, test } from 'vitest';
import { BinaryTrace } from '../binary-trace.ts';
import { DiagnosticLog } from '../diagnostics.ts';
import { openTrace } from '../open-trace.ts';
import { surveyStreams } from '../ring/survey.ts';
import { readFixture } from '../testing/fixtures.ts';
import { PageBuilder } from '../testing/page-builder.ts';
import { recordTrace, whyNotRecord } from '../testing/record.ts';
import { samplePayload, sampleTrace } from '../testing/sample-trace.ts';
import { listCpuLosses } from './cpu-losses.ts';
import { simulateOldReader } from './old-reader.ts';
import { createVerdict } from './verdict.ts';

async function open(bytes: Uint8Array): Promise<BinaryTrace> {
  const trace = await openTrace(bytes);
  if (!(trace instanceof BinaryTrace)) throw new Error('no recording');
  return trace;
}

async function check(bytes: Uint8Array) {
  const trace = await open(bytes);
  const survey = surveyStreams(trace.streams, trace.eventTypes, new DiagnosticLog());
  return createVerdict(trace.diagnostics(), listCpuLosses(survey.streams, trace.cpuStats), null);
}

async function simulate(bytes: Uint8Array, stampSize: 8 | 16 = 16) {
  const trace = await open(bytes);
  const ids = new Set(trace.types.map(({ id }) => id));
  return simulateOldReader(trace.streams, { ids, stampSize });
}

describe('old readers', () => {
  const payload = samplePayload(100, 7n, 1, 'x');
  const page = new PageBuilder(1_000_000n)
    .event(0, payload)
    .stamp(2_000_000n)
    .event(0, payload)
    .event(1, payload);
  const bytes = sampleTrace(1, { buffers: [{ name: '', cpus: [{ cpu: 0, pages: [page.build()] }] }] });

  test('are lost after an absolute time stamp', async () => {
    const report = await simulate(bytes);
    expect(report).toMatchObject({ pages: 1, stamps: 1, first: { cpu: 0, page: 0 } });
    expect(report.unknown + report.negativeSizes + report.overrunPages).toBeGreaterThan(0);
  });

  test('would have been right with 8 bytes to a stamp', async () => {
    expect(await simulate(bytes, 8)).toMatchObject({
      records: 3,
      unknown: 0,
      negativeSizes: 0,
      overrunPages: 0,
      first: null,
    });
  });

  test('can read what has no such stamps', async () => {
    expect(await simulate(sampleTrace(2))).toMatchObject({ pages: 4, stamps: 0, records: 200, first: null });
  });

  const why = whyNotRecord();
  if (why !== '') console.warn(`check.test: skipped what records: ${why}`);
  test.skipIf(why !== '')(
    `complain about a healthy recording with interrupts ${why}`,
    { retry: 2 },
    async () => {
      const { bytes: recorded } = recordTrace(
        '-e block -e sched -e irq -e timer -e syscalls -e kmem',
        'dd if=/dev/zero of=$MNT/a bs=64k count=600 oflag=direct; for i in 1 2 3 4 5 6; do find /usr -type f | head -20000 > /dev/null & done; wait',
      );
      const right = await simulate(recorded, 8);
      const old = await simulate(recorded);
      expect(right).toMatchObject({ unknown: 0, negativeSizes: 0, overrunPages: 0 });
      expect(right.stamps).toBeGreaterThan(0);
      expect(old.unknown + old.negativeSizes + old.overrunPages).toBeGreaterThan(0);
      expect(old.first).not.toBeNull();
    },
  );
});

describe('losses of each CPU', () => {
  test('a sound file that lost nothing is whole', async () => {
    const verdict = await check(sampleTrace(2));
    expect(verdict.kind).toBe('whole');
    expect(verdict.cpus).toMatchObject([
      { cpu: 0, pages: 2, events: 100, skippedBytes: 0, overrun: null },
      { cpu: 1, pages: 2, events: 100, skippedBytes: 0, overrun: null },
    ]);
  });

  test('add up to those of the trace, and make a recording lossy', async () => {
    const bytes = readFixture('lossy-two-instances-v7.dat.gz');
    const { cpus, kind } = await check(bytes);
    const { recordedLost } = (await open(bytes)).losses();
    expect(cpus.reduce((sum, cpu) => sum + cpu.recordedLost, 0)).toBe(recordedLost);
    expect(recordedLost).toBeGreaterThan(0);
    expect(kind).toBe('lossy');
  });

  test('the statistics of the recorder are told besides', async () => {
    const text = 'CPU: 1\nentries: 0\noverrun: 5\ncommit overrun: 0\ndropped events: 3\n';
    const { cpus, kind } = await check(sampleTrace(1, { options: [{ id: 2, text }] }));
    expect(cpus[1]).toMatchObject({ cpu: 1, recordedLost: 0, overrun: 5, dropped: 3 });
    expect(kind).toBe('lossy');
  });

  test('damage is told of the CPU it is on', async () => {
    const page = new PageBuilder(1_000_000n)
      .event(0, samplePayload(1, 1n, 1, 'a'))
      .event(1, samplePayload(1, 2n, 1, 'b'))
      .build();
    const broken = page.slice();
    new DataView(broken.buffer).setUint32(16, 0, true);
    const cpus = [
      { cpu: 0, pages: [page] },
      { cpu: 1, pages: [broken, page] },
    ];
    const verdict = await check(sampleTrace(1, { buffers: [{ name: '', cpus }] }));
    expect(verdict.kind).toBe('damaged');
    expect(verdict.cpus).toMatchObject([
      { cpu: 0, events: 2, skippedPages: 0 },
      { cpu: 1, events: 2, skippedPages: 1, pages: 2 },
    ]);
  });
});
