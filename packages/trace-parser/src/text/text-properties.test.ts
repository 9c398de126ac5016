import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBytesSource } from '../source/byte-source.ts';
import { readFixture } from '../testing/fixtures.ts';
import { LINE_LAYOUTS, type LineFacts } from '../testing/text-lines.ts';
import type { TraceEvent } from '../trace.ts';
import { openTextTrace } from './text-trace.ts';

function encode(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function listFacts(events: Iterable<TraceEvent>): string[] {
  return Array.from(events, (event) =>
    JSON.stringify([
      event.comm,
      event.pid,
      event.cpu,
      String(event.timestamp),
      event.name,
      event.instance,
      event.lostBefore,
      event.info(),
    ]),
  );
}

const letters = fc.constantFrom(...'abz09-:[]()._/ ');
/** Comms as processes may set them, without the blanks at their ends that no layout shows. */
const comm = fc
  .string({ unit: letters, minLength: 1, maxLength: 15 })
  .map((text) => text.trim())
  .filter((text) => text !== '' && text.slice(0, 8).trim() === text.slice(0, 8));
const facts: fc.Arbitrary<LineFacts> = fc.record({
  comm,
  pid: fc.oneof(fc.nat(), fc.nat(99)),
  cpu: fc.nat(4095),
  time: fc.nat(4_000_000_000_000),
  name: fc.stringMatching(/^[a-z_][a-z0-9_]{0,30}$/),
  info: fc
    .string({ unit: fc.constantFrom(...'az09=:[]()-. +,/<>'), maxLength: 60 })
    .map((text) => text.trim()),
});

describe('an event printed in the layout of', () => {
  test.each(LINE_LAYOUTS)('$name is read again as it was', ({ header, commLength, print }) => {
    fc.assert(
      fc.property(fc.array(facts, { minLength: 1, maxLength: 8 }), (events) => {
        const text = header + events.map((event) => `${print(event)}\n`).join('');
        const read = Array.from(openTextTrace(encode(text)).events(), (event) => ({
          comm: event.comm,
          pid: event.pid,
          cpu: event.cpu,
          time: Number(event.timestamp) / 1000,
          name: event.name,
          info: event.info(),
        }));
        expect(read).toEqual(events.map((event) => ({ ...event, comm: event.comm.slice(0, commLength) })));
      }),
      { numRuns: 200 },
    );
  });
});

const WHOLE = [
  'report-debug',
  'report-files',
  'stacktrace',
  'verbose',
  'latency',
  'raw',
  'pipe-lost',
  'tgid',
];

describe('the same is read whatever the size of the windows', () => {
  test.each(WHOLE)('of %s', (name) => {
    const bytes = readFixture(`layouts/${name}.txt.gz`).subarray(0, 24_000);
    const whole = openTextTrace(bytes);
    const expected = listFacts(whole.events());
    expect(expected.length).toBeGreaterThan(50);
    for (const window of [1, 7, 256, 4099, 65_536]) {
      const trace = openTextTrace(bytes, window);
      expect(listFacts(trace.events())).toEqual(expected);
      expect(trace.diagnostics()).toEqual(whole.diagnostics());
      expect(trace.losses()).toEqual(whole.losses());
    }
  });

  test('where the windows end within a line of four mebibytes', () => {
    const line = '            sh-1     [000]     1.000001: print:                ';
    const text = encode(`cpus=1\n${line}${'x'.repeat(5 << 20)}\n${line}end\n`);
    const trace = openTextTrace(createBytesSource(text), 1000);
    expect(Array.from(trace.events(), (event) => event.info().length)).toEqual([2 ** 20 - line.length, 3]);
    const skipped = trace.diagnostics().reduce((sum, entry) => sum + entry.bytesSkipped, 0);
    expect(trace.diagnostics().map(({ code }) => code)).toEqual(['text-line-cut']);
    expect(skipped).toBe((5 << 20) + line.length - 2 ** 20 + 1);
  });
});

describe('damage to a line', () => {
  const text = readFixture('layouts/report-difference.txt.gz').subarray(0, 4096);
  const lines = Buffer.from(text).toString('latin1').split('\n').slice(0, -1);
  const start = lines.slice(0, 1).join('\n').length + 1;
  const whole = encode(`${lines.join('\n')}\n`);
  const expected = listFacts(openTextTrace(whole).events());

  /** The events of all lines but the one that holds the offset, in order. */
  function expectOthers(bytes: Uint8Array, offset: number): void {
    const read = listFacts(openTextTrace(bytes).events());
    const hit = whole.subarray(0, offset).filter((byte) => byte === 10).length - 1;
    const others = expected.filter((_, index) => index < hit - 1 || index > hit + 1);
    let at = 0;
    for (const event of read) if (event === others[at]) at++;
    expect(at).toBe(others.length);
  }

  test('by a flipped bit leaves the others as they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: start, max: whole.length - 1 }), fc.nat(7), (offset, bit) => {
        const bytes = whole.slice();
        bytes[offset] = (bytes[offset] as number) ^ (1 << bit);
        expectOthers(bytes, offset);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['CR', 13],
    ['LF', 10],
    ['NUL', 0],
  ])('by a %s put in leaves the others as they are', (_name, byte) => {
    fc.assert(
      fc.property(fc.integer({ min: start, max: whole.length - 1 }), (offset) => {
        const bytes = new Uint8Array(whole.length + 1);
        bytes.set(whole.subarray(0, offset));
        bytes[offset] = byte;
        bytes.set(whole.subarray(offset), offset + 1);
        expectOthers(bytes, offset);
      }),
      { numRuns: 200 },
    );
  });

  test('by a cut at any byte leaves those before it', () => {
    for (let end = start + 100; end < whole.length; end++) {
      const read = listFacts(openTextTrace(whole.slice(0, end)).events());
      const complete = Math.max(0, whole.subarray(0, end).filter((byte) => byte === 10).length - 1);
      expect(read.slice(0, complete).join('\n')).toBe(expected.slice(0, complete).join('\n'));
    }
  });

  test('of random bytes between lines is told and stepped over', () => {
    const noise = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7919) % 256);
    const bytes = new Uint8Array(whole.length + noise.length + 1);
    bytes.set(whole);
    bytes.set(noise, whole.length);
    const trace = openTextTrace(bytes);
    expect(listFacts(trace.events()).slice(0, expected.length - 1)).toEqual(expected.slice(0, -1));
    expect(trace.diagnostics().map(({ code }) => code)).toContain('text-line-unrecognised');
  });
});

test('line ends of CR and LF change nothing', () => {
  const text = Buffer.from(readFixture('layouts/stacktrace.txt.gz')).toString('latin1');
  const expected = listFacts(openTextTrace(encode(text)).events());
  expect(listFacts(openTextTrace(encode(text.replaceAll('\n', '\r\n'))).events())).toEqual(expected);
});

test('a gigabyte of zeroes is refused after a look at its beginning', () => {
  let fetched = 0;
  const source = {
    size: 2 ** 30,
    read: (_offset: number, length: number) => {
      fetched += length;
      return new Uint8Array(length);
    },
  };
  expect(() => openTextTrace(source)).toThrow(expect.objectContaining({ code: 'E_TRACE_UNREADABLE' }));
  expect(fetched).toBeLessThan(2 ** 20);
});
