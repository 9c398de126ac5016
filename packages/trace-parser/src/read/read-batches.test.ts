import { expect, test } from 'vitest';
import { openBytes } from '../testing/open-bytes.ts';
import { PageBuilder } from '../testing/page-builder.ts';
import { formatText, SAMPLE_FORMAT, samplePayload, sampleTrace } from '../testing/sample-trace.ts';
import type { Trace } from '../trace.ts';

const OTHER_ID = 701;
/** Enough for many windows of a CPU. */
const PAGES = 600;
const RARE = 97;

/** Two CPUs with a rare event among many others. */
function openLargeTrace(): Trace {
  const other = formatText('other', OTHER_ID, [['u64 number', 8, 8, 0]], '"%llu", REC->number');
  const cpus = [0, 1].map((cpu) => ({
    cpu,
    pages: Array.from({ length: PAGES }, (_, index) => {
      const page = new PageBuilder(BigInt(1000 + index * 1000 + cpu));
      for (let event = 0; event < 40; event++) {
        const payload = samplePayload(100 + cpu, BigInt(index * 100 + event), -1, 'x');
        const isRare = (index * 40 + event) % RARE === 0;
        if (!isRare) new DataView(payload.buffer).setUint16(0, OTHER_ID, true);
        page.event(3, payload);
      }
      return page.build();
    }),
  }));
  return openBytes(
    sampleTrace(1, {
      buffers: [{ name: '', cpus }],
      formats: [SAMPLE_FORMAT, other].map((text) => ({ system: 'lab', text })),
    }),
  );
}

function listEvents(trace: Trace, selection: Parameters<Trace['events']>[0]) {
  return Array.from(trace.events(selection), (event) => [event.timestamp, event.pid, event.field('number')]);
}

function listRows(trace: Trace, selection: Parameters<Trace['batches']>[0]) {
  const rows: unknown[] = [];
  for (const batch of trace.batches(selection)) {
    const numbers = new Map<number, bigint>();
    for (const { rows: places, columns } of batch.tables()) {
      const column = columns.find(({ name }) => name === 'number');
      places.forEach((row, index) => {
        if (column?.kind === 'integer') numbers.set(row, BigInt(column.values[index] ?? -1));
      });
    }
    for (let row = 0; row < batch.length; row++) {
      const event = batch.event(row);
      rows.push([batch.timestamps[row], batch.pids[row], event.field('number')]);
      expect(BigInt(event.field('number') ?? -2)).toBe(numbers.get(row));
    }
  }
  return rows;
}

test.each([
  ['everything', {}],
  ['a rare event', { names: ['sample'] }],
  ['a rare event of one CPU', { names: ['lab:sample'], cpus: [1] }],
  ['a part of the time', { from: 100_000n, to: 200_000n }],
  ['a rare event in a part of the time', { names: ['sample'], from: 50_000n }],
])('batches hold what events give: %s', (_name, selection) => {
  const trace = openLargeTrace();
  const rows = listRows(trace, selection);
  expect(rows.length).toBeGreaterThan(50);
  expect(rows).toEqual(listEvents(trace, selection));
  const all = Array.from(trace.events()).filter(
    ({ name, cpu, timestamp }) =>
      (!('names' in selection) || name === 'sample') &&
      (!('cpus' in selection) || cpu === 1) &&
      (!('from' in selection) || timestamp >= (selection.from ?? 0n)) &&
      (!('to' in selection) || timestamp < (selection.to ?? 0n)),
  );
  expect(rows.length).toBe(all.length);
});
