import { expect, test } from 'vitest';
import { formatResidency } from './page-cache.ts';

const RESIDENT = Uint8Array.of(1, 0, 0, 1, 1, 0);

test('the pages of a range, also where it begins or ends inside one', () => {
  expect(formatResidency(RESIDENT, 0, 4 * 4096, 4096)).toBe('U..U');
  expect(formatResidency(RESIDENT, 4095, 2, 4096)).toBe('U.');
  expect(formatResidency(RESIDENT, 3 * 4096, 1, 4096)).toBe('U');
});

test('pages behind the end of the file are not listed', () => {
  expect(formatResidency(RESIDENT, 4 * 4096, 65_536, 4096)).toBe('U.');
});
