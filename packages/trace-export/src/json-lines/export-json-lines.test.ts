import { expect, test } from 'vitest';
import { MemorySink } from '../testing/memory-sink.ts';
import { NAMES, readRecording, withTrace } from '../testing/recordings.ts';
import { exportJsonLines } from './export-json-lines.ts';
import { quote } from './quote.ts';

test.each(NAMES)('%s: every line is an event', async (name) => {
  await withTrace(readRecording(name), async (trace) => {
    const sink = new MemorySink();
    await exportJsonLines(trace, sink);
    const lines = sink.text().trimEnd().split('\n');
    const events = [...trace.events()];
    expect(lines.length).toBe(events.length);
    for (const [index, event] of events.entries()) {
      const { fields, ...head } = JSON.parse(lines[index] as string);
      expect(head).toEqual({
        ns: String(event.timestamp),
        cpu: event.cpu,
        pid: event.pid,
        comm: event.comm,
        system: event.system,
        name: event.name,
        instance: event.instance ?? '',
        lost: event.lostBefore,
      });
      for (const [key, value] of Object.entries(fields)) {
        if (Array.isArray(value)) continue;
        const expected = event.field(key);
        expect(value).toEqual(typeof expected === 'bigint' ? String(expected) : expected);
      }
    }
  });
});

test('text of any bytes survives', () => {
  const text = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
  expect(JSON.parse(quote(text))).toBe(text);
  expect(quote(text)).toMatch(/^[ -~]*$/);
});
