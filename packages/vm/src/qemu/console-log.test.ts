import { expect, test } from 'vitest';
import { ConsoleLog } from './console-log.ts';

test('a short console is kept whole, without carriage returns', () => {
  const log = new ConsoleLog();
  log.push(Buffer.from('one\r\n'));
  log.push(Buffer.from('two\r\n'));
  expect(log.text()).toBe('one\ntwo\n');
});

test('of a long console the first and the last part are kept, and what is between is counted', () => {
  const log = new ConsoleLog();
  const line = (number: number): string => `${String(number).padStart(15, '0')}\n`;
  const lines = 2 ** 18;
  for (let number = 0; number < lines; number += 64)
    log.push(Buffer.from(Array.from({ length: 64 }, (_, index) => line(number + index)).join('')));
  const text = log.text();
  expect(log.bytes).toBe(lines * 16);
  expect(text.startsWith(line(0))).toBe(true);
  expect(text.endsWith(line(lines - 1))).toBe(true);
  const [gap, left] = /\n\[\.\.\. (\d+) bytes of the console left out \.\.\.\]\n/.exec(text) ?? [];
  expect(text.length - (gap as string).length + Number(left)).toBe(lines * 16);
  expect(text.length).toBeLessThan(1.1 * 2 ** 20);
});
