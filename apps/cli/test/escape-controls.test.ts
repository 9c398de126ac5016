import { expect, test } from 'vitest';
import { escapeControls } from '../src/terminal/escape-controls.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const show = (text: string): string => Buffer.from(escapeControls(latin1(text))).toString('latin1');

test('control characters are shown, line breaks and tabs are left', () => {
  expect(show('a\u001b[31mb\u0007\u007f\r\n\tc\u0000\n')).toBe('a\\x1b[31mb\\x07\\x7f\\x0d\n\tc\\x00\n');
});

test('control characters of two bytes are shown, other characters of UTF-8 are left', () => {
  const text = Buffer.from('caf\u00e9 \u201cquote\u201d \u{1f600}').toString('latin1');
  expect(show(text)).toBe(text);
  expect(show(Buffer.from('\u009b31m').toString('latin1'))).toBe('\u00c2\\x9b31m');
  expect(show('\u009b31m')).toBe('\\x9b31m');
});

test('text without control characters is not copied', () => {
  const text = latin1('fio-6372  [001]\n');
  expect(escapeControls(text)).toBe(text);
});
