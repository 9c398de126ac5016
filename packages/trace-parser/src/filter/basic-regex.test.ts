import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { translateBasicRegex } from './basic-regex.ts';

const PATTERNS = [
  'a|b',
  'a\\|b',
  'a+',
  'a\\+$',
  '^a*b',
  'a^b',
  'a$b',
  '*a',
  '\\(*a\\)',
  '^*a',
  'a**',
  'a\\{2\\}',
  'a\\{1,2\\}b',
  'a\\?b',
  '[]a]',
  '[^]a]b',
  '[a-c]\\+',
  '[[:digit:]x]',
  '[^[:alpha:]]',
  '[a\\]',
  '\\(ab\\)\\{2\\}',
  '\\(a\\|b\\)c',
  'a.c',
  'a\\.c',
  '{2}',
  '(a)',
  '\\<ab\\>',
  'A',
  '\\w\\W',
  'x*',
];
const TEXTS = [
  'a',
  'b',
  'ab',
  'aab',
  'a|b',
  'a+',
  'aa',
  'a^b',
  'a$b',
  '*a',
  'abab',
  'abc',
  'a.c',
  'axc',
  ']',
  '\\',
  '{2}',
  '(a)',
  'x ab y',
  '7',
  'ac',
  '^',
  '',
];

/** grep uses the same regular expressions of glibc. */
test.each(PATTERNS)('%s matches what grep does', (source) => {
  const { pattern } = translateBasicRegex(source);
  const { stdout } = spawnSync('grep', ['-i', '-e', source], {
    input: `${TEXTS.join('\n')}\n`,
    encoding: 'latin1',
  });
  expect(TEXTS.filter((text) => pattern?.test(text))).toEqual(stdout.split('\n').slice(0, -1));
});

test.each([
  '\\(a*\\)*',
  '\\(a\\|a\\)\\+',
  '\\(a\\)\\1',
  '[',
  '\\(',
  'a\\{999\\}',
  'a\\',
  '[[:nonsense:]]',
  'a'.repeat(2000),
])('%s is refused', (source) => {
  expect(translateBasicRegex(source)).toEqual({ problem: expect.any(String) });
});

test('a repetition over a whole page takes little time', () => {
  const { pattern } = translateBasicRegex('.*x$');
  const start = performance.now();
  expect(pattern?.test('a'.repeat(4096))).toBe(false);
  expect(performance.now() - start).toBeLessThan(1000);
});
