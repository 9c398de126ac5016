import { describe, expect, test } from 'vitest';
import type { Column } from '../columns/column.ts';
import { readFixture } from '../testing/fixtures.ts';
import { openTextTrace } from './text-trace.ts';

function open(text: string) {
  return openTextTrace(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
}

/** Values of a column as texts, row by row. */
function listValues(column: Column): string[] {
  if (column.kind === 'integer') return Array.from(column.values, String);
  const { offsets } = column;
  return Array.from({ length: offsets.length - 1 }, (_, row) =>
    column.kind === 'text'
      ? String.fromCharCode(...column.bytes.subarray(offsets[row], offsets[row + 1]))
      : String(column.values.subarray(offsets[row], offsets[row + 1])),
  );
}

describe('a batch', () => {
  const trace = openTextTrace(readFixture('layouts/default.txt.gz'), 4096);

  test('has in its columns what its events say', () => {
    let events = 0;
    for (const batch of trace.batches()) {
      for (let row = 0; row < batch.length; row++) {
        const event = batch.event(row);
        expect([
          batch.timestamps[row],
          batch.cpus[row],
          batch.pids[row],
          batch.lost[row],
          trace.types[batch.types[row] as number]?.name,
          trace.instances[batch.instances[row] as number]?.name,
        ]).toEqual([event.timestamp, event.cpu, event.pid, event.lostBefore, event.name, event.instance]);
        events++;
      }
    }
    expect(events).toBe(Array.from(trace.events()).length);
  });

  test('is the same one from an asynchronous walk', async () => {
    const lengths: number[] = [];
    for await (const batch of trace) lengths.push(batch.length);
    expect(lengths.length).toBeGreaterThan(2);
    expect(lengths).toEqual(Array.from(trace.batches(), ({ length }) => length));
  });

  test('has a row that is outside of it refused', () => {
    const [batch] = trace.batches();
    expect(() => batch?.event(batch.length)).toThrow(RangeError);
  });
});

describe('tables', () => {
  const HEAD = 'cpus=1\n';
  const line = (name: string, info: string) =>
    `              sh-1     [000]     1.000001: ${name}: ${info}\n`;
  const tablesOf = (...lines: string[]) =>
    Array.from(open(HEAD + lines.join('')).batches(), (batch) => batch.tables()).flat();

  test('have a column to a field: integers where every row has one, else text', () => {
    const [table] = tablesOf(line('a', 'n=1 mixed=1 some=7'), line('a', 'n=-2 mixed=one'));
    expect(table?.columns.map((column) => [column.name, column.kind, listValues(column)])).toEqual([
      ['n', 'integer', ['1', '-2']],
      ['mixed', 'text', ['1', 'one']],
      ['some', 'text', ['7', '']],
    ]);
    expect(table?.type.format.fields.map(({ name }) => name)).toEqual(['n', 'mixed', 'some']);
  });

  test('keep all 64 bits, and say what is hexadecimal', () => {
    const [table] = tablesOf(line('a', 'big=0xfffffffffffffff5 low=-9223372036854775808'));
    expect(
      table?.columns.map((column) => [column.kind === 'integer' && column.hex, listValues(column)]),
    ).toEqual([
      [true, ['18446744073709551605']],
      [false, ['-9223372036854775808']],
    ]);
  });

  test('give the rows of their type', () => {
    const tables = tablesOf(line('a', 'n=1'), line('b', 'n=2'), line('a', 'n=3'));
    expect(tables.map(({ type, rows }) => [type.name, Array.from(rows)])).toEqual([
      ['a', [0, 2]],
      ['b', [1]],
    ]);
  });

  test('of block events have the fields by their position', () => {
    const [table] = tablesOf(line('block_bio_queue', '253,32 RA 1800896 + 128 [12]'));
    expect(table?.columns.map((column) => [column.name, listValues(column)[0]])).toEqual([
      ['dev', '253,32'],
      ['rwbs', 'RA'],
      ['sector', '1800896'],
      ['nr_sector', '128'],
      ['comm', '12'],
    ]);
  });
});

describe('a selection', () => {
  const trace = openTextTrace(readFixture('layouts/report-instances.txt.gz'));
  const all = Array.from(trace.events());
  const [middle] = all.slice(all.length >> 1);
  const time = middle?.timestamp ?? 0n;

  test.each([
    ['by name', { names: ['sched_switch'] }, all.filter(({ name }) => name === 'sched_switch')],
    [
      'by system and name',
      { names: ['sched:sched_switch'] },
      all.filter(({ name }) => name === 'sched_switch'),
    ],
    ['by CPU', { cpus: [1] }, all.filter(({ cpu }) => cpu === 1)],
    ['by instance', { instances: ['labb'] }, all.filter(({ instance }) => instance === 'labb')],
    ['from a time', { from: time }, all.filter(({ timestamp }) => timestamp >= time)],
    ['to a time', { to: time }, all.filter(({ timestamp }) => timestamp < time)],
  ])('%s has the events it asks for', (_name, selection, expected) => {
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(all.length);
    const facts = ({ timestamp, name, cpu }: (typeof all)[number]) => `${timestamp} ${name} ${cpu}`;
    expect(Array.from(trace.events(selection), facts)).toEqual(expected.map(facts));
  });
});

describe('the text of a marker', () => {
  const event = (time: string, rest: string) => `              sh-1     [000]     ${time}: ${rest}\n`;

  test('may be a whole event: those that can be part of it are told', () => {
    const text = `cpus=1\n${event('1.000001', 'print: two')}${event('1.000002', 'sys_enter: forged')}${event('1.000003', 'a: b=2')}`;
    const trace = open(text);
    expect(Array.from(trace.events(), ({ name }) => name)).toEqual(['print', 'sys_enter', 'a']);
    expect(trace.diagnostics()).toMatchObject([
      { code: 'text-line-forgeable', count: 2, offset: text.indexOf('\n', 10) + 1 },
    ]);
  });

  test('is no longer than the kernel takes: what follows further down is not doubted', () => {
    const filler = event('1.000002', `a: b=${'x'.repeat(4096)}`);
    const trace = open(`cpus=1\n${event('1.000001', 'print: two')}${filler}${event('1.000003', 'a: b=2')}`);
    expect(trace.diagnostics()).toMatchObject([{ code: 'text-line-forgeable', count: 1 }]);
  });
});

test('an event that trace-cmd does not know is told', () => {
  const line = '              sh-1     [000]     1.000001: a: b=2';
  const unknown = '[UNKNOWN EVENT][UNKNOWN EVENT] (NULL):               [UNKNOWN EVENT]';
  const trace = open(`cpus=1\n${line}\n${unknown}\n${line}\n`);
  expect(Array.from(trace.events(), (event) => event.info())).toEqual(['b=2', 'b=2']);
  expect(trace.diagnostics()).toMatchObject([{ code: 'event-unknown', count: 1 }]);
});

test('a comm of 15 letters that looks like the beginning of a line is not taken for one', () => {
  const [event] = open(
    '# tracer: nop\n#\n a-1 [000] 1: b:-77      [001] .....     2.800000: a: b=2\n',
  ).events();
  expect(event).toMatchObject({ comm: 'a-1 [000] 1: b:', pid: 77, cpu: 1, timestamp: 2_800_000_000n });
});

test('a message without context, as printk-msg-only prints markers, is told', () => {
  const line = '              sh-1       [000] .....     1.000001: a: b=2\n';
  const trace = open(`# tracer: nop\n#\n${line}marker alone\n${line}`);
  expect(trace.diagnostics()).toMatchObject([{ code: 'text-line-unrecognised', count: 1 }]);
});
