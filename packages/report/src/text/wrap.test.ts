import { describe, expect, test } from 'vitest';
import { continueSentence, labelled, labelledLines, numbered, PROSE_COLUMNS, wrap } from './wrap.ts';

const words = Array.from({ length: 60 }, (_, index) => 'x'.repeat(1 + ((index * 7) % 13)));

describe('wrap', () => {
  test('keeps every word in its order, and no line beyond the columns', () => {
    const lines = wrap(words.join(' '), '  ', '    ');
    expect(lines.every((line) => line.length <= PROSE_COLUMNS)).toBe(true);
    expect(lines.join(' ').split(/ +/).filter(Boolean)).toEqual(words);
  });

  test('fills a line to its last column', () => {
    expect(wrap(`${'a'.repeat(37)} ${'b'.repeat(37)} c`)).toEqual([
      `${'a'.repeat(37)} ${'b'.repeat(37)}`,
      'c',
    ]);
  });

  test('cuts a word that no line can hold', () => {
    expect(wrap(`see ${'p'.repeat(100)}`)).toEqual(['see', 'p'.repeat(75), 'p'.repeat(25)]);
  });

  test('keeps a number and its per cent on one line', () => {
    expect(wrap(`${'a'.repeat(70)} 100 %`)).toEqual(['a'.repeat(70), '100 %']);
  });

  test('gives one empty line for nothing', () => {
    expect(wrap(' \n')).toEqual(['']);
  });
});

test('numbered puts lines under the text of their item', () => {
  expect(numbered(['one', 'word '.repeat(16)])).toBe(
    `1. one\n2. ${'word '.repeat(14).trimEnd()}\n   word word`,
  );
});

test('labelled puts values into one column', () => {
  expect(
    labelled([
      ['a', '1'],
      ['long', '2'],
    ]),
  ).toBe('a:    1\nlong: 2');
});

test('labelledLines cuts what does not fit one line', () => {
  const [line = ''] = labelledLines([['a', 'v'.repeat(100)]]).split('\n');
  expect(line).toHaveLength(PROSE_COLUMNS);
  expect(line.endsWith('v ...')).toBe(true);
});

test.each([
  ['A read came back short', 'a read came back short.'],
  ['RWF_NOWAIT reads come back short.', 'RWF_NOWAIT reads come back short.'],
])('continueSentence: %s', (sentence, expected) => {
  expect(continueSentence(sentence)).toBe(expected);
});
