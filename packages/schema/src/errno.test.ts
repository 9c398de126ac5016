import { expect, test } from 'vitest';
import { errnoName, formatResult, signedCount } from './errno.ts';

test('counts that tracepoints print are errnos where they are negative', () => {
  // Both from the trace of kernel bugzilla 208827.
  expect(formatResult(signedCount(0xfffffffffffffff5n))).toBe('-EAGAIN');
  expect(formatResult(signedCount(0xfffffffffffffdefn))).toBe('-EIOCBQUEUED');
});

test('a count is a count', () => {
  expect(signedCount(0x10000n)).toBe(65536);
  expect(formatResult(4096)).toBe('4096');
  // Below MAX_ERRNO nothing is an errno.
  expect(signedCount(0xffffffffffffe000n)).toBe(Number(0xffffffffffffe000n));
});

test("the kernel's own name is used where one number has two", () => {
  expect(errnoName(-11)).toBe('-EAGAIN');
  expect(errnoName(-95)).toBe('-EOPNOTSUPP');
  expect(errnoName(-121)).toBe('-EREMOTEIO');
  expect(errnoName(5)).toBeUndefined();
  expect(formatResult(-4000)).toBe('-4000 (unknown errno)');
});
