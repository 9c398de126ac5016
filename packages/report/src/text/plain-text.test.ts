import { expect, test } from 'vitest';
import { makePrintable, printable } from './plain-text.ts';

test.each([
  ['a tab stays', 'a\tb', 'a\tb'],
  ['line ends', 'a\r\nb', 'a\\x0d\\x0ab'],
  ['escape', '\u001b[31m', '\\x1b[31m'],
  ['right-to-left override', 'a\u202eb', 'a\\u202eb'],
  ['line separator', 'a\u2028b', 'a\\u2028b'],
  ['half of a pair', 'a\ud83db', 'a\\ud83db'],
  ['other scripts', 'ß 漢 😀', 'ß 漢 😀'],
])('%s', (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('a long string is cut between characters, within the octets of a mail line', () => {
  for (const length of [938, 939, 940, 941, 2000]) {
    const shown = printable('x'.repeat(length % 3) + '漢'.repeat(length));
    expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(998);
    expect(shown).toMatch(/^x*漢+ \[\d+ bytes cut\]$/);
  }
});

test('reaches every string, and leaves the rest alone', () => {
  const value = { a: ['\n', 1, null, true, { b: '\u0000' }] };
  expect(makePrintable(value)).toEqual({ a: ['\\x0a', 1, null, true, { b: '\\x00' }] });
});
